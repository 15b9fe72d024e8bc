import Database
import Digest
import JSON
import Loyalty
import SyncProtocol

/// Turns one store's events into facts: purchases, lines, cards, and what is kept per card.
///
/// Most facts are gathered, and written together by `write`: one statement over many rows, and one row per card however
/// often it was seen. They go in the order of their keys, so that two stores' uploads never wait for each other crosswise.
final class Facts {
    let aggregator: Aggregator
    let connection: Connection
    let now: Instant
    let store: StoreID
    let epoch: EpochID
    let cards: Cards
    let programme: Programme
    /// Whether a purchase was counted.
    private(set) var hasSales = false
    /// Whether a store gave something up, for which another may wait.
    var hasReleases = false
    private var gathered = Gathered()
    var counted = GatheredCounters()
    /// They follow the purchases that came with them.
    var returns: [ArrivedReturn] = []
    /// Cards whose first purchase the run looks at.
    private var bought: Set<Int64> = []
    private let givesForFirstPurchase: Bool
    /// The first event of each card that bought, where something is given once a year.
    private var boughtFirst: [Int64: Int64] = [:]
    private let givesOnceAYear: Bool
    /// Cards that were found in this transaction; the same customers come again and again.
    private var numbers: [CardID: Int64] = [:]
    /// The number of each purchase to be applied that is not here yet, by its event's id.
    private var expected: [EventID: Int64] = [:]
    private var created: Instant?

    init(_ inbox: Inbox, _ store: StoreID, _ epoch: EpochID) {
        aggregator = inbox.aggregator
        connection = inbox.connection
        now = inbox.now
        self.store = store
        self.epoch = epoch
        programme = aggregator.programme
        givesForFirstPurchase = programme.earning.rules.contains { $0.once == .firstPurchase }
        givesOnceAYear = programme.earning.rules.contains { $0.once == .year }
        cards = Cards(connection: connection, secret: aggregator.secret, programme: programme)
    }

    /// Forgets what the transaction undid.
    func forget() {
        gathered = Gathered()
        counted = GatheredCounters()
        returns = []
        bought = []
        boughtFirst = [:]
        numbers = [:]
        expected = [:]
    }

    /// What tells a purchase from others: much smaller than the purchase.
    private struct ArrivedPurchase {
        let id: EventID
        let day: Int64
        let till: String
        let receipt: String
        let content: [UInt8]
        let card: CardID?
        /// Central's, once it has one.
        var number: Int64 = 0

        /// Nil for any other event.
        init?(_ item: UploadedEvent) {
            guard case .success(let event) = item.result, case .purchase(let recorded) = event.content,
                !recorded.purchase.training
            else { return nil }
            id = event.id
            day = Int64(recorded.day.number)
            till = recorded.purchase.till
            receipt = recorded.purchase.receipt
            content = item.content ?? Facts.content(recorded.purchase)
            card = recorded.card
        }
    }

    /// Takes the identities of the purchases among new events, and finds their cards, all at once.
    func expect(_ events: [UploadedEvent]) throws {
        var purchases = events.compactMap(ArrivedPurchase.init)
        guard !purchases.isEmpty else { return }
        let new = try connection.newNumbers(purchases.count, of: .purchase)
        for (place, number) in new.enumerated() { purchases[place].number = number }
        var taken: Set<Int64> = []
        try connection.runEach(
            """
            INSERT INTO purchase_once (store, day, till, receipt, purchase, content) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT DO NOTHING RETURNING purchase
            """, purchases
        ) { purchase, statement in
            statement.bind(1, store.rawValue)
            statement.bind(2, purchase.day)
            statement.bind(3, purchase.till)
            statement.bind(4, purchase.receipt)
            statement.bind(5, purchase.number)
            statement.bind(6, purchase.content)
        } read: {
            taken.insert($0.integer(0))
        }
        for purchase in purchases where taken.contains(purchase.number) { expected[purchase.id] = purchase.number }
        let named = Set(purchases.compactMap(\.card)).subtracting(numbers.keys)
        try connection.runEach("SELECT id, n FROM card WHERE id = $1", named) { card, statement in
            statement.bind(1, card.rawValue)
        } read: {
            numbers[CardID($0.text(0))] = $0.integer(1)
        }
    }

    /// When central came to know the store.
    func createdAt() throws -> Instant {
        if let created { return created }
        let at = try connection.integer("SELECT created_at FROM store WHERE id = $1", store.rawValue)
        created = Instant(milliseconds: at)
        return Instant(milliseconds: at)
    }

    /// Facts of an event that was expected.
    func apply(_ event: Event, _ uploaded: UploadedEvent, event number: Int64, at place: EventPlace) throws {
        switch event.content {
        case .purchase(let recorded):
            if recorded.purchase.training { return }
            let judged = try judgedAt(recorded, event)
            do {
                try apply(recorded, uploaded, event: number, judgedAt: judged, at: place)
            } catch let error as BadInput {
                try countSetAside(recorded, event: number, at: judged, place)
                throw error
            }
        case .enrolment(let enrolment):
            try apply(enrolment, event, personal: uploaded.personal, number: number, at: place)
        case .release(let release): try apply(release)
        case .holdings(let holdings): try apply(holdings)
        case .goodsReturn(let goods): try apply(goods, event: number, at: place, recordedAt(event))
        case .reward(let given): try apply(given, event: number, at: place, recordedAt(event))
        case .service(let service):
            try apply(service, event, personal: uploaded.personal, number: number, at: place)
        }
    }

    /// The event is here already, and came again in another epoch: its facts stand, its place is new.
    func seenAgain(_ event: Event, at place: EventPlace) throws {
        switch event.content {
        case .enrolment(let enrolment):
            if let card = try cards.number(of: enrolment.card) {
                gathered.note(card, place.sequence, soldAt: try recordedAt(event))
            }
        case .purchase(let recorded):
            if let earlier = try earlier(recorded), let card = earlier.card {
                gathered.note(card, place.sequence, soldAt: earlier.soldAt)
            }
        case .goodsReturn(let goods):
            if let card = try goods.card.flatMap(cards.number(of:)) {
                gathered.note(card, place.sequence, soldAt: try recordedAt(event))
            }
        case .reward(let given):
            gathered.note(try number(of: given.card), place.sequence, soldAt: try recordedAt(event))
        case .release, .holdings: break
        case .service(let service): try seenAgain(service, event, at: place)
        }
    }

    // MARK: enrolments

    private func apply(
        _ enrolment: Enrolment, _ event: Event, personal: Personal?, number: Int64, at place: EventPlace
    ) throws {
        let card = try cards.number(of: enrolment.card) ?? open(enrolment.card, source: "till")
        if let name = personal?.name {
            try connection.run(
                "UPDATE card SET full_name = COALESCE(full_name, $1), needs_matching = 1 WHERE n = $2", name, card)
        }
        if let key = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }) {
            try cards.add(key, to: card)
        }
        if programme.earning.rules.contains(where: { $0.once == .enrolment }) {
            try Bonuses.note([card], .enrolment, event: number, at: recordedAt(event), connection)
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
        gathered.note(card, place.sequence, soldAt: try recordedAt(event))
    }

    // MARK: purchases

    private func apply(
        _ recorded: RecordedPurchase, _ uploaded: UploadedEvent, event: Int64, judgedAt judged: Instant,
        at place: EventPlace
    ) throws {
        if let number = uploaded.id.flatMap({ expected[$0] }) {
            try apply(
                recorded, personal: uploaded.personal, number: number, event: event, judgedAt: judged, at: place)
        } else {
            let content = uploaded.content ?? Self.content(recorded.purchase)
            try again(recorded, content, event: event, judgedAt: judged, place)
        }
    }

    private func apply(
        _ recorded: RecordedPurchase, personal: Personal?, number: Int64, event: Int64, judgedAt judged: Instant,
        at place: EventPlace
    ) throws {
        let buyer: Buyer
        if let card = recorded.card.flatMap({ numbers[$0] }) {
            buyer = Buyer(card: card, points: recorded.points, lot: nil)
        } else {
            buyer = try opening(recorded, personal, soldAt: judged)
        }
        if let card = buyer.card {
            try gathered.keep(card, recorded.purchase, at: judged)
        }
        try count(recorded, buyer, event: event, at: judged)
        gathered.purchases.append(
            Gathered.PurchaseRow(
                number: number, event: event, card: buyer.card, points: buyer.points, lot: buyer.lot ?? recorded.lot,
                judgedAt: judged,
                recorded: recorded))
        hasSales = true
        let purchase = recorded.purchase
        try Suspicions(connection: connection).note(
            recorded.flags.filter(\.isSuspicious).map(\.rawValue), event: event, store: store, day: recorded.day,
            till: purchase.till,
            receipt: purchase.receipt, card: buyer.card, cashier: purchase.cashier)
        guard let card = buyer.card else { return }
        gathered.note(card, place.sequence, soldAt: judged)
        if givesForFirstPurchase { bought.insert(card) }
        if givesOnceAYear { boughtFirst[card] = min(event, boughtFirst[card] ?? event) }
        for offer in Set(recorded.purchase.offers).sorted() {
            try connection.run(
                """
                INSERT INTO offer_use (card, campaign, purchase)
                SELECT $1, id, $2 FROM campaign WHERE id = $3 ON CONFLICT DO NOTHING
                """, card, number, offer)
            try takeUnheldUse(of: offer, card: card, recorded)
        }
    }

    /// The purchase is here already: the same content changes nothing but where its card was seen.
    private func again(
        _ recorded: RecordedPurchase, _ content: [UInt8], event: Int64, judgedAt judged: Instant, _ place: EventPlace
    ) throws {
        guard let earlier = try earlier(recorded) else {
            preconditionFailure("a purchase whose identity could not be taken is here")
        }
        guard earlier.content == content else {
            let purchase = recorded.purchase
            throw BadInput(
                code: "receiptReused", field: "receipt",
                message: "\(purchase.receipt) of till \(purchase.till) on \(recorded.day) is here with other content")
        }
        try countAgain(recorded, event: event, at: judged)
        if let card = earlier.card { gathered.note(card, place.sequence, soldAt: earlier.soldAt) }
    }

    private struct EarlierPurchase {
        let content: [UInt8]
        /// Nil also where the purchase was moved away.
        let card: Int64?
        let soldAt: Instant
    }

    /// A purchase is (store, till, receipt, local day of sale).
    private func earlier(_ recorded: RecordedPurchase) throws -> EarlierPurchase? {
        let purchase = recorded.purchase
        let found = try connection.first(
            """
            SELECT o.content, o.purchase, p.card, p.sold_at FROM purchase_once o
            LEFT JOIN purchase p ON p.n = o.purchase AND p.store = o.store
            WHERE o.store = $1 AND o.day = $2 AND o.till = $3 AND o.receipt = $4
            """, store.rawValue, recorded.day.number, purchase.till, purchase.receipt
        ) { row in
            (
                number: row.integer(1),
                earlier: EarlierPurchase(
                    content: row.blob(0), card: row.optionalInteger(2), soldAt: Instant(milliseconds: row.integer(3)))
            )
        }
        guard let found, let row = gathered.purchases.first(where: { $0.number == found.number }) else {
            return found?.earlier
        }
        return EarlierPurchase(content: found.earlier.content, card: row.card, soldAt: row.recorded.purchase.at)
    }

    /// Equal for the same purchase in whichever event it comes, and whether or not the store knew the customer.
    static func content(_ purchase: Purchase) -> [UInt8] {
        var anonymous = purchase
        anonymous.card = nil
        var writer = JSONWriter(capacity: 128 + purchase.lines.count * 110)
        anonymous.write(to: &writer, includingKey: false)
        return Array(Digest.sha256(writer.bytes).bytes.prefix(16))
    }

    struct Buyer {
        var card: Int64?
        var points: Int64
        /// Nil: what the store says.
        var lot: Lot?
    }

    /// Whose purchase it is, where central does not know the card that the store named, or the store named none.
    /// What the store gave stands; a key that it did not know gets its points here.
    private func opening(_ recorded: RecordedPurchase, _ personal: Personal?, soldAt: Instant) throws -> Buyer {
        if let id = recorded.card {
            return Buyer(card: try open(id, source: "till"), points: recorded.points, lot: nil)
        }
        guard let key = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }) else {
            return Buyer(card: nil, points: 0, lot: nil)
        }
        let found = try cards.find(key)
        guard found.count <= 1 else { return Buyer(card: nil, points: 0, lot: nil) }
        let points = programme.earned(
            by: recorded.purchase.lines,
            EarningContext(
                day: recorded.day,
                minuteOfDay: (Zone(programme.timeZone) ?? .utc).minuteOfDay(of: recorded.purchase.at),
                tier: programme.tiers[0].id, isEmployee: recorded.purchase.employeeSale,
                paidWithPointsMinor: recorded.purchase.paidWithPointsMinor)
        ).points
        let today = (Zone(programme.timeZone) ?? .utc).day(of: now)
        let lot = programme.points.lot(earnedOn: min(recorded.day, today))
        if let retired = try cards.retired(key) {
            return soldAt < retired.at
                ? Buyer(card: retired.card, points: points, lot: lot) : Buyer(card: nil, points: 0, lot: nil)
        }
        if let card = found.first {
            // A blocked card earns nothing, as in a store that knows it.
            let isBlocked = try CounterFacts(connection: connection).isBlocked(card)
            return Buyer(card: card, points: isBlocked ? 0 : points, lot: lot)
        }
        // Always the same for a key: stores name the card in later sales, and a central that is put back from a copy must
        // open it again under its name.
        let id = aggregator.secret.cardID(for: key)
        let card = try cards.number(of: id) ?? open(id, source: "purchase")
        try cards.add(key, to: card)
        return Buyer(card: card, points: points, lot: lot)
    }

    /// Of a card that a store names, opened where central does not know it.
    func number(of id: CardID) throws -> Int64 {
        if let known = numbers[id] { return known }
        guard let found = try cards.number(of: id) else { return try open(id, source: "till") }
        numbers[id] = found
        return found
    }

    func open(_ id: CardID, source: String) throws -> Int64 {
        let card = try cards.open(id, source: source, store: store, at: now)
        numbers[id] = card
        return card
    }

    /// An event of this card is counted.
    func note(_ card: Int64, at place: EventPlace, _ at: Instant) { gathered.note(card, place.sequence, soldAt: at) }

    // MARK: writing

    /// Writes what was gathered.
    func write() throws {
        for (card, points) in counted.balances { gathered.keep(card, points: points) }
        try gathered.write(to: connection, store, epoch)
        gathered = Gathered()
        try counted.write(to: connection, store)
        counted = GatheredCounters()
        if !bought.isEmpty { try Bonuses.note(bought.sorted(), .firstPurchase, event: 0, at: now, connection) }
        bought = []
        for (card, first) in boughtFirst.sorted(by: { $0.key < $1.key }) {
            try Bonuses.note([card], .year, event: first, at: now, connection)
        }
        boughtFirst = [:]
        try writeReturns()
        expected = [:]
    }
}
