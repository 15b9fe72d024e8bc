import Foundation

import Testing

@testable import HTTP
@testable import LocalChain

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
