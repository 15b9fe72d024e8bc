import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central
@testable import Edge

@Suite struct `Replaced card numbers` {
    private let counter: Counter
    init() throws { counter = try Counter() }

    private func points(_ key: String, _ store: TestStore) throws -> Int64? { try store.lookup(key).first?.points }

    @Test func `the old number stops and the new one works, offline at once, then everywhere`() throws {
        counter.store.line.set(.down)
        let body = #"{"id":"r1","key":"card:900","number":"901","cashier":"17"}"#
        #expect(try counter.ask("/v1/cards/replace", body).status == 200)
        #expect(try points("card:900", counter.store) == nil && points("card:901", counter.store) == 20)
        // A stale page of the feed changes nothing.
        counter.store.line.set(.up)
        try counter.store.agent.database.write { try Setting.cursor.remove($0) }
        try counter.store.download()
        #expect(try points("card:900", counter.store) == nil && points("card:901", counter.store) == 20)
        try counter.sync()
        for store in [counter.store, counter.other] {
            #expect(try points("card:900", store) == nil && points("card:901", store) == 20)
            #expect(try points("phone:5512345678", store) == 20)
        }
        // Bought with the lost plastic: nobody's. With the new one: the customer's, also where nobody knows it.
        _ = try counter.other.sell("1", 50_000, key: "card:900")
        let third = try TestStore("9", counter.pair.central, token: counter.pair.central.addStore("9"), seed: 5)
        _ = try third.sell("1", 50_000, key: "card:901")
        try third.sync()
        try counter.sync()
        #expect(try points("card:901", counter.store) == 70 && points("card:900", counter.other) == nil)
        #expect(try counter.admin.call("GET", "/v1/customers").json["customers"]?.count == 1)
    }

    @Test func `joining with the lost plastic does not make anyone that customer`() throws {
        _ = try counter.ask("/v1/cards/replace", #"{"id":"r1","key":"card:900","number":"901"}"#)
        let join = #"{"key":"card:900","name":"A Thief"}"#
        #expect(try counter.ask("/v1/customers", join).code == "keyRetired")
        try counter.sync()
        #expect(try counter.ask("/v1/customers", join).code == "keyRetired")
        #expect(try counter.ask("/v1/customers", join, at: counter.other).code == "keyRetired")
        // A store that never heard of the customer.
        let third = try TestStore("9", counter.pair.central, token: counter.pair.central.addStore("9"), seed: 5)
        try third.sync()
        #expect(try counter.ask("/v1/customers", join, at: third).status == 201)
        try third.upload()
        try counter.sync()
        try third.download()
        #expect(try points("card:900", third) ?? 0 == 0)
        #expect(try points("card:900", counter.store) == nil)
    }

    @Test func `who does not show the old number needs a supervisor`() throws {
        try counter.setPIN()
        counter.store.line.set(.down)
        let body = #"{"id":"r1","key":"phone:5512345678","number":"901""#
        #expect(try counter.ask("/v1/cards/replace", body + "}").code == "pinRequired")
        let wrong = body + #","supervisor":"3","pin":"471194"}"#
        #expect(try counter.ask("/v1/cards/replace", wrong).code == "badPin")
        let right = body + #","supervisor":"3","pin":"471193"}"#
        #expect(try counter.ask("/v1/cards/replace", right).status == 200)
        #expect(try points("card:901", counter.store) == 20)
        // Without the old number the store cannot know which it is; central ends it.
        #expect(try points("card:900", counter.store) == 20)
        counter.store.line.set(.up)
        try counter.sync()
        #expect(try points("card:900", counter.store) == nil && points("card:901", counter.other) == 20)
        #expect(try counter.ask("/v1/cards/replace", wrong).json["replaced"]?.boolean == true, "done is done")
    }

    @Test func `a new number is a card's, and another one`() throws {
        func code(_ number: String) throws -> String? {
            try counter.ask("/v1/cards/replace", #"{"id":"r1","key":"card:900","number":"\#(number)"}"#).code
        }
        #expect(
            try code("phone:5512345678") == "badKey" && code("card:900") == "badValue" && code("") == "missingField")
        #expect(try code("card:901") == nil && points("card:901", counter.store) == 20)
    }

    private static let taken = #"{"id":"r1","key":"card:900","number":"555"}"#

    private func sellToLuis() throws {
        let rows = #"{"reference":"2","given":"Luis","surname":"Paz","card":"555"}"#
        _ = try counter.admin.call("POST", "/v1/customers?source=base", rows)
        _ = try counter.other.sell("1", 10_000, key: "card:555")
        try counter.sync()
    }

    @Test func `what central says of a number while it is replaced counts once central has set that aside`() throws {
        try sellToLuis()
        #expect(try counter.ask("/v1/cards/replace", Self.taken).status == 200)
        #expect(try counter.store.upload())
        try counter.pair.central.aggregator.publishDirty()
        // The card changes after its keys were published, so that a load brings it after them.
        _ = try counter.other.sell("2", 10_000, key: "card:900")
        #expect(try counter.other.upload())
        try counter.pair.central.aggregator.publishDirty()
        try counter.store.agent.database.write { try Setting.cursor.remove($0) }
        #expect(try counter.store.download())
        #expect(try points("card:900", counter.store) == 30 && points("card:555", counter.store) == nil)
    }

    @Test func `a number that is another customer's is refused here, and set aside at central`() throws {
        try sellToLuis()
        let body = Self.taken
        #expect(try counter.ask("/v1/cards/replace", body, at: counter.other).code == "numberTaken")
        #expect(try counter.ask("/v1/cards/replace", body).status == 200)
        try counter.sync()
        #expect(try counter.aside() == ["numberTaken"])
        try counter.sync()
        #expect(try points("card:555", counter.other) == 10)
        // The store goes by central's word again, though it does not have the other customer.
        for store in [counter.store, counter.other] { #expect(try points("card:900", store) == 20) }
        #expect(try points("card:555", counter.store) == nil)
    }

    @Test func `a new number that was shown elsewhere before central heard of it is theirs after a run`() throws {
        counter.store.line.set(.down)
        #expect(try counter.ask("/v1/cards/replace", #"{"id":"r1","key":"card:900","number":"901"}"#).status == 200)
        let third = try TestStore("9", counter.pair.central, token: counter.pair.central.addStore("9"), seed: 5)
        _ = try third.sell("1", 50_000, key: "card:901")
        try third.sync()
        counter.store.line.set(.up)
        try counter.sync()
        #expect(try counter.aside() == [])
        #expect(try counter.admin.call("POST", "/v1/run", "").status == 200)
        try counter.sync()
        try third.sync()
        for store in [counter.store, counter.other, third] { #expect(try points("card:901", store) == 70) }
        #expect(try counter.admin.call("GET", "/v1/customers").json["customers"]?.count == 1)
    }

    @Test func `of two replacements the later stands, in whichever order central hears of them`() throws {
        try counter.setPIN()
        let proof = #""supervisor":"3","pin":"471193""#
        func body(_ id: String, _ number: String) -> String {
            #"{"id":"\#(id)","key":"phone:5512345678","number":"\#(number)",\#(proof)}"#
        }
        counter.store.line.set(.down)
        #expect(try counter.ask("/v1/cards/replace", body("r1", "901")).status == 200)
        counter.pair.clock.advance(seconds: 60)
        #expect(try counter.ask("/v1/cards/replace", body("r2", "902"), at: counter.other).status == 200)
        try counter.other.upload()
        counter.store.line.set(.up)
        try counter.sync()
        for store in [counter.store, counter.other] {
            #expect(try points("card:902", store) == 20)
            #expect(try points("card:901", store) == nil && points("card:900", store) == nil)
        }
    }

    @Test func `what was bought with the old number before it ended is the customer's`() throws {
        let third = try TestStore("9", counter.pair.central, token: counter.pair.central.addStore("9"), seed: 5)
        let before = counter.pair.clock.now()
        counter.pair.clock.advance(seconds: 60)
        _ = try counter.ask("/v1/cards/replace", #"{"id":"r1","key":"card:900","number":"901"}"#)
        try counter.sync()
        var purchase = third.purchase("1", 30_000, key: "card:900")
        purchase.at = before
        _ = try third.sell(purchase)
        try third.upload()
        try counter.sync()
        #expect(try points("card:901", counter.store) == 50)
    }
}
