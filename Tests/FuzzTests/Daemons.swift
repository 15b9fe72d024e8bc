import Digest
import Dispatch
import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import SyncProtocol
import Synchronization

@testable import Central
@testable import Edge

/// Central with real files, a store whose sales must arrive, and another store as which anything may be said.
final class FuzzedCentral {
    let folder: TemporaryFolder
    let clock: TestClock
    let aggregator: Aggregator
    let router: Router
    private let playground = Mutex("")

    static let soundStore = "042"
    static let playgroundStore = "777"

    init(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        clock = TestClock()
        let files = [
            "programme.json": CentralDefaults.programme, "segmentation.json": CentralDefaults.segmentation,
            "chain.secret": String(repeating: "ab", count: 32),
        ]
        for (name, text) in files {
            try text.write(toFile: "\(folder.path)/\(name)", atomically: true, encoding: .utf8)
        }
        aggregator = try Aggregator(
            CentralConfiguration(
                text: """
                    {"storage": "\(SharedServer.storage(ofFolder: folder.path) ?? "central.db")", "witness": "witness"}
                    """),
            folder: CentralFolder(folder.path), clock: clock, randomness: SeededRandomness(seed: seed))
        try aggregator.register(token: "admin", role: .admin, subject: "admin")
        try aggregator.register(token: "central", role: .central, subject: "ana")
        router = Router(CentralAPI.routes(aggregator, ServerCounts()))
        playground.withLock { $0 = Self.addStore(Self.playgroundStore, self) }
    }

    static func addStore(_ id: String, _ central: FuzzedCentral) -> String {
        let body = JSONWriter.object { $0.field("id", id) }
        let answer = central.line("admin").respond(to: ClientRequest("POST", "/v1/stores", body: body))
        return (try? JSONDocument(answer.body).root["token"]?.string) ?? ""
    }

    func line(_ token: String) -> DirectTransport {
        DirectTransport(router, token: token, authenticate: aggregator.principal(ofToken:))
    }

    func line(as who: String) -> DirectTransport {
        switch who {
        case "admin", "central": line(who)
        case "store": line(playgroundToken)
        case "nobody": line("")
        case "odd": line("é\0\u{FFFF}")
        default: line("vt_unknown")
        }
    }

    /// Renewed where an administrator's request took it away.
    private var playgroundToken: String {
        let known = playground.withLock { $0 }
        guard aggregator.principal(ofToken: known)?.isFormer != false else { return known }
        let path = "/v1/tokens/\(Self.playgroundStore)/rotate"
        let answer = line("admin").respond(to: ClientRequest("POST", path))
        let token = (try? JSONDocument(answer.body).root["token"]?.string) ?? ""
        playground.withLock { $0 = token }
        return token
    }

    func totals() throws -> JSONValue {
        try JSONDocument(line("admin").respond(to: ClientRequest("GET", "/v1/totals")).body).root
    }
}

/// A store's agent with a real file and central's programme.
final class FuzzedStore {
    let folder: TemporaryFolder
    let agent: Agent
    let router: Router
    let counts = ServerCounts()
    let clock: TestClock
    static let knownKey = "phone:+52 55 1234 5678"

    init(_ central: FuzzedCentral, seed: UInt64) throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        clock = central.clock
        let text = EdgeConfiguration.text(
            store: StoreID(FuzzedCentral.soundStore), central: "http://127.0.0.1:1", tokenFile: "none",
            timeZone: "America/Mexico_City", witness: folder.path + "/witness")
        agent = try Agent(
            EdgeConfiguration(text: text), path: folder.path + "/store.db", clock: central.clock,
            randomness: SeededRandomness(seed: seed))
        try agent.register(token: "till", role: .till, subject: "1")
        try agent.register(token: "admin", role: .admin, subject: "admin")
        router = Router(StoreAPI.routes(agent, counts) { _ in StoreAPI.SyncReport(isSynced: true) })
        line = central.line(FuzzedCentral.addStore(FuzzedCentral.soundStore, central))
        try download()
        let body = JSONWriter.object { $0.field("key", Self.knownKey) }
        _ = ask("till", "POST", "/v1/customers", body)
    }

    private let line: DirectTransport

    func line(as who: String) -> DirectTransport {
        let token = ["till": "till", "admin": "admin", "nobody": "", "odd": "é\0\u{FFFF}"][who] ?? "vt_unknown"
        return DirectTransport(router, token: token, authenticate: agent.principal(ofToken:))
    }

    func ask(_ who: String, _ method: String, _ path: String, _ body: [UInt8] = []) -> Response {
        line(as: who).respond(to: ClientRequest(method, path, body: body))
    }

    func upload() throws {
        var bounds = Uploader.Bounds()
        let uploader = Uploader(agent, line)
        while case .progressed = try uploader.step(&bounds) {}
    }

    func download() throws {
        let downloader = Downloader(agent, line)
        while case .progressed = try downloader.step(waitSeconds: 0, fresh: true) {}
    }
}

/// Asks on another thread, so that one that never answers fails the test instead of holding it.
enum Deadline {
    /// No request may take longer, however busy the machine is.
    static let secondsMax = 60

    private final class Box: Sendable {
        let response = Mutex<Response?>(nil)
        let isDone = DispatchSemaphore(value: 0)
    }

    /// - Parameter whileWaiting: called some times a second, to let time pass for those who wait for it
    /// - Returns: nil where none came in time
    static func ask(
        _ transport: DirectTransport, _ request: ClientRequest, secondsMax: Int = secondsMax,
        whileWaiting: () -> Void = {}
    ) -> Response? {
        let box = Box()
        DispatchQueue.global(qos: .userInitiated).async {
            let response = transport.respond(to: request)
            box.response.withLock { $0 = response }
            box.isDone.signal()
        }
        for _ in 0..<secondsMax * 20 {
            if box.isDone.wait(timeout: .now() + .milliseconds(50)) == .success { return box.response.withLock { $0 } }
            whileWaiting()
        }
        return nil
    }
}

/// What of this process's memory is resident.
enum Memory {
    /// Other tests run beside; a leak of a hundredth of what was sent would be more.
    static let growthBytesMax = 512 * 1024 * 1024

    static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
    }
}
