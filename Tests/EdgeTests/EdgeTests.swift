import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Testing

@testable import Edge

private struct FixedClock: InstantSource {
    func now() -> Instant { Instant(milliseconds: 1_773_482_400_000) }
}

private let sample = EdgeConfiguration.text(
    store: StoreID("042"), central: "http://127.0.0.1:8460", tokenFile: "/srv/tienda.token",
    timeZone: "America/Mexico_City", witness: "/srv/tienda.witness")

private func agent() throws -> Agent {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vuelve-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let text = EdgeConfiguration.text(
        store: StoreID("042"), central: "http://127.0.0.1:1", tokenFile: "none", timeZone: "UTC",
        witness: folder + "/witness")
    return try Agent(
        EdgeConfiguration(text: text), path: folder + "/store.db", clock: FixedClock(),
        randomness: SeededRandomness(seed: 1))
}

@Suite struct `A store's journal` {
    private func append(_ count: Int, to agent: Agent, daysAgo: Int64 = 0) throws {
        try agent.database.write { connection in
            let journal = Journal(store: StoreID("042"), connection: connection)
            let at = FixedClock().now().adding(days: -daysAgo)
            for _ in 0..<count {
                try journal.append(
                    .make(at: at, agent.randomness), recordedAt: at, body: Array("{}".utf8), personal: nil)
            }
        }
    }

    @Test func `the chain of every row follows from the row before it`() throws {
        let agent = try agent()
        try append(5, to: agent)
        let (epoch, rows) = try agent.database.read { connection in
            (
                try Journal(store: StoreID("042"), connection: connection).currentEpoch(),
                try connection.query("SELECT body, chain FROM journal ORDER BY row") { ($0.blob(0), $0.blob(1)) }
            )
        }
        var chain = Chain.start(store: StoreID("042"), epoch: epoch.id)
        for (index, row) in rows.enumerated() {
            chain = Chain.next(after: chain, sequence: Int64(index + 1), body: row.0)
            #expect(chain.bytes == row.1)
        }
        #expect(rows.count == 5)
    }

    @Test func `pruning never deletes what central has not acknowledged, nor the place where it goes on`() throws {
        let agent = try agent()
        try append(13, to: agent)
        let central = Instant(milliseconds: 1_773_482_400_000)
        func prune(acknowledged: Int64, onDay day: Int64) throws -> Int64 {
            try agent.database.write { connection in
                let journal = Journal(store: StoreID("042"), connection: connection)
                try journal.acknowledge(acknowledged, at: central.adding(days: day))
                if let old = try journal.old() { _ = try journal.prune(old) }
                return try connection.integer("SELECT COUNT(*) FROM journal")
            }
        }
        #expect(try prune(acknowledged: 4, onDay: 0) == 13)
        #expect(try prune(acknowledged: 5, onDay: 400) == 13, "days without a word of central do not count")
        for day in 401..<434 { #expect(try prune(acknowledged: 6, onDay: Int64(day)) == 13) }
        // The acknowledged one itself stays: the next batch begins at its chain.
        #expect(try prune(acknowledged: 13, onDay: 435) == 10)
        #expect(try prune(acknowledged: 13, onDay: 436) == 9)
    }

    @Test func `a new epoch copies what central lacks, ids and bytes unchanged`() throws {
        let agent = try agent()
        try append(4, to: agent)
        let ids = try agent.database.read { try $0.query("SELECT id FROM journal ORDER BY row") { $0.blob(0) } }
        try agent.database.write { connection in
            let journal = Journal(store: StoreID("042"), connection: connection)
            try journal.startEpoch(EpochID("new"), .divergedFromCentral, copyingAfter: 2, at: FixedClock().now())
        }
        let (batch, waiting) = try agent.database.read { connection in
            let journal = Journal(store: StoreID("042"), connection: connection)
            let start = try #require(try journal.position(at: 0))
            return (try journal.batch(after: start, eventsMax: 10, bytesMax: 1000), try journal.waiting())
        }
        #expect(batch?.count == 2 && batch?.epoch.id == EpochID("new") && waiting.count == 2)
        let copies = try agent.database.read { try $0.query("SELECT id FROM journal ORDER BY row") { $0.blob(0) } }
        #expect(copies == ids + ids.suffix(2))
    }

    @Test func `an event whose work was undone leaves neither a gap nor a break in the chain`() throws {
        struct Undone: Error {}
        let agent = try agent()
        try append(2, to: agent)
        try agent.database.write { connection in
            let journal = Journal(store: StoreID("042"), connection: connection)
            func append() throws {
                let at = FixedClock().now()
                try journal.append(
                    .make(at: at, agent.randomness), recordedAt: at, body: Array("{}".utf8), personal: nil)
            }
            try append()
            try? connection.savepoint {
                try append()
                throw Undone()
            }
            try append()
        }
        #expect(throws: Undone.self) {
            try agent.database.write { connection in
                try Journal(store: StoreID("042"), connection: connection).append(
                    .make(at: FixedClock().now(), agent.randomness), recordedAt: FixedClock().now(), body: [],
                    personal: nil)
                throw Undone()
            }
        }
        try append(1, to: agent)
        let rows = try agent.database.read { connection in
            try StoreFile.check(connection, of: StoreID("042"))
            return try connection.query("SELECT row FROM journal ORDER BY row") { $0.integer(0) }
        }
        #expect(rows == [1, 2, 3, 4, 5])
    }

    @Test func `what is remembered of a card that sells often is what its rows say, whatever is undone`() throws {
        struct Undone: Error {}
        let agent = try agent()
        let card = CardID("00112233445566778899aaaa"), other = CardID("11112233445566778899bbbb")
        let programme = try Programme(
            text: """
                {"currency": "MXN", "timeZone": "UTC", "tiers": [{"id": "bronze"}], "points": {"perAmountMinor": 100}}
                """)
        func points(_ id: CardID, _ connection: Connection) throws -> Int64? {
            let cards = agent.cards(connection)
            let view = try cards.view(
                CardNumber(id), programme: programme, at: Moment(now: FixedClock().now(), day: LocalDay(number: 20_000))
            )
            return view?.card.points
        }
        func sell(_ id: CardID, _ connection: Connection) throws {
            let at = FixedClock().now()
            let row = try Journal(store: StoreID("042"), connection: connection).append(
                .make(at: at, agent.randomness), recordedAt: at, body: Array("{}".utf8), personal: nil)
            var movements = Movements()
            movements.points = row
            try agent.cards(connection).record(movements, on: CardNumber(id), row: row)
        }
        func take(_ id: CardID, includedRow: Int64, _ connection: Connection) throws {
            var gone: CardCache.Gone = []
            let card = Card(id: id, maskedName: "A", tier: TierID("bronze"))
            try agent.cards(connection).take(
                PublishedCard(card: card, includes: [EpochID("e"): includedRow]), load: 1, rowOf: { $1 }, gone: &gone)
        }
        try agent.database.write { connection in
            for id in [card, other] { try take(id, includedRow: 0, connection) }
            var sum: Int64 = 0
            for row: Int64 in 1...20 {
                try sell(card, connection)
                sum += row
                #expect(try points(card, connection) == sum)
            }
            try? connection.savepoint {
                try sell(card, connection)
                #expect(try points(card, connection) == 231)
                throw Undone()
            }
            #expect(try points(card, connection) == 210)
            try sell(other, connection)
            #expect(try points(card, connection) == 210 && points(other, connection) == 21)
            try take(card, includedRow: 19, connection)
            #expect(try points(card, connection) == 20)
            for _ in 22...40 { try sell(card, connection) }
            #expect(try points(card, connection) == 20 + (22...40).reduce(0, +))
            var gone: CardCache.Gone = []
            #expect(try points(other, connection) == 21)
            try agent.cards(connection).take(alias: card, of: other, load: 1, gone: &gone)
            #expect(try points(other, connection) == (20...40).reduce(0, +))
        }
    }

    @Test func `where to go on follows from central's position alone`() {
        let chain = Digest.sha256("a"), other = Digest.sha256("b")
        let central = Position(sequence: 3, chain: chain)
        #expect(Uploader.next(after: central, known: central, isCurrentEpoch: true) == .goOn)
        let differs = Position(sequence: 3, chain: other)
        #expect(Uploader.next(after: central, known: differs, isCurrentEpoch: true) == .newEpoch)
        #expect(Uploader.next(after: central, known: nil, isCurrentEpoch: true) == .newEpoch)
        #expect(Uploader.next(after: central, known: nil, isCurrentEpoch: false) == .ignore)
    }
}

@Suite struct `When a store speaks` {
    private func mode(_ window: String) throws -> SyncMode {
        let text = sample.replacing("continuous", with: "nightly").replacing("01:00-05:00", with: window)
        return try EdgeConfiguration(text: text).mode
    }

    private let zone = Zone("America/Mexico_City") ?? .utc

    @Test func `a nightly store waits for its own minute of the window, also past midnight`() throws {
        for window in ["01:00-05:00", "22:00-02:00"] {
            let mode = try mode(window)
            let store = StoreID("042")
            var open = 0
            for minute in 0..<1440 {
                let now = Instant(milliseconds: 1_773_446_400_000 + Int64(minute) * 60_000)
                let seconds = mode.secondsUntilOpen(now: now, zone: zone, store: store)
                if seconds == 0 {
                    open += 1
                } else {
                    #expect(mode.secondsUntilOpen(now: now.adding(seconds: seconds), zone: zone, store: store) == 0)
                    #expect(mode.secondsUntilOpen(now: now.adding(seconds: seconds - 60), zone: zone, store: store) > 0)
                }
            }
            #expect(open == 240 - SyncMode.offsetMinutes(of: store, in: 240))
        }
    }

    @Test func `a thousand stores do not arrive at once`() {
        let offsets = (0..<1000).map { SyncMode.offsetMinutes(of: StoreID("\($0)"), in: 240) }
        let busiest = Dictionary(grouping: offsets, by: { $0 }).values.map(\.count).max() ?? 0
        #expect(offsets.allSatisfy { (0..<120).contains($0) })
        #expect(busiest < 30)
    }

    @Test func `a continuous store never waits`() throws {
        let mode = try EdgeConfiguration(text: sample).mode
        #expect(mode.secondsUntilOpen(now: FixedClock().now(), zone: zone, store: StoreID("1")) == 0)
    }
}

@Suite struct `The agent's files` {
    @Test func `the sample configuration has the keys that init writes, and it is read`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let text = try String(contentsOfFile: root + "/edge-config/edge.json", encoding: .utf8)
        _ = try EdgeConfiguration(text: text)
        let keys = try (JSONDocument(text).root.members ?? []).map(\.key)
        #expect(try keys == (JSONDocument(sample).root.members ?? []).map(\.key))
    }

    @Test(arguments: [
        ("\"mode\"", "\"mood\"", "unknownKey"), ("\"continuous\"", "\"hourly\"", "badValue"),
        ("127.0.0.1:8470", "nowhere", "badValue"), ("America/Mexico_City", "Mars/Olympus", "badValue"),
        ("http://127.0.0.1:8460", "ftp://x", "badValue"), ("\"042\"", "\"a/b\"", "badValue"),
        ("\"01:00-05:00\"", "\"25:00-26:00\"", "badValue"),
        ("\"plainHTTPFrom\": []", "\"plainHTTPFrom\": [\"x\"]", "badValue"),
        ("{", "", "notJSON"),
    ]) func `a mistake in the configuration has a code`(old: String, new: String, code: String) {
        #expect { try EdgeConfiguration(text: sample.replacing(old, with: new)) } throws: { error in
            (error as? BadInput)?.code == code
        }
    }

    @Test func `the OpenAPI file has every route with its roles, and no other`() throws {
        let routes = StoreAPI.routes(try agent(), ServerCounts()) { _ in StoreAPI.SyncReport(isSynced: true) }
        let served = routes.map { "\($0.method) \($0.pattern) \(($0.roles ?? []).map(\.rawValue).sorted())" }.sorted()
        let root = try JSONDocument(StoreOpenAPI.document).root
        let documented = (root["paths"]?.members ?? []).flatMap { path, item in
            (item.members ?? []).filter { ["get", "post", "put", "delete"].contains($0.key) }.map { method, operation in
                let roles = (operation["x-roles"]?.array ?? []).compactMap(\.string).sorted()
                return "\(method.uppercased()) \(path) \(roles)"
            }
        }.sorted()
        #expect(documented == served)
        #expect(root["openapi"]?.string?.hasPrefix("3.1") == true)
    }
}
