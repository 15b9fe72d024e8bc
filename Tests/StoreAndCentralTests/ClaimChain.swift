import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import SyncProtocol
import Testing

@testable import Central
@testable import Edge

/// Two stores that have Ana and Luis, who bought once at each.
struct ClaimChain {
    let pair: Pair
    let other: TestStore
    let ana = "card:900", luis = "card:555"

    init() throws {
        pair = try Pair()
        other = try TestStore("7", pair.central, token: pair.central.addStore("7"), seed: 300)
        let rows = """
            {"reference":"1","given":"Ana","surname":"Ruiz","card":"900"}
            {"reference":"2","given":"Luis","surname":"Paz","card":"555"}
            """
        #expect(try pair.central.admin.call("POST", "/v1/customers?source=base", rows).status == 200)
        let body = #"{"person":"3","role":"supervisor","pin":"471193","all":true}"#
        #expect(try pair.central.admin.call("POST", "/v1/pins", body).status == 201)
        for store in [pair.store, other] {
            for (number, key) in ["card:900", "card:555"].enumerated() {
                _ = try store.sell("0\(number)", 1_000, key: key)
            }
        }
        try sync()
    }

    func sync() throws {
        for store in [pair.store, other] { #expect(try store.upload()) }
        try pair.central.aggregator.publishDirty()
        for store in [pair.store, other] { #expect(try store.download()) }
    }
}

/// What is claimed, and what comes of it.
protocol Claiming {
    var chain: ClaimChain { get }
}

extension Claiming {
    var pair: Pair { chain.pair }
    var other: TestStore { chain.other }
    var ana: String { chain.ana }
    var luis: String { chain.luis }

    func sync() throws { try chain.sync() }

    func points(_ key: String, at store: TestStore? = nil) throws -> Int64? {
        try (store ?? pair.store).lookup(key).first?.points
    }

    func card(_ key: String) throws -> String {
        try #require(try pair.store.lookup(key).first?["card"]?.string)
    }

    func claim(
        _ id: String, _ receipt: String, for key: String, at store: TestStore? = nil, of other: String = "042",
        more: String = ""
    ) throws -> Answer {
        // The day of all sales of these tests, in Mexico.
        let of = #"{"store":"\#(other)","till":"1","receipt":"\#(receipt)","day":"2026-03-14"}"#
        return try (store ?? pair.store).till.call(
            "POST", "/v1/claims", #"{"id":"\#(id)","key":"\#(key)","of":\#(of),"cashier":"17"\#(more)}"#)
    }

    func states() throws -> [String] {
        let rows = try pair.central.admin.call("GET", "/v1/claims").json["claims"]?.array ?? []
        return rows.reversed().map {
            [$0["state"]?.string, $0["refusal"]?.string].compactMap { $0 }.joined(separator: " ")
        }
    }

    var proof: String { #","reason":"wrong card","supervisor":"3","pin":"471193""# }
}
