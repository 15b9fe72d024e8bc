import Database
import Digest
import JSON
import Loyalty
import SyncProtocol

/// Turns events into facts: purchases, lines, cards, and what is kept per card.
final class Facts {
    let aggregator: Aggregator
    let connection: Connection
    let now: Instant
    private let cards: Cards
    private let programme: Programme
    /// Whether a purchase was counted.
    private(set) var hasSales = false
    /// Cards that were found in this transaction; the same customers come again and again.
    private var numbers: [CardID: Int64] = [:]

    /// An upload is one store's.
    private var created: Instant?

    init(aggregator: Aggregator, connection: Connection, now: Instant) {
        self.aggregator = aggregator
        self.connection = connection
        self.now = now
        programme = aggregator.programme
        cards = Cards(connection: connection, secret: aggregator.secret, programme: programme)
    }

    func createdAt(_ store: StoreID) throws -> Instant {
        if let created { return created }
        let at = try connection.integer("SELECT created_at FROM store WHERE id = $1", store.rawValue)
        created = Instant(milliseconds: at)
        return Instant(milliseconds: at)
    }

    func apply(_ event: Event, _ uploaded: UploadedEvent, event number: Int64, at place: EventPlace) throws {
        switch event.content {
        case .purchase(let recorded):
            let judged = try judgedAt(recorded, event, place)
            try apply(
                recorded, content: uploaded.content ?? Self.content(recorded.purchase), personal: uploaded.personal,
                event: number, judgedAt: judged, at: place)
        case .enrolment(let enrolment):
            try apply(enrolment, event, personal: uploaded.personal, number: number, at: place)
        }
    }

    /// The event is here already, and came again in another epoch: its facts stand, its place is new.
    func seenAgain(_ event: Event, at place: EventPlace) throws {
        switch event.content {
        case .enrolment(let enrolment):
            if let card = try cards.number(of: enrolment.card) {
                try cards.note(card, at: place, soldAt: try recordedAt(event, place))
            }
        case .purchase(let recorded):
            if let earlier = try earlier(recorded, at: place), let card = earlier.card {
                try cards.note(card, at: place, soldAt: earlier.soldAt)
            }
        }
    }

    // MARK: enrolments

    private func apply(
        _ enrolment: Enrolment, _ event: Event, personal: Personal?, number: Int64, at place: EventPlace
    ) throws {
        let card =
            try cards.number(of: enrolment.card)
            ?? cards.open(enrolment.card, source: "till", store: place.store, at: now)
        if let name = personal?.name {
            try connection.run(
                "UPDATE card SET full_name = COALESCE(full_name, $1), needs_matching = 1 WHERE n = $2", name, card)
        }
        if let key = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }) {
            try cards.add(key, to: card)
        }
        for consent in enrolment.consents {
            try connection.run(
                """
                INSERT INTO consent (card, event, purpose, granted, notice_version, language, method, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
                """,
                card, number, consent.purpose, consent.granted, consent.noticeVersion, consent.language, consent.method,
                event.recordedAt.milliseconds)
        }
        try cards.note(card, at: place, soldAt: try recordedAt(event, place))
    }

    // MARK: purchases

    private func apply(
        _ recorded: RecordedPurchase, content: [UInt8], personal: Personal?, event: Int64, judgedAt judged: Instant,
        at place: EventPlace
    ) throws {
        let purchase = recorded.purchase
        if purchase.training { return }
        let buyer: Buyer
        // Opening a card for a purchase that is here already would be wrong; where none is opened, the insert itself tells.
        if let card = try recorded.card.flatMap(number) {
            buyer = Buyer(card: card, points: recorded.points)
        } else {
            if let earlier = try earlier(recorded, at: place) { return try again(recorded, content, earlier, place) }
            buyer = try opening(recorded, personal, place)
        }
        guard let number = try insert(recorded, content, buyer, event, judged, place) else {
            guard let earlier = try earlier(recorded, at: place) else {
                preconditionFailure("a purchase that could not be inserted is here")
            }
            return try again(recorded, content, earlier, place)
        }
        try insertLines(purchase, number)
        hasSales = true
        guard let card = buyer.card else { return }
        try keep(card, purchase, points: buyer.points, at: judged)
        try cards.note(card, at: place, soldAt: judged)
        for offer in Set(purchase.offers) {
            try connection.run(
                """
                INSERT INTO offer_use (card, campaign, purchase)
                SELECT $1, id, $2 FROM campaign WHERE id = $3 ON CONFLICT DO NOTHING
                """, card, number, offer)
        }
    }

    /// The purchase is here already: the same content changes nothing but where its card was seen.
    private func again(
        _ recorded: RecordedPurchase, _ content: [UInt8], _ earlier: EarlierPurchase, _ place: EventPlace
    ) throws {
        guard earlier.content == content else {
            let purchase = recorded.purchase
            throw BadInput(
                code: "receiptReused", field: "receipt",
                message: "\(purchase.receipt) of till \(purchase.till) on \(recorded.day) is here with other content")
        }
        if let card = earlier.card { try cards.note(card, at: place, soldAt: earlier.soldAt) }
    }

    private func number(_ id: CardID) throws -> Int64? {
        if let known = numbers[id] { return known }
        let found = try cards.number(of: id)
        if let found { numbers[id] = found }
        return found
    }

    private struct EarlierPurchase {
        let content: [UInt8]
        let card: Int64?
        let soldAt: Instant
    }

    /// A purchase is (store, till, receipt, local day of sale).
    private func earlier(_ recorded: RecordedPurchase, at place: EventPlace) throws -> EarlierPurchase? {
        let purchase = recorded.purchase
        return try connection.first(
            "SELECT content, card, sold_at FROM purchase WHERE store = $1 AND day = $2 AND till = $3 AND receipt = $4",
            place.store.rawValue, recorded.day.number, purchase.till, purchase.receipt
        ) { row in
            EarlierPurchase(
                content: row.blob(0), card: row.optionalInteger(1), soldAt: Instant(milliseconds: row.integer(2)))
        }
    }

    /// Equal for the same purchase in whichever event it comes, and whether or not the store knew the customer.
    static func content(_ purchase: Purchase) -> [UInt8] {
        var anonymous = purchase
        anonymous.card = nil
        var writer = JSONWriter(capacity: 128 + purchase.lines.count * 110)
        anonymous.write(to: &writer, includingKey: false)
        return Array(Digest.sha256(writer.bytes).bytes.prefix(16))
    }

    private struct Buyer {
        var card: Int64?
        var points: Int64
    }

    /// Whose purchase it is, where central does not know the card that the store named, or the store named none.
    /// What the store gave stands; a key that it did not know gets its points here.
    private func opening(_ recorded: RecordedPurchase, _ personal: Personal?, _ place: EventPlace) throws -> Buyer {
        if let id = recorded.card {
            return Buyer(
                card: try cards.open(id, source: "till", store: place.store, at: now), points: recorded.points)
        }
        guard let key = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }) else {
            return Buyer(card: nil, points: 0)
        }
        let found = try cards.find(key)
        guard found.count <= 1 else { return Buyer(card: nil, points: 0) }
        let points = programme.pointsEarned(earningMinor: recorded.purchase.earningMinor)
        if let card = found.first { return Buyer(card: card, points: points) }
        // Always the same for a key: stores name the card in later sales, and a central that is put back from a copy must
        // open it again under its name.
        let id = aggregator.secret.cardID(for: key)
        let card = try cards.number(of: id) ?? cards.open(id, source: "purchase", store: place.store, at: now)
        try cards.add(key, to: card)
        return Buyer(card: card, points: points)
    }

    /// - Returns: nil where the purchase is here already
    private func insert(
        _ recorded: RecordedPurchase, _ content: [UInt8], _ buyer: Buyer, _ event: Int64, _ judged: Instant,
        _ place: EventPlace
    ) throws -> Int64? {
        let purchase = recorded.purchase
        let statement = try connection.prepare(
            """
            INSERT INTO purchase (store, day, till, receipt, content, event, card, at, sold_at, lines, total_minor,
                lines_minor, discount_minor, points, flags)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING
            """)
        statement.bind(1, place.store.rawValue)
        statement.bind(2, Int64(recorded.day.number))
        statement.bind(3, purchase.till)
        statement.bind(4, purchase.receipt)
        statement.bind(5, content)
        statement.bind(6, event)
        buyer.card.bind(to: statement, at: 7)
        statement.bind(8, judged.milliseconds)
        statement.bind(9, purchase.at.milliseconds)
        statement.bind(10, Int64(purchase.lines.count))
        statement.bind(11, purchase.totalMinor)
        statement.bind(12, purchase.linesMinor)
        statement.bind(13, purchase.lines.reduce(Int64(0)) { $0 + $1.discountMinor })
        statement.bind(14, buyer.points)
        statement.bind(15, recorded.flags.map(\.rawValue).joined(separator: ","))
        try statement.run()
        return connection.changes == 1 ? connection.lastRowID : nil
    }

    private func insertLines(_ purchase: Purchase, _ number: Int64) throws {
        let statement = try connection.prepare(
            """
            INSERT INTO line (purchase, number, sku, category, quantity, amount_minor, discount_minor)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """)
        for (index, line) in purchase.lines.enumerated() {
            statement.bind(1, number)
            statement.bind(2, Int64(index))
            statement.bind(3, line.sku)
            if let category = line.category { statement.bind(4, category) } else { statement.bindNull(4) }
            statement.bind(5, line.quantity)
            statement.bind(6, line.amountMinor)
            statement.bind(7, line.discountMinor)
            try statement.run()
        }
    }

    /// What a card has stays within 64 bits, whatever a till sends: a receipt adds 2,000 lines of 10¹² at most.
    private func keep(_ card: Int64, _ purchase: Purchase, points: Int64, at judged: Instant) throws {
        let statement = try connection.prepare(
            """
            INSERT INTO card_fact (card, purchases, money_minor, points, last_at, spend_since_minor, visits_since)
            VALUES ($1, 1, $2, $3, $4, $2, 1)
            ON CONFLICT (card) DO UPDATE SET
                purchases = purchases + 1,
                money_minor = CASE WHEN ABS(money_minor) < 4000000000000000000
                    THEN money_minor + excluded.money_minor ELSE money_minor END,
                points = CASE WHEN ABS(points) < 4000000000000000000 THEN points + excluded.points ELSE points END,
                last_at = MAX(last_at, excluded.last_at),
                spend_since_minor = CASE WHEN ABS(spend_since_minor) < 4000000000000000000
                    THEN spend_since_minor + excluded.money_minor ELSE spend_since_minor END,
                visits_since = visits_since + 1
            """)
        statement.bind(1, card)
        statement.bind(2, purchase.linesMinor)
        statement.bind(3, points)
        statement.bind(4, judged.milliseconds)
        try statement.run()
    }
}
