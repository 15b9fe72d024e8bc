import Database
import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

extension TillService {
    /// Records a receipt in one transaction (event, receipt, the card's own state) and answers after the commit.
    func purchase(_ purchase: Purchase, _ responder: any Responder) {
        let agent = agent
        let prepared = PreparedPurchase(purchase, agent)
        agent.database.submit { connection in
            try PurchaseRecorder(agent: agent, prepared: prepared, connection: connection).record()
        } completion: { result in
            if case .success(let outcome) = result, !outcome.isDuplicate, !purchase.training {
                agent.pulse.withLock { $0.lastSaleAt = outcome.recordedAt }
            }
            responder.send(result) { outcome in .json(outcome.json(for: purchase, agent)) }
        }
    }
}

/// What of a receipt can be worked out beside the writer, so that the writer's turn is short.
struct PreparedPurchase: Sendable {
    let purchase: Purchase
    let day: LocalDay
    let rules: Rules
    /// The purchase's bytes for the event, without the key.
    let json: [UInt8]
    /// Equal for the same receipt sent again.
    let content: [UInt8]
    /// Nil without a key, or where it is none.
    let keyHash: String?
    init(_ purchase: Purchase, _ agent: Agent) {
        self.purchase = purchase
        rules = agent.rules
        day = agent.configuration.timeZone.day(of: purchase.at)
        var writer = JSONWriter(capacity: 256 + purchase.lines.count * 110)
        purchase.write(to: &writer, includingKey: false)
        keyHash = purchase.key.flatMap(rules.key).flatMap(rules.hash)
        json = writer.bytes
        content = Array(Digest.sha256(json, then: purchase.key ?? "").bytes.prefix(16))
    }
}

/// What a till is told of its receipt. A class, since it goes from the writer to those who answer.
final class PurchaseOutcome: Sendable {
    let event: EventID
    let recordedAt: Instant?
    let day: LocalDay
    let isDuplicate: Bool
    let points: Int64
    /// Points that the customer used.
    let redeemed: Int64
    let flags: [PurchaseFlag]
    let view: CardCache.View?
    let programme: Programme?

    init(
        event: EventID, recordedAt: Instant? = nil, day: LocalDay, isDuplicate: Bool, points: Int64,
        redeemed: Int64 = 0, flags: [PurchaseFlag], view: CardCache.View? = nil, programme: Programme? = nil
    ) {
        self.redeemed = redeemed
        self.event = event
        self.recordedAt = recordedAt
        self.day = day
        self.isDuplicate = isDuplicate
        self.points = points
        self.flags = flags
        self.view = view
        self.programme = programme
    }

    func json(for purchase: Purchase, _ agent: Agent) -> [UInt8] {
        var writer = JSONWriter(capacity: 768)
        writer.object { object in
            object.field("receipt", purchase.receipt)
            object.field("till", purchase.till)
            object.field("day", day.description)
            object.field("event", event.hex)
            object.field("duplicate", isDuplicate)
            object.field("points", points)
            if redeemed > 0 { object.field("redeemed", redeemed) }
            object.field("flags", strings: flags.map(\.rawValue))
            if !purchase.ignoredFields.isEmpty { object.field("ignoredFields", strings: purchase.ignoredFields) }
            object.key("card")
            if let view, let programme {
                CardAnswer(
                    programme: programme, store: agent.configuration.store, day: day,
                    asOf: agent.pulse.withLock { $0.asOf }
                )
                .write(view, to: &object)
            } else {
                object.null()
            }
        }
        return writer.bytes
    }
}

/// Turns a receipt into an event, once, on the writer's connection.
struct PurchaseRecorder {
    let agent: Agent
    let prepared: PreparedPurchase
    let connection: Connection

    var purchase: Purchase { prepared.purchase }
    var rules: Rules { prepared.rules }
    private var day: LocalDay { prepared.day }

    func record() throws -> PurchaseOutcome {
        let cache = agent.cards(connection)
        if purchase.training { return try train(cache) }
        let now = agent.clock.now()
        var judgement = try find(cache)
        let foundFlags = judgement.flags
        evaluate(&judgement)
        try planRedemption(&judgement, at: now)
        let sale = judgement.view.map { DayTally.Sale(purchase, day: day, card: $0.number, points: judgement.points) }
        if let sale, let limits = rules.programme?.limits { judgement.flags += agent.tally.flags(sale, limits) }
        let id = EventID.make(at: now, agent.randomness)
        // Nearly every receipt is new: where its row can be inserted, it is.
        if try insertNew(id, judgement) {
            if let sale { agent.tally.note(sale) }
            return try append(id, now, judgement, cache)
        }
        let earlier = try earlierReceipts()
        if let same = earlier.first(where: { $0.content == prepared.content }) { return try repeated(same, cache) }
        // A purchase is (store, till, receipt, local day of sale); other content under one identity is flagged, not lost.
        let reused = Judgement(view: judgement.view, flags: foundFlags + [.receiptReused])
        try insertReused(id, reused)
        return try append(id, now, reused, cache)
    }

    /// What the store makes of a receipt.
    struct Judgement {
        var view: CardCache.View?
        var flags: [PurchaseFlag]
        var movements = Movements()
        /// What the receipt earned, before what the customer used.
        var points: Int64 = 0
        var linePoints: [Int64] = []
        var lot = Lot.plain
        var counting: Counting?
        /// Set aside for the receipt, and free again now.
        var hold: Holds.Hold?
    }

    private func insertNew(_ id: EventID, _ judgement: Judgement) throws -> Bool {
        let statement = try connection.prepare(
            """
            INSERT INTO receipt (day, till, receipt, content, event, card, points, flags, row)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            """)
        bind(id, judgement, to: statement)
        let journal = Journal(store: agent.configuration.store, connection: connection)
        statement.bind(9, try (WriterMemory.of(connection)?.head ?? journal.head()).row + 1)
        try statement.run()
        return connection.changes == 1
    }

    private func insertReused(_ id: EventID, _ judgement: Judgement) throws {
        let statement = try connection.prepare(
            """
            INSERT INTO receipt_reused (day, till, receipt, content, event, card, points, flags)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """)
        bind(id, judgement, to: statement)
        try statement.run()
    }

    private func bind(_ id: EventID, _ judgement: Judgement, to statement: Statement) {
        statement.bind(1, Int64(day.number))
        statement.bind(2, purchase.till)
        statement.bind(3, purchase.receipt)
        statement.bind(4, prepared.content)
        statement.bind(5, id.bytes)
        judgement.view?.number.bind(to: statement, at: 6)
        statement.bind(7, judgement.points)
        let flags = judgement.flags
        statement.bind(8, flags.isEmpty ? "" : flags.map(\.rawValue).joined(separator: ","))
    }

    // MARK: receipts seen before

    private struct EarlierReceipt {
        let content: [UInt8]
        let event: EventID?
        let card: CardNumber?
        let points: Int64
        let flags: String
    }

    private func earlierReceipts() throws -> [EarlierReceipt] {
        try connection.query(
            """
            SELECT content, event, card, points, flags FROM receipt WHERE day = $1 AND till = $2 AND receipt = $3
            UNION ALL
            SELECT content, event, card, points, flags FROM receipt_reused WHERE day = $1 AND till = $2 AND receipt = $3
            """,
            day.number, purchase.till, purchase.receipt
        ) { row in
            EarlierReceipt(
                content: row.blob(0), event: EventID(row.blob(1)),
                card: row.optionalCardNumber(2), points: row.integer(3), flags: row.text(4))
        }
    }

    private func repeated(_ earlier: EarlierReceipt, _ cache: CardCache) throws -> PurchaseOutcome {
        guard let event = earlier.event else { preconditionFailure("a receipt names its event by 16 bytes") }
        let flags = earlier.flags.split(separator: ",").compactMap { PurchaseFlag(rawValue: String($0)) }
        let view = try earlier.card.flatMap { card in
            try rules.programme.flatMap { try cache.view(card, programme: $0, at: agent.moment) }
        }
        return PurchaseOutcome(
            event: event, day: day, isDuplicate: true, points: earlier.points, flags: flags, view: view,
            programme: rules.programme)
    }

    // MARK: new receipts

    /// Whose receipt it is, and what is to be said of it so far.
    private func find(_ cache: CardCache) throws -> Judgement {
        guard let programme = rules.programme else { return Judgement(flags: flagsOfContent + [.notReady]) }
        let found = try CardFinder(cache: cache, rules: rules, programme: programme, cashier: purchase.cashier)
            .find(card: purchase.card, keyHash: prepared.keyHash, isKeyed: purchase.key != nil)
        return Judgement(
            view: try found.card.map { try cache.view($0, programme, at: agent.moment) },
            flags: flagsOfContent + found.flags)
    }

    private func append(
        _ id: EventID, _ now: Instant, _ judgement: Judgement, _ cache: CardCache
    ) throws -> PurchaseOutcome {
        try journal(id, now, judgement, cache)
        var view = judgement.view
        if let programme = rules.programme { view?.add(judgement.movements, programme: programme) }
        view?.count(judgement)
        return PurchaseOutcome(
            event: id, recordedAt: now, day: day, isDuplicate: false, points: judgement.points,
            redeemed: judgement.counting?.redeemedPoints ?? 0, flags: judgement.flags, view: view,
            programme: rules.programme)
    }

    /// A file that was put back from a copy may have recorded the sale before, and lost that: then another store may hold
    /// what it earned.
    private var holdsWhatItEarns: Bool {
        guard let began = agent.pulse.withLock({ $0.putBackAt }) else { return true }
        return purchase.at.milliseconds > began.milliseconds + Self.putBackMarginMilliseconds
    }

    /// Tills' clocks differ from the store's by less.
    private static let putBackMarginMilliseconds: Int64 = 3_600_000

    private var flagsOfContent: [PurchaseFlag] {
        (purchase.addsUp ? [] : [.totalsDiffer]) + (purchase.ignoredFields.isEmpty ? [] : [.ignoredFields])
    }

    /// What the receipt does to the card, by the programme of the moment.
    private func evaluate(_ judgement: inout Judgement) {
        guard let programme = rules.programme else { return }
        let card = judgement.view?.card
        let isOwnCard = judgement.flags.contains(.ownCard)
        if !purchase.offers.isEmpty { use(card, &judgement) }
        guard let card, !card.isBlocked, !isOwnCard else { return }
        let earned = programme.earned(
            by: purchase.lines,
            EarningContext(
                day: day, minuteOfDay: agent.configuration.timeZone.minuteOfDay(of: purchase.at), tier: card.tier,
                birthMonth: card.birthMonth, isFirstPurchase: card.seemsNew,
                isEmployee: purchase.employeeSale || card.employee != nil,
                paidWithPointsMinor: purchase.paidWithPointsMinor))
        judgement.points = earned.points
        judgement.linePoints = earned.linePoints
        // A till whose clock is ahead does not make points last longer.
        judgement.lot = programme.points.lot(earnedOn: min(day, agent.correctedDay))
        judgement.movements.points = judgement.points
        if judgement.points > 0, holdsWhatItEarns { judgement.movements.earned = [judgement.lot: judgement.points] }
        judgement.movements.spendMinor = purchase.linesMinor
        judgement.movements.visits = 1
    }

    private func use(_ card: Card?, _ judgement: inout Judgement) {
        for offer in Set(purchase.offers).sorted() {
            guard let held = card?.offers.first(where: { $0.id == offer }) else {
                judgement.flags.append(.unknownOffer)
                continue
            }
            judgement.movements.uses[offer] = 1
            if !held.isOpen(on: day) { judgement.flags.append(.offerNotUsable) }
        }
        judgement.flags = judgement.flags.reduce(into: []) { unique, flag in
            if !unique.contains(flag) { unique.append(flag) }
        }
    }

    private func journal(_ id: EventID, _ now: Instant, _ judgement: Judgement, _ cache: CardCache) throws {
        let view = judgement.view
        // A key that the store knows is a card already; only an unknown one must reach central as it was presented.
        let personal = view == nil ? purchase.key.map(personal) : nil
        var recorded = RecordedPurchase(
            purchase: purchase, day: day, programmeVersion: rules.programme?.version ?? 0, card: view?.card.id,
            points: judgement.points, tier: view?.card.tier, flags: judgement.flags,
            clockOffsetMilliseconds: agent.pulse.withLock { $0.clockOffset }, purchaseJSON: prepared.json)
        recorded.lot = judgement.lot
        recorded.linePoints = judgement.linePoints
        let journal = Journal(store: agent.configuration.store, connection: connection)
        recorded.counting = judgement.counting
        if judgement.points > 0 {
            var counting = try judgement.counting ?? Counting(epoch: journal.epochNow())
            counting.isEarnedHeld = !judgement.movements.earned.isEmpty
            recorded.counting = counting
        }
        let event = Event(id: id, recordedAt: now, content: .purchase(recorded))
        try carryOut(judgement)
        let row = try journal.append(
            id, recordedAt: now, body: event.body(personal: personal), personal: personal?.line(for: id))
        if let view, !judgement.movements.isEmpty { try cache.record(judgement.movements, on: view.number, row: row) }
    }

    private func personal(_ key: String) -> Personal {
        Personal(
            salt: Hex.encode(agent.randomness.bytes(8)), key: rules.key(key)?.text ?? String(key.prefix(200)), name: nil
        )
    }

    /// A receipt of a training session is journalled and answered, never counted; its number stays free.
    private func train(_ cache: CardCache) throws -> PurchaseOutcome {
        let judgement = Judgement(flags: [.training] + flagsOfContent)
        let now = agent.clock.now()
        let id = EventID.make(at: now, agent.randomness)
        try journal(id, now, judgement, cache)
        return PurchaseOutcome(
            event: id, recordedAt: now, day: day, isDuplicate: false, points: 0, flags: judgement.flags)
    }
}
