import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty

@testable import Edge
@testable import Simulation

/// A store's agent on a disk that may fail, with its till.
final class StorePart {
    let disk = PowerDisk()
    let store = StoreID("042")
    let folder: String
    private let clock: HourClock
    private let oracle: Ledger
    private let prepareWriter: (@Sendable (Connection) throws -> Void)?
    private var boots: UInt64 = 0
    private(set) var agent: Agent?
    private var till: DirectTransport?
    private var uploader: Uploader?
    private var downloader: Downloader?
    private var bounds = Uploader.Bounds()

    init(
        folder: String, clock: HourClock, oracle: Ledger, prepareWriter: (@Sendable (Connection) throws -> Void)?
    ) throws {
        self.folder = folder
        self.clock = clock
        self.oracle = oracle
        self.prepareWriter = prepareWriter
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    var path: String { "\(folder)/store.db" }
    private var witness: String { "\(folder)/witness" }

    func start(_ line: CentralLine) throws {
        boots += 1
        let text = EdgeConfiguration.text(
            store: store, central: "http://127.0.0.1:1", tokenFile: "none", timeZone: "America/Mexico_City",
            witness: witness)
        let agent = try Agent(
            EdgeConfiguration(text: text), path: path, clock: clock, randomness: SeededRandomness(seed: 2_000 + boots),
            inline: SQLiteDatabase.Inline(vfs: disk.vfs, walPagesMax: Hour.walPagesMax, prepareWriter: prepareWriter))
        try agent.register(token: "till", role: .till, subject: "1")
        try agent.noteWitness()
        let routes = StoreAPI.routes(agent, ServerCounts()) { _ in StoreAPI.SyncReport(isSynced: false) }
        till = DirectTransport(Router(routes), token: "till", authenticate: agent.principal(ofToken:))
        uploader = Uploader(agent, line)
        downloader = Downloader(agent, line)
        bounds = Uploader.Bounds()
        self.agent = agent
    }

    func stop() {
        agent = nil
        till = nil
        uploader = nil
        downloader = nil
    }

    func loseWitness() { try? FileManager.default.removeItem(atPath: witness) }

    // MARK: the till

    /// What a till that waits for an answer does: nothing that is not 200 counts as one.
    func sell(_ receipt: String, _ amountMinor: Int64, key: String? = nil) throws {
        let id = Ledger.ReceiptID(store: store, till: "1", receipt: receipt)
        // A till sends the same bytes again, also after hours.
        let sale =
            oracle.attempted[id]
            ?? Ledger.Sale(
                id: id, key: key, totalMinor: amountMinor, body: purchase(receipt, amountMinor, key).json)
        oracle.attempt(sale)
        try ask("POST", "/v1/purchases", sale.body)
        oracle.accept(id)
    }

    /// Another sale under a receipt that is taken: recorded, and set aside at central.
    func sellReused(_ receipt: String, _ amountMinor: Int64) throws {
        try ask("POST", "/v1/purchases", purchase(receipt, amountMinor, nil).json)
    }

    private func purchase(_ receipt: String, _ amountMinor: Int64, _ key: String?) -> Purchase {
        Purchase(
            receipt: receipt, till: "1", at: clock.now(), key: key,
            lines: [.init(sku: "7501", category: "LECHE", amountMinor: amountMinor)])
    }

    @discardableResult
    func ask(_ method: String, _ path: String, _ body: [UInt8] = []) throws -> JSONValue {
        guard let till else { throw Refused(status: 0) }
        let response = try till.send(ClientRequest(method, path, body: body))
        let json = try JSONDocument(response.body).root
        switch response.status {
        case 200, 201: return json
        case 503, 507: throw Refused(status: response.status)
        default: throw Broken("\(method) \(path) was answered \(response.status) \(json.text)")
        }
    }

    func lookup(_ key: String) throws -> [JSONValue] {
        try ask("POST", "/v1/cards/lookup", JSONWriter.object { $0.field("key", key) })["cards"]?.array ?? []
    }

    func enrol(_ key: String) throws {
        try ask(
            "POST", "/v1/customers",
            JSONWriter.object { object in
                object.field("key", key)
                object.field("name", "Ana Ruiz")
            })
    }

    // MARK: the line

    private static let stepsMax = 20

    /// Throws where central is not up to date afterwards.
    func upload(verifying: Bool = false) throws {
        for _ in 0..<Self.stepsMax {
            switch try uploader?.step(&bounds, verifying: verifying) {
            case .progressed?: continue
            case .idle?: return
            case .failed?, nil: throw Refused(status: 0)
            }
        }
        throw Broken("the upload does not end")
    }

    func download() throws {
        for _ in 0..<Self.stepsMax {
            switch try downloader?.step(waitSeconds: 0, fresh: true) {
            case .progressed?: continue
            case .drained?: return
            case .failed?, nil: throw Refused(status: 0)
            }
        }
        throw Broken("the download does not end")
    }

    /// As after five weeks of acknowledgements: everything acknowledged so far is old enough to go.
    func age() throws {
        try agent?.database.write { connection in
            let row = try Setting.acknowledgedRow.integer(connection) ?? 0
            for day in 1...Journal.keptDays + 1 {
                try connection.run("INSERT OR REPLACE INTO acknowledgement (day, row) VALUES ($1, $2)", day, row)
            }
        }
    }

    // MARK: what must hold

    func reader() throws -> Connection { try SQLiteConnection(path: path, purpose: .reader, vfs: disk.vfs) }

    /// The file is whole, its chain holds row by row, and every sale that a till was told of is in the journal, unless
    /// central acknowledged it and it was pruned.
    func check(atCentral: Set<Ledger.ReceiptID>) throws {
        let connection = try reader()
        guard try connection.integer("SELECT COUNT(*) FROM sqlite_master WHERE name = 'epoch'") > 0,
            try connection.integer("SELECT COUNT(*) FROM epoch") > 0
        else {
            guard oracle.accepted.isEmpty else { throw Broken("the store's file is empty") }
            return
        }
        try StoreFile.check(connection, of: store)
        let bodies = try connection.query("SELECT body FROM journal") { $0.blob(0) }
        let here = Set(
            try bodies.compactMap { body -> Ledger.ReceiptID? in
                guard let receipt = try JSONDocument(body).root["purchase"]?["receipt"]?.string else { return nil }
                return .init(store: store, till: "1", receipt: receipt)
            })
        let lost = Set(oracle.accepted).subtracting(here).subtracting(atCentral)
        guard lost.isEmpty else { throw Broken("told sales are in no journal: \(lost.sorted())") }
        let reasons = Set(try connection.query("SELECT reason FROM epoch") { $0.text(0) })
        guard reasons.isSubset(of: ["created", "behindWitness"]) else { throw Broken("a new epoch: \(reasons)") }
    }

    /// What central said that it has.
    func acknowledged() throws -> Set<Ledger.ReceiptID> {
        let connection = try reader()
        guard try connection.integer("SELECT COUNT(*) FROM sqlite_master WHERE name = 'journal'") > 0 else { return [] }
        let bodies = try connection.query(
            "SELECT body FROM journal WHERE row <= $1", try Setting.acknowledgedRow.integer(connection) ?? 0
        ) { $0.blob(0) }
        return Set(
            try bodies.compactMap { body in
                try JSONDocument(body).root["purchase"]?["receipt"]?.string.map {
                    .init(store: store, till: "1", receipt: $0)
                }
            })
    }
}

/// A clear no: nothing was done, and it may be asked again.
struct Refused: Error {
    let status: Int
}
