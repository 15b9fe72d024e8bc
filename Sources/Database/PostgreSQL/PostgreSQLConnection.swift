import CPostgreSQL
import Foundation
import Synchronization

/// One session on a PostgreSQL server.
final class PostgreSQLConnection: Connection, @unchecked Sendable {
    let handle: OpaquePointer
    /// Which history of which database this is: the cluster's identifier, and the timeline that a promotion changes.
    private(set) var lineage = ""
    /// Keeps the locks of this schema's central apart from others'.
    private(set) var lockClass: Int32 = 0
    private var statementCount = 0
    private var bulks: [UnsafeRawPointer: PostgreSQLBulk] = [:]
    var changedRows = 0

    /// - Parameter address: `postgresql://…`; what it does not say comes from libpq's environment and password file
    /// - Throws: `DatabaseError`, which never has a password in it
    init(_ address: PostgreSQLAddress) throws {
        guard let handle = PQconnectdb(address.connectionString) else {
            throw DatabaseError(state: "08001", message: "out of memory", statement: "connect")
        }
        self.handle = handle
        super.init(.postgreSQL)
        guard PQstatus(handle) == CONNECTION_OK else {
            throw DatabaseError(
                state: "08001", message: address.redacted(Self.message(handle)), statement: "connect to \(address)")
        }
        PQsetNoticeProcessor(handle, passOnWarning, nil)
        guard PQserverVersion(handle) >= Self.serverVersionMin else {
            throw DatabaseError(
                state: "0A000", message: "the server is older than PostgreSQL 14", statement: "connect to \(address)")
        }
        // Whatever the database's own setting is, a commit that was answered is on disk.
        try execute(
            """
            SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
                ELSE current_setting('synchronous_commit') END, false);
            SET standard_conforming_strings = on
            """)
        let session = try first(
            """
            SELECT hashtext('vuelve ' || current_schema()), (SELECT system_identifier FROM pg_control_system())::text,
                CASE WHEN pg_is_in_recovery() THEN '' ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END
            """
        ) { (lockClass: $0.integer(0), system: $0.text(1), timeline: $0.text(2)) }
        guard let session, !session.timeline.isEmpty else {
            throw DatabaseError(state: "25006", message: "the server is a standby", statement: "connect to \(address)")
        }
        lockClass = Int32(truncatingIfNeeded: session.lockClass)
        lineage = "\(session.system)/\(session.timeline)"
    }

    deinit {
        bulks = [:]
        forgetStatements()
        PQfinish(handle)
    }

    static let serverVersionMin: Int32 = 140_000

    /// Nothing more is to be expected of it.
    var isLost = false
    var isAlive: Bool { !isLost && PQstatus(handle) == CONNECTION_OK }

    private static func message(_ handle: OpaquePointer) -> String {
        String(cString: PQerrorMessage(handle)).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    // MARK: results

    /// A result of what was sent, or the error that it is.
    func check(_ result: OpaquePointer?, _ sql: String) throws -> PostgreSQLResult {
        guard let result else {
            isLost = true
            throw DatabaseError(state: "08006", message: Self.message(handle), statement: sql)
        }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY, PGRES_COPY_IN, PGRES_COPY_OUT,
            PGRES_PIPELINE_SYNC:
            return PostgreSQLResult(result)
        default:
            defer { PQclear(result) }
            guard let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))) else {
                // The server said nothing: this end found that the connection is gone.
                isLost = true
                throw DatabaseError(state: "08006", message: Self.message(handle), statement: sql)
            }
            let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
            throw DatabaseError(
                state: String(cString: state), message: message ?? Self.message(handle), statement: sql)
        }
    }

    // MARK: what each engine has of its own

    override func makeStatement(_ text: String, isKept: Bool) throws -> Statement {
        // One without a name takes the place of the one before it.
        guard isKept else { return try PostgreSQLStatement(self, name: "", text) }
        statementCount += 1
        return try PostgreSQLStatement(self, name: "s\(statementCount)", text)
    }

    override func execute(_ script: String) throws { _ = try check(PQexec(handle, script), script) }
    override var changes: Int { changedRows }
    /// Whatever the server's default is: each statement must see what was committed before the locks were got.
    override func begin() throws { try execute("BEGIN ISOLATION LEVEL READ COMMITTED") }

    /// The server answers a commit of a transaction in which something failed without an error, and takes it back.
    override func commit() throws {
        guard try check(PQexec(handle, "COMMIT"), "COMMIT").command == "COMMIT" else {
            throw DatabaseError(
                state: "25P02", message: "something had failed in it: all was taken back", statement: "COMMIT")
        }
    }

    override func shape() throws -> DatabaseShape {
        let tables = try query(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
        ) { $0.text(0) }
        return DatabaseShape(
            engine: "postgresql", version: try first("SHOW server_version") { $0.text(0) } ?? "",
            pages: try integer("SELECT pg_database_size(current_database()) / 8192"), pageBytes: 8192,
            schema: try query(
                """
                SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
                WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position
                """
            ) { $0.text(0) }
                + query("SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY indexname") {
                    $0.text(0)
                }, rows: try counts(of: tables),
            migrations: try query("SELECT name FROM migration ORDER BY n") { $0.text(0) })
    }

    override func runEach<Items: Collection>(
        _ sql: SQL, _ items: Items, bind: (Items.Element, Statement) throws -> Void, read: (Row) throws -> Void
    ) throws {
        guard !items.isEmpty else { return }
        let bulk = try bulks[sql.place] ?? PostgreSQLBulk(self, sql.text)
        bulks[sql.place] = bulk
        switch bulk.form {
        case .copy(let command):
            let rows = PostgreSQLRows(bulk.types, asColumns: false)
            for item in items { try bind(item, rows) }
            try copy(command, rows)
        case .arrays(let statement):
            let rows = PostgreSQLRows(bulk.types, asColumns: true)
            for item in items { try bind(item, rows) }
            defer { statement.reset() }
            rows.bind(to: statement)
            while try statement.step() { try read(statement.row) }
        }
    }

    override func announce(_ announcement: Announcement) throws {
        let told = announcement.payload.utf8.count <= PostgreSQLListener.payloadBytesMax ? announcement : .missed
        try run("SELECT pg_notify($1, $2)", PostgreSQLListener.channel(self), told.payload)
    }

    // MARK: locks

    /// Besides those of `ProcessLock`.
    enum Lock {
        static let writes: Int32 = 1
        static let migrations: Int32 = 2
    }

    override func lockWrites() throws { try lock(Lock.writes) }

    /// Waits for a lock that ends with the transaction.
    func lock(_ key: Int32, isShared: Bool = false) throws {
        try execute("SELECT pg_advisory_xact_lock\(isShared ? "_shared" : "")(\(lockClass), \(key))")
    }

    /// Takes a lock that ends with the session.
    func tryLock(_ key: Int32) throws -> Bool {
        try first("SELECT pg_try_advisory_lock($1::int, $2::int)", Int64(lockClass), Int64(key)) { $0.boolean(0) }
            ?? false
    }
}

/// What servers warn of, of all connections of this process.
public enum PostgreSQLWarnings {
    private static let listener = Mutex<(@Sendable (String) -> Void)?>(nil)

    public static func listen(_ body: @escaping @Sendable (String) -> Void) { listener.withLock { $0 = body } }

    fileprivate static func hear(_ text: String) { listener.withLock { $0 }?(text) }
}

// A C callback. What a server merely remarks on, such as a table that is there already, is no news.
private nonisolated func passOnWarning(_: UnsafeMutableRawPointer?, _ text: UnsafePointer<CChar>?) {
    guard let text else { return }
    let message = String(cString: text)
    if message.hasPrefix("WARNING") {
        PostgreSQLWarnings.hear(message.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
