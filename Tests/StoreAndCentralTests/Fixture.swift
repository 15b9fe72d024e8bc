import LocalChain
import Central
import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import Synchronization

@testable import Edge

/// One exchange between a store and central, unpacked.
struct RecordedExchange {
    let method: String
    let path: String
    let request: [UInt8]
    let status: Int
    let answer: [UInt8]

    init(_ request: ClientRequest, _ response: ClientResponse) throws {
        method = request.method
        path = request.path
        self.request = try Self.unpacked(request.body, request.headers)
        status = response.status
        answer = response.body
    }

    private static func unpacked(_ body: [UInt8], _ headers: [(String, String)]) throws -> [UInt8] {
        let isPacked = headers.contains { $0.0 == "Content-Encoding" && $0.1 == "gzip" }
        return isPacked ? try Gzip.unpack(body, bytesMax: 1 << 24) : body
    }

    init(line: ArraySlice<UInt8>) throws {
        let json = try JSONDocument(Array(line)).root
        func text(_ name: String) -> String { json[name]?.string ?? "" }
        method = text("method")
        path = text("path")
        request = Array(text("request").utf8)
        status = Int(json["status"]?.integer ?? 0)
        answer = Array(text("answer").utf8)
    }

    var line: [UInt8] {
        JSONWriter.object { object in
            object.field("method", method)
            object.field("path", path)
            object.field("request", String(decoding: request, as: UTF8.self))
            object.field("status", status)
            object.field("answer", String(decoding: answer, as: UTF8.self))
        }
    }

    var isUpload: Bool { path.hasSuffix("/events") }
    var isPage: Bool { path.contains("/changes?") }
}

/// Passes everything on and keeps it.
final class RecordingLine: Transport {
    private let inner: any Transport
    let kept = Mutex<[RecordedExchange]>([])

    init(_ inner: any Transport) { self.inner = inner }

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        let response = try inner.send(request)
        guard let exchange = try? RecordedExchange(request, response) else {
            throw TransportError("cannot be recorded")
        }
        kept.withLock { $0.append(exchange) }
        return response
    }
}

/// What a release left behind, in a copy that may be changed.
struct Fixture {
    let clock = TestClock()
    let central: TemporaryFolder
    let store: TemporaryFolder
    let exchanges: [RecordedExchange]
    /// `token`, `clock`, `totals`, and `cards` by key.
    let after: JSONValue

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures"
    static let id = "042"

    /// Every release that is here.
    static var releases: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.filter { $0.first?.isNumber == true }.sorted()
    }

    init(_ release: String) throws {
        let folder = "\(Self.root)/\(release)"
        central = try Self.copy(folder + "/central")
        store = try Self.copy(folder + "/store")
        exchanges = try Array(Data(contentsOf: URL(fileURLWithPath: folder + "/messages.ndjson"))).lines()
            .map(RecordedExchange.init(line:))
        after = try JSONDocument(Array(Data(contentsOf: URL(fileURLWithPath: folder + "/after.json")))).root
        let then = after["clock"]?.string.flatMap(Instant.init) ?? clock.now()
        clock.advance(seconds: then.seconds(since: clock.now()))
    }

    private static func copy(_ source: String) throws -> TemporaryFolder {
        let target = try TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: source) {
            try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(target.path)/\(name)")
        }
        return target
    }

    var token: String { after["token"]?.string ?? "" }

    func openCentral() throws -> TestCentral { try TestCentral(clock: clock, folder: central, seed: 55) }

    func openStore(_ central: TestCentral) throws -> TestStore {
        try TestStore(Self.id, central, token: token, folder: store, seed: 56)
    }
}
