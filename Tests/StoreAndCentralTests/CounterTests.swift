import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import SyncProtocol
import Testing

@testable import Central
@testable import Edge

/// A chain of two stores whose customer is known in both, by card number and phone.
private struct Counter {
    let pair: Pair
    let other: TestStore
    var store: TestStore { pair.store }
    var admin: DirectTransport { pair.central.admin }

    init() throws {
        pair = try Pair()
        other = try TestStore("7", pair.central, token: pair.central.addStore("7"), seed: 300)
        let rows = #"{"reference":"1","given":"Ana","surname":"Ruiz","card":"900","phone":"5512345678"}"#
        #expect(try pair.central.admin.call("POST", "/v1/customers?source=base", rows).status == 200)
        _ = try pair.store.sell("0", 10_000, key: "card:900")
        try other.sync()
        _ = try other.sell("0", 10_000, key: "card:900")
        try sync()
        #expect(try store.lookup("card:900").first?.points == 20)
        #expect(try other.lookup("card:900").first?.points == 20)
    }

    func sync() throws {
        for store in [store, other] { #expect(try store.upload()) }
        try pair.central.aggregator.publishDirty()
        for store in [store, other] { #expect(try store.download()) }
    }

    func ask(_ path: String, _ body: String, at asked: TestStore? = nil) throws -> Answer {
        try (asked ?? store).till.call("POST", path, body)
    }

    func aside() throws -> [String] {
        (try admin.call("GET", "/v1/events").json["events"]?.array ?? []).compactMap { $0["reason"]?.string }
    }

    func setPIN() throws {
        let body = #"{"person":"3","role":"supervisor","pin":"471193","all":true}"#
        #expect(try admin.call("POST", "/v1/pins", body).status == 201)
        try sync()
    }
}

@Suite struct `Complaints` {
    @Test func `a complaint gets a number offline, once, and central lists it with what was said`() throws {
        let counter = try Counter()
        counter.store.line.set(.down)
        let body = #"{"id":"c1","till":"4","key":"phone:5512345678","text":"The yoghurt\nwas off.","cashier":"17"}"#
        let answer = try counter.ask("/v1/complaints", body)
        let number = try #require(answer.json["number"]?.string)
        #expect(answer.status == 200 && number.wholeMatch(of: #/[0-9]{6}-[0-9A-Z]{4}/#) != nil)
        #expect(try counter.ask("/v1/complaints", body).json["number"]?.string == number)
        let changed = body.replacing("off", with: "fine")
        #expect(try counter.ask("/v1/complaints", changed).code == "idReused")
        let others = try counter.ask("/v1/complaints", #"{"id":"c2","text":"No trolley."}"#)
        #expect(others.json["number"]?.string != number)
        counter.store.line.set(.up)
        try counter.sync()
        let listed = try counter.admin.call("GET", "/v1/complaints?store=042").json["complaints"]?.array ?? []
        #expect(listed.map { $0["text"]?.string } == ["No trolley.", "The yoghurt\nwas off."])
        #expect(listed.last?["number"]?.string == number && listed.last?["cashier"]?.string == "17")
        #expect(listed.last?["card"]?.string != nil && listed.first?["card"]?.string == nil)
        let journal = try counter.store.agent.database.read {
            try $0.query("SELECT body FROM journal") { String(decoding: $0.blob(0), as: UTF8.self) }
        }.joined()
        #expect(journal.contains(number) && !journal.contains("yoghurt"), "what was said is no part of the body")
    }

    @Test func `a request is known in the next epoch too, and forgotten with its event`() throws {
        let counter = try Counter()
        let body = #"{"id":"c1","text":"No trolley."}"#
        let number = try counter.ask("/v1/complaints", body).json["number"]?.string
        let agent = counter.store.agent
        try agent.database.write { connection in
            let journal = Journal(store: counter.store.id, connection: connection)
            try agent.startEpoch(.restored, journal, at: agent.clock.now())
        }
        #expect(try counter.ask("/v1/complaints", body).json["number"]?.string == number)
        for day in 0..<40 {
            counter.pair.clock.advance(seconds: 86_400)
            _ = try counter.store.sell("d\(day)", 100)
            try counter.store.upload()
        }
        while try agent.prune() > 0 {}
        #expect(try counter.ask("/v1/complaints", body).json["number"]?.string != number)
    }
}

@Suite struct `Blocked cards` {
    private let counter: Counter
    init() throws { counter = try Counter() }

    private func isBlocked(_ store: TestStore) throws -> Bool {
        try store.lookup("phone:5512345678").first?["blocked"]?.boolean == true
    }

    @Test func `a card is blocked offline at once, and everywhere once central has heard of it`() throws {
        counter.store.line.set(.down)
        let body = #"{"id":"b1","key":"card:900","reason":"stolen","cashier":"17"}"#
        #expect(try counter.ask("/v1/cards/block", body).json["blocked"]?.boolean == true)
        #expect(try isBlocked(counter.store) && !isBlocked(counter.other))
        let sale = try counter.store.sell("1", 50_000, key: "card:900")
        #expect(sale.flags == ["blocked"] && sale["points"]?.integer == 0)
        counter.store.line.set(.up)
        try counter.sync()
        #expect(try isBlocked(counter.store) && isBlocked(counter.other))
        let blocked = try counter.admin.call("GET", "/v1/cards/blocked").json["blocked"]?.array ?? []
        #expect(blocked.map { $0["reason"]?.string } == ["stolen"])
        let card = try #require(blocked.first?["card"]?.string)
        #expect(try counter.admin.call("POST", "/v1/cards/\(card)/unblock").json["ended"]?.integer == 1)
        #expect(try counter.admin.call("POST", "/v1/cards/\(card)/unblock").json["ended"]?.integer == 0)
        try counter.sync()
        #expect(try !isBlocked(counter.store) && !isBlocked(counter.other))
    }

    @Test func `an older word of central does not unblock, nor does a feed read anew or a new epoch`() throws {
        _ = try counter.ask("/v1/cards/block", #"{"id":"b1","key":"card:900","reason":"lost"}"#)
        // Central publishes the card again, for another reason, before it hears of the block.
        _ = try counter.other.sell("1", 10_000, key: "card:900")
        try counter.other.upload()
        try counter.pair.central.aggregator.publishDirty()
        try counter.store.download()
        #expect(try isBlocked(counter.store))
        try counter.store.agent.database.write { try Setting.cursor.remove($0) }
        try counter.store.download()
        #expect(try isBlocked(counter.store))
        let agent = counter.store.agent
        try agent.database.write { connection in
            let journal = Journal(store: counter.store.id, connection: connection)
            try agent.startEpoch(.restored, journal, at: agent.clock.now())
        }
        try counter.store.download()
        #expect(try isBlocked(counter.store))
        try counter.sync()
        #expect(try isBlocked(counter.store) && isBlocked(counter.other))
    }

    @Test func `a blocked card earns nothing at a store that does not know it either`() throws {
        _ = try counter.ask("/v1/cards/block", #"{"id":"b1","key":"card:900","reason":"stolen"}"#)
        try counter.sync()
        let third = try TestStore("9", counter.pair.central, token: counter.pair.central.addStore("9"), seed: 5)
        try third.sync()
        third.line.set(.down)
        #expect(try third.sell("1", 50_000, key: "card:900").flags == ["unknownKey"])
        third.line.set(.up)
        try third.upload()
        try counter.sync()
        #expect(try counter.store.lookup("card:900").first?.points == 20)
    }

    @Test func `a customer whom the store does not know is blocked by central`() throws {
        let third = try TestStore("9", counter.pair.central, token: counter.pair.central.addStore("9"), seed: 5)
        try third.sync()
        third.line.set(.down)
        let body = #"{"id":"b1","key":"phone:5512345678","reason":"lost"}"#
        let answer = try counter.ask("/v1/cards/block", body, at: third)
        #expect(answer.json["blocked"]?.boolean == false && answer.json["card"] == nil)
        third.line.set(.up)
        try third.upload()
        try counter.sync()
        #expect(try isBlocked(counter.store))
        _ = try counter.ask("/v1/cards/block", #"{"id":"b2","key":"phone:5599999999","reason":"lost"}"#, at: third)
        try third.upload()
        #expect(try counter.aside() == ["unknownCard"])
    }

    @Test func `a block counts for the customer that a card was merged into`() throws {
        _ = try counter.store.till.call("POST", "/v1/customers", #"{"key":"email:ana@example.mx","name":"Ana Ruiz"}"#)
        try counter.sync()
        _ = try counter.ask("/v1/cards/block", #"{"id":"b1","key":"email:ana@example.mx","reason":"lost"}"#)
        // The two records prove to be one person before central hears of the block.
        let rows =
            #"{"reference":"1","given":"Ana","surname":"Ruiz","card":"900","phone":"5512345678","email":"ana@example.mx"}"#
        _ = try counter.admin.call("POST", "/v1/customers?source=base", rows)
        #expect(try counter.admin.call("POST", "/v1/run").status == 200)
        try counter.store.download()
        #expect(try isBlocked(counter.store))
        try counter.sync()
        #expect(try isBlocked(counter.store) && isBlocked(counter.other))
    }
}

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

    @Test func `a number that is another customer's is refused here, and set aside at central`() throws {
        let rows = #"{"reference":"2","given":"Luis","surname":"Paz","card":"555"}"#
        _ = try counter.admin.call("POST", "/v1/customers?source=base", rows)
        _ = try counter.other.sell("1", 10_000, key: "card:555")
        try counter.sync()
        let body = #"{"id":"r1","key":"card:900","number":"555"}"#
        #expect(try counter.ask("/v1/cards/replace", body, at: counter.other).code == "numberTaken")
        #expect(try counter.ask("/v1/cards/replace", body).status == 200)
        try counter.sync()
        #expect(try counter.aside() == ["numberTaken"])
        #expect(try points("card:555", counter.other) == 10 && points("card:900", counter.other) == 20)
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

@Suite struct `Baskets put aside` {
    private let pair: Pair
    init() throws { pair = try Pair() }

    private let basket =
        #"{"card":"c1","note":"eggs","lines":[{"sku":"a","quantity":2,"amountMinor":1000},{"sku":"b","quantity":1,"amountMinor":50}]}"#

    private func put(_ id: String, _ basket: String) throws -> Answer {
        try pair.store.till.call("POST", "/v1/baskets", #"{"id":"\#(id)","till":"1","name":"Ana","basket":\#(basket)}"#)
    }

    private func take(_ id: String, _ till: String, at store: TestStore? = nil) throws -> Answer {
        try (store ?? pair.store).till.call("POST", "/v1/baskets/\(id)/take", #"{"till":"\#(till)"}"#)
    }

    @Test func `a basket is taken once, at any till, also after a restart, as it was put aside`() throws {
        pair.store.line.set(.down)
        #expect(try put("k1", basket).status == 201)
        #expect(try put("k1", basket).status == 200)
        #expect(try put("k1", basket.replacing("50", with: "60")).code == "idReused")
        let listed = try pair.store.till.call("GET", "/v1/baskets").json["baskets"]?.array ?? []
        #expect(listed.count == 1 && listed[0]["totalMinor"]?.integer == 1_050 && listed[0]["name"]?.string == "Ana")
        let restarted = try TestStore("042", pair.central, token: pair.token, folder: pair.store.folder, seed: 71)
        let taken = try take("k1", "2", at: restarted)
        #expect(taken.status == 200 && taken.json["basket"]?.text == basket)
        #expect(try take("k1", "2").json["basket"]?.text == basket, "a lost answer can be asked for again")
        #expect(try take("k1", "3").code == "basketTaken")
        #expect(try pair.store.till.call("GET", "/v1/baskets").json["baskets"]?.count == 0)
        #expect(try take("k9", "3").code == "unknownBasket")
    }

    @Test func `baskets go after two days, and there are not too many`() throws {
        for number in 1...Int(Baskets.openMax) { #expect(try put("k\(number)", basket).status == 201) }
        #expect(try put("more", basket).code == "tooManyBaskets")
        pair.clock.advance(seconds: Baskets.keptSeconds + 1)
        #expect(try pair.store.till.call("GET", "/v1/baskets").json["baskets"]?.count == 0)
        #expect(try take("k1", "2").code == "unknownBasket")
        #expect(try put("more", basket).status == 201)
    }
}
