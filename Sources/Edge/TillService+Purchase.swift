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
        agent.database.submit { connection in
            try PurchaseRecorder(agent: agent, rules: agent.rules, connection: connection).record(purchase)
        } completion: { result in
            responder.send(result) { outcome in .json(outcome.json(for: purchase, agent))
            }
        }
    }
}

/// What a till is told of its receipt.
struct PurchaseOutcome {
    var event: EventID
    var day: LocalDay
    var isDuplicate: Bool
    var points: Int64
    var flags: [PurchaseFlag]
    var view: CardCache.View?
    var programme: Programme?
    var asOf: String?

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
                CardAnswer(programme: programme, store: agent.configuration.store, day: day, asOf: asOf)
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
    let rules: Rules
    let connection: Connection

    func record(_ purchase: Purchase) throws -> PurchaseOutcome {
        let day = agent.configuration.timeZone.day(of: purchase.at)
        if purchase.training { return try train(purchase, day) }
        let content = contentHash(purchase)
        var isReused = false
        for earlier in try earlierReceipts(purchase, day) {
            if earlier.content == content { return try repeated(earlier, day) }
            isReused = true
        }
        var outcome = try append(purchase, day, isReused: isReused)
        try connection.run(
            """
            INSERT INTO receipt (day, till, receipt, content, event, card, points, flags)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            day.number, purchase.till, purchase.receipt, content, outcome.event.bytes, outcome.view?.card.id.rawValue,
            outcome.points, outcome.flags.map(\.rawValue).joined(separator: ","))
        outcome.asOf = try Setting.currentAsOf.text(connection)
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
    private func earlierReceipts(_ purchase: Purchase, _ day: LocalDay) throws -> [EarlierReceipt] {
        try connection.query(
            "SELECT content, event, card, points, flags FROM receipt WHERE day = $1 AND till = $2 AND receipt = $3",
            day.number, purchase.till, purchase.receipt
        ) { row in
            EarlierReceipt(
                content: row.blob(0), event: EventID(row.blob(1)),
                card: row.optionalText(2).map(CardID.init(rawValue:)), points: row.integer(3), flags: row.text(4))
        }
    }

    private func contentHash(_ purchase: Purchase) -> [UInt8] {
        var writer = JSONWriter(capacity: 128 + purchase.lines.count * 110)
        purchase.write(to: &writer, includingKey: true)
        return Array(Digest.sha256(writer.bytes).bytes.prefix(16))
    }

    private func repeated(_ earlier: EarlierReceipt, _ day: LocalDay) throws -> PurchaseOutcome {
        guard let event = earlier.event else { preconditionFailure("a receipt names its event by 16 bytes") }
        let flags = earlier.flags.split(separator: ",").compactMap { PurchaseFlag(rawValue: String($0)) }
        var outcome = PurchaseOutcome(
            event: event, day: day, isDuplicate: true, points: earlier.points, flags: flags, programme: rules.programme)
        if let card = earlier.card, let programme = rules.programme {
            outcome.view = try CardCache(connection: connection).view(card, programme: programme)
        }
        outcome.asOf = try Setting.currentAsOf.text(connection)
        return outcome
    }

    // MARK: new receipts

    private func append(_ purchase: Purchase, _ day: LocalDay, isReused: Bool) throws -> PurchaseOutcome {
        let cache = CardCache(connection: connection)
        var flags = flagsOfContent(purchase)
        var view: CardCache.View?
        var movements = Movements()
        if let programme = rules.programme {
            let found = try CardFinder(cache: cache, rules: rules, programme: programme)
                .find(card: purchase.card, key: purchase.key)
            view = found.view
            flags += found.flags
            if isReused {
                flags.append(.receiptReused)
            } else {
                movements = evaluate(purchase, view?.card, day, programme, &flags)
            }
        } else {
            flags.append(.notReady)
            if isReused { flags.append(.receiptReused) }
        }
        let event = try journal(purchase, day, view, movements, flags, cache)
        if let programme = rules.programme { view = view?.adding(movements, programme: programme) }
        return PurchaseOutcome(
            event: event, day: day, isDuplicate: false, points: movements.points, flags: flags, view: view,
            programme: rules.programme)
    }

    private func flagsOfContent(_ purchase: Purchase) -> [PurchaseFlag] {
        (purchase.addsUp ? [] : [.totalsDiffer]) + (purchase.ignoredFields.isEmpty ? [] : [.ignoredFields])
    }

    /// What the receipt does to the card, by the programme of the moment.
    private func evaluate(
        _ purchase: Purchase, _ card: Card?, _ day: LocalDay, _ programme: Programme, _ flags: inout [PurchaseFlag]
    ) -> Movements {
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
        _ purchase: Purchase, _ day: LocalDay, _ view: CardCache.View?, _ movements: Movements, _ flags: [PurchaseFlag],
        _ cache: CardCache
    ) throws -> EventID {
        let now = agent.clock.now()
        // A key that the store knows is a card already; only an unknown one must reach central as it was presented.
        let personal = view == nil ? purchase.key.map(personal) : nil
        let event = Event(
            id: .make(at: now, agent.randomness), recordedAt: now,
            content: .purchase(
                RecordedPurchase(
                    purchase: purchase, day: day, programmeVersion: rules.programme?.version ?? 0, card: view?.card.id,
                    points: movements.points, tier: view?.card.tier, flags: flags,
                    clockOffsetMilliseconds: try Setting.clockOffset.integer(connection) ?? 0)))
        let row = try Journal(store: agent.configuration.store, connection: connection).append(
            event.id, recordedAt: now, body: event.body(personal: personal), personal: personal?.line(for: event.id))
        if let view, !movements.isEmpty { try cache.record(movements, on: view.card.id, row: row) }
        if !purchase.training { try Setting.lastSaleAt.set(now.description, connection) }
        return event.id
    }

    private func personal(_ key: String) -> Personal {
        Personal(
            salt: Hex.encode(agent.randomness.bytes(8)), key: rules.key(key)?.text ?? String(key.prefix(200)), name: nil
        )
    }

    /// A receipt of a training session is journalled and answered, never counted; its number stays free.
    private func train(_ purchase: Purchase, _ day: LocalDay) throws -> PurchaseOutcome {
        let flags = [PurchaseFlag.training] + flagsOfContent(purchase)
        let event = try journal(purchase, day, nil, Movements(), flags, CardCache(connection: connection))
        return PurchaseOutcome(event: event, day: day, isDuplicate: false, points: 0, flags: flags)
    }
}
