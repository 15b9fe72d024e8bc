import LocalChain
import Central
import Digest
import Foundation
import JSON
import Loyalty
import Testing

@testable import Edge

/// Two stores and their customers, made from a seed.
private struct SmallChain {
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

@Suite struct `Central's run` {
    @Test func `segments, tiers and measures equal a slow, obvious query`() throws {
        let chain = try SmallChain()
        try chain.sellAtRandom()
        let at = try #require(Instant("2026-01-15T12:00:00Z"))
        _ = try chain.run(at: at.description)
        let expected = try chain.central.aggregator.database.read { connection in
            try connection.query(
                """
                WITH bought AS (
                    SELECT i.value AS key, MAX(p.at) AS last, COUNT(*) AS frequency, SUM(p.total_minor) AS money,
                        SUM(CASE WHEN p.at > CAST($1 AS BIGINT) - 31536000000 THEN p.total_minor ELSE 0 END) AS spend,
                        SUM(CASE WHEN p.at > CAST($1 AS BIGINT) - 31536000000 THEN 1 ELSE 0 END) AS visits
                    FROM purchase p JOIN identity i ON i.card = p.card WHERE p.at <= $1 GROUP BY i.value
                ), scored AS (
                    SELECT *, 1 + (RANK() OVER (ORDER BY last) - 1) * 5 / COUNT(*) OVER () AS r,
                        1 + (RANK() OVER (ORDER BY frequency) - 1) * 5 / COUNT(*) OVER () AS f,
                        1 + (RANK() OVER (ORDER BY money) - 1) * 5 / COUNT(*) OVER () AS m
                    FROM bought
                )
                SELECT key, frequency, money, spend, visits,
                    CASE WHEN r + f >= 8 THEN 'high' WHEN r + f >= 5 THEN 'mid' ELSE 'low' END || '-' ||
                    CASE WHEN m >= 5 THEN 'high' WHEN m >= 3 THEN 'mid' ELSE 'low' END,
                    CASE WHEN spend >= 2000000 OR visits >= 40 THEN 'gold'
                        WHEN spend >= 500000 OR visits >= 12 THEN 'silver' ELSE 'bronze' END
                FROM scored ORDER BY key
                """, at.milliseconds
            ) { row in
                [row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)]
            }
        }
        let kept = try chain.central.aggregator.database.read { connection in
            try connection.query(
                """
                SELECT i.value, u.frequency, u.money_minor, u.window_spend_minor, u.window_visits, u.segment, u.tier
                FROM customer u JOIN identity i ON i.card = u.root WHERE u.frequency > 0 ORDER BY i.value
                """
            ) { row in
                [row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)]
            }
        }
        #expect(kept.count > 40)
        #expect(Set(kept.map { $0[5] }).count >= 5)
        #expect(Set(kept.map { $0[6] }).count >= 2)
        #expect(kept == expected)
    }

    @Test func `a second run changes nothing and publishes nothing`() throws {
        let chain = try SmallChain()
        try chain.sellAtRandom()
        _ = try chain.push("all")
        _ = try chain.run()
        func state() throws -> [String] {
            try chain.central.aggregator.database.read { connection in
                try connection.query("SELECT id || ' ' || revision FROM store ORDER BY id") { $0.text(0) }
                    + connection.query("SELECT n || segment || tier || window_visits FROM customer") { $0.text(0) }
            }
        }
        let before = try state()
        let summary = try chain.run()
        #expect(summary["changed"]?.integer == 0 && summary["merged"]?.integer == 0)
        #expect(try state() == before)
    }

    @Test func `purchases after the instant do not count, and count when judged later`() throws {
        let chain = try SmallChain()
        var late = chain.stores[0].purchase("1", 600_000, key: "card:1")
        _ = try chain.stores[0].sell(late)
        late.receipt = "0"
        late.at = late.at.adding(days: -60)
        late.lines[0].amountMinor = 1_000
        late.totalMinor = 1_000
        _ = try chain.stores[0].sell(late)
        for store in chain.stores { try store.sync() }
        _ = try chain.run(at: "2026-02-01T00:00:00Z")
        #expect(try chain.customers().first?["moneyMinor"]?.integer == 1_000)
        #expect(try chain.customers().first?["tier"]?.string == "bronze")
        _ = try chain.run()
        #expect(try chain.customers().first?["moneyMinor"]?.integer == 601_000)
        #expect(try chain.customers().first?["tier"]?.string == "silver")
    }

    @Test func `two cards of one person become one customer whose other card lives on in every store`() throws {
        let chain = try SmallChain()
        let (a, b) = (chain.stores[0], chain.stores[1])
        for (store, name) in [(a, "María González Ruiz"), (b, "Maria Gonzalez Ruiz")] {
            _ = try store.till.call("POST", "/v1/customers", #"{"key":"phone:5512345678","name":"\#(name)"}"#)
            _ = try store.sell("1", 30_000, key: "phone:5512345678")
        }
        let other = try #require(try b.lookup("phone:5512345678").first?["card"]?.string)
        for store in chain.stores { try store.sync() }
        #expect(try chain.run()["merged"]?.integer == 1)
        #expect(try chain.customers().count == 1)
        for store in chain.stores {
            let cards = try store.lookup("phone:5512345678")
            #expect(cards.map(\.points) == [60])
        }
        // The till still knows the card that B gave out.
        var purchase = b.purchase("2", 10_000)
        purchase.card = CardID(other)
        #expect(try b.sell(purchase).flags == [])
        for store in chain.stores { try store.sync() }
        for store in chain.stores { try store.sync() }
        #expect(try a.lookup("phone:5512345678").map(\.points) == [70])
        #expect(try b.lookup("phone:5512345678").map(\.points) == [70])
    }

    @Test func `a family that shares a phone stays apart and is shown as a list`() throws {
        let chain = try SmallChain()
        let rows = [
            #"{"reference":"1","phone":"5511112222","given":"José","surname":"Pérez","birthDate":"1960-01-01","store":"A"}"#,
            #"{"reference":"2","phone":"5511112222","given":"José","surname":"Pérez","birthDate":"1990-01-01","store":"A"}"#,
            #"{"reference":"3","phone":"5511112222","given":"Ana","surname":"Pérez","store":"A"}"#,
        ].joined(separator: "\n")
        _ = try chain.central.admin.call("POST", "/v1/customers?source=f", rows)
        #expect(try chain.run()["merged"]?.integer == 0)
        #expect(try chain.stores[0].lookup("phone:5511112222").count == 3)
        #expect(try chain.stores[0].sell("1", 100, key: "phone:5511112222").flags == ["ambiguousKey"])
    }

    @Test func `an import can be repeated, and joins the card that tills know already`() throws {
        let chain = try SmallChain()
        _ = try chain.stores[0].sell("1", 10_000, key: "card:900")
        try chain.stores[0].sync()
        let row = #"{"card":"900","given":"Ana","surname":"Ruiz","phone":"5512340000","store":"B"}"#
        let first = try chain.central.admin.call("POST", "/v1/customers?source=f", row)
        #expect(first.json["added"]?.integer == 1)
        let second = try chain.central.admin.call("POST", "/v1/customers?source=f", row)
        #expect(second.json["added"]?.integer == 0 && second.json["known"]?.integer == 1)
        _ = try chain.run()
        #expect(try chain.customers().count == 1)
        #expect(try chain.stores[0].lookup("phone:5512340000").first?["name"]?.string == "Ana R.")
    }

    @Test func `a card leaves a store 13 months after the last purchase there and comes back with the next`() throws {
        let chain = try SmallChain()
        var purchase = chain.stores[0].purchase("1", 10_000, key: "card:1")
        purchase.at = purchase.at.adding(days: -500)
        _ = try chain.stores[0].sell(purchase)
        purchase.at = purchase.at.adding(days: 450)
        _ = try chain.stores[1].sell(purchase)
        for store in chain.stores { try store.sync() }
        #expect(try chain.stores[0].lookup("card:1").count == 1)
        _ = try chain.run()
        #expect(try chain.stores[0].lookup("card:1").isEmpty)
        #expect(try chain.stores[1].lookup("card:1").map(\.points) == [20])
        _ = try chain.stores[0].sell("9", 10_000, key: "card:1")
        for store in chain.stores { try store.sync() }
        #expect(try chain.stores[0].lookup("card:1").map(\.points) == [30])
    }
}

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
