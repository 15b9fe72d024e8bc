import Dispatch
import Foundation

import Synchronization
import Testing

@testable import HTTP
@testable import LocalChain

@Suite struct `A served certificate` {
    @Test func `a new pair is served to new handshakes, and no request fails meanwhile`() throws {
        let secure = try SecureServer()
        let isDone = Atomic<Bool>(false)
        let failures = Mutex<[String]>([])
        let answered = Atomic<Int>(0)
        let (address, caFile) = (secure.address, secure.authority.file)
        let group = DispatchGroup()
        for isKept in [true, true, false, false] {
            Thread {
                group.enter()
                defer { group.leave() }
                var way = Client.Way()
                way.caFile = caFile
                var client = Client(base: "https://\(address)", way: way)
                while !isDone.load(ordering: .relaxed) {
                    if !isKept { client = Client(base: "https://\(address)", way: way) }
                    do {
                        _ = try client.send(ClientRequest("GET", "/hello"))
                        answered.wrappingAdd(1, ordering: .relaxed)
                    } catch { failures.withLock { $0.append("\(error)") } }
                }
            }.start()
        }
        var fingerprints = [secure.certificate.certificate.fingerprint]
        for days in [60, 70, 80] as [Int64] {
            let before = answered.load(ordering: .relaxed)
            while answered.load(ordering: .relaxed) < before + 20, failures.withLock({ $0.isEmpty }) { usleep(1000) }
            _ = try secure.authority.issue(
                "server", from: SecureServer.now.adding(days: -1), to: SecureServer.now.adding(days: days))
            #expect(secure.certificate.reload(at: SecureServer.now) == .changed)
            fingerprints.append(secure.certificate.certificate.fingerprint)
            let shown = try secure.handshake(["-showcerts"])
            #expect(try Certificate(pem: Array(Self.pem(shown).utf8), file: "").fingerprint == fingerprints.last)
        }
        isDone.store(true, ordering: .relaxed)
        group.wait()
        #expect(failures.withLock { $0 } == [])
        #expect(Set(fingerprints).count == 4)
    }

    /// The first certificate in what `s_client -showcerts` says.
    private static func pem(_ text: String) -> String {
        let begin = "-----BEGIN CERTIFICATE-----"
        let end = "-----END CERTIFICATE-----"
        guard let first = text.range(of: begin), let last = text.range(of: end) else { return "" }
        return String(text[first.lowerBound..<last.upperBound])
    }

    @Test func `a broken pair is reported and the one before it stays, until it is mended`() throws {
        let secure = try SecureServer()
        let before = secure.certificate.certificate
        let stranger = try secure.authority.issue(
            "stranger", from: SecureServer.now, to: SecureServer.now.adding(days: 9))
        try Self.replace(secure.certificate.files.key, with: stranger.key)
        guard case .failed(let fault) = secure.certificate.reload(at: SecureServer.now) else {
            Issue.record("a key of another certificate was taken")
            return
        }
        #expect(fault.reason.contains("is not the key of"))
        #expect(secure.certificate.report(at: SecureServer.now).state == .notReloaded)
        #expect(secure.certificate.certificate == before)
        #expect(secure.problem(secure.client()) == nil)

        try "no certificate".write(toFile: secure.certificate.files.certificate, atomically: true, encoding: .utf8)
        guard case .failed = secure.certificate.reload(at: SecureServer.now) else {
            Issue.record("a text was taken for a certificate")
            return
        }
        #expect(secure.problem(secure.client()) == nil)

        _ = try secure.authority.issue(
            "server", from: SecureServer.now.adding(days: -1), to: SecureServer.now.adding(days: 50))
        #expect(secure.certificate.reload(at: SecureServer.now) == .changed)
        #expect(secure.certificate.report(at: SecureServer.now).problem == nil)
        #expect(secure.problem(secure.client()) == nil)
    }

    @Test func `files that change are read once they rest, without a signal`() throws {
        let secure = try SecureServer()
        #expect(secure.certificate.look(at: SecureServer.now) == .unchanged)
        _ = try secure.authority.issue(
            "server", from: SecureServer.now.adding(days: -1), to: SecureServer.now.adding(days: 50))
        #expect(secure.certificate.look(at: SecureServer.now) == .unchanged)
        #expect(secure.certificate.look(at: SecureServer.now) == .changed)
        #expect(secure.certificate.look(at: SecureServer.now) == .unchanged)
    }

    @Test func `one outside its dates does not replace one within them, until its day comes`() throws {
        let secure = try SecureServer()
        let before = secure.certificate.certificate
        _ = try secure.authority.issue(
            "server", from: SecureServer.now.adding(days: 2), to: SecureServer.now.adding(days: 50))
        guard case .failed = secure.certificate.reload(at: SecureServer.now) else {
            Issue.record("it was taken before its day")
            return
        }
        #expect(secure.certificate.certificate == before)
        #expect(secure.certificate.look(at: SecureServer.now.adding(days: 3)) == .changed)
        #expect(secure.certificate.certificate != before)
    }

    @Test func `a key that everybody may read is refused`() throws {
        let secure = try SecureServer()
        let files = secure.certificate.files
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: files.key)
        let fault = #expect(throws: CertificateFault.self) { try ServedCertificate(files) }
        #expect(fault?.next == "chmod 600 \(files.key)")
    }

    @Test(arguments: [(90, "ok"), (30, "ok"), (29, "expiring"), (0, "expiring"), (-1, "expired")])
    func `its last thirty days are warned of`(daysLeft: Int64, state: String) throws {
        let secure = try SecureServer()
        let then = secure.certificate.certificate.validTo.adding(days: -daysLeft).adding(seconds: -60)
        let report = secure.certificate.report(at: then)
        #expect(report.daysLeft == daysLeft)
        #expect(report.state.rawValue == state)
        #expect(report.isHealthy == (state != "expired"))
        #expect(report.next.isEmpty == (state == "ok"))
    }

    private static func replace(_ file: String, with other: String) throws {
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.copyItem(atPath: other, toPath: file)
    }
}
