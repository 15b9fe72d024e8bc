import LocalChain
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Testing

@testable import Edge

@Suite struct Synchronising {
    @Test func `a batch sent again after a lost answer counts once`() throws {
        let pair = try Pair()
        for number in 1...20 { _ = try pair.store.sell("\(number)", 100, key: "card:1") }
        pair.store.line.set(.losesAnswers)
        #expect(try !pair.store.upload())
        #expect(try pair.central.totals()["purchases"]?.integer == 20)
        _ = try pair.store.sell("21", 100, key: "card:1")
        pair.store.line.set(.up)
        try pair.store.sync()
        #expect(try pair.central.totals()["purchases"]?.integer == 21)
        #expect(try pair.store.lookup("card:1").first?["keep"]?["by"]?.string == "2027-03-13")
        #expect(try pair.store.lookup("card:1").first?.points == 0)
    }

    @Test func `what a store did while central answered late is shown on top, not lost and not twice`() throws {
        let pair = try Pair()
        _ = try pair.store.sell("1", 10_000, key: "card:1")
        try pair.store.sync()
        #expect(try pair.store.lookup("card:1").first?.points == 10)
        _ = try pair.store.sell("2", 5_000, key: "card:1")
        #expect(try pair.store.lookup("card:1").first?.points == 15)
        try pair.store.upload()
        #expect(try pair.store.lookup("card:1").first?.points == 15)
        _ = try pair.store.sell("3", 2_000, key: "card:1")
        try pair.store.download()
        let card = try #require(try pair.store.lookup("card:1").first)
        #expect(card.points == 17)
        try pair.store.sync()
        #expect(try pair.store.lookup("card:1").first?.points == 17)
    }

    @Test func `a store put back from a copy loses nothing and doubles nothing`() throws {
        let pair = try Pair()
        for number in 1...5 { _ = try pair.store.sell("\(number)", 1_000, key: "card:1") }
        try pair.store.upload()
        let copy = try Self.copy(of: pair.store.folder)
        for number in 6...9 { _ = try pair.store.sell("\(number)", 1_000, key: "card:1") }
        try pair.store.upload()
        let restored = try TestStore("042", pair.central, token: pair.token, folder: copy, seed: 200)
        for number in 10...12 { _ = try restored.sell("\(number)", 1_000, key: "card:1") }
        #expect(try restored.sync())
        #expect(try pair.central.totals()["purchases"]?.integer == 12)
        #expect(try restored.lookup("card:1").first?.points == 12)
    }

    @Test func `a store that had no line for 60 days delivers everything`() throws {
        let pair = try Pair()
        _ = try pair.store.sell("1", 1_000)
        try pair.store.sync()
        pair.store.line.set(.down)
        for day in 2...61 {
            pair.clock.advance(seconds: 86_400)
            _ = try pair.store.sell("\(day)", 1_000)
            try pair.store.agent.prune()
        }
        pair.store.line.set(.up)
        #expect(try pair.store.sync())
        #expect(try pair.central.totals()["purchases"]?.integer == 61)
    }

    @Test func `two machines with one disk both deliver what they sold`() throws {
        let pair = try Pair()
        for number in 1...3 { _ = try pair.store.sell("a\(number)", 1_000, key: "card:1") }
        let clone = try TestStore(
            "042", pair.central, token: pair.token, folder: try Self.copy(of: pair.store.folder), seed: 300)
        for round in 1...4 {
            _ = try pair.store.sell("b\(round)", 1_000, key: "card:1")
            _ = try clone.sell("c\(round)", 1_000, key: "card:1")
            #expect(try pair.store.sync())
            pair.clock.advance(seconds: 1)
            #expect(try clone.sync())
            pair.clock.advance(seconds: 1)
        }
        #expect(try pair.central.totals()["purchases"]?.integer == 11)
        #expect(try pair.store.sync() && clone.sync())
        #expect(try pair.store.lookup("card:1").first?.points == 11)
        #expect(try clone.lookup("card:1").first?.points == 11)
        let status = try pair.central.admin.call("GET", "/v1/status").json
        #expect(status["stores"]?.array?.first?["state"]?.string == "cloned")
    }

    @Test func `a file behind its witness starts a new life before the line is up`() throws {
        let pair = try Pair()
        _ = try pair.store.sell("1", 100)
        let copy = try Self.copy(of: pair.store.folder)
        _ = try pair.store.sell("2", 100)
        try pair.store.agent.noteWitness()
        try FileManager.default.copyItem(atPath: pair.store.folder.path + "/witness", toPath: copy.path + "/witness")
        let restored = try TestStore("042", pair.central, token: pair.token, folder: copy, seed: 400)
        let reasons = try restored.agent.database.read { connection in
            try connection.query("SELECT reason FROM epoch ORDER BY ordinal") { $0.text(0) }
        }
        #expect(reasons == ["created", "behindWitness"])
        _ = try restored.sell("3", 100)
        try restored.sync()
        try pair.store.sync()
        #expect(try pair.central.totals()["purchases"]?.integer == 3)
    }

    @Test(.centralInAFile) func `a restored central is sent again what it lost`() throws {
        let clock = TestClock()
        let folder = try TemporaryFolder()
        let token: String
        let copy: TemporaryFolder
        let store: TestStore
        do {
            let central = try TestCentral(clock: clock, folder: folder)
            token = try central.addStore("042")
            store = try TestStore("042", central, token: token)
            for number in 1...3 { _ = try store.sell("\(number)", 100, key: "card:1") }
            try store.sync()
            copy = try Self.copy(of: folder)
            for number in 4...6 { _ = try store.sell("\(number)", 100, key: "card:1") }
            try store.sync()
            #expect(try central.totals()["purchases"]?.integer == 6)
        }
        let restored = try TestCentral(clock: clock, folder: copy, seed: 2)
        let again = try TestStore("042", restored, token: token, folder: store.folder, seed: 500)
        _ = try again.sell("7", 100, key: "card:1")
        try again.sync()
        #expect(try restored.totals()["purchases"]?.integer == 7)
        // Those that it had were sent again under another epoch, and are kept once.
        // With them the store said what it had been granted.
        #expect(try restored.aggregator.database.read { try $0.integer("SELECT COUNT(*) FROM event") } == 7 + 1)
        #expect(try again.lookup("card:1").count == 1)
    }

    @Test func `a row of the feed that cannot be read stops no other, is shown, and comes when it can be`() throws {
        let pair = try Pair()
        for number in 1...3 { _ = try pair.store.sell("\(number)", 10_000, key: "card:\(number)") }
        try pair.store.sync()
        let known = try #require(try pair.store.lookup("card:1").first?["card"]?.string)
        try pair.central.publish("card", of: "042", body: #"{"later":true}"#)
        _ = try pair.store.sell("4", 10_000, key: "card:2")
        #expect(try pair.store.sync())
        // The sale made central publish one of the three again, as this release understands it.
        let status = try pair.store.status()
        #expect(status["state"]?.string == "feedUnread" && status["report"]?["unreadRows"]?.integer == 2)
        #expect(try pair.store.metrics().contains("vuelve_feed_rows_unread 2\n"))
        #expect(try pair.store.lookup("card:1").first?["card"]?.string == known, "the older state stays")
        #expect(try pair.store.lookup("card:2").first?.points == 20)
        // A first load, after which what is no longer published goes, spares what it could not read.
        try pair.store.agent.database.write { try Setting.cursor.remove($0) }
        try pair.store.download()
        #expect(try pair.store.lookup("card:1").first?.points == 10)
        #expect(try pair.store.status()["report"]?["unreadRows"]?.integer == 2)
        try pair.central.publishBack("card", of: "042")
        try pair.store.download()
        #expect(try pair.store.status()["state"]?.string == "ok")
        #expect(try pair.store.lookup("card:1").first?["provisional"]?.count == 0)
    }

    @Test func `what an older agent could not read is asked for once a day, and as soon as a newer one runs`() throws {
        let pair = try Pair()
        _ = try pair.store.sell("1", 10_000, key: "card:1")
        try pair.store.sync()
        func cursor() throws -> String? { try pair.store.agent.database.read { try Setting.cursor.text($0) } }
        func loads() throws -> Int64? { try pair.store.agent.database.read { try Setting.load.integer($0) } }
        try pair.central.publish("card", of: "042", body: #"{"later":true}"#)
        try pair.store.download()
        let first = try loads()
        pair.clock.advance(seconds: UnreadRows.againSeconds - 60)
        try pair.store.download()
        #expect(try loads() == first)
        pair.clock.advance(seconds: 120)
        try pair.store.download()
        #expect(try loads() == first.map { $0 + 1 } && pair.store.status()["report"]?["unreadRows"]?.integer == 1)
        try pair.store.download()
        #expect(try loads() == first.map { $0 + 1 }, "not again the same day")
        // As if another version had left the note.
        try pair.store.agent.database.write { try $0.run("UPDATE unread SET agent = '0.0.9'") }
        try pair.store.download()
        #expect(try loads() == first.map { $0 + 2 })
    }

    @Test func `a kind of row of a newer central is no trouble, and is asked for when the agent is newer`() throws {
        let pair = try Pair()
        _ = try pair.store.sell("1", 10_000, key: "card:1")
        try pair.store.sync()
        try pair.store.agent.database.write { connection in
            try UnreadRows(connection: connection).note(unknownKind: "lottery", load: 1, at: pair.clock.now())
        }
        #expect(try pair.store.status()["state"]?.string == "ok")
        #expect(try !pair.store.agent.database.read { try UnreadRows(connection: $0).areDue(at: pair.clock.now()) })
        try pair.store.agent.database.write { try $0.run("UPDATE unread SET agent = '0.0.9'") }
        #expect(try pair.store.agent.database.read { try UnreadRows(connection: $0).areDue(at: pair.clock.now()) })
    }

    @Test func `a programme that an agent cannot evaluate stays too new over a restart`() throws {
        let pair = try Pair()
        try pair.central.publish("programme", of: "042", body: #"{"version":9,"source":"{\"lottery\":1}"}"#)
        try pair.store.download()
        #expect(try pair.store.status()["state"]?.string == "programmeTooNew")
        let again = try TestStore("042", pair.central, token: pair.token, folder: pair.store.folder, seed: 5)
        try again.download()
        #expect(try again.status()["state"]?.string == "programmeTooNew")
        #expect(try again.sell("1", 1_000, key: "card:1").flags == ["unknownKey"], "by the last that it understands")
    }

    @Test func `an unknown mark brings everything anew and what is no longer published goes`() throws {
        let pair = try Pair()
        _ = try pair.store.sell("1", 10_000, key: "card:1")
        try pair.store.sync()
        try pair.store.agent.database.write { connection in
            try connection.run("UPDATE setting SET value = '1.ffffff' WHERE name = 'cursor'")
            try connection.run(
                """
                INSERT INTO card (number, id, name, tier, points, pending, spend_minor, visits, blocked, included_row,
                    is_local, load)
                VALUES (7, 'ghost', 'G', 'bronze', 5, 0, 0, 0, 0, 0, 0, 1)
                """)
        }
        _ = try pair.store.sell("2", 1_000, key: "card:1")
        try pair.store.download()
        let card = try #require(try pair.store.lookup("card:1").first)
        #expect(card.points == 11)
        let cards = try pair.store.agent.database.read { connection in
            try connection.query("SELECT lower(hex(id)) FROM card") { $0.text(0) }
        }
        #expect(cards == [card["card"]?.string ?? ""])
    }

    @Test(arguments: [
        #""clockOffsetMilliseconds":-9223372036854775808"#, #""clockOffsetMilliseconds":9223372036854775807"#,
        #""points":9223372036854775807"#, #""points":-1"#, #""points":"many""#,
    ]) func `numbers beyond any meaning are set aside before they reach arithmetic`(field: String) throws {
        let pair = try Pair()
        let epoch = EpochID("e")
        let header = UploadHeader(
            store: StoreID("042"), epoch: epoch,
            after: Position(sequence: 0, chain: Chain.start(store: StoreID("042"), epoch: epoch)), agentVersion: "x",
            clock: pair.clock.now(), report: AgentReport())
        let event =
            #"{"id":"00000000000000000000000000000003","kind":"purchase","recordedAt":"2026-03-14T10:00:00Z","day":"2026-03-14","purchase":{"receipt":"1","till":"1","at":"2026-03-14T10:00:00Z","lines":[],"totalMinor":7},"#
        let body = String(decoding: header.line, as: UTF8.self) + "\n" + event + field + "}"
        let answer = try pair.central.line(token: pair.token).call("POST", "/v1/stores/042/events", body)
        #expect(answer.status == 200 && answer.json["aside"]?.integer == 1)
        #expect(try pair.central.totals()["purchases"]?.integer == 0)
    }

    @Test func `what stores say of themselves cannot stop status`() throws {
        let pair = try Pair()
        let other = try pair.central.addStore("043")
        for (store, token) in [("042", pair.token), ("043", other)] {
            let report = #"{"waiting":9223372036854775807,"cards":9223372036854775807,"freeDiskBytes":-5}"#
            _ = try pair.central.line(token: token).call("POST", "/v1/stores/\(store)/report", report)
        }
        let status = try pair.central.admin.call("GET", "/v1/status")
        #expect(status.status == 200 && status.json["stores"]?.count == 2)
    }

    @Test func `a batch that does not follow central's position is answered with it and takes nothing`() throws {
        let pair = try Pair()
        let header = UploadHeader(
            store: StoreID("042"), epoch: EpochID("e"),
            after: Position(sequence: 3, chain: Chain.start(store: StoreID("042"), epoch: EpochID("e"))),
            agentVersion: "x", clock: pair.clock.now(), report: AgentReport())
        let line = pair.central.line(token: pair.token)
        let answer = try line.call("POST", "/v1/stores/042/events", header.line)
        #expect(answer.status == 409 && answer.code == "positionDiffers")
        #expect(answer.json["position"]?.integer == 0)
    }

    @Test func `an upload that names another store than its address is refused whole`() throws {
        let pair = try Pair()
        let epoch = EpochID("e")
        let header = UploadHeader(
            store: StoreID("043"), epoch: epoch,
            after: Position(sequence: 0, chain: Chain.start(store: StoreID("043"), epoch: epoch)), agentVersion: "x",
            clock: pair.clock.now(), report: AgentReport())
        let body = header.line + Array("\n{\"id\":\"00000000000000000000000000000003\"}".utf8)
        let answer = try pair.central.line(token: pair.token).call("POST", "/v1/stores/042/events", body)
        #expect(answer.status == 403 && answer.code == "otherStore")
        let kept = try pair.central.aggregator.database.read { connection in
            try connection.integer("SELECT (SELECT COUNT(*) FROM event) + (SELECT COUNT(*) FROM aside)")
        }
        #expect(kept == 0)
    }

    @Test func `an event that central cannot apply is set aside and blocks nothing`() throws {
        let pair = try Pair()
        let epoch = EpochID("e")
        let start = Chain.start(store: StoreID("042"), epoch: epoch)
        let header = UploadHeader(
            store: StoreID("042"), epoch: epoch, after: Position(sequence: 0, chain: start), agentVersion: "x",
            clock: pair.clock.now(), report: AgentReport())
        let good =
            #"{"id":"00000000000000000000000000000003","kind":"purchase","recordedAt":"2026-03-14T10:00:00Z","day":"2026-03-14","purchase":{"receipt":"1","till":"1","at":"2026-03-14T10:00:00Z","lines":[],"totalMinor":7}}"#
        let lines = [
            "rubbish",
            #"{"id":"00000000000000000000000000000001","kind":"hologram","recordedAt":"2026-03-14T10:00:00Z"}"#,
            #"{"id":"00000000000000000000000000000002","kind":"purchase","recordedAt":"2026-03-14T10:00:00Z"}"#, good,
        ]
        let body = String(decoding: header.line, as: UTF8.self) + "\n" + lines.joined(separator: "\n")
        let answer = try pair.central.line(token: pair.token).call("POST", "/v1/stores/042/events", body)
        #expect(answer.status == 200)
        #expect(answer.json["position"]?.integer == 4 && answer.json["aside"]?.integer == 3)
        #expect(try pair.central.totals()["amountMinor"]?.integer == 7)
    }

    @Test(arguments: [
        ("POST", "/v1/stores/043/events", "otherStore"), ("GET", "/v1/stores/043/changes", "otherStore"),
        ("GET", "/v1/totals", "wrongRole"), ("POST", "/v1/stores", "wrongRole"), ("POST", "/v1/run", "wrongRole"),
        ("GET", "/v1/customers", "wrongRole"),
    ]) func `a store sees and does nothing but its own`(method: String, path: String, code: String) throws {
        let pair = try Pair()
        _ = try pair.central.addStore("043")
        let answer = try pair.central.line(token: pair.token).call(method, path, "{}")
        #expect(answer.status == 403 && answer.code == code)
    }

    @Test func `an administrator may not read a store's feed, and a revoked token nothing`() throws {
        let pair = try Pair()
        #expect(try pair.central.admin.call("GET", "/v1/stores/042/changes").code == "wrongRole")
        #expect(try pair.central.admin.call("POST", "/v1/tokens/042/revoke").status == 200)
        let answer = try pair.central.line(token: pair.token).call("GET", "/v1/stores/042/changes")
        #expect(answer.status == 401 && answer.code == "unknownToken")
        _ = try pair.store.sell("1", 100)
        #expect(try !pair.store.upload())
        #expect(pair.store.agent.lineProblem == "auth")
    }

    @Test func `a rotated token overlaps with the new one for a day`() throws {
        let pair = try Pair()
        let rotated = try pair.central.admin.call("POST", "/v1/tokens/042/rotate").json["token"]?.string ?? ""
        for token in [pair.token, rotated] {
            #expect(try pair.central.line(token: token).status("GET", "/v1/stores/042/changes") == 200)
        }
        pair.clock.advance(seconds: 24 * 3600 + 1)
        #expect(try pair.central.line(token: pair.token).status("GET", "/v1/stores/042/changes") == 401)
        #expect(try pair.central.line(token: rotated).status("GET", "/v1/stores/042/changes") == 200)
    }

    @Test func `another central at the address gets nothing`() throws {
        let pair = try Pair()
        let other = try TestCentral(clock: pair.clock, seed: 77)
        let store = try TestStore("042", other, token: other.addStore("042"), folder: pair.store.folder, seed: 600)
        _ = try store.sell("1", 100)
        #expect(try !store.upload())
        #expect(store.agent.lineProblem == "wrongCentral")
        #expect(try other.totals()["purchases"]?.integer == 0)
    }

    private static func copy(of folder: TemporaryFolder) throws -> TemporaryFolder {
        let copy = try TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            try FileManager.default.copyItem(atPath: "\(folder.path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        // The witness of a real copy stays behind; here it must not stand in the way of what is tested.
        return copy
    }
}
