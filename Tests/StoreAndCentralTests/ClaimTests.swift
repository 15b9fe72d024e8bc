import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import SyncProtocol
import Testing

@testable import Central
@testable import Edge

@Suite struct `Receipts claimed afterwards`: Claiming {
    let chain: ClaimChain

    init() throws { chain = try ClaimChain() }

    @Test func `a receipt without a card is claimed offline, and its points come from central, once`() throws {
        pair.store.line.set(.down)
        _ = try pair.store.sell("1", 50_000)
        let answer = try claim("c1", "1", for: ana)
        #expect(answer.status == 200 && answer.json["pending"]?.boolean == true)
        #expect(try claim("c1", "1", for: ana).json["event"]?.string == answer.json["event"]?.string)
        #expect(try points(ana) == 2)
        pair.store.line.set(.up)
        try sync()
        #expect(try points(ana) == 52 && points(ana, at: other) == 52)
        // Again, by another customer, and by the same one.
        _ = try claim("c2", "1", for: luis)
        _ = try claim("c3", "1", for: ana)
        try sync()
        #expect(try points(ana) == 52 && points(luis) == 2)
        #expect(try states() == ["given", "refused taken", "refused alreadyTheirs"])
        #expect(try pair.central.totals()["purchases"]?.integer == 5)
        // A run over the same facts comes to the same.
        #expect(try pair.central.admin.call("POST", "/v1/run").status == 200)
        try sync()
        #expect(try points(ana) == 52)
        let left: Int64? = try pair.store.lookup(ana).first?["next"]?["visits"]?.integer
        #expect(left == 9, "three visits of the twelve that silver wants")
    }

    @Test func `a claim waits for its purchase, whichever store has it`() throws {
        other.line.set(.down)
        _ = try other.sell("1", 50_000)
        #expect(try claim("c1", "1", for: ana, of: "7").status == 200)
        #expect(try claim("c2", "1", for: luis, of: "7").status == 200)
        try pair.store.sync()
        try pair.central.aggregator.publishDirty()
        #expect(try states() == ["waiting", "waiting"])
        other.line.set(.up)
        try sync()
        #expect(try states() == ["given", "refused taken"], "who came first")
        #expect(try points(ana) == 52 && points(luis) == 2)
    }

    @Test func `one that never comes is refused in the end, and a late one at once`() throws {
        _ = try claim("c1", "none", for: ana)
        try sync()
        #expect(try states() == ["waiting"])
        pair.clock.advance(seconds: 31 * 86_400)
        #expect(try claim("c2", "1", for: ana).code == "claimTooLate")
        pair.clock.advance(seconds: Claims.waitDays * 86_400)
        try sync()
        #expect(try states() == ["refused noPurchase"])
    }

    @Test func `a receipt that a clock in 1970 dated is as old as its sale, also for the points it gives`() throws {
        let broken = TestClock()
        broken.advance(seconds: -broken.now().milliseconds / 1000 + 86_400)
        let token = try pair.central.addStore("9")
        let store = try TestStore("9", pair.central, token: token, seed: 301, clock: broken)
        try store.sync()
        _ = try store.sell(
            Purchase(receipt: "1", till: "1", at: broken.now(), lines: [.init(sku: "7501", amountMinor: 50_000)]))
        let of = #"{"store":"9","till":"1","receipt":"1","day":"1970-01-01"}"#
        let answer = try store.till.call("POST", "/v1/claims", #"{"id":"c1","key":"\#(ana)","of":\#(of)}"#)
        #expect(answer.status == 200)
        #expect(try store.upload())
        try sync()
        #expect(try states() == ["given"] && points(ana) == 52)
        #expect(try pair.central.admin.call("POST", "/v1/run").status == 200)
        try sync()
        #expect(try points(ana) == 52)
    }

    @Test func `a receipt that was rung up on the wrong card moves, with a reason and a PIN`() throws {
        _ = try pair.store.sell("1", 50_000, key: luis)
        let from = #","from":"\#(try card(luis))""#
        #expect(try claim("m1", "1", for: ana).code == "receiptTaken")
        #expect(try claim("m1", "1", for: ana, more: from).code == "missingField")
        #expect(try claim("m1", "1", for: ana, more: from + #","reason":"x""#).code == "pinRequired")
        let wrong = proof.replacing("471193", with: "471194")
        #expect(try claim("m1", "1", for: ana, more: from + wrong).code == "badPin")
        #expect(try claim("m1", "1", for: ana, more: #","from":"\#(try card(ana))""# + proof).code == "receiptTaken")
        #expect(try claim("m1", "1", for: luis).code == "alreadyTheirs")
        #expect(try claim("m1", "1", for: ana, more: #","from":"card:404""# + proof).code == "unknownCard")
        // Its key says as well whose it is wrongly.
        #expect(try claim("m1", "1", for: ana, more: #","from":"\#(luis)""# + proof).status == 200)
        try sync()
        #expect(try states() == ["moved"])
        #expect(try points(ana) == 52 && points(luis) == 2)
        // Back again: it is Ana's now.
        _ = try claim("m2", "1", for: luis, at: other, more: from + proof)
        _ = try claim("m3", "1", for: luis, at: other, more: #","from":"\#(try card(ana))""# + proof)
        try sync()
        _ = try claim("m4", "1", for: ana, at: other, more: #","from":"nobody""# + proof)
        try sync()
        #expect(try states() == ["moved", "refused notTheirs", "moved", "refused notTheirs"])
        #expect(try pair.central.admin.call("GET", "/v1/customers").json["customers"]?.count == 2)
        #expect(try points(ana) == 2 && points(luis) == 52)
    }

    @Test func `what is moved from the wrong card cannot be used there any more, nor twice`() throws {
        _ = try pair.store.sell("1", 50_000, key: luis)
        _ = try claim("m1", "1", for: ana, more: #","from":"\#(try card(luis))""# + proof)
        try sync()
        try sync()
        let ledger = try pair.central.aggregator.database.read { connection in
            let cards = try connection.query("SELECT n FROM card ORDER BY n") { $0.integer(0) }
            return try cards.map { card in
                try PointsLedger(connection: connection).lots(of: card).values.reduce(0) { $0 + $1.account.balance }
            }
        }
        #expect(ledger.sorted() == [2, 52])
    }

    private func giveBack(_ id: String, _ receipt: String) throws -> Answer {
        let of = #"{"till":"1","receipt":"\#(receipt)","day":"2026-03-14"}"#
        return try pair.store.till.call(
            "POST", "/v1/returns",
            #"{"id":"\#(id)","of":\#(of),"lines":[{"sku":"a","quantity":1,"amountMinor":20000}]}"#)
    }

    /// Two articles, of 20 and 30 points.
    private func sellTwo(_ receipt: String, key: String? = nil) throws {
        var purchase = pair.store.purchase(receipt, 0, key: key)
        purchase.lines = [.init(sku: "a", amountMinor: 20_000), .init(sku: "b", amountMinor: 30_000)]
        purchase.totalMinor = 50_000
        _ = try pair.store.sell(purchase)
    }

    @Test func `what came back before a claim gives nothing, and what comes back after it is taken back`() throws {
        try sellTwo("1")
        #expect(try giveBack("r1", "1").status == 200)
        try sync()
        _ = try claim("c1", "1", for: ana)
        try sync()
        #expect(try points(ana) == 32)
        try sellTwo("2")
        _ = try claim("c2", "2", for: ana)
        try sync()
        #expect(try points(ana) == 82)
        _ = try giveBack("r2", "2")
        try sync()
        #expect(try points(ana) == 62)
    }

    @Test func `what came back before a move stays taken, once, from whom the receipt counts for`() throws {
        try sellTwo("1", key: luis)
        #expect(try giveBack("r1", "1").json["points"]?.integer == -20)
        try sync()
        #expect(try points(luis) == 32)
        _ = try claim("m1", "1", for: ana, more: #","from":"\#(try card(luis))""# + proof)
        try sync()
        #expect(try points(luis) == 2 && points(ana) == 32)
    }

    @Test func `what was moved before its store heard of it stays moved there after a new epoch`() throws {
        _ = try pair.store.sell("1", 50_000, key: luis)
        #expect(try pair.store.upload())
        _ = try claim("m1", "1", for: ana, at: other, more: #","from":"\#(luis)""# + proof)
        #expect(try other.upload())
        try pair.central.aggregator.publishDirty()
        // All of the journal comes again.
        let agent = pair.store.agent
        try agent.database.write { connection in
            let journal = Journal(store: pair.store.id, connection: connection)
            try agent.startEpoch(.centralRestored, journal, at: pair.clock.now())
        }
        try sync()
        #expect(try points(luis) == 2 && points(ana) == 52)
        #expect(try pair.store.lookup(luis).first?["provisional"]?.count == 0)
    }

    @Test func `a receipt moves from a card that central hears of later than of the move`() throws {
        pair.store.line.set(.down)
        let joined = try pair.store.till.call("POST", "/v1/customers", #"{"key":"card:777"}"#)
        #expect(joined.status == 201)
        _ = try pair.store.sell("1", 50_000, key: "card:777")
        let from = #","from":"\#(try card("card:777"))""#
        _ = try claim("m1", "1", for: ana, at: other, of: "042", more: from + proof)
        #expect(try other.upload())
        pair.store.line.set(.up)
        try sync()
        #expect(try states() == ["moved"])
        #expect(try points(ana) == 52 && points("card:777") == 0)
    }

    @Test func `a claim and a move of the same receipt are decided one after the other, also at once`() throws {
        other.line.set(.down)
        _ = try other.sell("1", 50_000)
        _ = try claim("c1", "1", for: luis, of: "7")
        _ = try claim("m1", "1", for: ana, of: "7", more: #","from":"\#(try card(luis))""# + proof)
        #expect(try pair.store.upload())
        other.line.set(.up)
        try sync()
        #expect(try states() == ["given", "moved"])
        #expect(try points(ana) == 52 && points(luis) == 2)
    }

    @Test func `a cancelled receipt cannot be claimed`() throws {
        _ = try pair.store.sell("1", 50_000, key: luis)
        let body = #"{"id":"v1","till":"1","receipt":"1","at":"2026-03-14T18:00:00Z"}"#
        #expect(try pair.store.till.call("POST", "/v1/voids", body).status == 200)
        try sync()
        _ = try claim("c1", "1", for: ana, at: other)
        try sync()
        #expect(try states() == ["refused cancelled"])
        #expect(try points(ana) == 2 && points(luis) == 2)
    }

    @Test func `what was claimed before a card was lost is given, whichever of the two central hears of first`() throws
    {
        _ = try other.sell("1", 50_000)
        #expect(try other.upload())
        other.line.set(.down)
        _ = try claim("c1", "1", for: ana, at: other, of: "7")
        pair.clock.advance(seconds: 60)
        let lost = #"{"id":"b1","key":"\#(ana)","reason":"lost"}"#
        #expect(try pair.store.till.call("POST", "/v1/cards/block", lost).status == 200)
        try pair.store.sync()
        other.line.set(.up)
        try sync()
        #expect(try states() == ["given"])
    }

    @Test func `a customer unknown to the store claims by key, and one with a blocked card does not`() throws {
        let third = try TestStore("9", pair.central, token: pair.central.addStore("9"), seed: 5)
        try third.sync()
        _ = try pair.store.sell("1", 50_000)
        #expect(try claim("c1", "1", for: "card:901", at: third).status == 200)
        _ = try pair.store.till.call("POST", "/v1/cards/block", #"{"id":"b1","key":"card:555","reason":"lost"}"#)
        _ = try pair.store.sell("2", 50_000)
        #expect(try claim("c2", "2", for: luis).code == "blocked")
        #expect(try claim("c3", "2", for: luis, at: other).status == 200)
        try third.upload()
        try sync()
        try third.download()
        #expect(try states() == ["given", "refused blocked"])
        #expect(try points("card:901", at: third) == 50)
    }

    @Test(arguments: [
        (#"{"id":"1","of":{"till":"1","receipt":"1","day":"2026-03-14"}}"#, "missingField"),
        (#"{"id":"1","key":"card:900"}"#, "missingField"),
        (#"{"id":"1","key":"card:900","of":{"till":"1","receipt":"1","day":"soon"}}"#, "badValue"),
        (#"{"id":"1","key":"card:900","of":{"till":"1","receipt":"1","day":"2027-03-14"}}"#, "badValue"),
        (#"{"id":"1","key":"nobody","of":{"till":"1","receipt":"1","day":"2026-03-14"}}"#, "unknownCard"),
        (#"{"key":"card:900","of":{"till":"1","receipt":"1","day":"2026-03-14"}}"#, "missingField"),
    ]) func `what cannot be read is refused`(body: String, code: String) throws {
        #expect(try pair.store.till.call("POST", "/v1/claims", body).code == code)
    }
}
