/// What a basket would cost and earn: each discount and each point with its rule. Changes nothing.
public struct Quote: Sendable, Equatable {
    public struct Discount: Sendable, Equatable {
        /// `tier`, `benefit` (of the tier), `employee` or `offer`.
        public let kind: String
        /// The tier's, benefit's or offer's id.
        public let id: String
        public let amountMinor: Int64
    }

    public struct Line: Sendable, Equatable {
        public let sku: String
        public let category: String?
        public let quantity: Double
        /// Before discounts.
        public let grossMinor: Int64
        public var discounts: [Discount] = []
        /// What it earns, of the quote's points.
        public var points: Int64 = 0
        fileprivate let bought: Purchase.Line

        public var discountMinor: Int64 { discounts.reduce(0) { $0 + $1.amountMinor } }
        public var amountMinor: Int64 { grossMinor - discountMinor }
    }

    public private(set) var lines: [Line]
    /// What the basket earns, by which rules.
    public private(set) var earned = Earned()
    /// Without a card: what a member of the first tier would earn.
    public private(set) var memberPoints: Int64?
    /// Offers that took effect, for the purchase's `offers`.
    public private(set) var offers: [String] = []
    /// What the cashier is told: gifts, services, and the like of this customer, where the basket has a line of theirs.
    public private(set) var benefits: [TierBenefit] = []

    /// Whose benefits the basket gets; nil without a card, and for an employee.
    public private(set) var tier: TierID?

    public var points: Int64 { earned.points }
    public var totalMinor: Int64 { lines.reduce(0) { $0 + $1.amountMinor } }
    public var discountMinor: Int64 { lines.reduce(0) { $0 + $1.discountMinor } }

    /// Prices a basket. The tier's percentage comes first, then the tier's benefits in their order, then each usable offer, in
    /// order of id, each on what the one before left; a line never falls below zero. Percentages round half away from zero,
    /// per line. Employees have their own percentage and benefits in place of the tier's.
    /// - Parameters:
    ///   - basket: lines whose `amountMinor` is the price before discounts
    ///   - card: nil for a customer without one, who gets base prices and no points
    ///   - minuteOfDay: in the store's zone, like the day
    ///   - asideMinor: what points that are set aside for the basket are worth; they pay no more of it than their share
    public init(
        basket: [Purchase.Line], card: Card?, programme: Programme, day: LocalDay, minuteOfDay: Int, store: StoreID,
        isEmployee: Bool = false, asideMinor: Int64 = 0
    ) {
        lines = basket.map {
            Line(sku: $0.sku, category: $0.category, quantity: $0.quantity, grossMinor: $0.amountMinor, bought: $0)
        }
        guard let card else {
            let member = Card(id: CardID(""), maskedName: "", tier: programme.tiers[0].id)
            memberPoints =
                Quote(
                    basket: basket, card: member, programme: programme, day: day, minuteOfDay: minuteOfDay, store: store
                ).points
            return
        }
        guard !card.isBlocked else { return }
        tier = isEmployee && programme.employees != nil ? nil : card.tier
        if isEmployee, let employees = programme.employees {
            takeOff("employee", "employees", basisPoints: employees.discountBasisPoints, where: { _ in true })
            apply(employees.benefits)
        } else if let tier = programme.tier(card.tier) {
            takeOff("tier", tier.id.rawValue, basisPoints: tier.discountBasisPoints, where: { _ in true })
            apply(tier.benefits)
        }
        for offer in card.offers.sorted(by: { $0.id < $1.id })
        where offer.isUsable(on: day) {
            let before = discountMinor
            take(offer.benefit.value, "offer", offer.id) {
                offer.benefit.applies(toSKU: $0.sku, category: $0.category)
            }
            if discountMinor > before { offers.append(offer.id) }
        }
        let share = Money.part(max(0, totalMinor), programme.redemption.shareMaxBasisPoints, of: 10_000)
        earned = programme.earned(
            by: lines.map(\.asBought),
            EarningContext(
                day: day, minuteOfDay: minuteOfDay, tier: card.tier, birthMonth: card.birthMonth,
                isFirstPurchase: card.seemsNew, isEmployee: isEmployee, paidWithPointsMinor: min(asideMinor, share)))
        for (place, points) in earned.linePoints.enumerated() { lines[place].points = points }
    }

    private mutating func apply(_ all: [TierBenefit]) {
        for benefit in all {
            let applies = { (line: Line) in benefit.selection.isEmpty || benefit.selection.contains(line.bought) }
            if case .discount(let value) = benefit.kind {
                take(value, "benefit", benefit.id, where: applies)
            } else if lines.contains(where: applies) {
                benefits.append(benefit)
            }
        }
    }

    private mutating func take(
        _ value: Benefit.Value, _ kind: String, _ id: String, where applies: (Line) -> Bool
    ) {
        switch value {
        case .basisPoints(let share): takeOff(kind, id, basisPoints: share, where: applies)
        case .amountMinor(let amount): takeOff(kind, id, amountMinor: amount, where: applies)
        }
    }

    private mutating func takeOff(_ kind: String, _ id: String, basisPoints: Int64, where applies: (Line) -> Bool) {
        guard basisPoints > 0 else { return }
        for index in lines.indices where lines[index].amountMinor > 0 && applies(lines[index]) {
            let amount = Money.share(lines[index].amountMinor, basisPoints: basisPoints)
            if amount > 0 { lines[index].discounts.append(Discount(kind: kind, id: id, amountMinor: amount)) }
        }
    }

    /// An amount is taken once, from the first lines that it applies to.
    private mutating func takeOff(_ kind: String, _ id: String, amountMinor: Int64, where applies: (Line) -> Bool) {
        var rest = amountMinor
        for index in lines.indices where rest > 0 && lines[index].amountMinor > 0 && applies(lines[index]) {
            let amount = min(rest, lines[index].amountMinor)
            lines[index].discounts.append(Discount(kind: kind, id: id, amountMinor: amount))
            rest -= amount
        }
    }
}

extension Quote.Line {
    /// The line as the receipt will have it, so that a quote and its purchase earn the same.
    fileprivate var asBought: Purchase.Line {
        guard !discounts.isEmpty else { return bought }
        var line = bought
        line.amountMinor = amountMinor
        line.discountMinor += discountMinor
        if line.taxMinor > 0, grossMinor > 0 { line.taxMinor = Money.part(line.taxMinor, amountMinor, of: grossMinor) }
        return line
    }
}

extension Card {
    /// Nothing is known of an earlier purchase. Central decides, so that what a first purchase gives is pending.
    public var seemsNew: Bool { visits == 0 && spendMinor == 0 && points == 0 }
}
