import JSON
import Testing

@testable import Till

@Suite struct `Services at the till` {
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

    @Test func `the last wrong PIN locks, and nobody is asked for it again`() throws {
        var desk = Desk()
        desk.answers = ["/v1/cards/lookup": Desk.found]
        desk.problems["/v1/cards/block"] = (403, "pinRequired", "{}")
        try desk.type("5512345678")
        try desk.press(.function(3))
        try desk.type("4", "robada", "luis")
        desk.problems["/v1/cards/block"] = (403, "badPin", #"{"triesLeft":2}"#)
        try desk.type("1")
        #expect(desk.screen.contains("PIN incorrecto: quedan 2 intentos."))
        desk.problems["/v1/cards/block"] = (403, "badPin", #"{"triesLeft":1}"#)
        try desk.type("1")
        #expect(desk.screen.contains("PIN incorrecto: queda 1 intento.") && desk.screen.contains("PIN >"))
        desk.problems["/v1/cards/block"] = (403, "badPin", #"{"triesLeft":0}"#)
        try desk.type("1")
        #expect(desk.screen.contains("PIN bloqueado: central lo restablece.") && !desk.screen.contains("PIN >"))
    }

    @Test func `a movement tells the points earned and those it was paid with`() throws {
        var desk = Desk()
        desk.answers = [
            "/v1/cards/lookup": Desk.found,
            "/v1/cards/history": #"""
            {"movements":[
                {"kind":"purchase","at":"2026-03-14T16:00:00Z","points":8,"redeemed":100,"receipt":"100000"},
                {"kind":"purchase","at":"2026-03-14T15:00:00Z","points":0,"redeemed":20,"receipt":"90000"},
                {"kind":"purchase","at":"2026-03-14T14:00:00Z","points":0,"receipt":"80000"}]}
            """#,
        ]
        try desk.type("5512345678")
        try desk.press(.function(3))
        try desk.type("1")
        #expect(desk.screen.contains("14/03 10:00 Compra +8 -100 #100000"))
        #expect(desk.screen.contains("14/03 09:00 Compra -20 #90000"))
        #expect(desk.screen.contains("14/03 08:00 Compra 0 #80000"))
    }
}
