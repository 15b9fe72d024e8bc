import Backup
import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Synchronization

/// Central: keeps every event once, customers, segments and campaigns, and publishes to each store what it needs.
/// Knows no thread and no socket.
public final class Aggregator: Sendable {
    public static let version = "0.1.0"

    public let configuration: CentralConfiguration
    public let database: any Database
    public let backups: Backups
    public let folder: CentralFolder
    let clock: any InstantSource
    let randomness: any Randomness
    private let storage: CentralStorage
    let secret: ChainSecret
    let waiters = FeedWaiters()
    let addresses = StoreAddresses()
    let feedReads = Mutex<[StoreID: Instant]>([:])
    /// From so many events of one store that are set aside on, it is unhealthy however old they are.
    let asideAlarm: Int64
    /// Commits that the witness covers.
    let witnessed = Mutex<UInt64>(0)
    private let currentProgramme: Mutex<Programme>
    private let tokens: Mutex<[Digest: TokenGrant]>
    private let isRunning = Atomic<Bool>(false)
    /// Held by the process that does what is done by the clock.
    let charge = Mutex<(any HeldLock)?>(nil)
    private let served = Mutex<ServedCertificate?>(nil)

    /// Opens central's file, makes it on the first start, and publishes the programme where it changed.
    /// - Parameters:
    ///   - inline: for simulations, see `SQLiteDatabase`
    ///   - asideAlarm: see the property
    public init(
        _ configuration: CentralConfiguration, folder: CentralFolder, clock: any InstantSource,
        randomness: any Randomness, inline: SQLiteDatabase.Inline? = nil,
        asideAlarm: Int64 = 100_000
    ) throws {
        self.configuration = configuration
        self.folder = folder
        self.clock = clock
        self.randomness = randomness
        self.asideAlarm = asideAlarm
        secret = try folder.secret()
        let programme = try folder.programme()
        storage = try CentralStorage(
            configuration, folder: folder, secret: secret, clock: clock, randomness: randomness, inline: inline)
        database = storage.database
        Log.storage(of: database)
        currentProgramme = Mutex(programme)
        tokens = Mutex(try database.read { try TokenGrant.all($0) })
        backups = Backups(
            of: database as? SQLiteDatabase, owner: "central", configuration.backup.relative(to: folder.root),
            zone: Zone(programme.timeZone) ?? .utc, clock: clock, randomness: randomness, check: CentralFile.check)
        try publish(programme, by: .central)
        try CentralSchema.makePartitions(database)
        database.listen { [weak self] in self?.hear($0) }
    }

    /// Who this central is; its incarnation changes while it runs where PostgreSQL fails over to a standby.
    var identity: CentralIdentity { storage.identity }

    /// The certificate that central is served with, for its status.
    public var servedCertificate: ServedCertificate? { served.withLock { $0 } }
    public func serves(_ certificate: ServedCertificate?) { served.withLock { $0 = certificate } }

    // MARK: programme

    var programme: Programme { currentProgramme.withLock { $0 } }

    /// Reads `programme.json` again and publishes it where it changed.
    func reloadProgramme(by actor: Actor) throws {
        try publish(try folder.programme(), by: actor)
    }

    /// Another process published it.
    func takeNewestProgramme() throws {
        let source = try database.read { connection in
            try connection.first("SELECT source FROM programme ORDER BY version DESC LIMIT 1") { $0.text(0) }
        }
        guard let newest = try source.map({ try Programme(text: $0) }) else { return }
        currentProgramme.withLock { if newest.version > $0.version { $0 = newest } }
    }

    /// A version is immutable: other content needs another number.
    private func publish(_ programme: Programme, by actor: Actor) throws {
        let now = clock.now()
        try database.write { connection in
            let known = try connection.first("SELECT source FROM programme WHERE version = $1", programme.version) {
                $0.text(0)
            }
            if let known, known != programme.source {
                throw BadInput(
                    code: "programmeChanged", field: "version",
                    message:
                        "version \(programme.version) was published with other content; give the new one a higher number"
                )
            }
            guard known == nil else { return }
            try connection.run(
                "INSERT INTO programme (version, source, published_at) VALUES ($1, $2, $3)",
                programme.version, programme.source, now.milliseconds)
            try connection.announce(.settings)
            try Audit(connection: connection, now: now).record(
                .programmePublished, "\(programme.version)", by: actor
            ) {
                $0.field("sha256", Digest.sha256(programme.source).hex)
            }
        }
        currentProgramme.withLock { $0 = programme }
        try publishRules()
    }

    // MARK: tokens

    public func principal(ofToken token: String) -> Principal? {
        let hash = Token.hash(token)
        guard let grant = tokens.withLock({ $0[hash] }) else { return nil }
        if let expiresAt = grant.expiresAt, expiresAt <= clock.now() { return nil }
        return grant.principal
    }

    func reloadTokens() throws {
        let all = try database.read { try TokenGrant.all($0) }
        tokens.withLock { $0 = all }
    }

    // MARK: one run at a time, in one process

    func beginRun() -> Bool {
        isRunning.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    }
    func endRun() { isRunning.store(false, ordering: .releasing) }
}
