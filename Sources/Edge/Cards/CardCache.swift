import Database
import JSON
import Loyalty
import SyncProtocol

/// When a till asks: by the store's clock, and the day by central's where that is known.
struct Moment: Sendable {
    /// What is set aside for receipts lapses by it.
    let now: Instant
    /// Points can be used from a day and until a day.
    let day: LocalDay
}

/// What the store holds of its customers: cards as central published them, and this store's own later movements.
struct CardCache {
    let connection: Connection
    let movementIndex: MovementIndex

    /// A card as central published it, or as this store made it.
    struct Stored: Sendable {
        var number: CardNumber
        var card: Card
        /// Central does not know of it yet.
        var isLocal: Bool
    }

    /// What in a card central has not confirmed.
    struct Provisional: OptionSet {
        let rawValue: UInt8

        static let card = Provisional(rawValue: 1)
        static let points = Provisional(rawValue: 2)
        static let progress = Provisional(rawValue: 4)
        static let tier = Provisional(rawValue: 8)
        static let offers = Provisional(rawValue: 16)

        private static let named: [(part: Provisional, name: String)] = [
            (card, "card"), (points, "points"), (progress, "progress"), (tier, "tier"), (offers, "offers"),
        ]

        var names: [String] { isEmpty ? [] : Self.named.compactMap { contains($0.part) ? $0.name : nil } }
    }

    /// A card as the cashier should see it.
    struct View: Sendable {
        var number: CardNumber
        /// With the store's own later events.
        var card: Card
        var provisional: Provisional = []
        /// What the customer may use in this store now, whichever day it is for.
        var available: [LotAmount] = []
        /// Points that receipts which are not paid yet are to use here.
        var setAside: Int64 = 0
        /// How much of the catalogue this store has given to anybody.
        var given: [String: GivenRewards.Given] = [:]
    }

    // MARK: reading

    /// In the order of their ids, so that a family is always listed alike.
    func stored(hash: String, programme: Programme) throws -> [Stored] {
        var cards: [Stored] = []
        var absent: [CardNumber] = []
        let statement = try connection.prepare(
            """
            SELECT k.card, c.id, c.name, c.tier, c.points, c.pending, c.spend_minor, c.visits, c.home, c.blocked, c.offers,
                c.is_local, c.lots, c.employee, c.birth_month, c.next_by, c.keep_by, c.keep_spend_minor, c.keep_visits,
                c.claims
            FROM card_key k LEFT JOIN card c ON c.number = k.card WHERE k.hash = $1
            """)
        statement.bind(1, KeyNumber(hash: hash).rawValue)
        defer { statement.reset() }
        while try statement.step() {
            let row = statement.row
            if row.isNull(1) { absent.append(row.cardNumber(0)) } else { cards.append(try stored(row, programme)) }
        }
        // Some may live on as another card, which may have the same key.
        for number in absent {
            guard let card = try stored(number, programme: programme) else { continue }
            if !cards.contains(where: { $0.number == card.number }) { cards.append(card) }
        }
        return cards.count > 1 ? cards.sorted { $0.card.id < $1.card.id } : cards
    }

    /// Aliases lead to the card that lives on.
    func stored(_ number: CardNumber, programme: Programme) throws -> Stored? {
        try connection.first(
            """
            SELECT number, id, name, tier, points, pending, spend_minor, visits, home, blocked, offers, is_local, lots,
                employee, birth_month, next_by, keep_by, keep_spend_minor, keep_visits, claims
            FROM card WHERE number = $1
            """, try resolve(number)
        ) { try stored($0, programme) }
    }

    func views(hash: String, programme: Programme, at moment: Moment) throws -> [View] {
        try stored(hash: hash, programme: programme).map { try view($0, programme, at: moment) }
    }

    func view(_ number: CardNumber, programme: Programme, at moment: Moment) throws -> View? {
        try stored(number, programme: programme).map { try view($0, programme, at: moment) }
    }

    func view(_ stored: Stored, _ programme: Programme, at moment: Moment) throws -> View {
        let movements = try movements(of: stored.number)
        var card = stored.card
        if !card.lots.isEmpty { card.count(card.lots, on: moment.day) }
        var view = View(number: stored.number, card: card.adding(movements, programme: programme))
        var counted = movements
        if programme.points.pendingDays > 0 {
            for (day, points) in try takenBack(of: stored.number) {
                let lot = programme.points.lot(earnedOn: day)
                if lot.isPending(on: moment.day) { counted.earned[lot, default: 0].add(saturating: -points) }
            }
        }
        view.count(counted, on: moment.day)
        (view.available, view.setAside) = try StoreCounters(connection: connection, movementIndex: movementIndex)
            .available(of: stored.card.id, earned: movements.earned, at: moment.now)
        for (index, offer) in view.card.offers.enumerated() where offer.usesLeft != nil {
            view.card.offers[index].usesHere = view.available.reduce(0) {
                $1.lot == .uses(offer.id) ? $0 + $1.count : $0
            }
        }
        if !programme.rewards.isEmpty { view.given = try GivenRewards(connection: connection).counts() }
        if stored.isLocal { view.provisional.insert(.card) }
        view.note(movements, before: stored.card)
        return view
    }

    func resolve(_ number: CardNumber) throws -> CardNumber { try root(of: number) ?? number }

    /// Which card it lives on as; nil where it is its customer's own.
    func root(of number: CardNumber) throws -> CardNumber? {
        try connection.first("SELECT card FROM alias WHERE number = $1", number) { $0.cardNumber(0) }
    }

    private func stored(_ row: Row, _ programme: Programme) throws -> Stored {
        var card = Card(
            id: row.card(1), maskedName: row.text(2), tier: TierID(row.text(3)), points: row.integer(4),
            pendingPoints: row.integer(5), spendMinor: row.integer(6), visits: row.integer(7),
            home: row.optionalText(8).map(StoreID.init(rawValue:)), isBlocked: row.boolean(9))
        if let offers = row.optionalBlob(10) {
            card.offers = try (JSONDocument(offers).root.array ?? []).map(Offer.init(json:))
        }
        if let lots = row.optionalText(12) { card.lots = try Self.lots(lots) }
        card.employee = row.optionalText(13)
        card.birthMonth = row.optionalInteger(14).map { Int($0) }
        card.outlook = Self.outlook(row)
        if let claims = row.optionalBlob(19) { card.refusedClaims = RefusedClaim.list(try JSONDocument(claims).root) }
        if programme.tier(card.tier) == nil { card.tier = programme.tiers[0].id }
        return Stored(number: row.cardNumber(0), card: card, isLocal: row.boolean(11))
    }

    private static func lots(_ text: String) throws -> [Lot: Int64] {
        try (JSONDocument(text).root.members ?? []).reduce(into: [:]) { lots, member in
            if let lot = Lot(member.key), let count = member.value.integer { lots[lot] = count }
        }
    }

    private func movements(of card: CardNumber) throws -> Movements {
        if let sum = WriterMemory.of(connection)?.sum(of: card) { return sum }
        var sum = Movements()
        let rows = movementIndex.rows(of: card)
        guard !rows.isEmpty else { return sum }
        // Whichever of them this snapshot has, and as this card's.
        let statement = try connection.prepare(
            "SELECT points, spend_minor, visits, uses, lot, earned FROM movement WHERE row = $1 AND card = $2")
        for row in rows {
            statement.bind(1, row)
            statement.bind(2, card.rawValue)
            defer { statement.reset() }
            if try statement.step() { sum.add(statement.row) }
        }
        WriterMemory.of(connection)?.keep(sum, of: card, rows: rows.count)
        return sum
    }

    /// What returns took here since, by the day of the sale that gave it.
    private func takenBack(of card: CardNumber) throws -> [(soldOn: LocalDay, points: Int64)] {
        try movementIndex.rows(of: card).compactMap { row in
            try connection.first(
                """
                SELECT t.day, t.points FROM movement m JOIN returned t ON t.row = m.row
                WHERE m.row = $1 AND m.card = $2 AND t.points > 0
                """, row, card
            ) { (soldOn: LocalDay(number: Int($0.integer(0))), points: $0.integer(1)) }
        }
    }

    func count() throws -> Int64 { try connection.integer("SELECT COUNT(*) FROM card") }

    // MARK: this store's own events

    func record(_ movements: Movements, on card: CardNumber, row: Int64) throws {
        let statement = try connection.prepare(
            """
            INSERT INTO movement (row, card, points, spend_minor, visits, uses, lot, earned)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """)
        statement.bind(1, row)
        statement.bind(2, card.rawValue)
        statement.bind(3, movements.points)
        statement.bind(4, movements.spendMinor)
        statement.bind(5, movements.visits)
        movements.usesText.bind(to: statement, at: 6)
        // A sale earns into one lot at most.
        movements.earned.first?.key.description.bind(to: statement, at: 7)
        statement.bind(8, movements.earned.first?.value ?? 0)
        try statement.run()
        movementIndex.add(row, of: card)
        WriterMemory.of(connection)?.add(movements, to: card)
    }

    /// A customer who joined here; the card works at once in this store. One that is here already keeps what it has and
    /// gets the key.
    func add(_ card: Card, keyHash: String) throws {
        try connection.run(
            """
            INSERT INTO card (number, id, name, tier, points, pending, spend_minor, visits, home, blocked, offers,
                included_row, is_local, load)
            SELECT $1, $2, $3, $4, 0, 0, 0, 0, $5, 0, NULL, 0, 1, 0
            WHERE NOT EXISTS (SELECT 1 FROM alias WHERE number = $1)
            ON CONFLICT DO NOTHING
            """, CardNumber(card.id), Packed(card.id), card.maskedName, card.tier.rawValue, card.home?.rawValue)
        try connection.run(
            "INSERT INTO card_key (hash, card, is_local, load) VALUES ($1, $2, 1, 0) ON CONFLICT DO NOTHING",
            KeyNumber(hash: keyHash), try resolve(CardNumber(card.id)))
    }
}

extension Movements {
    fileprivate mutating func add(_ row: Row) {
        points.add(saturating: row.integer(0))
        spendMinor.add(saturating: row.integer(1))
        visits.add(saturating: row.integer(2))
        if let lot = row.optionalText(4).flatMap(Lot.init) { earned[lot, default: 0] += row.integer(5) }
        for offer in row.optionalText(3)?.split(separator: "\n") ?? [] { uses[String(offer), default: 0] += 1 }
    }

    /// Each use on a line; nil where there is none.
    fileprivate var usesText: String? {
        guard !uses.isEmpty else { return nil }
        return uses.flatMap { Array(repeating: $0.key, count: Int($0.value)) }.sorted().joined(separator: "\n")
    }
}

extension CardCache.View {
    mutating func note(_ movements: Movements, before: Card) {
        if movements.points != 0 { provisional.insert(.points) }
        if movements.spendMinor != 0 || movements.visits != 0 { provisional.insert(.progress) }
        if card.tier != before.tier { provisional.insert(.tier) }
        if !movements.uses.isEmpty { provisional.insert(.offers) }
    }

    mutating func add(_ movements: Movements, programme: Programme, on day: LocalDay) {
        let before = card
        card = before.adding(movements, programme: programme)
        count(movements, on: day)
        note(movements, before: before)
    }

    /// What was earned here and can be used on a later day only is no balance yet; nor was what a return took of it.
    fileprivate mutating func count(_ movements: Movements, on day: LocalDay) {
        for (lot, count) in movements.earned where lot.isPending(on: day) {
            card.points.add(saturating: -count)
            card.pendingPoints.add(saturating: count)
        }
        card.countLots(movements, on: day)
    }
}
