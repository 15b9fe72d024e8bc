import LocalChain
import Central
import Foundation
import JSON
import Loyalty
import Testing

@testable import Edge

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
