import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central

@Suite struct `Goods that come back after the programme's days` {
    private let clock = TestClock()
    private let central: TestCentral
    private let home: TestStore
    private let other: TestStore
    /// Of the other store, which may go its own way.
    private let otherClock = TestClock()
    private static let daySeconds: Int64 = 86_400

    /// 1 point for each 1.00, worth 0.10; ten days.
    private static let programme = #"""
        {"version": 1, "currency": "MXN", "country": "MX", "timeZone": "America/Mexico_City", "windowDays": 365,
         "tiers": [{"id": "bronze", "names": {"es": "Bronce", "en": "Bronze"}}],
         "returns": {"policy": "negative", "daysMax": 10},
         "points": {"perAmountMinor": 100, "points": 1, "valueMinor": 10}}
        """#

    init() throws {
        central = try TestCentral(clock: clock, programme: Self.programme)
        home = try TestStore("001", central, token: central.addStore("001"))
        other = try TestStore("002", central, token: central.addStore("002"), seed: 200, clock: otherClock)
        // The customer is known at both.
        for store in [home, other] {
            try store.sync()
            _ = try store.sell("0", 0, key: "card:1")
        }
        try sync()
    }

    private func sync() throws { for _ in 0..<3 { for store in [home, other] { #expect(try store.sync()) } } }

    private func pass(days: Int64) {
        clock.advance(seconds: days * Self.daySeconds)
        otherClock.advance(seconds: days * Self.daySeconds)
    }

    private func giveBack(_ id: String, at store: TestStore, _ of: String?) throws -> JSONValue {
        let of = of.map { #""of":\#($0),"# } ?? ""
        let answer = try store.till.call(
            "POST", "/v1/returns",
            #"{"id":"\#(id)","till":"1","key":"card:1",\#(of)"lines":[{"sku":"7501","quantity":1,"amountMinor":0}]}"#)
        #expect(answer.status == 200)
        return answer.json
    }

    private func points() throws -> Int64? { try home.lookup("card:1").first?.points }

    private func isRight() throws -> Bool {
        try central.aggregator.database.read { try LedgerCheck($0).differences().isEmpty }
    }

    private func spend() throws -> Int64 {
        try central.aggregator.database.read { try $0.integer("SELECT SUM(money_minor) FROM card_fact") }
    }

    @Test(arguments: [9, 10, 11] as [Int64]) func `change no points, and count as returned`(days: Int64) throws {
        let isTooLate = days > 10
        _ = try home.sell("1", 10_000, key: "card:1")
        try sync()
        var paid = home.purchase("2", 10_000, key: "card:1")
        paid.redeemedPoints = 50
        paid.payments = [.init(kind: "points", amountMinor: 500)]
        #expect(try home.sell(paid)["redeemed"]?.integer == 50)
        try sync()
        let earned = try #require(try points())
        pass(days: days)
        let of = #"{"till":"1","receipt":"2","day":"2026-03-14"}"#
        let answer = try giveBack("r1", at: home, of)
        #expect(answer.flags == (isTooLate ? ["tooLate"] : []))
        #expect(answer["points"]?.integer == (isTooLate ? 0 : 50 - earned))
        #expect(answer["restored"]?.integer == (isTooLate ? 0 : 50) && answer["restoredMinor"]?.integer == 500)
        #expect(answer["pending"]?.boolean == !isTooLate)
        try sync()
        let left: Int64 = isTooLate ? earned : 100
        #expect(try points() == left && spend() == 10_000 && isRight())
        let row = try #require(try central.admin.call("GET", "/v1/returns").json["returns"]?.array?.first)
        #expect(row["amountMinor"]?.integer == 10_000 && row["restored"]?.integer == (isTooLate ? 0 : 50))
        // Nor does it come back a second time.
        #expect(try giveBack("r2", at: home, of).flags == ["nothingLeft"])
        try sync()
        #expect(try points() == left && spend() == 10_000 && isRight())
    }

    @Test(arguments: [10, 11] as [Int64]) func `elsewhere too, also before their purchase arrived`(days: Int64) throws {
        home.line.set(.down)
        _ = try home.sell("1", 10_000, key: "card:1")
        pass(days: days)
        let answer = try giveBack("r", at: other, #"{"store":"001","till":"1","receipt":"1","day":"2026-03-14"}"#)
        #expect(answer.flags == ["decidedByCentral"] + (days > 10 ? ["tooLate"] : []))
        try other.sync()
        home.line.set(.up)
        try sync()
        #expect(try points() == (days > 10 ? 100 : 0) && spend() == 0 && isRight())
    }

    @Test(arguments: [10, 11] as [Int64]) func `without a receipt by the purchase that central finds`(
        days: Int64
    ) throws {
        _ = try home.sell("1", 10_000, key: "card:1")
        try sync()
        pass(days: days)
        #expect(try giveBack("r", at: other, nil).flags == ["withoutReceipt"])
        try sync()
        #expect(try points() == (days > 10 ? 100 : 0) && spend() == 0 && isRight())
    }

    private func jumpTo2038() throws {
        otherClock.advance(
            seconds: (try #require(Instant("2038-01-19T03:14:07Z"))).seconds(since: otherClock.now()))
    }

    @Test func `though not because the store's clock stands in 2038`() throws {
        _ = try home.sell("1", 10_000, key: "card:1")
        try sync()
        other.line.set(.down)
        try jumpTo2038()
        _ = try giveBack("r", at: other, #"{"store":"001","till":"1","receipt":"1","day":"2026-03-14"}"#)
        other.line.set(.up)
        try sync()
        #expect(try points() == 0 && isRight())
    }

    @Test(arguments: [10, 11] as [Int64]) func `also where the clock that dated the purchase stood in 2038`(
        days: Int64
    ) throws {
        other.line.set(.down)
        try jumpTo2038()
        var sale = other.purchase("1", 10_000, key: "card:1")
        sale.at = otherClock.now()
        _ = try other.sell(sale)
        other.line.set(.up)
        try sync()
        #expect(try points() == 100)
        pass(days: days)
        _ = try giveBack("r", at: home, #"{"store":"002","till":"1","receipt":"1","day":"2038-01-18"}"#)
        try sync()
        #expect(try points() == (days > 10 ? 100 : 0) && isRight())
    }

    @Test func `which a receipt that is cancelled on its own day never does`() throws {
        try jumpTo2038()
        #expect(try other.sync())
        other.line.set(.down)
        var sale = other.purchase("1", 10_000, key: "card:1")
        sale.at = otherClock.now()
        _ = try other.sell(sale)
        let answer = try other.till.call("POST", "/v1/voids", #"{"id":"v","till":"1","receipt":"1"}"#).json
        #expect(answer["points"]?.integer == -100 && answer.flags.isEmpty)
        pass(days: 20)
        other.line.set(.up)
        try sync()
        #expect(try points() == 0 && isRight())
    }
}
