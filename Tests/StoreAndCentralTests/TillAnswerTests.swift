import JSON
import LocalChain
import Loyalty
import Testing

/// What a cashier reads aloud must be what the customer gets.
@Suite struct `What a till is told` {
    private let clock = TestClock()

    /// 1 point for each 1.00; a point is worth 0.10.
    private func pair(points: String = "", _ more: String = "") throws -> (central: TestCentral, store: TestStore) {
        let programme = #"""
            {"version": 1, "currency": "MXN", "country": "MX", "timeZone": "America/Mexico_City", "windowDays": 365,
             "tiers": [{"id": "bronze", "names": {"es": "Bronce", "en": "Bronze"}}],
             "points": {"perAmountMinor": 100, "points": 1, "valueMinor": 10\#(points)}\#(more)}
            """#
        let central = try TestCentral(clock: clock, programme: programme)
        let store = try TestStore("001", central, token: central.addStore("001"))
        try store.sync()
        _ = try store.sell("0", 0, key: "card:1")
        try store.sync()
        return (central, store)
    }

    private func move(to instant: String) throws {
        let wanted = try #require(Instant(instant))
        clock.advance(seconds: wanted.seconds(since: clock.now()))
    }

    private func points(_ card: JSONValue?) -> [Int64] {
        ["here", "total", "pending"].map { card?["points"]?[$0]?.integer ?? -1 }
    }

    // MARK: points that begin and end

    @Test func `points that can be used later only are no balance, in the answer to their sale neither`() throws {
        let (_, store) = try pair(points: #", "pendingDays": 2"#)
        for (receipt, amount, pending) in [("1", Int64(62_500), Int64(625)), ("2", 9_700, 722), ("2", 9_700, 722)] {
            let sale = try store.sell(receipt, amount, key: "card:1")
            #expect(points(sale["card"]) == [0, 0, pending])
            #expect(sale["availableFrom"]?.string == "2026-03-16")
            #expect(try points(store.lookup("card:1").first) == [0, 0, pending])
        }
        try move(to: "2026-03-16T12:00:00Z")
        // It is of the first day, and comes late.
        #expect(try store.sell("3", 100, key: "card:1")["availableFrom"] == nil)
        #expect(try points(store.lookup("card:1").first) == [723, 723, 0])
        let (_, other) = try pair()
        #expect(try other.sell("1", 100, key: "card:1")["availableFrom"] == nil)
    }

    @Test(arguments: [false, true])
    func `what comes back before its points could be used takes them of those that wait`(isKnown: Bool) throws {
        let (_, store) = try pair(points: #", "pendingDays": 2"#)
        _ = try store.sell("1", 62_500, key: "card:1")
        _ = try store.sell("2", 9_700, key: "card:1")
        // Whether or not central has told of the sales.
        if isKnown { try store.sync() }
        store.line.set(.down)
        let body = #"{"id":"v","till":"1","receipt":"2","day":"2026-03-14"}"#
        let answer = try store.till.call("POST", "/v1/voids", body).json
        #expect(answer["points"]?.integer == -97 && answer["availableFrom"]?.string == "2026-03-16")
        #expect(points(answer["card"]) == [0, 0, 625])
        #expect(try points(store.lookup("card:1").first) == [0, 0, 625])
        try move(to: "2026-03-16T12:00:00Z")
        #expect(try points(store.lookup("card:1").first) == [625, 625, 0])
        let late = try store.till.call("POST", "/v1/voids", body.replacing(#""v""#, with: #""w""#)).json
        #expect(late["points"]?.integer == 0 && late["availableFrom"] == nil)
        store.line.set(.up)
        try store.sync()
        #expect(try points(store.lookup("card:1").first) == [625, 625, 0])
    }

    @Test func `what ends soon is never more than there is, also before central hears of what was used`() throws {
        let (_, store) = try pair(points: #", "expiry": {"months": 1, "until": "day"}, "soonDays": 40"#)
        _ = try store.sell("1", 60_000, key: "card:1")
        try store.sync()
        try move(to: "2026-03-20T12:00:00Z")
        store.line.set(.down)
        func ending(_ card: JSONValue?) -> String? {
            let expiring = card?["points"]?["expiring"]
            return expiring.map { "\($0["points"]?.integer ?? -1) \($0["on"]?.string ?? "")" }
        }
        func redeem(_ receipt: String, _ points: Int64) throws -> String? {
            var sale = store.purchase(receipt, 0, key: "card:1")
            sale.at = clock.now()
            sale.redeemedPoints = points
            let told = ending(try store.sell(sale)["card"])
            #expect(try ending(store.lookup("card:1").first) == told)
            return told
        }
        #expect(try ending(store.lookup("card:1").first) == "600 2026-04-14")
        #expect(try redeem("2", 550) == "50 2026-04-14")
        #expect(try redeem("3", 50) == nil)
        var sale = store.purchase("4", 900, key: "card:1")
        sale.at = clock.now()
        #expect(try ending(store.sell(sale)["card"]) == "9 2026-04-20")
        #expect(try points(store.lookup("card:1").first) == [9, 9, 0])
        #expect(try redeem("5", 2) == "7 2026-04-20")
        // Central says the same, once it has heard.
        store.line.set(.up)
        try store.sync()
        #expect(try ending(store.lookup("card:1").first) == "7 2026-04-20")
    }

    @Test func `a movement has the points that a receipt was paid with beside those it earned`() throws {
        let (_, store) = try pair()
        _ = try store.sell("1", 60_000, key: "card:1")
        var sale = store.purchase("2", 800, key: "card:1")
        sale.redeemedPoints = 100
        _ = try store.sell(sale)
        let answer = try store.till.call("POST", "/v1/cards/history", #"{"key":"card:1"}"#).json
        let movements = answer["movements"]?.array ?? []
        #expect(movements.prefix(2).map { $0["points"]?.integer } == [8, 600])
        #expect(movements.prefix(2).map { $0["redeemed"]?.integer } == [100, nil])
    }

    // MARK: points set aside

    @Test(arguments: [
        (#"{"as":"payment"}"#, Int64(10), Int64(39)), (#"{"as":"discount"}"#, 10, 39),
        (#"{"as":"payment","earnsOnPoints":true}"#, 10, 40), (#"{"as":"payment","sharePercentMax":50}"#, 200, 20),
        // More than the basket costs by now.
        (#"{"as":"payment"}"#, 500, 0),
    ]) func `a basket earns what its quote says, also where points pay part of it`(
        rules: String, aside: Int64, earned: Int64
    ) throws {
        let (_, store) = try pair(#", "redemption": \#(rules)"#)
        _ = try store.sell("1", 100_000, key: "card:1")
        let hold = #"{"till":"1","receipt":"2","key":"card:1","points":\#(aside)}"#
        let held = try store.till.call("POST", "/v1/holds", hold).json
        let value = try #require(held["valueMinor"]?.integer)
        func quote(_ more: String) throws -> JSONValue {
            let lines = #""lines":[{"sku":"7501","quantity":1,"amountMinor":4000}]"#
            return try store.till.call("POST", "/v1/quotes", #"{"key":"card:1",\#(lines)\#(more)}"#).json
        }
        #expect(try quote("")["points"]?.integer == 40)
        let quoted = try quote(#","till":"1","receipt":"2""#)
        #expect(quoted["points"]?.integer == earned)
        // As the till pays it.
        let share = quoted["redeemable"]?["sharePercentMax"]?.number ?? 0
        let pays = min(value, Int64(4_000 * share / 100))
        var sale = store.purchase("2", 4_000, key: "card:1")
        if held["as"]?.string == "discount" {
            sale.adjustments = [.init(kind: "points", amountMinor: -pays)]
            sale.totalMinor -= pays
        } else {
            sale.payments = [.init(kind: "points", amountMinor: pays)]
        }
        sale.redeemedPoints = pays / 10
        let sold = try store.sell(sale)
        #expect(sold["points"]?.integer == earned && sold.flags == [])
    }

    @Test func `how many points can be set aside is told in numbers`() throws {
        let (_, store) = try pair(#", "redemption": {"pointsMin": 10, "pointsStep": 5}"#)
        _ = try store.sell("1", 100_000, key: "card:1")
        for points in [5, 12] {
            let body = #"{"till":"1","receipt":"2","key":"card:1","points":\#(points)}"#
            let answer = try store.till.call("POST", "/v1/holds", body)
            #expect(answer.status == 400 && answer.code == "badValue" && answer.json["field"]?.string == "points")
            #expect(answer.json["pointsMin"]?.integer == 10 && answer.json["pointsStep"]?.integer == 5)
        }
    }

    // MARK: whose card, which receipt

    @Test func `a card says that it is the cashier's own, who is offered no reward and no offer`() throws {
        let rewards = #"[{"id":"mug","names":{"es":"Taza"},"kind":"product","points":300,"sku":"m"}]"#
        let (central, store) = try pair(#", "rewards": \#(rewards)"#)
        _ = try store.sell("1", 70_000, key: "card:1")
        try store.sync()
        let id = try #require(try store.lookup("card:1").first?["card"]?.string)
        #expect(try central.admin.call("POST", "/v1/cards/\(id)/employee", #"{"person":"17"}"#).status == 200)
        try store.sync()
        func told(_ more: String) throws -> [JSONValue?] {
            let lookup = try store.till.call("POST", "/v1/cards/lookup", #"{"key":"card:1"\#(more)}"#).json
            let lines = #""lines":[{"sku":"7501","quantity":1,"amountMinor":4000}]"#
            let quote = try store.till.call("POST", "/v1/quotes", #"{"key":"card:1",\#(lines)\#(more)}"#).json
            return [lookup["cards"]?.array?.first, quote["card"]]
        }
        for card in try told(#","cashier":"17""#) {
            #expect(card?["ownCard"]?.boolean == true)
            #expect(card?["rewards"]?.array?.first?["usable"]?.boolean == false)
        }
        for card in try told(#","cashier":"18""#) + told("") {
            #expect(card != nil && card?["ownCard"] == nil)
            #expect(card?["rewards"]?.array?.first?["usable"]?.boolean == true)
        }
    }

    @Test func `a return says whether this store has the purchase`() throws {
        let (_, store) = try pair()
        _ = try store.sell("1", 4_000, key: "card:1")
        func void(_ id: String, _ day: String, receipt: String = "1") throws -> JSONValue {
            let body = #"{"id":"\#(id)","till":"1","receipt":"\#(receipt)","day":"\#(day)"}"#
            return try store.till.call("POST", "/v1/voids", body).json
        }
        let unknown = try void("v0", "2026-01-14")
        #expect(unknown["event"]?.string != nil && unknown["found"]?.boolean == false)
        let none = try void("v1", "2026-03-14", receipt: "404")
        #expect(none["event"] == nil && none["found"]?.boolean == false)
        let first = try void("v2", "2026-03-14"), second = try void("v3", "2026-03-14")
        #expect(first["found"]?.boolean == true && first.flags == [])
        #expect(second["found"]?.boolean == true && second.flags == ["nothingLeft"])
    }
}
