import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central

@Suite struct `Tiers in the run` {
    private let clock = TestClock()

    private func central(_ rules: String) throws -> (TestCentral, TestStore) {
        let text = """
            {"version":1,"currency":"MXN","timeZone":"America/Mexico_City","tierRules":\(rules),
             "tiers":[{"id":"all"},{"id":"silver","spendMinor":10000},{"id":"gold","spendMinor":50000}],"points":{}}
            """
        let central = try TestCentral(clock: clock, programme: text)
        let store = try TestStore("042", central, token: try central.addStore("042"))
        try store.sync()
        return (central, store)
    }

    private func sell(_ store: TestStore, _ receipt: String, _ amount: Int64, on day: String) throws {
        var purchase = store.purchase(receipt, amount, key: "card:900")
        purchase.at = try #require(Instant("\(day)T18:00:00Z"))
        _ = try store.sell(purchase)
        try store.sync()
    }

    /// The tier after a run at noon of a day there.
    private func tier(_ central: TestCentral, on day: String) throws -> String? {
        let answer = try central.admin.call("POST", "/v1/run", #"{"at":"\#(day)T18:00:00Z"}"#)
        #expect(answer.status == 200)
        return answer.json["tiers"]?.members?.first { $0.value.integer == 1 }?.key
    }

    @Test func `calendar years: kept to the end of the next year, one step down, also where nights were missed`() throws
    {
        let (central, store) = try central(#"{"period":"calendarYear","downgrade":"oneStep"}"#)
        try sell(store, "1", 50_000, on: "2024-02-01")
        #expect(try tier(central, on: "2024-02-02") == "gold")
        #expect(try tier(central, on: "2024-12-31") == "gold")
        #expect(try tier(central, on: "2025-12-31") == "gold")
        #expect(try tier(central, on: "2026-01-01") == "silver")
        #expect(try tier(central, on: "2026-01-01") == "silver")
        #expect(try tier(central, on: "2028-01-01") == "all")
    }

    @Test func `calendar years: what the store shows is this year's, and two years do not add up`() throws {
        let (central, store) = try central(#"{"period":"calendarYear"}"#)
        try sell(store, "1", 6_000, on: "2025-12-31")
        try sell(store, "2", 6_000, on: "2026-01-01")
        #expect(try tier(central, on: "2026-03-14") == "all")
        try central.aggregator.publishDirty()
        try store.download()
        #expect(try store.lookup("card:900").first?["next"]?["spendMinor"]?.integer == 4_000)
    }

    @Test func `rolling days with grace`() throws {
        let (central, store) = try central(#"{"graceDays":30}"#)
        try sell(store, "1", 10_000, on: "2026-01-10")
        #expect(try tier(central, on: "2026-03-14") == "silver")
        #expect(try tier(central, on: "2027-02-08") == "silver")
        #expect(try tier(central, on: "2027-02-09") == "all")
    }

    /// The card's row for a tier, at the store: what is missing, and by when.
    private func missing(_ name: String, _ store: TestStore) throws -> [String] {
        guard let row = try store.lookup("card:900").first?[name], row.kind == .object else { return [] }
        return [
            row["tier"]?.string ?? "", "\(row["spendMinor"]?.integer ?? -1)", row["by"]?.string ?? "",
        ]
    }

    @Test func `a card says what is missing by when, with what the store sold since`() throws {
        let (central, store) = try central("{}")
        try sell(store, "1", 4_000, on: "2025-10-01")
        try sell(store, "2", 9_000, on: "2026-01-10")
        #expect(try tier(central, on: "2026-03-14") == "silver")
        try central.aggregator.publishDirty()
        try store.download()
        // On 2026-10-01 the first of them counts no more: then 10.00 are missing.
        #expect(try missing("next", store) == ["gold", "37000", "2026-09-30"])
        #expect(try missing("keep", store) == ["silver", "1000", "2026-09-30"])
        store.line.set(.down)
        _ = try store.sell("3", 400, key: "card:900")
        #expect(try missing("next", store) == ["gold", "36600", "2026-09-30"])
        #expect(try missing("keep", store) == ["silver", "600", "2026-09-30"])
        _ = try store.sell("4", 600, key: "card:900")
        #expect(try missing("keep", store) == [])
        store.line.set(.up)
        try store.sync()
        #expect(try missing("keep", store) == ["silver", "9000", "2027-01-09"])
        // A day that is over says nothing.
        clock.advance(seconds: 300 * 86_400)
        #expect(try missing("keep", store) == ["silver", "9000", "2027-01-09"])
        clock.advance(seconds: 2 * 86_400)
        #expect(try missing("keep", store) == [])
        #expect(try missing("next", store) == ["gold", "36000", ""])
    }

    @Test func `a period that ends says its last day`() throws {
        let (central, store) = try central(#"{"period":"sinceChange"}"#)
        try sell(store, "1", 40_000, on: "2026-03-12")
        #expect(try tier(central, on: "2026-03-13") == "silver")
        try central.aggregator.publishDirty()
        try store.download()
        #expect(try missing("next", store) == ["gold", "50000", "2027-03-12"])
        #expect(try missing("keep", store) == ["silver", "10000", "2027-03-12"])
    }

    @Test func `since the last change: what reached a tier does not count for the next`() throws {
        let (central, store) = try central(#"{"period":"sinceChange"}"#)
        try sell(store, "1", 40_000, on: "2026-03-12")
        #expect(try tier(central, on: "2026-03-13") == "silver")
        try sell(store, "2", 20_000, on: "2026-03-14")
        #expect(try tier(central, on: "2026-03-14") == "silver")
        try central.aggregator.publishDirty()
        try store.download()
        #expect(try store.lookup("card:900").first?["next"]?["spendMinor"]?.integer == 30_000)
        #expect(try tier(central, on: "2027-03-12") == "silver")
        #expect(try tier(central, on: "2027-03-13") == "silver", "kept by the purchase since")
        #expect(try tier(central, on: "2028-03-12") == "all")
    }
}
