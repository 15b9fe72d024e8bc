import Database
import JSON
import Loyalty
import SyncProtocol

/// What the store holds of its customers: cards as central published them, and this store's own later movements.
struct CardCache {
    let connection: Connection

    /// A card as central published it, or as this store made it.
    struct Stored: Sendable {
        var card: Card
        /// Central does not know of it yet.
        var isLocal: Bool
    }

    /// A card as the cashier should see it.
    struct View: Sendable {
        /// With the store's own later events.
        var card: Card
        /// What in it central has not confirmed.
        var provisional: [String] = []
    }

    // MARK: reading

    /// In the order of their ids, so that a family is always listed alike.
    func stored(hash: String, programme: Programme) throws -> [Stored] {
        let cards = try connection.query(
            """
            SELECT c.id, c.name, c.tier, c.points, c.pending, c.spend_minor, c.visits, c.home, c.blocked, c.offers,
                c.is_local
            FROM card_key k JOIN card c ON c.id = k.card WHERE k.hash = $1
            """, Packed(hash: hash)
        ) { try stored($0, programme) }
        return cards.count > 1 ? cards.sorted { $0.card.id < $1.card.id } : cards
    }

    /// Aliases lead to the card that lives on.
    func stored(_ id: CardID, programme: Programme) throws -> Stored? {
        try connection.first(
            """
            SELECT id, name, tier, points, pending, spend_minor, visits, home, blocked, offers, is_local
            FROM card WHERE id = $1
            """, Packed(try resolve(id))
        ) { try stored($0, programme) }
    }

    func views(hash: String, programme: Programme) throws -> [View] {
        try stored(hash: hash, programme: programme).map { try view($0, programme) }
    }

    func view(_ id: CardID, programme: Programme) throws -> View? {
        try stored(id, programme: programme).map { try view($0, programme) }
    }

    func view(_ stored: Stored, _ programme: Programme) throws -> View {
        let movements = try movements(of: stored.card.id)
        var view = View(card: stored.card.adding(movements, programme: programme))
        if stored.isLocal { view.provisional.append("card") }
        view.note(movements, before: stored.card)
        return view
    }

    func resolve(_ id: CardID) throws -> CardID {
        try connection.first("SELECT card FROM alias WHERE id = $1", Packed(id)) { $0.card(0) } ?? id
    }

    private func stored(_ row: Row, _ programme: Programme) throws -> Stored {
        var card = Card(
            id: row.card(0), maskedName: row.text(1), tier: TierID(row.text(2)), points: row.integer(3),
            pendingPoints: row.integer(4), spendMinor: row.integer(5), visits: row.integer(6),
            home: row.optionalText(7).map(StoreID.init(rawValue:)), isBlocked: row.boolean(8))
        if let offers = row.optionalBlob(9) {
            card.offers = try (JSONDocument(offers).root.array ?? []).map(Offer.init(json:))
        }
        if programme.tier(card.tier) == nil { card.tier = programme.tiers[0].id }
        return Stored(card: card, isLocal: row.boolean(10))
    }

    private func movements(of card: CardID) throws -> Movements {
        var sum = Movements()
        let statement = try connection.prepare("SELECT points, spend_minor, visits, uses FROM movement WHERE card = $1")
        Packed(card).bind(to: statement, at: 1)
        defer { statement.reset() }
        while try statement.step() {
            let row = statement.row
            sum.points.add(saturating: row.integer(0))
            sum.spendMinor.add(saturating: row.integer(1))
            sum.visits.add(saturating: row.integer(2))
            for offer in row.optionalText(3)?.split(separator: "\n") ?? [] { sum.uses[String(offer), default: 0] += 1 }
        }
        return sum
    }

    func count() throws -> Int64 { try connection.integer("SELECT COUNT(*) FROM card") }

    // MARK: this store's own events

    func record(_ movements: Movements, on card: CardID, row: Int64) throws {
        let uses = movements.uses.flatMap { Array(repeating: $0.key, count: Int($0.value)) }.sorted()
        try connection.run(
            "INSERT INTO movement (card, row, points, spend_minor, visits, uses) VALUES ($1, $2, $3, $4, $5, $6)",
            Packed(card), row, movements.points, movements.spendMinor, movements.visits,
            uses.isEmpty ? nil : uses.joined(separator: "\n"))
    }

    /// A customer who joined here; the card works at once in this store. One that is here already keeps what it has and
    /// gets the key.
    func add(_ card: Card, keyHash: String) throws {
        try connection.run(
            """
            INSERT INTO card (id, name, tier, points, pending, spend_minor, visits, home, blocked, offers, included_row,
                is_local, load)
            SELECT $1, $2, $3, 0, 0, 0, 0, $4, 0, NULL, 0, 1, 0 WHERE NOT EXISTS (SELECT 1 FROM alias WHERE id = $1)
            ON CONFLICT DO NOTHING
            """, Packed(card.id), card.maskedName, card.tier.rawValue, card.home?.rawValue)
        try connection.run(
            "INSERT INTO card_key (hash, card, is_local, load) VALUES ($1, $2, 1, 0) ON CONFLICT DO NOTHING",
            Packed(hash: keyHash), Packed(try resolve(card.id)))
    }
}

extension CardCache.View {
    mutating func note(_ movements: Movements, before: Card) {
        if movements.points != 0 { provisional.append("points") }
        if movements.spendMinor != 0 || movements.visits != 0 { provisional.append("progress") }
        if card.tier != before.tier { provisional.append("tier") }
        if !movements.uses.isEmpty { provisional.append("offers") }
    }

    func adding(_ movements: Movements, programme: Programme) -> CardCache.View {
        var view = self
        view.card = card.adding(movements, programme: programme)
        view.provisional = []
        view.note(movements, before: card)
        view.provisional = provisional + view.provisional.filter { !provisional.contains($0) }
        return view
    }
}
