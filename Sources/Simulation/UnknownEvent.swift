import Database
import Digest
import JSON
import Loyalty
import SyncProtocol

/// An event of a kind that no central of today knows, written into a store's journal as a newer agent would.
enum UnknownEvent {
    static func append(to path: String, store: StoreID, number: Int, at now: Instant) throws {
        let connection = try SQLiteConnection(path: path)
        let id = Array(Digest.sha256("unknown \(store) \(number)").bytes.prefix(16))
        let body = JSONWriter.object { object in
            object.field("id", Hex.encode(id))
            object.field("recordedAt", now.description)
            object.field("kind", "lottery")
        }
        try connection.transaction {
            let epoch = try connection.first("SELECT id, first_row FROM epoch ORDER BY ordinal DESC LIMIT 1") {
                (id: EpochID($0.text(0)), firstRow: $0.integer(1))
            }
            guard let epoch else { preconditionFailure("a store's file has an epoch from its first start on") }
            let last = try connection.first("SELECT row, chain FROM journal ORDER BY row DESC LIMIT 1") {
                (row: $0.integer(0), chain: Digest($0.blob(1)))
            }
            let lastRow = last?.row ?? 0
            let isFirst = lastRow < epoch.firstRow
            let before = isFirst ? nil : last?.chain
            let row = max(lastRow + 1, epoch.firstRow)
            let chain = Chain.next(
                after: before ?? Chain.start(store: store, epoch: epoch.id), sequence: row - epoch.firstRow + 1,
                body: body)
            try connection.run(
                "INSERT INTO journal (row, id, recorded_at, body, personal, chain) VALUES ($1, $2, $3, $4, NULL, $5)",
                row, id, now.milliseconds, body, chain.bytes)
        }
    }
}
