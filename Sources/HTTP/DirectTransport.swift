import Dispatch
import Foundation
import Synchronization

/// Calls a router in the same process, with the same checks as a server and without sockets: for simulation and tests.
public struct DirectTransport: Transport {
    private let router: Router
    private let token: String
    private let authenticate: @Sendable (String) -> Principal?
    private let client: NetworkAddress?

    /// - Parameter client: where requests seem to come from
    public init(
        _ router: Router, token: String, client: NetworkAddress? = nil,
        authenticate: @escaping @Sendable (String) -> Principal?
    ) {
        self.router = router
        self.client = client
        self.token = token
        self.authenticate = authenticate
    }

    public func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        let response = respond(to: request)
        let isPacked = response.headers.contains { $0.0 == "Content-Encoding" && $0.1 == "gzip" }
        guard isPacked else { return ClientResponse(status: response.status, body: response.body) }
        guard let body = try? Gzip.unpack(response.body, bytesMax: 1 << 30) else { throw TransportError("bad gzip") }
        return ClientResponse(status: response.status, body: body)
    }

    /// The answer as the handler gave it, with its headers.
    public func respond(to request: ClientRequest) -> Response {
        let answer = PendingAnswer()
        do { try dispatch(request, answer) } catch { answer.send(error) }
        return answer.wait()
    }

    private func dispatch(_ request: ClientRequest, _ answer: PendingAnswer) throws {
        let parts = request.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let (route, parameters) = try router.find(request.method, String(parts[0]))
        var principal: Principal?
        if let roles = route.roles {
            guard !token.isEmpty else { throw Problem.noToken }
            guard let known = authenticate(token) else { throw Problem.unknownToken }
            guard roles.contains(known.role) else { throw Problem.wrongRole(known.role) }
            principal = known
        }
        guard request.body.count <= route.bodyBytesMax else { throw Problem.bodyTooLarge(route) }
        var body = request.body
        if request.headers.contains(where: { $0.0 == "Content-Encoding" && $0.1 == "gzip" }) {
            body = try route.unpack(body)
        }
        try route.handler(
            Request(
                method: request.method, path: String(parts[0]), parameters: parameters,
                query: Self.query(parts.count == 2 ? parts[1] : ""), principal: principal, body: body,
                acceptsGzip: true,
                client: client), answer)
    }

    private static func query(_ text: Substring) -> [String: String] {
        text.split(separator: "&").reduce(into: [:]) { query, pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            query[String(parts[0])] = parts.count == 2 ? String(parts[1]).removingPercentEncoding ?? "" : ""
        }
    }
}

private final class PendingAnswer: Responder, Sendable {
    private let response = Mutex<Response?>(nil)
    private let isAnswered = DispatchSemaphore(value: 0)

    func send(_ new: Response) {
        let isFirst = response.withLock { response in
            guard response == nil else { return false }
            response = new
            return true
        }
        if isFirst { isAnswered.signal() }
    }

    func wait() -> Response {
        isAnswered.wait()
        guard let response = response.withLock({ $0 }) else {
            preconditionFailure("signalled after the response is set")
        }
        return response
    }
}
