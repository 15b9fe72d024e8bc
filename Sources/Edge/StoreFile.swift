import Backup
import Database
import Digest
import Loyalty
import SyncProtocol

/// A store's database file: whose it is, whether it is whole, and how a copy of it is put back.
public enum StoreFile {
    /// A file belongs to one store for ever.
    static func claim(_ connection: Connection, for store: StoreID) throws {
        try checkOwner(connection, store)
        if try Setting.store.text(connection) == nil { try Setting.store.set(store.rawValue, connection) }
    }

    private static func checkOwner(_ connection: Connection, _ store: StoreID) throws {
        guard let owner = try Setting.store.text(connection), owner != store.rawValue else { return }
        throw BackupError(
            .otherOwner, "the file is that of store \(owner), the configuration that of store \(store)",
            next: "use that store's own file")
    }

    /// The schema is known, the file is this store's, and the journal's chain holds from the oldest event kept to its end.
    static func check(_ connection: Connection, of store: StoreID) throws {
        try BackupCheck.migrations(connection, known: EdgeSchema.migrations)
        try checkOwner(connection, store)
        let journal = Journal(store: store, connection: connection)
        let epochs = try connection.query("SELECT id, first_row FROM epoch ORDER BY ordinal") {
            Journal.Epoch(id: EpochID($0.text(0)), firstRow: $0.integer(1))
        }
        guard !epochs.isEmpty else { throw BackupError(.damaged, "the file has no epoch", next: "take another backup") }
        let acknowledged = try journal.acknowledgedRow()
        for (index, epoch) in epochs.enumerated() {
            let end = index + 1 < epochs.count ? epochs[index + 1].firstRow : Int64.max
            try checkChain(connection, epoch, before: end, store, acknowledged)
        }
        guard acknowledged <= (try journal.head().row) else {
            throw BackupError(
                .damaged, "the journal ends before what central acknowledged", next: "take another backup")
        }
    }

    private static func checkChain(
        _ connection: Connection, _ epoch: Journal.Epoch, before end: Int64, _ store: StoreID, _ acknowledged: Int64
    ) throws {
        let statement = try connection.prepare(
            "SELECT row, body, chain FROM journal WHERE row >= $1 AND row < $2 ORDER BY row")
        statement.bind(1, epoch.firstRow)
        statement.bind(2, end)
        defer { statement.reset() }
        var before: (row: Int64, chain: Digest) = (epoch.firstRow - 1, Chain.start(store: store, epoch: epoch.id))
        while try statement.step() {
            let row = statement.row.integer(0)
            let chain = Digest(statement.row.blob(2))
            let follows = Chain.next(
                after: before.chain, sequence: epoch.sequence(ofRow: row), body: statement.row.blob(1))
            // Old events that central has are deleted; the first one after them is taken at its word.
            let isAfterDeleted = row != before.row + 1 && row <= acknowledged
            guard let chain, isAfterDeleted || row == before.row + 1 && follows == chain else {
                throw BackupError(
                    .damaged, "the journal's chain breaks at row \(row), or it is another store's",
                    next: "take another backup")
            }
            before = (row, chain)
        }
    }

    /// Puts a backup in the place of a stopped store's file; its next start begins a new epoch.
    /// - Returns: the replaced file; nil where there was none
    public static func restore(
        _ backup: String, inPlaceOf path: String, of store: StoreID, key: BackupKey?, at now: Instant
    ) throws -> String? {
        try Restore(backup, inPlaceOf: path, key: key).perform(at: now) { connection in
            try check(connection, of: store)
        } mark: { connection in
            try Setting.restoredAt.set(now.description, connection)
        }
    }
}
