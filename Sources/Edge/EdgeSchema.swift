import Database

/// The tables of a store's one file.
enum EdgeSchema {
    static let migrations = [
        Migration(
            "a store keeps a journal and a cache of cards",
            """
            CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

            -- The lives of this database file. Sequence n of an epoch is journal row first_row + n - 1.
            CREATE TABLE epoch (
                ordinal INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                first_row INTEGER NOT NULL,
                started_at INTEGER NOT NULL,
                reason TEXT NOT NULL,
                -- How far central had it when it ended.
                acknowledged_row INTEGER
            ) STRICT;

            CREATE TABLE journal (
                row INTEGER PRIMARY KEY,
                id BLOB NOT NULL,
                recorded_at INTEGER NOT NULL,
                body BLOB NOT NULL,
                personal BLOB,
                chain BLOB NOT NULL
            ) STRICT;

            -- The last row that central acknowledged on each day, by central's clock.
            CREATE TABLE acknowledgement (day INTEGER PRIMARY KEY, row INTEGER NOT NULL) STRICT;

            -- What a till was answered for each receipt, so that sending it again changes nothing.
            CREATE TABLE receipt (
                day INTEGER NOT NULL,
                till TEXT NOT NULL,
                receipt TEXT NOT NULL,
                content BLOB NOT NULL,
                event BLOB NOT NULL,
                card INTEGER,
                points INTEGER NOT NULL,
                flags TEXT NOT NULL,
                PRIMARY KEY (day, till, receipt)
            ) STRICT, WITHOUT ROWID;

            -- The same for what came later under the identity of a receipt, with other content.
            CREATE TABLE receipt_reused (
                day INTEGER NOT NULL,
                till TEXT NOT NULL,
                receipt TEXT NOT NULL,
                content BLOB NOT NULL,
                event BLOB NOT NULL,
                card INTEGER,
                points INTEGER NOT NULL,
                flags TEXT NOT NULL,
                PRIMARY KEY (day, till, receipt, content)
            ) STRICT, WITHOUT ROWID;

            -- Cards are known by 64 bits of their ids, keys by 64 bits of their hashes: see `CardNumber`, `KeyNumber`.
            CREATE TABLE card (
                number INTEGER PRIMARY KEY,
                id ANY NOT NULL,
                name TEXT NOT NULL,
                tier TEXT NOT NULL,
                points INTEGER NOT NULL,
                pending INTEGER NOT NULL,
                spend_minor INTEGER NOT NULL,
                visits INTEGER NOT NULL,
                home TEXT,
                blocked INTEGER NOT NULL,
                offers BLOB,
                included_row INTEGER NOT NULL,
                is_local INTEGER NOT NULL,
                load INTEGER NOT NULL
            ) STRICT;

            CREATE TABLE card_key (
                hash INTEGER NOT NULL,
                card INTEGER NOT NULL,
                is_local INTEGER NOT NULL,
                load INTEGER NOT NULL,
                PRIMARY KEY (hash, card)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE alias (number INTEGER PRIMARY KEY, card INTEGER NOT NULL, load INTEGER NOT NULL) STRICT;
            CREATE INDEX alias_by_card ON alias (card);

            -- What this store's own events did to a card, by their rows in the journal, so that a sale only writes at the
            -- end; which are a card's is known in memory: see `MovementIndex`. What central counts already is deleted.
            CREATE TABLE movement (
                row INTEGER PRIMARY KEY,
                card INTEGER NOT NULL,
                points INTEGER NOT NULL,
                spend_minor INTEGER NOT NULL,
                visits INTEGER NOT NULL,
                uses TEXT
            ) STRICT;

            CREATE TABLE token (
                hash BLOB PRIMARY KEY,
                role TEXT NOT NULL,
                subject TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                revoked_at INTEGER
            ) STRICT;
            """),
        UnreadRows.migration,
        StoreCounters.migration,
        Pins.migration,
        ServiceRequests.migration,
        ReturnedHere.migration,
        GivenRewards.migration,
        CapUse.migration,
        CardChanges.migration,
        Baskets.migration,
        CardCache.birthMonthMigration,
        CardCache.outlookMigration,
        GivenRewards.prizeMigration,
        CardCache.claimsMigration,
        CardChanges.wordMigration,
        ReturnedHere.elsewhereMigration,
    ]
}
