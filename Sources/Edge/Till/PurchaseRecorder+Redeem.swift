import Database
import Loyalty
import SyncProtocol

extension PurchaseRecorder {
    /// Points that the receipt says were used: by its own word, or by what was paid with them. Nil where it says nothing.
    func redeemedPoints(_ programme: Programme) -> Int64? {
        if let points = purchase.redeemedPoints { return points }
        let paid = purchase.paidWithPointsMinor
        return paid > 0 ? programme.points(worthMinor: paid) ?? 0 : nil
    }

    /// What the receipt uses, out of its hold where it has one. Changes nothing: the receipt may be here already.
    func planRedemption(_ judgement: inout PurchaseJudgement, at now: Instant) throws {
        guard let programme = rules.programme else { return }
        judgement.hold = try Holds(connection: connection).hold(
            till: purchase.till, receipt: purchase.receipt, at: now)
        let points = redeemedPoints(programme)
        let offers = judgement.view.map { view in
            judgement.movements.uses.keys.sorted().filter { id in
                view.card.offers.contains { $0.id == id && $0.usesLeft != nil }
            }
        }
        guard judgement.hold != nil || points ?? 0 > 0 || !(offers ?? []).isEmpty else { return }
        let said = points ?? judgement.hold?.points ?? 0
        if isOverShare(said, programme) { judgement.flags.append(.overShare) }
        // Without a card nobody's points can be used; the receipt says that they were.
        guard let view = judgement.view else {
            if points ?? 0 > 0 { judgement.flags.append(.notHeld) }
            return
        }
        let day = agent.correctedDay
        let redemption = ReceiptRedemption(
            points: points, offers: offers ?? [], hold: judgement.hold,
            available: view.available.filter { $0.lot.isUsable(on: day) })
        judgement.flags += redemption.flags.filter { !judgement.flags.contains($0) }
        guard !redemption.redeemed.isEmpty || redemption.unheld > 0 else { return }
        let counting = Counting(
            epoch: try Journal(store: agent.configuration.store, connection: connection).epochNow(),
            redeemed: redemption.redeemed, unheld: redemption.unheld)
        judgement.counting = counting
        judgement.movements.points -= counting.redeemedPoints
    }

    private func isOverShare(_ points: Int64, _ programme: Programme) -> Bool {
        let said = purchase.paidWithPointsMinor
        let paid = said > 0 ? said : programme.valueMinor(ofPoints: points)
        // A till that does not say what points paid took it off the lines.
        let total = said > 0 ? purchase.linesMinor : purchase.linesMinor + paid
        return programme.redemption.isOver(paid, ofTotalMinor: total)
    }

    /// Uses up what was planned.
    func carryOut(_ judgement: PurchaseJudgement) throws {
        if judgement.hold != nil {
            try Holds(connection: connection).remove(till: purchase.till, receipt: purchase.receipt)
        }
        if let programme = rules.programme, let view = judgement.view, let beyond = judgement.counting?.unheld,
            beyond > 0
        {
            try CapUse(connection: connection, programme: programme).note(beyond, view.number, on: agent.correctedDay)
        }
        guard let redeemed = judgement.counting?.redeemed, !redeemed.isEmpty else { return }
        try agent.counters(connection).add(redeemed, to: .redeemed)
    }
}

extension CardCache.View {
    /// What is here after a receipt earned and used something.
    mutating func count(_ judgement: PurchaseJudgement) {
        let freed = judgement.hold?.isLapsed == false ? judgement.hold?.parts ?? [] : []
        let earned = judgement.movements.earned.map { LotAmount(card: card.id, lot: $0.key, count: $0.value) }
        guard !freed.isEmpty || !earned.isEmpty || judgement.counting != nil else { return }
        var parts = (available + freed + earned).merged()
        for used in judgement.counting?.redeemed ?? [] {
            guard let index = parts.firstIndex(where: { $0.card == used.card && $0.lot == used.lot }) else { continue }
            parts[index].count -= used.count
        }
        available = parts.filter { $0.count > 0 }
    }
}
