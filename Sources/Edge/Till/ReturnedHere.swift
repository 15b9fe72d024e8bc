import Database
import JSON
import Loyalty

/// What this store took back of its own receipts.
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

    /// By return, in their order.
    func items(of sold: SoldReceipt) throws -> [[ReturnedPurchase.Item]] {
        try connection.query(
            "SELECT items FROM returned WHERE day = $1 AND till = $2 AND receipt = $3 ORDER BY row", sold.day.number,
            sold.till, sold.receipt
        ) { row in
            (try JSONDocument(row.blob(0)).root.array ?? []).compactMap { item in
                guard let sku = item["sku"]?.string, let quantity = item["quantity"]?.number else { return nil }
                return ReturnedPurchase.Item(sku: sku, quantity: quantity)
            }
        }
    }

    func note(
        _ items: [ReturnedPurchase.Item], of sold: SoldReceipt, card: CardNumber?, points: Int64, row: Int64
    ) throws {
        var writer = JSONWriter()
        writer.array { list in
            for item in items {
                list.object {
                    $0.field("sku", item.sku)
                    $0.field("quantity", item.quantity)
                }
            }
        }
        try connection.run(
            """
            INSERT INTO returned (row, day, till, receipt, items, card, points) VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, row, sold.day.number, sold.till, sold.receipt, writer.bytes, card, points)
    }

    static func forget(upTo row: Int64, _ connection: Connection) throws {
        try connection.run("DELETE FROM returned WHERE row <= $1", row)
    }

    static func move(from row: Int64, to other: Int64, _ connection: Connection) throws {
        try connection.run("UPDATE returned SET row = $1 WHERE row = $2", other, row)
    }
}
