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
    let flags: [PurchaseFlag]
    let view: CardCache.View?
    let programme: Programme?

    init(
        event: EventID, recordedAt: Instant? = nil, day: LocalDay, isDuplicate: Bool, points: Int64,
        flags: [PurchaseFlag], view: CardCache.View? = nil, programme: Programme? = nil
    ) {
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

    private var purchase: Purchase { prepared.purchase }
    private var rules: Rules { prepared.rules }
    private var day: LocalDay { prepared.day }

    func record() throws -> PurchaseOutcome {
        if purchase.training { return try train() }
        var isReused = false
        for earlier in try earlierReceipts() {
            if earlier.content == prepared.content { return try repeated(earlier) }
            isReused = true
        }
        let outcome = try append(isReused: isReused)
        try connection.run(
            """
            INSERT INTO receipt (day, till, receipt, content, event, card, points, flags)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            day.number, purchase.till, purchase.receipt, prepared.content, outcome.event.bytes,
            (outcome.view?.card.id).map { Packed($0) }, outcome.points,
            outcome.flags.map(\.rawValue).joined(separator: ","))
        return outcome
    }

    // MARK: receipts seen before

    private struct EarlierReceipt {
        let content: [UInt8]
        let event: EventID?
        let card: CardID?
        let points: Int64
        let flags: String
    }

    /// A purchase is (store, till, receipt, local day of sale); other content under one identity is flagged, not lost.
    private func earlierReceipts() throws -> [EarlierReceipt] {
        try connection.query(
            "SELECT content, event, card, points, flags FROM receipt WHERE day = $1 AND till = $2 AND receipt = $3",
            day.number, purchase.till, purchase.receipt
        ) { row in
            EarlierReceipt(
                content: row.blob(0), event: EventID(row.blob(1)),
                card: row.optionalCard(2), points: row.integer(3), flags: row.text(4))
        }
    }

    private func repeated(_ earlier: EarlierReceipt) throws -> PurchaseOutcome {
        guard let event = earlier.event else { preconditionFailure("a receipt names its event by 16 bytes") }
        let flags = earlier.flags.split(separator: ",").compactMap { PurchaseFlag(rawValue: String($0)) }
        let cache = CardCache(connection: connection)
        let view = try earlier.card.flatMap { card in
            try rules.programme.flatMap { try cache.view(card, programme: $0) }
        }
        return PurchaseOutcome(
            event: event, day: day, isDuplicate: true, points: earlier.points, flags: flags, view: view,
            programme: rules.programme)
    }

    // MARK: new receipts

    private func append(isReused: Bool) throws -> PurchaseOutcome {
        let cache = CardCache(connection: connection)
        var flags = flagsOfContent
        var view: CardCache.View?
        var movements = Movements()
        if let programme = rules.programme {
            let found = try CardFinder(cache: cache, rules: rules, programme: programme)
                .find(card: purchase.card, keyHash: prepared.keyHash, isKeyed: purchase.key != nil)
            view = try found.card.map { try cache.view($0, programme) }
            flags += found.flags
            if isReused {
                flags.append(.receiptReused)
            } else {
                movements = evaluate(view?.card, programme, &flags)
            }
        } else {
            flags.append(.notReady)
            if isReused { flags.append(.receiptReused) }
        }
        let event = try journal(view, movements, flags, cache)
        if let programme = rules.programme { view = view?.adding(movements, programme: programme) }
        return PurchaseOutcome(
            event: event.id, recordedAt: event.recordedAt, day: day, isDuplicate: false, points: movements.points,
            flags: flags, view: view, programme: rules.programme)
    }

    private var flagsOfContent: [PurchaseFlag] {
        (purchase.addsUp ? [] : [.totalsDiffer]) + (purchase.ignoredFields.isEmpty ? [] : [.ignoredFields])
    }

    /// What the receipt does to the card, by the programme of the moment.
    private func evaluate(_ card: Card?, _ programme: Programme, _ flags: inout [PurchaseFlag]) -> Movements {
        var movements = Movements()
        let isAtHome = card?.home == agent.configuration.store
        for offer in Set(purchase.offers).sorted() {
            guard let held = card?.offers.first(where: { $0.id == offer }) else {
                flags.append(.unknownOffer)
                continue
            }
            movements.uses[offer] = 1
            if !held.isUsable(on: day, atHome: isAtHome) { flags.append(.offerNotUsable) }
        }
        flags = flags.reduce(into: []) { unique, flag in if !unique.contains(flag) { unique.append(flag) } }
        guard let card, !card.isBlocked else { return movements }
        movements.points = programme.pointsEarned(earningMinor: purchase.earningMinor)
        movements.spendMinor = purchase.linesMinor
        movements.visits = 1
        return movements
    }

    private func journal(
        _ view: CardCache.View?, _ movements: Movements, _ flags: [PurchaseFlag], _ cache: CardCache
    ) throws -> Event {
        let now = agent.clock.now()
        // A key that the store knows is a card already; only an unknown one must reach central as it was presented.
        let personal = view == nil ? purchase.key.map(personal) : nil
        let event = Event(
            id: .make(at: now, agent.randomness), recordedAt: now,
            content: .purchase(
                RecordedPurchase(
                    purchase: purchase, day: day, programmeVersion: rules.programme?.version ?? 0, card: view?.card.id,
                    points: movements.points, tier: view?.card.tier, flags: flags,
                    clockOffsetMilliseconds: agent.pulse.withLock { $0.clockOffset }, purchaseJSON: prepared.json)))
        let row = try Journal(store: agent.configuration.store, connection: connection).append(
            event.id, recordedAt: now, body: event.body(personal: personal), personal: personal?.line(for: event.id))
        if let view, !movements.isEmpty { try cache.record(movements, on: view.card.id, row: row) }
        return event
    }

    private func personal(_ key: String) -> Personal {
        Personal(
            salt: Hex.encode(agent.randomness.bytes(8)), key: rules.key(key)?.text ?? String(key.prefix(200)), name: nil
        )
    }

    /// A receipt of a training session is journalled and answered, never counted; its number stays free.
    private func train() throws -> PurchaseOutcome {
        let flags = [PurchaseFlag.training] + flagsOfContent
        let event = try journal(nil, Movements(), flags, CardCache(connection: connection))
        return PurchaseOutcome(
            event: event.id, recordedAt: event.recordedAt, day: day, isDuplicate: false, points: 0, flags: flags)
    }
}
