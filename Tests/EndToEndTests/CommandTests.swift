import Dispatch
import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import Testing

@Suite(.serialized) struct Commands {
    @Test func `a subject alone lists what can be done with it, and a word that is none is named`() throws {
        let asked = try Tool.run(["customers", "--help"])
        #expect(asked.exitCode == 0 && asked.output.contains("vuelve customers merge"))
        #expect(!asked.output.contains("vuelve edge"))
        let alone = try Tool.run(["customers"])
        #expect(alone.exitCode == 2 && alone.output == asked.output)
        let wrong = try Tool.run(["customers", "mrege"])
        #expect(wrong.exitCode == 2 && wrong.errors.contains("\"customers mrege\""), "\(wrong.errors)")
    }

    @Test func `init writes every key, secrets for the owner only, and never over what is there`() throws {
        let work = try Workplace()
        #expect(try mode(of: work.central.folder + "/admin.token") == 0o600)
        #expect(try mode(of: work.central.folder + "/chain.secret") == 0o600)
        let again = try Tool.run(["central", "init", work.central.folder])
        #expect(again.exitCode == 1 && again.errors.contains("is there already"))
        try work.central.start()
        let store = try work.addStore("042")
        #expect(try mode(of: store.folder + "/till.token") == 0o600)
        let text = try String(contentsOfFile: store.configuration, encoding: .utf8)
        #expect(text.contains("http://127.0.0.1"))
        let keys = Set((try JSONDocument(text).root.members ?? []).map(\.key))
        #expect(keys.isSuperset(of: ["store", "central", "tokenFile", "listen", "mode", "timeZone", "witness"]))
        #expect(try JSONDocument(text).root["witness"]?.string == store.folder + ".witness")
    }

    @Test func `a folder has one owner, and a start right after SIGKILL works`() throws {
        let work = try Workplace()
        try work.central.start()
        let store = try work.addStore("042")
        for configuration in [work.central.configuration, store.configuration] {
            let subject = configuration.hasSuffix("edge.json") ? "edge" : "central"
            let second = try Tool.run([subject, "serve", "--config", configuration, "--listen", "127.0.0.1:0"])
            #expect(second.exitCode == 1 && second.errors.contains("already"))
        }
        for _ in 0..<3 {
            work.central.kill()
            store.kill()
            try work.central.start()
            try store.start()
            #expect(try store.sync())
        }
    }

    @Test func `SIGTERM ends both daemons within a second, long polls included`() throws {
        let work = try Workplace()
        try work.central.start()
        let store = try work.addStore("042")
        #expect(try store.sync())
        for end in [work.central.terminate, store.terminate] {
            let started = DispatchTime.now()
            #expect(end() == 0)
            let seconds = Double(DispatchTime.now().uptimeNanoseconds - started.uptimeNanoseconds) / 1e9
            // The bound is the product's promise, not a matter of speed.
            #expect(seconds < 1)
        }
    }

    @Test func `listen overrides the configuration and is not written back`() throws {
        let work = try Workplace()
        let before = try String(contentsOfFile: work.central.configuration, encoding: .utf8)
        let address = try work.central.start()
        #expect(address.hasPrefix("http://127.0.0.1:") && !address.hasSuffix(":0"))
        #expect(try String(contentsOfFile: work.central.configuration, encoding: .utf8) == before)
        let noted = try String(contentsOfFile: work.central.folder + "/address", encoding: .utf8)
        #expect(noted.trimmingCharacters(in: .whitespacesAndNewlines) == address)
    }

    @Test func `stores are added from a file, tokens rotate and end`() throws {
        let work = try Workplace()
        try work.central.start()
        let file = work.folder + "/stores.csv"
        try "id,name,time zone,region,opening hours\n1,Centro,America/Mexico_City,MX,9-21\nb/d,x,,,\n2,Sur,,,\n"
            .write(toFile: file, atomically: true, encoding: .utf8)
        let added = try Tool.run(["central", "add-store", "--file", file, "--config", work.central.configuration])
        #expect(added.exitCode == 1 && added.errors.contains("line 3"))
        let rows = added.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
        #expect(rows.map(\.first) == ["1", "2"])
        #expect(rows.allSatisfy { $0.count == 2 && $0[1].count > 40 })
        let token = try Tool.expect(["central", "rotate-token", "1", "--config", work.central.configuration])
        #expect(token != rows[0][1])
        func status(_ token: String) throws -> Int {
            try Client(base: work.central.address, token: token).send(ClientRequest("GET", "/v1/stores/1/changes"))
                .status
        }
        #expect(try status(token) == 200 && status(rows[0][1]) == 200)
        #expect(try Tool.run(["central", "revoke-token", "1", "--config", work.central.configuration]).isFine)
        #expect(try status(token) == 401)
        let central = try Tool.expect(
            ["central", "add-token", "--role", "central", "--config", work.central.configuration])
        let client = Client(base: work.central.address, token: central)
        #expect(try client.send(ClientRequest("GET", "/v1/totals")).status == 200)
        #expect(try client.send(ClientRequest("POST", "/v1/stores", body: Array("{}".utf8))).status == 403)
    }

    @Test func `a new token in the file is taken after a 401, without a restart`() throws {
        let work = try Workplace()
        try work.central.start()
        let store = try work.addStore("042")
        #expect(try store.sync())
        #expect(try Tool.run(["central", "revoke-token", "042", "--config", work.central.configuration]).isFine)
        #expect(try !store.sync(timeoutSeconds: 1))
        let token = try Tool.expect(["central", "rotate-token", "042", "--config", work.central.configuration])
        try token.write(toFile: store.folder + ".token", atomically: true, encoding: .utf8)
        #expect(try store.sync())
    }

    @Test func `a till of its own gets its own token, and status speaks to both daemons`() throws {
        let work = try Workplace()
        try work.central.start()
        let store = try work.addStore("042")
        let token = try Tool.expect(["edge", "add-till", "2", "--config", store.configuration])
        let till = Client(base: store.address, token: token)
        #expect(try till.send(ClientRequest("GET", "/v1/status")).status == 200)
        #expect(try till.send(ClientRequest("POST", "/v1/tills", body: Array("{}".utf8))).status == 403)
        #expect(try store.sync())
        for configuration in [work.central.configuration, store.configuration] {
            let table = try Tool.run(["status", "--config", configuration])
            #expect(table.exitCode == 0 && table.output.contains("042") && !table.output.contains("\u{1b}"))
        }
        store.kill()
        let silent = try Tool.run(["status", "--config", store.configuration])
        #expect(silent.exitCode == 1 && silent.errors.contains("no daemon answers"))
        #expect(silent.errors.contains("try: "))
    }

    @Test func `a misspelt key in a configuration is named with the right one`() throws {
        let work = try Workplace()
        try work.central.configure("lisden", json: "\"127.0.0.1:0\"")
        let refused = try Tool.run(["central", "serve", "--config", work.central.configuration])
        #expect(refused.exitCode == 1 && refused.errors.contains("did you mean \"listen\"?"))
    }

    @Test func `plain HTTP beyond loopback is refused unless the configuration names the network`() throws {
        let work = try Workplace()
        let refused = try Tool.run(
            ["central", "serve", "--config", work.central.configuration, "--listen", "0.0.0.0:0"])
        #expect(refused.exitCode == 1 && refused.errors.contains("plainHTTPFrom"))
        try work.central.start()
        let store = try work.addStore("042")
        store.terminate()
        try store.configure("central", json: "\"http://192.0.2.1:80\"")
        let edge = try Tool.run(["edge", "serve", "--config", store.configuration, "--listen", "127.0.0.1:0"])
        #expect(edge.exitCode == 1 && edge.errors.contains("plain HTTP to central"))
    }

    @Test(arguments: [
        "2 fly", "2 central run --att x", "2 till replay", "2 status", "0 --version", "0 --help", "0 status --help",
        "2 central run --at noon --config x", "1 status --config /nonexistent/central.json",
    ]) func `usage mistakes exit with 2, and say what to try`(line: String) throws {
        let words = line.split(separator: " ").dropFirst().map(String.init)
        let code = Int32(line.prefix(1))
        let outcome = try Tool.run(words)
        #expect(outcome.exitCode == code)
        if code != 0 { #expect(outcome.errors.hasPrefix("vuelve: ") && outcome.errors.contains("try: ")) }
        if words == ["central", "run", "--att", "x"] { #expect(outcome.errors.contains("did you mean \"at\"")) }
    }

    @Test func `the static binary knows time zones`() throws {
        let work = try Workplace()
        try work.central.start()
        let store = try work.addStore("042", timeZone: "America/Mexico_City")
        var purchase = Purchase(
            receipt: "1", till: "1", at: try #require(Instant("2026-03-15T01:30:00Z")),
            lines: [.init(sku: "a", amountMinor: 5)])
        #expect(try json(store.buy(purchase))["day"]?.string == "2026-03-14")
        purchase.at = try #require(Instant("2026-03-15T06:00:00Z"))
        #expect(try json(store.buy(purchase))["day"]?.string == "2026-03-15")
    }

    @Test func `a customer is looked up from standard input, and a purchase bought from a file`() throws {
        let work = try Workplace()
        try work.central.start()
        let store = try work.addStore("042")
        #expect(try store.sync())
        // A name that would set the terminal's title.
        let body = Array(#"{"key":"phone:5512345678","name":"\u001b]0;x\u0007Ana Ruiz"}"#.utf8)
        #expect(try store.post("/v1/customers", body).status == 201)
        let found = try Tool.run(
            ["till", "lookup", "-", "--lang", "es", "--config", store.configuration], input: "phone:55 1234 5678\n")
        #expect(found.exitCode == 0 && found.output.contains("BRONCE") && found.output.contains("Ana R."))
        #expect(!found.output.contains("\u{1b}") && !found.output.contains("\u{7}"))
        #expect(try Tool.run(["till", "lookup", "card:404", "--config", store.configuration]).exitCode == 1)
        let file = work.folder + "/purchase.json"
        let purchase = Purchase(
            receipt: "1", till: "1", at: Instant(milliseconds: 1_773_482_400_000), key: "phone:5512345678",
            lines: [.init(sku: "a", amountMinor: 12_000)])
        try Data(purchase.json).write(to: URL(fileURLWithPath: file))
        let bought = try Tool.run(["till", "buy", file, "--config", store.configuration])
        #expect(bought.exitCode == 0 && bought.output.contains("12 points"))
        let typed = try Tool.run(
            ["till", "buy", "--lang", "en", "--config", store.configuration],
            input: "phone:5512345678\n7501 25.50 2\nrubbish\n\n")
        #expect(typed.exitCode == 0 && typed.output.contains("TOTAL 51.00"))
        #expect(try store.sync())
        #expect(try work.central.totals().root["amountMinor"]?.integer == 17_100)
    }

    @Test func `an import that breaks off names the file and the line, and says how many rows were taken`() throws {
        let work = try Workplace()
        try work.central.start()
        let file = work.folder + "/clientes.csv"
        let good = (1...1_200).map { "\($0),Ana Torres,55100\(10_000 + $0)" }
        try (["numero,nombre,telefono"] + good + [",,"] + ["1201,Ana Torres"]).joined(separator: "\n")
            .write(toFile: file, atomically: true, encoding: .utf8)
        let broken = try Tool.run(["customers", "import", file, "--config", work.central.configuration])
        #expect(broken.exitCode == 1)
        #expect(broken.errors.contains("\(file): line 1203: "), "\(broken.errors)")
        #expect(broken.errors.contains("the 1201 rows before it were taken"))
        try (["numero,nombre,telefono"] + good + [",,"]).joined(separator: "\n")
            .write(toFile: file, atomically: true, encoding: .utf8)
        let whole = try Tool.run(["customers", "import", file, "--config", work.central.configuration])
        #expect(whole.isFine && whole.output.contains("1201 rows: 0 added, 1200 known already"), "\(whole.output)")
        #expect(whole.output.contains("1 rows were left out"))
    }
}
