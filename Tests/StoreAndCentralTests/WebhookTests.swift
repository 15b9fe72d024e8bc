import LocalChain
import Backup
import Digest
import Foundation
import JSON
import Loyalty
import Synchronization
import Testing

@testable import Central
@testable import HTTP

/// Somebody who is told, or does not answer.
private final class Listener: Transport {
    struct Heard: Sendable {
        let body: [UInt8]
        let signature: String
    }

    private let state = Mutex<(status: Int?, heard: [Heard])>((200, []))

    func answer(_ status: Int?) { state.withLock { $0.status = status } }
    var heard: [Heard] { state.withLock { $0.heard } }

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        let signature = request.headers.first { $0.0 == "Vuelve-Signature" }?.1 ?? ""
        let status = state.withLock { state in
            state.heard.append(Heard(body: request.body, signature: signature))
            return state.status
        }
        guard let status else { throw TransportError("no answer") }
        return ClientResponse(status: status, body: [])
    }
}

@Suite struct `The webhook` {
    private let clock = TestClock()
    private let central: TestCentral
    private let stores: [TestStore]
    private let listener = Listener()
    private static let secret = Array("a secret of some length".utf8)

    init() throws {
        let central = try TestCentral(clock: clock)
        stores = try [41, 42, 43].map { number in
            let id = "0\(number)"
            return try TestStore(id, central, token: central.addStore(id), seed: UInt64(number))
        }
        // The second time each tells that it has the programme.
        for _ in 1...2 {
            for store in stores { try store.sync() }
            clock.advance(seconds: 400)
        }
        self.central = central
    }

    private func webhook() -> Webhook {
        Webhook(central.aggregator, listener, secret: Self.secret, groupSeconds: 30)
    }

    private func changes(_ heard: Listener.Heard) throws -> [String] {
        let json = try JSONDocument(heard.body).root
        return (json["changes"]?.array ?? []).map {
            "\($0["store"]?.string ?? "") \($0["from"]?.string ?? "-")→\($0["to"]?.string ?? "")"
        }
    }

    private func revoke(_ store: String) throws {
        #expect(try central.admin.call("POST", "/v1/tokens/\(store)/revoke").status == 200)
    }

    @Test func `stores that fall together are told of in one message, signed and timed`() throws {
        let webhook = webhook()
        #expect(try webhook.step() == .nothing)
        try revoke("041")
        #expect(try webhook.step() == .gathering)
        clock.advance(seconds: 20)
        try revoke("043")
        #expect(try webhook.step() == .gathering)
        clock.advance(seconds: 10)
        #expect(try webhook.step() == .told(stores: 2))
        #expect(try webhook.step() == .nothing)
        let heard = try #require(listener.heard.first)
        #expect(listener.heard.count == 1)
        #expect(try changes(heard) == ["041 ok→revoked", "043 ok→revoked"])
        let json = try JSONDocument(heard.body).root
        #expect(json["stores"]?.integer == 3 && json["unhealthy"]?.integer == 2)
        let seconds = clock.now().milliseconds / 1000
        let signed = HMACKey(Self.secret).digest(Array("\(seconds).".utf8) + heard.body).hex
        #expect(heard.signature == "t=\(seconds),v1=\(signed)")
    }

    @Test func `what falls and recovers at once is no news, a recovery is`() throws {
        let webhook = webhook()
        for store in stores { try store.sync() }
        #expect(try webhook.step() == .nothing)
        clock.advance(seconds: 3600)
        #expect(try webhook.step() == .gathering, "all are silent")
        for store in stores { try store.sync() }
        clock.advance(seconds: 31)
        #expect(try webhook.step() == .nothing)
        clock.advance(seconds: 3600)
        for store in stores.dropFirst() { try store.sync() }
        _ = try webhook.step()
        clock.advance(seconds: 31)
        #expect(try webhook.step() == .told(stores: 1))
        try stores[0].sync()
        _ = try webhook.step()
        clock.advance(seconds: 31)
        #expect(try webhook.step() == .told(stores: 1))
        #expect(try listener.heard.map(changes) == [["041 ok→silent"], ["041 silent→ok"]])
    }

    @Test func `a message that nobody took is sent again as it is, ever less often, also after a restart`() throws {
        let first = webhook()
        _ = try first.step()
        try revoke("041")
        _ = try first.step()
        clock.advance(seconds: 30)
        listener.answer(nil)
        #expect(try first.step() == .failed(reason: "no answer"))
        #expect(try first.step() == .waiting)
        clock.advance(seconds: 10)
        listener.answer(503)
        #expect(try first.step() == .failed(reason: "status 503"))
        clock.advance(seconds: 10)
        #expect(try first.step() == .waiting, "the second wait is longer")
        try revoke("042")
        listener.answer(200)
        let second = webhook()
        #expect(try second.step() == .told(stores: 1))
        #expect(Set(listener.heard.map(\.body)).count == 1 && listener.heard.count == 3)
        // What changed meanwhile is told by the next.
        _ = try second.step()
        clock.advance(seconds: 30)
        #expect(try second.step() == .told(stores: 1))
        #expect(try changes(listener.heard[3]) == ["042 ok→revoked"])
    }

    @Test func `every name in alerts yml is a figure that central or an agent gives`() throws {
        let folder = try TestCentral(clock: clock).folder
        // A central that makes backups by itself has every figure.
        let scheduled = try Aggregator(
            CentralConfiguration(text: #"{"storage": "c.db", "witness": "w", "backup": {"folder": "backups"}}"#),
            folder: CentralFolder(folder.path), clock: clock, randomness: SeededRandomness(seed: 3))
        let figures =
            scheduled.metrics(ServerCounts())
            + String(decoding: try stores[0].till.send(ClientRequest("GET", "/metrics")).body, as: UTF8.self)
            + (try certificateFigures(in: folder.path).joined(separator: "\n"))
        let names = Set(figures.matches(of: /# TYPE (\w+)/).map { String($0.output.1) })
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        let rules = try String(contentsOfFile: root + "/central/alerts.yml", encoding: .utf8)
        let expressions = rules.split(separator: "\n").filter { $0.contains("expr:") }.joined(separator: "\n")
        let wanted = Set(expressions.matches(of: /vuelve_\w+/).map { String($0.output) })
        #expect(wanted.count > 10)
        #expect(wanted.subtracting(names) == [])
    }

    /// What a daemon with a certificate gives besides.
    private func certificateFigures(in folder: String) throws -> [String] {
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        openssl.arguments =
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=x -keyout \(folder)/k -out \(folder)/c"
            .split(separator: " ").map(String.init)
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        return CertificateReport(
            certificate: try Certificate(file: folder + "/c"), problem: nil, now: clock.now()
        ).metrics
    }
}
