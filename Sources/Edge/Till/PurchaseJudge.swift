import Database
import Digest
import Loyalty
import SyncProtocol

/// What the store makes of a receipt.
struct PurchaseJudgement: Sendable {
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

/// Works out what a receipt comes to, and what its event says. Changes nothing.
struct PurchaseJudge {
    let agent: Agent
    let prepared: PreparedPurchase

    private var purchase: Purchase { prepared.purchase }
    private var rules: Rules { prepared.rules }
    private var day: LocalDay { prepared.day }

    /// Whose receipt it is, where that is one customer's, and what is to be said of it so far.
    func find(_ cache: CardCache) throws -> CardFinder.Found {
        var found = CardFinder.Found(flags: flagsOfContent)
        guard let programme = rules.programme else {
            found.flags.append(.notReady)
            return found
        }
        let finder = CardFinder(cache: cache, rules: rules, programme: programme, cashier: purchase.cashier)
        let card = try finder.find(
            card: purchase.card, keyHash: prepared.keyHash, isKeyed: purchase.key != nil)
        found.card = card.card
        found.flags += card.flags
        return found
    }

    var flagsOfContent: [PurchaseFlag] {
        (purchase.addsUp ? [] : [.totalsDiffer]) + (purchase.ignoredFields.isEmpty ? [] : [.ignoredFields])
    }

    /// What the receipt does to the card, by the programme of the moment.
    func evaluate(_ judgement: inout PurchaseJudgement) {
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

    private func use(_ card: Card?, _ judgement: inout PurchaseJudgement) {
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

    /// A file that was put back from a copy may have recorded the sale before, and lost that: then another store may hold
    /// what it earned.
    private var holdsWhatItEarns: Bool {
        guard let began = agent.pulse.withLock({ $0.putBackAt }) else { return true }
        return purchase.at.milliseconds > began.milliseconds + Self.putBackMarginMilliseconds
    }

    /// Tills' clocks differ from the store's by less.
    private static let putBackMarginMilliseconds: Int64 = 3_600_000

    // MARK: the event

    /// An event as it is written, and what stands beside it.
    struct Written {
        let id: EventID
        let recordedAt: Instant
        let body: [UInt8]
        let personal: [UInt8]?
    }

    /// - Parameter epoch: whose counters what it earns moves
    func write(
        _ id: EventID, at now: Instant, _ judgement: PurchaseJudgement, epoch: @autoclosure () throws -> EpochID
    ) rethrows -> Written {
        let view = judgement.view
        // A key that the store knows is a card already; only an unknown one must reach central as it was presented.
        let personal = view == nil ? purchase.key.map(personal) : nil
        var recorded = RecordedPurchase(
            purchase: purchase, day: day, programmeVersion: rules.programme?.version ?? 0, card: view?.card.id,
            points: judgement.points, tier: view?.card.tier, flags: judgement.flags,
            clockOffsetMilliseconds: agent.pulse.withLock { $0.clockOffset }, purchaseJSON: prepared.json)
        recorded.lot = judgement.lot
        recorded.linePoints = judgement.linePoints
        recorded.counting = judgement.counting
        if judgement.points > 0 {
            var counting = try judgement.counting ?? Counting(epoch: epoch())
            counting.isEarnedHeld = !judgement.movements.earned.isEmpty
            recorded.counting = counting
        }
        let event = Event(id: id, recordedAt: now, content: .purchase(recorded))
        return Written(
            id: id, recordedAt: now, body: event.body(personal: personal), personal: personal?.line(for: id))
    }

    private func personal(_ key: String) -> Personal {
        Personal(
            salt: Hex.encode(agent.randomness.bytes(8)), key: rules.key(key)?.text ?? String(key.prefix(200)), name: nil
        )
    }

    /// What the till is told of a receipt that is new.
    func outcome(_ id: EventID, at now: Instant, _ judgement: PurchaseJudgement) -> PurchaseOutcome {
        var view = judgement.view
        let today = agent.correctedDay
        if let programme = rules.programme { view?.add(judgement.movements, programme: programme, on: today) }
        view?.count(judgement)
        return PurchaseOutcome(
            event: id, recordedAt: now, day: day, isDuplicate: false, points: judgement.points,
            availableFrom: judgement.movements.earned.keys.first?.laterDay(than: today),
            redeemed: judgement.counting?.redeemedPoints ?? 0, flags: judgement.flags, view: view,
            programme: rules.programme)
    }
}
