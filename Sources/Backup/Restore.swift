import Database
import Foundation
import Loyalty

/// Puts a backup in the place of a database that nobody has open.
public struct Restore {
    public let backup: String
    public let database: String
    public let key: BackupKey?

    public init(_ backup: String, inPlaceOf database: String, key: BackupKey?) {
        self.backup = backup
        self.database = database
        self.key = key
    }

    /// Verifies first; only what is whole takes the database's place, and the replaced file is kept beside it.
    /// - Parameters:
    ///   - check: whether it is the right owner's, given a connection that cannot write
    ///   - mark: notes in it that it was restored, so that its next start begins a new life
    /// - Returns: the replaced file; nil where there was none
    public func perform(
        at now: Instant, check: (Connection) throws -> Void, mark: (Connection) throws -> Void
    ) throws -> String? {
        let ready = "\(database).restoring"
        for name in [ready, "\(ready)-wal", "\(ready)-shm"] { unlink(name) }
        try unpack(to: ready)
        do {
            try BackupCheck.verify(ready, check)
            try write(mark, ready)
        } catch {
            unlink(ready)
            throw error
        }
        return try putInPlace(ready, at: now)
    }

    private func unpack(to ready: String) throws {
        let isSealed = try SealedFile.isSealed(backup)
        let source = try OpenFile(reading: backup)
        let target = try OpenFile(making: ready)
        do {
            if isSealed {
                guard let key else {
                    throw BackupError(.wantsKey, "\(backup) is sealed", next: "give its key with --key-file")
                }
                try SealedFile.open(source, key, target.write)
            } else {
                while case let bytes = try source.read(1 << 20), !bytes.isEmpty { try target.write(bytes) }
            }
            try target.reachDisk()
        } catch {
            unlink(ready)
            throw error
        }
    }

    private func write(_ mark: (Connection) throws -> Void, _ ready: String) throws {
        do {
            let connection = try SQLiteConnection(path: ready)
            try connection.transaction { try mark(connection) }
            try connection.checkpoint(.emptying)
        } catch let error as DatabaseError {
            throw BackupError(.noSpace, "cannot write \(ready): \(error.message)", next: "free space on this disk")
        }
        // Closing it removed its log; a file beside it would be taken for the log of what takes its place.
        for name in ["\(ready)-wal", "\(ready)-shm"] { unlink(name) }
        try OpenFile.reachDisk(ready)
    }

    private func putInPlace(_ ready: String, at now: Instant) throws -> String? {
        guard OpenFile.isThere(database) else {
            for name in ["\(database)-wal", "\(database)-shm"] { unlink(name) }
            try move(ready, to: database)
            try OpenFile.reachDisk(folderOf: database)
            return nil
        }
        let replaced = "\(database).replaced-\(BackupName.stamp(now))"
        guard !OpenFile.isThere(replaced) else {
            throw BackupError(.exists, "\(replaced) is there already", next: "wait a second, then try again")
        }
        // The old log must not be read into the new file: it goes into the old file, or away with it.
        closeLog()
        for suffix in ["-wal", "-shm"] where OpenFile.isThere(database + suffix) {
            try move(database + suffix, to: replaced + suffix)
        }
        // The old file has its second name before it loses the first, so that a power cut leaves one database or the other,
        // never none. A file system without second names has to do with two renames.
        if link(database, replaced) != 0 { try move(database, to: replaced) }
        try move(ready, to: database)
        try OpenFile.reachDisk(folderOf: database)
        return replaced
    }

    /// Moves what is in the replaced file's log into it, where it still can be read.
    private func closeLog() {
        guard let old = try? SQLiteConnection(path: database) else { return }
        try? old.checkpoint(.emptying)
    }

    private func move(_ from: String, to: String) throws {
        guard rename(from, to) == 0 else { throw OpenFile.cannotWrite(to) }
    }
}
