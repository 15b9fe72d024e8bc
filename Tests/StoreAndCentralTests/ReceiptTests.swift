import HTTP
import JSON
import Loyalty
import Testing

@testable import Edge

@Suite struct `Receipts that a store remembers` {
    private let pair: Pair

    init() throws { pair = try Pair() }

    private func receiptCount() throws -> Int64 {
        try pair.store.agent.database.read {
            try $0.integer("SELECT (SELECT COUNT(*) FROM receipt) + (SELECT COUNT(*) FROM receipt_reused)")
        }
    }

    private func count(_ receipt: String) throws -> Int64 {
        try pair.store.agent.database.read {
            try $0.integer(
                """
                SELECT (SELECT COUNT(*) FROM receipt WHERE receipt = $1)
                    + (SELECT COUNT(*) FROM receipt_reused WHERE receipt = $1)
                """, receipt)
        }
    }

    /// A day of a store: a sale, and what the agent does by itself.
    private func live(day: Int) throws {
        pair.clock.advance(seconds: 86_400)
        _ = try pair.store.sell("day-\(day)", 1_000, key: "card:1")
        #expect(try pair.store.sync())
        try pair.store.agent.prune()
    }

    @Test func `one sent again within 35 days is one purchase, and one sent later still is at central`() throws {
        let old = pair.store.purchase("old", 50_000, key: "card:1")
        #expect(try pair.store.sell(old)["duplicate"]?.boolean == false)
        // The same number with other content was flagged, and is remembered as long.
        #expect(try pair.store.sell("old", 7, key: "card:1").flags.contains("receiptReused"))
        #expect(try pair.store.sync())
        for day in 1..<Int(Journal.keptDays) { try live(day: day) }
        #expect(try pair.store.sell(old)["duplicate"]?.boolean == true)
        #expect(try receiptCount() == Journal.keptDays + 1)
        for day in 1...10 { try live(day: Int(Journal.keptDays) + day) }
        // So many days are kept, whatever was sold before them.
        #expect(try receiptCount() <= Journal.keptDays + 1)
        let metrics = try pair.store.metrics()
        #expect(metrics.contains("vuelve_receipts \(try receiptCount())\n"))
        #expect(metrics.contains("vuelve_journal_events \(try receiptCount())\n"))
        // By now the store has forgotten it. Central has not.
        let before = try pair.central.totals()
        let points = try pair.store.lookup("card:1").first?.points
        #expect(try pair.store.sell(old)["duplicate"]?.boolean == false)
        #expect(try pair.store.sync())
        #expect(try pair.central.totals().text == before.text)
        #expect(try pair.store.lookup("card:1").first?.points == points)
        #expect(try pair.store.lookup("card:1").first?["provisional"]?.count == 0)
    }

    @Test func `one whose number was another's is remembered for as long as its own event`() throws {
        let first = pair.store.purchase("old", 50_000, key: "card:1")
        let second = pair.store.purchase("old", 7, key: "card:1"), third = pair.store.purchase("old", 8, key: "card:1")
        _ = try pair.store.sell(first)
        #expect(try pair.store.sync())
        for day in 1...20 { try live(day: day) }
        for late in [second, third] { #expect(try pair.store.sell(late)["duplicate"]?.boolean == false) }
        for day in 21...40 { try live(day: day) }
        // The first is forgotten by now.
        #expect(try count("old") == 2)
        for late in [second, third] { #expect(try pair.store.sell(late)["duplicate"]?.boolean == true) }
        for day in 41...61 { try live(day: day) }
        #expect(try count("old") == 0)
    }

    @Test func `none is forgotten that central has not acknowledged, however long the line is down`() throws {
        let first = pair.store.purchase("first", 1_000)
        _ = try pair.store.sell(first)
        pair.store.line.set(.down)
        for day in 1...60 {
            pair.clock.advance(seconds: 86_400)
            _ = try pair.store.sell("\(day)", 1_000)
            #expect(try pair.store.agent.prune() == 0)
        }
        #expect(try pair.store.sell(first)["duplicate"]?.boolean == true)
        #expect(try receiptCount() == 61)
    }

    @Test func `a new epoch forgets none, though it copies their events`() throws {
        _ = try pair.store.sell("1", 1_000)
        #expect(try pair.store.sync())
        try pair.store.agent.database.write { connection in
            let journal = Journal(store: pair.store.id, connection: connection)
            try journal.startEpoch(
                .make(pair.store.agent.randomness), .centralRestored, copyingAfter: 0, at: pair.clock.now())
        }
        for day in 1...Int(Journal.keptDays) { try live(day: day) }
        #expect(try pair.store.sell("1", 1_000)["duplicate"]?.boolean == true)
        for day in 1...3 { try live(day: 100 + day) }
        #expect(try pair.store.sell("1", 1_000)["duplicate"]?.boolean == false)
    }

    @Test func `a day of many sales goes in steps, each of them short`() throws {
        for number in 1...1_200 { _ = try pair.store.sell("\(number)", 1_000) }
        #expect(try pair.store.sync())
        for day in 1...Int(Journal.keptDays) + 1 {
            pair.clock.advance(seconds: 86_400)
            _ = try pair.store.sell("day-\(day)", 1_000)
            #expect(try pair.store.sync())
        }
        let old = try pair.store.agent.database.read { try Journal(store: pair.store.id, connection: $0).old() }
        #expect(old?.receipts.count == Int(Journal.prunedRowsMax))
        while try pair.store.agent.prune() > 0 {}
        #expect(try receiptCount() <= Journal.keptDays + 2)
    }
}
