import CSQLite
import Foundation

/// Why a copy was given up.
public enum CopyFailure: Error, Sendable {
    /// So much was written meanwhile that the write-ahead log would have grown without a bound.
    case logTooLong
}

extension SQLiteDatabase {
    /// Pages that are copied in one step; between steps tills and others get the disk.
    static let copyPagesAtOnce: Int32 = 256
    /// Steps after which the copy reaches the disk, so that a till's commit never waits behind all of it.
    static let copyStepsPerSync = 16
    /// While a copy is under way the log cannot be emptied: one of so many pages (1 GiB) ends the copy instead.
    public static let copyWALPagesMax: Int64 = 262_144

    /// Copies one snapshot, which has every commit answered before the call, to a new file.
    ///
    /// A connection of its own reads one snapshot from beginning to end, so that writers go on and the copy never has to
    /// begin again; it never checkpoints, and nothing else does until it is done.
    /// - Parameter target: an empty file, or none
    /// - Returns: the copy's size in bytes
    @discardableResult
    public func copy(to target: String) throws -> Int64 {
        let source = try SQLiteConnection(path: path, purpose: .reader, cacheKibibytes: 1000, vfs: vfs)
        return try keepingLog {
            try source.execute("BEGIN")
            defer { try? source.execute("COMMIT") }
            // The snapshot begins with the first read, not with BEGIN.
            _ = try source.integer("SELECT COUNT(*) FROM sqlite_master")
            let pageBytes = try source.integer("PRAGMA page_size")
            return Int64(try PageCopy(source, target).run(logPath: path + "-wal")) * pageBytes
        }
    }
}

/// SQLite's online backup of one connection's snapshot.
private final class PageCopy {
    private let target: OpaquePointer
    private let backup: OpaquePointer
    private let path: String

    init(_ source: SQLiteConnection, _ path: String) throws {
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(
            path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle else {
            sqlite3_close_v2(handle)
            throw DatabaseError(code: code, message: "cannot be opened", statement: "copy to \(path)")
        }
        // The copy is thrown away if it is not finished, so it needs no journal; it is synchronised by hand.
        sqlite3_exec(handle, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", nil, nil, nil)
        guard let backup = source.beginCopy(into: handle) else {
            defer { sqlite3_close_v2(handle) }
            throw SQLiteConnection.error(handle, "copy to \(path)")
        }
        target = handle
        self.backup = backup
        self.path = path
    }

    deinit { sqlite3_close_v2(target) }

    /// - Returns: how many pages
    func run(logPath: String) throws -> Int32 {
        let pages: Int32
        do {
            try step(logPath)
            pages = sqlite3_backup_pagecount(backup)
        } catch {
            sqlite3_backup_finish(backup)
            throw error
        }
        guard sqlite3_backup_finish(backup) == SQLITE_OK else {
            throw SQLiteConnection.error(target, "copy to \(path)")
        }
        return pages
    }

    private func step(_ logPath: String) throws {
        var steps = 0
        while true {
            let code = sqlite3_backup_step(backup, SQLiteDatabase.copyPagesAtOnce)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_OK else {
                throw DatabaseError(
                    code: code, message: String(cString: sqlite3_errstr(code)), statement: "copy to \(path)")
            }
            steps += 1
            if steps.isMultiple(of: SQLiteDatabase.copyStepsPerSync) {
                try reachDisk()
                var log = stat()
                let logPages = stat(logPath, &log) == 0 ? Int64(log.st_size) / 4096 : 0
                if logPages > SQLiteDatabase.copyWALPagesMax { throw CopyFailure.logTooLong }
            }
        }
    }

    private func reachDisk() throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        guard file >= 0, fdatasync(file) == 0 else {
            throw DatabaseError(
                code: SQLITE_IOERR, message: String(cString: strerror(errno)), statement: "copy to \(path)")
        }
    }
}
