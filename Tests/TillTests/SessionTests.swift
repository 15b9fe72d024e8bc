import JSON
import Loyalty
import Testing

@testable import Till

/// A till at a made-up agent: each call is answered by what the test says.
private struct Desk {
    var session: TillSession
    /// By path; what is not here answers as an agent does that lacks the route.
    var answers: [String: String] = [:]
    /// By path: code and members of a problem.
    var problems: [String: (status: Int, code: String, body: String)] = [:]
    var isAgentAway = false
    var isDiskFull = false
    var calls: [(path: String, body: String)] = []
    var kept: [String] = []
    var refused: [String] = []
    var printed: [[String]] = []
    var hasEnded = false
    var now = Instant("2026-03-14T16:42:07Z") ?? .earliest

    init(_ language: TillLanguage = .mexico, country: String = "MX", currency: String = "MXN") {
        let facts = StoreFacts(
            store: "042", country: country, currency: currency, zone: Zone("America/Mexico_City") ?? .utc)
        session = TillSession(
            till: "1", cashier: "ana", settings: TillSettings(), facts: facts, texts: TillTexts(language), at: now)
    }

    mutating func perform(_ acts: [Act]) throws {
        var waiting = acts[...]
        while let act = waiting.popFirst() {
            switch act {
            case .call(let call):
                let answer = try answer(call)
                waiting.insert(contentsOf: session.hear(answer, to: call, at: now), at: waiting.startIndex)
            case .keep(let body):
                if !isDiskFull { kept.append(String(decoding: body, as: UTF8.self)) }
                waiting.insert(contentsOf: session.kept(!isDiskFull), at: waiting.startIndex)
            case .settle(let body): kept.removeAll { $0 == String(decoding: body, as: UTF8.self) }
            case .setAside(let body):
                let text = String(decoding: body, as: UTF8.self)
                kept.removeAll { $0 == text }
                refused.append(text)
            case .print(let rows): printed.append(rows)
            case .end: hasEnded = true
            }
        }
    }

    private mutating func answer(_ call: Call) throws -> Answer {
        calls.append((call.path, String(decoding: call.body, as: UTF8.self)))
        if isAgentAway { return .nobody }
        if let problem = problems[call.path] {
            let body = try JSONDocument(problem.body).root
            return .refused(status: problem.status, code: problem.code, detail: "as the agent says", body: body)
        }
        if let answer = answers[call.path] { return .done(try JSONDocument(answer).root) }
        return .refused(status: 404, code: "unknownPath", detail: "There is no such path.", body: nil)
    }

    mutating func type(_ lines: String...) throws {
        for line in lines {
            now = Instant(milliseconds: now.milliseconds + 1000)
            for character in line { try perform(session.press(.text(String(character)), at: now)) }
            try perform(session.press(.enter, at: now))
        }
    }

    mutating func press(_ keys: Keystroke...) throws {
        for key in keys { try perform(session.press(key, at: now)) }
    }

    mutating func status(_ json: String) throws {
        answers["/v1/status"] = json
        now = now.adding(seconds: TillSession.statusSeconds + 1)
        try perform(session.tick(at: now))
    }

    var screen: String { session.screen(columns: 80, rows: 24).text }
    func last(_ path: String) -> String { calls.last { $0.path == path }?.body ?? "" }

    static let ok =
        #"{"store":"042","state":"ok","currency":"MXN","country":"MX","timeZone":"America/Mexico_City"}"#
    static let offline = """
        {"store":"042","state":"offline","currency":"MXN","country":"MX","timeZone":"America/Mexico_City",
         "problemSince":"2026-03-14T16:42:00Z"}
        """
    static let card = """
        {"card":"c1","name":"María G.","tier":{"id":"silver","names":{"es":"Plata","en":"Silver"}},
         "points":{"here":300,"total":900,"pending":0,"valueMinor":9000},"provisional":[],
         "asOf":"2026-03-14T16:41:00Z"}
        """
    static let found = "{\"cards\":[\(card)]}"
    static func quote(_ amounts: Int..., points: Int, discount: Int = 0) -> String {
        let lines = amounts.map { #"{"amountMinor":\#($0),"discountMinor":\#(discount)}"# }.joined(separator: ",")
        return #"{"lines":[\#(lines)],"points":\#(points),"offers":[],"memberPoints":\#(points)}"#
    }
}

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

    @Test func `what needs a PIN asks for it, shows dots, and is the same request`() throws {
        var desk = Desk()
        desk.answers = ["/v1/cards/lookup": Desk.found]
        desk.problems["/v1/cards/block"] = (403, "pinRequired", "{}")
        try desk.type("5512345678")
        try desk.press(.function(3))
        try desk.type("4", "robada")
        let first = try JSONDocument(desk.last("/v1/cards/block")).root
        #expect(first["reason"]?.string == "robada" && first["card"]?.string == "c1")
        #expect(desk.screen.contains("Necesita a un supervisor"))
        try desk.type("luis")
        try desk.press(.text("4711"))
        #expect(desk.screen.contains("PIN > ••••") && !desk.screen.contains("4711"))
        desk.problems["/v1/cards/block"] = (403, "badPin", #"{"triesLeft":4}"#)
        try desk.press(.enter)
        #expect(desk.screen.contains("PIN incorrecto"))
        desk.problems = [:]
        desk.answers["/v1/cards/block"] = "{}"
        try desk.type("4712")
        let second = try JSONDocument(desk.last("/v1/cards/block")).root
        #expect(second["id"]?.string == first["id"]?.string && second["pin"]?.string == "4712")
        #expect(second["supervisor"]?.string == "luis")
        #expect(desk.screen.contains("Cuenta bloqueada"))
    }

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
        #expect(paths == ["/v1/returns", "/v1/purchases"])
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
        desk.isAgentAway = true
        try desk.type("", "")
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

    @Test func `a receipt is claimed afterwards and moved, by its printed code`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": Desk.found, "/v1/claims": #"{"pending":true}"#,
        ]
        try desk.type("017.3.104209.20260310", "2", "5512345678")
        let claim = try JSONDocument(desk.last("/v1/claims")).root
        #expect(claim["of"]?["store"]?.string == "017" && claim["of"]?["till"]?.string == "3")
        #expect(claim["key"]?.string == "phone:+525512345678" && claim["from"] == nil)
        #expect(desk.screen.contains("central da los puntos"))
        try desk.type("5512345678", "017.3.104209.20260310", "3", "5587654321", "se equivocó", "luis", "4711")
        let move = try JSONDocument(desk.last("/v1/claims")).root
        #expect(move["card"]?.string == "c1" && move["from"]?.string == "phone:+525587654321")
        #expect(move["reason"]?.string == "se equivocó" && move["supervisor"]?.string == "luis")
    }

    @Test func `a claim that central refused is said when its customer is served`() throws {
        var desk = Desk()
        let claim = #""of":{"store":"017","till":"3","receipt":"104209","day":"2026-03-10"},"decided":"2026-03-12""#
        func found(_ refusal: String) -> String {
            let claims = #""claims":[{\#(claim),"state":"refused","refusal":"\#(refusal)"}],"provisional""#
            return Desk.found.replacing(#""provisional""#, with: claims)
        }
        desk.answers = ["/v1/cards/lookup": found("taken")]
        try desk.type("5512345678")
        #expect(desk.screen.contains("Compra 104209 del 10/03, tienda 017: no se dieron los puntos. Cuenta para"))
        // Of a newer central: without the reason.
        desk.answers = ["/v1/cards/lookup": found("moon")]
        try desk.type("5512345678")
        #expect(desk.screen.contains("tienda 017: no se dieron los puntos.") && !desk.screen.contains("Cuenta para"))
        desk.answers = ["/v1/cards/lookup": Desk.found]
        try desk.type("5512345678")
        #expect(!desk.screen.contains("no se dieron"))
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

    @Test func `a reward prints its code, a complaint its number`() throws {
        var desk = Desk()
        let card = Desk.card.replacing(
            "\"provisional\"",
            with: #""rewards":[{"reward":"cafe","names":{"es":"Café"},"points":50,"usable":true}],"provisional""#)
        desk.answers = [
            "/v1/cards/lookup": "{\"cards\":[\(card)]}", "/v1/rewards": #"{"code":"K7-11","points":-50}"#,
            "/v1/complaints": #"{"number":"042-17"}"#,
        ]
        try desk.type("5512345678")
        try desk.press(.function(5))
        #expect(desk.screen.contains("1  Café  50 puntos"))
        try desk.type("1")
        #expect(desk.screen.contains("Código: K7-11") && desk.printed.count == 1)
        try desk.press(.escape, .function(3))
        try desk.type("2", "fila muy larga")
        #expect(desk.screen.contains("Queja número 042-17") && desk.printed.count == 2)
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
