import Database
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
    var hasSales = false
    /// Whether a store gave something up, for which another may wait.
    var hasReleases = false
    var gathered = Gathered()
    var counted = GatheredCounters()
    /// They follow the purchases that came with them.
    var returns: [ArrivedReturn] = []
    /// Cards whose first purchase the run looks at.
    var bought: Set<Int64> = []
    let givesForFirstPurchase: Bool
    /// The first event of each card that bought, where something is given once a year.
    var boughtFirst: [Int64: Int64] = [:]
    let givesOnceAYear: Bool
    /// Cards that were found in this transaction; the same customers come again and again.
    var numbers: [CardID: Int64] = [:]
    /// The number of each purchase to be applied that is not here yet, by its event's id.
    var expected: [EventID: Int64] = [:]
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
            if let earlier = try earlier(recorded) { try seenAgain(recorded, earlier, at: place) }
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
