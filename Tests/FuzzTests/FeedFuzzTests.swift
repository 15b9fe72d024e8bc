import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Synchronization
import Testing

@testable import Edge

/// A central that says whatever the test wants.
private final class LyingCentral: Transport {
    private let answer = Mutex<(status: Int, body: [UInt8])>((200, []))

    func say(_ status: Int, _ body: [UInt8]) { answer.withLock { $0 = (status, body) } }

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        let now = answer.withLock { $0 }
        return ClientResponse(status: now.status, body: now.body)
    }
}

/// A store with sales that wait, and a card from the real central.
private struct Deceived {
    let central: FuzzedCentral
    let store: FuzzedStore
    let liar = LyingCentral()
    let downloader: Downloader
    let uploader: Uploader
    let identity: CentralIdentity

    init() throws {
        central = try FuzzedCentral(seed: Effort.seed)
        store = try FuzzedStore(central, seed: Effort.seed)
        for number in 1...5 { _ = store.ask("till", "POST", "/v1/purchases", Self.purchase("a\(number)")) }
        try store.upload()
        try store.download()
        for number in 1...5 { _ = store.ask("till", "POST", "/v1/purchases", Self.purchase("b\(number)")) }
        downloader = Downloader(store.agent, liar)
        uploader = Uploader(store.agent, liar)
        identity = try store.agent.database.read { connection in
            CentralIdentity(
                id: try Setting.centralID.text(connection) ?? "",
                incarnation: try Setting.centralIncarnation.text(connection) ?? "")
        }
    }

    static func purchase(_ receipt: String) -> [UInt8] {
        Purchase(
            receipt: receipt, till: "1", at: Instant(milliseconds: 1_773_482_400_000), key: FuzzedStore.knownKey,
            lines: [.init(sku: "7501", amountMinor: 10_000)]
        ).json
    }

    func header(cursor: String = "7.ab", more: Bool = false, reset: Bool = false) -> Tree {
        .object([
            ("central", .string(identity.id)), ("incarnation", .string(identity.incarnation)),
            ("clock", .string("2026-03-14T10:00:00Z")), ("cursor", .string(cursor)), ("more", .raw("\(more)")),
            ("reset", .raw("\(reset)")),
        ])
    }

    /// What of a table must not change unseen.
    func dump(_ table: Table) throws -> [String] {
        let sql: SQL =
            switch table {
            case .card:
                """
                SELECT id || name || tier || points || pending || spend_minor || visits || ifnull(home, '') || blocked
                    || ifnull(hex(offers), '') || included_row || load FROM card ORDER BY id
                """
            case .cardKey: "SELECT hash || card || is_local || load FROM card_key ORDER BY hash, card"
            case .alias: "SELECT number || card || load FROM alias ORDER BY number"
            case .journal: "SELECT row || hex(id) || hex(body) || hex(chain) FROM journal ORDER BY row"
            case .cursor: "SELECT value FROM setting WHERE name = 'cursor'"
            }
        return try store.agent.database.read { try $0.query(sql) { $0.text(0) } }
    }

    enum Table { case card, cardKey, alias, journal, cursor }

    func eventIDs() throws -> Set<[UInt8]> {
        try store.agent.database.read { Set(try $0.query("SELECT id FROM journal") { $0.blob(0) }) }
    }

    /// Every card here can be shown, priced and sold to.
    func expectTillsWork(_ how: String) throws {
        let cards = try store.agent.database.read { try $0.query("SELECT id FROM card LIMIT 20") { $0.text(0) } }
        for card in cards {
            let quote = JSONWriter.object { object in
                object.field("card", card)
                object.array("lines") { list in
                    list.object { line in
                        line.field("sku", "7501")
                        line.field("quantity", 1)
                        line.field("amountMinor", 1_000)
                    }
                }
            }
            let status = store.ask("till", "POST", "/v1/quotes", quote).status
            #expect(status == 200, "\(card) \(how)")
            var purchase = Purchase(
                receipt: "t\(store.clock.now().milliseconds)-\(card.prefix(40))", till: "1", at: store.clock.now(),
                lines: [.init(sku: "7501", amountMinor: 1_000)])
            purchase.card = CardID(String(card.prefix(200)))
            #expect(store.ask("till", "POST", "/v1/purchases", purchase.json).status == 200, "\(card) \(how)")
        }
        store.clock.advance(seconds: 1)
    }
}

@Suite(.serialized) struct `An agent whose central talks nonsense` {
    private static let card = Tree.object([
        ("name", .string("Ana T.")), ("tier", .string("silver")), ("points", .raw("10")), ("pending", .raw("1")),
        ("spendMinor", .raw("100")), ("visits", .raw("1")), ("home", .string("042")),
        (
            "offers",
            .array([
                .object([
                    ("offer", .string("welcome-back")), ("names", .object([("es", .string("Vuelve"))])),
                    ("benefit", .object([("percent", .raw("10"))])), ("from", .string("2026-01-01")),
                    ("to", .string("2026-12-31")), ("usesLeft", .raw("1")),
                ])
            ])
        ), ("includes", .object([("EPOCH", .raw("3"))])),
    ])

    private func rows(_ dice: inout Dice, epoch: String) -> [Tree] {
        let includes = Tree.object([
            (epoch, .raw(dice.pick(["3", "9223372036854775807", "-9223372036854775808", "0"])))
        ])
        guard case .object(let members) = Self.card else { return [] }
        let own = Tree.object(members.map { $0.0 == "includes" ? ("includes", includes) : $0 })
        return [
            .object([("kind", .string("card")), ("id", .string("c\(dice.below(9))")), ("body", own)]),
            .object([("kind", .string("alias")), ("id", .string("c1")), ("body", .object([("card", .string("c2"))]))]),
            .object([
                ("kind", .string("key")), ("id", .string("1.1.ab")),
                ("body", .object([("cards", .array([.string("c2")]))])),
            ]),
            .object([("kind", .string("card")), ("id", .string("c3")), ("removed", .raw("true"))]),
            .object([("kind", .string("alias")), ("id", .string("c1")), ("removed", .raw("true"))]),
            .object([("kind", .string("weather")), ("id", .string("x")), ("body", .raw("{}"))]),
            .object([
                ("kind", .string("programme")), ("id", .string("programme")),
                ("body", .object([("source", .string("{}"))])),
            ]),
        ]
    }

    @Test func `it takes whole pages or none, keeps its journal, and its tills work on`() throws {
        let deceived = try Deceived()
        let epoch = try deceived.store.agent.database.read { try $0.first("SELECT id FROM epoch") { $0.text(0) } } ?? ""
        var dice = Dice(seed: Effort.seed)
        var taken = 0
        var refused = 0
        for count in 1...max(200, Effort.requests / 5) {
            let how = Effort.replay("it takes whole pages or none", seed: Effort.seed, count: count)
            var names: [String] = []
            var lines = [deceived.header(cursor: "\(count).ab", more: dice.once(in: 2), reset: dice.once(in: 9))]
            for _ in 0..<dice.below(6) { lines.append(dice.pick(rows(&dice, epoch: epoch))) }
            if dice.once(in: 2) {
                let place = dice.below(lines.count)
                lines[place] = Mutations.mutate(lines[place], &dice, &names)
            }
            var body = lines.flatMap { $0.bytes + [UInt8(ascii: "\n")] }
            if dice.once(in: 8) { body = Array(body.prefix(dice.below(body.count))) }
            if dice.once(in: 20) { body = dice.bytes(dice.below(400)) }
            deceived.liar.say(dice.once(in: 10) ? dice.pick([0, 204, 302, 404, 500, 999]) : 200, body)
            let before = try [Deceived.Table.card, .cardKey, .alias, .cursor].map(deceived.dump)
            let journal = try deceived.dump(.journal)
            switch try deceived.downloader.step(waitSeconds: 0) {
            case .failed:
                refused += 1
                let after = try [Deceived.Table.card, .cardKey, .alias, .cursor].map(deceived.dump)
                #expect(after == before, "\(how)")
                #expect(deceived.store.agent.lineProblem != nil, "\(how)")
            case .progressed, .drained: taken += 1
            }
            // To a central that says it was put back the store says what it holds, behind all that was there.
            #expect(try deceived.dump(.journal).starts(with: journal), "\(how)")
            if count % 10 == 0 { try deceived.expectTillsWork(how) }
        }
        #expect(taken > 20 && refused > 20, "\(taken) taken, \(refused) refused")
    }

    @Test func `no word of central on positions loses an event`() throws {
        let deceived = try Deceived()
        var dice = Dice(seed: Effort.seed)
        var sold = try deceived.eventIDs()
        var believed = 0
        for count in 1...max(100, Effort.requests / 10) {
            let how = Effort.replay("no word of central", seed: Effort.seed, count: count)
            let positions = [
                "0", "1", "7", "9223372036854775807", "-1", "-9223372036854775808", "9007199254740992", "1e3",
            ]
            var names: [String] = []
            var answer = Tree.object([
                ("central", .string(deceived.identity.id)),
                ("incarnation", .string(dice.once(in: 5) ? "other" : deceived.identity.incarnation)),
                ("position", .raw(dice.pick(positions))),
                ("chain", .string(String(repeating: "0\(dice.below(10))", count: 32))), ("aside", .raw("0")),
                (
                    "clock",
                    .string(dice.pick(["2026-03-14T10:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]))
                ),
                ("code", .string(dice.pick(["positionDiffers", "wrongCentral", "else"]))),
                ("lacksEarlier", .raw(dice.once(in: 4) ? "true" : "false")),
            ])
            if dice.once(in: 2) { answer = Mutations.mutate(answer, &dice, &names) }
            var body = answer.bytes
            if dice.once(in: 8) { body = Array(body.prefix(dice.below(body.count))) }
            deceived.liar.say(dice.pick([200, 200, 409, 413, 401, 500]), body)
            var bounds = Uploader.Bounds()
            if case .progressed = try deceived.uploader.step(&bounds, verifying: true) { believed += 1 }
            if count % 10 == 0 {
                _ = deceived.store.ask("till", "POST", "/v1/purchases", Deceived.purchase("n\(count)"))
                sold.formUnion(try deceived.eventIDs())
            }
            #expect(try deceived.eventIDs().isSuperset(of: sold), "\(how)")
        }
        #expect(believed > 10)
        // And to the real central all of them go.
        let purchases = try deceived.store.agent.database.read { try $0.integer("SELECT COUNT(*) FROM receipt") }
        try deceived.store.upload()
        #expect(deceived.store.agent.lineProblem == nil)
        let sum = try deceived.central.totals()["byStore"]?[FuzzedCentral.soundStore]
        #expect(sum?["purchases"]?.integer == purchases)
    }

    @Test(arguments: ["<html>Sign in to the guest network</html>", "", "{}", "[]\n[]", "{\"central\":"])
    func `a page that is not central's is shown as a line that does not work`(_ page: String) throws {
        let deceived = try Deceived()
        deceived.liar.say(200, Array(page.utf8))
        #expect(try deceived.downloader.step(waitSeconds: 0) == .failed)
        #expect(deceived.store.agent.lineProblem == "refused")
        #expect(try AgentStatus(deceived.store.agent).isHealthy == false)
        deceived.store.agent.lineWorks(for: .download)
        var bounds = Uploader.Bounds()
        #expect(try deceived.uploader.step(&bounds) == .failed)
        #expect(deceived.store.agent.lineProblem == "refused")
    }

    @Test func `a card beyond sense is shown and sold to`() throws {
        let deceived = try Deceived()
        let epoch = try deceived.store.agent.database.read { try $0.first("SELECT id FROM epoch") { $0.text(0) } } ?? ""
        let numbers = ["9223372036854775807", "-9223372036854775808"]
        for (count, number) in numbers.enumerated() {
            let card = """
                {"kind":"card","id":"c","body":{"tier":"silver","points":\(number),"pending":\(number),\
                "spendMinor":\(number),"visits":\(number),"includes":{"\(epoch)":\(number)},"offers":[{"offer":"o",\
                "benefit":{"percent":5},"from":"2026-12-31","to":"2026-01-01","usesLeft":\(number)}]}}
                """
            let header = deceived.header(cursor: "\(count + 1).ab").bytes
            deceived.liar.say(200, header + [UInt8(ascii: "\n")] + Array(card.utf8))
            #expect(try deceived.downloader.step(waitSeconds: 0) == .drained(rows: 1))
            for _ in 0..<3 { try deceived.expectTillsWork(number) }
        }
    }
}
