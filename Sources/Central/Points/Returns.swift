import Database
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

    func settle(_ arrived: ArrivedReturn, _ number: Int64) throws {
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
        try connection.markDirty(card)
    }
}
