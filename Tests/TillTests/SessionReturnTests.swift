import JSON
import Testing

@testable import Till

@Suite struct `Goods back at the till` {
    @Test func `goods come back at the price that was paid, with their receipt`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": Desk.found, "/v1/quotes": Desk.quote(4850, points: 4, discount: 250),
            "/v1/purchases": #"{"points":4,"flags":[],"card":\#(Desk.card)}"#,
            "/v1/returns": #"{"points":-2,"restored":0,"pending":false,"card":\#(Desk.card)}"#,
        ]
        try desk.type("5512345678", "7501055300075 25.50 2", "", "")
        try desk.type("042.1.104211.20260314", "1")
        #expect(desk.screen.contains("DEVOLUCIÓN de 042.1.104211.20260314"))
        try desk.type("7501055300075", "")
        #expect(desk.screen.contains("DEVOLVER"))
        try desk.type("")
        let sent = try JSONDocument(desk.last("/v1/returns")).root
        #expect(sent["of"]?["receipt"]?.string == "104211" && sent["of"]?["day"]?.string == "2026-03-14")
        #expect(sent["lines"]?.array?.first?["amountMinor"]?.integer == 2425)
        #expect(sent["lines"]?.array?.first?["quantity"]?.number == 1)
        #expect(desk.printed.last?.first?.hasPrefix("DEVOLUCIÓN") == true)
    }

    @Test func `what was paid with points comes back as points, and not as money besides`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": Desk.found, "/v1/quotes": Desk.quote(2000, points: 2),
            "/v1/holds": #"{"points":50,"valueMinor":500,"offers":[]}"#,
            "/v1/purchases": #"{"points":1,"redeemed":50,"flags":[],"card":\#(Desk.card)}"#,
            "/v1/returns":
                #"{"points":-1,"restored":50,"restoredMinor":500,"pending":true,"flags":[],"card":\#(Desk.card)}"#,
        ]
        func buy() throws {
            try desk.type("5512345678", "4011 20")
            try desk.press(.function(4))
            try desk.type("50", "", "")
        }
        try buy()
        let receipt = try #require(desk.printed.last?.first { $0.contains("042.1.") }).filter { $0 != " " }
        try desk.type(receipt, "1", "4011", "", "")
        #expect(desk.screen.contains("-$15.00"))
        #expect(desk.printed.last?.contains { $0.hasPrefix("Efectivo") && $0.hasSuffix("-$15.00") } == true)
        #expect(desk.printed.last?.contains { $0.hasPrefix("Vuelve en puntos") && $0.hasSuffix(" $5.00") } == true)
        // In an exchange that much is due.
        try buy()
        let other = try #require(desk.printed.last?.first { $0.contains("042.1.") }).filter { $0 != " " }
        try desk.type("4012 20", other, "1", "4011", "", "")
        #expect(desk.screen.contains("falta ese importe"))
        try desk.type("")
        let bought = try JSONDocument(desk.last("/v1/purchases")).root
        #expect(bought["payments"]?.array?.compactMap { $0["amountMinor"]?.integer } == [1500, 500])
        #expect(desk.calls.filter { $0.path == "/v1/returns" }.count == 2)
    }

    @Test func `what is known of goods that come back is said before money is paid back`() throws {
        var desk = Desk()
        func check(_ more: String) -> String {
            #"{"event":null,"points":0,"restored":0,"found":true,\#(more),"card":null}"#
        }
        desk.answers = [
            "/v1/returns/check": check(#""amountMinor":2000,"restoredMinor":500,"flags":["decidedByCentral"]"#),
            "/v1/returns": check(#""amountMinor":2000,"restoredMinor":500,"flags":["decidedByCentral"]"#),
        ]
        try desk.type("007.1.104150.20260312", "1", "4011 20", "")
        #expect(desk.screen.contains("$5.00 se pagó con puntos y vuelve como puntos"))
        #expect(desk.session.basket.totalMinor == -1500)
        #expect(!desk.calls.contains { $0.path == "/v1/returns" }, "nothing is recorded yet")
        try desk.type("")
        #expect(desk.printed.last?.contains { $0.hasPrefix("Efectivo") && $0.hasSuffix("-$15.00") } == true)
        let checked = try JSONDocument(desk.last("/v1/returns/check")).root
        #expect(try JSONDocument(desk.last("/v1/returns")).root["id"]?.string == checked["id"]?.string)
        let cases = [
            (#""amountMinor":0,"restoredMinor":0,"flags":["nothingLeft"]"#, "no devuelva dinero"),
            (#""amountMinor":1200,"restoredMinor":200,"flags":["capped"]"#, "devuelva $10.00 como máximo"),
            (#""amountMinor":1800,"restoredMinor":0,"flags":[]"#, "devuelva $18.00 como máximo"),
            (#""amountMinor":2000,"restoredMinor":500,"flags":["tooLate"]"#, "ya no vuelven"),
        ]
        for (answer, text) in cases {
            var desk = Desk()
            desk.answers = ["/v1/returns/check": check(answer)]
            try desk.type("007.1.104150.20260312", "1", "4011 20", "")
            #expect(desk.screen.contains(text), "\(answer)")
        }
    }

    @Test func `of a purchase that nobody knows now, the receipt says what was paid with money`() throws {
        var desk = Desk()
        desk.answers["/v1/returns/check"] =
            #"{"event":null,"restored":0,"restoredMinor":0,"found":false,"flags":["decidedByCentral"],"card":null}"#
        try desk.type("007.1.104150.20260312", "1", "4011 20", "")
        #expect(desk.screen.contains("lo que su recibo dice"))
        #expect(desk.session.basket.totalMinor == -2000)
    }

    @Test func `other goods than were asked about are asked about anew`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/returns/check":
                #"{"event":null,"restored":0,"amountMinor":2000,"restoredMinor":500,"flags":[],"card":null}"#
        ]
        try desk.type("007.1.104150.20260312", "1", "4011 20", "")
        #expect(desk.session.basket.totalMinor == -1500)
        desk.answers["/v1/returns/check"] =
            #"{"event":null,"restored":0,"amountMinor":6000,"restoredMinor":1500,"flags":[],"card":null}"#
        try desk.type("4012 40", "")
        #expect(desk.session.basket.totalMinor == -4500)
        #expect(Set(desk.calls.filter { $0.path == "/v1/returns/check" }.map(\.body)).count == 2)
        // What was said of the first alone comes late.
        let late = Call(.checkReturn, "POST", "/v1/returns/check", Array("{}".utf8))
        let answer = try JSONDocument(#"{"amountMinor":0,"restoredMinor":0,"flags":["nothingLeft"]}"#).root
        #expect(desk.session.hear(.done(answer), to: late, at: desk.now).isEmpty)
        #expect(desk.session.basket.totalMinor == -4500 && !desk.screen.contains("no devuelva dinero"))
    }

    @Test func `too late for points, what was paid with them comes back neither as points nor as money`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": Desk.found,
            "/v1/returns":
                #"{"points":0,"restored":0,"restoredMinor":500,"pending":false,"flags":["tooLate"],"card":\#(Desk.card)}"#,
            "/v1/voids": #"{"event":"e","points":0,"restored":0,"restoredMinor":500,"flags":["notSameDay","tooLate"]}"#,
        ]
        try desk.type("042.1.104150.20260114", "1", "4011 20", "", "")
        #expect(desk.screen.contains("-$15.00") && desk.screen.contains("demasiado antigua"))
        let slip = try #require(desk.printed.last)
        #expect(slip.contains { $0.hasPrefix("Efectivo") && $0.hasSuffix("-$15.00") })
        #expect(slip.contains { $0.hasPrefix("Puntos") && $0.hasSuffix(" $5.00") })
        #expect(slip.contains { $0.hasPrefix("Devuelto fuera de plazo") })
        #expect(!slip.contains { $0.hasPrefix("Vuelve en puntos") || $0.hasPrefix("Central termina") })
        // In an exchange that much is due.
        try desk.type("4012 20", "042.1.104151.20260114", "1", "4011 20", "", "")
        #expect(desk.screen.contains("que ya no vuelven: falta ese importe"))
        try desk.type("")
        try desk.type("042.1.104152.20260114", "4", "se arrepintió")
        #expect(desk.screen.contains("Compra 104152 cancelada, tarde para los puntos"))
    }

    @Test func `an exchange returns first, and pays the new goods with it`() throws {
        var desk = Desk()
        desk.answers["/v1/purchases"] = #"{"points":0,"flags":[],"card":null}"#
        desk.answers["/v1/returns"] = #"{"points":0,"restored":0,"pending":false,"flags":[],"card":null}"#
        try desk.type("4011 30", "042.1.104000.20260313", "1", "4012 10")
        #expect(desk.screen.contains("DEVOLUCIÓN de 042.1.104000.20260313"))
        try desk.type("", "50")
        let paths = desk.calls.map(\.path).filter { $0 != "/v1/quotes" }
        #expect(paths == ["/v1/returns/check", "/v1/returns", "/v1/purchases"])
        let returned = try JSONDocument(desk.last("/v1/returns")).root
        #expect(returned["lines"]?.array?.compactMap { $0["sku"]?.string } == ["4012"])
        #expect(returned["of"]?["receipt"]?.string == "104000")
        let bought = try JSONDocument(desk.last("/v1/purchases")).root
        #expect(bought["lines"]?.array?.compactMap { $0["sku"]?.string } == ["4011"])
        #expect(bought["totalMinor"]?.integer == 3000)
        #expect(bought["payments"]?.array?.compactMap { $0["amountMinor"]?.integer } == [1000, 2000])
        #expect(desk.screen.contains("CAMBIO") && desk.printed.count == 1)
        #expect(desk.printed[0].contains { $0.hasPrefix("-1 x 4012") })
    }

    @Test func `a return waits at the till while there is no agent, where it names its receipt`() throws {
        var desk = Desk()
        try desk.type("042.1.104000.20260313", "1", "4012 10")
        try desk.type("")
        desk.isAgentAway = true
        try desk.type("")
        #expect(desk.kept.count == 1 && desk.printed.count == 1)
        let kept = try JSONDocument(try #require(desk.kept.first)).root
        #expect(kept["path"]?.string == "/v1/returns" && kept["body"]?["of"]?["receipt"]?.string == "104000")
        #expect(kept["body"]?.text == desk.last("/v1/returns"), "the same request, should it have arrived")
        // Without a receipt somebody must look at it.
        try desk.type("-4012 10", "", "")
        #expect(desk.kept.count == 1 && desk.screen.contains("no contesta"))
        #expect(desk.session.basket.lines.count == 1)
    }

    @Test func `a receipt is cancelled, and one that nobody knows is said to be unknown`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/purchases": #"{"points":0,"flags":[],"card":null}"#,
            "/v1/voids": #"{"event":"e","points":0,"restored":0,"pending":false,"flags":[],"card":null}"#,
        ]
        try desk.type("4011 30", "", "", "#104210", "4", "se arrepintió")
        let sent = try JSONDocument(desk.last("/v1/voids")).root
        #expect(sent["receipt"]?.string == "104210" && sent["day"]?.string == "2026-03-14")
        #expect(desk.screen.contains("Compra 104210 cancelada"))
        #expect(desk.printed.last?.first?.hasPrefix("CANCELACIÓN") == true)
        desk.answers["/v1/voids"] = #"{"event":"e","points":0,"restored":50,"restoredMinor":500,"pending":true}"#
        try desk.type("#104210", "4", "se arrepintió")
        #expect(desk.screen.contains("Compra 104210 cancelada: $5.00 vuelve en puntos; devuelva el resto"))
        desk.answers["/v1/voids"] = #"{"event":null,"points":0,"restored":0}"#
        try desk.type("#104999", "4", "no sé")
        #expect(desk.screen.contains("La tienda no conoce ese recibo"))
    }

    @Test func `a receipt that is cancelled already, or that this store never had, pays nothing back`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/purchases": #"{"points":0,"flags":[],"card":null}"#,
            "/v1/voids": #"{"event":"e","points":0,"restored":0,"restoredMinor":0,"flags":["nothingLeft"]}"#,
        ]
        func words() -> String { desk.screen.replacing("\n", with: " ") }
        try desk.type("4011 30", "", "", "#104210", "4", "se arrepintió")
        #expect(words().contains("La compra 104210 ya estaba cancelada o devuelta: no devuelva nada."))
        #expect(desk.printed.count == 1, "no paper says that it was cancelled now")
        for flags in [#""notSameDay","decidedByCentral","tooLate""#, #""decidedByCentral""#] {
            desk.answers["/v1/voids"] =
                #"{"event":"e","points":0,"restored":0,"restoredMinor":0,"found":false,"flags":[\#(flags)]}"#
            try desk.type("042.1.104999.20251224", "4", "no sé")
            #expect(words().contains("Esta tienda no conoce la compra 104999: no devuelva nada"), "\(flags)")
            #expect(!words().contains("devuelva lo") && desk.printed.count == 1, "\(flags)")
        }
        // Of a customer whom the store does not know: the money is known all the same.
        desk.answers["/v1/voids"] =
            #"{"event":"e","points":0,"restored":0,"restoredMinor":0,"found":true,"flags":["decidedByCentral"]}"#
        try desk.type("#104210", "4", "se arrepintió")
        #expect(words().contains("Compra 104210 cancelada: devuelva lo pagado"))
    }

    @Test func `the paper of a cancelled receipt says what was paid, and no change`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/purchases": #"{"points":0,"flags":[],"card":null}"#,
            "/v1/voids": #"{"event":"e","points":0,"restored":0,"restoredMinor":0,"flags":[]}"#,
        ]
        try desk.type("4011 30", "", "50")
        #expect(desk.printed.last?.contains { $0.hasPrefix("Efectivo") && $0.hasSuffix(" $50.00") } == true)
        #expect(desk.printed.last?.contains { $0.hasPrefix("CAMBIO") && $0.hasSuffix(" $20.00") } == true)
        try desk.type("#104210", "4", "se arrepintió")
        #expect(desk.printed.last?.first?.hasPrefix("CANCELACIÓN") == true, "\(desk.screen)")
        #expect(desk.printed.last?.contains { $0.hasPrefix("Efectivo") && $0.hasSuffix(" $30.00") } == true)
        #expect(desk.printed.last?.contains { $0.hasPrefix("CAMBIO") } == false)
    }
}
