import Foundation

import Loyalty
import Testing

@testable import HTTP
@testable import LocalChain

/// An authority, and a server that shows what it issued.
final class SecureServer {
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

/// `openssl s_server` that speaks TLS 1.1 and nothing later.
final class OldServer {
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
