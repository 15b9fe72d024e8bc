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
    /// Of the programme that stores were last told of as the one in force.
    let rulesVersion = Mutex<Int64>(0)
    let addresses = StoreAddresses()
    let feedReads = Mutex<[StoreID: Instant]>([:])
    /// From so many events of one store that are set aside on, it is unhealthy however old they are.
    let asideAlarm: Int64
    let pinRounds: Int
    /// Commits that the witness covers.
    let witnessed = Mutex<UInt64>(0)
    let witnessing = RepeatedWork("witness")
    let programmes: Mutex<ProgrammeVersions>
    private let tokens: Mutex<[Digest: TokenGrant]>
    private let isRunning = Atomic<Bool>(false)
    /// Held by the process that does what is done by the clock.
    let charge = Mutex<(any HeldLock)?>(nil)
    private let served = Mutex<ServedCertificate?>(nil)

    /// Opens central's file, makes it on the first start, and publishes the programme where it changed.
    /// - Parameters:
    ///   - inline: for simulations, see `SQLiteDatabase`
    ///   - asideAlarm: see the property
    ///   - pinRounds: of the slow hash of a PIN; fewer where simulated cashiers type many
    public init(
        _ configuration: CentralConfiguration, folder: CentralFolder, clock: any InstantSource,
        randomness: any Randomness, inline: SQLiteDatabase.Inline? = nil,
        asideAlarm: Int64 = 100_000, pinRounds: Int = SlowHash.roundsUsual
    ) throws {
        self.configuration = configuration
        self.folder = folder
        self.clock = clock
        self.randomness = randomness
        self.asideAlarm = asideAlarm
        self.pinRounds = pinRounds
        secret = try folder.secret()
        let programme = try folder.programme()
        storage = try CentralStorage(
            configuration, folder: folder, secret: secret, clock: clock, randomness: randomness, inline: inline)
        database = storage.database
        Log.storage(of: database)
        programmes = Mutex(ProgrammeVersions(inForce: programme))
        tokens = Mutex(try database.read { try TokenGrant.all($0) })
        backups = Backups(
            of: database as? SQLiteDatabase, owner: "central", configuration.backup.relative(to: folder.root),
            zone: Zone(programme.timeZone) ?? .utc, clock: clock, randomness: randomness, check: CentralFile.check)
        try publishFolder(programme)
        try CentralSchema.makePartitions(database)
        database.listen { [weak self] in self?.hear($0) }
    }

    /// Who this central is; its incarnation changes while it runs where PostgreSQL fails over to a standby.
    var identity: CentralIdentity { storage.identity }

    /// The certificate that central is served with, for its status.
    public var servedCertificate: ServedCertificate? { served.withLock { $0 } }
    public func serves(_ certificate: ServedCertificate?) { served.withLock { $0 = certificate } }

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
