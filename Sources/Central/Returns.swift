import Database
import JSON
import Loyalty
import SyncProtocol

/// A return on its way into the tables.
struct ArrivedReturn {
    let goods: GoodsReturn
    let store: StoreID
    let event: Int64
    let at: Instant
}

/// Takes back what a purchase gave, line by line, and gives back what it was paid with.
///
/// Always: a return is counted once, by (store, till, id), and never more than is left of its purchase; one whose purchase
/// is not here yet waits for it.
struct Returns {
    let connection: Connection
    let programme: Programme
    let now: Instant

    static let migration = Migration(
        "goods come back, and wait for their purchase",
        """
        CREATE TABLE goods_return (
            store TEXT NOT NULL,
            till TEXT NOT NULL,
            id TEXT NOT NULL,
            event INTEGER NOT NULL,
            at INTEGER NOT NULL,
            -- NULL while it waits.
            purchase INTEGER,
            amount_minor INTEGER NOT NULL,
            points INTEGER NOT NULL,
            restored INTEGER NOT NULL,
            is_void INTEGER NOT NULL,
            PRIMARY KEY (store, till, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX goods_return_by_purchase ON goods_return (purchase) WHERE purchase IS NOT NULL;

        -- What came back of each line of a purchase, in the order in which it came.
        CREATE TABLE returned_item (
            n INTEGER PRIMARY KEY,
            purchase INTEGER NOT NULL,
            event INTEGER NOT NULL,
            sku TEXT NOT NULL,
            quantity REAL NOT NULL
        ) STRICT;
        CREATE INDEX returned_item_by_purchase ON returned_item (purchase, n);

        CREATE TABLE waiting_return (
            store TEXT NOT NULL,
            till TEXT NOT NULL,
            receipt TEXT NOT NULL,
            day INTEGER NOT NULL,
            event INTEGER NOT NULL,
            body BLOB NOT NULL,
            return_store TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (store, till, receipt, event)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE purchase ADD COLUMN returned_minor INTEGER NOT NULL DEFAULT 0;
        -- Whose it was before it was cancelled.
        ALTER TABLE purchase ADD COLUMN void_card INTEGER;
        """)

    struct Sold {
        let number: Int64
        let store: StoreID
        let card: Int64?
        let points: Int64
        let lot: Lot
        /// By clocks that are right.
        let at: Instant
        let recorded: RecordedPurchase
    }

    // MARK: arriving

    func take(_ arrived: ArrivedReturn) throws {
        let goods = arrived.goods
        let isNew =
            try connection.run(
                """
                INSERT INTO goods_return (store, till, id, event, at, purchase, amount_minor, points, restored, is_void)
                VALUES ($1, $2, $3, $4, $5, NULL, 0, 0, 0, $6) ON CONFLICT DO NOTHING
                """, arrived.store.rawValue, goods.till, goods.id, arrived.event, arrived.at.milliseconds, goods.isVoid)
            > 0
        // A till that was told of it sends it again from a store that lost it.
        guard isNew else { return }
        guard let number = try purchase(of: arrived) else { return try wait(arrived) }
        try settle(arrived, number)
    }

    /// The number of the purchase that it came of; nil where that is not here.
    private func purchase(of arrived: ArrivedReturn) throws -> Int64? {
        let goods = arrived.goods
        guard let origin = goods.of else { return try purchase(without: goods) }
        return try connection.first(
            """
            SELECT o.purchase FROM purchase_once o JOIN purchase p ON p.n = o.purchase AND p.store = o.store
            WHERE o.store = $1 AND o.day = $2 AND o.till = $3 AND o.receipt = $4
            """, (origin.store ?? arrived.store).rawValue, (origin.day ?? goods.day).number, origin.till, origin.receipt
        ) { $0.integer(0) }
    }

    /// Purchases that a return without a receipt is looked for among.
    private static let lookedAtMax = 100

    /// Without a receipt: the customer's latest purchase that still has the first article.
    private func purchase(without goods: GoodsReturn) throws -> Int64? {
        guard let card = goods.card, let sku = goods.items.first?.sku else { return nil }
        let found = try connection.query(
            """
            SELECT p.n FROM card c JOIN card m ON m.customer = c.customer JOIN purchase p ON p.card = m.n
            JOIN line l ON l.store = p.store AND l.purchase = p.n
            WHERE c.id = $1 AND l.sku = $2 AND p.at <= $3 ORDER BY p.at DESC, p.n DESC LIMIT $4
            """, card.rawValue, sku, goods.at.milliseconds, Self.lookedAtMax
        ) { $0.integer(0) }
        return try found.first { number in
            guard let sold = try sold(number) else { return false }
            var purchase = try returned(sold)
            return !purchase.take(goods.items).accepted.isEmpty
        }
    }

    private func wait(_ arrived: ArrivedReturn) throws {
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

    // MARK: settling

    private func sold(_ number: Int64) throws -> Sold? {
        let found = try connection.first(
            """
            SELECT p.store, p.card, p.points, p.lot, e.body, p.at FROM purchase p JOIN event e ON e.n = p.event
            WHERE p.n = $1
            """, number
        ) { row in
            (
                store: StoreID(row.text(0)), card: row.optionalInteger(1), points: row.integer(2),
                lot: Lot(row.text(3)) ?? .plain, body: row.blob(4), at: Instant(milliseconds: row.integer(5))
            )
        }
        guard let found, let event = try? Event(json: JSONDocument(found.body).root),
            case .purchase(let recorded) = event.content
        else { return nil }
        return Sold(
            number: number, store: found.store, card: found.card, points: found.points, lot: found.lot, at: found.at,
            recorded: recorded)
    }

    /// The purchase less what came back before.
    private func returned(_ sold: Sold) throws -> ReturnedPurchase {
        let recorded = sold.recorded
        var linePoints = recorded.linePoints
        // What central gave for a key that the store did not know is shared out as the amounts are.
        if linePoints.isEmpty, sold.points > 0 {
            linePoints = recorded.purchase.lines.map { _ in 0 }
            Money.distribute(sold.points, by: recorded.purchase.lines.map { max(0, $0.amountMinor) }) {
                linePoints[$0] += $1
            }
        }
        var purchase = ReturnedPurchase(
            lines: recorded.purchase.lines, linePoints: linePoints,
            redeemedPoints: recorded.counting?.redeemedPoints ?? 0)
        let before = try connection.query(
            "SELECT event, sku, quantity FROM returned_item WHERE purchase = $1 ORDER BY n", sold.number
        ) { (event: $0.integer(0), item: ReturnedPurchase.Item(sku: $0.text(1), quantity: $0.real(2))) }
        var start = 0
        while start < before.count {
            let end = before[start...].firstIndex { $0.event != before[start].event } ?? before.count
            _ = purchase.take(before[start..<end].map(\.item))
            start = end
        }
        return purchase
    }

    private func settle(_ arrived: ArrivedReturn, _ number: Int64) throws {
        guard let sold = try sold(number) else { return }
        var purchase = try returned(sold)
        let given = redeemed(sold, upTo: try restoredBefore(number))
        let outcome = arrived.goods.isVoid ? purchase.takeAll() : purchase.take(arrived.goods.items)
        for accepted in outcome.accepted {
            try connection.run(
                "INSERT INTO returned_item (purchase, event, sku, quantity) VALUES ($1, $2, $3, $4)", number,
                arrived.event, accepted.sku, accepted.quantity)
        }
        let isTooLate = try isTooLate(arrived, sold)
        let restored = isTooLate ? 0 : outcome.redeemedPoints
        var taken: Int64 = 0
        if let card = sold.card, !isTooLate {
            taken = try takeBack(outcome.points, sold, card, arrived)
            try giveBack(restored, sold, after: given, card, arrived)
        }
        try connection.run(
            """
            UPDATE goods_return SET purchase = $1, amount_minor = $2, points = $3, restored = $4
            WHERE store = $5 AND till = $6 AND id = $7
            """, number, outcome.amountMinor, taken, restored, arrived.store.rawValue, arrived.goods.till,
            arrived.goods.id)
        try count(outcome, sold, isVoid: arrived.goods.isVoid)
    }

    private func restoredBefore(_ purchase: Int64) throws -> Int64 {
        try connection.integer(
            "SELECT COALESCE(SUM(restored), 0) FROM goods_return WHERE purchase = $1", purchase)
    }

    /// What came back does not count for tiers, and a cancelled receipt was no visit.
    private func count(_ outcome: ReturnedPurchase.Outcome, _ sold: Sold, isVoid: Bool) throws {
        guard !outcome.accepted.isEmpty else { return }
        try connection.run(
            "UPDATE purchase SET lines_minor = lines_minor - $1, returned_minor = returned_minor + $1 WHERE n = $2",
            outcome.amountMinor, sold.number)
        guard let card = sold.card else { return }
        try connection.run(
            """
            UPDATE card_fact SET money_minor = money_minor - $1, purchases = purchases - $2,
                spend_since_minor = spend_since_minor - $1, touched = 1 WHERE card = $3
            """, outcome.amountMinor, isVoid ? 1 : 0, card)
        if isVoid {
            try connection.run("UPDATE purchase SET void_card = card, card = NULL WHERE n = $1", sold.number)
        }
        try connection.run("INSERT INTO dirty (card) VALUES ($1) ON CONFLICT DO NOTHING", card)
    }
}
