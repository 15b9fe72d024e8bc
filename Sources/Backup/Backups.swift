import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import Synchronization

/// The backups of one daemon's database, asked for or by schedule; one at a time.
public final class Backups: Sendable {
    private let database: SQLiteDatabase?
    private let name: BackupName
    private let settings: BackupSettings
    private let zone: Zone
    private let clock: any InstantSource
    private let randomness: any Randomness
    private let check: @Sendable (Connection) throws -> Void
    private let isBusy = Atomic<Bool>(false)
    private let state: Mutex<State>

    /// After a backup by schedule failed, the next try waits so long.
    static let retrySeconds: Int64 = 600

    public struct State: Sendable {
        /// When the newest was made by schedule.
        public var lastAt: Instant?
        /// Why the last try failed; nil where it did not.
        public var problem: String?
        var triedAt: Instant?
    }

    /// - Parameters:
    ///   - database: nil where the data is on a server, which has backups of its own
    ///   - owner: names the files, such as `store-042`
    ///   - settings: with absolute paths
    ///   - zone: of the schedule
    ///   - check: of a copy, besides SQLite's own
    public init(
        of database: SQLiteDatabase?, owner: String, _ settings: BackupSettings, zone: Zone, clock: any InstantSource,
        randomness: any Randomness, check: @escaping @Sendable (Connection) throws -> Void
    ) {
        self.database = database
        name = BackupName(owner: owner)
        self.settings = settings
        self.zone = zone
        self.clock = clock
        self.randomness = randomness
        self.check = check
        var known = State(lastAt: settings.folder.isEmpty ? nil : name.all(in: settings.folder).last?.at)
        // Said from the start: a daemon that is to back up and cannot serves all the same.
        do { _ = try settings.key() } catch { known.problem = "\(error)" }
        state = Mutex(known)
    }

    public var current: State { state.withLock { $0 } }
    public var isScheduled: Bool { database != nil && settings.schedule != .never }

    /// Makes one now, sealed where a key is configured.
    /// - Parameter file: an absolute path that is not taken
    public func make(to file: String) throws -> BackupReceipt {
        guard let database else {
            throw BackupError(
                .elsewhere, "the data is on PostgreSQL",
                next: "use its own: pg_basebackup with its log shipped, or pg_dump")
        }
        guard isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
            throw BackupError(.underWay, "a backup is under way", next: "wait for its end")
        }
        defer { isBusy.store(false, ordering: .releasing) }
        return try BackupFile(database: database, key: settings.key(), randomness: randomness, check: check)
            .write(to: file)
    }

    /// Makes one if the schedule wants it, and removes those that are too many, the oldest first.
    /// - Returns: nil where none was due
    @discardableResult
    public func makeIfDue() throws -> BackupReceipt? {
        let now = clock.now()
        let known = current
        guard isScheduled, settings.schedule.isDue(now: now, last: known.lastAt, zone: zone) else { return nil }
        if known.problem != nil, let tried = known.triedAt, abs(now.seconds(since: tried)) < Self.retrySeconds {
            return nil
        }
        do {
            let receipt = try make(to: "\(settings.folder)/\(name.file(at: now))")
            removeOldest()
            state.withLock { $0 = State(lastAt: now, problem: nil, triedAt: now) }
            Log.info("backup", ["file": receipt.file, "bytes": "\(receipt.bytes)"])
            return receipt
        } catch {
            state.withLock { state in
                state.problem = "\(error)"
                state.triedAt = now
            }
            throw error
        }
    }

    /// Besides those that are too many, what a backup left that was cut short by the end of the process.
    private func removeOldest() {
        for half in name.unfinished(in: settings.folder) { unlink(half) }
        for old in name.all(in: settings.folder).dropLast(Int(settings.keep)) { unlink(old.file) }
    }

    /// That what should make itself does not.
    public var attention: Attention? { isScheduled ? Attention(.backup, current.problem) : nil }

    /// What status shows.
    public func write(to object: inout JSONWriter) {
        let state = current
        object.object("backup") { backup in
            backup.field("scheduled", isScheduled)
            backup.field(ifPresent: "lastAt", state.lastAt?.description)
            backup.field(ifPresent: "problem", state.problem)
        }
    }

    /// Prometheus text: the newest backup's age, where there is a schedule.
    public var metrics: [String] {
        guard isScheduled else { return [] }
        let age = current.lastAt.map { clock.now().seconds(since: $0) } ?? -1
        return ["# TYPE vuelve_backup_age_seconds gauge", "vuelve_backup_age_seconds \(age)"]
    }
}

extension Backups {
    /// The route by which `backup` asks the daemon.
    /// - Parameter note: is told of each that was made, and by whom
    public func route(note: @escaping @Sendable (BackupReceipt, Principal) throws -> Void = { _, _ in }) -> Route {
        .working("POST", "/v1/backups", roles: [.admin], bodyBytesMax: 4096) { request in
            let json = try JSONDocument(request.body).root
            guard let file = json["file"]?.string else { throw BadInput.missing("file") }
            guard file.hasPrefix("/"), !file.hasSuffix("/"), file.utf8.count <= Self.pathBytesMax,
                !file.utf8.contains(0)
            else {
                throw BadInput(code: "badValue", field: "file", message: "wants an absolute path of a new file")
            }
            let receipt: BackupReceipt
            do { receipt = try self.make(to: file) } catch let error as BackupError { throw Self.problem(error) }
            if let principal = request.principal { try note(receipt, principal) }
            return .json(
                JSONWriter.object { object in
                    object.field("file", receipt.file)
                    object.field("bytes", receipt.bytes)
                    object.field("sealed", receipt.isSealed)
                }, status: 201)
        }
    }

    static let pathBytesMax = 1024

    private static func problem(_ error: BackupError) -> Problem {
        switch error.kind {
        case .exists: Problem(409, "backupExists", error.message, field: "file", next: error.next)
        case .elsewhere: Problem(409, "dataElsewhere", error.message, next: error.next)
        case .underWay: Problem(409, "backupUnderWay", error.message, next: error.next, retryAfterSeconds: 10)
        case .noSpace: Problem(507, "backupNoSpace", error.message, next: error.next)
        case .cannotWrite: Problem(400, "backupNotWritable", error.message, field: "file", next: error.next)
        default: Problem(500, "backupFailed", error.message, next: error.next)
        }
    }
}
