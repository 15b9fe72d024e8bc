import Database
import JSON
import Loyalty
import SyncProtocol

/// What the store makes of goods that come back.
struct ReturnJudgement {
    var goods: GoodsReturn
    /// Nil where they came without a receipt.
    var receipt: ReturnedHere.Receipt?
    /// Where this store has it.
    var sold: SoldReceipt?
    var view: CardCache.View?
    /// What of them is left to come back, and what was paid for it; nil where nobody here knows what was bought.
    var outcome: ReturnedPurchase.Outcome?
    var movements = Movements()
    /// What points paid of them, which is never money, and how many come back.
    var restored = (points: Int64(0), minor: Int64(0))
}

/// Works out what goods that come back take with them. Changes nothing.
struct ReturnJudge {
    let agent: Agent
    let programme: Programme
    /// What central knows of the receipt, where it could be asked.
    let atCentral: ReturnableReceipt?
    let connection: Connection

    func judge(_ asked: GoodsReturn, card: CardID?, key: String?, isWhole: Bool) throws -> ReturnJudgement {
        let sold = try SoldReceipt.find(asked.of, agent.configuration.store, asked.day, connection)
        var judgement = ReturnJudgement(goods: asked, sold: sold)
        if let day = sold?.day { judgement.goods.of?.day = day }
        judgement.receipt = judgement.goods.of.map { of in
            ReturnedHere.Receipt(
                store: of.store == agent.configuration.store ? nil : of.store, day: of.day ?? asked.day, till: of.till,
                receipt: of.receipt)
        }
        judgement.view = try view(card: sold?.recorded.card ?? card, key: key)
        judgement.goods.card = sold.map { $0.recorded.card } ?? judgement.view?.card.id
        if judgement.view == nil, card != nil || key != nil { judgement.goods.flags.append(.unknownCard) }
        if judgement.view?.card.isBlocked == true { judgement.goods.flags.append(.blocked) }
        judgement.goods.flags += agent.tally.returnFlags(
            DayTally.Item(judgement.goods), card: judgement.view?.number, cashier: asked.cashier, on: asked.day,
            programme.limits)
        try takeBack(&judgement, isWhole: isWhole)
        let isSomebodys = sold?.isSomebodys == true || card != nil || key != nil
        try settle(&judgement, isSomebodys: isSomebodys)
        return judgement
    }

    /// As far as the day of sale is known here.
    private func isTooLate(_ goods: GoodsReturn) -> Bool {
        guard let sold = goods.of?.day, !goods.isVoid else { return false }
        return programme.returns.isTooLate(on: min(goods.day, agent.correctedDay), soldOn: sold)
    }

    private func view(card: CardID?, key: String?) throws -> CardCache.View? {
        let cache = agent.cards(connection)
        let found = try CardFinder(cache: cache, rules: agent.rules, programme: programme).find(card: card, key: key)
        return try found.card.map { try cache.view($0, programme, at: agent.moment) }
    }

    /// What is left of the receipt, as far as this store and central know, is what can come back.
    private func takeBack(_ judgement: inout ReturnJudgement, isWhole: Bool) throws {
        guard let receipt = judgement.receipt, var purchase = purchase(judgement.sold) else { return }
        _ = purchase.take(try before(receipt))
        let outcome = isWhole ? purchase.takeAll() : purchase.take(judgement.goods.items)
        if isWhole { judgement.goods.items = outcome.accepted.map { .init(sku: $0.sku, quantity: $0.quantity) } }
        if outcome.accepted.isEmpty {
            judgement.goods.flags.append(.nothingLeft)
        } else if !outcome.refused.isEmpty {
            judgement.goods.flags.append(.capped)
        }
        judgement.outcome = outcome
    }

    private func purchase(_ sold: SoldReceipt?) -> ReturnedPurchase? {
        guard let recorded = sold?.recorded else { return atCentral?.purchase }
        return ReturnedPurchase(
            lines: recorded.purchase.lines, linePoints: recorded.linePoints,
            redeemedPoints: recorded.counting?.redeemedPoints ?? 0,
            redeemedMinor: recorded.purchase.paidWithPointsMinor)
    }

    /// What came back before: everywhere, by central's word, and here since.
    private func before(_ receipt: ReturnedHere.Receipt) throws -> [ReturnedPurchase.Item] {
        let here = ReturnedHere(connection: connection)
        guard let atCentral else { return try here.items(of: receipt) }
        return atCentral.returned + (try here.items(of: receipt, without: atCentral.counted))
    }

    /// - Parameter isSomebodys: a customer was named, whether or not this store knows them
    private func settle(_ judgement: inout ReturnJudgement, isSomebodys: Bool) throws {
        guard judgement.receipt != nil else { return }
        let outcome = judgement.outcome ?? ReturnedPurchase.Outcome()
        let isKnownEmpty = judgement.outcome?.accepted.isEmpty == true
        // What it gave, only central knows.
        if judgement.sold == nil { judgement.goods.flags.append(.decidedByCentral) }
        if !isKnownEmpty, isTooLate(judgement.goods) { judgement.goods.flags.append(.tooLate) }
        let isTooLate = judgement.goods.flags.contains(.tooLate)
        judgement.restored = (isTooLate ? 0 : outcome.redeemedPoints, outcome.redeemedMinor)
        guard let sold = judgement.sold else { return }
        if let view = judgement.view, judgement.goods.card != nil {
            try takePoints(outcome, sold, view, &judgement)
        } else if !outcome.accepted.isEmpty, !isTooLate, isSomebodys {
            // Whose it is by now, too.
            judgement.goods.flags.append(.decidedByCentral)
        }
    }

    /// Takes the points off the balance at once, and gives up what this store holds of them.
    private func takePoints(
        _ outcome: ReturnedPurchase.Outcome, _ sold: SoldReceipt, _ view: CardCache.View,
        _ judgement: inout ReturnJudgement
    ) throws {
        let lot = sold.recorded.lot
        let day = agent.correctedDay
        let isTooLate = judgement.goods.flags.contains(.tooLate)
        var points: Int64 = 0
        if !isTooLate, lot.isExpired(on: day) {
            // Central knows how many of them were used before they ended: the rest is gone already.
            if outcome.points > 0 { judgement.goods.flags.append(.decidedByCentral) }
        } else if !isTooLate {
            let pending = lot.isPending(on: day) ? view.card.pendingPoints : 0
            points = programme.returns.taken(outcome.points, balance: view.card.points, pending: pending)
        }
        judgement.goods.points = points
        let parts = view.available.filter { $0.lot == lot }.taking(points)
        if !parts.isEmpty {
            let epoch = try Journal(store: agent.configuration.store, connection: connection).epochNow()
            judgement.goods.counting = Counting(epoch: epoch, released: parts)
        }
        judgement.movements.points = -points
        judgement.movements.spendMinor = -outcome.amountMinor
        if judgement.goods.isVoid, !outcome.accepted.isEmpty { judgement.movements.visits = -1 }
    }

    // MARK: the answer

    /// - Parameter event: nil where nothing was recorded
    func answer(_ judgement: ReturnJudgement, event: EventID?) -> [UInt8] {
        let goods = judgement.goods
        return JSONWriter.object { object in
            object.field("id", goods.id)
            object.field(ifPresent: "receipt", goods.of?.receipt)
            object.key("event")
            if let event { object.value(event.hex) } else { object.null() }
            object.field("points", -goods.points)
            if goods.points > 0 {
                let from = judgement.sold?.recorded.lot.laterDay(than: agent.correctedDay)
                object.field(ifPresent: "availableFrom", from?.description)
            }
            // Only central gives redeemed points back.
            object.field("restored", judgement.restored.points)
            object.field("restoredMinor", judgement.restored.minor)
            object.field(ifPresent: "amountMinor", judgement.outcome?.amountMinor)
            object.field("found", judgement.outcome != nil)
            object.field("pending", judgement.restored.points > 0 || goods.flags.contains(.decidedByCentral))
            object.field("flags", strings: goods.flags.map(\.rawValue))
            object.key("card")
            guard let view = judgement.view else { return object.null() }
            CardAnswer(
                programme: programme, store: agent.configuration.store, day: goods.day,
                asOf: agent.pulse.withLock { $0.asOf }
            ).write(view, to: &object)
        }
    }
}
