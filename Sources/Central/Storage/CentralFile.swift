import Backup
import Database
import Digest
import Foundation
import JSON
import Loyalty
import SyncProtocol

/// Central's database file: whether it is whole, and how a copy of it is put back.
public enum CentralFile {
    /// The schema is known, it is a central's, and the positions can be read.
    static func check(_ connection: Connection) throws {
        try BackupCheck.migrations(connection, known: CentralSchema.migrations)
        for name in ["centralID", "incarnation"] where try CentralSetting.text(name, connection) == nil {
            throw BackupError(.damaged, "the file has no \(name)", next: "take another backup")
        }
        let chains = try connection.query("SELECT chain FROM position") { Digest($0.blob(0)) }
        guard !chains.contains(nil) else {
            throw BackupError(.damaged, "a position's chain is none", next: "take another backup")
        }
        let strays = try connection.integer(
            "SELECT COUNT(*) FROM purchase WHERE event NOT IN (SELECT n FROM event)")
        guard strays == 0 else {
            throw BackupError(.damaged, "\(strays) purchases have no event", next: "take another backup")
        }
    }

    /// Puts a backup in the place of a stopped central's file; its next start begins a new incarnation.
    /// - Returns: the replaced file; nil where there was none
    public static func restore(
        _ backup: String, inPlaceOf path: String, key: BackupKey?, at now: Instant
    ) throws -> String? {
        let owner = owner(of: path)
        return try Restore(backup, inPlaceOf: path, key: key).perform(at: now) { connection in
            try check(connection)
            guard let owner, try CentralSetting.text("centralID", connection) != owner else { return }
            throw BackupError(
                .otherOwner, "the backup is that of another central than \(path)",
                next: "move that file away first, if its stores are to belong to the backup's central")
        } mark: { connection in
            try CentralSetting.set("restoredAt", now.description, connection)
        }
    }

    /// The id of the central whose file it is; one that is not there or cannot be read says nothing.
    private static func owner(of path: String) -> String? {
        guard FileManager.default.fileExists(atPath: path), let file = try? SQLiteConnection(path: path) else {
            return nil
        }
        return try? CentralSetting.text("centralID", file)
    }

    /// The data of this file lives elsewhere now.
    static func checkNotMoved(_ connection: Connection) throws {
        guard let target = try CentralSetting.text("movedTo", connection) else { return }
        throw CentralMoveError(
            "this file's data was moved to \(target)", next: "put that address into central.json as storage")
    }

    /// Under another secret nobody would be recognised any more: hashes in the database and in stores are under this one.
    static func checkSecret(_ secret: ChainSecret, _ connection: Connection) throws {
        let mark = Hex.encode(HMACKey(secret.bytes).digest(Array("which secret".utf8)).bytes.prefix(8))
        let known = try CentralSetting.text("secretMark", connection)
        guard known == nil || known == mark else {
            throw BadInput(
                code: "badValue", field: "chain.secret",
                message: "is not the one that this database was made with; put that one back")
        }
        if known == nil { try CentralSetting.set("secretMark", mark, connection) }
    }
}

extension Aggregator {
    /// A copy of everything is worth a row.
    public func noteScheduled(_ receipt: BackupReceipt) throws { try note(receipt, by: .central) }

    func note(_ receipt: BackupReceipt, by actor: Actor) throws {
        let now = clock.now()
        try database.write { connection in
            try Audit(connection: connection, now: now).record(.backupMade, "central", by: actor) { details in
                details.field("file", receipt.file)
                details.field("bytes", receipt.bytes)
                details.field("sealed", receipt.isSealed)
            }
        }
    }
}

/// Single values of central's file.
enum CentralSetting {
    static func text(_ name: String, _ connection: Connection) throws -> String? {
        try connection.first("SELECT value FROM setting WHERE name = $1", name) { $0.text(0) }
    }

    static func set(_ name: String, _ value: String, _ connection: Connection) throws {
        try connection.run(
            "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name, value)
    }

    static func remove(_ name: String, _ connection: Connection) throws {
        try connection.run("DELETE FROM setting WHERE name = $1", name)
    }
}
