import Dispatch
import Foundation
import JSON
import LocalChain
import Synchronization
import Testing

@testable import HTTP

/// Requests that are answered when the test says so.
private final class Held: Sendable {
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

private final class Limited {
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

private final class RevokedTokens: Sendable {
    private let all = Mutex<Set<String>>([])
    func add(_ token: String) { all.withLock { _ = $0.insert(token) } }
    func contains(_ token: String) -> Bool { all.withLock { $0.contains(token) } }
}

private func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
    var limits = ServerLimits()
    change(&limits)
    return limits
}

private func code(_ answer: RawConnection.Answer?) -> String? {
    answer.flatMap { try? JSONDocument($0.body).root["code"]?.string }
}

@Suite struct `Connections without a token` {
    @Test func `an idle flood from one address closes its own oldest, and a till of that address is answered`() throws {
        let limited = try Limited(limits { $0.connectionsPerAddressMax = 8 })
        let till = try limited.connection()
        #expect(till.ask("GET", "/sell", token: "till1")?.status == 200)
        let flood = try (0..<60).map { _ in try limited.connection() }
        limited.wait { $0.number(.connectionsPerAddress) >= 52 }
        // The connection that was there before is still the same one, and a new one is answered.
        #expect(till.ask("GET", "/sell", token: "till1")?.status == 200)
        #expect(try limited.connection().ask("GET", "/sell", token: "till2")?.status == 200)
        #expect(flood[0].isClosedByServer)
        limited.wait { $0.openConnections <= 10 }
    }

    @Test func `a flood that fills the server closes strangers first`() throws {
        let limited = try Limited(
            limits {
                $0.connectionsMax = 16
                $0.connectionsPerAddressMax = 1000
            })
        let tills = try (0..<6).map { _ in try limited.connection() }
        for till in tills { #expect(till.ask("GET", "/sell", token: "till1")?.status == 200) }
        let flood = try (0..<100).map { _ in try limited.connection() }
        limited.wait { $0.number(.connections) >= 90 }
        for till in tills { #expect(till.ask("GET", "/sell", token: "till1")?.status == 200) }
        #expect(flood[0].isClosedByServer)
    }

    @Test func `who sends too slowly is cut off, who waits for an answer is not`() throws {
        let limited = try Limited(ServerLimits())
        let slowHead = try limited.connection()
        slowHead.send("GET /sell HTTP/1.1\r\nHost: h")
        let silent = try limited.connection()
        let slowBody = try limited.connection()
        slowBody.send("POST /sell HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nab")
        let waiting = try limited.connection()
        waiting.send("GET /held HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer till1\r\n\r\n")
        limited.held.arrived.wait()
        limited.wait { $0.openConnections == 4 && $0.requests.load(ordering: .relaxed) == 2 }
        let now = Milliseconds.now
        limited.server.connections.sweep(at: now + 15_000)
        #expect(limited.counts.number(.slow) == 0)
        limited.server.connections.sweep(at: now + 3_600_000)
        #expect(limited.counts.number(.slow) == 3)
        for connection in [slowHead, silent, slowBody] { #expect(connection.isClosedByServer) }
        limited.held.release()
        #expect(waiting.answer()?.body == "held")
        // Once answered it may rest for a while, and no longer.
        limited.wait { $0.requests.load(ordering: .relaxed) == 0 }
        limited.server.connections.sweep(at: Milliseconds.now + 50_000)
        #expect(waiting.ask("GET", "/sell", token: "till1")?.status == 200)
        limited.wait { $0.requests.load(ordering: .relaxed) == 0 }
        limited.server.connections.sweep(at: Milliseconds.now + 70_000)
        #expect(waiting.isClosedByServer)
        #expect(limited.counts.number(.idle) == 1)
    }

    @Test func `a long body with a token has the time that its length needs`() throws {
        let limited = try Limited(ServerLimits())
        let sender = try limited.connection()
        let headers = ["Content-Length: 204800", "Expect: 100-continue"]
        #expect(sender.ask("GET", "/sell", token: "till1", headers: headers)?.status == 100)
        let now = Milliseconds.now
        limited.server.connections.sweep(at: now + 200_000)
        #expect(limited.counts.number(.slow) == 0)
        limited.server.connections.sweep(at: now + 240_000)
        #expect(limited.counts.number(.slow) == 1)
    }

    @Test func `who guesses tokens is refused for a while, who has one is not`() throws {
        let limited = try Limited(limits { $0.requestsWithoutTokenPerSecondMax = 5 })
        var answers: [RawConnection.Answer?] = []
        for _ in 0..<200 { answers.append(try limited.connection().ask("GET", "/sell", token: "guess")) }
        let refused = answers.filter { $0?.status == 429 }
        #expect(refused.count == 195)
        #expect(code(refused.last ?? nil) == "tooManyWithoutToken")
        #expect(refused.allSatisfy { $0?.head.contains("Retry-After: 1") == true })
        #expect(limited.counts.number(.requestsWithoutToken) == refused.count)
        #expect(answers.allSatisfy { [401, 429].contains($0?.status) })
        #expect(try limited.connection().ask("GET", "/sell", token: "till1")?.status == 200)
    }
}

@Suite struct `Connections with a token` {
    @Test func `more requests of a token than it may have under way are refused, others' are answered`() throws {
        let limited = try Limited(limits { $0.requestsPerTokenMax = 4 })
        let waiting = try (0..<4).map { _ in try limited.connection() }
        for connection in waiting {
            connection.send("GET /held HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer till1\r\n\r\n")
            limited.held.arrived.wait()
        }
        let fifth = try limited.connection()
        let refusal = fifth.ask("GET", "/sell", token: "till1")
        #expect(refusal?.status == 429 && code(refusal) == "tooManyRequests")
        #expect(refusal?.head.contains("Retry-After: 1") == true)
        #expect(try limited.connection().ask("GET", "/sell", token: "till2")?.status == 200)
        limited.held.release()
        for connection in waiting { #expect(connection.answer()?.status == 200) }
        limited.wait { $0.requests.load(ordering: .relaxed) == 0 }
        #expect(fifth.ask("GET", "/sell", token: "till1")?.status == 200)
    }

    @Test func `status pollers share their own part, and tills are answered`() throws {
        let limited = try Limited(limits { $0.otherRequestsMax = 2 })
        let pollers = try (0..<2).map { _ in try limited.connection() }
        for poller in pollers {
            poller.send("GET /status HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer admin\r\n\r\n")
            limited.held.arrived.wait()
        }
        let third = try limited.connection()
        let refusal = third.ask("GET", "/status", token: "till1")
        #expect(refusal?.status == 503 && code(refusal) == "busy")
        #expect(refusal?.head.contains("Retry-After: 1") == true)
        #expect(third.ask("GET", "/sell", token: "till1")?.status == 200)
        limited.held.release()
        for poller in pollers { #expect(poller.answer()?.status == 200) }
        limited.wait { $0.otherRequests.load(ordering: .relaxed) == 0 }
        third.send("GET /status HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer till1\r\n\r\n")
        limited.held.arrived.wait()
        limited.held.release()
        #expect(third.answer()?.status == 200)
    }

    @Test func `a token with too many connections loses those that are idle the longest`() throws {
        let limited = try Limited(limits { $0.connectionsPerTokenMax = 4 })
        let busy = try limited.connection()
        busy.send("GET /held HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer till1\r\n\r\n")
        limited.held.arrived.wait()
        let other = try limited.connection()
        #expect(other.ask("GET", "/sell", token: "till2")?.status == 200)
        let many = try (0..<8).map { _ in
            let connection = try limited.connection()
            #expect(connection.ask("GET", "/sell", token: "till1")?.status == 200)
            return connection
        }
        limited.wait { $0.number(.connectionsPerToken) == 5 }
        #expect(many[0].isClosedByServer)
        #expect(many[7].ask("GET", "/sell", token: "till1")?.status == 200)
        #expect(other.ask("GET", "/sell", token: "till2")?.status == 200)
        limited.held.release()
        #expect(busy.answer()?.status == 200)
    }

    @Test func `what a token has too much while all are busy goes when they are idle again`() throws {
        let limited = try Limited(limits { $0.connectionsPerTokenMax = 2 })
        let busy = try (0..<5).map { _ in
            let connection = try limited.connection()
            connection.send("GET /held HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer till1\r\n\r\n")
            limited.held.arrived.wait()
            return connection
        }
        limited.held.release()
        for connection in busy { #expect(connection.answer()?.status == 200) }
        limited.wait { $0.number(.connectionsPerToken) == 3 }
    }

    @Test func `a token that is revoked is refused on its open connection, which ends`() throws {
        let limited = try Limited(ServerLimits())
        let till = try limited.connection()
        #expect(till.ask("GET", "/sell", token: "till1")?.status == 200)
        limited.revoke("till1")
        let refusal = till.ask("GET", "/sell", token: "till1")
        #expect(refusal?.status == 401 && code(refusal) == "unknownToken")
        #expect(till.isClosedByServer)
    }
}

@Suite struct `Proxies and methods` {
    @Test func `whom a proxy names is believed only of a trusted one`() throws {
        let headers = ["X-Forwarded-For: 10.9.9.9, 203.0.113.7"]
        let alone = try Limited(ServerLimits())
        #expect(try alone.connection().ask("GET", "/who", token: "till1", headers: headers)?.body == "127.0.0.1")
        let behind = try Limited(ServerLimits(), trustedProxies: [Network("127.0.0.0/8")!])  // a constant that parses
        #expect(try behind.connection().ask("GET", "/who", token: "till1", headers: headers)?.body == "203.0.113.7")
        #expect(try behind.connection().ask("GET", "/who", token: "till1")?.body == "127.0.0.1")
    }

    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("198.51.100.1,203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 10.0.0.2", "203.0.113.7"), ("evil, 203.0.113.7, 10.0.0.2,10.0.0.3", "203.0.113.7"),
        ("10.0.0.2", ""), ("", ""), ("203.0.113.7, evil", ""),
    ]) func `the last address that is no proxy's own is the client's`(header: String, wanted: String) {
        let trusted = [Network("10.0.0.0/8")!]  // a constant that parses
        #expect(ForwardedAddress.client(header, trusted: trusted)?.description ?? "" == wanted)
    }

    @Test func `clients behind a trusted proxy are limited each by their own address`() throws {
        let limited = try Limited(
            limits { $0.requestsWithoutTokenPerSecondMax = 5 }, trustedProxies: [Network("127.0.0.1")!])  // parses
        for _ in 0..<100 {
            _ = try limited.connection().ask("GET", "/sell", headers: ["X-Forwarded-For: 203.0.113.7"])
        }
        #expect(limited.counts.number(.requestsWithoutToken) == 95)
        let other = try limited.connection().ask("GET", "/sell", headers: ["X-Forwarded-For: 203.0.113.8"])
        #expect(other?.status == 401)
    }

    @Test func `a wrong method is told the right ones`() throws {
        let limited = try Limited(ServerLimits())
        let answer = try limited.connection().ask("DELETE", "/sell", token: "till1")
        #expect(answer?.status == 405 && answer?.head.contains("Allow: GET") == true)
    }

    @Test func `an IPv6 user counts once, whichever of their addresses they use`() {
        let one = NetworkAddress("2001:db8:1:2::1")?.ofOneUser
        #expect(one == NetworkAddress("2001:db8:1:2:ffff::9")?.ofOneUser)
        #expect(one != NetworkAddress("2001:db8:1:3::1")?.ofOneUser)
        #expect(NetworkAddress("10.0.0.1")?.ofOneUser == NetworkAddress("10.0.0.1"))
    }
}

@Suite struct `The key limits` {
    private func read(_ text: String) throws -> ServerLimits {
        var object = try StrictObject(JSONDocument(text).root)
        return try ServerLimits.read(&object, default: .central)
    }

    @Test func `what is shown is what is read, and what is not named stays`() throws {
        let shown = ServerLimits().text(indentation: "")
        #expect(try read("{\"limits\": \(shown)}") == ServerLimits())
        #expect(try read("{}") == .central)
        #expect(try read(#"{"limits": {"idleSecondsMax": 120}}"#).idleSecondsMax == 120)
        #expect(try read(#"{"limits": {"idleSecondsMax": 120}}"#).requestsPerTokenMax == 32)
    }

    @Test func `a misspelt limit, or one that lets nobody in, is named`() {
        let misspelt = #expect(throws: BadInput.self) { try read(#"{"limits": {"idleSeconds": 120}}"#) }
        #expect(misspelt?.description.contains("idleSecondsMax") == true)
        let nothing = #expect(throws: BadInput.self) { try read(#"{"limits": {"connectionsMax": 0}}"#) }
        #expect(nothing?.field == "limits.connectionsMax")
    }
}
