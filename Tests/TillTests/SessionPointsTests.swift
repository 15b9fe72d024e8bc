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
        try desk.press(.function(4))
        try desk.type("900")
        #expect(desk.calls.count { $0.path == "/v1/grants" } == 1)
        #expect(desk.screen.replacing("\n", with: " ").contains("Los demás están en otras tiendas"))
        try desk.press(.function(4))
        try desk.type("901")
        #expect(desk.screen.contains("Sólo tiene 900 puntos"))
    }

    @Test func `points that came after they were asked for can be used at once`() throws {
        var desk = Desk()
        func quote(_ points: Int, _ value: Int) -> String {
            String(Desk.quote(4_000, points: 40).dropLast())
                + #","redeemable":{"points":\#(points),"valueMinor":\#(value),"limit":"notEnoughHere","sharePercentMax":100}}"#
        }
        desk.answers = [
            "/v1/cards/lookup": Desk.found, "/v1/quotes": quote(0, 0), "/v1/grants": #"{"asked":true}"#,
            "/v1/holds": #"{"points":400,"valueMinor":4000,"offers":[]}"#,
        ]
        desk.problems["/v1/holds"] = (409, "notEnoughHere", #"{"here":0,"total":900,"wanted":400}"#)
        try desk.type("5512345678", "4011 40")
        try desk.press(.function(4))
        try desk.type("400")
        #expect(desk.screen.contains("Se pidieron los puntos"))
        desk.problems = [:]
        desk.answers["/v1/quotes"] = quote(400, 4_000)
        try desk.press(.function(4))
        #expect(desk.screen.contains("Aquí se pueden usar 400 puntos ($40.00)"))
        try desk.type("")
        #expect(try JSONDocument(desk.last("/v1/holds")).root["points"]?.integer == 400)
        #expect(desk.screen.contains("400 puntos apartados: $40.00"))
    }

    @Test func `once points are set aside, the screen says what the basket earns beside them`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": Desk.found, "/v1/quotes": Desk.quote(4_000, points: 40),
            "/v1/holds": #"{"points":10,"valueMinor":100,"offers":[]}"#,
        ]
        try desk.type("5512345678", "4011 40")
        #expect(desk.screen.contains("Gana 40 puntos"))
        let card = Desk.card.replacing(#""here":300"#, with: #""here":290"#)
        desk.answers["/v1/quotes"] = String(Desk.quote(4_000, points: 39).dropLast()) + ",\"card\":\(card)}"
        try desk.press(.function(4))
        try desk.type("10")
        #expect(desk.screen.contains("Aquí puede usar 300 de 900 puntos."), "those for this sale are here, too")
        #expect(desk.screen.contains("Gana 39 puntos") && desk.screen.contains("10 puntos apartados: $1.00"))
        let held = try JSONDocument(desk.last("/v1/holds")).root["receipt"]?.string
        #expect(try JSONDocument(desk.last("/v1/quotes")).root["receipt"]?.string == held)
        // Given back, they pay nothing of it.
        desk.answers["/v1/holds"] = #"{"points":0,"valueMinor":0,"offers":[]}"#
        desk.answers["/v1/quotes"] = Desk.quote(4_000, points: 40)
        try desk.press(.function(4))
        try desk.type("0")
        #expect(desk.screen.contains("Gana 40 puntos") && !desk.screen.contains("apartados"))
    }

    @Test(arguments: [
        (TillLanguage.mexico, 10, 5, "Los puntos se usan desde 10, de 5 en 5."),
        (.mexico, 500, 1, "Se usan desde 500 puntos."), (.english, 10, 5, "Points are used from 10 on, in steps of 5."),
        (.english, 500, 1, "Points are used from 500 on."),
    ]) func `how many points can be used is said in the till's language`(
        language: TillLanguage, fewest: Int, step: Int, sentence: String
    ) throws {
        var desk = Desk(language)
        desk.answers = ["/v1/cards/lookup": Desk.found, "/v1/quotes": Desk.quote(4_000, points: 40)]
        desk.problems["/v1/holds"] = (400, "badValue", #"{"pointsMin":\#(fewest),"pointsStep":\#(step)}"#)
        try desk.type("5512345678", "4011 40")
        try desk.press(.function(4))
        try desk.type("7")
        #expect(desk.screen.contains(sentence))
        // The question stays.
        desk.problems = [:]
        desk.answers["/v1/holds"] = #"{"points":10,"valueMinor":100,"offers":[]}"#
        try desk.type("10")
        #expect(try JSONDocument(desk.last("/v1/holds")).root["points"]?.integer == 10)
    }

    @Test func `points that cannot be used yet are no balance`() throws {
        var desk = Desk()
        func card(_ pending: Int) -> String {
            Desk.card.replacing(
                #""here":300,"total":900,"pending":0,"valueMinor":9000"#,
                with: #""here":0,"total":0,"pending":\#(pending),"valueMinor":0"#)
        }
        desk.answers = [
            "/v1/cards/lookup": "{\"cards\":[\(card(625))]}", "/v1/quotes": Desk.quote(9_700, points: 97),
            "/v1/purchases": #"{"points":97,"availableFrom":"2026-03-17","flags":[],"card":\#(card(722))}"#,
        ]
        try desk.type("5512345678", "4011 97", "", "")
        let slip = try #require(desk.printed.last)
        func row(_ name: String, _ number: String) -> Bool {
            slip.contains { $0.hasPrefix(name) && $0.hasSuffix(" \(number)") }
        }
        #expect(row("Saldo anterior", "0") && row("Puntos ganados", "+97") && row("Saldo nuevo", "0"))
        #expect(row("Por confirmar", "722"))
        #expect(desk.screen.contains("Por confirmar"))
        // Brought back, they leave what waits.
        desk.answers["/v1/returns"] =
            #"{"points":-97,"availableFrom":"2026-03-17","restored":0,"pending":false,"flags":[],"card":\#(card(625))}"#
        try desk.type("042.1.104211.20260314", "1", "4011", "", "")
        let back = try #require(desk.printed.last)
        #expect(back.contains { $0.hasPrefix("Saldo anterior") && $0.hasSuffix(" 0") })
        #expect(back.contains { $0.hasPrefix("Saldo nuevo") && $0.hasSuffix(" 0") })
        #expect(back.contains { $0.hasPrefix("Por confirmar") && $0.hasSuffix(" 625") })
    }

    @Test func `a bonus that central gives is promised as such`() throws {
        var desk = Desk()
        let pending =
            #","pending":[{"rule":"welcome","names":{"es":"Bienvenida","en":"Welcome"},"points":100},{"rule":"b2","points":1}]}"#
        desk.answers = [
            "/v1/cards/lookup": Desk.found,
            "/v1/quotes": String(Desk.quote(4_000, points: 40).dropLast()) + pending,
        ]
        try desk.type("5512345678", "4011 40")
        let words = desk.screen.replacing("\n", with: " ")
        #expect(words.contains("Gana 40 puntos · Bienvenida: 100 puntos más, por confirmar"))
        #expect(words.contains("· 1 punto más, por confirmar") && !words.contains("b2"))
    }

    @Test func `the cashier's own card is told at once, and gets nothing`() throws {
        var desk = Desk()
        let reward = #""rewards":[{"reward":"cafe","names":{"es":"Café"},"points":50,"usable":true}],"provisional""#
        let own = Desk.card.replacing("\"provisional\"", with: #""ownCard":true,\#(reward)"#)
        let other = Desk.card.replacing("\"provisional\"", with: reward)
        func quote(_ card: String) -> String { String(Desk.quote(4_000, points: 0).dropLast()) + ",\"card\":\(card)}" }
        desk.answers = ["/v1/cards/lookup": "{\"cards\":[\(own)]}", "/v1/quotes": quote(own)]
        try desk.type("5512345678")
        #expect(try JSONDocument(desk.last("/v1/cards/lookup")).root["cashier"]?.string == "ana")
        #expect(desk.screen.contains("Es la tarjeta del propio cajero"))
        try desk.type("4011 40")
        #expect(try JSONDocument(desk.last("/v1/quotes")).root["cashier"]?.string == "ana")
        #expect(desk.screen.contains("Es la tarjeta del propio cajero"), "as long as it is on the screen")
        for key in [4, 5] {
            try desk.press(.function(key))
            #expect(!desk.screen.contains("Café") && desk.screen.contains("Artículo, cliente o recibo >"))
        }
        // Somebody else takes the till.
        desk.answers["/v1/quotes"] = quote(other)
        try desk.type("?", "11", "luis")
        #expect(try JSONDocument(desk.last("/v1/quotes")).root["cashier"]?.string == "luis")
        #expect(!desk.screen.contains("propio cajero"))
        try desk.press(.function(5))
        #expect(desk.screen.contains("Café"))
        // And back.
        try desk.press(.escape)
        desk.answers["/v1/quotes"] = quote(own)
        try desk.type("?", "11", "ana")
        #expect(desk.screen.contains("propio cajero"))
    }
}
