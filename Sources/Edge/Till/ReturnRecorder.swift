import Database
import JSON
import Loyalty
import SyncProtocol

/// Turns a return into an event, on the writer's connection.
struct ReturnRecorder {
    let agent: Agent
    let programme: Programme
    let connection: Connection

    func record(
        _ asked: GoodsReturn, card: CardID?, key: String?, isWhole: Bool
    ) throws -> (answer: [UInt8], row: Int64) {
        var goods = asked
        let sold = try SoldReceipt.find(goods.of, agent.configuration.store, goods.day, connection)
        if let day = sold?.day { goods.of?.day = day }
        let view = try view(card: sold?.recorded.card ?? card, key: key)
        goods.card = sold.map { $0.recorded.card } ?? view?.card.id
        if view == nil, card != nil || key != nil { goods.flags.append(.unknownCard) }
        if view?.card.isBlocked == true { goods.flags.append(.blocked) }
        let (tally, item) = (agent.tally, DayTally.Item(goods))
        goods.flags += tally.returnFlags(
            item, card: view?.number, cashier: goods.cashier, on: goods.day, programme.limits)
        tally.noteReturn(item, card: view?.number, cashier: goods.cashier, on: goods.day)
        var movements = Movements()
        var restored = (points: Int64(0), minor: Int64(0))
        if let sold {
            let outcome = try takeBack(sold, &goods, isWhole: isWhole)
            if !outcome.accepted.isEmpty, isTooLate(goods) { goods.flags.append(.tooLate) }
            // What points paid is never money, whether or not they come back.
            restored = (goods.flags.contains(.tooLate) ? 0 : outcome.redeemedPoints, outcome.redeemedMinor)
            if let view, goods.card != nil {
                movements = try settle(outcome, sold, view, &goods)
            } else if !outcome.accepted.isEmpty, !goods.flags.contains(.tooLate),
                sold.isSomebodys || card != nil || key != nil
            {
                // Whose it is by now, and what it gave, only central knows.
                goods.flags.append(.decidedByCentral)
            }
        } else if goods.of != nil {
            goods.flags.append(.decidedByCentral)
            if isTooLate(goods) { goods.flags.append(.tooLate) }
        }
        let (event, row) = try agent.append(.goodsReturn(goods), connection)
        if let view, !movements.isEmpty { try agent.cards(connection).record(movements, on: view.number, row: row) }
        if let sold {
            try ReturnedHere(connection: connection).note(
                goods.items, of: sold, card: view?.number, points: goods.points, row: row)
        }
        return (try answer(goods, event, restored, view.map(\.number), sold), row)
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

    /// What is left of the receipt, as far as this store knows, is what can come back.
    private func takeBack(
        _ sold: SoldReceipt, _ goods: inout GoodsReturn, isWhole: Bool
    ) throws -> ReturnedPurchase.Outcome {
        let recorded = sold.recorded
        var purchase = ReturnedPurchase(
            lines: recorded.purchase.lines, linePoints: recorded.linePoints,
            redeemedPoints: recorded.counting?.redeemedPoints ?? 0,
            redeemedMinor: recorded.purchase.paidWithPointsMinor)
        for items in try ReturnedHere(connection: connection).items(of: sold) { _ = purchase.take(items) }
        let outcome = isWhole ? purchase.takeAll() : purchase.take(goods.items)
        if isWhole { goods.items = outcome.accepted.map { .init(sku: $0.sku, quantity: $0.quantity) } }
        if outcome.accepted.isEmpty {
            goods.flags.append(.nothingLeft)
        } else if !outcome.refused.isEmpty {
            goods.flags.append(.capped)
        }
        return outcome
    }

    /// Takes the points off the balance at once, and gives up what this store holds of them.
    private func settle(
        _ outcome: ReturnedPurchase.Outcome, _ sold: SoldReceipt, _ view: CardCache.View, _ goods: inout GoodsReturn
    ) throws -> Movements {
        let lot = sold.recorded.lot
        let day = agent.correctedDay
        if goods.flags.contains(.tooLate) {
            goods.points = 0
        } else if lot.isExpired(on: day) {
            // Central knows how many of them were used before they ended: the rest is gone already.
            if outcome.points > 0 { goods.flags.append(.decidedByCentral) }
        } else {
            let pending = lot.isPending(on: day) ? view.card.pendingPoints : 0
            goods.points = programme.returns.taken(outcome.points, balance: view.card.points, pending: pending)
        }
        let parts = view.available.filter { $0.lot == lot }.taking(goods.points)
        if !parts.isEmpty {
            let epoch = try Journal(store: agent.configuration.store, connection: connection).epochNow()
            goods.counting = Counting(epoch: epoch, released: parts)
            try agent.counters(connection).add(parts, to: .released)
        }
        var movements = Movements()
        movements.points = -goods.points
        movements.spendMinor = -outcome.amountMinor
        if goods.isVoid, !outcome.accepted.isEmpty { movements.visits = -1 }
        return movements
    }

    private func answer(
        _ goods: GoodsReturn, _ event: EventID, _ restored: (points: Int64, minor: Int64), _ card: CardNumber?,
        _ sold: SoldReceipt?
    ) throws -> [UInt8] {
        let view = try card.flatMap { try agent.cards(connection).view($0, programme: programme, at: agent.moment) }
        return JSONWriter.object { object in
            object.field("id", goods.id)
            object.field(ifPresent: "receipt", goods.of?.receipt)
            object.field("event", event.hex)
            object.field("points", -goods.points)
            if goods.points > 0 {
                let from = sold?.recorded.lot.laterDay(than: agent.correctedDay)
                object.field(ifPresent: "availableFrom", from?.description)
            }
            // Only central gives redeemed points back.
            object.field("restored", restored.points)
            object.field("restoredMinor", restored.minor)
            object.field("found", sold != nil)
            object.field("pending", restored.points > 0 || goods.flags.contains(.decidedByCentral))
            object.field("flags", strings: goods.flags.map(\.rawValue))
            object.key("card")
            guard let view else { return object.null() }
            CardAnswer(
                programme: programme, store: agent.configuration.store, day: goods.day,
                asOf: agent.pulse.withLock { $0.asOf }
            ).write(view, to: &object)
        }
    }
}
