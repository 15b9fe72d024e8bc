import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central
@testable import Edge

@Suite("What central keeps of points, shows of them and does to them")
struct LedgerTests: AtTwoStores {
    let chain: TwoStores

    /// 1 point for each 1.00; a point is worth 0.10 and lasts to the end of the year after.
    private static let programme = #"""
        {"version": 1, "currency": "MXN", "country": "MX", "timeZone": "America/Mexico_City", "windowDays": 365,
         "tiers": [{"id": "bronze", "names": {"es": "Bronce", "en": "Bronze"}}],
         "points": {"perAmountMinor": 100, "points": 1, "valueMinor": 10, "expiry": {"months": 12, "until": "monthEnd"}},
         "rewards": [{"id": "mug", "names": {"es": "Taza"}, "kind": "product", "points": 50}]}
        """#

    init() throws { chain = try TwoStores(programme: Self.programme) }

    private func redeem(_ receipt: String, _ points: Int64, at store: TestStore) throws {
        var sale = store.purchase(receipt, 0, key: "card:1")
        sale.redeemedPoints = points
        #expect(try store.sell(sale)["redeemed"]?.integer == points)
    }

    private func card() throws -> String { try #require(home.lookup("card:1").first?["card"]?.string) }

    private func ledger() throws -> JSONValue {
        try central.admin.call("GET", "/v1/customers/\(card())/ledger").json
    }

    private func adjust(_ id: String, _ points: Int64, _ reason: String = "a wrong price") throws -> Answer {
        try central.admin.call(
            "POST", "/v1/customers/\(card())/adjust",
            #"{"id":"\#(id)","points":\#(points),"reason":"\#(reason)"}"#)
    }

    private func differences() throws -> [String] {
        try central.aggregator.database.read { try LedgerCheck($0).differences() }.map {
            "\($0.what) \($0.card) \($0.place): kept \($0.kept), computed \($0.computed)"
        }
    }

    /// Every kind of entry: 2 stores, a sale of an unknown key, use, overdraft, return, void, reward, claim.
    private func live() throws {
        _ = try home.sell("a", 10_000, key: "card:1")
        _ = try other.sell("nobody", 7_000)
        try sync()
        _ = try home.sell("b", 50_000, key: "card:1")
        _ = try other.sell("a", 20_000, key: "card:1")
        try sync()
        try redeem("c", 200, at: home)
        try redeem("d", 300, at: other)
        _ = try home.till.call(
            "POST", "/v1/returns",
            #"{"id":"r1","till":"1","key":"card:1","of":{"till":"1","receipt":"b","day":"2026-03-14"},"lines":[{"sku":"7501","quantity":1,"amountMinor":50000}]}"#
        )
        _ = try home.sell("e", 1_000, key: "card:1")
        _ = try home.till.call("POST", "/v1/voids", #"{"id":"v1","till":"1","receipt":"e"}"#)
        try sync()
        #expect(try adjust("one", 400).status == 200)
        try sync()
        let reward = try home.till.call("POST", "/v1/rewards", #"{"id":"g1","till":"1","key":"card:1","reward":"mug"}"#)
        #expect(reward.status == 200)
        _ = try home.till.call(
            "POST", "/v1/claims",
            #"{"id":"k1","till":"1","key":"card:1","of":{"store":"002","till":"1","receipt":"nobody","day":"2026-03-14"}}"#
        )
        try sync()
    }

    @Test func `the story of a customer's points adds up to the balance, and says why and where`() throws {
        try live()
        let ledger = try ledger()
        let entries = ledger["entries"]?.array ?? []
        let kinds = Set(entries.compactMap { $0["kind"]?.string })
        #expect(kinds == ["purchase", "used", "overdraft", "takeBack", "adjust", "reward", "settle"])
        #expect(ledger["balance"]?.integer == entries.reduce(0) { $0 + ($1["points"]?.integer ?? 0) })
        #expect(entries.last?["balance"]?.integer == ledger["balance"]?.integer)
        let kept = try central.aggregator.database.read { try $0.integer("SELECT SUM(points) FROM card_fact") }
        #expect(ledger["balance"]?.integer == kept)
        let adjusted = try #require(entries.first { $0["kind"]?.string == "adjust" })
        #expect(adjusted["reason"]?.string == "a wrong price")
        #expect(adjusted["person"]?.string == "admin")
        let used = try #require(entries.first { $0["kind"]?.string == "used" })
        #expect(used["store"]?.string == "001" && used["receipt"]?.string == "c")
        let taken = entries.filter { $0["kind"]?.string == "takeBack" }
        #expect(taken.contains { $0["receipt"]?.string == "b" })
    }

    @Test func `recomputing from the inbox and central's own entries gives what is kept`() throws {
        try live()
        #expect(try differences() == [])
        clock.advance(seconds: 500 * 86_400)
        for store in stores { _ = try store.agent.releaseExpired() }
        try sync()
        _ = try central.admin.call("POST", "/v1/run", "{}")
        #expect(try differences() == [])
        // Whatever is wrong is found.
        for change in [
            "UPDATE counter SET earned = earned + 1 WHERE earned > 0", "UPDATE account SET issued = issued + 1",
            "UPDATE card_fact SET points = points + 1", "UPDATE card_fact SET money_minor = money_minor + 1",
        ] {
            try central.aggregator.database.write { try $0.execute(change) }
        }
        let found = Set(try differences().map { $0.prefix { $0 != " " } })
        #expect(found == ["counter", "account", "balance", "purchases"])
        let told = try central.admin.call("GET", "/v1/points/check").json
        #expect((told["differences"]?.integer ?? 0) >= 4)
    }

    @Test func `what is owed is what customers are below zero, whatever their cards are`() throws {
        try central.aggregator.database.write { connection in
            for (card, customer, points) in [(9001, 901, 100), (9002, 901, -40), (9003, 902, -5)]
                as [(Int64, Int64, Int64)]
            {
                try connection.run(
                    "INSERT INTO card (n, id, customer, source, created_at) VALUES ($1, $2, $3, 'import', 0)", card,
                    "card-\(card)", customer)
                try connection.run(
                    """
                    INSERT INTO card_fact (card, purchases, money_minor, points, last_at, spend_since_minor, visits_since)
                    VALUES ($1, 0, 0, $2, 0, 0, 0)
                    """, card, points)
            }
        }
        #expect(try central.admin.call("GET", "/v1/points/liability").json["owed"]?.integer == 5)
        #expect(try central.admin.call("GET", "/v1/status").json["points"]?["owed"]?.integer == 5)
    }

    @Test func `the largest adjustments, given and taken again, are in a store's word to a central that was put back`()
        throws
    {
        let most = Money.amountMinorMax
        _ = try home.sell("a", 100, key: "card:1")
        try sync()
        for round in 1...3 {
            #expect(try adjust("give \(round)", most - 1).status == 200)
            #expect(try adjust("more \(round)", most - 1).code == "badValue", "nobody has so much")
            try sync()
            #expect(try adjust("take \(round)", 1 - most).status == 200)
            try sync()
        }
        let granted = try central.aggregator.database.read { try $0.integer("SELECT MAX(granted) FROM counter") }
        #expect(granted > most)
        try home.agent.database.write { try home.agent.reportHoldings(to: "another", $0) }
        try sync()
        let stores = try central.admin.call("GET", "/v1/status").json["stores"]?.array ?? []
        #expect(stores.allSatisfy { $0["aside"]?.integer == 0 })
        #expect(try differences() == [])
    }

    @Test func `an adjustment is done once, reaches the stores, and is on record`() throws {
        _ = try home.sell("a", 10_000, key: "card:1")
        try sync()
        #expect(try adjust("x", 50).json["balance"]?.integer == 150)
        #expect(try adjust("x", 50).json["balance"]?.integer == 150)
        #expect(try adjust("x", 51).code == "idReused")
        #expect(try adjust("y", -151).code == "notEnoughPoints")
        #expect(try adjust("y", -130).json["balance"]?.integer == 20)
        #expect(try adjust("z", 0).code == "badValue")
        try sync()
        #expect(try home.lookup("card:1").first?["points"]?["total"]?.integer == 20)
        #expect(try home.lookup("card:1").first?["points"]?["here"]?.integer == 20)
        let acts = try central.admin.call("GET", "/v1/audit").json["rows"]?.array ?? []
        #expect(acts.count { $0["act"]?.string == "pointsAdjusted" } == 2)
        #expect(try central.admin.call("GET", "/v1/customers/nobody/ledger").code == "unknownCard")
        #expect(try differences() == [])
    }

    @Test func `liability says what is there, when it ends, and what is owed`() throws {
        _ = try home.sell("a", 10_000, key: "card:1")
        try sync()
        _ = try home.sell("b", 20_000, key: "card:1")
        try sync()
        _ = try home.sell("c", 0, key: "card:2")
        try sync()
        var over = home.purchase("d", 0, key: "card:2")
        over.redeemedPoints = 40
        _ = try home.sell(over)
        try sync()
        let answer = try central.admin.call("GET", "/v1/points/liability").json
        #expect(answer["points"]?.integer == 300)
        #expect(answer["valueMinor"]?.integer == 3_000)
        #expect(answer["byMonth"]?.array?.first?["month"]?.string == "2027-03")
        #expect(answer["byMonth"]?.array?.first?["points"]?.integer == 300)
        #expect(answer["byMonth"]?.count == 1)
        #expect(answer["never"]?.integer == 0)
        #expect(answer["ended"]?.integer == 0)
        #expect(answer["owed"]?.integer == 40)
        #expect(answer["lotsBelowZero"]?.integer == 40)
        #expect(answer["overdrawn"]?.integer == 40)
        let status = try central.admin.call("GET", "/v1/status").json["points"]
        #expect(status?["outstanding"]?.integer == 260)
        #expect(status?["owed"]?.integer == 40)
        #expect(status?["overdrawn"]?.integer == 40)
        // In another lot, which ends some day: it pays what is owed at once.
        let two = try #require(home.lookup("card:2").first?["card"]?.string)
        _ = try central.admin.call(
            "POST", "/v1/customers/\(two)/adjust", #"{"id":"w","points":100,"reason":"a wrong price"}"#)
        let paid = try central.admin.call("GET", "/v1/points/liability").json
        #expect(paid["owed"]?.integer == 0 && paid["lotsBelowZero"]?.integer == 0)
        #expect(try central.admin.call("GET", "/v1/status").json["points"]?["owed"]?.integer == 0)
        clock.advance(seconds: 400 * 86_400)
        let later = try central.admin.call("GET", "/v1/points/liability").json
        #expect(later["points"]?.integer == 0)
        #expect(later["ended"]?.integer == 360)
    }

    @Test func `a central that was put back waits for its stores, or an administrator waives one`() throws {
        _ = try home.sell("a", 10_000, key: "card:1")
        try sync()
        try central.aggregator.database.write {
            try $0.execute("INSERT INTO awaited (store, epoch) VALUES ('002', '')")
        }
        #expect(try adjust("x", 50).status == 200)
        try sync()
        #expect(try central.admin.call("GET", "/v1/status").json["awaitedStores"]?.array?.map(\.string) == ["002"])
        #expect(try home.lookup("card:1").first?["points"]?["here"]?.integer == 100)
        #expect(try central.admin.call("POST", "/v1/stores/009/waive", "{}").code == "unknownStore")
        let waived = try central.admin.call("POST", "/v1/stores/002/waive", "{}").json
        #expect(waived["waived"]?.boolean == true)
        #expect(waived["awaitedStores"]?.count == 0)
        #expect(try central.admin.call("POST", "/v1/stores/002/waive", "{}").json["waived"]?.boolean == false)
        try sync()
        #expect(try home.lookup("card:1").first?["points"]?["here"]?.integer == 150)
        let acts = try central.admin.call("GET", "/v1/audit").json["rows"]?.array ?? []
        #expect(acts.count { $0["act"]?.string == "storeWaived" } == 1)
    }
}
