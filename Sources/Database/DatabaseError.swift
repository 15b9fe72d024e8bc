import CSQLite

/// What the engine answered, to which statement.
public struct DatabaseError: Error, CustomStringConvertible, Sendable {
    enum Code: Sendable, Equatable {
        /// The extended result code.
        case sqlite(Int32)
        /// The SQLSTATE: a class of two signs, and three more.
        case postgreSQL(String)
    }

    let code: Code
    public let message: String
    public let statement: String

    init(code: Int32, message: String, statement: String) {
        self.code = .sqlite(code)
        self.message = message
        self.statement = statement
    }

    init(state: String, message: String, statement: String) {
        code = .postgreSQL(state)
        self.message = message
        self.statement = statement
    }

    /// What a disk without space gives.
    public static let diskFull = DatabaseError(
        code: SQLITE_FULL, message: "database or disk is full", statement: "COMMIT")

    public var description: String {
        switch code {
        case .sqlite(let code): "SQLite \(code): \(message) (\(statement.prefix(120)))"
        case .postgreSQL(let state): "PostgreSQL \(state): \(message) (\(statement.prefix(120)))"
        }
    }

    /// Whether the code is one of these: of SQLite's primary codes, or a SQLSTATE that begins so.
    private func isAny(_ codes: [Int32], _ states: [String]) -> Bool {
        switch code {
        case .sqlite(let code): codes.contains(code & 0xff)
        case .postgreSQL(let state): states.contains { state.hasPrefix($0) }
        }
    }

    /// Trying the whole transaction again can help: another was in its way.
    public var isRetryable: Bool { isAny([SQLITE_BUSY, SQLITE_LOCKED], ["40001", "40P01", "55P03"]) }
    /// What was given breaks a rule of the schema, or cannot be stored, such as a NUL in a text.
    public var isConstraint: Bool { isAny([SQLITE_CONSTRAINT], ["23", "22"]) }
    /// No space is left, the disk fails, or the server is away: nothing was written, or nobody knows.
    public var isStorage: Bool {
        isAny(
            [SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN],
            ["08", "53", "57P", "58", "25006", "F0", "XX001", "XX002"])
    }
    /// No space is left; making some can help.
    public var isFull: Bool { isAny([SQLITE_FULL], ["53100"]) }
    /// The server is away or busy, and will be back without anybody's doing anything to this machine.
    public var isAway: Bool { isAny([], ["08", "53300", "57P", "25006"]) }
    /// A text that this engine cannot hold, such as one with a NUL.
    public var isUnstorableText: Bool { isAny([], ["22021", "22P05"]) }
    /// The connection is gone, and with it a transaction that was not committed yet.
    var isConnectionLost: Bool { isAny([], ["08", "57P"]) }
    /// The file is no database or is damaged.
    public var isDamaged: Bool { isAny([SQLITE_CORRUPT, SQLITE_NOTADB], ["XX001", "XX002"]) }
    /// What a connection knows may be other than what is on disk.
    var asksToReopen: Bool { isAny([SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB], []) }

    /// The same as a failure of storage, which a damaged file is too for those who ask.
    var ofStorage: DatabaseError {
        isStorage ? self : DatabaseError(code: SQLITE_IOERR, message: message, statement: statement)
    }

    static let closed = DatabaseError(
        code: SQLITE_IOERR, message: "the file is closed: it is damaged, or its disk fails", statement: "")

    static func refused(_ health: StorageHealth) -> DatabaseError {
        DatabaseError(code: SQLITE_IOERR, message: health.problem ?? "", statement: "reopen")
    }

    static func damaged(_ findings: String) -> DatabaseError {
        DatabaseError(code: SQLITE_CORRUPT, message: findings, statement: "PRAGMA quick_check")
    }
}
