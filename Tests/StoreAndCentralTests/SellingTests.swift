import LocalChain
import HTTP
import JSON
import Loyalty
import Testing

@testable import Edge

@Suite struct `Selling at a till` {
    @Test func `a receipt sent twice counts once and gets the same answer`() throws {
        let pair = try Pair()
        let first = try pair.store.sell("1", 12_345, key: "card:900")
        let second = try pair.store.sell("1", 12_345, key: "card:900")
        #expect(first["duplicate"]?.boolean == false && second["duplicate"]?.boolean == true)
        #expect(first["event"]?.string == second["event"]?.string)
        try pair.store.sync()
        #expect(try pair.central.totals()["purchases"]?.integer == 1)
        #expect(try pair.central.totals()["amountMinor"]?.integer == 12_345)
    }

    @Test func `other content under one receipt is kept, flagged and set aside`() throws {
        let pair = try Pair()
        _ = try pair.store.sell("1", 100)
        #expect(try pair.store.sell("1", 200).flags == ["receiptReused"])
        #expect(try pair.store.sell("1", 200)["duplicate"]?.boolean == true)
        _ = try pair.store.sell("2", 300)
        try pair.store.sync()
        #expect(try pair.central.totals()["amountMinor"]?.integer == 400)
        let status = try pair.central.admin.call("GET", "/v1/status").json
        #expect(status["stores"]?.array?.first?["aside"]?.integer == 1)
        #expect(status["stores"]?.array?.first?["state"]?.string == "setAside")
    }

    @Test func `the same receipt number on another day is another purchase`() throws {
        let pair = try Pair()
        var purchase = pair.store.purchase("1", 100)
        _ = try pair.store.sell(purchase)
        purchase.at = purchase.at.adding(days: 1)
        #expect(try pair.store.sell(purchase)["duplicate"]?.boolean == false)
    }

    @Test func `nothing about loyalty refuses a receipt`() throws {
        let pair = try Pair()
        var purchase = pair.store.purchase("1", 100, key: "card:1", offers: ["nowhere/1"])
        purchase.totalMinor = 999
        let answer = try pair.store.sell(purchase)
        #expect(Set(answer.flags) == ["totalsDiffer", "unknownKey", "unknownOffer"])
        let body =
            #"{"receipt":"2","till":"1","at":"2026-03-14T10:00:00Z","key":"rubbish","lines":[{"sku":"a","quantity":1,"amountMinor":5,"colour":"red"}],"totalMinor":5,"smell":1}"#
        let odd = try pair.store.till.call("POST", "/v1/purchases", body)
        #expect(odd.status == 200)
        #expect(Set(odd.json.flags) == ["ignoredFields", "unknownKey"])
        let ignored = (odd.json["ignoredFields"]?.array ?? []).compactMap(\.string)
        #expect(ignored == ["lines[0].colour", "smell"])
    }

    @Test func `a training receipt is answered, never counted, and its number stays free`() throws {
        let pair = try Pair()
        var training = pair.store.purchase("1", 100)
        training.training = true
        #expect(try pair.store.sell(training).flags == ["training"])
        #expect(try pair.store.sell("1", 100).flags == [])
        try pair.store.sync()
        #expect(try pair.central.totals()["purchases"]?.integer == 1)
    }

    @Test func `a store without a programme records all the same`() throws {
        let central = try TestCentral(clock: TestClock())
        let store = try TestStore("7", central, token: central.addStore("7"))
        #expect(try store.till.call("POST", "/v1/cards/lookup", #"{"key":"card:1"}"#).code == "notReady")
        #expect(try store.sell("1", 5_000, key: "card:1").flags == ["notReady"])
        try store.sync()
        #expect(try central.totals()["purchases"]?.integer == 1)
        #expect(try store.lookup("card:1").first?.points == 5)
    }

    @Test func `a customer who joins offline is known at once, and at central after the line returns`() throws {
        let pair = try Pair()
        pair.store.line.set(.down)
        let body =
            #"{"key":"phone:55 1234 5678","name":"María del Carmen González","consents":[{"purpose":"programme","granted":true,"noticeVersion":"3","language":"es","method":"spoken"}]}"#
        let joined = try pair.store.till.call("POST", "/v1/customers", body)
        #expect(joined.status == 201)
        let again = try pair.store.till.call("POST", "/v1/customers", body)
        #expect(again.status == 200 && again.json["known"]?.boolean == true)
        let card = try #require(try pair.store.lookup("phone:+52 (55) 1234-5678").first)
        #expect(card["name"]?.string == "María D.")
        #expect(try pair.store.sell("1", 60_000, key: "phone:5512345678")["points"]?.integer == 60)
        #expect(try pair.store.lookup("phone:5512345678").first?.points == 60)
        pair.store.line.set(.up)
        try pair.store.sync()
        let confirmed = try #require(try pair.store.lookup("phone:5512345678").first)
        #expect(confirmed.points == 60 && confirmed["card"]?.string == card["card"]?.string)
        #expect(confirmed["provisional"]?.count == 0)
        #expect(try pair.central.admin.call("GET", "/v1/customers").json["customers"]?.count == 1)
    }

    @Test func `spend reaches a tier at once and provisionally, and the next quote gives its discount`() throws {
        let pair = try Pair()
        _ = try pair.store.till.call("POST", "/v1/customers", #"{"key":"card:1"}"#)
        _ = try pair.store.sell("1", 499_999, key: "card:1")
        #expect(try pair.store.lookup("card:1").first?.tierID == "bronze")
        let answer = try pair.store.sell("2", 1, key: "card:1")
        #expect(answer["card"]?.tierID == "silver")
        let provisional = (answer["card"]?["provisional"]?.array ?? []).compactMap(\.string)
        #expect(provisional.contains("tier"))
        // Central comes to the same without waiting for a run.
        try pair.store.sync()
        #expect(try pair.store.lookup("card:1").first?.tierID == "silver")
        #expect(try pair.store.lookup("card:1").first?["provisional"]?.count == 0)
        let quote = try pair.store.till.call(
            "POST", "/v1/quotes", #"{"key":"card:1","lines":[{"sku":"a","quantity":1,"amountMinor":1000}]}"#)
        #expect(quote.json["discountMinor"]?.integer == 30)
        #expect(quote.json["totalMinor"]?.integer == 970)
    }

    @Test(arguments: [
        ("/v1/purchases", "{", "notJSON"), ("/v1/purchases", "[]", "wrongType"),
        ("/v1/purchases", "{}", "missingField"),
        ("/v1/purchases", #"{"receipt":1}"#, "wrongType"),
        ("/v1/purchases", #"{"receipt":"1","till":"1","at":"noon","lines":[],"totalMinor":0}"#, "badInstant"),
        (
            "/v1/purchases",
            #"{"receipt":"1","till":"1","at":"2026-01-01T00:00:00Z","lines":[],"totalMinor":99999999999999999999}"#,
            "numberOutOfRange"
        ),
        (
            "/v1/purchases",
            #"{"receipt":"1","till":"1","at":"2026-01-01T00:00:00Z","lines":[{"sku":"a","quantity":1,"amountMinor":9000000000000000000}],"totalMinor":0}"#,
            "numberOutOfRange"
        ),
        ("/v1/cards/lookup", "{}", "missingField"), ("/v1/cards/lookup", #"{"key":7}"#, "wrongType"),
        ("/v1/cards/lookup", #"{"key":"phone:abc"}"#, "badKey"),
        ("/v1/cards/lookup", #"{"key":"card:1","at":"x"}"#, "badInstant"),
        ("/v1/quotes", #"{"lines":7}"#, "wrongType"), ("/v1/customers", #"{"key":"nothing"}"#, "badKey"),
        ("/v1/customers", #"{"key":"card:1","consents":[{"granted":true}]}"#, "missingField"),
    ]) func `what cannot be read is refused with a stable code and leaves nothing`(
        path: String, body: String, code: String
    )
        throws
    {
        let pair = try Pair()
        let answer = try pair.store.till.call("POST", path, body)
        #expect(answer.status == 400)
        #expect(answer.code == code)
        #expect(try pair.store.agent.database.read { try $0.integer("SELECT COUNT(*) FROM journal") } == 0)
    }

    @Test func `a till may not add tills, and a stranger may do nothing`() throws {
        let pair = try Pair()
        #expect(try pair.store.till.call("POST", "/v1/tills", #"{"till":"2"}"#).code == "wrongRole")
        let token = try pair.store.agent.addTill("2")
        #expect(pair.store.agent.principal(ofToken: token)?.subject == "2")
        #expect(pair.store.agent.principal(ofToken: token + "x") == nil)
    }

    @Test func `amounts beyond sense stop neither totals nor the run, nor any other customer`() throws {
        let pair = try Pair()
        let admin = pair.central.admin
        let line = Purchase.Line(sku: "7501", amountMinor: Money.amountMinorMax)
        for number in 1...3 {
            var purchase = Purchase(
                receipt: "huge-\(number)", till: "1", at: pair.clock.now(), key: "card:\(number)",
                lines: Array(repeating: line, count: Purchase.linesMax))
            // A total may not be so much: it says something else, and is flagged.
            purchase.totalMinor = Money.amountMinorMax
            #expect(try pair.store.sell(purchase).flags.contains("totalsDiffer"))
        }
        _ = try pair.store.sell("1", 10_000, key: "card:900")
        #expect(try pair.store.sync())
        // Where some thousands of such receipts lead: every sum that is kept is near what 64 bits hold.
        try pair.central.aggregator.database.write { connection in
            try connection.execute(
                """
                UPDATE purchase SET total_minor = 9000000000000000000, lines_minor = 9000000000000000000
                    WHERE receipt <> '1';
                UPDATE card_fact SET points = 9000000000000000000, money_minor = 9000000000000000000,
                    spend_since_minor = 9000000000000000000 WHERE money_minor > 1000000;
                UPDATE card SET customer = (SELECT MIN(customer) FROM card)
                    WHERE n IN (SELECT card FROM card_fact WHERE money_minor > 1000000);
                """)
        }
        var again = Purchase(
            receipt: "huge-4", till: "1", at: pair.clock.now(), key: "card:1",
            lines: Array(repeating: line, count: Purchase.linesMax))
        again.totalMinor = Money.amountMinorMax
        #expect(try pair.store.sell(again)["event"] != nil)
        #expect(try pair.store.sync())
        #expect(try pair.central.totals()["amountMinor"]?.integer == .max)
        #expect(try pair.central.totals()["purchases"]?.integer == 5)
        #expect(try admin.call("POST", "/v1/run").status == 200)
        for path in ["/v1/status", "/v1/segments", "/v1/customers", "/v1/totals"] {
            #expect(try admin.call("GET", path).status == 200, "\(path)")
        }
        #expect(try admin.call("GET", "/v1/status").json["points"]?["outstanding"]?.integer == .max)
        #expect(try admin.call("GET", "/v1/status").json["totals"]?["aside"]?.integer == 0)
        #expect(try admin.send(ClientRequest("GET", "/metrics")).status == 200)
        #expect(try pair.store.sync())
        #expect(try pair.store.lookup("card:900").first?.points == 10)
        #expect(try pair.store.lookup("card:1").count == 1)
    }
}
