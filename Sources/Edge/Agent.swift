import Backup
import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Synchronization

/// One store's agent: its file, its rules, and what it says to tills and to central. Knows no thread and no socket.
public final class Agent: Sendable {
    public static let version = "0.1.0"

    public let configuration: EdgeConfiguration
    public let database: SQLiteDatabase
    public let backups: Backups
    let clock: any InstantSource
    let randomness: any Randomness
    private let currentRules: Mutex<Rules>
    private let tokens: Mutex<TokenBook>
    private static let presentedMax = 1_000
    let line = Mutex(LineState())
    let pulse: Mutex<Pulse>
    let asked = Mutex<Set<String>>([])
    let wishes = Mutex<[CardID: Int64]>([:])
    let whenAsked = Mutex(AskedHook())
    let askingLine = Mutex<AskingLine?>(nil)
    private let served = Mutex<ServedCertificate?>(nil)
    let movementIndex = MovementIndex()
    let tally = DayTally()
    let witnessing = RepeatedWork("witness")
    /// One PIN at a time is looked at, so that guessing takes no more than one processor from the tills.
    let pinTurn = Mutex(())

    /// Who may do what. A token that was accepted lately is kept in memory as it came: hashing one at each request costs
    /// more than finding a card.
    private struct TokenBook {
        let all: [Digest: Principal]
        var presented: [String: Principal] = [:]
    }

    /// Small facts that every answer shows, read from the file at the start and kept beside it.
    struct Pulse {
        /// When the feed was last read to its end, by central's clock.
        var asOf: String?
        /// By how many milliseconds this clock is ahead of central's.
        var clockOffset: Int64 = 0
        var lastSaleAt: Instant?
        /// When the current epoch began, where it did because this file is a copy.
        var putBackAt: Instant?

        static func load(_ connection: Connection) throws -> Pulse {
            let lastSale = try connection.first(
                """
                SELECT recorded_at FROM journal WHERE instr(CAST(body AS TEXT), '"kind":"purchase"') > 0
                ORDER BY row DESC LIMIT 1
                """
            ) { Instant(milliseconds: $0.integer(0)) }
            let epoch = try connection.first("SELECT started_at, reason FROM epoch ORDER BY ordinal DESC LIMIT 1") {
                (startedAt: Instant(milliseconds: $0.integer(0)), reason: Journal.EpochReason(rawValue: $0.text(1)))
            }
            let isCopy = epoch?.reason != nil && epoch?.reason != .created
            return Pulse(
                asOf: try Setting.currentAsOf.text(connection),
                clockOffset: try Setting.clockOffset.integer(connection) ?? 0, lastSaleAt: lastSale,
                putBackAt: isCopy ? epoch?.startedAt : nil)
        }
    }

    /// Opens the store's file, makes it on the first start, and starts a new epoch where the file proves to be a copy.
    /// - Parameters:
    ///   - path: of the SQLite file
    ///   - inline: for simulations, see `SQLiteDatabase`
    public init(
        _ configuration: EdgeConfiguration, path: String, clock: any InstantSource, randomness: any Randomness,
        inline: SQLiteDatabase.Inline? = nil
    ) throws {
        self.configuration = configuration
        self.clock = clock
        self.randomness = randomness
        database = try SQLiteDatabase(path: path, migrations: EdgeSchema.migrations, inline: inline)
        Log.storage(of: database)
        let witness = Witness(path: configuration.witness)
        try database.write { connection in
            try StoreFile.claim(connection, for: configuration.store)
            try Self.startLife(configuration, witness, connection, clock.now(), randomness)
        }
        let index = movementIndex
        try database.read { try index.load($0) }
        let (tally, zone, since) = (tally, configuration.timeZone, clock.now().adding(days: -1))
        try database.read { try tally.load($0, zone: zone, since: since) }
        let store = configuration.store
        backups = Backups(
            of: database, owner: "store-\(store)", configuration.backup, zone: configuration.timeZone, clock: clock,
            randomness: randomness, check: { try StoreFile.check($0, of: store) })
        currentRules = Mutex(try database.read { [zone = configuration.timeZone] in try Rules.load($0, zone) })
        tokens = Mutex(TokenBook(all: try database.read { try Self.tokens($0) }))
        pulse = Mutex(try database.read { try Pulse.load($0) })
        database.onFullDisk { [unowned self] in try makeRoom($0) }
    }

    private static func startLife(
        _ configuration: EdgeConfiguration, _ witness: Witness, _ connection: Connection, _ now: Instant,
        _ randomness: any Randomness
    ) throws {
        let journal = Journal(store: configuration.store, connection: connection)
        let isNew = try connection.integer("SELECT COUNT(*) FROM epoch") == 0
        if isNew { return try journal.startEpoch(.make(randomness), .created, copyingAfter: 0, at: now) }
        let head = try journal.head()
        let isCurrent = witness.read().map { note in
            note.epoch == head.epoch.id && note.sequence <= head.position.sequence
        }
        let isRestored = try Setting.restoredAt.text(connection) != nil
        try Setting.restoredAt.remove(connection)
        guard isRestored || isCurrent != true else { return }
        let reason: Journal.EpochReason = isRestored ? .restored : .behindWitness
        Log.warning("newEpoch", ["reason": reason.rawValue])
        var end = Journal.EpochEnd()
        if let note = witness.read(), note.epoch == head.epoch.id {
            end.lastSequence = max(note.sequence, head.position.sequence)
            end.isWhole = note.sequence <= head.position.sequence
        }
        try journal.startEpoch(
            .make(randomness), reason, copyingAfter: try journal.acknowledgedRow(), end: end, at: now)
    }

    /// Starts a new epoch that copies everything kept.
    func startEpoch(_ reason: Journal.EpochReason, _ journal: Journal, at now: Instant) throws {
        var end = Journal.EpochEnd()
        // Another machine may have the same journal, and go on with it: then nobody knows how it ends.
        if reason == .centralRestored {
            end = Journal.EpochEnd(lastSequence: try journal.head().position.sequence, isWhole: true)
        }
        try journal.startEpoch(.make(randomness), reason, copyingAfter: 0, end: end, at: now)
        try movementIndex.load(journal.connection, from: try journal.currentEpoch().firstRow)
        pulse.withLock { $0.putBackAt = now }
    }

    /// Notes in the witness how far the journal is. Off the till's path, at most a second after each commit.
    public func noteWitness() throws {
        let head = try database.read { try Journal(store: configuration.store, connection: $0).head() }
        try Witness(path: configuration.witness).write(
            Witness.Note(epoch: head.epoch.id, sequence: head.position.sequence))
    }

    /// The same, called again and again: status says where it fails.
    public func keepWitness() { witnessing.run { try noteWitness() } }

    /// The certificate that tills are served with, for status.
    public var servedCertificate: ServedCertificate? { served.withLock { $0 } }
    public func serves(_ certificate: ServedCertificate?) { served.withLock { $0 = certificate } }

    // MARK: rules

    /// Those in force now: an announced programme begins with its day, line or no line.
    var rules: Rules {
        let rules = currentRules.withLock { $0 }
        guard let beginning = rules.next, beginning.at <= clock.now() else { return rules }
        return beginning.rules
    }

    func reloadRules() throws {
        let rules = try database.read { [zone = configuration.timeZone] in try Rules.load($0, zone) }
        currentRules.withLock { $0 = rules }
    }

    // MARK: tokens

    private static func tokens(_ connection: Connection) throws -> [Digest: Principal] {
        let rows = try connection.query("SELECT hash, role, subject FROM token WHERE revoked_at IS NULL") {
            (Digest($0.blob(0)), Role(rawValue: $0.text(1)), $0.text(2))
        }
        return rows.reduce(into: [:]) { tokens, row in
            if let hash = row.0, let role = row.1 { tokens[hash] = Principal(role: role, subject: row.2) }
        }
    }

    public func principal(ofToken token: String) -> Principal? {
        if let known = tokens.withLock({ $0.presented[token] }) { return known }
        let hash = Token.hash(token)
        return tokens.withLock { book in
            guard let principal = book.all[hash] else { return nil }
            if book.presented.count >= Self.presentedMax { book.presented = [:] }
            book.presented[token] = principal
            return principal
        }
    }

    private func use(_ all: [Digest: Principal]) { tokens.withLock { $0 = TokenBook(all: all) } }

    /// Accepts a token from now on; one that is known already stays as it is.
    public func register(token: String, role: Role, subject: String) throws {
        let hash = Token.hash(token)
        let now = clock.now()
        try database.write { connection in
            try connection.run(
                "INSERT INTO token (hash, role, subject, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                hash.bytes, role.rawValue, subject, now.milliseconds)
        }
        use(try database.read { try Self.tokens($0) })
    }

    /// All tokens of a till end now. The rows stay, so that a token in a file is not registered again at the next start.
    func revokeTokens(ofTill till: String) throws -> Int {
        let now = clock.now()
        let count = try database.write { connection in
            try connection.run(
                "UPDATE token SET revoked_at = $1 WHERE subject = $2 AND role = 'till' AND revoked_at IS NULL",
                now.milliseconds, till)
        }
        guard count > 0 else {
            throw Problem(
                404, "unknownSubject", "There is no token of till \(till).", next: "See vuelve edge add-till.")
        }
        let all = try database.read { try Self.tokens($0) }
        use(all)
        return count
    }

    func addTill(_ till: String) throws -> String {
        guard StoreID(till).isValid else {
            throw BadInput(code: "badValue", field: "till", message: "wants letters, digits, -, _ and ., at most 40")
        }
        // The names of the folder's own two tokens.
        guard !["till", "admin"].contains(till) else {
            throw BadInput(code: "badValue", field: "till", message: "\"\(till)\" is taken; choose another name")
        }
        let token = Token.make(randomness)
        try register(token: token, role: .till, subject: till)
        return token
    }

    // MARK: cards

    func cards(_ connection: Connection) -> CardCache {
        CardCache(connection: connection, movementIndex: movementIndex)
    }

    // MARK: counting

    private let counted = Mutex<(count: Int64, at: Instant)?>(nil)

    /// How many cards are here. Counting passes over all of them, so an answer serves for some seconds.
    func cardCount(_ connection: Connection) throws -> Int64 {
        let now = clock.now()
        if let last = counted.withLock({ $0 }), abs(now.seconds(since: last.at)) < 10 { return last.count }
        let count = try cards(connection).count()
        counted.withLock { $0 = (count, now) }
        return count
    }

    func cardsChange() { counted.withLock { $0 = nil } }
}

extension Agent {
    /// Seconds until the store may speak to central; 0 when it may now.
    public func secondsUntilWindow() -> Int64 {
        configuration.mode.secondsUntilOpen(now: clock.now(), zone: configuration.timeZone, store: configuration.store)
    }

    /// Steps of one pruning.
    private static let pruneStepsMax = 4

    /// Deletes old acknowledged events and their receipts, in a few small steps between which tills are served.
    /// - Returns: how many events went
    @discardableResult
    public func prune() throws -> Int {
        let store = configuration.store
        var count = 0
        for _ in 0..<Self.pruneStepsMax {
            guard let old = try database.read({ try Journal(store: store, connection: $0).old() }) else { break }
            let gone = try database.write { try Journal(store: store, connection: $0).prune(old) }
            if gone == 0 { break }
            count += gone
        }
        return count
    }

    /// The last event that is recorded now.
    public struct JournalEnd: Equatable, Sendable {
        public let epoch: EpochID
        let row: Int64
    }

    public func journalEnd() throws -> JournalEnd {
        try database.read { connection in
            let head = try Journal(store: configuration.store, connection: connection).head()
            return JournalEnd(epoch: head.epoch.id, row: head.row)
        }
    }

    /// Whether central has everything up to there; false after a new epoch, which numbers anew.
    public func isAcknowledged(_ end: JournalEnd) throws -> Bool {
        try database.read { connection in
            let journal = Journal(store: configuration.store, connection: connection)
            return try journal.currentEpoch().id == end.epoch && journal.acknowledgedRow() >= end.row
        }
    }
}
