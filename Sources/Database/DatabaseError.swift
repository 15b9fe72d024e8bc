import CSQLite

/// What SQLite answered, to which statement.
public struct DatabaseError: Error, CustomStringConvertible, Sendable {
    /// The extended result code.
    public let code: Int32
    public let message: String
    public let statement: String

    /// What a disk without space gives.
    public static let diskFull = DatabaseError(
        code: SQLITE_FULL, message: "database or disk is full", statement: "COMMIT")

    public var description: String { "SQLite \(code): \(message) (\(statement.prefix(120)))" }

    private var primary: Int32 { code & 0xff }

    /// Trying again later can help.
    public var isRetryable: Bool { [SQLITE_BUSY, SQLITE_LOCKED].contains(primary) }
    public var isConstraint: Bool { primary == SQLITE_CONSTRAINT }
    /// No space is left, or the disk fails: nothing was written.
    public var isStorage: Bool { [SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN].contains(primary) }
    /// No space is left; making some can help.
    public var isFull: Bool { primary == SQLITE_FULL }
    /// The file is no database or is damaged.
    public var isDamaged: Bool { [SQLITE_CORRUPT, SQLITE_NOTADB].contains(primary) }
    /// What a connection knows may be other than what is on disk.
    var asksToReopen: Bool { primary == SQLITE_IOERR || isDamaged }

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
