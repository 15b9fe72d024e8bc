import Central
import Database
import Digest
import Foundation
import HTTP
import Loyalty

/// Central's computer: the real aggregator on a real file, which may die, fill up, or be put back from a copy.
final class CentralMachine {
    struct Copy {
        let path: String
        let witness: String
        let receipts: Set<Ledger.ReceiptID>
        let madeAt: Instant
    }

    /// How a copy comes back.
    enum Restore: CaseIterable {
        /// `vuelve central restore`: a new incarnation.
        case byTool
        /// The file alone: central's witness tells it.
        case file
        /// The whole machine, witness and all: only the stores can tell.
        case machine
    }

    let folder: String
    let clock: SimulatedClock
    private let seed: UInt64
    private let plants: [Plant]
    private(set) var faults = MachineFaults()
    private let time: WorldTime
    private(set) var aggregator: Aggregator?
    private var router: Router?
    private var boots: UInt64 = 0
    private(set) var copies: [Copy] = []

    /// The first answer that no input may bring about.
    private(set) var mistake: String?

    /// Under which keys are hashed.
    let secret: [UInt8]

    static let file = "central.db"

    /// The sample's, but that a return takes back all that was given, so that sums can be compared, that points end with
    /// the month, and that there is a reward.
    static let programme: String = {
        let mug = #"{"id": "\#(reward)", "kind": "product", "points": 25, "sku": "7502"}"#
        let changes = [
            (#""policy": "within-balance""#, #""policy": "negative""#),
            (#""expiry": null"#, #""expiry": {"months": 0, "until": "monthEnd"}"#),
            (#""rewards": []"#, #""rewards": [\#(mug)]"#),
        ]
        return changes.reduce(CentralDefaults.programme) { text, change in
            precondition(text.contains(change.0), "the sample has \(change.0)")
            return text.replacingOccurrences(of: change.0, with: change.1)
        }
    }()
    static let reward = "mug"
    /// Who may move receipts, at every store.
    static let supervisor = "3"
    static let pin = "471193"
    private static let adminToken = "admin"

    init(folder: String, time: WorldTime, seed: UInt64, plants: [Plant]) throws {
        self.folder = folder
        self.seed = seed
        self.plants = plants
        self.time = time
        clock = SimulatedClock(time)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        secret = Digest.sha256("secret/\(seed)").bytes
        let files = [
            ("programme.json", Self.programme), ("segmentation.json", CentralDefaults.segmentation),
            ("chain.secret", Hex.encode(secret)),
        ]
        for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
    }

    var path: String { "\(folder)/\(Self.file)" }
    var isUp: Bool { aggregator != nil }

    func start() throws {
        boots += 1
        faults = MachineFaults()
        let aggregator = try Aggregator(
            CentralConfiguration(text: "{\"storage\": \"\(Self.file)\"}"), folder: CentralFolder(folder), clock: clock,
            randomness: SeededRandomness(seed: seed &* 1_000_003 &+ boots),
            inline: SQLiteDatabase.Inline(faults: faults), pinRounds: 1)
        try aggregator.register(token: Self.adminToken, role: .admin, subject: "admin")
        self.aggregator = aggregator
        router = Router(CentralAPI.routes(aggregator, ServerCounts()))
        try Plant.apply(plants, to: .central, path: path)
    }

    /// The process ends, orderly or not: nothing of it is left but its file.
    func stop() {
        aggregator = nil
        router = nil
    }

    /// The real central notes it at most a second after a commit.
    func noteWitness() throws { try running { try $0.noteWitness() } }

    /// Runs `body` where central is up.
    /// - Returns: nil where it is down, or died while it worked
    @discardableResult
    func running<T>(_ body: (Aggregator) throws -> T) throws -> T? {
        guard let aggregator else { return nil }
        var result: T?
        do {
            result = try body(aggregator)
        } catch is ProcessEnded {
        } catch let error as DatabaseError where error.isStorage {
            // A disk without space: the work is done another time.
        }
        if faults.hasCrashed {
            stop()
            return nil
        }
        return result
    }

    /// What central answers; nil where it is down or died before the answer left.
    func answer(_ request: ClientRequest, token: String) -> ClientResponse? {
        guard let aggregator, let router else { return nil }
        let transport = DirectTransport(router, token: token, authenticate: aggregator.principal(ofToken:))
        let response = try? transport.send(request)
        guard !faults.hasCrashed else {
            stop()
            return nil
        }
        if let response, response.status >= 500, ![503, 507].contains(response.status), mistake == nil {
            mistake = "\(request.method) \(request.path) was answered \(response.status)"
        }
        return response
    }

    func asAdmin(_ method: String, _ path: String, _ body: [UInt8] = []) -> ClientResponse? {
        answer(ClientRequest(method, path, body: body), token: Self.adminToken)
    }

    // MARK: copies

    func copy(number: Int) throws {
        let target = "\(folder)/copy-\(number)"
        try DatabaseFile.copy(path, to: target)
        try? FileManager.default.copyItem(atPath: witness, toPath: target + ".witness")
        copies.append(
            Copy(
                path: target, witness: target + ".witness", receipts: try CentralRows(target).receipts(),
                madeAt: time.now))
    }

    private var witness: String { folder + ".witness" }

    func restore(_ copy: Copy, _ way: Restore) throws {
        stop()
        try DatabaseFile.copy(copy.path, to: path)
        switch way {
        case .byTool:
            try SQLiteConnection(path: path).run(
                "INSERT OR REPLACE INTO setting (name, value) VALUES ('restoredAt', $1)", clock.now().description)
        case .file: break
        case .machine:
            try? FileManager.default.removeItem(atPath: witness)
            try? FileManager.default.copyItem(atPath: copy.witness, toPath: witness)
        }
    }
}

/// Files of a database that nobody has open, or that nobody writes just now.
enum DatabaseFile {
    /// The file and its log; what was at the target is replaced.
    static func copy(_ source: String, to target: String) throws {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: target + suffix) }
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: source + suffix) {
            try FileManager.default.copyItem(atPath: source + suffix, toPath: target + suffix)
        }
    }
}
