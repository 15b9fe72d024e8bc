import CMicroHTTPD
import Dispatch
import Foundation
import JSON
import Synchronization

/// One request and its answer on libmicrohttpd's connection.
///
/// Always: answered once. While no answer is there the connection is suspended, and `send` resumes it.
final class Exchange: Responder, @unchecked Sendable {
    private unowned let server: Server
    private let connection: OpaquePointer
    private let served: ServedConnection?
    private let method: String
    private let path: String

    // Set and read on the connection's thread only.
    private var route: Route?
    private var parameters: [String] = []
    private var principal: Principal?
    private var refusal: Problem?
    private var body: [UInt8] = []
    private var isDispatched = false
    /// Counts this request until its answer has left.
    private var share: TokenShare?
    private var isOther = false

    private enum Phase {
        case running
        case suspended
        case answered(Response)
        case finished
    }
    private let phase = Mutex(Phase.running)

    init(server: Server, connection: OpaquePointer, method: String, path: String) {
        self.server = server
        self.connection = connection
        served = ServedConnection.of(connection)
        self.method = method
        self.path = path
    }

    // MARK: on the connection's thread

    /// The headers are there: who is this, and may they?
    func begin() -> MHD_Result {
        do {
            try admit()
        } catch let problem as Problem {
            refusal = problem
            // A short body is read and thrown away, so that the client can read the answer; a long one is cut off.
            // Of a body whose end is in doubt nothing is read at all.
            if announcedBytes > 64 * 1024 || problem == .ambiguousLength { return queue(problem.response) }
        } catch {
            refusal = Problem(500, "internal", "Something went wrong here; it was logged.")
        }
        return vuelve_mhd_yes()
    }

    private func admit() throws {
        let found = Result { try findRoute() }
        // Whatever they ask: who shows no valid token may not ask it too often.
        if share == nil { try boundStrangers() }
        guard !isLengthAmbiguous else { throw Problem.ambiguousLength }
        let route = try found.get()
        if share != nil { try bound(route) }
        guard announcedBytes <= route.bodyBytesMax else { throw Problem.bodyTooLarge(route) }
        served?.expect(bytes: announcedBytes, server.limits)
    }

    private func findRoute() throws -> Route {
        if server.certificate == nil, let peer = served?.peer, !server.plainHTTP.allows(peer) {
            throw Problem(
                403, "plainHTTPRefused", "Plain HTTP is refused from this address.",
                next: "Use TLS, or name the network in the configuration's plainHTTPFrom.")
        }
        let (route, parameters) = try server.router.find(method, path)
        self.route = route
        self.parameters = parameters
        if let roles = route.roles { try authorize(roles) }
        return route
    }

    private func authorize(_ roles: Set<Role>) throws {
        guard let header = header("Authorization") else { throw Problem.noToken }
        guard header.hasPrefix("Bearer "), let principal = server.authenticate(String(header.dropFirst(7))) else {
            var problem = Problem.unknownToken
            // A token that ends takes its connections with it.
            problem.closesConnection = served?.share != nil
            throw problem
        }
        self.principal = principal
        served?.isBusy.store(true, ordering: .relaxed)
        let share = served.map { server.connections.share(of: $0, for: principal) } ?? TokenShare(principal)
        share.requests.wrappingAdd(1, ordering: .relaxed)
        self.share = share
        guard roles.contains(principal.role) else { throw Problem.wrongRole(principal.role) }
    }

    /// Requests under way of this token, and of all that is not what the server is there for.
    private func bound(_ route: Route) throws {
        if let share, share.requests.load(ordering: .relaxed) > server.limits.requestsPerTokenMax {
            server.counts.count(.requestsPerToken)
            throw Problem.tooManyRequests
        }
        guard !route.isReserved else { return }
        isOther = true
        guard server.counts.otherRequests.wrappingAdd(1, ordering: .relaxed).newValue <= server.limits.otherRequestsMax
        else {
            server.counts.count(.otherRequests)
            throw Problem.busy
        }
    }

    private func boundStrangers() throws {
        guard !server.connections.mayAskWithoutToken(client) else { return }
        server.counts.count(.requestsWithoutToken)
        throw Problem.tooManyWithoutToken
    }

    /// The answer has left, or never will.
    func end() {
        share?.requests.wrappingSubtract(1, ordering: .relaxed)
        if isOther { server.counts.otherRequests.wrappingSubtract(1, ordering: .relaxed) }
        served?.rest(server.limits)
    }

    func receive(_ bytes: UnsafeRawBufferPointer) {
        guard refusal == nil, let route else { return }
        guard body.count + bytes.count <= route.bodyBytesMax else {
            refusal = Problem.bodyTooLarge(route)
            body = []
            return
        }
        body.append(contentsOf: bytes)
    }

    /// The body is complete, or the answer has come.
    func proceed() -> MHD_Result {
        if let refusal { return queue(refusal.response) }
        if !isDispatched {
            isDispatched = true
            served?.waitForAnswer()
            dispatch()
        }
        let response: Response? = phase.withLock { phase in
            if case .answered(let response) = phase {
                phase = .finished
                return response
            }
            guard server.mayWait(self) else {
                phase = .finished
                return Problem.stopping.response
            }
            MHD_suspend_connection(connection)
            phase = .suspended
            return nil
        }
        return response.map(queue) ?? vuelve_mhd_yes()
    }

    private func dispatch() {
        guard let route else { return send(Problem(404, "unknownPath", "There is no such path.").response) }
        do {
            if header("Content-Encoding") == "gzip" { body = try route.unpack(body) }
            let request = Request(
                method: method, path: path, parameters: parameters, query: query, principal: principal, body: body,
                acceptsGzip: header("Accept-Encoding")?.contains("gzip") ?? false, client: client)
            body = []
            guard route.isLong else { return try route.handler(request, self) }
            DispatchQueue.global().async {
                do { try route.handler(request, self) } catch { self.send(error) }
            }
        } catch { send(error) }
    }

    private func header(_ name: String) -> String? {
        MHD_lookup_connection_value(connection, vuelve_mhd_headers(), name).map { String(cString: $0) }
    }

    private var announcedBytes: Int { header("Content-Length").flatMap(Int.init) ?? 0 }

    /// Two lengths, or a length and chunks: what a proxy takes for one request may be two here (RFC 9112, section 6.3).
    private var isLengthAmbiguous: Bool {
        var lengths: [String] = []
        withUnsafeMutablePointer(to: &lengths) { pointer in
            _ = MHD_get_connection_values(connection, vuelve_mhd_headers(), collectLengths, pointer)
        }
        return lengths.count > 1
    }

    /// Who asks: the peer, or whom a trusted proxy names.
    private var client: NetworkAddress? {
        guard let served, served.isProxied else { return served?.peer }
        var forwarded: [String] = []
        withUnsafeMutablePointer(to: &forwarded) { pointer in
            _ = MHD_get_connection_values(connection, vuelve_mhd_headers(), collectForwarded, pointer)
        }
        let joined = forwarded.joined(separator: ",")
        return ForwardedAddress.client(joined, trusted: server.trustedProxies) ?? served.peer
    }

    private var query: [String: String] {
        var result: [String: String] = [:]
        withUnsafeMutablePointer(to: &result) { pointer in
            _ = MHD_get_connection_values(connection, vuelve_mhd_arguments(), collectQuery, pointer)
        }
        return result
    }

    private func queue(_ response: Response) -> MHD_Result {
        server.count(response.status)
        served?.expect(bytes: response.body.count, server.limits)
        let made = response.body.withUnsafeBytes { vuelve_mhd_response($0.count, $0.baseAddress) }
        guard let made else { return vuelve_mhd_no() }
        defer { MHD_destroy_response(made) }
        for (name, value) in response.headers { MHD_add_response_header(made, name, value) }
        return MHD_queue_response(connection, UInt32(response.status), made)
    }

    // MARK: from any thread

    func send(_ response: Response) {
        let mustResume = phase.withLock { phase in
            switch phase {
            case .running:
                phase = .answered(response)
                return false
            case .suspended:
                phase = .answered(response)
                return true
            case .answered, .finished: return false
            }
        }
        guard mustResume else { return }
        server.resumed(self)
        MHD_resume_connection(connection)
    }
}

private func collectQuery(
    context: UnsafeMutableRawPointer?, _: MHD_ValueKind, name: UnsafePointer<CChar>?, value: UnsafePointer<CChar>?
) -> MHD_Result {
    if let context, let name {
        let result = context.assumingMemoryBound(to: [String: String].self)
        result.pointee[String(cString: name)] = value.map { String(cString: $0) } ?? ""
    }
    return vuelve_mhd_yes()
}

private func collectLengths(
    context: UnsafeMutableRawPointer?, _: MHD_ValueKind, name: UnsafePointer<CChar>?, value: UnsafePointer<CChar>?
) -> MHD_Result {
    if let context, let name,
        strcasecmp(name, "Content-Length") == 0 || strcasecmp(name, "Transfer-Encoding") == 0
    {
        context.assumingMemoryBound(to: [String].self).pointee.append(value.map { String(cString: $0) } ?? "")
    }
    return vuelve_mhd_yes()
}

private func collectForwarded(
    context: UnsafeMutableRawPointer?, _: MHD_ValueKind, name: UnsafePointer<CChar>?, value: UnsafePointer<CChar>?
) -> MHD_Result {
    if let context, let name, let value, strcasecmp(name, "X-Forwarded-For") == 0 {
        context.assumingMemoryBound(to: [String].self).pointee.append(String(cString: value))
    }
    return vuelve_mhd_yes()
}
