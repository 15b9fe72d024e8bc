import LocalChain
import Testing

@testable import HTTP

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
