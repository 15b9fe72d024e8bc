import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import Testing

/// What an administrator does with the real program.
@Suite(.serialized) struct Operations {
    private func sell(_ store: StoreProcess, _ receipts: ClosedRange<Int>, key: String = "card:900") throws {
        for receipt in receipts {
            let purchase = Purchase(
                receipt: "\(receipt)", till: "1", at: Instant(milliseconds: 1_773_482_400_000), key: key,
                lines: [.init(sku: "a", amountMinor: 1_000)])
            #expect(try store.buy(purchase).status == 200)
        }
    }

    private func totals(_ work: Workplace) throws -> Int64? { try work.central.totals().root["purchases"]?.integer }

    @Test func `a store and central are put back from sealed backups, and totals are what tills were told`() throws {
        let work = try Workplace()
        let key = work.folder + "/backup.key"
        try Tool.run(["rand", "-hex", "32"], executable: "/usr/bin/openssl").output
            .write(toFile: key, atomically: true, encoding: .utf8)
        chmod(key, 0o600)
        let settings = "{\"keyFile\": \"\(key)\"}"
        try work.central.configure("backup", json: settings)
        try work.central.start()
        let store = try work.addStore("042")
        store.terminate()
        try store.configure("backup", json: settings)
        try store.start()
        try sell(store, 1...5)
        #expect(try store.sync())
        let (storeBackup, centralBackup) = (work.folder + "/store.backup", work.folder + "/central.backup")
        let made = try Tool.run(["edge", "backup", storeBackup, "--config", store.configuration])
        #expect(made.isFine && made.output.contains("sealed, verified"))
        #expect(try Tool.run(["central", "backup", centralBackup, "--config", work.central.configuration]).isFine)
        #expect(try mode(of: storeBackup) == 0o600 && mode(of: centralBackup) == 0o600)
        #expect(try Data(contentsOf: URL(fileURLWithPath: storeBackup)).range(of: Data("SQLite format".utf8)) == nil)
        try sell(store, 6...8)
        #expect(try store.sync())

        let running = try Tool.run(["edge", "restore", storeBackup, "--config", store.configuration])
        #expect(running.exitCode == 1 && running.errors.contains("serves"))
        store.terminate()
        work.central.terminate()
        let wrong = work.folder + "/wrong.key"
        try String(repeating: "ab", count: 32).write(toFile: wrong, atomically: true, encoding: .utf8)
        let refused = try Tool.run(
            ["edge", "restore", storeBackup, "--key-file", wrong, "--config", store.configuration])
        #expect(refused.exitCode == 1 && refused.errors.contains("another key"))
        for (subject, file, configuration) in [
            ("edge", storeBackup, store.configuration), ("central", centralBackup, work.central.configuration),
        ] {
            let restored = try Tool.run([subject, "restore", file, "--config", configuration])
            #expect(restored.isFine && restored.output.contains(".replaced-"), "\(restored.errors)")
        }
        try work.central.start()
        try store.start()
        try sell(store, 9...10)
        #expect(try store.sync())
        // 6 to 8 are on no disk in use any more: only in the files that were replaced.
        #expect(try totals(work) == 7)
        let audit = try Tool.run(["audit", "list", "--config", work.central.configuration])
        #expect(audit.output.contains("restored\tcentral") && audit.output.contains("incarnationBegun"))
        let verified = try Tool.run(["audit", "verify", "--config", work.central.configuration])
        #expect(verified.isFine && verified.output.contains("head "))
        let head = try #require(verified.output.split(separator: "\n").last?.split(separator: " ").last)
        let kept = ["audit", "verify", "--head", String(head), "--config", work.central.configuration]
        #expect(try Tool.run(kept).isFine)
        let other = ["audit", "verify", "--head", String(repeating: "0", count: 64), "--config"]
        #expect(try Tool.run(other + [work.central.configuration]).exitCode == 1)
    }

    @Test func `a store that was put back from a backup while central was away loses nothing`() throws {
        let work = try Workplace()
        try work.central.start()
        let store = try work.addStore("042")
        try sell(store, 1...3)
        #expect(try store.sync())
        #expect(try Tool.run(["edge", "backup", work.folder + "/b", "--config", store.configuration]).isFine)
        try sell(store, 4...6)
        #expect(try store.sync())
        store.terminate()
        #expect(try Tool.run(["edge", "restore", work.folder + "/b", "--config", store.configuration]).isFine)
        try store.start()
        try sell(store, 7...9)
        #expect(try store.sync())
        #expect(try totals(work) == 9)
    }

    @Test func `the support folder has what helps and nothing of anybody`() throws {
        let work = try Workplace()
        try work.central.configure(
            "webhook",
            json: #"{"url": "https://user:hidden1@hooks.example/T0/secretpath", "secretFile": "chain.secret"}"#)
        try work.central.start()
        let store = try work.addStore("042")
        #expect(try store.sync())
        let body = Array(#"{"key":"phone:5512345678","name":"Fulgencia Zapata"}"#.utf8)
        #expect(try store.post("/v1/customers", body).status == 201)
        try sell(store, 1...2, key: "email:fulgencia@example.mx")
        #expect(try store.sync())
        var secrets = ["5512345678", "Fulgencia", "Zapata", "fulgencia", "hidden1", "secretpath", "vt_"]
        for file in [
            work.central.folder + "/admin.token", work.central.folder + "/chain.secret",
            store.folder + "/till.token", store.folder + "/admin.token", store.folder + ".token",
        ] {
            secrets.append(
                try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines))
        }
        let log = work.folder + "/some.log"
        try
            "level=info event=serving\nlevel=error who=fulgencia@example.mx key=phone:5512345678 token=vt_\(String(repeating: "a", count: 64))\n"
            .write(toFile: log, atomically: true, encoding: .utf8)
        for (name, configuration) in [("central", work.central.configuration), ("edge", store.configuration)] {
            let folder = work.folder + "/support-" + name
            let made = try Tool.run(["support", "--output", folder, "--log", log, "--config", configuration])
            #expect(made.isFine, "\(made.errors)")
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(
                files == [
                    "configuration.json", "database.json", "log.txt", "metrics.txt", "status.json", "versions.txt",
                ])
            let text = try files.map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.joined()
            for secret in secrets {
                let shown = text.replacing("vt_…", with: "")
                #expect(!shown.contains(secret), "\(name) shows \(secret.prefix(12))")
            }
            #expect(text.contains("CREATE TABLE") && text.contains("vuelve_up 1") && text.contains("\"rows\""))
        }
        store.kill()
        let alone = try Tool.run(["support", "--output", work.folder + "/alone", "--config", store.configuration])
        #expect(alone.isFine)
        #expect(
            try String(contentsOfFile: work.folder + "/alone/status.json", encoding: .utf8).contains(
                "no daemon answers"))
    }

    @Test func `a webhook reaches a real listener, signed as the documentation says`() throws {
        let work = try Workplace()
        let listener = try HookListener(folder: work.folder)
        try "0123456789abcdef0123456789abcdef\n".write(
            toFile: work.folder + "/hook.secret", atomically: true, encoding: .utf8)
        try work.central.configure(
            "webhook",
            json: #"{"url": "\#(listener.url)", "secretFile": "\#(work.folder)/hook.secret", "groupSeconds": 0}"#)
        try work.central.start()
        let store = try work.addStore("042")
        #expect(try store.sync())
        // The listener's own knowledge begins with a store that is well.
        #expect(try Tool.run(["central", "revoke-token", "042", "--config", work.central.configuration]).isFine)
        let heard = try listener.first()
        let seconds = try #require(heard.signature.firstMatch(of: /^t=(\d+),v1=([0-9a-f]{64})$/))
        try Data("\(seconds.output.1).".utf8 + heard.body).write(to: URL(fileURLWithPath: work.folder + "/signed"))
        let openssl = try Tool.run(
            ["dgst", "-sha256", "-hmac", "0123456789abcdef0123456789abcdef", work.folder + "/signed"],
            executable: "/usr/bin/openssl")
        #expect(openssl.output.contains(seconds.output.2))
        #expect(try JSONDocument(Array(heard.body)).root["changes"]?.array?.first?["to"]?.string == "revoked")
    }
}

/// A server that somebody else wrote, which keeps what it is sent in files.
private final class HookListener {
    let url: String
    private let folder: String
    private let daemon: Daemon

    private static let script = """
        import http.server, sys
        class Hook(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                open(sys.argv[1] + '/body', 'wb').write(body)
                open(sys.argv[1] + '/signature', 'w').write(self.headers['Vuelve-Signature'])
                open(sys.argv[1] + '/done', 'w').close()
                self.send_response(204)
                self.end_headers()
            def log_message(self, *words): pass
        server = http.server.HTTPServer(('127.0.0.1', 0), Hook)
        print('http://127.0.0.1:%d' % server.server_port, flush=True)
        server.serve_forever()
        """

    init(folder: String) throws {
        self.folder = folder + "/hook"
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
        daemon = try Daemon(
            ["-c", Self.script, self.folder], executable: "/usr/bin/python3", log: folder + "/hook.log")
        url = daemon.address + "/hook"
    }

    deinit { daemon.kill() }

    struct NothingHeard: Error {}

    /// Waits for a message, half a minute at most.
    func first() throws -> (body: Data, signature: String) {
        for _ in 0..<300 where !FileManager.default.fileExists(atPath: folder + "/done") { usleep(100_000) }
        guard let body = FileManager.default.contents(atPath: folder + "/body") else { throw NothingHeard() }
        return (body, try String(contentsOfFile: folder + "/signature", encoding: .utf8))
    }
}
