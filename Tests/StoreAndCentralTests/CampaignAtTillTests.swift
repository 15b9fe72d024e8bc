import LocalChain
import Central
import JSON
import Loyalty
import Testing

@testable import Edge

@Suite struct `A customer of another store` {
    @Test func `is asked for where the line is up, stays for 90 days, and is not waited for where it is down`() throws {
        let chain = try SmallChain()
        let (home, other) = (chain.stores[0], chain.stores[1])
        _ = try home.sell("1", 10_000, key: "card:1")
        try home.sync()
        func lookup(_ key: String) throws -> JSONValue {
            try other.till.call("POST", "/v1/cards/lookup", JSONWriter.object { $0.field("key", key) }).json
        }
        #expect(try lookup("card:1")["asked"]?.boolean == true)
        try other.ask()
        try other.download()
        #expect(try lookup("card:1")["cards"]?.array?.first?.points == 10)
        #expect(try lookup("card:1")["asked"] == nil)
        other.line.set(.down)
        #expect(try !other.upload() || !other.download())
        #expect(try lookup("card:2")["asked"] == nil)
        other.line.set(.up)
        chain.clock.advance(seconds: 91 * 86_400)
        _ = try home.sell("2", 10_000, key: "card:1")
        for store in chain.stores { try store.sync() }
        #expect(try lookup("card:1")["cards"]?.count == 0)
    }
}

@Suite struct `Campaigns at the till` {
    private func offers(_ card: JSONValue?) -> [String] {
        (card?["offers"]?.array ?? []).compactMap { $0["offer"]?.string }
    }

    @Test func `a campaign for one segment is on exactly those customers' cards in the stores that hold them`() throws {
        let chain = try SmallChain()
        try chain.sellAtRandom()
        _ = try chain.run()
        _ = try chain.push("stars", #"{"segments":["high-high"]}"#)
        let stars = Set(
            try chain.customers().filter { $0["segment"]?.string == "high-high" }.compactMap { $0["card"]?.string })
        #expect(!stars.isEmpty)
        var seen: Set<String> = []
        for number in 0..<60 {
            for store in chain.stores {
                for card in try store.lookup("card:\(number)") {
                    let id = card["card"]?.string ?? ""
                    #expect(offers(card) == (stars.contains(id) ? ["stars"] : []))
                    if !offers(card).isEmpty { seen.insert(id) }
                }
            }
        }
        #expect(seen == stars)
    }

    @Test func `the control group gets no offer and is about as large as asked`() throws {
        let chain = try SmallChain()
        try chain.sellAtRandom()
        let answer = try chain.push("half", "{}", #","controlPercent":50"#)
        let control = answer.json["control"]?.integer ?? 0, assigned = answer.json["assigned"]?.integer ?? 0
        #expect(control + assigned == Int64(try chain.customers().count))
        #expect((12...45).contains(control))
        let withOffer = try (0..<60).count { number in
            try chain.stores.contains { try !offers($0.lookup("card:\(number)").first).isEmpty }
        }
        #expect(withOffer == Int(assigned))
    }

    @Test func `results count those who had the offer and those left out, and what each bought in the window`() throws {
        let chain = try SmallChain()
        for number in 0..<120 {
            _ = try chain.stores[0].sell("r\(number)", Int64(1_000 + number), key: "card:\(number)")
            // Before the window: counts for neither.
            var early = chain.stores[0].purchase("e\(number)", 50_000, key: "card:\(number)")
            early.at = early.at.adding(days: -30)
            _ = try chain.stores[0].sell(early)
        }
        for store in chain.stores { try store.sync() }
        let pushed = try chain.push("half", "{}", #","controlPercent":50"#).json
        let results = try chain.central.admin.call("GET", "/v1/campaigns/half/results").json
        let offered = results["offered"], control = results["control"]
        #expect(offered?["customers"]?.integer == pushed["assigned"]?.integer)
        #expect(control?["customers"]?.integer == pushed["control"]?.integer)
        #expect((control?["customers"]?.integer ?? 0) >= 30 && (offered?["customers"]?.integer ?? 0) >= 30)
        #expect(offered?["buyers"]?.integer == offered?["customers"]?.integer)
        let spent = (offered?["spendMinor"]?.integer ?? 0) + (control?["spendMinor"]?.integer ?? 0)
        #expect(spent == (0..<120).reduce(0) { $0 + 1_000 + Int64($1) })
        #expect(results["tooEarly"]?.boolean == false && results["upliftMinor"]?.integer != nil)
    }

    @Test func `a limited offer is quoted, used once at the home store, and not usable elsewhere`() throws {
        let chain = try SmallChain()
        let (home, other) = (chain.stores[0], chain.stores[1])
        _ = try home.sell("1", 10_000, key: "card:1")
        _ = try home.sell("2", 10_000, key: "card:1")
        _ = try other.sell("1", 10_000, key: "card:1")
        for store in chain.stores { try store.sync() }
        _ = try chain.run()
        _ = try chain.push("once", "{}", #","usesPerCustomer":1"#)
        let basket = #"{"key":"card:1","lines":[{"sku":"a","quantity":1,"amountMinor":1000}]}"#
        home.line.set(.down)
        let quote = try home.till.call("POST", "/v1/quotes", basket).json
        #expect(quote["totalMinor"]?.integer == 900)
        #expect((quote["offers"]?.array ?? []).compactMap(\.string) == ["once"])
        #expect(try other.till.call("POST", "/v1/quotes", basket).json["totalMinor"]?.integer == 1000)
        #expect(try other.lookup("card:1").first?["offers"]?.array?.first?["reason"]?.string == "notEnoughHere")
        #expect(try home.sell("3", 900, key: "card:1", offers: ["once"]).flags == [])
        #expect(try home.till.call("POST", "/v1/quotes", basket).json["totalMinor"]?.integer == 1000)
        #expect(try home.sell("4", 900, key: "card:1", offers: ["once"]).flags == ["offerNotUsable"])
        #expect(try other.sell("5", 900, key: "card:1", offers: ["once"]).flags == ["offerNotUsable"])
        home.line.set(.up)
        for store in chain.stores { try store.sync() }
        let results = try chain.central.admin.call("GET", "/v1/campaigns/once/results").json
        #expect(results["uses"]?.integer == 3)
        #expect(results["tooEarly"]?.boolean == true)
        #expect(try home.till.call("POST", "/v1/quotes", basket).json["totalMinor"]?.integer == 1000)
    }

    @Test func `an offer is judged by the day, ends inclusive, and by the instant that is asked for`() throws {
        let chain = try SmallChain()
        _ = try chain.stores[0].sell("1", 10_000, key: "card:1")
        for store in chain.stores { try store.sync() }
        _ = try chain.push("march")
        for (at, wanted) in [
            ("2026-03-01T05:59:59Z", [String]()), ("2026-03-01T06:00:00Z", ["march"]),
            ("2026-04-01T05:59:59Z", ["march"]), ("2026-04-01T06:00:00Z", []),
        ] {
            let answer = try chain.stores[0].till.call("POST", "/v1/cards/lookup", #"{"key":"card:1","at":"\#(at)"}"#)
            #expect(offers(answer.json["cards"]?.array?.first) == wanted)
        }
    }

    @Test(arguments: [
        (
            #"{"id":"x","benefitt":{"percent":1},"benefit":{"percent":1},"from":"2026-01-01","to":"2026-01-02"}"#,
            "unknownKey"
        ),
        (#"{"id":"x","benefit":{"percent":1},"from":"2026-01-03","to":"2026-01-02"}"#, "badValue"),
        (#"{"id":"x","benefit":{},"from":"2026-01-01","to":"2026-01-02"}"#, "badValue"),
        (
            #"{"id":"x","audience":{"tiers":["goold"]},"benefit":{"percent":1},"from":"2026-01-01","to":"2026-01-02"}"#,
            "badValue"
        ),
        ("{", "notJSON"),
    ]) func `a campaign with a mistake is refused by name and nothing is published`(text: String, code: String) throws {
        let chain = try SmallChain()
        let answer = try chain.central.admin.call("POST", "/v1/campaigns", text)
        #expect(answer.status == 400 && answer.code == code)
        if text.contains("goold") { #expect(answer.json["detail"]?.string?.contains("did you mean \"gold\"") == true) }
        #expect(try chain.central.admin.call("GET", "/v1/campaigns").json["campaigns"]?.count == 0)
    }
}
