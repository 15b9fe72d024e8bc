import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Facts of what happened at a counter beside sales. Complain of an event before they write anything of it.
extension Facts {
    func apply(
        _ service: Service, _ event: Event, personal: Personal?, number: Int64, at place: EventPlace
    ) throws {
        let at = try recordedAt(event)
        let facts = CounterFacts(connection: connection)
        switch service {
        case .pinTried(let tried):
            try Pins(connection: connection).note(tried, at: at, store: store, event: number)
        case .complaint(let complaint):
            let card = try known(complaint.card, personal)
            try facts.note(complaint, card: card, at: at, store: store, event: number)
            if let card { note(card, at: place, at) }
        case .cardBlocked(let block):
            guard let card = try known(block.card, personal) else {
                throw BadInput(code: "unknownCard", field: "key", message: "is no one customer's")
            }
            try facts.note(block, card: card, at: at, store: store, event: number)
            note(card, at: place, at)
        case .cardReplaced(let replacement):
            guard let new = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }), new.kind == .card
            else { throw BadInput.missing("number") }
            let card = try replacing(replacement.card, new)
            try facts.replace(replacement, by: new, of: card, cards, at: at, event: number)
            note(card, at: place, at)
        case .receiptClaimed(let claim):
            let card = try claimant(claim, personal)
            // A card that nobody has is nobody's wrong card.
            let from = try claim.from.map { try cards.number(of: $0) ?? 0 }
            try Claims(connection: connection).add(claim, card: card, from: from, at: at, store: store, event: number)
            let receipt = claim.receipt
            try Suspicions(connection: connection).note(
                claim.flags.filter(\.isSuspicious).map(\.rawValue), event: number, store: store,
                day: (Zone(programme.timeZone) ?? .utc).day(of: at),
                till: claim.till, receipt: "\(receipt.store)/\(receipt.till)/\(receipt.receipt)", card: card,
                cashier: claim.cashier)
            note(card, at: place, at)
        }
    }

    /// The event came again in another epoch: its card's place is new.
    func seenAgain(_ service: Service, _ event: Event, at place: EventPlace) throws {
        let id: CardID? =
            switch service {
            case .pinTried: nil
            case .complaint(let complaint): complaint.card
            case .cardBlocked(let block): block.card
            case .cardReplaced(let replacement): replacement.card
            case .receiptClaimed(let claim): claim.card
            }
        guard let card = try id.flatMap(cards.number(of:)) else { return }
        note(card, at: place, try recordedAt(event))
    }

    /// The card that the store named, opened where central does not know it yet; else that of the key beside the event,
    /// where it is one customer's.
    private func known(_ id: CardID?, _ personal: Personal?) throws -> Int64? {
        if let id { return try cards.number(of: id) ?? open(id, source: "till") }
        guard let key = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }) else { return nil }
        let found = try cards.find(key)
        return found.count == 1 ? found[0] : nil
    }

    /// Who wants a receipt to be theirs: opened as by a purchase where nobody has the key yet.
    private func claimant(_ claim: ReceiptClaim, _ personal: Personal?) throws -> Int64 {
        if let id = claim.card { return try number(of: id) }
        guard let key = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }),
            try cards.retired(key) == nil
        else { throw BadInput(code: "unknownCard", field: "key", message: "is no one customer's") }
        let found = try cards.find(key)
        guard found.count <= 1 else {
            throw BadInput(code: "unknownCard", field: "key", message: "is several customers'")
        }
        if let card = found.first { return card }
        let card = try number(of: aggregator.secret.cardID(for: key))
        try cards.add(key, to: card)
        return card
    }

    /// - Throws: `BadInput` where the number is another customer's
    private func replacing(_ id: CardID, _ new: Key) throws -> Int64 {
        let card = try cards.number(of: id)
        for holder in try cards.holders(new) where try card.map({ try cards.areOnes($0, holder) }) != true {
            throw BadInput(code: "numberTaken", field: "number", message: "is another customer's")
        }
        return try card ?? open(id, source: "till")
    }
}

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

    /// Whether any card of the customer is blocked.
    func isBlocked(_ card: Int64) throws -> Bool {
        try connection.integer(
            """
            SELECT COUNT(*) FROM card c JOIN card m ON m.customer = c.customer JOIN card_block b ON b.card = m.n
            WHERE c.n = $1 AND b.ended_at IS NULL
            """, card) > 0
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

    /// Whether two cards are one customer's.
    func areOnes(_ one: Int64, _ other: Int64) throws -> Bool {
        try connection.integer(
            "SELECT COUNT(*) FROM card a JOIN card b ON b.customer = a.customer WHERE a.n = $1 AND b.n = $2", one, other
        )
            > 0
    }
}
