import Database
import HTTP
import Loyalty

/// What this store's tills did to cards and keys, and central has not heard of yet.
///
/// Always: it is in force here from its commit on, and an older word of central does not undo it. Once central has published
/// the card with the event counted in it, central's word is in force.
struct CardChanges {
    let connection: Connection

    static let migration = Migration(
        "cards are blocked and get other numbers at tills",
        """
        CREATE TABLE card_block (row INTEGER PRIMARY KEY, card INTEGER NOT NULL) STRICT;
        CREATE INDEX card_block_by_card ON card_block (card);

        CREATE TABLE key_change (
            hash INTEGER PRIMARY KEY,
            -- Of the card that it concerns.
            card INTEGER NOT NULL,
            -- Whether it leads to the card from now on, or to none.
            leads INTEGER NOT NULL,
            -- Of its event in the journal; 0 where central itself says that the key leads nowhere any more.
            row INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX key_change_by_card ON key_change (card);
        CREATE INDEX key_change_by_row ON key_change (row);

        -- Whose card it is of those who work at tills.
        ALTER TABLE card ADD COLUMN employee TEXT;
        """)

    static let wordMigration = Migration(
        "what central says of a key is kept while a till's change of it stands",
        """
        -- Cards, `-` where it says nothing of the key any more; NULL where it said nothing since. A row below 0: central has
        -- counted the change.
        ALTER TABLE key_change ADD COLUMN word TEXT;
        """)

    // MARK: doing

    func block(_ card: CardNumber, row: Int64) throws {
        try connection.run("INSERT INTO card_block (row, card) VALUES ($1, $2)", row, card)
        try connection.run("UPDATE card SET blocked = 1 WHERE number = $1", card)
    }

    /// - Parameter old: nil where the store does not know which number ends
    func replace(_ old: KeyNumber?, by new: KeyNumber, of card: CardNumber, row: Int64) throws {
        if let old {
            try connection.run("DELETE FROM card_key WHERE hash = $1", old)
            try put(old, card, leads: false, row)
        }
        try connection.run(
            "INSERT INTO card_key (hash, card, is_local, load) VALUES ($1, $2, 1, 0) ON CONFLICT DO NOTHING", new, card)
        try put(new, card, leads: true, row)
    }

    private func put(_ hash: KeyNumber, _ card: CardNumber, leads: Bool, _ row: Int64) throws {
        try connection.run(
            """
            INSERT INTO key_change (hash, card, leads, row) VALUES ($1, $2, $3, $4)
            ON CONFLICT (hash) DO UPDATE SET card = excluded.card, leads = excluded.leads, row = excluded.row, word = NULL
            """, hash, card, leads, row)
    }

    // MARK: asking

    func isBlocked(_ card: CardNumber, after row: Int64) throws -> Bool {
        try connection.integer("SELECT EXISTS (SELECT 1 FROM card_block WHERE card = $1 AND row > $2)", card, row) == 1
    }

    /// - Throws: `Problem` 409 `keyRetired` for a key that led to a customer and does not any more: whoever has the lost
    ///   plastic must not become that customer by joining with it
    func checkInUse(_ hash: KeyNumber) throws {
        let isRetired = try connection.integer(
            "SELECT EXISTS (SELECT 1 FROM key_change WHERE hash = $1 AND leads = 0)", hash)
        guard isRetired == 0 else { throw Self.keyRetired }
    }

    // MARK: what central says

    /// Central's word on a card counts these events already.
    func forget(_ card: CardNumber, upTo row: Int64) throws {
        try connection.run("DELETE FROM card_block WHERE card = $1 AND row <= $2", card, row)
        // What central says of such keys may be here already, or is still to come: see `settle`.
        try connection.run("UPDATE key_change SET row = -1 WHERE card = $1 AND row > 0 AND row <= $2", card, row)
    }

    /// Central says whose a key is.
    /// - Parameter load: 0 where it says nothing of the key any more
    /// - Returns: whether what a till changed here still stands, because central has not heard of it; what it says is kept
    func hear(_ hash: KeyNumber, leadsTo cards: [CardNumber], load: Int64) throws -> Bool {
        let word = load > 0 ? cards.map { String($0.rawValue) }.joined(separator: ",") : Self.unsaid
        let kept = try connection.run("UPDATE key_change SET word = $2 WHERE hash = $1 AND row > 0", hash, word)
        if kept == 0 { try connection.run("DELETE FROM key_change WHERE hash = $1 AND row < 0", hash) }
        return kept > 0
    }

    /// A load begins: what it does not bring, central says no more.
    func forgetWords() throws { try connection.run("UPDATE key_change SET word = NULL WHERE word IS NOT NULL") }

    /// What central said of a key while a till's change of it stood.
    struct Heard {
        let hash: KeyNumber
        let cards: [CardNumber]
        let isSaid: Bool
    }

    /// All that central publishes is here, so that its word on what it counted is in force: the last that it said. A number
    /// of which it said nothing leads nowhere.
    func settle() throws -> [Heard] {
        let open = try connection.query("SELECT hash, card, word FROM key_change WHERE row < 0") {
            (hash: KeyNumber(rawValue: $0.integer(0)), card: $0.cardNumber(1), word: $0.optionalText(2))
        }
        for key in open {
            try connection.run(
                "DELETE FROM card_key WHERE hash = $1 AND card = $2 AND is_local = 1", key.hash, key.card)
        }
        try connection.run("DELETE FROM key_change WHERE row < 0")
        return open.compactMap { key in
            key.word.map { word in
                Heard(
                    hash: key.hash,
                    cards: word.split(separator: ",").compactMap { Int64($0).map(CardNumber.init(rawValue:)) },
                    isSaid: word != Self.unsaid)
            }
        }
    }

    private static let unsaid = "-"

    /// One card is another from now on.
    /// - Parameter row: the last one that is counted in the other
    func move(from alias: CardNumber, to root: CardNumber, after row: Int64) throws {
        try connection.run("UPDATE card_block SET card = $1 WHERE card = $2", root, alias)
        try connection.run("UPDATE key_change SET card = $1 WHERE card = $2", root, alias)
        try forget(root, upTo: row)
        guard try isBlocked(root, after: row) else { return }
        try connection.run("UPDATE card SET blocked = 1 WHERE number = $1", root)
    }

    /// Central said of a key that it leads to no card any more, or that it does.
    func noteRetired(_ hash: KeyNumber, _ isRetired: Bool) throws {
        if isRetired {
            try put(hash, CardNumber(CardID("")), leads: false, 0)
        } else {
            try connection.run("DELETE FROM key_change WHERE hash = $1 AND row = 0", hash)
        }
    }

    /// The events got other rows, because a new epoch began.
    func move(from row: Int64, to other: Int64) throws {
        try connection.run("UPDATE card_block SET row = $1 WHERE row = $2", other, row)
        try connection.run("UPDATE key_change SET row = $1 WHERE row = $2", other, row)
    }

    private static let keyRetired = Problem(
        409, "keyRetired", "This number was replaced: it leads to nobody any more.", field: "key",
        next: "Use the new number, or another key.")
}
