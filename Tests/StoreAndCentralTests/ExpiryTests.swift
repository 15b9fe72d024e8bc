import JSON
import LocalChain
import Loyalty
import Testing

@Suite("Points that begin and end")
struct ExpiryTests {
    private let clock = TestClock()
    private let central: TestCentral
    private let store: TestStore

    /// 1 point for each 1.00, from the second day after it was earned to the same day of the next month.
    private static let programme = #"""
        {"version": 1, "currency": "MXN", "country": "MX", "timeZone": "America/Mexico_City", "windowDays": 365,
         "tiers": [{"id": "bronze", "names": {"es": "Bronce", "en": "Bronze"}}],
         "points": {"perAmountMinor": 100, "points": 1, "valueMinor": 10, "pendingDays": 2,
            "expiry": {"months": 1, "until": "day"}}}
        """#

    /// The customer has 600 points at the store, of 2026-03-14.
    init() throws {
        central = try TestCentral(clock: clock, programme: Self.programme)
        store = try TestStore("001", central, token: central.addStore("001"))
        try store.sync()
        _ = try store.sell("0", 0, key: "card:1")
        try store.sync()
        _ = try store.sell("1", 60_000, key: "card:1")
        try store.sync()
    }

    private func move(to instant: String) throws {
        let wanted = try #require(Instant(instant))
        clock.advance(seconds: wanted.seconds(since: clock.now()))
    }

    private func points(_ store: TestStore) throws -> [Int64] {
        let points = try store.lookup("card:1").first?["points"]
        return ["here", "total", "pending"].map { points?[$0]?.integer ?? -1 }
    }

    private func redeem(_ receipt: String, _ points: Int64) throws -> JSONValue {
        var sale = store.purchase(receipt, 0, key: "card:1")
        sale.at = clock.now()
        sale.redeemedPoints = points
        return try store.sell(sale)
    }

    /// - Returns: how many points the run took
    private func run() throws -> Int64 {
        try central.admin.call("POST", "/v1/run", "{}").json["expired"]?.integer ?? -1
    }

    /// The sum of central's own entries of a kind.
    private func entries(_ kind: String) throws -> Int64 {
        try central.aggregator.database.read {
            try $0.integer("SELECT COALESCE(SUM(points), 0) FROM points_entry WHERE kind = $1", kind)
        }
    }

    private var balance: Int64 {
        get throws {
            try central.aggregator.database.read { try $0.integer("SELECT COALESCE(SUM(points), 0) FROM card_fact") }
        }
    }

    @Test func `points begin on their first day, at the store's midnight, with or without a line`() throws {
        store.line.set(.down)
        try move(to: "2026-03-16T05:59:59Z")
        #expect(try points(store) == [0, 0, 600])
        try move(to: "2026-03-16T06:00:00Z")
        #expect(try points(store) == [600, 600, 0])
    }

    @Test func `points can be used on their last day, and central takes them once the store has let go`() throws {
        try move(to: "2026-04-15T05:59:59Z")
        #expect(try store.agent.releaseExpired() == 0)
        #expect(try run() == 0)
        #expect(try points(store) == [600, 600, 0])
        try move(to: "2026-04-15T06:00:00Z")
        #expect(try points(store) == [0, 0, 0])
        // The store still holds them.
        #expect(try run() == 0)
        #expect(try store.agent.releaseExpired() == 1)
        #expect(try store.agent.releaseExpired() == 0)
        try store.sync()
        #expect(try run() == 600)
        #expect(try run() == 0)
        #expect(try entries("expire") == -600)
        #expect(try balance == 0)
        #expect(try central.aggregator.database.read { try $0.integer("SELECT COUNT(*) FROM ending") } == 0)
        try store.sync()
        #expect(try points(store) == [0, 0, 0])
    }

    @Test func `a run that is judged at a later day ends nothing before it is over`() throws {
        try move(to: "2026-04-14T12:00:00Z")
        let answer = try central.admin.call("POST", "/v1/run", #"{"at": "2027-01-01T00:00:00Z"}"#)
        #expect(answer.json["expired"]?.integer == 0)
    }

    @Test func `what a store used before the last day was over is never contradicted, however late it says so`() throws
    {
        store.line.set(.down)
        try move(to: "2026-04-15T05:00:00Z")
        #expect(try redeem("2", 450)["redeemed"]?.integer == 450)
        try move(to: "2026-06-01T12:00:00Z")
        #expect(try store.agent.releaseExpired() == 1)
        #expect(try run() == 0)
        store.line.set(.up)
        try store.sync()
        #expect(try run() == 150)
        #expect(try entries("expire") == -150)
        #expect(try entries("overdraft") == 0)
        #expect(try balance == 0)
    }

    @Test func `what is earned after its own last day, by a receipt that comes late, is taken by the next run`() throws
    {
        try move(to: "2026-04-15T12:00:00Z")
        _ = try store.agent.releaseExpired()
        try store.sync()
        #expect(try run() == 600)
        _ = try store.sell("late", 10_000, key: "card:1")
        try store.sync()
        #expect(try balance == 100)
        #expect(try points(store) == [0, 0, 0])
        #expect(try store.agent.releaseExpired() == 1)
        try store.sync()
        #expect(try run() == 100)
        #expect(try balance == 0)
    }

    @Test func `central takes nothing before every store said what the central before this one granted it`() throws {
        try move(to: "2026-04-16T12:00:00Z")
        _ = try store.agent.releaseExpired()
        try store.sync()
        try central.aggregator.database.write { connection in
            try connection.run("INSERT INTO awaited (store, epoch) VALUES ('009', '')")
        }
        #expect(try run() == 0)
        try central.aggregator.database.write { connection in try connection.run("DELETE FROM awaited") }
        #expect(try run() == 600)
    }

    @Test func `a store whose clock stands in 2038, past every last day, loses nobody's points`() throws {
        let wrong = TestClock()
        let other = try TestStore("002", central, token: central.addStore("002"), seed: 200, clock: wrong)
        try other.sync()
        _ = try other.sell("0", 0, key: "card:7")
        try other.sync()
        _ = try other.sell("1", 30_000, key: "card:7")
        try other.sync()
        other.line.set(.down)
        try move(to: "2026-03-20T12:00:00Z")
        wrong.advance(seconds: (try #require(Instant("2038-01-19T03:14:07Z"))).seconds(since: wrong.now()))
        #expect(try other.agent.releaseExpired() == 1)
        #expect(try other.lookup("card:7").first?["points"]?["here"]?.integer == 0)
        other.line.set(.up)
        #expect(try other.sync())
        #expect(try run() == 0)
        #expect(try other.sync())
        let points = try other.lookup("card:7").first?["points"]
        #expect(points?["here"]?.integer == 300)
        #expect(points?["total"]?.integer == 300)
        // Now that central's clock is known the store waits for the true day.
        #expect(try other.agent.releaseExpired() == 0)
    }
}
