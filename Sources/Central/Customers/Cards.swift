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
        let card = try connection.integer(
            """
            INSERT INTO card (id, customer, source, store, created_at) VALUES ($1, 0, $2, $3, $4)
            ON CONFLICT (id) DO NOTHING RETURNING n
            """, id.rawValue, source, store?.rawValue, now.milliseconds)
        // Another store's upload opened it just now, in another process.
        guard card > 0 else { return try connection.integer("SELECT n FROM card WHERE id = $1", id.rawValue) }
        let customer = try connection.integer(
            "INSERT INTO customer (root, tier, home) VALUES ($1, $2, $3) RETURNING n", card,
            programme.tiers[0].id.rawValue, store?.rawValue)
        try connection.run("UPDATE card SET customer = $1 WHERE n = $2", customer, card)
        return card
    }

    /// Notes that a card is recognised by a key, unless it was one of a card that was replaced.
    func add(_ key: Key, to card: Int64) throws {
        guard try retired(key) == nil else { return }
        let added = try connection.run(
            "INSERT INTO identity (kind, value, card, hash) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            key.kind.rawValue, key.value, card, secret.hash(key))
        if added > 0 { try connection.run("UPDATE card SET needs_matching = 1 WHERE n = $1", card) }
    }
}

/// Where an event stands in a journal.
struct EventPlace: Sendable {
    let store: StoreID
    let epoch: EpochID
    let sequence: Int64
}
