import JSON
import LocalChain
import Loyalty
import Testing

@Suite("What is given once in a customer's life")
struct BonusTests {
    private let clock = TestClock()
    private let central: TestCentral
    private let stores: [TestStore]

    private static let programme = #"""
        {"version": 1, "currency": "MXN", "country": "MX", "timeZone": "America/Mexico_City", "windowDays": 365,
         "tiers": [{"id": "bronze", "names": {"es": "Bronce"}},
            {"id": "silver", "names": {"es": "Plata"}, "spendMinor": 100000}],
         "points": {"perAmountMinor": 100, "points": 1, "valueMinor": 10},
         "earning": {"rules": [{"id": "welcome", "once": "enrolment", "points": 30},
            {"id": "first", "once": "firstPurchase", "points": 50, "basketMinor": 1000},
            {"id": "birthday", "once": "year", "points": 70, "birthMonth": true, "basketMinor": 2000}]},
         "rewards": [{"id": "coffee", "names": {"es": "Café"}, "kind": "product", "uses": 2, "tiers": ["silver"]}]}
        """#

    init() throws {
        let central = try TestCentral(clock: clock, programme: Self.programme)
        self.central = central
        stores = try ["001", "002", "003"].enumerated().map { index, id in
            try TestStore(id, central, token: central.addStore(id), seed: UInt64(100 + index))
        }
        for store in stores { try store.sync() }
    }

    private func sync() throws { for _ in 0..<2 { for store in stores { try store.sync() } } }

    private func run() throws {
        #expect(try central.admin.call("POST", "/v1/run", "{}").status == 200)
        try sync()
    }

    /// What was given by a rule, to whomever.
    private func given(_ rule: String) throws -> [Int64] {
        try central.aggregator.database.read {
            try $0.query("SELECT points FROM points_entry WHERE kind = 'issue' AND reason = $1", rule) { $0.integer(0) }
        }
    }

    @Test(arguments: ["María González", ""])
    func `one phone enrolled at three stores without a line gets its bonus once`(name: String) throws {
        for store in stores { store.line.set(.down) }
        for store in stores {
            let named = name.isEmpty ? "Persona \(store.id)" : name
            let answer = try store.till.call(
                "POST", "/v1/customers", #"{"key":"phone:5512345678","name":"\#(named)"}"#)
            #expect(answer.status == 201)
        }
        for store in stores { store.line.set(.up) }
        try sync()
        try run()
        #expect(try given("welcome") == [30])
        try run()
        #expect(try given("welcome") == [30])
    }

    @Test func `customers who become one have their first purchase once, whichever of their cards it was on`() throws {
        for (store, name) in zip(stores, ["María González Ruiz", "Maria Gonzalez Ruiz"]) {
            _ = try store.till.call("POST", "/v1/customers", #"{"key":"phone:5512345678","name":"\#(name)"}"#)
            _ = try store.sell("1", 5_000, key: "phone:5512345678")
        }
        try sync()
        try run()
        #expect(try central.admin.call("GET", "/v1/customers").json["customers"]?.count == 1)
        #expect(try given("first") == [50])
        #expect(try given("welcome") == [30])
        _ = try stores[1].sell("2", 5_000, key: "phone:5512345678")
        try sync()
        try run()
        #expect(try given("first") == [50])
        #expect(try stores[0].lookup("phone:5512345678").first?["points"]?["total"]?.integer == 50 + 50 + 50 + 50 + 30)
    }

    @Test func `a first purchase that is too small gives nothing, and the second is no first one`() throws {
        _ = try stores[0].sell("1", 999, key: "card:1")
        try sync()
        try run()
        var later = stores[0].purchase("2", 5_000, key: "card:1")
        later.at = clock.now().adding(seconds: 60)
        _ = try stores[0].sell(later)
        try sync()
        try run()
        #expect(try given("first") == [])
    }

    @Test func `a birthday bonus comes once a year, though two stores without a line sold for it`() throws {
        let row = #"{"card":"1","fullName":"Ana Ruiz","birthDate":"1980-03-20"}"#
        #expect(try central.admin.call("POST", "/v1/customers?source=a", row).status == 200)
        func sell(_ receipt: String, _ amount: Int64, at store: TestStore) throws {
            var purchase = store.purchase(receipt, amount, key: "card:1")
            purchase.at = clock.now()
            _ = try store.sell(purchase)
        }
        for store in stores { store.line.set(.down) }
        try sell("1", 1_999, at: stores[0])
        try sell("2", 2_000, at: stores[0])
        try sell("1", 5_000, at: stores[1])
        for store in stores { store.line.set(.up) }
        try sync()
        try run()
        #expect(try given("birthday") == [70])
        try sell("2", 5_000, at: stores[1])
        try sync()
        try run()
        #expect(try given("birthday") == [70], "the month is not over, the gift is given")
        clock.advance(seconds: 20 * 86_400)
        try sell("3", 5_000, at: stores[1])
        try sync()
        try run()
        #expect(try given("birthday") == [70], "it is April")
        clock.advance(seconds: 345 * 86_400)
        try sell("4", 5_000, at: stores[2])
        try sync()
        try run()
        #expect(try given("birthday") == [70, 70])
    }

    @Test func `who reaches a tier has its rewards by right, so often and no more`() throws {
        _ = try stores[0].sell("1", 99_999, key: "card:1")
        try sync()
        try run()
        #expect(try given("coffee") == [])
        _ = try stores[0].sell("2", 1, key: "card:1")
        try sync()
        try run()
        try run()
        #expect(try given("coffee") == [2])
        func take(_ id: String) throws -> Int {
            try stores[0].till.call(
                "POST", "/v1/rewards", #"{"id":"\#(id)","till":"1","key":"card:1","reward":"coffee"}"#
            ).status
        }
        #expect(try take("a") == 200)
        #expect(try take("b") == 200)
        #expect(try take("c") == 409)
        try run()
        #expect(try given("coffee") == [2])
    }
}
