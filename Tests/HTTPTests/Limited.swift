import Dispatch
import Foundation
import JSON
import LocalChain
import Synchronization
import Testing

@testable import HTTP

/// Requests that are answered when the test says so.
final class Held: Sendable {
    private let responders = Mutex<[any Responder]>([])
    let arrived = DispatchSemaphore(value: 0)

    func hold(_ responder: any Responder) {
        responders.withLock { $0.append(responder) }
        arrived.signal()
    }

    func release() {
        let all = responders.withLock { held in
            defer { held = [] }
            return held
        }
        for responder in all { responder.send(.text("held")) }
    }
}

/// A second that passes when the test says so.
final class MovedSecond: Sendable {
    private let number = Atomic<Int64>(0)

    var now: @Sendable () -> Int64 { { self.number.load(ordering: .relaxed) } }
    func pass() { number.wrappingAdd(1, ordering: .relaxed) }
}

final class Limited {
    let held = Held()
    let counts = ServerCounts()
    let server: Server
    let port: UInt16

    init(_ limits: ServerLimits, trustedProxies: [Network] = []) throws {
        let held = held
        let routes: [Route] = [
            .answering("GET", "/sell", roles: [.till]) { _ in .text("sold") },
            Route("GET", "/held", roles: [.till]) { _, responder in held.hold(responder) },
            Route("GET", "/status", roles: [.till, .admin]) { _, responder in held.hold(responder) },
            .answering("GET", "/who", roles: [.till]) { .text($0.client?.description ?? "") },
            .answering("GET", "/healthz", roles: nil) { _ in .text("ok") },
        ]
        let ended = RevokedTokens()
        revokedTokens = ended
        server = Server(
            Router(routes), limits: limits, trustedProxies: trustedProxies, counts: counts, second: MovedSecond().now
        ) { token in
            if ended.contains(token) { return nil }
            if token == "admin" { return Principal(role: .admin, subject: "admin") }
            return token.hasPrefix("till") ? Principal(role: .till, subject: token) : nil
        }
        port = try server.start(ListenAddress("127.0.0.1:0")!).port  // a constant that parses
    }

    private let revokedTokens: RevokedTokens

    func revoke(_ token: String) { revokedTokens.add(token) }

    deinit {
        held.release()
        server.stop()
    }

    func connection() throws -> RawConnection { try RawConnection(port: port) }

    /// Until the server has taken note of so many connections, or fewer where they are to close.
    func wait(_ wanted: (ServerCounts) -> Bool) {
        let deadline = Date().addingTimeInterval(20)
        while !wanted(counts), Date() < deadline { usleep(2000) }
        #expect(wanted(counts))
    }
}

final class RevokedTokens: Sendable {
    private let all = Mutex<Set<String>>([])
    func add(_ token: String) { all.withLock { _ = $0.insert(token) } }
    func contains(_ token: String) -> Bool { all.withLock { $0.contains(token) } }
}

func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    var limits = ServerLimits()
    change(&limits)
    return limits
}

func code(_ answer: RawConnection.Answer?) -> String? {
    answer.flatMap { try? JSONDocument($0.body).root["code"]?.string }
}
