import JSON

/// An answer that says what is wrong: `application/problem+json` with a stable code, the field, and what to do.
/// Source: RFC 9457.
public struct Problem: Error, Sendable, Equatable {
    public let status: Int
    public let code: String
    public let detail: String
    public let field: String
    public let next: String
    /// Seconds to wait before trying again, for `Retry-After`.
    public var retryAfterSeconds: Int?
    /// The methods that a path has, for `Allow`.
    public var allow: [String] = []
    /// What a program may want to know besides, such as how many points are here.
    public var numbers: [String: Int64] = [:]
    /// The connection ends with this answer.
    public var closesConnection = false

    public init(
        _ status: Int, _ code: String, _ detail: String, field: String = "", next: String = "",
        retryAfterSeconds: Int? = nil
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.field = field
        self.next = next
        self.retryAfterSeconds = retryAfterSeconds
    }

    public init(_ input: BadInput) {
        self.init(400, input.code, input.description, field: input.field)
    }

    public var response: Response {
        let body = JSONWriter.object { object in
            object.field("type", "about:blank")
            object.field("title", Self.title(status))
            object.field("status", status)
            object.field("code", code)
            object.field("detail", detail)
            if !field.isEmpty { object.field("field", field) }
            if !next.isEmpty { object.field("next", next) }
            for (name, number) in numbers.sorted(by: { $0.key < $1.key }) {
                object.key(dynamic: name)
                object.value(number)
            }
        }
        var response = Response(status: status, type: "application/problem+json", body: body)
        if let retryAfterSeconds { response.headers.append(("Retry-After", "\(retryAfterSeconds)")) }
        if !allow.isEmpty { response.headers.append(("Allow", allow.joined(separator: ", "))) }
        if closesConnection { response.headers.append(("Connection", "close")) }
        if status == 401 { response.headers.append(("WWW-Authenticate", "Bearer")) }
        return response
    }

    private static func title(_ status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 415: "Unsupported Media Type"
        case 429: "Too Many Requests"
        case 503: "Service Unavailable"
        case 507: "Insufficient Storage"
        default: "Internal Server Error"
        }
    }

    public static let storageFull = Problem(
        507, "storageFull", "The disk is full or fails: nothing was recorded.",
        next: "Free space on this machine's disk, then send it again.", retryAfterSeconds: 5)
    public static let storageAway = Problem(
        503, "storageAway", "The database server does not answer: nothing was recorded, or nobody knows.",
        next: "Send the same again; stores do so by themselves.", retryAfterSeconds: 5)
    static func bodyTooLarge(_ route: Route) -> Problem {
        Problem(
            413, "bodyTooLarge", "The body may have \(route.bodyBytesMax) bytes at most.",
            next: "Send it in smaller pieces.")
    }
    static let stopping = Problem(503, "stopping", "The server is stopping.", retryAfterSeconds: 1)
    static let tooManyRequests = Problem(
        429, "tooManyRequests", "Too many requests of this token are under way.",
        next: "Wait for answers before asking again.", retryAfterSeconds: 1)
    static let busy = Problem(
        503, "busy", "Too many requests of this kind are under way.", next: "Ask again in a moment.",
        retryAfterSeconds: 1)
    /// Somebody on the way may have read this request's end elsewhere.
    static let ambiguousLength: Problem = {
        var problem = Problem(
            400, "ambiguousLength", "The request says more than once how long it is.",
            next: "Send one Content-Length, or Transfer-Encoding: chunked without one.")
        problem.closesConnection = true
        return problem
    }()
    static let tooManyWithoutToken: Problem = {
        var problem = Problem(
            429, "tooManyWithoutToken", "Too many requests without a valid token come from this address.",
            next: "Send a valid token, or ask less often.", retryAfterSeconds: 1)
        problem.closesConnection = true
        return problem
    }()
    public static let noToken = Problem(
        401, "noToken", "This needs a token.", next: "Send the header Authorization: Bearer TOKEN.")
    public static let unknownToken = Problem(
        401, "unknownToken", "This token is not known, or it was revoked.", next: "Ask an administrator for a new one.")
    public static func wrongRole(_ role: Role) -> Problem {
        Problem(403, "wrongRole", "A token of the role \(role.rawValue) may not do this.")
    }
}
