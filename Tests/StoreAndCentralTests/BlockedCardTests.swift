import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central
@testable import Edge

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
