import Database
import JSON
import Loyalty
import SyncProtocol

/// Returns whose purchase is not here yet.
extension Returns {
    func wait(_ arrived: ArrivedReturn) throws {
        // Nothing will come for it.
        guard let origin = arrived.goods.of else { return }
        let body = JSONWriter.object { arrived.goods.write(to: &$0) }
        try connection.run(
            """
            INSERT INTO waiting_return (store, till, receipt, day, event, body, return_store, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
            """, (origin.store ?? arrived.store).rawValue, origin.till, origin.receipt,
            (origin.day ?? arrived.goods.day).number, arrived.event, body, arrived.store.rawValue,
            arrived.at.milliseconds)
    }

    /// Settles what waited for purchases that are here by now.
    func settleWaiting(of store: StoreID) throws {
        let found = try connection.query(
            """
            SELECT w.event, w.body, w.return_store, w.at, o.purchase FROM waiting_return w
            JOIN purchase_once o ON o.store = w.store AND o.day = w.day AND o.till = w.till AND o.receipt = w.receipt
            JOIN purchase p ON p.n = o.purchase AND p.store = o.store
            WHERE w.store = $1 ORDER BY w.event
            """, store.rawValue
        ) { row in
            (
                arrived: ArrivedReturn(
                    goods: try GoodsReturn(json: JSONDocument(row.blob(1)).root), store: StoreID(row.text(2)),
                    event: row.integer(0), at: Instant(milliseconds: row.integer(3))),
                purchase: row.integer(4)
            )
        }
        for waiting in found {
            try settle(waiting.arrived, waiting.purchase)
            try connection.run("DELETE FROM waiting_return WHERE event = $1", waiting.arrived.event)
        }
    }
}
