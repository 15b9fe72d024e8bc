import Database
import Digest
import Loyalty
import SyncProtocol

/// Central's records of persons, each with a card id that stores know.
struct Cards {
    let connection: Connection
    let secret: ChainSecret
    let programme: Programme

    struct Found: Equatable {
        let card: Int64
        let isNew: Bool
    }

    func number(of id: CardID) throws -> Int64? {
        try connection.first("SELECT n FROM card WHERE id = $1", id.rawValue) { $0.integer(0) }
    }

    /// The card that a key means; nil where it may mean several customers.
    ///
    /// Records that share a card number or national id are one customer after the next run, so the oldest is taken. A
    /// phone or e-mail may be a family's: it must lead to one customer.
    func find(_ key: Key) throws -> [Int64] {
        let rows = try connection.query(
            """
            SELECT i.card, c.customer FROM identity i JOIN card c ON c.n = i.card
            WHERE i.kind = $1 AND i.value = $2 ORDER BY i.card
            """, key.kind.rawValue, key.value
        ) { (card: $0.integer(0), customer: $0.integer(1)) }
        if rows.isEmpty || [.card, .id].contains(key.kind) { return Array(rows.map(\.card).prefix(1)) }
        let customers = Set(rows.map(\.customer))
        return customers.count == 1 ? [rows[0].card] : rows.map(\.card)
    }

    /// Opens a customer of its own.
    /// - Parameter id: the store's, where it made one
    func open(_ id: CardID, source: String, store: StoreID?, at now: Instant) throws -> Int64 {
        try connection.run(
            "INSERT INTO customer (root, tier, home) VALUES (0, $1, $2)", programme.tiers[0].id.rawValue,
            store?.rawValue)
        let customer = connection.lastRowID
        try connection.run(
            "INSERT INTO card (id, customer, source, store, created_at) VALUES ($1, $2, $3, $4, $5)", id.rawValue,
            customer, source, store?.rawValue, now.milliseconds)
        let card = connection.lastRowID
        try connection.run("UPDATE customer SET root = $1 WHERE n = $2", card, customer)
        return card
    }

    /// Notes that a card is recognised by a key.
    func add(_ key: Key, to card: Int64) throws {
        let added = try connection.run(
            "INSERT INTO identity (kind, value, card, hash) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            key.kind.rawValue, key.value, card, secret.hash(key))
        if added > 0 { try connection.run("UPDATE card SET needs_matching = 1 WHERE n = $1", card) }
    }

    func markDirty(_ card: Int64) throws {
        let statement = try connection.prepare("INSERT INTO dirty (card) VALUES ($1) ON CONFLICT DO NOTHING")
        statement.bind(1, card)
        try statement.run()
    }

    /// An event of this card at this store is counted: the store may forget its own note of it.
    func note(_ card: Int64, at place: EventPlace, soldAt: Instant) throws {
        let statement = try connection.prepare(
            """
            INSERT INTO presence (card, store, epoch, sequence, last_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (card, store, epoch) DO UPDATE SET
                sequence = MAX(sequence, excluded.sequence), last_at = MAX(last_at, excluded.last_at)
            """)
        statement.bind(1, card)
        statement.bind(2, place.store.rawValue)
        statement.bind(3, place.epoch.rawValue)
        statement.bind(4, place.sequence)
        statement.bind(5, soldAt.milliseconds)
        try statement.run()
        try markDirty(card)
    }
}

/// Where an event stands in a journal.
struct EventPlace: Sendable {
    let store: StoreID
    let epoch: EpochID
    let sequence: Int64
}
