import CSQLite

/// One connection to a SQLite file.
public final class SQLiteConnection: Connection, @unchecked Sendable {
    public enum Purpose: Sendable {
        /// The one that writes and checkpoints.
        case writer
        /// Never writes, never checkpoints.
        case reader
        /// Reads a file that nobody writes, such as a backup, and leaves nothing beside it.
        case still
    }

    public let path: String
    private let handle: OpaquePointer
    /// Pages in the write-ahead log after the last commit of this connection.
    public private(set) var walPages: Int32 = 0

    /// What the log's file keeps on the disk at most once it has moved.
    public static let logBytesKept = 2 * Int64(SQLiteDatabase.walPagesMax) * 4096

    // Before the first connection of the process; later SQLite refuses it, which does no harm.
    private static let isConfigured: Void = { _ = vuelve_count_no_memory() }()

    /// - Parameter vfs: a name in SQLite's list of file systems; nil: the operating system's
    public init(path: String, purpose: Purpose = .writer, cacheKibibytes: Int = 2000, vfs: String? = nil) throws {
        Self.isConfigured
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(Self.name(path, purpose), &handle, Self.flags(purpose), vfs)
        guard code == SQLITE_OK, let handle else {
            let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(handle)
            throw DatabaseError(code: code, message: message, statement: "open \(path)")
        }
        self.handle = handle
        self.path = path
        super.init(.sqlite)
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 5000)
        try configure(purpose, cacheKibibytes)
    }

    deinit {
        forgetStatements()
        sqlite3_close_v2(handle)
    }

    private static func flags(_ purpose: Purpose) -> Int32 {
        switch purpose {
        case .writer: SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_CREATE
        case .reader: SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
        case .still: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
        }
    }

    private static func name(_ path: String, _ purpose: Purpose) -> String {
        guard purpose == .still else { return path }
        // In an address these three have a meaning.
        let escaped = path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
        return "file:\(escaped)?immutable=1"
    }

    /// Begins to copy this connection's database into another's; nil where that one says why not.
    func beginCopy(into target: OpaquePointer) -> OpaquePointer? {
        sqlite3_backup_init(target, "main", handle, "main")
    }

    private func configure(_ purpose: Purpose, _ cacheKibibytes: Int) throws {
        try execute("PRAGMA cache_size = -\(cacheKibibytes)")
        try execute("PRAGMA wal_autocheckpoint = 0")
        // What a savepoint must be able to undo stays in memory instead of a file of its own.
        try execute("PRAGMA temp_store = MEMORY")
        try execute("PRAGMA foreign_keys = OFF")
        switch purpose {
        case .reader, .still:
            leaveLogOnClose(true)
            try execute("PRAGMA query_only = ON")
        case .writer:
            let mode = try first("PRAGMA journal_mode = WAL") { $0.text(0) }
            try execute("PRAGMA synchronous = FULL")
            try execute("PRAGMA journal_size_limit = \(Self.logBytesKept)")
            let synchronous = try first("PRAGMA synchronous") { $0.integer(0) }
            precondition(mode == "wal" || path == ":memory:", "the journal mode must be WAL, is \(mode ?? "none")")
            precondition(synchronous == 2, "every commit must reach the disk")
            _ = vuelve_set_defensive(handle)
            let context = Unmanaged.passUnretained(self).toOpaque()
            sqlite3_wal_hook(handle, noteWALPages, context)
        }
    }

    fileprivate func note(walPages: Int32) { self.walPages = walPages }

    static func error(_ handle: OpaquePointer, _ sql: String) -> DatabaseError {
        DatabaseError(
            code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)), statement: sql)
    }

    // MARK: statements

    override func makeStatement(_ text: String, isKept: Bool) throws -> Statement {
        try SQLiteStatement(connection: handle, sql: text)
    }

    public override func execute(_ script: String) throws {
        guard sqlite3_exec(handle, script, nil, nil, nil) == SQLITE_OK else { throw Self.error(handle, script) }
    }

    public override var changes: Int { Int(sqlite3_changes(handle)) }

    override func begin() throws { try prepare("BEGIN IMMEDIATE").run() }
    override func commit() throws { try prepare("COMMIT").run() }

    public override func shape() throws -> DatabaseShape {
        let tables = try query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ) { $0.text(0) }
        return DatabaseShape(
            engine: "sqlite", version: try first("SELECT sqlite_version()") { $0.text(0) } ?? "",
            pages: try integer("PRAGMA page_count"), pageBytes: try integer("PRAGMA page_size"),
            schema: try query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name") { $0.text(0) },
            rows: try counts(of: tables),
            migrations: try query("SELECT name FROM migration ORDER BY rowid") { $0.text(0) })
    }

    // MARK: the write-ahead log

    /// How far the log moves into the database.
    public enum Checkpoint {
        /// As far as no reader is in the way.
        case passive
        /// Wholly, so that the next commit writes over it from its beginning: the disk has the space already, and a commit
        /// that appends takes it twice as long. Needs every reader out of the way.
        case whole
        /// Wholly, and its file is emptied.
        case emptying
    }

    public func checkpoint(_ extent: Checkpoint) throws {
        let mode =
            switch extent {
            case .passive: SQLITE_CHECKPOINT_PASSIVE
            case .whole: SQLITE_CHECKPOINT_RESTART
            case .emptying: SQLITE_CHECKPOINT_TRUNCATE
            }
        let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, nil, nil)
        guard code == SQLITE_OK || code == SQLITE_BUSY else { throw Self.error(handle, "checkpoint") }
        if extent != .passive, code == SQLITE_OK { walPages = 0 }
    }

    /// Whether the log is left as it is where this connection is the last one to be closed.
    func leaveLogOnClose(_ leaves: Bool) { _ = vuelve_leave_log_on_close(handle, leaves ? 1 : 0) }

    /// Writes and commits something that changes nothing.
    func commitNothing() throws { try execute("PRAGMA user_version = 0") }

    /// Moves all of the log into the database and empties its file, or throws.
    func emptyLog() throws {
        let code = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        guard code == SQLITE_OK else { throw Self.error(handle, "empty the log") }
        walPages = 0
    }
}

private func noteWALPages(
    context: UnsafeMutableRawPointer?, _: OpaquePointer?, _: UnsafePointer<CChar>?, pages: Int32
) -> Int32 {
    if let context { Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue().note(walPages: pages) }
    return SQLITE_OK
}
