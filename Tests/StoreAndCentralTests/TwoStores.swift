import LocalChain

/// A chain of the stores 001 and 002.
struct TwoStores {
    let clock = TestClock()
    let central: TestCentral
    let stores: [TestStore]
    var home: TestStore { stores[0] }
    var other: TestStore { stores[1] }

    /// 1 point for each 1.00; a point is worth 0.10.
    static func programme(_ more: String = "") -> String {
        #"""
        {"version": 1, "currency": "MXN", "country": "MX", "timeZone": "America/Mexico_City", "windowDays": 365,
         "tiers": [{"id": "bronze", "names": {"es": "Bronce", "en": "Bronze"}}],
         "points": {"perAmountMinor": 100, "points": 1, "valueMinor": 10}\#(more)}
        """#
    }

    init(more: String = "") throws { try self.init(programme: Self.programme(more)) }

    init(programme: String) throws {
        let central = try TestCentral(clock: clock, programme: programme)
        self.central = central
        stores = try ["001", "002"].enumerated().map { index, id in
            try TestStore(id, central, token: central.addStore(id), seed: UInt64(100 + index))
        }
        for store in stores { try store.sync() }
    }

    /// What one store gives up another may want.
    func sync() throws { for _ in 0..<3 { for store in stores { try store.sync() } } }
}

/// What happens at two stores.
protocol AtTwoStores {
    var chain: TwoStores { get }
}

extension AtTwoStores {
    var clock: TestClock { chain.clock }
    var central: TestCentral { chain.central }
    var stores: [TestStore] { chain.stores }
    var home: TestStore { chain.home }
    var other: TestStore { chain.other }

    func sync() throws { try chain.sync() }
}
