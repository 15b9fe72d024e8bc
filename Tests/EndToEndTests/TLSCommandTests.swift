import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import Testing

/// The real daemons and tools with certificates of an authority of their own.
@Suite(.serialized) struct `Daemons with TLS` {
    private static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970) * 1000) }

    private static func issue(
        _ authority: CertificateAuthority, _ name: String, for hosts: [String] = ["127.0.0.1"], days: Int64 = 90
    ) throws -> CertificateFiles {
        try authority.issue(name, for: hosts, from: now.adding(days: -1), to: now.adding(days: days))
    }

    /// A workplace whose central serves TLS.
    private static func secured(_ work: Workplace, for hosts: [String] = ["127.0.0.1"]) throws -> CertificateAuthority {
        let authority = try CertificateAuthority(folder: work.folder + "/authority")
        let files = try issue(authority, "central", for: hosts)
        try work.central.configure("certificateFile", json: "\"\(files.certificate)\"")
        try work.central.configure("keyFile", json: "\"\(files.key)\"")
        try work.central.start()
        return authority
    }

    private static func status(_ configuration: String) throws -> JSONValue {
        try JSONDocument(try Tool.run(["status", "--json", "--config", configuration]).output).root
    }

    /// Asks until status is as wanted; the test's own bound is the only clock.
    private static func wait(_ configuration: String, for wanted: (JSONValue) -> Bool) throws -> JSONValue {
        let deadline = Date().addingTimeInterval(30)
        var last = try status(configuration)
        while !wanted(last), Date() < deadline {
            usleep(100_000)
            last = try status(configuration)
        }
        return last
    }

    @Test func `a store synchronises over TLS with an authority that it was told of, and serves its tills TLS`() throws
    {
        let work = try Workplace()
        let authority = try Self.secured(work)
        #expect(work.central.address.hasPrefix("https://"))
        let files = try Self.issue(authority, "store", for: ["tienda-042.example"])
        let store = try work.addStore("042") { store in
            try store.configure("caFile", json: "\"\(authority.file)\"")
            try store.configure("certificateFile", json: "\"\(files.certificate)\"")
            try store.configure("keyFile", json: "\"\(files.key)\"")
        }
        #expect(store.address.hasPrefix("https://"))
        #expect(try store.sync())
        let status = try Self.status(store.configuration)
        #expect(status["state"]?.string == "ok")
        let printed = try Certificate(file: files.certificate).fingerprint
        #expect(status["certificate"]?["fingerprint"]?.string == printed)
        #expect(status["certificate"]?["state"]?.string == "ok")
        let lookup = try Tool.run(["till", "lookup", "card:1", "--config", store.configuration])
        #expect(lookup.exitCode == 1 && lookup.errors.isEmpty, "\(lookup.errors)")

        // A till elsewhere believes the authority, and the name must be right.
        var way = Client.Way()
        way.caFile = authority.file
        way.connectTo = String(store.address.dropFirst("https://".count))
        let till = Client(base: "https://tienda-042.example", token: try store.tillToken, way: way)
        #expect(try till.send(ClientRequest("GET", "/v1/status")).status == 200)
        let refusal = #expect(throws: TransportError.self) {
            try Client(base: store.address, way: way).send(ClientRequest("GET", "/healthz"))
        }
        #expect(refusal?.kind == .certificate)
    }

    @Test func `a central whose certificate is not believed is named in status, in both languages`() throws {
        let work = try Workplace()
        _ = try Self.secured(work)
        let store = try work.addStore("042")
        let status = try Self.wait(store.configuration) { $0["state"]?.string == "certificate" }
        #expect(status["state"]?.string == "certificate")
        #expect(status["detail"]?.string?.contains("certificate") == true)
        for (language, text) in [("es", "no se confía en el certificado"), ("en", "certificate is not believed")] {
            let shown = try Tool.run(["status", "--lang", language, "--config", store.configuration])
            #expect(shown.exitCode == 1 && shown.output.contains(text), "\(shown.output)")
        }
        let log = try String(contentsOfFile: store.log, encoding: .utf8)
        #expect(log.contains("problem=certificate"))
    }

    @Test func `a renewed certificate is served without a restart, and a broken one is said`() throws {
        let work = try Workplace()
        let authority = try Self.secured(work)
        let store = try work.addStore("042") { try $0.configure("caFile", json: "\"\(authority.file)\"") }
        let first = try Self.status(work.central.configuration)["certificate"]?["fingerprint"]?.string
        let files = try Self.issue(authority, "central", days: 20)
        work.central.daemon?.hangUp()
        let renewed = try Self.wait(work.central.configuration) {
            $0["certificate"]?["fingerprint"]?.string != first
        }
        #expect(renewed["certificate"]?["state"]?.string == "expiring")
        #expect(try store.sync())
        let table = try Tool.run(["status", "--lang", "es", "--config", work.central.configuration]).output
        #expect(table.contains("El certificado vence en 19 días"), "\(table)")

        try "no key".write(toFile: files.key, atomically: true, encoding: .utf8)
        work.central.daemon?.hangUp()
        let broken = try Self.wait(work.central.configuration) {
            $0["certificate"]?["state"]?.string == "notReloaded"
        }
        #expect(broken["certificate"]?["state"]?.string == "notReloaded")
        #expect(try store.sync())
    }

    @Test func `a tool that asks while a certificate is renewed gets its answer`() throws {
        let work = try Workplace()
        let authority = try Self.secured(work)
        let file = work.central.folder + "/certificate.pem"
        let served = try String(contentsOfFile: file, encoding: .utf8)
        let other = try Self.issue(authority, "other")
        // What is served is not in the folder yet.
        try String(contentsOfFile: other.certificate, encoding: .utf8).write(
            toFile: file, atomically: true, encoding: .utf8)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(100)) {
            try? served.write(toFile: file, atomically: true, encoding: .utf8)
        }
        #expect(try Self.status(work.central.configuration)["healthy"] != nil)
    }

    @Test func `a key that everybody may read stops the start`() throws {
        let work = try Workplace()
        _ = try Self.secured(work)
        let files = work.folder + "/authority/central.key"
        work.central.kill()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: files)
        let outcome = try Tool.run([
            "central", "serve", "--config", work.central.configuration, "--listen", "127.0.0.1:0",
        ])
        #expect(outcome.exitCode == 1 && outcome.errors.contains("chmod 600"))
    }

    @Test func `a proxy is used where it is configured, and none from the environment`() throws {
        let work = try Workplace()
        let authority = try Self.secured(work)
        let store = try work.addStore("042") { try $0.configure("caFile", json: "\"\(authority.file)\"") }
        store.terminate()
        let nowhere = "http://127.0.0.1:9"
        try store.start(environment: ["https_proxy": nowhere, "http_proxy": nowhere, "ALL_PROXY": nowhere])
        #expect(try store.sync())
        try store.configure("proxy", json: "\"\(nowhere)\"")
        try store.restart()
        let status = try Self.wait(store.configuration) { $0["state"]?.string == "offline" }
        #expect(status["detail"]?.string?.contains("127.0.0.1 port 9") == true, "\(status["detail"]?.string ?? "")")
    }

    @Test func `a token that is used from two places at once shows both, a revoked one is refused at both`() throws {
        let work = try Workplace()
        try work.central.configure("trustedProxies", json: #"["127.0.0.0/8"]"#)
        try work.central.start()
        let token = try work.central.addStore(StoreID("042"))
        let client = Client(base: work.central.address, token: token)
        func ask(from address: String) throws -> Int {
            let request = ClientRequest(
                "GET", "/v1/stores/042/changes", headers: [("X-Forwarded-For", address)], timeoutSeconds: 10)
            return try client.send(request).status
        }
        for address in ["198.51.100.7", "203.0.113.9", "198.51.100.7"] { #expect(try ask(from: address) == 200) }
        let seen = try Self.status(work.central.configuration)["stores"]?.array?.first
        #expect(seen?["addresses"]?.array?.compactMap(\.string) == ["198.51.100.7", "203.0.113.9"])
        #expect(seen?["isUsedFromTwoPlaces"]?.boolean == true)
        let table = try Tool.run(["status", "--lang", "es", "--config", work.central.configuration]).output
        #expect(table.contains("198.51.100.7, 203.0.113.9"), "\(table)")
        try Tool.expect(["central", "revoke-token", "042", "--config", work.central.configuration])
        for address in ["198.51.100.7", "203.0.113.9"] { #expect(try ask(from: address) == 401) }
    }
}
