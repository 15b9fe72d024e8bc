import JSON
import LocalChain
import Loyalty
import Testing

@Suite("Goods that come back")
struct ReturnTests: AtTwoStores {
    let chain: TwoStores

    init() throws {
        chain = try TwoStores()
        // The customer is known at both.
        _ = try home.sell("0", 0, key: "card:1")
        _ = try other.sell("0", 0, key: "card:1")
        try sync()
    }

    /// Two of milk at 100.00 each, and one of bread at 50.00.
    private func buy(_ receipt: String, at store: TestStore, redeeming points: Int64? = nil) throws -> JSONValue {
        var purchase = store.purchase(receipt, 0, key: "card:1")
        purchase.lines = [
            .init(sku: "milk", quantity: 2, amountMinor: 20_000), .init(sku: "bread", quantity: 1, amountMinor: 5_000),
        ]
        purchase.totalMinor = 25_000
        purchase.redeemedPoints = points
        return try store.sell(purchase)
    }

    private func giveBack(
        _ id: String, at store: TestStore, of receipt: String?, from origin: String? = nil, _ items: [(String, Double)]
    ) throws -> JSONValue {
        let lines = items.map { #"{"sku":"\#($0.0)","quantity":\#($0.1),"amountMinor":0}"# }.joined(separator: ",")
        let from = origin.map { #""store":"\#($0)","# } ?? ""
        let of = receipt.map { #""of":{\#(from)"till":"1","receipt":"\#($0)","day":"2026-03-14"},"# } ?? ""
        return try store.till.call(
            "POST", "/v1/returns", #"{"id":"\#(id)","till":"1","key":"card:1",\#(of)"lines":[\#(lines)]}"#
        ).json
    }

    private func points(_ store: TestStore) throws -> [Int64] {
        let points = try store.lookup("card:1").first?["points"]
        return [points?["here"]?.integer ?? -1, points?["total"]?.integer ?? -1]
    }

    @Test func `a return takes back, line by line, what its purchase gave, and a second one gives and takes nothing`()
        throws
    {
        #expect(try buy("1", at: home)["points"]?.integer == 250)
        home.line.set(.down)
        let first = try giveBack("r1", at: home, of: "1", [("milk", 1)])
        #expect(first["points"]?.integer == -100)
        #expect(first["pending"]?.boolean == false)
        #expect(try points(home) == [150, 150])
        // The same again, and more than is left.
        #expect(try giveBack("r1", at: home, of: "1", [("milk", 1)]).text == first.text)
        let more = try giveBack("r2", at: home, of: "1", [("milk", 5)])
        #expect(more["points"]?.integer == -100)
        #expect(more.flags == ["capped"])
        let none = try giveBack("r3", at: home, of: "1", [("milk", 1)])
        #expect(none["points"]?.integer == 0)
        #expect(none.flags == ["nothingLeft"])
        #expect(try points(home) == [50, 50])
        home.line.set(.up)
        try sync()
        #expect(try points(home) == [50, 50])
        #expect(try points(other) == [0, 50])
    }

    @Test func `a return at another store before its purchase arrived waits for it at central`() throws {
        home.line.set(.down)
        _ = try buy("1", at: home)
        let answer = try giveBack("r1", at: other, of: "1", from: "001", [("bread", 1)])
        #expect(answer["pending"]?.boolean == true)
        #expect(answer.flags == ["decidedByCentral"])
        try other.sync()
        #expect(try points(other) == [0, 0])
        // Nobody knows when it comes, so that people can see it.
        func list(_ query: String = "") throws -> JSONValue {
            try central.admin.call("GET", "/v1/returns\(query)").json
        }
        func waiting() throws -> Int64? {
            try central.admin.call("GET", "/v1/status").json["returnsWaiting"]?.integer
        }
        let row = try #require(try list()["waiting"]?.array?.first)
        #expect(row["store"]?.string == "002" && row["id"]?.string == "r1" && row["since"]?.string != nil)
        #expect(row["of"]?["store"]?.string == "001" && row["of"]?["receipt"]?.string == "1")
        #expect(try list()["returns"]?.count == 0 && waiting() == 1)
        #expect(try list("?store=001")["waiting"]?.count == 0)
        home.line.set(.up)
        try sync()
        #expect(try points(home) == [200, 200])
        let settled = try #require(try list()["returns"]?.array?.first)
        #expect(settled["of"]?["receipt"]?.string == "1" && settled["points"]?.integer == 50)
        #expect(settled["card"]?.string != nil && settled["void"]?.boolean == false)
        #expect(try list()["waiting"]?.count == 0 && waiting() == 0)
    }

    @Test func `a receipt paid with points that comes back at two offline stores gives them back once`() throws {
        _ = try buy("1", at: home)
        try sync()
        #expect(try buy("2", at: home, redeeming: 250)["redeemed"]?.integer == 250)
        try sync()
        #expect(try points(home) == [250, 250])
        for store in stores { store.line.set(.down) }
        let all: [(String, Double)] = [("milk", 2), ("bread", 1)]
        let there = try giveBack("a", at: home, of: "2", all)
        #expect(there["points"]?.integer == -250)
        #expect(there["restored"]?.integer == 250)
        #expect(there["pending"]?.boolean == true)
        _ = try giveBack("b", at: other, of: "2", from: "001", all)
        for store in stores { store.line.set(.up) }
        try sync()
        // 250 for the first purchase, 250 taken back, 250 of the payment given back: once.
        #expect(try points(home) == [250, 250])
        #expect(try points(other) == [0, 250])
    }

    @Test func `a receipt that is cancelled on its day gives back all that it took, and is no visit`() throws {
        _ = try buy("1", at: home)
        try sync()
        _ = try buy("2", at: home, redeeming: 100)
        let answer = try home.till.call("POST", "/v1/voids", #"{"id":"v1","till":"1","receipt":"2"}"#).json
        #expect(answer["points"]?.integer == -250)
        #expect(answer["restored"]?.integer == 100)
        #expect(try points(home) == [150, 150])
        try sync()
        #expect(try points(home) == [250, 250])
        #expect(try central.admin.call("POST", "/v1/run", "{}").status == 200)
        try sync()
        #expect(
            try central.aggregator.database.read {
                try $0.integer("SELECT window_visits FROM customer")
            } == 3)
    }

    @Test func `of a customer whom the store did not know, a return says that central decides`() throws {
        _ = try home.sell("9", 10_000, key: "card:2")
        let answer = try home.till.call(
            "POST", "/v1/returns",
            #"""
            {"id":"r9","till":"1","of":{"till":"1","receipt":"9","day":"2026-03-14"},
             "lines":[{"sku":"7501","quantity":1,"amountMinor":10000}]}
            """#
        ).json
        #expect(answer["points"]?.integer == 0 && answer["pending"]?.boolean == true)
        #expect(answer["flags"]?.array?.compactMap(\.string) == ["decidedByCentral"])
        try sync()
        #expect(try home.lookup("card:2").first?["points"]?["total"]?.integer == 0, "100 came and went")
        // Nobody showed a card: nothing is anybody's.
        _ = try home.sell("10", 10_000)
        let anonymous = try home.till.call(
            "POST", "/v1/returns",
            #"""
            {"id":"r10","till":"1","of":{"till":"1","receipt":"10","day":"2026-03-14"},
             "lines":[{"sku":"7501","quantity":1,"amountMinor":10000}]}
            """#
        ).json
        #expect(anonymous["pending"]?.boolean == false && anonymous["flags"]?.array?.isEmpty == true)
    }

    @Test func `an answer says what comes back as points and not as money`() throws {
        _ = try buy("1", at: home)
        try sync()
        // 20.00 of 250.00 are paid with 200 points; of milk for 200.00 that is 16.00, whichever way it comes back.
        for (receipt, isDiscount) in [("2", false), ("3", true)] {
            var purchase = home.purchase(receipt, 0, key: "card:1")
            purchase.lines = [
                .init(sku: "milk", quantity: 2, amountMinor: 20_000),
                .init(sku: "bread", quantity: 1, amountMinor: 5_000),
            ]
            purchase.totalMinor = isDiscount ? 23_000 : 25_000
            let points = Purchase.Part(kind: "points", amountMinor: isDiscount ? -2_000 : 2_000)
            if isDiscount { purchase.adjustments = [points] } else { purchase.payments = [points] }
            purchase.redeemedPoints = 200
            #expect(try home.sell(purchase)["redeemed"]?.integer == 200)
            let milk = try giveBack("m\(receipt)", at: home, of: receipt, [("milk", 2)])
            #expect(milk["restored"]?.integer == 160 && milk["restoredMinor"]?.integer == 1_600)
            let rest = try home.till.call(
                "POST", "/v1/voids", #"{"id":"v\#(receipt)","till":"1","receipt":"\#(receipt)"}"#
            ).json
            #expect(rest["restored"]?.integer == 40 && rest["restoredMinor"]?.integer == 400)
            try sync()
        }
        // A till that took it off the lines has nothing to take off the money.
        _ = try buy("4", at: home, redeeming: 100)
        let milk = try giveBack("m4", at: home, of: "4", [("milk", 2)])
        #expect(milk["restored"]?.integer == 80 && milk["restoredMinor"]?.integer == 0)
    }

    @Test func `a receipt that is not paid has only its hold to give back`() throws {
        _ = try buy("1", at: home)
        _ = try home.till.call("POST", "/v1/holds", #"{"till":"1","receipt":"2","key":"card:1","points":200}"#)
        #expect(try points(home) == [50, 250])
        let answer = try home.till.call("POST", "/v1/voids", #"{"id":"v1","till":"1","receipt":"2"}"#).json
        #expect(answer["event"] == nil)
        #expect(answer["points"]?.integer == 0)
        #expect(try points(home) == [250, 250])
    }

    @Test func `without a receipt a return comes of the customer's latest purchase of that article`() throws {
        _ = try buy("1", at: home)
        try sync()
        let answer = try giveBack("r1", at: other, of: nil, [("bread", 1)])
        #expect(answer.flags == ["withoutReceipt"])
        try sync()
        #expect(try points(home) == [200, 200])
    }
}
