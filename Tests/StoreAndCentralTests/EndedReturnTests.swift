import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central

/// A customer of one store. 1 point for each 1.00, to the end of the month.
private struct MonthlyPoints {
    let clock = TestClock()
    let central: TestCentral
    let store: TestStore

    init(_ policy: String = "negative") throws {
        let programme = #"""
            {"version": 1, "currency": "MXN", "country": "MX", "timeZone": "America/Mexico_City", "windowDays": 365,
             "tiers": [{"id": "bronze", "names": {"es": "Bronce", "en": "Bronze"}}],
             "returns": {"policy": "\#(policy)"},
             "points": {"perAmountMinor": 100, "points": 1, "valueMinor": 10,
                "expiry": {"months": 0, "until": "monthEnd"}}}
            """#
        central = try TestCentral(clock: clock, programme: programme)
        store = try TestStore("001", central, token: central.addStore("001"))
        try store.sync()
        _ = try store.sell("0", 0, key: "card:1")
        try store.sync()
    }

    /// Two articles, of which `a` gives 60 points of 100.
    func buy(_ receipt: String, _ points: Int64, redeeming used: Int64? = nil) throws {
        var sale = store.purchase(receipt, 0, key: "card:1")
        sale.at = clock.now()
        sale.lines = [.init(sku: "a", amountMinor: points * 60), .init(sku: "b", amountMinor: points * 40)]
        sale.totalMinor = points * 100
        sale.redeemedPoints = used
        #expect(try store.sell(sale)["redeemed"]?.integer ?? 0 == used ?? 0)
        try store.sync()
    }

    func run() throws {
        #expect(try central.admin.call("POST", "/v1/run", "{}").status == 200)
        try store.sync()
    }

    /// The month ends, and with it its points; the store lets go of them.
    func endMonth() throws {
        clock.advance(seconds: 30 * 86_400)
        _ = try store.agent.releaseExpired()
        try store.sync()
    }

    @discardableResult
    func giveBack(_ id: String, _ receipt: String, _ skus: [String]) throws -> JSONValue {
        let lines = skus.map { #"{"sku":"\#($0)","quantity":1,"amountMinor":0}"# }.joined(separator: ",")
        let of = #"{"till":"1","receipt":"\#(receipt)","day":"2026-03-14"}"#
        let answer = try store.till.call(
            "POST", "/v1/returns", #"{"id":"\#(id)","till":"1","key":"card:1","of":\#(of),"lines":[\#(lines)]}"#)
        #expect(answer.status == 200)
        try store.sync()
        return answer.json
    }

    func points() throws -> Int64? { try store.lookup("card:1").first?.points }

    /// What central's own entries of a kind come to.
    func entries(_ kind: String) throws -> Int64 {
        try central.aggregator.database.read {
            try $0.integer("SELECT COALESCE(SUM(points), 0) FROM points_entry WHERE kind = $1", kind)
        }
    }

    func owed() throws -> Int64? {
        try central.admin.call("GET", "/v1/points/liability").json["lotsBelowZero"]?.integer
    }

    /// Recomputing gives what is kept.
    func isRight() throws -> Bool {
        try central.aggregator.database.read { try LedgerCheck($0).differences().isEmpty }
    }
}

@Suite struct `Goods whose points have ended come back` {
    @Test func `and take nothing of what the customer has by now`() throws {
        let chain = try MonthlyPoints()
        try chain.buy("1", 100)
        try chain.endMonth()
        try chain.run()
        #expect(try chain.entries("expire") == -100)
        try chain.buy("2", 50)
        let answer = try chain.giveBack("r1", "1", ["a", "b"])
        // The store cannot know how many of them were used before: it takes none.
        #expect(answer["points"]?.integer == 0 && answer["pending"]?.boolean == true)
        #expect(answer.flags == ["decidedByCentral"])
        #expect(try chain.points() == 50)
        // What ended is what was taken back: nothing of it is left to end, nor to be taken.
        #expect(try chain.entries("expire") == 0 && chain.entries("takeBack") == -100)
        try chain.giveBack("r2", "1", ["a"])
        #expect(try chain.points() == 50 && chain.isRight())
        #expect(try chain.owed() == 0)
        try chain.endMonth()
        try chain.run()
        #expect(try chain.points() == 0 && chain.entries("expire") == -50 && chain.isRight())
    }

    /// 100 earned, of which 60 were used, and 50 of the month after.
    @Test(arguments: [("negative", -10), ("within-balance", 0), ("pending-only", 50)] as [(String, Int64)])
    func `and of what was used of them is taken what the programme says, also before a run took the rest`(
        policy: String, left: Int64
    ) throws {
        for hasRun in [true, false] {
            let chain = try MonthlyPoints(policy)
            try chain.buy("1", 100)
            try chain.buy("2", 0, redeeming: 60)
            try chain.endMonth()
            if hasRun { try chain.run() }
            try chain.buy("3", 50)
            try chain.giveBack("r", "1", ["a", "b"])
            #expect(try chain.points() == left, "\(hasRun)")
            try chain.run()
            #expect(try chain.points() == left && chain.isRight(), "\(hasRun)")
        }
    }

    /// Two purchases gave 100 each to one lot, of which 130 were used and 70 ended; 200 of the month after.
    @Test(arguments: [
        ["1 a b"], ["2 a b"], ["1 a b", "2 a b"], ["2 a b", "1 a b"], ["1 a", "2 b", "1 b", "2 a"], ["1 a"],
        ["1 a", "2 b"], ["1 b", "2 b"], ["1 a", "1 a", "1 b"],
    ]) func `and leave what the customer would have without buying them, in whichever order and parts`(
        returns: [String]
    ) throws {
        let chain = try MonthlyPoints()
        try chain.buy("1", 100)
        try chain.buy("2", 100)
        try chain.buy("3", 0, redeeming: 130)
        try chain.endMonth()
        try chain.run()
        try chain.buy("4", 200)
        var back: Set<String> = []
        for (number, goods) in returns.enumerated() {
            let words = goods.split(separator: " ").map(String.init)
            try chain.giveBack("r\(number)", words[0], Array(words.dropFirst()))
            back.formUnion(words.dropFirst().map { words[0] + $0 })
        }
        // Plain: what was used beyond what the goods that were kept gave is missing.
        let given = back.reduce(Int64(0)) { $0 + ($1.hasSuffix("a") ? 60 : 40) }
        #expect(try chain.points() == 200 - max(0, 130 - (200 - given)))
        #expect(try chain.entries("takeBack") == -given && chain.entries("expire") == -max(0, 70 - given))
        #expect(try chain.isRight())
    }

    @Test(arguments: [[], ["a"]]) func `or count for another customer in the end: nobody owes what ended`(
        back: [String]
    ) throws {
        let chain = try MonthlyPoints()
        let pin = #"{"person":"3","role":"supervisor","pin":"471193","all":true}"#
        #expect(try chain.central.admin.call("POST", "/v1/pins", pin).status == 201)
        _ = try chain.store.sell("00", 0, key: "card:2")
        try chain.buy("1", 100)
        if !back.isEmpty { try chain.giveBack("r", "1", back) }
        try chain.endMonth()
        try chain.run()
        let left: Int64 = back.isEmpty ? 100 : 40
        #expect(try chain.entries("expire") == -left)
        let of = #"{"till":"1","receipt":"1","day":"2026-03-14"}"#
        let answer = try chain.store.till.call(
            "POST", "/v1/claims",
            #"{"id":"m","key":"card:2","from":"card:1","of":\#(of),"reason":"wrong","supervisor":"3","pin":"471193"}"#)
        #expect(answer.status == 200)
        try chain.store.sync()
        try chain.central.aggregator.publishDirty()
        let claims = try chain.central.admin.call("GET", "/v1/claims").json["claims"]?.array ?? []
        #expect(claims.map { $0["state"]?.string } == ["moved"])
        #expect(try chain.owed() == 0 && chain.isRight())
        // They end with whom they count for.
        #expect(try chain.entries("expire") == 0)
        try chain.run()
        #expect(try chain.entries("expire") == -left && chain.owed() == 0 && chain.isRight())
    }

    @Test func `and what came back before they ended is not counted once more`() throws {
        let chain = try MonthlyPoints()
        try chain.buy("1", 100)
        try chain.buy("2", 100)
        try chain.giveBack("r1", "1", ["a", "b"])
        #expect(try chain.points() == 100)
        try chain.endMonth()
        try chain.run()
        #expect(try chain.entries("expire") == -100)
        try chain.buy("3", 50)
        try chain.giveBack("r2", "2", ["a", "b"])
        #expect(try chain.points() == 50 && chain.entries("expire") == 0 && chain.isRight())
    }
}
