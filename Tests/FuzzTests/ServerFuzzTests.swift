import Dispatch
import Foundation
import HTTP
import JSON
import Loyalty
import Testing

@testable import Edge

@Suite(.serialized) struct `The agent behind its real server` {
    private let central: FuzzedCentral
    private let store: FuzzedStore
    private let server: Server
    private let port: UInt16

    init() throws {
        central = try FuzzedCentral(seed: Effort.seed)
        let store = try FuzzedStore(central, seed: Effort.seed)
        self.store = store
        var limits = ServerLimits()
        (limits.requestSecondsMax, limits.idleSecondsMax) = (2, 5)
        // Here everything comes from one address; that bound has a test of its own.
        limits.requestsWithoutTokenPerSecondMax = 1_000_000
        server = Server(
            store.router, limits: limits, counts: store.counts, authenticate: store.agent.principal(ofToken:))
        port = try server.start(ListenAddress("127.0.0.1:0")!).port  // a constant that parses
    }

    /// - Returns: nil for a server that neither answered nor closed in time
    /// - Parameter isWhole: wait for the end of the connection, not for the first answer only
    private func exchange(_ bytes: [UInt8], isWhole: Bool = false) throws -> [WireAnswer]? {
        let wire = try Wire(port: port)
        wire.send(bytes)
        wire.finish()
        return wire.rest(until: { !isWhole && !WireAnswer.all($0).isEmpty }).map(WireAnswer.all)
    }

    /// What libmicrohttpd itself refuses, before anything of ours is asked, has a page of its own.
    private static let ofTheLibrary: Set<Int> = [400, 411, 413, 414, 417, 431, 501, 505]

    private func mistakes(_ answer: WireAnswer) -> String? {
        if answer.type == "application/problem+json" {
            let code = try? JSONDocument(answer.body).root["code"]?.string
            if answer.status == 500 { return "500" }
            return code == nil ? "a problem without a code" : nil
        }
        guard answer.status >= 400 else { return nil }
        return Self.ofTheLibrary.contains(answer.status) ? nil : "\(answer.status) with \(answer.type)"
    }

    private static let purchase = Purchase(
        receipt: "w1", till: "1", at: Instant(milliseconds: 1_773_482_400_000),
        lines: [.init(sku: "7501", amountMinor: 100)]
    ).json

    /// Sound and unsound HTTP, each the start of many more.
    private static let seeds: [(name: String, bytes: [UInt8])] = {
        func text(_ lines: String..., body: [UInt8] = []) -> [UInt8] {
            Array(lines.map { $0 + "\r\n" }.joined().utf8) + Array("\r\n".utf8) + body
        }
        let till = "Authorization: Bearer till"
        let post = "POST /v1/purchases HTTP/1.1"
        let length = "Content-Length: \(purchase.count)"
        let flood = (0..<3000).map { "X-\($0): \($0)" }.joined(separator: "\r\n")
        return [
            ("sound", text(post, "Host: a", till, length, body: purchase)),
            ("HTTP/1.0", text("GET /healthz HTTP/1.0")),
            ("no host", text("GET /healthz HTTP/1.1")),
            ("HTTP/9.9", text("GET /healthz HTTP/9.9", "Host: a")),
            ("no version", text("GET /healthz")),
            ("header flood", text("GET /healthz HTTP/1.1", "Host: a", flood)),
            ("long header", text("GET /healthz HTTP/1.1", "Host: a", "X: " + String(repeating: "x", count: 100_000))),
            ("long path", text("GET /" + String(repeating: "a", count: 100_000) + " HTTP/1.1", "Host: a")),
            ("absurd length", text(post, "Host: a", till, "Content-Length: 99999999999999999999")),
            ("64 bits of length", text(post, "Host: a", till, "Content-Length: 9223372036854775807")),
            ("negative length", text(post, "Host: a", till, "Content-Length: -1")),
            ("two lengths", text(post, "Host: a", till, length, "Content-Length: 1", body: purchase)),
            ("length and chunks", text(post, "Host: a", till, length, "Transfer-Encoding: chunked", body: purchase)),
            ("chunks", text(post, "Host: a", till, "Transfer-Encoding: chunked", body: chunked(purchase, end: true))),
            (
                "cut chunks",
                text(post, "Host: a", till, "Transfer-Encoding: chunked", body: chunked(purchase, end: false))
            ),
            ("bad chunk", text(post, "Host: a", till, "Transfer-Encoding: chunked", body: Array("ZZ\r\nabc\r\n".utf8))),
            (
                "huge chunk",
                text(post, "Host: a", till, "Transfer-Encoding: chunked", body: Array("FFFFFFFFFFFFFFFF\r\nabc".utf8))
            ),
            ("short body", text(post, "Host: a", till, "Content-Length: 5000", body: purchase)),
            ("expect", text(post, "Host: a", till, length, "Expect: 100-continue", body: purchase)),
            ("expect nonsense", text(post, "Host: a", till, length, "Expect: 200-ok", body: purchase)),
            ("pipeline", (0..<5).flatMap { _ in text("GET /healthz HTTP/1.1", "Host: a") }),
            ("absolute", text("GET http://a/healthz HTTP/1.1", "Host: b")),
            ("star", text("OPTIONS * HTTP/1.1", "Host: a")),
            ("connect", text("CONNECT a:443 HTTP/1.1", "Host: a")),
            ("bare LF", Array("GET /healthz HTTP/1.1\nHost: a\n\n".utf8)),
            ("NUL", Array("GET /heal\0thz HTTP/1.1\r\nHost: a\0\r\n\r\n".utf8)),
            ("folded", text("GET /healthz HTTP/1.1", "Host: a", "X: 1\r\n 2")),
            ("no colon", text("GET /healthz HTTP/1.1", "Host a")),
            ("TLS", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03]),
            ("empty", []), ("newlines", Array(repeating: 10, count: 5000)),
            (
                "long token",
                text(
                    "GET /v1/status HTTP/1.1", "Host: a",
                    "Authorization: Bearer " + String(repeating: "t", count: 20_000))
            ),
            ("odd token", text("GET /v1/status HTTP/1.1", "Host: a", "Authorization: \u{1}\u{FF}")),
        ]
    }()

    private static func chunked(_ body: [UInt8], end: Bool) -> [UInt8] {
        Array("\(String(body.count, radix: 16))\r\n".utf8) + body + Array((end ? "\r\n0\r\n\r\n" : "").utf8)
    }

    @Test func `nonsense of every kind is answered or cut, and leaves nothing behind`() throws {
        defer { server.stop() }
        for seed in Self.seeds {
            guard let answers = try exchange(seed.bytes, isWhole: true) else {
                Issue.record("\(seed.name): neither an answer nor an end in \(Wire.answerSecondsMax) s")
                continue
            }
            for answer in answers { #expect(mistakes(answer) == nil, "\(seed.name)") }
            if ["two lengths", "length and chunks"].contains(seed.name) {
                #expect(answers.map(\.status) == [400], "\(seed.name)")
            }
            if seed.name == "pipeline" { #expect(answers.map(\.status) == [200, 200, 200, 200, 200]) }
            if ["sound", "chunks", "expect"].contains(seed.name) {
                #expect(answers.last?.status == 200, "\(seed.name)")
            }
        }
        var dice = Dice(seed: Effort.seed)
        // Some of them end only when the server loses patience.
        for count in 1...Effort.requests / 25 {
            let bytes = mutated(&dice)
            let how = Effort.replay("nonsense of every kind", seed: Effort.seed, count: count)
            guard let answers = try exchange(bytes) else {
                Issue.record(
                    "no end in \(Wire.answerSecondsMax) s: \(String(decoding: bytes.prefix(300), as: UTF8.self))\n\(how)"
                )
                return
            }
            for answer in answers {
                if let mistake = mistakes(answer) {
                    Issue.record("\(mistake): \(String(decoding: bytes.prefix(300), as: UTF8.self))\n\(how)")
                }
            }
        }
        expectNothingOpen()
    }

    private func mutated(_ dice: inout Dice) -> [UInt8] {
        var bytes = dice.pick(Self.seeds).bytes
        for _ in 0..<1 + dice.below(4) where !bytes.isEmpty {
            switch dice.below(5) {
            case 0: bytes = Array(bytes.prefix(dice.below(bytes.count)))
            case 1: bytes[dice.below(min(400, bytes.count))] = UInt8(truncatingIfNeeded: dice.next())
            case 2: bytes.insert(contentsOf: dice.bytes(1 + dice.below(6)), at: dice.below(min(400, bytes.count)))
            case 3: bytes.remove(at: dice.below(min(400, bytes.count)))
            default: bytes += dice.pick(Self.seeds).bytes
            }
        }
        return bytes
    }

    @Test func `requests made from the document are answered by it over the wire`() throws {
        defer { server.stop() }
        let file = try OpenAPIFile(StoreOpenAPI.document)
        let maker = RequestMaker(
            file: file,
            values: SchemaValues(
                file: file, known: ["key": [FuzzedStore.knownKey], "file": ["\(store.folder.path)/a", ""]]),
            names: ["7", "nobody"], folder: store.folder.path, dear: ["/v1/backups"])
        let check = AnswerCheck(file)
        var dice = Dice(seed: Effort.seed &+ 1)
        for count in 1...Effort.requests / 5 {
            let made = maker.next(&dice)
            let how = Effort.replay("requests made from the document", seed: Effort.seed, count: count)
            guard let answers = try exchange(Self.bytes(made)) else {
                Issue.record("no end in \(Wire.answerSecondsMax) s: \(made.text)\n\(how)")
                return
            }
            #expect(answers.count <= 1, "\(made.text)\n\(how)")
            // An answer to HEAD has no body to look at; what the library refuses is no answer of ours.
            guard let answer = answers.first, made.request.method != "HEAD" else { continue }
            if answer.type != "application/problem+json", Self.ofTheLibrary.contains(answer.status) { continue }
            var response = Response(status: answer.status, type: answer.type, body: answer.body)
            response.headers.append(("Retry-After", "seen by the test without a socket"))
            // The document of the path as the server read it.
            var asked = made.request
            asked.path = String(asked.path.split(separator: "?").first ?? "").removingPercentEncoding ?? ""
            let mistakes = check.mistakes(asked, response, who: made.who)
            if !mistakes.isEmpty { Issue.record("\(mistakes.prefix(3)): \(made.text)\n\(how)") }
        }
        expectNothingOpen()
        let client = Client(base: "http://127.0.0.1:\(port)", token: "till")
        #expect(try client.send(ClientRequest("POST", "/v1/purchases", body: Self.purchase)).status == 200)
    }

    private static func bytes(_ made: RequestMaker.Made) -> [UInt8] {
        let token = ["nobody": nil, "till": "till", "admin": "admin", "odd": "é\u{1}"][made.who] ?? "vt_unknown"
        var head = "\(made.request.method) \(made.request.path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
        if let token { head += "Authorization: Bearer \(token)\r\n" }
        for (name, value) in made.request.headers { head += "\(name): \(value)\r\n" }
        return Array((head + "Content-Length: \(made.request.body.count)\r\n\r\n").utf8) + made.request.body
    }

    /// Connections close when their ends do; polled, since the server's threads are not ours.
    private func expectNothingOpen() {
        let deadline = Date().addingTimeInterval(60)
        while store.counts.openConnections > 0, Date() < deadline { usleep(5000) }
        #expect(store.counts.openConnections == 0)
        let lines = store.counts.metrics
        #expect(lines.contains("vuelve_requests_under_way 0"))
        #expect(lines.contains("vuelve_other_requests_under_way 0"))
    }
}
