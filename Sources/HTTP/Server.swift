import CMicroHTTPD
import Database
import Foundation
import JSON
import Synchronization

/// Serves a router over HTTP on libmicrohttpd's threads. Handlers must not block: what waits answers later.
public final class Server: @unchecked Sendable {
    let router: Router
    let authenticate: @Sendable (String) -> Principal?
    let plainHTTP: PlainHTTP
    let limits: ServerLimits
    /// Those whose `X-Forwarded-For` is believed.
    let trustedProxies: [Network]
    /// Nil: plain HTTP.
    let certificate: ServedCertificate?
    private let daemon = Mutex<SendableDaemon?>(nil)
    private let waiting = Mutex(WaitingExchanges())
    let counts: ServerCounts
    let connections: ConnectionTable
    private let isSweeping = Mutex<SweepFlag?>(nil)

    private struct WaitingExchanges {
        var exchanges: [ObjectIdentifier: Exchange] = [:]
        var isStopping = false
    }

    private struct SendableDaemon: @unchecked Sendable { let pointer: OpaquePointer }

    /// - Parameters:
    ///   - second: which second is passing, for what is bounded by the second
    ///   - authenticate: who presents this token; nil for one that is unknown or revoked
    public init(
        _ router: Router, certificate: ServedCertificate? = nil, plainHTTP: PlainHTTP = PlainHTTP([]),
        limits: ServerLimits = ServerLimits(), trustedProxies: [Network] = [], counts: ServerCounts = ServerCounts(),
        second: @escaping @Sendable () -> Int64 = { Milliseconds.now / 1000 },
        authenticate: @escaping @Sendable (String) -> Principal?
    ) {
        self.router = router
        self.certificate = certificate
        self.plainHTTP = plainHTTP
        self.limits = limits
        self.trustedProxies = trustedProxies
        connections = ConnectionTable(limits, counts, second: second)
        self.counts = counts
        self.authenticate = authenticate
    }

    public var scheme: String { certificate == nil ? "http" : "https" }

    /// - Returns: the address, with the port that 0 got
    public func start(_ listen: ListenAddress) throws -> ListenAddress {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let isIPv6 = listen.host.contains(":")
        let flags = vuelve_mhd_flags() | (isIPv6 ? vuelve_mhd_flag_ipv6() : 0)
        let started = Self.withSocketAddress(listen) { address in
            vuelve_mhd_start(
                flags, address, certificate == nil ? nil : TLSCredentials.priorities,
                vuelve_mhd_bounds(
                    threads: UInt32(ServerLimits.threads), connections: UInt32(limits.connectionsMax) * 2,
                    idleSeconds: UInt32(limits.idleSecondsMax), connectionBytes: ServerLimits.connectionBytes),
                answer, completed, connectionChanged, context)
        }
        guard let started else { throw ListenError(address: listen, reason: String(cString: strerror(errno))) }
        sweepForEver()
        let port = UInt16(vuelve_mhd_port(started))
        daemon.withLock { $0 = SendableDaemon(pointer: started) }
        guard let bound = ListenAddress("\(isIPv6 ? "[\(listen.host)]" : listen.host):\(port)") else {
            preconditionFailure("an address that was listened on can be written and read")
        }
        return bound
    }

    /// Answers what still waits with 503 and stops.
    public func stop() {
        let left = waiting.withLock { waiting in
            waiting.isStopping = true
            return Array(waiting.exchanges.values)
        }
        for exchange in left { exchange.send(Problem.stopping.response) }
        // The answers are on their way only when libmicrohttpd says so.
        var tries = 0
        while tries < Self.stopTriesMax, counts.requests.load(ordering: .acquiring) > 0 {
            usleep(10_000)
            tries += 1
        }
        let pointer = daemon.withLock { daemon in
            defer { daemon = nil }
            return daemon?.pointer
        }
        if let pointer { MHD_stop_daemon(pointer) }
        isSweeping.withLock { $0?.isOver.store(true, ordering: .relaxed) }
    }

    private final class SweepFlag: Sendable { let isOver = Atomic<Bool>(false) }

    private func sweepForEver() {
        let flag = SweepFlag()
        isSweeping.withLock { $0 = flag }
        let table = connections
        let thread = Thread {
            while !flag.isOver.load(ordering: .relaxed) {
                sleep(1)
                table.sweep()
            }
        }
        thread.name = "connections"
        thread.start()
    }

    func count(_ status: Int) { counts.count(status) }

    /// - Returns: false where the server is stopping, and nothing may wait any more
    func mayWait(_ exchange: Exchange) -> Bool {
        waiting.withLock { waiting in
            if !waiting.isStopping { waiting.exchanges[ObjectIdentifier(exchange)] = exchange }
            return !waiting.isStopping
        }
    }

    /// Hundredths of a second that answers may take to leave when the server stops.
    private static let stopTriesMax = 50

    func resumed(_ exchange: Exchange) { waiting.withLock { $0.exchanges[ObjectIdentifier(exchange)] = nil } }

    func began() { counts.requests.wrappingAdd(1, ordering: .relaxed) }
    func ended() { counts.requests.wrappingSubtract(1, ordering: .releasing) }

    public static func response(for error: any Error) -> Response {
        switch error {
        case let problem as Problem: return problem.response
        case let input as BadInput: return Problem(input).response
        case let syntax as JSONSyntaxError: return Problem(BadInput(syntax)).response
        case let database as DatabaseError where database.isUnstorableText:
            return Problem(BadInput(code: "badValue", field: "", message: "a text has a NUL in it")).response
        // What is wrong is logged once, when it begins.
        case let database as DatabaseError where database.isAway: return Problem.storageAway.response
        case let database as DatabaseError where database.isStorage:
            Log.error("storage", ["error": "\(database)"])
            return Problem.storageFull.response
        default:
            Log.error("request", ["error": "\(error)"])
            return Problem(500, "internal", "Something went wrong here; it was logged.").response
        }
    }

    private static func withSocketAddress<T>(_ listen: ListenAddress, _ body: (UnsafePointer<sockaddr>) -> T) -> T {
        guard let bytes = NetworkAddress(listen.host)?.bytes else { preconditionFailure("checked by ListenAddress") }
        if listen.host.contains(":") {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = listen.port.bigEndian
            withUnsafeMutableBytes(of: &address.sin6_addr) { target in
                if bytes.count == 16 { target.copyBytes(from: bytes) }
            }
            return withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
            }
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = listen.port.bigEndian
        withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }
}

public struct ListenError: Error, CustomStringConvertible {
    public let address: ListenAddress
    public let reason: String
    public var description: String { "cannot listen on \(address): \(reason)" }
}

// C calls these on the server's threads, so they belong to no actor.

private func answer(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?, path: UnsafePointer<CChar>?,
    method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, upload: UnsafePointer<CChar>?,
    uploadBytes: UnsafeMutablePointer<Int>?, state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let context, let connection, let path, let method, let uploadBytes, let state else { return vuelve_mhd_no() }
    let server = Unmanaged<Server>.fromOpaque(context).takeUnretainedValue()
    guard let known = state.pointee else {
        let exchange = Exchange(
            server: server, connection: connection, method: String(cString: method), path: String(cString: path))
        server.began()
        state.pointee = Unmanaged.passRetained(exchange).toOpaque()
        return exchange.begin()
    }
    let exchange = Unmanaged<Exchange>.fromOpaque(known).takeUnretainedValue()
    if uploadBytes.pointee > 0 {
        exchange.receive(UnsafeRawBufferPointer(start: upload, count: uploadBytes.pointee))
        uploadBytes.pointee = 0
        return vuelve_mhd_yes()
    }
    return exchange.proceed()
}

private func connectionChanged(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, code: MHD_ConnectionNotificationCode
) {
    guard let context, let connection, let state else { return }
    let server = Unmanaged<Server>.fromOpaque(context).takeUnretainedValue()
    guard vuelve_mhd_is_start(code) != 0 else {
        if let known = state.pointee {
            server.connections.remove(Unmanaged<ServedConnection>.fromOpaque(known).takeRetainedValue())
        }
        state.pointee = nil
        return
    }
    let served = ServedConnection(server, connection)
    state.pointee = Unmanaged.passRetained(served).toOpaque()
    server.connections.add(served)
}

private func completed(
    context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
    state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_RequestTerminationCode
) {
    guard let state, let known = state.pointee else { return }
    Unmanaged<Exchange>.fromOpaque(known).takeRetainedValue().end()
    if let context { Unmanaged<Server>.fromOpaque(context).takeUnretainedValue().ended() }
    state.pointee = nil
}
