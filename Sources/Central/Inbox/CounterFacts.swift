import Database
import Loyalty
import SyncProtocol

/// What central keeps of complaints, blocks and replaced numbers.
struct CounterFacts {
    let connection: Connection

    static let migration = Migration(
        "complaints, blocked cards and replaced numbers are known",
        """
        CREATE TABLE complaint (
            event INTEGER PRIMARY KEY,
            store TEXT NOT NULL,
            number TEXT NOT NULL,
            card INTEGER,
            till TEXT NOT NULL,
            cashier TEXT,
            at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE card_block (
            event INTEGER PRIMARY KEY,
            card INTEGER NOT NULL,
            store TEXT NOT NULL,
            till TEXT NOT NULL,
            cashier TEXT,
            supervisor TEXT,
            at INTEGER NOT NULL,
            -- When central unblocked the card.
            ended_at INTEGER
        ) STRICT;
        CREATE INDEX card_block_by_card ON card_block (card);
        CREATE INDEX card_block_open ON card_block (event) WHERE ended_at IS NULL;

        -- Card numbers that lead to nobody any more.
        CREATE TABLE retired_key (
            kind TEXT NOT NULL,
            value TEXT NOT NULL,
            card INTEGER NOT NULL,
            hash TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (kind, value)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX retired_key_by_card ON retired_key (card);

        -- Numbers that came for others, and when.
        CREATE TABLE replacement (
            event INTEGER PRIMARY KEY,
            card INTEGER NOT NULL,
            value TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX replacement_by_card ON replacement (card);
        """)

    func note(_ complaint: Complaint, card: Int64?, at: Instant, store: StoreID, event: Int64) throws {
        try connection.run(
            """
            INSERT INTO complaint (event, store, number, card, till, cashier, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, event, store.rawValue, complaint.number, card, complaint.till, complaint.cashier, at.milliseconds)
    }

    func note(_ block: CardBlock, card: Int64, at: Instant, store: StoreID, event: Int64) throws {
        try connection.run(
            """
            INSERT INTO card_block (event, card, store, till, cashier, supervisor, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, event, card, store.rawValue, block.till, block.cashier, block.supervisor?.rawValue, at.milliseconds)
    }

    /// Whether any card of the customer was blocked by then, and is.
    func isBlocked(_ card: Int64, at: Instant) throws -> Bool {
        try connection.integer(
            """
            SELECT COUNT(*) FROM card c JOIN card m ON m.customer = c.customer JOIN card_block b ON b.card = m.n
            WHERE c.n = $1 AND b.ended_at IS NULL AND b.at <= $2
            """, card, at.milliseconds) > 0
    }

    /// The later of two replacements stands, in whichever order they come.
    func replace(
        _ replacement: CardReplacement, by new: Key, of card: Int64, _ cards: Cards, at: Instant, event: Int64
    ) throws {
        let later = try connection.query(
            """
            SELECT r.value FROM card c JOIN card m ON m.customer = c.customer JOIN replacement r ON r.card = m.n
            WHERE c.n = $1 AND r.at > $2
            """, card, at.milliseconds
        ) { $0.text(0) }
        let numbers = try connection.query(
            """
            SELECT i.card, i.value, i.hash FROM card c JOIN card m ON m.customer = c.customer
            JOIN identity i ON i.card = m.n
            WHERE c.n = $1 AND i.kind = 'card' AND (CAST($2 AS TEXT) IS NULL OR i.hash = $2) ORDER BY i.card, i.value
            """, card, replacement.oldHash
        ) { (card: $0.integer(0), value: $0.text(1), hash: $0.text(2)) }
        for number in numbers where number.value != new.value && !later.contains(number.value) {
            try connection.run(
                "DELETE FROM identity WHERE kind = 'card' AND value = $1 AND card = $2", number.value, number.card)
            try retire(number.value, number.hash, number.card, at)
        }
        if later.isEmpty {
            try connection.run("DELETE FROM retired_key WHERE kind = 'card' AND value = $1", new.value)
            try cards.add(new, to: card)
        } else {
            try retire(new.value, cards.secret.hash(new), card, at)
        }
        try connection.run(
            "INSERT INTO replacement (event, card, value, at) VALUES ($1, $2, $3, $4)", event, card, new.value,
            at.milliseconds)
    }

    private func retire(_ value: String, _ hash: String, _ card: Int64, _ at: Instant) throws {
        try connection.run(
            """
            INSERT INTO retired_key (kind, value, card, hash, at) VALUES ('card', $1, $2, $3, $4) ON CONFLICT DO NOTHING
            """, value, card, hash, at.milliseconds)
    }
}

extension Cards {
    /// A number that was replaced, and when; nil for one that was not.
    func retired(_ key: Key) throws -> (card: Int64, at: Instant)? {
        // Only plastic is replaced.
        guard key.kind == .card else { return nil }
        return try connection.first(
            "SELECT card, at FROM retired_key WHERE kind = $1 AND value = $2", key.kind.rawValue, key.value
        ) { (card: $0.integer(0), at: Instant(milliseconds: $0.integer(1))) }
    }

    /// Whose it is or was.
    func holders(_ key: Key) throws -> [Int64] {
        try connection.query(
            """
            SELECT card FROM identity WHERE kind = $1 AND value = $2
            UNION SELECT card FROM retired_key WHERE kind = $1 AND value = $2
            """, key.kind.rawValue, key.value
        ) { $0.integer(0) }
    }

    /// Whether nothing was heard of a card's customer but this key.
    func isKnown(_ card: Int64, byNothingBut key: Key) throws -> Bool {
        try connection.integer(
            """
            SELECT COUNT(*) FROM card c
            WHERE c.n = $1 AND c.full_name IS NULL AND c.given IS NULL AND c.surname IS NULL AND c.birth_day IS NULL
                AND NOT EXISTS (SELECT 1 FROM card m WHERE m.customer = c.customer AND m.n <> c.n)
                AND NOT EXISTS (SELECT 1 FROM identity i WHERE i.card = c.n AND (i.kind <> $2 OR i.value <> $3))
                AND NOT EXISTS (SELECT 1 FROM retired_key r WHERE r.card = c.n)
                AND NOT EXISTS (SELECT 1 FROM consent t WHERE t.card = c.n)
            """, card, key.kind.rawValue, key.value) > 0
    }

    /// Whether two cards are one customer's.
    func areOnes(_ one: Int64, _ other: Int64) throws -> Bool {
        try connection.integer(
            "SELECT COUNT(*) FROM card a JOIN card b ON b.customer = a.customer WHERE a.n = $1 AND b.n = $2", one, other
        )
            > 0
    }
}
