import HTTP
import JSON
import LocalChain
import Testing

@testable import Central
@testable import Edge

/// A chain of two stores whose customer is known in both, by card number and phone.
struct Counter {
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
