import Database
import Digest
import Foundation

/// What was written.
public struct BackupReceipt: Sendable, Equatable {
    public let file: String
    public let bytes: Int64
    public let isSealed: Bool
}

/// Makes one backup file: a copy of one snapshot, verified, sealed where there is a key, and under its name only when all of
/// that is done and on disk.
struct BackupFile {
    let database: SQLiteDatabase
    let key: BackupKey?
    let randomness: any Randomness
    /// Throws where the copy is not what it should be; given a connection to it.
    let check: (Connection) throws -> Void

    /// What must stay free on a disk after a backup: tills need it more.
    var reserveBytes = reserveBytesDefault

    static let reserveBytesDefault: Int64 = 64 << 20

    func write(to target: String) throws -> BackupReceipt {
        guard !OpenFile.isThere(target) else {
            throw BackupError(.exists, "\(target) is there already", next: "give a name that is not taken")
        }
        try checkSpace(target)
        let partial = BackupName.partial(target)
        // The copy that is still readable lies beside the database, where the same can be read anyway.
        let copy = key == nil ? partial : "\(database.path).copy"
        for leftover in [partial, copy] { unlink(leftover) }
        defer { for leftover in [partial, copy] { unlink(leftover) } }
        _ = try OpenFile(making: copy)
        try copyVerified(to: copy)
        if let key { try seal(copy, into: partial, key) }
        guard !OpenFile.isThere(target), rename(partial, target) == 0 else { throw OpenFile.cannotWrite(target) }
        try OpenFile.reachDisk(folderOf: target)
        return BackupReceipt(file: target, bytes: OpenFile.bytes(of: target), isSealed: key != nil)
    }

    private func checkSpace(_ target: String) throws {
        let folder = URL(fileURLWithPath: target).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw BackupError(
                .cannotWrite, "there is no folder \(folder)", next: "make it, writable by the daemon's user")
        }
        // What is in the log may become part of the copy.
        let bytes = OpenFile.bytes(of: database.path) + OpenFile.bytes(of: database.path + "-wal")
        let places =
            key == nil ? [folder] : [folder, URL(fileURLWithPath: database.path).deletingLastPathComponent().path]
        for place in places {
            let files = Int64(places.count { Self.disk(of: $0) == Self.disk(of: place) })
            let free = FreeDisk.bytes(at: place)
            guard free >= bytes * files + reserveBytes else {
                throw BackupError(
                    .noSpace,
                    "\(place) has \(free >> 20) MiB free; the backup wants \(bytes * files >> 20) MiB, and "
                        + "\(reserveBytes >> 20) MiB must stay free",
                    next: "free space there, or give another disk")
            }
        }
    }

    private static func disk(of folder: String) -> UInt64? {
        var info = stat()
        return stat(folder, &info) == 0 ? UInt64(info.st_dev) : nil
    }

    private func copyVerified(to copy: String) throws {
        do {
            try database.copy(to: copy)
        } catch let error as DatabaseError where error.isStorage {
            throw BackupError(
                .noSpace, "the disk of \(copy) is full or fails: \(error.message)",
                next: "free space there, or give another disk")
        } catch CopyFailure.logTooLong {
            throw BackupError(
                .busy, "too much was written while the backup was made", next: "make it at a quieter time")
        }
        try OpenFile.reachDisk(copy)
        try BackupCheck.verify(copy, check)
    }

    /// Seals the copy, then opens what was written and compares it with the copy.
    private func seal(_ copy: String, into partial: String, _ key: BackupKey) throws {
        let target = try OpenFile(making: partial)
        try SealedFile.seal(OpenFile(reading: copy), into: target, key, randomness)
        try target.reachDisk()
        let original = try OpenFile(reading: copy)
        try SealedFile.open(OpenFile(reading: partial), key) { chunk in
            guard try original.read(chunk.count) == chunk else {
                throw BackupError(.damaged, "what was written to \(partial) is not what was copied")
            }
        }
        guard try original.read(1).isEmpty else {
            throw BackupError(.damaged, "what was written to \(partial) ends too early")
        }
    }
}

/// Whether a database file is whole.
public enum BackupCheck {
    /// SQLite's own check of every page and index, then the owner's.
    public static func verify(_ file: String, _ check: (Connection) throws -> Void) throws {
        do {
            let connection = try SQLiteConnection(path: file, purpose: .still)
            let findings = try connection.query("PRAGMA integrity_check(3)") { $0.text(0) }
            guard findings == ["ok"] else {
                throw BackupError(
                    .damaged, "\(file) is damaged: \(findings.joined(separator: "; "))", next: "take another backup")
            }
            try check(connection)
        } catch let error as DatabaseError {
            throw BackupError(
                .damaged, "\(file) is no database or is damaged: \(error.message)", next: "take another backup")
        }
    }

    /// A file whose schema this program does not know was written by a newer one.
    public static func migrations(_ connection: Connection, known: [Migration]) throws {
        let found = try connection.query("SELECT name FROM migration") { $0.text(0) }
        let names = Set(known.map(\.name))
        guard let first = known.first, found.contains(first.name) else {
            throw BackupError(
                .otherOwner, "it is no backup of this kind of daemon: a store's and central's are different",
                next: "use vuelve edge restore for a store's, vuelve central restore for central's")
        }
        guard let unknown = found.first(where: { !names.contains($0) }) else { return }
        throw BackupError(
            .newer, "it was written by a newer vuelve, which knows that \(unknown)", next: "update this program first")
    }
}
