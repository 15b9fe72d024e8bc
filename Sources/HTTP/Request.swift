import JSON

/// What a client asks. The body is complete, and already unpacked where it came gzipped.
public struct Request: Sendable {
    public let method: String
    public let path: String
    /// What the route's `{names}` stood for, in order.
    public let parameters: [String]
    public let query: [String: String]
    /// Nil on routes that need no token.
    public let principal: Principal?
    public let body: [UInt8]
    public let acceptsGzip: Bool
    public let client: NetworkAddress?
}

extension Request {
    /// A number of the query.
    /// - Throws: `BadInput` for text that is none, or lies outside
    public func integer(_ name: String, in range: ClosedRange<Int64>) throws -> Int64? {
        guard let text = query[name], !text.isEmpty else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw BadInput(
                code: "badQuery", field: name, message: "wants a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}

public struct Response: Sendable {
    public var status: Int
    public var headers: [(String, String)] = []
    public var body: [UInt8]

    public init(status: Int = 200, type: String = "application/json", body: [UInt8]) {
        self.status = status
        self.body = body
        headers = [("Content-Type", type)]
    }

    public static func json(_ body: [UInt8], status: Int = 200) -> Response { Response(status: status, body: body) }

    public static func text(_ text: String, type: String = "text/plain; charset=utf-8") -> Response {
        Response(type: type, body: Array(text.utf8))
    }
}

/// Where a handler puts its answer: once, at once or later, from any thread.
public protocol Responder: AnyObject, Sendable {
    func send(_ response: Response)
}

extension Responder {
    public func send(_ error: any Error) { send(Server.response(for: error)) }

    public func send<T>(_ result: Result<T, any Error>, _ make: (T) throws -> Response) {
        do { send(try make(result.get())) } catch { send(error) }
    }
}
