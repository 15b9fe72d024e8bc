import CMicroHTTPD
import Foundation
import Synchronization

/// One client's connection, from the moment it is accepted until it is closed.
final class ServedConnection: @unchecked Sendable {
    let descriptor: Int32
    let peer: NetworkAddress?
    /// It comes from a proxy that tells whose requests it carries.
    let isProxied: Bool
    var isSecured: Bool { credentials != nil }
    // Held as long as GnuTLS may use them.
    private let credentials: TLSCredentials?

    /// When it is cut off unless something happens, by `Milliseconds`.
    let deadline: Atomic<Int64>
    let lastActive: Atomic<Int64>
    /// A request with a valid token is under way.
    let isBusy = Atomic<Bool>(false)

    // Set under the table's lock only.
    var place = 0
    var isCut = false
    /// Whose it is; nil before it showed a valid token. Read on the connection's own thread too, which alone changes it.
    var share: TokenShare?

    init(_ server: Server, _ connection: OpaquePointer) {
        descriptor = vuelve_mhd_descriptor(connection)
        peer = vuelve_mhd_client(connection).flatMap { NetworkAddress($0) }
        isProxied = peer.map { peer in server.trustedProxies.contains { $0.contains(peer) } } ?? false
        credentials = server.certificate?.credentials
        let now = Milliseconds.now
        deadline = Atomic(now + Int64(server.limits.requestSecondsMax) * 1000)
        lastActive = Atomic(now)
        if let credentials, let session = vuelve_mhd_tls_session(connection) { credentials.use(for: session) }
    }

    /// The connection that a request came on.
    static func of(_ connection: OpaquePointer) -> ServedConnection? {
        vuelve_mhd_socket_context(connection).map {
            Unmanaged<ServedConnection>.fromOpaque($0).takeUnretainedValue()
        }
    }

    // MARK: what it may take

    /// So many bytes are to be read or written.
    func expect(bytes: Int, _ limits: ServerLimits) {
        let seconds = limits.requestSecondsMax + bytes / ServerLimits.bytesPerSecondMin
        deadline.store(Milliseconds.now + Int64(seconds) * 1000, ordering: .relaxed)
    }

    /// The request is complete: its answer takes as long as it takes.
    func waitForAnswer() { deadline.store(.max, ordering: .relaxed) }

    /// The answer has left. Who has no token must ask the next thing soon.
    func rest(_ limits: ServerLimits) {
        let now = Milliseconds.now
        let seconds = share == nil && !isProxied ? limits.requestSecondsMax : limits.idleSecondsMax
        deadline.store(now + Int64(seconds) * 1000, ordering: .relaxed)
        lastActive.store(now, ordering: .relaxed)
        isBusy.store(false, ordering: .relaxed)
    }
}

/// A clock that only goes forward and costs next to nothing to read.
public enum Milliseconds {
    public static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// What the holder of a token has under way. There is one for each holder who was ever here.
final class TokenShare: Sendable {
    let principal: Principal
    let requests = Atomic<Int>(0)

    init(_ principal: Principal) { self.principal = principal }
}
