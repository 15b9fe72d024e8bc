import Database

/// Central's tables on SQLite. Those that grow are keyed first by store or by customer.
enum CentralSchema {
    static let migrations = [
        Migration(
            "central keeps every event once and what follows from them",
            """
            CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

            CREATE TABLE store (
                id TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                time_zone TEXT NOT NULL,
                region TEXT NOT NULL,
                opening_hours TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                revision INTEGER NOT NULL DEFAULT 0,
                last_seen_at INTEGER,
                last_success_at INTEGER,
                last_upload_at INTEGER,
                last_sale_at INTEGER,
                clock_offset INTEGER NOT NULL DEFAULT 0,
                report TEXT
            ) STRICT;

            CREATE TABLE token (
                hash BLOB PRIMARY KEY,
                role TEXT NOT NULL,
                subject TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                expires_at INTEGER
            ) STRICT;

            -- How far central has each journal.
            CREATE TABLE position (
                store TEXT NOT NULL,
                epoch TEXT NOT NULL,
                sequence INTEGER NOT NULL,
                chain BLOB NOT NULL,
                opened_at INTEGER NOT NULL,
                last_at INTEGER NOT NULL,
                PRIMARY KEY (store, epoch)
            ) STRICT;

            -- Every position that a store was told, for as long as stores keep what they sent.
            CREATE TABLE passed (
                store TEXT NOT NULL,
                epoch TEXT NOT NULL,
                sequence INTEGER NOT NULL,
                chain BLOB NOT NULL,
                at INTEGER NOT NULL,
                PRIMARY KEY (store, epoch, sequence)
            ) STRICT, WITHOUT ROWID;

            -- The inbox: every event's bytes.
            CREATE TABLE event (
                n INTEGER PRIMARY KEY,
                store TEXT NOT NULL,
                received_at INTEGER NOT NULL,
                body BLOB NOT NULL
            ) STRICT;

            -- Which events came; stays where old bodies are moved away.
            CREATE TABLE event_once (
                store TEXT NOT NULL,
                id BLOB NOT NULL,
                event INTEGER NOT NULL,
                PRIMARY KEY (store, id)
            ) STRICT, WITHOUT ROWID;

            -- Personal fields beside their event; erasing a row breaks nothing.
            CREATE TABLE personal (event INTEGER PRIMARY KEY, store TEXT NOT NULL, body BLOB NOT NULL) STRICT;

            -- Events that could not be applied; they never block those behind them.
            CREATE TABLE aside (
                store TEXT NOT NULL,
                epoch TEXT NOT NULL,
                sequence INTEGER NOT NULL,
                event BLOB,
                reason TEXT NOT NULL,
                detail TEXT NOT NULL,
                body BLOB NOT NULL,
                received_at INTEGER NOT NULL,
                PRIMARY KEY (store, epoch, sequence)
            ) STRICT;

            -- A golden record: the union of its cards.
            CREATE TABLE customer (
                n INTEGER PRIMARY KEY,
                root INTEGER NOT NULL,
                tier TEXT NOT NULL,
                segment TEXT,
                home TEXT,
                frequency INTEGER NOT NULL DEFAULT 0,
                money_minor INTEGER NOT NULL DEFAULT 0,
                last_at INTEGER,
                window_spend_minor INTEGER NOT NULL DEFAULT 0,
                window_visits INTEGER NOT NULL DEFAULT 0
            ) STRICT;

            -- One record of a person, from a till, a base that was imported, or a key that only purchases mention.
            CREATE TABLE card (
                n INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                customer INTEGER NOT NULL,
                source TEXT NOT NULL,
                store TEXT,
                given TEXT,
                surname TEXT,
                second_surname TEXT,
                full_name TEXT,
                birth_day INTEGER,
                created_at INTEGER NOT NULL,
                needs_matching INTEGER NOT NULL DEFAULT 1
            ) STRICT;
            CREATE INDEX card_by_customer ON card (customer);
            CREATE INDEX card_to_match ON card (n) WHERE needs_matching = 1;

            CREATE TABLE identity (
                kind TEXT NOT NULL,
                value TEXT NOT NULL,
                card INTEGER NOT NULL,
                hash TEXT NOT NULL,
                PRIMARY KEY (kind, value, card)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX identity_by_card ON identity (card);
            CREATE INDEX identity_by_hash ON identity (hash);

            CREATE TABLE consent (
                card INTEGER NOT NULL,
                event INTEGER NOT NULL,
                purpose TEXT NOT NULL,
                granted INTEGER NOT NULL,
                notice_version TEXT NOT NULL,
                language TEXT NOT NULL,
                method TEXT NOT NULL,
                at INTEGER NOT NULL,
                PRIMARY KEY (card, event, purpose)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE purchase (
                n INTEGER PRIMARY KEY,
                store TEXT NOT NULL,
                day INTEGER NOT NULL,
                till TEXT NOT NULL,
                receipt TEXT NOT NULL,
                event INTEGER NOT NULL,
                card INTEGER,
                at INTEGER NOT NULL,
                sold_at INTEGER NOT NULL,
                lines INTEGER NOT NULL,
                total_minor INTEGER NOT NULL,
                lines_minor INTEGER NOT NULL,
                discount_minor INTEGER NOT NULL,
                points INTEGER NOT NULL,
                flags TEXT NOT NULL
            ) STRICT;
            CREATE INDEX purchase_by_card ON purchase (card, at, store, lines_minor) WHERE card IS NOT NULL;

            -- A purchase is (store, till, receipt, local day of sale); stays where old purchases are moved away.
            CREATE TABLE purchase_once (
                store TEXT NOT NULL,
                day INTEGER NOT NULL,
                till TEXT NOT NULL,
                receipt TEXT NOT NULL,
                purchase INTEGER NOT NULL,
                content BLOB NOT NULL,
                PRIMARY KEY (store, day, till, receipt)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE line (
                store TEXT NOT NULL,
                purchase INTEGER NOT NULL,
                number INTEGER NOT NULL,
                sku TEXT NOT NULL,
                category TEXT,
                quantity REAL NOT NULL,
                amount_minor INTEGER NOT NULL,
                discount_minor INTEGER NOT NULL,
                PRIMARY KEY (store, purchase, number)
            ) STRICT, WITHOUT ROWID;

            -- Kept as facts arrive; `since` counts what arrived after the last run.
            CREATE TABLE card_fact (
                card INTEGER PRIMARY KEY,
                purchases INTEGER NOT NULL,
                money_minor INTEGER NOT NULL,
                points INTEGER NOT NULL,
                last_at INTEGER NOT NULL,
                spend_since_minor INTEGER NOT NULL,
                visits_since INTEGER NOT NULL
            ) STRICT;

            -- Where a card was seen, and the last event of it that is counted, per epoch.
            CREATE TABLE presence (
                card INTEGER NOT NULL,
                store TEXT NOT NULL,
                epoch TEXT NOT NULL,
                sequence INTEGER NOT NULL,
                last_at INTEGER NOT NULL,
                PRIMARY KEY (card, store, epoch)
            ) STRICT, WITHOUT ROWID;

            -- Cards that a till asked for while its line was up.
            CREATE TABLE asked (
                store TEXT NOT NULL,
                customer INTEGER NOT NULL,
                until INTEGER NOT NULL,
                PRIMARY KEY (customer, store)
            ) STRICT, WITHOUT ROWID;

            -- Cards whose customer must be published again.
            CREATE TABLE dirty (card INTEGER PRIMARY KEY) STRICT;

            CREATE TABLE programme (version INTEGER PRIMARY KEY, source TEXT NOT NULL, published_at INTEGER NOT NULL) STRICT;

            CREATE TABLE campaign (
                id TEXT PRIMARY KEY,
                source TEXT NOT NULL,
                pushed_at INTEGER NOT NULL
            ) STRICT;

            -- Who was given a campaign's offer, or left out for measuring; not current once they no longer qualify.
            CREATE TABLE assignment (
                customer INTEGER NOT NULL,
                campaign TEXT NOT NULL,
                is_control INTEGER NOT NULL,
                is_current INTEGER NOT NULL,
                assigned_at INTEGER NOT NULL,
                PRIMARY KEY (customer, campaign)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE offer_use (
                card INTEGER NOT NULL,
                campaign TEXT NOT NULL,
                purchase INTEGER NOT NULL,
                PRIMARY KEY (card, campaign, purchase)
            ) STRICT, WITHOUT ROWID;

            -- The latest state of each thing that a store holds; a body of NULL is a tombstone.
            CREATE TABLE feed (
                id TEXT NOT NULL,
                kind TEXT NOT NULL,
                store TEXT NOT NULL,
                revision INTEGER NOT NULL,
                body BLOB,
                PRIMARY KEY (id, kind, store)
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX feed_by_revision ON feed (store, revision);

            -- The random mark of each publication to a store, by its last revision.
            CREATE TABLE publication (
                store TEXT NOT NULL,
                revision INTEGER NOT NULL,
                mark TEXT NOT NULL,
                at INTEGER NOT NULL,
                PRIMARY KEY (store, revision)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE run (
                n INTEGER PRIMARY KEY,
                at INTEGER NOT NULL,
                started_at INTEGER NOT NULL,
                finished_at INTEGER,
                summary TEXT
            ) STRICT;
            """),
        Audit.migration,
        AsideEvents.migration,
        Machines.migration,
        Webhook.migration,
        PointsLedger.migration,
        Returns.migration,
        RewardFacts.migration,
        Pins.migration,
        CounterFacts.migration,
        Claims.migration,
        Suspicions.migration,
        TierJudge.migration,
        CustomerLedger.migration,
        Bonuses.migration,
        ReturnList.migration,
        RewardFacts.prizeMigration,
        Merger.migration,
        Measurer.migration,
    ]
}
