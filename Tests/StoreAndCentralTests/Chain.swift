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

/// A line that can be cut, fail in other ways, or lose the answer after central has acted.
final class TestLine: Transport {
    enum Mode: Equatable {
        case up, down, losesAnswers
        case fails(TransportError.Kind)
        /// Somebody answers in central's place, with this status.
        case answers(Int)
        case says(Problem)
    }
    private let mode = Mutex(Mode.up)
    private let inner: any Transport

    init(_ inner: any Transport) { self.inner = inner }

    func set(_ new: Mode) { mode.withLock { $0 = new } }

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        let now = mode.withLock { $0 }
        switch now {
        case .down: throw TransportError("no line")
        case .fails(let kind): throw TransportError("what the line says", kind: kind)
        case .answers(let status): return ClientResponse(status: status, body: [])
        case .says(let problem): return ClientResponse(status: problem.status, body: problem.response.body)
        case .up, .losesAnswers: break
        }
        let response = try inner.send(request)
        if now == .losesAnswers { throw TransportError("the answer was lost") }
        return response
    }
}

/// Central with real files in a folder, called without sockets.
final class TestCentral {
    let folder: TemporaryFolder
    let clock: TestClock
    let aggregator: Aggregator
    let admin: DirectTransport
    private let router: Router

    init(
        clock: TestClock, folder: TemporaryFolder? = nil, programme: String = CentralDefaults.programme,
        seed: UInt64 = 1, asideAlarm: Int64 = 100_000, storage: String? = nil, inline: SQLiteDatabase.Inline? = nil,
        witness: String = "witness"
    ) throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        self.clock = clock
        let files = [
            "programme.json": programme, "segmentation.json": CentralDefaults.segmentation,
            "chain.secret": String(repeating: "ab", count: 32),
        ]
        for (name, text) in files where !FileManager.default.fileExists(atPath: "\(folder.path)/\(name)") {
            try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
        }
        aggregator = try Aggregator(
            CentralConfiguration(
                text: #"{"storage": "\#(try storage ?? TestStorage.make(in: folder.path))", "witness": "\#(witness)"}"#),
            folder: CentralFolder(folder.path), clock: clock,
            randomness: SeededRandomness(seed: seed), inline: inline, asideAlarm: asideAlarm)
        try aggregator.register(token: "admin", role: .admin, subject: "admin")
        router = Router(CentralAPI.routes(aggregator, ServerCounts()))
        admin = DirectTransport(router, token: "admin", authenticate: aggregator.principal(ofToken:))
    }

    func line(token: String, from address: String? = nil) -> DirectTransport {
        DirectTransport(
            router, token: token, client: address.flatMap { NetworkAddress($0) },
            authenticate: aggregator.principal(ofToken:))
    }

    func addStore(_ id: String) throws -> String {
        let answer = try admin.call("POST", "/v1/stores", JSONWriter.object { $0.field("id", id) })
        return answer.json["token"]?.string ?? ""
    }

    func totals() throws -> JSONValue { try admin.call("GET", "/v1/totals").json }
}

/// A store's agent with a real file, called without sockets.
final class TestStore {
    let id: StoreID
    let folder: TemporaryFolder
    let agent: Agent
    let till: DirectTransport
    let line: TestLine
    private let uploader: Uploader
    private let downloader: Downloader

    init(
        _ id: String, _ central: TestCentral, token: String, folder: TemporaryFolder? = nil, seed: UInt64 = 100,
        clock: TestClock? = nil, from address: String? = nil, configuration change: (String) -> String = { $0 }
    ) throws {
        self.id = StoreID(id)
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        let text = EdgeConfiguration.text(
            store: StoreID(id), central: "http://127.0.0.1:1", tokenFile: "none", timeZone: "America/Mexico_City",
            witness: folder.path + "/witness")
        agent = try Agent(
            EdgeConfiguration(text: change(text)), path: folder.path + "/store.db", clock: clock ?? central.clock,
            randomness: SeededRandomness(seed: seed))
        try agent.register(token: "till", role: .till, subject: "1")
        let routes = StoreAPI.routes(agent, ServerCounts()) { _ in StoreAPI.SyncReport(isSynced: true) }
        till = DirectTransport(Router(routes), token: "till", authenticate: agent.principal(ofToken:))
        line = TestLine(central.line(token: token, from: address))
        uploader = Uploader(agent, line)
        downloader = Downloader(agent, line)
    }

    @discardableResult
    func upload() throws -> Bool {
        var bounds = Uploader.Bounds()
        while true {
            switch try uploader.step(&bounds) {
            case .progressed: continue
            case .idle: return true
            case .failed: return false
            }
        }
    }

    @discardableResult
    func download() throws -> Bool {
        while true {
            switch try downloader.step(waitSeconds: 0, fresh: true) {
            case .progressed: continue
            case .drained: return true
            case .failed: return false
            }
        }
    }

    @discardableResult
    func sync() throws -> Bool { try upload() && download() }

    func status() throws -> JSONValue { try till.call("GET", "/v1/status").json }

    func metrics() throws -> String {
        String(decoding: try till.send(ClientRequest("GET", "/metrics")).body, as: UTF8.self)
    }

    /// Tells central how it is, as it does beside every exchange.
    func report() throws { try downloader.sendReport() }

    /// Asks central for what tills wanted to know.
    func ask() throws { try uploader.ask() }

    // MARK: what a till does

    func lookup(_ key: String) throws -> [JSONValue] {
        let answer = try till.call("POST", "/v1/cards/lookup", JSONWriter.object { $0.field("key", key) })
        return answer.json["cards"]?.array ?? []
    }

    func sell(_ purchase: Purchase) throws -> JSONValue { try till.call("POST", "/v1/purchases", purchase.json).json }

    func sell(_ receipt: String, _ amountMinor: Int64, key: String? = nil, offers: [String] = []) throws -> JSONValue {
        try sell(purchase(receipt, amountMinor, key: key, offers: offers))
    }

    func purchase(_ receipt: String, _ amountMinor: Int64, key: String? = nil, offers: [String] = []) -> Purchase {
        var purchase = Purchase(
            receipt: receipt, till: "1", at: Instant(milliseconds: 1_773_482_400_000), key: key,
            lines: [.init(sku: "7501", category: "LECHE", amountMinor: amountMinor)])
        purchase.offers = offers
        return purchase
    }
}

struct Answer {
    let status: Int
    let json: JSONValue
    var code: String? { json["code"]?.string }
}

extension DirectTransport {
    func call(_ method: String, _ path: String, _ body: [UInt8] = []) throws -> Answer {
        let response = try send(ClientRequest(method, path, body: body))
        return Answer(status: response.status, json: try JSONDocument(response.body).root)
    }

    func status(_ method: String, _ path: String) throws -> Int { try send(ClientRequest(method, path)).status }

    func call(_ method: String, _ path: String, _ text: String) throws -> Answer {
        try call(method, path, Array(text.utf8))
    }
}

extension JSONValue {
    var flags: [String] { (self["flags"]?.array ?? []).compactMap(\.string) }
    var points: Int64? { self["points"]?["total"]?.integer }
    var tierID: String? { self["tier"]?["id"]?.string }
}

/// A central with one store that has its programme.
struct Pair {
    let clock = TestClock()
    let central: TestCentral
    let store: TestStore
    let token: String

    init() throws {
        central = try TestCentral(clock: clock)
        token = try central.addStore("042")
        store = try TestStore("042", central, token: token)
        try store.sync()
    }
}
