import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central
@testable import Edge

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
