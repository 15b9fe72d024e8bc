import Database
import JSON
import Loyalty
import SyncProtocol

/// What this store took back, by receipt.
struct ReturnedHere {
    let connection: Connection

    static let migration = Migration(
        "goods come back",
        """
        CREATE TABLE returned (
            row INTEGER PRIMARY KEY,
            day INTEGER NOT NULL,
            till TEXT NOT NULL,
            receipt TEXT NOT NULL,
            items BLOB NOT NULL,
            card INTEGER,
            points INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX returned_by_receipt ON returned (day, till, receipt);
        CREATE INDEX returned_by_card ON returned (card);

        -- Where a receipt's event is in the journal; 0 where it was copied into a later epoch.
        ALTER TABLE receipt ADD COLUMN row INTEGER NOT NULL DEFAULT 0;
        """)

    static let elsewhereMigration = Migration(
        "goods of other stores' receipts come back",
        """
        -- NULL: this one.
        ALTER TABLE returned ADD COLUMN store TEXT;
        """)

    /// A receipt's place: nobody else's has the same.
    struct Receipt {
        /// Nil: this store.
        let store: StoreID?
        let day: LocalDay
        let till: String
        let receipt: String
    }

    /// In their order.
    /// - Parameter counted: returns that are left out
    func items(
        of receipt: Receipt, without counted: Set<ReturnableReceipt.Return> = []
    ) throws -> [ReturnedPurchase.Item] {
        let rows = try connection.query(
            """
            SELECT row, items FROM returned
            WHERE day = $1 AND till = $2 AND receipt = $3 AND store IS NOT DISTINCT FROM $4 ORDER BY row
            """, receipt.day.number, receipt.till, receipt.receipt, receipt.store?.rawValue
        ) { (row: $0.integer(0), items: try ReturnedPurchase.Item.list(JSONDocument($0.blob(1)).root)) }
        return try rows.flatMap { row, items in try isOne(of: counted, row) ? [] : items }
    }

    private func isOne(of counted: Set<ReturnableReceipt.Return>, _ row: Int64) throws -> Bool {
        guard !counted.isEmpty,
            let body = try connection.first("SELECT body FROM journal WHERE row = $1", row, read: { $0.blob(0) }),
            case .goodsReturn(let goods) = try? Event(json: JSONDocument(body).root).content
        else { return false }
        return counted.contains(ReturnableReceipt.Return(till: goods.till, id: goods.id))
    }

    func note(
        _ items: [ReturnedPurchase.Item], of receipt: Receipt, card: CardNumber?, points: Int64, row: Int64
    ) throws {
        var writer = JSONWriter()
        writer.array { ReturnedPurchase.Item.write(items, to: &$0) }
        try connection.run(
            """
            INSERT INTO returned (row, day, till, receipt, items, card, points, store)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, row, receipt.day.number, receipt.till, receipt.receipt, writer.bytes, card, points,
            receipt.store?.rawValue)
    }

    static func forget(upTo row: Int64, _ connection: Connection) throws {
        try connection.run("DELETE FROM returned WHERE row <= $1", row)
    }

    static func move(from row: Int64, to other: Int64, _ connection: Connection) throws {
        try connection.run("UPDATE returned SET row = $1 WHERE row = $2", other, row)
    }
}
