import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty

@testable import Central

/// Central on a disk that may fail.
final class CentralPart {
    let disk = PowerDisk()
    let folder: String
    private let clock: HourClock
    private let prepareWriter: (@Sendable (Connection) throws -> Void)?
    private var boots: UInt64 = 0
    private(set) var aggregator: Aggregator?
    private var router: Router?

    /// What somebody was told is done.
    var toldTokens: [String] = []
    var toldCampaigns: [String] = []

    /// Under which keys are hashed.
    static let secret = [UInt8](repeating: 0xab, count: 32)

    init(folder: String, clock: HourClock, prepareWriter: (@Sendable (Connection) throws -> Void)?) throws {
        self.folder = folder
        self.clock = clock
        self.prepareWriter = prepareWriter
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let files = [
            ("programme.json", CentralDefaults.programme), ("segmentation.json", CentralDefaults.segmentation),
            ("chain.secret", Hex.encode(Self.secret)),
        ]
        for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
    }

    var path: String { "\(folder)/central.db" }

    func start() throws {
        boots += 1
        let aggregator = try Aggregator(
            CentralConfiguration(text: #"{"storage": "central.db", "witness": "witness"}"#),
            folder: CentralFolder(folder), clock: clock, randomness: SeededRandomness(seed: 1_000 + boots),
            inline: SQLiteDatabase.Inline(vfs: disk.vfs, walPagesMax: Hour.walPagesMax, prepareWriter: prepareWriter))
        try aggregator.register(token: "admin", role: .admin, subject: "admin")
        try aggregator.noteWitness()
        self.aggregator = aggregator
        router = Router(CentralAPI.routes(aggregator, ServerCounts()))
    }

    func stop() {
        aggregator = nil
        router = nil
    }

    /// What central answers; an error where it is down, or its power went before the answer left.
    func answer(_ request: ClientRequest, token: String) throws(TransportError) -> ClientResponse {
        guard let aggregator, let router else { throw TransportError("central is down") }
        let response = try DirectTransport(router, token: token, authenticate: aggregator.principal(ofToken:))
            .send(request)
        if disk.isCut { throw TransportError("central has no power") }
        return response
    }

    func asAdmin(_ method: String, _ path: String, _ body: [UInt8] = []) throws -> (status: Int, json: JSONValue) {
        let response = try answer(ClientRequest(method, path, body: body), token: "admin")
        return (response.status, try JSONDocument(response.body).root)
    }

    func reader() throws -> Connection { try SQLiteConnection(path: path, purpose: .reader, vfs: disk.vfs) }

    /// The file is whole, and has everything that anybody was told it has.
    func check() throws {
        let connection = try reader()
        guard try connection.integer("SELECT COUNT(*) FROM sqlite_master WHERE name = 'setting'") > 0 else { return }
        try CentralFile.check(connection)
        guard let aggregator else { return }
        for token in toldTokens where aggregator.principal(ofToken: token) == nil {
            throw Broken("central knows no more a token that it gave")
        }
        let campaigns = try aggregator.database.read { try aggregator.campaigns($0) }.map(\.id.rawValue)
        guard Set(toldCampaigns).isSubset(of: campaigns) else { throw Broken("a campaign that was pushed is gone") }
        let audit = try asAdmin("GET", "/v1/audit/verify")
        guard audit.json["ok"]?.boolean == true else { throw Broken("the audit log says \(audit.json.text)") }
    }
}

/// The line between store and central, which works as long as central does.
struct CentralLine: Transport, @unchecked Sendable {
    // One thread of control.
    let central: CentralPart
    let token: String

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        try central.answer(request, token: token)
    }
}

/// Something that must hold does not.
struct Broken: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
