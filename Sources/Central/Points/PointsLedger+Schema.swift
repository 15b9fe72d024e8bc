import Database

/// The tables of points.
extension PointsLedger {
    static let migration = Migration(
        "points have lots, and stores hold them",
        """
        -- What central issued of a lot and took, by acts of its own.
        CREATE TABLE account (
            card INTEGER NOT NULL,
            lot TEXT NOT NULL,
            issued INTEGER NOT NULL,
            taken INTEGER NOT NULL,
            PRIMARY KEY (card, lot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE counter (
            card INTEGER NOT NULL,
            lot TEXT NOT NULL,
            store TEXT NOT NULL,
            epoch TEXT NOT NULL,
            granted INTEGER NOT NULL,
            earned INTEGER NOT NULL,
            redeemed INTEGER NOT NULL,
            released INTEGER NOT NULL,
            -- What the store is to release, in all.
            wanted INTEGER NOT NULL,
            PRIMARY KEY (card, lot, store, epoch)
        ) STRICT, WITHOUT ROWID;

        -- Lots with a last day of which something may be left, by that day.
        CREATE TABLE ending (
            expires INTEGER NOT NULL,
            card INTEGER NOT NULL,
            lot TEXT NOT NULL,
            PRIMARY KEY (expires, card, lot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE points_entry (
            n INTEGER PRIMARY KEY,
            store TEXT NOT NULL,
            card INTEGER NOT NULL,
            kind TEXT NOT NULL,
            lot TEXT NOT NULL,
            points INTEGER NOT NULL,
            at INTEGER NOT NULL,
            event INTEGER,
            -- The purchase, or the entry, that it reverses.
            reverses INTEGER,
            reason TEXT,
            person TEXT
        ) STRICT;
        CREATE INDEX points_entry_by_card ON points_entry (card, n);

        -- A till waits for points of this card.
        CREATE TABLE wish (
            card INTEGER NOT NULL,
            store TEXT NOT NULL,
            points INTEGER NOT NULL,
            until INTEGER NOT NULL,
            PRIMARY KEY (card, store)
        ) STRICT, WITHOUT ROWID;

        -- Stores and epochs that a central put back from a copy has not heard of: it may have granted them more than it
        -- knows. An epoch of '' is the store's newest, which it may not know either.
        CREATE TABLE awaited (store TEXT NOT NULL, epoch TEXT NOT NULL, PRIMARY KEY (store, epoch)) STRICT, WITHOUT ROWID;

        -- What customers had before: no store holds it.
        INSERT INTO account (card, lot, issued, taken) SELECT card, 'p', points, 0 FROM card_fact WHERE points > 0;
        INSERT INTO account (card, lot, issued, taken)
            SELECT card, 'u:' || campaign, 0, COUNT(*) FROM offer_use GROUP BY card, campaign;

        ALTER TABLE purchase ADD COLUMN redeemed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE purchase ADD COLUMN lot TEXT NOT NULL DEFAULT 'p';
        """)
}
