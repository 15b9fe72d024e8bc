import Foundation
import JSON
import LocalChain
import Loyalty
import SyncProtocol
import Testing

@testable import Central

extension TestStore {
    fileprivate func hold(_ receipt: String, _ points: Int64, of totalMinor: Int64? = nil, key: String = "card:1")
        throws
        -> (status: Int, json: JSONValue)
    {
        let answer = try till.call(
            "POST", "/v1/holds",
            JSONWriter.object { object in
                object.field("till", "1")
                object.field("receipt", receipt)
                object.field("key", key)
                object.field("points", points)
                object.field(ifPresent: "totalMinor", totalMinor)
            })
        return (answer.status, answer.json)
    }

    /// What may be used here, and what there is in all.
    fileprivate func points(_ key: String = "card:1") throws -> (here: Int64, total: Int64) {
        let points = try lookup(key).first?["points"]
        return (points?["here"]?.integer ?? -1, points?["total"]?.integer ?? -1)
    }

    fileprivate func redeem(_ receipt: String, _ amountMinor: Int64, points: Int64?, key: String = "card:1") throws
        -> JSONValue
    {
        var sale = purchase(receipt, amountMinor, key: key)
        sale.redeemedPoints = points
        return try sell(sale)
    }
}

@Suite("Points under escrow")
struct EscrowTests {
    /// The customer has 900 points: 600 earned at the home store, 300 at the other; central opened its card.
    private func chain() throws -> TwoStores {
        let chain = try TwoStores()
        _ = try chain.home.sell("a", 100, key: "card:1")
        try chain.sync()
        _ = try chain.home.sell("b", 59_900, key: "card:1")
        _ = try chain.other.sell("a", 0, key: "card:1")
        try chain.sync()
        _ = try chain.other.sell("b", 30_000, key: "card:1")
        try chain.sync()
        return chain
    }

    @Test func `a store without a line lets a customer use what it holds, and no more`() throws {
        let chain = try chain()
        #expect(try chain.home.points() == (600, 900))
        #expect(try chain.other.points() == (300, 900))
        for store in chain.stores { store.line.set(.down) }
        let refused = try chain.other.hold("r1", 900)
        #expect(refused.status == 409)
        #expect(refused.json["code"]?.string == "notEnoughHere")
        #expect(refused.json["here"]?.integer == 300)
        #expect(refused.json["total"]?.integer == 900)
        let held = try chain.other.hold("r1", 300)
        #expect(held.status == 200)
        #expect(held.json["valueMinor"]?.integer == 3_000)
        // What is set aside for one receipt is not there for another.
        #expect(try chain.other.points() == (0, 900))
        #expect(try chain.other.hold("r2", 1).status == 409)
        let bought = try chain.other.redeem("r1", 0, points: nil)
        #expect(bought["redeemed"]?.integer == 300)
        #expect(bought.flags == [])
        #expect(try chain.other.points() == (0, 600))
        for store in chain.stores { store.line.set(.up) }
        try chain.sync()
        #expect(try chain.home.points() == (600, 600))
        #expect(try chain.other.points() == (0, 600))
    }

    @Test func `a receipt sent again uses its points once`() throws {
        let chain = try chain()
        _ = try chain.home.hold("r1", 100)
        let first = try chain.home.redeem("r1", 0, points: nil)
        let second = try chain.home.redeem("r1", 0, points: nil)
        #expect(first["duplicate"]?.boolean == false)
        #expect(second["duplicate"]?.boolean == true)
        #expect(try chain.home.points() == (500, 800))
        try chain.sync()
        #expect(try chain.home.points() == (500, 800))
    }

    @Test func `what is not used of a hold is here again, and so is a hold that lapsed`() throws {
        let chain = try chain()
        _ = try chain.home.hold("r1", 400)
        #expect(try chain.home.redeem("r1", 0, points: 100)["redeemed"]?.integer == 100)
        #expect(try chain.home.points() == (500, 800))
        _ = try chain.home.hold("r2", 500)
        #expect(try chain.home.points().here == 0)
        chain.clock.advance(seconds: 31 * 60)
        #expect(try chain.home.points().here == 500)
        // A late purchase is recorded all the same, and flagged.
        let late = try chain.home.redeem("r2", 0, points: 200)
        #expect(late["redeemed"]?.integer == 200)
        #expect(late.flags == ["holdLapsed"])
        #expect(try chain.home.points() == (300, 600))
    }

    @Test func `points pay a share of a receipt and no more`() throws {
        let chain = try TwoStores(more: #","redemption":{"sharePercentMax":50,"as":"payment","pointsStep":10}"#)
        _ = try chain.home.sell("a", 60_000, key: "card:1")
        try chain.sync()
        func redeemable(_ amount: Int, receipt: String = "") throws -> [String] {
            let answer = try chain.home.till.call(
                "POST", "/v1/quotes",
                #"{"key":"card:1","till":"1","receipt":"\#(receipt)","lines":[{"sku":"x","quantity":1,"amountMinor":\#(amount)}]}"#
            )
            let found = try #require(answer.json["redeemable"])
            #expect(found["as"]?.string == "payment" && found["sharePercentMax"]?.number == 50)
            return [
                "\(found["points"]?.integer ?? -1)", "\(found["valueMinor"]?.integer ?? -1)",
                found["limit"]?.string ?? "",
            ]
        }
        // A point is worth 0.10, and they are used in tens.
        #expect(try redeemable(2_199) == ["100", "1000", "share"])
        #expect(try redeemable(12_000) == ["600", "6000", "share"])
        #expect(try redeemable(12_200) == ["600", "6000", "notEnoughPoints"])
        let refused = try chain.home.hold("r1", 110, of: 2_199)
        #expect(refused.status == 409 && refused.json["code"]?.string == "overShare")
        #expect(refused.json["most"]?.integer == 100)
        #expect(try chain.home.points().here == 600, "nothing was set aside")
        let held = try chain.home.hold("r1", 100, of: 2_199)
        #expect(held.status == 200 && held.json["as"]?.string == "payment")
        #expect(try redeemable(100_000) == ["500", "5000", "notEnoughHere"])
        #expect(try redeemable(100_000, receipt: "r1") == ["600", "6000", "notEnoughPoints"])
        // A till that did not ask is recorded and flagged: the goods have left.
        func pay(_ receipt: String, _ minor: Int64, points: Int64) throws -> [String] {
            var sale = chain.home.purchase(receipt, 2_200, key: "card:1")
            sale.payments = [
                .init(kind: "points", amountMinor: minor), .init(kind: "cash", amountMinor: 2_200 - minor),
            ]
            sale.redeemedPoints = points
            return try chain.home.sell(sale).flags
        }
        _ = try chain.home.hold("r2", 110)
        #expect(try pay("r2", 1_100, points: 110) == [])
        _ = try chain.home.hold("r3", 120)
        #expect(try pay("r3", 1_101, points: 120) == ["overShare"])
        try chain.sync()
        let flags = try chain.central.admin.call("GET", "/v1/flags?from=2026-01-01&to=2026-12-31").json
        #expect(flags["flags"]?.array?.map { $0["receipt"]?.string } == ["r3"])
    }

    @Test func `points that are a discount lower the total, earn nothing, and are known by what they took off`() throws
    {
        let chain = try chain()
        var sale = chain.home.purchase("r1", 10_000, key: "card:1")
        sale.adjustments = [.init(kind: "points", amountMinor: -4_000)]
        sale.totalMinor = 6_000
        _ = try chain.home.hold("r1", 500)
        let sold = try chain.home.sell(sale)
        #expect(sold["redeemed"]?.integer == 400 && sold["points"]?.integer == 60 && sold.flags == [])
        try chain.sync()
        #expect(try chain.home.points().total == 560)
    }

    @Test func `points that a store does not hold are recorded as an overdraft, and no store lends them`() throws {
        let chain = try chain()
        chain.other.line.set(.down)
        let over = try chain.other.redeem("r1", 0, points: 500)
        #expect(over["redeemed"]?.integer == 500)
        #expect(over.flags == ["notHeld", "overdraft"])
        #expect(try chain.other.points() == (0, 400))
        chain.other.line.set(.up)
        try chain.sync()
        // 200 are owed: the home store was asked to give them up.
        #expect(try chain.home.points() == (400, 400))
        #expect(try chain.other.points() == (0, 400))
    }

    @Test func `with the line up a till gets the points of a store that is online`() throws {
        let chain = try chain()
        func ask() throws -> JSONValue {
            try chain.other.till.call("POST", "/v1/grants", #"{"key":"card:1","points":900}"#).json
        }
        let answer = try ask()
        #expect(answer["here"]?.integer == 300)
        #expect(answer["asked"]?.boolean == true)
        try chain.other.ask()
        try chain.home.sync()
        try chain.home.sync()
        try chain.other.sync()
        #expect(try ask()["here"]?.integer == 900)
        #expect(try chain.home.points() == (0, 900))
        #expect(try chain.other.hold("r1", 900).status == 200)
        #expect(try chain.other.redeem("r1", 0, points: nil)["redeemed"]?.integer == 900)
        try chain.sync()
        #expect(try chain.home.points() == (0, 0))
    }

    @Test func `a store that is away keeps what it holds, and what it used meanwhile is not granted elsewhere`() throws
    {
        let chain = try chain()
        chain.home.line.set(.down)
        _ = try chain.other.till.call("POST", "/v1/grants", #"{"key":"card:1","points":900}"#)
        try chain.other.ask()
        _ = try chain.home.hold("r1", 600)
        #expect(try chain.home.redeem("r1", 0, points: nil)["redeemed"]?.integer == 600)
        chain.home.line.set(.up)
        try chain.sync()
        #expect(try chain.home.points() == (0, 300))
        #expect(try chain.other.points() == (300, 300))
    }

    @Test func `points of a customer whom the store did not know go to the home store`() throws {
        let chain = try TwoStores()
        _ = try chain.home.sell("a", 50_000, key: "card:7")
        try chain.sync()
        #expect(try chain.home.points("card:7") == (500, 500))
    }

    @Test func `a single-use offer that is quoted at two tills is used at one`() throws {
        let chain = try chain()
        let campaign =
            #"{"id":"once","from":"2026-01-01","to":"2026-12-31","audience":{},"benefit":{"percent":10},"usesPerCustomer":1}"#
        #expect(try chain.central.admin.call("POST", "/v1/campaigns", campaign).status == 200)
        try chain.sync()
        chain.home.line.set(.down)
        func hold(_ till: String) throws -> (status: Int, code: String?) {
            let answer = try chain.home.till.call(
                "POST", "/v1/holds", #"{"till":"\#(till)","receipt":"r","key":"card:1","offers":["once"]}"#)
            return (answer.status, answer.json["code"]?.string)
        }
        let basket = #"{"key":"card:1","lines":[{"sku":"a","quantity":1,"amountMinor":1000}]}"#
        func quoted() throws -> Int64? {
            try chain.home.till.call("POST", "/v1/quotes", basket).json["totalMinor"]?.integer
        }
        #expect(try quoted() == 900)
        #expect(try hold("1").status == 200)
        // The other till was told of it before, and cannot have it now.
        #expect(try hold("2") == (409, "offerNotHere"))
        #expect(try quoted() == 1000)
        #expect(try chain.home.sell("r", 900, key: "card:1", offers: ["once"]).flags == [])
        #expect(try chain.home.sell("s", 900, key: "card:1", offers: ["once"]).flags == ["offerNotUsable"])
    }

    @Test func `what a store holds outlives the card's removal, and is there when the card is back`() throws {
        let chain = try chain()
        let card = try #require(try chain.home.lookup("card:1").first?["card"]?.string)
        let aggregator = chain.central.aggregator
        _ = try aggregator.database.write { connection in
            try Publisher(aggregator: aggregator, connection: connection, now: chain.clock.now())
                .write([FeedRow(kind: .card, id: card, body: nil)], to: StoreID("001"))
        }
        try chain.home.download()
        #expect(try chain.home.lookup("card:1").isEmpty)
        _ = try aggregator.database.write { connection in
            try connection.run("INSERT INTO dirty (card) SELECT n FROM card WHERE n > 0 ON CONFLICT DO NOTHING")
        }
        try chain.sync()
        #expect(try chain.home.points() == (600, 900))
    }

    @Test func `what a receipt earned that central sets aside is no one's, wherever the store holds it`() throws {
        let chain = try chain()
        // A new database under the same store gives a number that central knows to another sale.
        let token = try chain.central.admin.call("POST", "/v1/tokens/001/rotate").json["token"]?.string
        let again = try TestStore("001", chain.central, token: try #require(token), seed: 900)
        try again.sync()
        #expect(try again.sell("b", 7_000, key: "card:1")["points"]?.integer == 70)
        #expect(try again.points() == (70, 970))
        for _ in 0..<3 { try again.sync() }
        let database = chain.central.aggregator.database
        #expect(try database.read { try $0.integer("SELECT COUNT(*) FROM aside") } == 1)
        #expect(try again.points().total == 900)
        #expect(try again.points().here + chain.other.points().here <= 900)
        let differences = try database.read { try LedgerCheck($0).differences() }
        #expect(differences.isEmpty, "\(differences)")
    }

    @Test(.centralInAFile)
    func `a central that lost its last commits grants nothing before every store has said what it was granted`()
        throws
    {
        let folder = try TemporaryFolder()
        let clock = TestClock()
        var tokens: [String] = []
        let copy: TemporaryFolder
        var stores: [TestStore] = []
        do {
            let central = try TestCentral(clock: clock, folder: folder, programme: TwoStores.programme())
            tokens = try ["001", "002"].map(central.addStore)
            stores = try zip(["001", "002"], tokens).map {
                try TestStore($0, central, token: $1, seed: UInt64($1.count) &+ ($0 == "001" ? 1 : 2))
            }
            for store in stores { try store.sync() }
            // The store does not know the customer: central issues the points.
            _ = try stores[1].sell("a", 0, key: "card:1")
            for store in stores + stores { try store.sync() }
            copy = try TemporaryFolder()
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                try FileManager.default.copyItem(atPath: "\(folder.path)/\(name)", toPath: "\(copy.path)/\(name)")
            }
            _ = try stores[0].sell("b", 50_000, key: "card:1")
            for store in stores + stores + stores { try store.sync() }
            // It let go of what it held, and the home store got it.
            #expect(try stores[1].points() == (500, 500))
            try central.aggregator.noteWitness()
            for store in stores { try store.agent.noteWitness() }
        }
        // The file is put back, the witness beside it is not.
        try? FileManager.default.removeItem(atPath: copy.path + "/witness")
        try FileManager.default.copyItem(atPath: folder.path + "/witness", toPath: copy.path + "/witness")
        let restored = try TestCentral(clock: clock, folder: copy, programme: TwoStores.programme(), seed: 2)
        let first = try TestStore("001", restored, token: tokens[0], folder: stores[0].folder, seed: 501)
        // It sends the sale again, of which the other store holds the points.
        for _ in 0..<3 { try first.sync() }
        #expect(try first.points() == (0, 500))
        let second = try TestStore("002", restored, token: tokens[1], folder: stores[1].folder, seed: 502)
        #expect(try second.points() == (500, 500))
        for _ in 0..<3 {
            try second.sync()
            try first.sync()
        }
        #expect(try first.points().here + second.points().here == 500)
        #expect(try second.points().total == 500)
    }
}
