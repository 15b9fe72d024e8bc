import Central
import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import Synchronization
import SyncProtocol
import Testing

@testable import Edge

/// A central of another release: it says what was recorded, in its order.
private final class RecordedCentral: Transport {
    private let rest: Mutex<[RecordedExchange]>
    let asked = Mutex<[RecordedExchange]>([])

    init(_ exchanges: [RecordedExchange]) { rest = Mutex(exchanges) }

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        let found = rest.withLock { rest -> RecordedExchange? in
            let wanted = request.path.split(separator: "?").first
            guard let index = rest.firstIndex(where: { $0.path.split(separator: "?").first == wanted }) else {
                return nil
            }
            return rest.remove(at: index)
        }
        guard let found else { throw TransportError("nothing more was recorded for \(request.path)") }
        let response = ClientResponse(status: found.status, body: found.answer)
        if let exchange = try? RecordedExchange(request, response) { asked.withLock { $0.append(exchange) } }
        return response
    }
}

extension JSONValue {
    /// Whether everything that stands in `old` stands here too, with the same value; what is new may stand beside it.
    fileprivate func includes(_ old: JSONValue, but volatile: Set<String>) -> Bool {
        if let members = old.members {
            return members.allSatisfy { name, value in
                // What is null counts as absent.
                volatile.contains(name) || value.isNull && self[name] == nil
                    || self[name]?.includes(value, but: volatile) == true
            }
        }
        if let elements = old.array {
            guard let mine = array, mine.count == elements.count else { return false }
            return zip(mine, elements).allSatisfy { $0.includes($1, but: volatile) }
        }
        return text == old.text
    }
}

/// Files and messages of other releases, and what they must lead to.
@Suite(.centralInAFile) struct `Releases that meet` {
    private static func lines(_ bytes: [UInt8]) throws -> [JSONValue] {
        try bytes.lines().map { try JSONDocument(Array($0)).root }
    }

    private func expectAfter(_ fixture: Fixture, _ central: TestCentral, _ store: TestStore) throws {
        #expect(try central.totals().includes(#require(fixture.after["totals"]), but: []))
        try expectCards(fixture, store)
        #expect(try store.status()["report"]?["waiting"]?.integer == 0)
    }

    private func expectCards(_ fixture: Fixture, _ store: TestStore) throws {
        let cards = fixture.after["cards"]?.members ?? []
        #expect(cards.count == 4)
        for (key, wanted) in cards {
            let shown = try store.lookup(key)
            #expect(shown.count == wanted.count, "\(key)")
            for (card, old) in zip(shown, wanted.array ?? []) {
                #expect(card.includes(old, but: ["asOf"]), "\(key): \(card.text), was \(old.text)")
            }
        }
    }

    @Test func `every release that is here has what it must`() throws {
        #expect(Fixture.releases.contains("0.1.0"))
        for release in Fixture.releases {
            let fixture = try Fixture(release)
            #expect(fixture.exchanges.contains { $0.isUpload } && fixture.exchanges.contains { $0.isPage })
            #expect(fixture.after["totals"]?["purchases"]?.integer ?? 0 > 10)
        }
    }

    @Test(arguments: Fixture.releases) func `files of a release are opened, and what waited is delivered once`(
        release: String
    ) throws {
        let fixture = try Fixture(release)
        let central = try fixture.openCentral()
        let store = try fixture.openStore(central)
        #expect(try store.status()["report"]?["waiting"]?.integer ?? 0 > 5)
        #expect(try central.totals()["purchases"]?.integer ?? 0 < fixture.after["totals"]?["purchases"]?.integer ?? 0)
        for _ in 1...2 {
            #expect(try store.sync())
            try expectAfter(fixture, central, store)
        }
        // And they go on as ever.
        _ = try store.sell("new", 1_000, key: "card:1")
        #expect(try store.sync())
        #expect(try central.admin.call("POST", "/v1/run").status == 200)
        let before = fixture.after["totals"]?["amountMinor"]?.integer ?? 0
        #expect(try central.totals()["amountMinor"]?.integer == before + 1_000)
    }

    @Test(arguments: Fixture.releases) func `what a store of a release says is understood, and answered as it was`(
        release: String
    ) throws {
        let fixture = try Fixture(release)
        let central = try fixture.openCentral()
        let line = central.line(token: fixture.token)
        let volatile: Set<String> = ["clock", "cursor", "chain"]
        for exchange in fixture.exchanges {
            let response = try line.send(ClientRequest(exchange.method, exchange.path, body: exchange.request))
            #expect(response.status == exchange.status, "\(exchange.path)")
            let (now, then) = (try Self.lines(response.body), try Self.lines(exchange.answer))
            guard exchange.isUpload || exchange.isPage, let head = now.first, let oldHead = then.first else { continue }
            #expect(head.includes(oldHead, but: volatile), "\(head.text), was \(oldHead.text)")
            if exchange.isUpload { #expect(head["chain"]?.string == oldHead["chain"]?.string) }
            // Every row that it was given then it is given now, with all that was in it.
            for old in then.dropFirst() {
                let row = now.first {
                    $0["kind"]?.string == old["kind"]?.string && $0["id"]?.string == old["id"]?.string
                }
                #expect(row?.includes(old, but: []) == true, "\(row?.text ?? "missing"), was \(old.text)")
            }
        }
        #expect(try central.totals().includes(#require(fixture.after["totals"]), but: []))
        // The second time it is a batch that was sent again.
        for exchange in fixture.exchanges where exchange.isUpload {
            _ = try line.send(ClientRequest(exchange.method, exchange.path, body: exchange.request))
        }
        #expect(try central.totals().includes(#require(fixture.after["totals"]), but: []))
    }

    @Test(arguments: Fixture.releases)
    func `a store understands a central of a release, and says all that it then said`(
        release: String
    ) throws {
        let fixture = try Fixture(release)
        let elsewhere = try TestCentral(clock: fixture.clock)
        let store = try fixture.openStore(elsewhere)
        let old = RecordedCentral(fixture.exchanges)
        var bounds = Uploader.Bounds()
        let uploader = Uploader(store.agent, old)
        for exchange in fixture.exchanges where exchange.isUpload {
            let outcome = try uploader.step(&bounds)
            #expect(outcome != .failed, "\(exchange.path)")
        }
        let downloader = Downloader(store.agent, old)
        for exchange in fixture.exchanges where exchange.isPage {
            #expect(try downloader.step(waitSeconds: 0, fresh: true) != .failed, "\(exchange.path)")
        }
        try downloader.sendReport()
        try expectCards(fixture, store)
        let status = try store.status()
        #expect(status["state"]?.string == "ok" && status["report"]?["waiting"]?.integer == 0)
        // What that central read is here still, byte for byte: the events; and every field of the header.
        let said = old.asked.withLock { $0 }.filter(\.isUpload)
        let recorded = fixture.exchanges.filter(\.isUpload)
        #expect(said.count == recorded.count)
        for (mine, then) in zip(said, recorded) {
            #expect(Array(mine.request.lines().dropFirst()) == Array(then.request.lines().dropFirst()))
            let (head, oldHead) = (try Self.lines(mine.request)[0], try Self.lines(then.request)[0])
            #expect(
                head.includes(oldHead, but: ["agent", "freeDiskBytes", "diskLow"]), "\(head.text), was \(oldHead.text)")
        }
    }

    // MARK: a release that is not written yet

    /// What a later release may do to a file that this one opens again: more tables, more columns that may be empty, more
    /// settings, and migrations that this one does not know.
    private static let laterShape = """
        CREATE TABLE lottery (id INTEGER PRIMARY KEY, prize TEXT) STRICT;
        INSERT INTO lottery (prize) VALUES ('a car');
        INSERT INTO setting (name, value) VALUES ('lotteryDrawnAt', '2026-03-14T10:00:00Z');
        INSERT INTO migration (name) VALUES ('a later release draws lots');
        """

    private func comeFromLater(_ fixture: Fixture) throws {
        let store = try SQLiteConnection(path: fixture.store.path + "/store.db")
        try store.execute(Self.laterShape)
        for table in [
            "journal", "epoch", "receipt", "card", "card_key", "alias", "movement", "token", "acknowledgement",
        ] {
            try store.execute("ALTER TABLE \(table) ADD COLUMN later TEXT")
        }
        let central = try SQLiteConnection(path: fixture.central.path + "/central.db")
        try central.execute(Self.laterShape)
        let tables = try central.query(
            """
            SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
            AND name NOT IN ('migration', 'lottery')
            """
        ) { $0.text(0) }
        #expect(tables.count > 15)
        for table in tables { try central.execute("ALTER TABLE \(table) ADD COLUMN later TEXT") }
    }

    @Test(arguments: Fixture.releases) func `files that a later release wrote are opened, and carry on`(
        release: String
    ) throws {
        let fixture = try Fixture(release)
        try comeFromLater(fixture)
        let central = try fixture.openCentral()
        let store = try fixture.openStore(central)
        #expect(try store.sync())
        try expectAfter(fixture, central, store)
        #expect(try store.sell("new", 1_000, key: "card:7")["event"] != nil)
        #expect(try store.till.call("POST", "/v1/customers", #"{"key":"card:8","name":"Eva"}"#).status == 201)
        #expect(try store.sync())
        try store.agent.prune()
        #expect(try central.admin.call("POST", "/v1/run").status == 200)
        #expect(try store.sync())
        #expect(try store.lookup("card:7").first?.points == 1)
        #expect(try store.status()["state"]?.string == "ok")
        let lots = try store.agent.database.read { try $0.first("SELECT prize FROM lottery") { $0.text(0) } }
        #expect(lots == "a car", "what is not ours stays")
    }

    @Test(arguments: Fixture.releases) func `kinds and fields of a later release stop nothing and are kept`(
        release: String
    ) throws {
        let fixture = try Fixture(release)
        let central = try fixture.openCentral()
        let store = try fixture.openStore(central)
        let now = fixture.clock.now()
        // A kind that nobody here knows, and a sale with more in it than we would write.
        let later = [
            #"{"id":"019ced93b4689b0e4d7721c35f68a401","recordedAt":"\#(now)","kind":"lottery","ticket":{"number":7}}"#,
            #"{"id":"019ced93b4689b0e4d7721c35f68a402","recordedAt":"\#(now)","kind":"purchase","day":"2026-03-14","#
                + #""programme":1,"weather":"rain","purchase":{"receipt":"later","till":"1","at":"\#(now)","lines":["#
                + #"{"sku":"1","quantity":1,"amountMinor":500,"discountMinor":0,"serial":"x"}],"totalMinor":500,"#
                + #""wallet":{"kind":"later"}},"points":0,"flags":["flagOfLater"]}"#,
        ]
        try store.agent.database.write { connection in
            let journal = Journal(store: store.id, connection: connection)
            for body in later {
                try journal.append(
                    .make(at: now, store.agent.randomness), recordedAt: now, body: Array(body.utf8), personal: nil)
            }
        }
        _ = try store.sell("after", 100)
        #expect(try store.sync())
        let before = fixture.after["totals"]?["amountMinor"]?.integer ?? 0
        #expect(try central.totals()["amountMinor"]?.integer == before + 600)
        let aside = try central.admin.call("GET", "/v1/events").json["events"]?.array ?? []
        #expect(aside.contains { $0["reason"]?.string == "unknownKind" })
        #expect(try store.status()["report"]?["waiting"]?.integer == 0)
        // And rows of the feed of which this agent knows neither kind nor all fields.
        try central.aggregator.database.write { connection in
            try connection.run(
                "UPDATE feed SET body = CAST(json_set(CAST(body AS TEXT), '$.later', json('{\"a\":[1]}')) AS BLOB) WHERE kind = 'card'"
            )
        }
        try store.agent.database.write { try Setting.cursor.remove($0) }
        #expect(try store.download())
        try expectCards(fixture, store)
        #expect(try store.status()["state"]?.string == "ok")
    }
}
