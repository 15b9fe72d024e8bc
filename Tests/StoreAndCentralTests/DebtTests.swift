import JSON
import LocalChain
import Loyalty
import Testing

/// A store let a customer use points that another store held.
struct DebtTests {
    private let clock = TestClock()
    private let central: TestCentral
    private let home: TestStore
    private let other: TestStore

    /// 1 point for each 1.00, until the same day of the next month.
    private static let programme = #"""
        {"version": 1, "currency": "MXN", "country": "MX", "timeZone": "America/Mexico_City", "windowDays": 365,
         "tiers": [{"id": "bronze", "names": {"es": "Bronce", "en": "Bronze"}}],
         "points": {"perAmountMinor": 100, "points": 1, "valueMinor": 10, "expiry": {"months": 1, "until": "day"}}}
        """#

    /// 90 points were earned at one store, and 80 of them used at the other, which did not hold them.
    init() throws {
        central = try TestCentral(clock: clock, programme: Self.programme)
        home = try TestStore("001", central, token: central.addStore("001"))
        other = try TestStore("002", central, token: central.addStore("002"), seed: 300)
        for store in [home, other] {
            try store.sync()
            _ = try store.sell("0", 0, key: "card:1")
        }
        try sync()
        _ = try home.sell("1", 9_000, key: "card:1")
        try sync()
        var sale = other.purchase("1", 0, key: "card:1")
        sale.redeemedPoints = 80
        #expect(try other.sell(sale).flags == ["notHeld", "overdraft"])
    }

    private func sync() throws {
        // What one store gives up, central hears of before the other is told.
        for _ in 0..<3 { for store in [home, other] { try store.sync() } }
    }

    private func points(_ store: TestStore) throws -> [Int64] {
        let points = try store.lookup("card:1").first?["points"]
        return ["here", "total"].map { points?[$0]?.integer ?? -1 }
    }

    private func hold(_ points: Int64) throws -> Int {
        try home.till.call("POST", "/v1/holds", #"{"till":"1","receipt":"h","key":"card:1","points":\#(points)}"#)
            .status
    }

    @Test func `a store lets a customer use no more than they have, also while it holds more`() throws {
        #expect(try points(home) == [90, 90], "nobody told it yet")
        try other.sync()
        #expect(try home.download())
        #expect(try points(home) == [10, 10])
        #expect(try hold(11) == 409)
        #expect(try hold(10) == 200)
        #expect(try points(home) == [0, 10])
    }

    @Test func `what is owed is paid with points of another last day, once`() throws {
        try sync()
        #expect(try points(home) == [10, 10] && points(other) == [0, 10])
        let held = try central.aggregator.database.read {
            try $0.query("SELECT granted + earned - redeemed - released FROM counter ORDER BY store, lot") {
                $0.integer(0)
            }
        }
        #expect(held.reduce(0, +) == 10, "the rest was released: \(held)")
        // The last day of what was earned passes: only what is left ends.
        clock.advance(seconds: 40 * 86_400)
        #expect(try home.agent.releaseExpired() == 1)
        try sync()
        #expect(try central.admin.call("POST", "/v1/run", "{}").json["expired"]?.integer == 10)
        try sync()
        #expect(try points(home) == [0, 0])
        let entries = try central.aggregator.database.read {
            try $0.query("SELECT points FROM points_entry WHERE kind = 'settle' ORDER BY n") { $0.integer(0) }
        }
        #expect(entries == [-80, 80])
    }

    @Test func `what ended before the debt was paid pays it all the same`() throws {
        // The home store comes back only after the last day, and the run is the first to see what it gives up.
        home.line.set(.down)
        try other.sync()
        clock.advance(seconds: 40 * 86_400)
        home.line.set(.up)
        #expect(try home.agent.releaseExpired() == 1)
        #expect(try home.upload())
        #expect(try central.admin.call("POST", "/v1/run", "{}").json["expired"]?.integer == 10)
        try sync()
        #expect(try points(home) == [0, 0] && points(other) == [0, 0])
    }
}
