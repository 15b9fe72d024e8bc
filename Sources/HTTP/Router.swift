/// One path of an API: who may use it, how large its body may be, who answers.
public struct Route: Sendable {
    public let method: String
    /// Such as `/v1/stores/{store}/events`.
    public let pattern: String
    /// Nil: no token needed.
    public let roles: Set<Role>?
    public let bodyBytesMax: Int
    /// How far a gzipped body may grow.
    public let unpackedBytesMax: Int
    /// Takes longer than a server's thread may be held.
    public let isLong: Bool
    public let handler: @Sendable (Request, any Responder) throws -> Void
    /// What a server is there for: tills at an agent, stores at central. All else shares `otherRequestsMax`.
    let isReserved: Bool
    let segments: [Substring]

    public init(
        _ method: String, _ pattern: String, roles: Set<Role>?, bodyBytesMax: Int = 256 * 1024,
        unpackedBytesMax: Int? = nil, isLong: Bool = false,
        handler: @escaping @Sendable (Request, any Responder) throws -> Void
    ) {
        self.method = method
        self.pattern = pattern
        self.roles = roles
        self.bodyBytesMax = bodyBytesMax
        self.unpackedBytesMax = unpackedBytesMax ?? bodyBytesMax
        self.isLong = isLong
        self.handler = handler
        isReserved = roles == [.till] || roles == [.store]
        segments = pattern.split(separator: "/")
    }

    /// A route that answers at once.
    public static func answering(
        _ method: String, _ pattern: String, roles: Set<Role>?, bodyBytesMax: Int = 256 * 1024,
        _ handler: @escaping @Sendable (Request) throws -> Response
    ) -> Route {
        Route(method, pattern, roles: roles, bodyBytesMax: bodyBytesMax) { request, responder in
            responder.send(try handler(request))
        }
    }

    /// A route whose answer takes longer than a server's thread may be held.
    public static func working(
        _ method: String, _ pattern: String, roles: Set<Role>?, bodyBytesMax: Int = 256 * 1024,
        _ handler: @escaping @Sendable (Request) throws -> Response
    ) -> Route {
        Route(method, pattern, roles: roles, bodyBytesMax: bodyBytesMax, isLong: true) { request, responder in
            responder.send(try handler(request))
        }
    }
}

extension Route {
    /// A gzipped body, which may grow as far as this route allows.
    func unpack(_ body: [UInt8]) throws -> [UInt8] {
        do {
            return try Gzip.unpack(body, bytesMax: unpackedBytesMax)
        } catch .damaged {
            throw Problem(400, "badGzip", "The body is no complete gzip.")
        } catch .tooLarge {
            throw Problem(413, "bodyTooLarge", "Unpacked, the body is too large.", next: "Send it in smaller pieces.")
        }
    }
}

public struct Router: Sendable {
    public let routes: [Route]
    private let fixed: [String: [Int]]
    private let patterned: [Int]

    public init(_ routes: [Route]) {
        self.routes = routes
        fixed = Dictionary(
            grouping: routes.indices.filter { !routes[$0].pattern.contains("{") }, by: { routes[$0].pattern })
        patterned = routes.indices.filter { routes[$0].pattern.contains("{") }
    }

    /// - Throws: `Problem` 404 `unknownPath`, 405 `wrongMethod`.
    func find(_ method: String, _ path: String) throws -> (route: Route, parameters: [String]) {
        var otherMethods: [String] = []
        for index in fixed[path] ?? [] {
            if routes[index].method == method { return (routes[index], []) }
            otherMethods.append(routes[index].method)
        }
        let segments = path.split(separator: "/")
        for index in patterned {
            guard let parameters = Self.match(routes[index].segments, segments) else { continue }
            if routes[index].method == method { return (routes[index], parameters) }
            otherMethods.append(routes[index].method)
        }
        guard otherMethods.isEmpty else {
            var problem = Problem(405, "wrongMethod", "This path wants \(otherMethods.joined(separator: " or ")).")
            problem.allow = otherMethods
            throw problem
        }
        throw Problem(404, "unknownPath", "There is no such path.", next: "See /openapi.json.")
    }

    private static func match(_ pattern: [Substring], _ path: [Substring]) -> [String]? {
        guard pattern.count == path.count else { return nil }
        var parameters: [String] = []
        for (wanted, found) in zip(pattern, path) {
            if wanted.hasPrefix("{") { parameters.append(String(found)) } else if wanted != found { return nil }
        }
        return parameters
    }
}
