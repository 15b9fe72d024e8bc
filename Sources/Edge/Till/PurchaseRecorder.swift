import Database
import Digest
import Loyalty
import SyncProtocol

/// Turns a receipt into an event, once, on the writer's connection.
struct PurchaseRecorder {
    let agent: Agent
    let prepared: PreparedPurchase
    let connection: Connection

    var purchase: Purchase { prepared.purchase }
    var rules: Rules { prepared.rules }
    private var day: LocalDay { prepared.day }
    private var judge: PurchaseJudge { PurchaseJudge(agent: agent, prepared: prepared) }
    private var journal: Journal { Journal(store: agent.configuration.store, connection: connection) }

    func record() throws -> PurchaseOutcome {
        let cache = agent.cards(connection)
        if purchase.training { return try train(cache) }
        let now = agent.clock.now()
        let found = try judge.find(cache)
        var judgement = PurchaseJudgement(flags: found.flags)
        if let programme = rules.programme, let card = found.card {
            judgement.view = try cache.view(card, programme, at: agent.moment)
        }
        judge.evaluate(&judgement)
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
        let reused = PurchaseJudgement(view: judgement.view, flags: found.flags + [.receiptReused])
        try insertReused(id, reused)
        return try append(id, now, reused, cache)
    }

    private func insertNew(_ id: EventID, _ judgement: PurchaseJudgement) throws -> Bool {
        let statement = try connection.prepare(
            """
            INSERT INTO receipt (day, till, receipt, content, event, card, points, flags, row)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            """)
        bind(id, judgement, to: statement)
        statement.bind(9, try (WriterMemory.of(connection)?.head ?? journal.head()).row + 1)
        try statement.run()
        return connection.changes == 1
    }

    private func insertReused(_ id: EventID, _ judgement: PurchaseJudgement) throws {
        let statement = try connection.prepare(
            """
            INSERT INTO receipt_reused (day, till, receipt, content, event, card, points, flags)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """)
        bind(id, judgement, to: statement)
        try statement.run()
    }

    private func bind(_ id: EventID, _ judgement: PurchaseJudgement, to statement: Statement) {
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
        let today = agent.correctedDay
        let lot = earlier.points > 0 ? rules.programme?.points.lot(earnedOn: min(day, today)) : nil
        return PurchaseOutcome(
            event: event, day: day, isDuplicate: true, points: earlier.points,
            availableFrom: lot?.laterDay(than: today), flags: flags, view: view,
            programme: rules.programme)
    }

    // MARK: new receipts

    private func append(
        _ id: EventID, _ now: Instant, _ judgement: PurchaseJudgement, _ cache: CardCache
    ) throws -> PurchaseOutcome {
        try append(judge.write(id, at: now, judgement, epoch: journal.epochNow()), judgement, cache)
        return judge.outcome(id, at: now, judgement)
    }

    private func append(
        _ event: PurchaseJudge.Written, _ judgement: PurchaseJudgement, _ cache: CardCache
    ) throws {
        try carryOut(judgement)
        let row = try journal.append(
            event.id, recordedAt: event.recordedAt, body: event.body, personal: event.personal)
        guard let card = judgement.view?.number, !judgement.movements.isEmpty else { return }
        try cache.record(judgement.movements, on: card, row: row)
    }

    /// A receipt of a training session is journalled and answered, never counted; its number stays free.
    private func train(_ cache: CardCache) throws -> PurchaseOutcome {
        let judgement = PurchaseJudgement(flags: [.training] + judge.flagsOfContent)
        let now = agent.clock.now()
        let id = EventID.make(at: now, agent.randomness)
        try append(judge.write(id, at: now, judgement, epoch: journal.epochNow()), judgement, cache)
        return PurchaseOutcome(
            event: id, recordedAt: now, day: day, isDuplicate: false, points: 0, flags: judgement.flags)
    }
}
