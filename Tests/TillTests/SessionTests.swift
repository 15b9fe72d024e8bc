import JSON
import Loyalty
import Testing

@testable import Till

@Suite struct `At the till` {
    @Test func `a sale is kept before the agent is told, and settled when it has it`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": Desk.found, "/v1/quotes": Desk.quote(2425, points: 2, discount: 125),
            "/v1/purchases": #"{"points":2,"flags":[],"card":\#(Desk.card)}"#,
        ]
        try desk.type("5512345678", "7501055300075 25.50")
        #expect(desk.screen.contains("★ PLATA  María G."))
        #expect(desk.screen.contains("Ahorra $1.25 · Gana 2 puntos"))
        try desk.type("", "100")
        let sent = try JSONDocument(desk.last("/v1/purchases")).root
        #expect(sent["card"]?.string == "c1" && sent["receipt"]?.string == "104211")
        #expect(sent["totalMinor"]?.integer == 2425 && sent["cashier"]?.string == "ana")
        #expect(desk.kept.isEmpty && desk.refused.isEmpty)
        #expect(desk.screen.contains("CAMBIO") && desk.screen.contains("Saldo nuevo"))
        #expect(desk.printed.count == 1 && desk.printed[0].contains { $0.hasPrefix("Puntos ganados") })
        // The next customer begins with an empty till.
        try desk.type("4011")
        #expect(!desk.screen.contains("María"))
    }

    @Test func `an agent that dies in the middle of a sale costs nobody anything`() throws {
        var desk = Desk()
        desk.answers = ["/v1/quotes": Desk.quote(2550, points: 2), "/v1/cards/lookup": Desk.found]
        try desk.type("5512345678", "7501055300075 25.50")
        desk.isAgentAway = true
        try desk.type("", "")
        #expect(desk.kept.count == 1)
        #expect(desk.screen.contains("SIN SERVICIO DE TIENDA desde 10:42"))
        #expect(desk.printed[0].joined(separator: " ").contains("se abonan después"))
        // The next ones are not even tried, and the customer's key goes with the receipt.
        let calls = desk.calls.count
        try desk.type("7501055300075", "", "")
        #expect(desk.calls.count == calls && desk.kept.count == 2)
        try desk.type("5512345678", "7501055300075", "", "")
        #expect(try JSONDocument(desk.kept[2]).root["key"]?.string == "phone:+525512345678")
        let numbers = try desk.kept.map { try JSONDocument($0).root["receipt"]?.string }
        #expect(Set(numbers).count == 3)
        desk.isAgentAway = false
        try desk.status(Desk.ok)
        #expect(!desk.screen.contains("SIN SERVICIO"))
    }

    @Test func `a receipt that neither store nor till can keep is not made`() throws {
        var desk = Desk()
        desk.isDiskFull = true
        desk.answers["/v1/purchases"] = #"{"points":0,"flags":[],"card":null}"#
        try desk.type("4011 5", "", "")
        #expect(desk.printed.count == 1, "the agent has it: that is enough")
        desk.isAgentAway = true
        for _ in 0..<2 {
            if desk.session.basket.lines.isEmpty { try desk.type("4011 5", "") }
            try desk.type("")
            #expect(desk.screen.contains("NO SE REGISTRÓ") && desk.printed.count == 1)
            #expect(desk.session.basket.lines.count == 1)
        }
        desk.isDiskFull = false
        try desk.type("")
        #expect(desk.kept.count == 1 && desk.printed.count == 2)
    }

    @Test func `what the agent cannot read is set aside, what it will not take now is kept`() throws {
        var desk = Desk()
        desk.problems["/v1/purchases"] = (400, "wrongType", "{}")
        try desk.type("4011 5", "", "")
        #expect(desk.refused.count == 1 && desk.kept.isEmpty)
        desk.problems["/v1/purchases"] = (401, "unknownToken", "{}")
        try desk.type("4011 5", "", "")
        #expect(desk.refused.count == 1 && desk.kept.count == 1)
        #expect(desk.screen.contains("no acepta la clave"))
    }

    @Test func `without a line the screen says what works, in words`() throws {
        var desk = Desk()
        desk.answers = ["/v1/cards/lookup": Desk.found]
        try desk.status(Desk.offline)
        try desk.type("5512345678")
        let words = desk.screen.replacing("\n", with: " ")
        #expect(
            words.contains(
                "SIN LÍNEA desde 10:42. La venta y los puntos quedan guardados. Aquí puede usar 300 de 900 puntos."))
        try desk.status(Desk.ok)
        #expect(!desk.screen.contains("SIN LÍNEA"))
        var english = Desk(.english)
        try english.status(Desk.offline)
        #expect(english.screen.contains("OFFLINE since 10:42. Sales and points are kept."))
    }

    @Test func `a busy till notices as soon as an idle one that the line is down`() throws {
        var desk = Desk()
        try desk.status(Desk.ok)
        desk.answers["/v1/quotes"] = Desk.quote(500, points: 0)
        desk.answers["/v1/status"] = Desk.offline
        let before = desk.calls.count
        // An article each second.
        for number in 1...Int(TillSession.statusSeconds) {
            desk.answers["/v1/quotes"] = Desk.quote(Array(repeating: 500, count: number), points: 0)
            try desk.type("4011 5")
            try desk.perform(desk.session.tick(at: desk.now))
        }
        #expect(desk.screen.contains("SIN LÍNEA desde 10:42"))
        #expect(desk.calls.dropFirst(before).count { $0.path == "/v1/status" } == 1, "and asks no more often")
    }

    @Test func `an unknown phone is enrolled with a name and one Enter, or sold to without`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": #"{"cards":[]}"#, "/v1/customers": #"{"known":false,"cards":[\#(Desk.card)]}"#,
        ]
        try desk.type("5512345678", "María González", "")
        let sent = try JSONDocument(desk.last("/v1/customers")).root
        #expect(sent["key"]?.string == "phone:+525512345678" && sent["name"]?.string == "María González")
        #expect(sent["consents"]?.array?.compactMap { $0["purpose"]?.string } == ["programme"])
        #expect(sent["consents"]?.array?.first?["language"]?.string == "es-MX")
        #expect(desk.screen.contains("Registrado: María G."))
        try desk.press(.function(10))
        try desk.type("5512345678", "María González", "1")
        let more = try JSONDocument(desk.last("/v1/customers")).root["consents"]?.array ?? []
        #expect(more.compactMap { $0["purpose"]?.string } == ["programme", "profiling", "messages"])
        // In a hurry the cashier scans on: nobody is enrolled under an article's number.
        try desk.press(.function(10))
        try desk.type("5587654321", "7501055300075 25.50")
        #expect(desk.session.basket.lines.count == 1 && desk.screen.contains("+525587654321"))
    }

    @Test func `central's late answer finds the customer while the cashier types, and never one who left`() throws {
        var desk = Desk()
        desk.answers["/v1/cards/lookup"] = #"{"cards":[],"asked":true}"#
        try desk.type("5512345678")
        #expect(desk.screen.contains("se pregunta a central"))
        desk.answers["/v1/cards/lookup"] = Desk.found
        desk.now = desk.now.adding(seconds: 1)
        try desk.press(.text("Mar"))
        try desk.perform(desk.session.tick(at: desk.now))
        #expect(desk.session.basket.member?.card == "c1" && desk.session.field.isEmpty)

        desk = Desk()
        desk.answers["/v1/cards/lookup"] = #"{"cards":[],"asked":true}"#
        try desk.type("5512345678", "")
        try desk.press(.function(10))
        desk.answers["/v1/cards/lookup"] = Desk.found
        desk.now = desk.now.adding(seconds: 1)
        try desk.perform(desk.session.tick(at: desk.now))
        #expect(desk.session.basket.member == nil)
    }

    @Test func `a basket is put aside, resumed, priced anew, and what changed is said`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": Desk.found, "/v1/quotes": Desk.quote(2550, points: 2), "/v1/baskets": "{}",
        ]
        try desk.type("5512345678", "7501055300075 25.50")
        try desk.press(.function(6))
        #expect(desk.session.basket.isEmpty && desk.screen.contains("Apartado"))
        let basket = try JSONDocument(desk.last("/v1/baskets")).root["basket"]?.text ?? ""
        desk.answers["/v1/baskets"] = #"{"baskets":[{"id":"2-1-1","till":"2","totalMinor":2550}]}"#
        desk.answers["/v1/baskets/2-1-1/take"] = "{\"basket\":\(basket)}"
        desk.answers["/v1/quotes"] = Desk.quote(2000, points: 2, discount: 550)
        try desk.press(.function(7))
        #expect(desk.screen.contains("Retomado: antes $25.50, ahora $20.00."))
        #expect(desk.session.basket.member?.card == "c1")
    }

    @Test func `what a store cannot do yet is a sentence, and the sale goes on`() throws {
        var desk = Desk()
        desk.answers = ["/v1/cards/lookup": Desk.found, "/v1/quotes": Desk.quote(2550, points: 2)]
        try desk.type("5512345678", "4011 25.50")
        try desk.press(.function(4))
        try desk.type("")
        #expect(desk.screen.contains("aún no sabe hacer esto"))
        #expect(desk.session.basket.lines.count == 1 && desk.session.basket.hold == nil)
    }

    @Test func `slips of the hand lose nothing`() throws {
        var desk = Desk()
        try desk.type("7501055300076")
        #expect(desk.screen.contains("escanéelo otra vez") && desk.session.basket.lines.isEmpty)
        try desk.type("4011 5", "4012", "abc")
        #expect(desk.screen.contains("Precio de 4012"))
        try desk.press(.escape)
        #expect(desk.session.basket.lines.count == 1)
        // Scanners that send two line ends reach the payment, never beyond it.
        try desk.type("", "7501055300075 10", "", "7501055300075")
        #expect(desk.session.basket.lines.count == 3 && desk.kept.isEmpty)
        try desk.type("-")
        #expect(desk.session.basket.lines.count == 2)
        try desk.press(.interrupt)
        #expect(!desk.hasEnded && desk.screen.contains("Hay una venta abierta"))
        try desk.press(.function(10), .function(12))
        #expect(desk.hasEnded)
    }

    @Test func `every command is reached without function keys`() throws {
        var desk = Desk()
        try desk.type("?", "11", "luis")
        #expect(desk.session.cashier == "luis")
        try desk.type("?")
        for name in ["Registrar", "Puntos", "Apartar", "Retomar", "Devolver", "Salir"] {
            #expect(desk.screen.contains(name))
        }
        try desk.type("13")
        #expect(desk.screen.contains("de 2 a 12"))
    }

    @Test func `receipt numbers are of the clock, never twice, also when it is set back`() throws {
        var desk = Desk()
        for _ in 0..<3 { try desk.type("4011 5", "", "") }
        // The same three seconds once more.
        desk.now = desk.now.adding(seconds: -9)
        for _ in 0..<3 { try desk.type("4011 5", "", "") }
        #expect(Set(desk.printed.map { $0[$0.count - 2] }).count == 6)
    }

    @Test(arguments: [(20, 6), (40, 20), (40, 24), (80, 24), (200, 60), (1, 1), (80, 8)])
    func `every screen fits, and the field is on it`(columns: Int, rows: Int) throws {
        var desk = Desk(.spain, country: "ES", currency: "EUR")
        desk.answers = ["/v1/cards/lookup": Desk.found]
        func check() {
            let screen = desk.session.screen(columns: columns, rows: rows)
            #expect(screen.rows.count == max(rows, Screen.rowsMin))
            for row in screen.rows { #expect(ShownText.width(row.text) <= max(columns, Screen.columnsMin)) }
            #expect(screen.rows[screen.cursor.row].role == .prompt)
            #expect(screen.rows[screen.cursor.row].text.contains(" > "))
        }
        check()
        try desk.status(Desk.offline)
        try desk.type("612345678")
        for number in 0..<40 { try desk.type("40\(10 + number) 12345,67 3") }
        check()
        try desk.press(.text("7501055300075"))
        check()
        try desk.press(.clear, .function(1))
        check()
        try desk.press(.escape)
        try desk.type("")
        check()
        desk.isAgentAway = true
        try desk.type("")
        check()
    }
}
