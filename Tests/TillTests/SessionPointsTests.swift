import JSON
import Testing

@testable import Till

@Suite struct `Points at the till` {
    @Test func `points are set aside before payment, pay, and come back when the sale is cancelled`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": Desk.found, "/v1/quotes": Desk.quote(2550, points: 2),
            "/v1/holds": #"{"points":255,"valueMinor":2550,"offers":[]}"#,
            "/v1/purchases": #"{"points":0,"redeemed":255,"flags":[],"card":\#(Desk.card)}"#,
        ]
        try desk.type("5512345678", "7501055300075 25.50")
        try desk.press(.function(4))
        try desk.type("")
        // 900 points are worth $90.00: 255 pay what the basket costs.
        #expect(try JSONDocument(desk.last("/v1/holds")).root["points"]?.integer == 255)
        #expect(desk.screen.contains("255 puntos apartados: $25.50"))
        try desk.press(.function(10))
        let holds = try desk.calls.filter { $0.path == "/v1/holds" }.map { try JSONDocument($0.body).root }
        let held = holds.first?["receipt"]?.string
        #expect(holds.last?["receipt"]?.string == held && holds.last?["points"]?.integer == 0)

        try desk.type("5512345678", "7501055300075")
        try desk.press(.function(4))
        try desk.type("", "", "")
        let sent = try JSONDocument(desk.last("/v1/purchases")).root
        #expect(sent["payments"]?.array?.first?["kind"]?.string == "points")
        #expect(sent["redeemedPoints"]?.integer == 255)
        #expect(try JSONDocument(desk.last("/v1/holds")).root["receipt"]?.string == sent["receipt"]?.string)
        #expect(sent["receipt"]?.string != held, "a receipt given up is not used again")
    }

    @Test func `points set aside for more than the basket costs in the end are used only as far as they pay`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": Desk.found, "/v1/quotes": Desk.quote(2000, 550, points: 2),
            "/v1/holds": #"{"points":255,"valueMinor":2550,"offers":[]}"#,
            "/v1/purchases": #"{"points":0,"redeemed":200,"flags":[],"card":\#(Desk.card)}"#,
        ]
        try desk.type("5512345678", "4011 20", "4012 5.50")
        try desk.press(.function(4))
        try desk.type("")
        desk.answers["/v1/quotes"] = Desk.quote(2000, points: 2)
        try desk.type("-", "", "")
        let sent = try JSONDocument(desk.last("/v1/purchases")).root
        #expect(sent["redeemedPoints"]?.integer == 200 && sent["totalMinor"]?.integer == 2000)
        #expect(sent["payments"]?.array?.compactMap { $0["amountMinor"]?.integer } == [2000])
    }

    @Test func `points pay their share, and as a discount they lower the total`() throws {
        var desk = Desk()
        let redeemable =
            #","redeemable":{"points":120,"valueMinor":1200,"limit":"share","as":"discount","sharePercentMax":50}}"#
        func quote(_ amount: Int) -> String { String(Desk.quote(amount, points: 2).dropLast()) + redeemable }
        desk.answers = [
            "/v1/cards/lookup": Desk.found, "/v1/quotes": quote(2_400),
            "/v1/holds": #"{"points":120,"valueMinor":1200,"as":"discount","offers":[]}"#,
            "/v1/purchases": #"{"points":1,"redeemed":100,"flags":["overShare"],"card":\#(Desk.card)}"#,
        ]
        try desk.type("5512345678", "4011 24")
        try desk.press(.function(4))
        #expect(desk.screen.contains("Hasta 120 puntos ($12.00): los puntos pagan a lo más el 50 % de una compra."))
        desk.problems["/v1/holds"] = (409, "overShare", #"{"most":120,"wanted":500}"#)
        try desk.type("500")
        #expect(desk.screen.contains("En esta compra se pueden usar a lo más 120 puntos."))
        desk.problems = [:]
        try desk.press(.function(4))
        try desk.type("")
        let hold = try JSONDocument(desk.last("/v1/holds")).root
        #expect(hold["points"]?.integer == 120 && hold["totalMinor"]?.integer == 2_400)
        #expect(desk.screen.contains("TOTAL") && !desk.screen.contains("FALTA"))
        // Something is taken off: their share falls with it.
        desk.answers["/v1/quotes"] = quote(2_000)
        try desk.type("4012 1", "-", "", "")
        #expect(try JSONDocument(desk.last("/v1/quotes")).root["receipt"]?.string == hold["receipt"]?.string)
        let sent = try JSONDocument(desk.last("/v1/purchases")).root
        #expect(sent["totalMinor"]?.integer == 1_000 && sent["redeemedPoints"]?.integer == 100)
        #expect(sent["adjustments"]?.array?.first?["amountMinor"]?.integer == -1_000)
        #expect(sent["payments"]?.array?.compactMap { $0["kind"]?.string } == ["cash"])
        let printed = try #require(desk.printed.last)
        #expect(printed.contains { $0.hasPrefix("Descuento por puntos") && $0.hasSuffix("-$10.00") })
        #expect(printed.contains { $0.hasPrefix("TOTAL") && $0.hasSuffix(" $10.00") })
        #expect(!printed.contains { $0.hasPrefix("Puntos  ") })
        #expect(desk.screen.contains("más de lo que permite el programa"))
    }

    @Test func `an offer with one use is set aside before payment, with the points`() throws {
        var desk = Desk()
        let card = Desk.card.replacing(
            "\"provisional\"",
            with: #""offers":[{"offer":"o1","names":{"es":"-50"},"usable":true,"usesLeft":1}],"provisional""#)
        desk.answers = [
            "/v1/cards/lookup": "{\"cards\":[\(card)]}",
            "/v1/quotes": #"{"lines":[{"amountMinor":2000,"discountMinor":500}],"points":2,"offers":["o1"]}"#,
            "/v1/holds": #"{"points":0,"valueMinor":0,"offers":["o1"]}"#,
        ]
        try desk.type("5512345678", "4011 25", "")
        #expect(try JSONDocument(desk.last("/v1/holds")).root["offers"]?.array?.first?.string == "o1")
        try desk.press(.escape)
        desk.problems["/v1/holds"] = (409, "offerNotHere", "{}")
        desk.session.basket.hold = nil
        desk.answers["/v1/quotes"] = Desk.quote(2500, points: 2)
        try desk.type("")
        #expect(desk.session.basket.totalMinor == 2500 && desk.screen.contains("oferta no se puede usar"))
    }

    @Test func `a store that has too little says how much, and the others are asked while there is a line`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": Desk.found, "/v1/quotes": Desk.quote(99_000, points: 2),
            "/v1/grants": #"{"asked":true}"#,
        ]
        desk.problems["/v1/holds"] = (409, "notEnoughHere", #"{"here":300,"total":900,"wanted":900}"#)
        try desk.type("5512345678", "4011 990")
        try desk.press(.function(4))
        try desk.type("900")
        #expect(try JSONDocument(desk.last("/v1/grants")).root["points"]?.integer == 900)
        #expect(desk.screen.contains("Se pidieron los puntos"))
        try desk.status(Desk.offline)
        let calls = desk.calls.count
        try desk.press(.function(4))
        try desk.type("900")
        #expect(desk.calls.count == calls + 1)
        #expect(desk.screen.replacing("\n", with: " ").contains("Los demás están en otras tiendas"))
        try desk.press(.function(4))
        try desk.type("901")
        #expect(desk.screen.contains("Sólo tiene 900 puntos"))
    }
}
