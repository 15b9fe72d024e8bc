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
                card ANY,
                points INTEGER NOT NULL,
                flags TEXT NOT NULL,
                PRIMARY KEY (day, till, receipt, content)
            ) STRICT, WITHOUT ROWID;

            -- Ids of cards and hashes of keys are packed: see `Packed`.
            CREATE TABLE card (
                id ANY PRIMARY KEY,
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
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE card_key (
                hash ANY NOT NULL,
                card ANY NOT NULL,
                is_local INTEGER NOT NULL,
                load INTEGER NOT NULL,
                PRIMARY KEY (hash, card)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE alias (id ANY PRIMARY KEY, card ANY NOT NULL, load INTEGER NOT NULL) STRICT, WITHOUT ROWID;

            -- What this store's own events did to a card; those that central counts already are deleted.
            CREATE TABLE movement (
                card ANY NOT NULL,
                row INTEGER NOT NULL,
                points INTEGER NOT NULL,
                spend_minor INTEGER NOT NULL,
                visits INTEGER NOT NULL,
                uses TEXT,
                PRIMARY KEY (card, row)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE token (
                hash BLOB PRIMARY KEY,
                role TEXT NOT NULL,
                subject TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                revoked_at INTEGER
            ) STRICT;
            """),
        UnreadRows.migration,
    ]
}
