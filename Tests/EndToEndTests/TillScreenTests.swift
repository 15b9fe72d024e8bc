import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import Testing

/// `vuelve till` in a real terminal, pressed key by key.
@Suite(
    .serialized,
    .disabled(
        if: Tmux.isMissing, "tmux is absent: scripts/setup installs it, and `vuelve till` is not tried without it"))
struct `The till's screen` {
    struct Words: Sendable, CustomTestStringConvertible {
        let language: String
        let enrolled, total, paid, change, newBalance, offline, here, noService, kept, held, returning, takenBack,
            restored, claimed: String

        var testDescription: String { language }

        static let all = [
            Words(
                language: "es-MX", enrolled: "Registrado: Ana R.", total: "TOTAL", paid: "PAGADO", change: "CAMBIO",
                newBalance: "Saldo nuevo", offline: "La venta y los puntos quedan guardados.",
                here: "Aquí puede usar 90 de 90 puntos.", noService: "SIN SERVICIO DE TIENDA desde",
                kept: "1 por enviar", held: "50 puntos apartados: $5.00",
                returning: "DEVOLUCIÓN de 042.1.", takenBack: "Puntos descontados -89",
                restored: "Se le devuelven 50 puntos canjeados",
                claimed: "central da los puntos"),
            Words(
                language: "en", enrolled: "Enrolled: Ana R.", total: "TOTAL", paid: "PAID", change: "CHANGE",
                newBalance: "New balance", offline: "Sales and points are kept.",
                here: "90 of 90 points can be used here.", noService: "NO STORE SERVICE since", kept: "1 to send",
                held: "50 points set aside: $5.00", returning: "RETURN of 042.1.", takenBack: "Points taken back -89",
                restored: "50 redeemed points are given back", claimed: "central gives the points"),
        ]
    }

    private static let item = "7501055300075"

    private func chain() throws -> (Workplace, StoreProcess) {
        let work = try Workplace()
        try work.central.configure("publishSeconds", json: "1")
        try work.central.start()
        let store = try work.addStore("042", timeZone: "America/Mexico_City")
        #expect(try store.sync())
        return (work, store)
    }

    private func till(_ store: StoreProcess, _ language: String, columns: Int = 80) throws -> Tmux {
        let tmux = try Tmux(
            ["till", "--cashier", "ana", "--lang", language, "--config", store.configuration], columns: columns)
        try tmux.see("042 · ")
        return tmux
    }

    @Test(arguments: Words.all) func `a cashier enrols, sells, redeems, takes back and claims, mostly without a line`(
        words: Words
    ) throws {
        let (work, store) = try chain()
        let till = try till(store, words.language)
        till.beginCounting()
        try till.type("5512345678")
        try till.see("> ")
        try till.type("Ana Ruiz")
        try till.type("")
        try till.see(words.enrolled)
        let enrolment = (till.keystrokes - "Ana Ruiz".count, till.seconds)

        try till.type("\(Self.item) 900")
        try till.see("\(words.total)")
        try till.type("")
        try till.type("1000")
        try till.see(words.change)
        try till.see("\(words.newBalance) 90")

        work.central.terminate()
        try till.see(words.offline)
        till.beginCounting()
        try till.type("5512345678")
        try till.see(words.here)
        let lookup = (till.keystrokes, till.seconds)

        try till.type("\(Self.item)")
        try till.see(" 900.00")
        till.beginCounting()
        try till.press("F4")
        try till.see("> ")
        try till.type("50")
        try till.see(words.held)
        let redemption = (till.keystrokes - "50".count, till.seconds)
        try till.type("")
        try till.type("")
        try till.see("\(words.newBalance) 129")

        // Figures for edge-config/README.md: what a hand presses is asserted, what the machine takes is told.
        #expect(enrolment.0 == Keystrokes.enrolment)
        #expect(lookup.0 == Keystrokes.lookup)
        #expect(redemption.0 == Keystrokes.redemption)
        let seconds = [enrolment.1, lookup.1, redemption.1].map { String(format: "%.2f", $0) }
        print("till \(words.language): enrolment, lookup, redemption took \(seconds.joined(separator: ", ")) s")

        // The same receipt comes back, and one without a customer is claimed: still without a line.
        try till.type(try receipt(till))
        try till.type("1")
        try till.see(words.returning)
        try till.type("\(Self.item)")
        try till.type("")
        try till.type("")
        try till.see(words.takenBack)
        try till.see(words.restored)
        try till.type("\(Self.item)")
        try till.type("")
        try till.press("F5")
        try till.see("\(words.paid) ")
        try till.type(try receipt(till))
        try till.type("2")
        try till.type("5512345678")
        try till.see(words.claimed)
        try till.press("F12")
        try till.see("ended with 0")

        try work.central.start()
        #expect(try store.sync())
        // 90 bought, 50 used and given back, 89 earned and taken back, 90 claimed.
        #expect(try points(store, of: "phone:5512345678", become: 180))
    }

    /// The one that the screen tells of, as a hand types it.
    private func receipt(_ till: Tmux) throws -> String {
        String(try #require(till.words.firstMatch(of: /#[0-9]{6}/)).output)
    }

    /// Central publishes when it has worked.
    private func points(_ store: StoreProcess, of key: String, become wanted: Int64) throws -> Bool {
        let deadline = Date().addingTimeInterval(60)
        repeat {
            let card = try json(store.lookup(key))["cards"]?.array?.first
            if card?["points"]?["total"]?.integer == wanted { return true }
            usleep(200_000)
        } while Date() < deadline
        Issue.record("\(try json(store.lookup(key)).text)")
        return false
    }

    @Test(arguments: Words.all) func `an agent that dies in the middle of a sale, and the receipt that is sent later`(
        words: Words
    ) throws {
        let (work, store) = try chain()
        let till = try till(store, words.language)
        try till.type("5512345678")
        try till.type("Ana Ruiz")
        try till.type("")
        try till.see(words.enrolled)
        try till.type("\(Self.item) 900")
        try till.see(" 900.00")
        store.kill()
        try till.type("")
        try till.type("1000")
        try till.see(words.noService)
        try till.see(words.change)
        try till.see(words.kept)
        let kept = try String(contentsOfFile: store.folder + "/till-1/kept.ndjson", encoding: .utf8)
        #expect(kept.contains("90000") && kept.split(separator: "\n").count == 1)
        #expect(try mode(of: store.folder + "/till-1/kept.ndjson") == 0o600)
        let sold = try #require(try JSONDocument(kept).root["at"]?.string)

        // The till itself is killed, too, and begins anew before its agent does.
        try till.kill()
        let again = try self.till(store, words.language)
        try again.see(words.kept)
        try again.see(words.noService)
        try store.start()
        try again.see("042 · ")
        let deadline = Date().addingTimeInterval(20)
        while try again.words.contains(words.kept), Date() < deadline { usleep(50_000) }
        #expect(try String(contentsOfFile: store.folder + "/till-1/kept.ndjson", encoding: .utf8).isEmpty)
        #expect(try store.sync())
        let totals = try work.central.totals().root
        #expect(totals["amountMinor"]?.integer == 90_000 && totals["purchases"]?.integer == 1)
        // Sent with its own time: replaying it changes nothing.
        let file = work.folder + "/kept.ndjson"
        try Data(kept.utf8).write(to: URL(fileURLWithPath: file))
        let replay = try store.replay([file])
        #expect(replay.isFine && replay.output.contains("1 known already"), "sold at \(sold)")
    }

    @Test func `the terminal is put back however the till ends, and its window may change`() throws {
        let (work, store) = try chain()
        defer { withExtendedLifetime(work) {} }
        for signal in [SIGTERM, SIGHUP, SIGINT] {
            let till = try till(store, "es-MX")
            try till.resize(columns: 40, rows: 20)
            try till.type("\(Self.item) 900")
            try till.see("TOTAL")
            let rows = try till.screen.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(rows.allSatisfy { $0.count <= 40 })
            try till.signal(signal)
            try till.see("ended with 0")
            try till.see(" icanon")
            #expect(try !till.screen.contains("TOTAL"), "what stood there comes back")
        }
    }

    @Test func `a till that is no terminal, and words that are none, are named`() throws {
        let (work, store) = try chain()
        let piped = try Tool.run(["till", "--config", store.configuration], input: "5512345678\n")
        #expect(piped.exitCode == 2 && piped.errors.contains("wants a terminal"))
        let texts = try Tool.run(["till", "--texts", "--lang", "es-CL", "--config", store.configuration])
        #expect(texts.isFine && texts.output.contains("\"receipt\":\"boleta\""))
        let file = work.folder + "/till.json"
        try Data(#"{"texts":{"totl":"A PAGAR"}}"#.utf8).write(to: URL(fileURLWithPath: file))
        let wrong = try Tool.run(["till", "--settings", file, "--config", store.configuration])
        #expect(wrong.exitCode == 1 && wrong.errors.contains("did you mean \"total\""))
    }

    @Test func `the documents state the keys that a hand presses`() throws {
        let text = try String(contentsOfFile: VuelveBinary.packageRoot + "/edge-config/README.md", encoding: .utf8)
        for (name, keys) in [
            ("enrol a phone", Keystrokes.enrolment), ("look a phone up", Keystrokes.lookup),
            ("use points", Keystrokes.redemption),
        ] {
            let row = text.split(separator: "\n").first { $0.hasPrefix("| \(name) |") }
            let cell = row?.split(separator: "|").dropFirst(2).first ?? ""
            #expect(cell.trimmingCharacters(in: .whitespaces).prefix { $0.isNumber } == "\(keys)", "\(name)")
        }
    }

    /// Without the letters of the name, and the digits of how many points where not all that help.
    private enum Keystrokes {
        /// Ten digits and Enter, Enter after the name, Enter for the consent.
        static let enrolment = 13
        static let lookup = 11
        /// F4 and Enter.
        static let redemption = 2
    }
}
