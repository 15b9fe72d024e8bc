import Dispatch
import Foundation

import Loyalty
import Synchronization
import Testing

@testable import HTTP
@testable import LocalChain

/// An authority, and a server that shows what it issued.
private final class SecureServer {
    let folder: String
    let authority: CertificateAuthority
    private(set) var certificate: ServedCertificate
    private let server: Server
    let address: ListenAddress

    static let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970) * 1000)

    init(
        for hosts: [String] = ["localhost", "127.0.0.1"], from: Instant = now.adding(days: -1),
        to: Instant = now.adding(days: 90), limits: ServerLimits = ServerLimits()
    ) throws {
        folder = NSTemporaryDirectory() + "vuelve-tls-\(UUID().uuidString)"
        authority = try CertificateAuthority(folder: folder)
        certificate = try ServedCertificate(authority.issue("server", for: hosts, from: from, to: to))
        server = Server(
            Router([.answering("GET", "/hello", roles: nil) { _ in .text("hello") }]), certificate: certificate,
            limits: limits, counts: counts, second: second.now
        ) { _ in nil }
        address = try server.start(ListenAddress("127.0.0.1:0")!)  // a constant that parses
    }

    let counts = ServerCounts()
    let second = MovedSecond()

    deinit {
        server.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    func client(scheme: String = "https", caFile: String? = nil) -> Client {
        var way = Client.Way()
        way.caFile = caFile ?? authority.file
        return Client(base: "\(scheme)://\(address)", way: way)
    }

    /// The problem that a client has with it; nil where it is answered.
    func problem(_ client: Client) -> TransportError.Kind? {
        do {
            let answer = try client.send(ClientRequest("GET", "/hello", timeoutSeconds: 10))
            #expect(answer.body == Array("hello".utf8))
            return nil
        } catch { return error.kind }
    }

    /// The `openssl` command's own word on a handshake.
    func handshake(_ options: [String]) throws -> String {
        let outcome = try Tool.run(
            ["s_client", "-connect", "\(address)", "-CAfile", authority.file] + options,
            executable: CertificateAuthority.openSSLPath)
        return outcome.output + outcome.errors
    }
}

@Suite struct `A server with TLS` {
    @Test func `a client that believes its authority is answered`() throws {
        let secure = try SecureServer()
        #expect(secure.problem(secure.client()) == nil)
    }

    @Test
    func `a flood of handshakes from one address is closed unanswered, and the address is answered again after it`()
        throws
    {
        var limits = ServerLimits()
        limits.handshakesPerSecondMax = 4
        let secure = try SecureServer(limits: limits)
        let kept = secure.client()
        #expect(secure.problem(kept) == nil)
        let flood = try (0..<60).map { _ in try RawConnection(port: secure.address.port) }
        let deadline = Date().addingTimeInterval(20)
        // One was there before, and three more are let in.
        while secure.counts.number(.handshakes) < 57 || secure.counts.openConnections > 4, Date() < deadline {
            usleep(2_000)
        }
        #expect(secure.counts.number(.handshakes) == 57)
        #expect(secure.counts.openConnections == 4)
        #expect(flood[59].isClosedByServer)
        // Who was there before is answered on its connection; a new one as soon as the second is over.
        #expect(secure.problem(kept) == nil)
        #expect(secure.problem(secure.client()) != nil)
        secure.second.pass()
        #expect(secure.problem(secure.client()) == nil)
    }

    @Test func `a client that does not know its authority refuses it, the system's and another's`() throws {
        let secure = try SecureServer()
        #expect(secure.problem(Client(base: "https://\(secure.address)")) == .certificate)
        let other = try CertificateAuthority(folder: secure.folder + "/other")
        #expect(secure.problem(secure.client(caFile: other.file)) == .certificate)
    }

    @Test func `a self-signed certificate is refused, and believed where it is named`() throws {
        let folder = NSTemporaryDirectory() + "vuelve-tls-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let certificate = try ServedCertificate(CertificateAuthority.selfSigned(folder: folder))
        let server = Server(
            Router([.answering("GET", "/hello", roles: nil) { _ in .text("hello") }]), certificate: certificate
        ) { _ in nil }
        let address = try server.start(ListenAddress("127.0.0.1:0")!)  // a constant that parses
        defer { server.stop() }
        var way = Client.Way()
        let request = ClientRequest("GET", "/hello")
        let refusal = #expect(throws: TransportError.self) { try Client(base: "https://\(address)").send(request) }
        #expect(refusal?.kind == .certificate)
        way.caFile = certificate.files.certificate
        #expect(try Client(base: "https://\(address)", way: way).send(request).status == 200)
    }

    @Test func `a certificate for another name is refused`() throws {
        let secure = try SecureServer(for: ["central.example", "10.1.2.3"])
        #expect(secure.problem(secure.client()) == .certificate)
    }

    @Test func `one that has expired, or is not valid yet, is a matter of dates`() throws {
        let now = SecureServer.now
        let expired = try SecureServer(from: now.adding(days: -30), to: now.adding(days: -1))
        #expect(expired.problem(expired.client()) == .certificateDates)
        let early = try SecureServer(from: now.adding(days: 5), to: now.adding(days: 30))
        #expect(early.problem(early.client()) == .certificateDates)
    }

    @Test func `TLS before 1.2 gets no handshake, 1.2 and 1.3 do`() throws {
        let secure = try SecureServer()
        for old in ["-tls1", "-tls1_1"] {
            let word = try secure.handshake([old, "-cipher", "ALL:@SECLEVEL=0"])
            #expect(word.contains("Cipher is (NONE)"), "\(old): \(word)")
        }
        for new in ["-tls1_2", "-tls1_3"] {
            let word = try secure.handshake([new])
            #expect(
                word.contains("Verify return code: 0 (ok)") && !word.contains("Cipher is (NONE)"), "\(new): \(word)")
        }
    }

    @Test func `plain HTTP is not answered where TLS is served`() throws {
        let secure = try SecureServer()
        #expect(secure.problem(secure.client(scheme: "http")) == .unreachable)
    }

    @Test func `a client finds no TLS where plain HTTP is served`() throws {
        let server = Server(Router([])) { _ in nil }
        let address = try server.start(ListenAddress("127.0.0.1:0")!)  // a constant that parses
        defer { server.stop() }
        // Whether the client reads the refusal or only sees the connection end is the kernel's choice.
        #expect(throws: TransportError.self) {
            try Client(base: "https://\(address)").send(ClientRequest("GET", "/", timeoutSeconds: 10))
        }
    }

    // Refused by libcurl as it is told, and by Debian's OpenSSL besides.
    @Test func `a client takes no TLS before 1.2`() throws {
        let folder = NSTemporaryDirectory() + "vuelve-tls-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files = try CertificateAuthority.selfSigned(folder: folder)
        let old = try OldServer(files)
        defer { old.stop() }
        var way = Client.Way()
        way.caFile = files.certificate
        let refusal = #expect(throws: TransportError.self) {
            try Client(base: "https://127.0.0.1:\(old.port)", way: way).send(
                ClientRequest("GET", "/", timeoutSeconds: 10))
        }
        #expect(refusal?.kind == .certificate, "\(refusal?.reason ?? "")")
    }
}

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

/// `openssl s_server` that speaks TLS 1.1 and nothing later.
private final class OldServer {
    let port: UInt16
    private let process: ChildProcess

    init(_ files: CertificateFiles) throws {
        let (listener, address) = try LoopbackSocket.listen()
        close(listener)
        port = UInt16(address.split(separator: ":").last ?? "") ?? 0
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nothing) }
        process = try ChildProcess(
            CertificateAuthority.openSSLPath,
            [
                "s_server", "-accept", "127.0.0.1:\(port)", "-cert", files.certificate, "-key", files.key, "-tls1_1",
                "-cipher", "ALL:@SECLEVEL=0", "-www",
            ], environment: [:], descriptors: [nothing, nothing, nothing])
        var socket = LoopbackSocket.connect(port: port)
        while socket == nil, process.isRunning {
            usleep(10_000)
            socket = LoopbackSocket.connect(port: port)
        }
        if let socket { close(socket) }
    }

    func stop() {
        process.send(SIGKILL)
        process.wait()
    }
}
