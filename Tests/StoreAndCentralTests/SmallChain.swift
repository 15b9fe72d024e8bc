import Digest
import LocalChain
import Central
import JSON
import Loyalty
import Testing

@testable import Edge

/// Two stores and their customers, made from a seed.
struct SmallChain {
    let clock = TestClock()
    let central: TestCentral
    let stores: [TestStore]

    init() throws {
        let central = try TestCentral(clock: clock)
        self.central = central
        stores = try ["A", "B"].enumerated().map { index, id in
            let store = try TestStore(id, central, token: central.addStore(id), seed: UInt64(index + 10))
            try store.sync()
            return store
        }
    }

    func run(at: String? = nil) throws -> JSONValue {
        let body = JSONWriter.object { $0.field(ifPresent: "at", at) }
        let answer = try central.admin.call("POST", "/v1/run", body)
        #expect(answer.status == 200)
        for store in stores { try store.sync() }
        return answer.json
    }

    func push(_ id: String, _ audience: String = "{}", _ more: String = "") throws -> Answer {
        let text = """
            {"id":"\(id)","names":{"es":"Oferta"},"audience":\(audience),"benefit":{"percent":10},
             "from":"2026-03-01","to":"2026-03-31"\(more)}
            """
        let answer = try central.admin.call("POST", "/v1/campaigns", text)
        for store in stores { try store.sync() }
        return answer
    }

    /// Purchases of 60 customers over two years, some at both stores, some at one instant.
    func sellAtRandom() throws {
        let randomness = SeededRandomness(seed: 42)
        for number in 0..<400 {
            let customer = Int(randomness.unit() * randomness.unit() * 60)
            let store = stores[randomness.unit() < 0.8 ? customer % 2 : (customer + 1) % 2]
            var purchase = store.purchase("r\(number)", Int64(randomness.unit() * 50_000), key: "card:\(customer)")
            purchase.at = purchase.at.adding(days: -Int64(randomness.unit() * 40) * 18)
            _ = try store.sell(purchase)
        }
        for store in stores { try store.sync() }
    }

    func customers() throws -> [JSONValue] {
        try central.admin.call("GET", "/v1/customers").json["customers"]?.array ?? []
    }
}
