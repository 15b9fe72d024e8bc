import Database
import Loyalty
import SyncProtocol

/// What a receipt uses of what the store holds: first what is set aside for it, then what is held besides.
struct Redemption {
    var redeemed: [LotAmount] = []
    /// Points that the store does not hold, and that were used all the same.
    var unheld: Int64 = 0
    var flags: [PurchaseFlag] = []

    /// The goods have left: whatever the till says was used is recorded, as far as possible out of what is held.
    /// - Parameters:
    ///   - points: that the receipt says were used; nil: those of its hold
    ///   - offers: limited ones that it says were used
    ///   - available: what is held and not set aside for any receipt, usable on the day
    init(points wanted: Int64?, offers: [String], hold: Holds.Hold?, available: [LotAmount]) {
        let set = hold?.parts ?? []
        let setPoints = set.filter(\.lot.isPoints)
        let wanted = wanted ?? setPoints.reduce(hold?.beyond ?? 0) { $0 + $1.count }
        if hold?.isLapsed == true { flags.append(.holdLapsed) }
        // What lapsed is available again, to this receipt as to any other.
        let isOpen = hold?.isLapsed == false
        if isOpen { redeemed = setPoints.taking(wanted) }
        var rest = wanted - redeemed.reduce(0) { $0 + $1.count }
        // The programme takes the risk.
        let risked = isOpen ? min(rest, hold?.beyond ?? 0) : 0
        unheld = risked
        rest -= risked
        if rest > 0 {
            if hold?.isLapsed != true { flags.append(.notHeld) }
            let more = available.filter(\.lot.isPoints).taking(rest)
            redeemed += more
            rest -= more.reduce(0) { $0 + $1.count }
        }
        if rest > 0 {
            unheld += rest
            flags.append(.overdraft)
        }
        for offer in offers {
            let lot = Lot.uses(offer)
            let setUses = isOpen ? set.filter { $0.lot == lot } : []
            let parts = (setUses.isEmpty ? available.filter { $0.lot == lot } : setUses).taking(1)
            if parts.isEmpty { flags.append(.offerNotUsable) }
            redeemed += parts
        }
        redeemed = redeemed.merged()
    }

    var isEmpty: Bool { redeemed.isEmpty && unheld == 0 && flags.isEmpty }
}

extension [LotAmount] {
    /// One part for each lot of each card.
    func merged() -> [LotAmount] {
        var parts: [LotAmount] = []
        for part in self {
            if let index = parts.firstIndex(where: { $0.card == part.card && $0.lot == part.lot }) {
                parts[index].count += part.count
            } else {
                parts.append(part)
            }
        }
        return parts
    }
}

extension PurchaseRecorder {
    /// Points that the receipt says were used: by its own word, or by what was paid with them. Nil where it says nothing.
    func redeemedPoints(_ programme: Programme) -> Int64? {
        if let points = purchase.redeemedPoints { return points }
        let paid = purchase.paidWithPointsMinor
        return paid > 0 ? programme.points(worthMinor: paid) ?? 0 : nil
    }

    /// What the receipt uses, out of its hold where it has one. Changes nothing: the receipt may be here already.
    func planRedemption(_ judgement: inout Judgement, at now: Instant) throws {
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
        // Without a card nobody's points can be used; the receipt says that they were.
        guard let view = judgement.view else {
            if points ?? 0 > 0 { judgement.flags.append(.notHeld) }
            return
        }
        let day = agent.correctedDay
        let redemption = Redemption(
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

    /// Uses up what was planned.
    func carryOut(_ judgement: Judgement) throws {
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
    mutating func count(_ judgement: PurchaseRecorder.Judgement) {
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
