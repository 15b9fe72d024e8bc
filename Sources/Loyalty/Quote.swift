/// What a basket would cost and earn: each discount with its rule. Changes nothing.
public struct Quote: Sendable, Equatable {
    public struct Discount: Sendable, Equatable {
        /// `tier` or `offer`.
        public let kind: String
        /// The tier's or offer's id.
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

        public var discountMinor: Int64 { discounts.reduce(0) { $0 + $1.amountMinor } }
        public var amountMinor: Int64 { grossMinor - discountMinor }
    }

    public private(set) var lines: [Line]
    public private(set) var points: Int64 = 0
    /// Offers that took effect, for the purchase's `offers`.
    public private(set) var offers: [String] = []

    public var totalMinor: Int64 { lines.reduce(0) { $0 + $1.amountMinor } }
    public var discountMinor: Int64 { lines.reduce(0) { $0 + $1.discountMinor } }

    /// Prices a basket. The tier's percentage comes first, then each usable offer on what is left, in order of id; a line
    /// never falls below zero. Percentages round half away from zero, per line.
    /// - Parameters:
    ///   - basket: lines whose `amountMinor` is the price before discounts
    ///   - card: nil for a customer without one, who gets base prices and no points
    public init(basket: [Purchase.Line], card: Card?, programme: Programme, day: LocalDay, store: StoreID) {
        lines = basket.map {
            Line(sku: $0.sku, category: $0.category, quantity: $0.quantity, grossMinor: $0.amountMinor)
        }
        guard let card, !card.isBlocked else { return }
        if let tier = programme.tier(card.tier), tier.discountBasisPoints > 0 {
            takeOff("tier", tier.id.rawValue, basisPoints: tier.discountBasisPoints, where: { _ in true })
        }
        for offer in card.offers.sorted(by: { $0.id < $1.id })
        where offer.isUsable(on: day) {
            let before = discountMinor
            let applies = { (line: Line) in offer.benefit.applies(toSKU: line.sku, category: line.category) }
            switch offer.benefit.value {
            case .basisPoints(let share): takeOff("offer", offer.id, basisPoints: share, where: applies)
            case .amountMinor(let amount): takeOff("offer", offer.id, amountMinor: amount, where: applies)
            }
            if discountMinor > before { offers.append(offer.id) }
        }
        points = programme.pointsEarned(earningMinor: totalMinor)
    }

    private mutating func takeOff(_ kind: String, _ id: String, basisPoints: Int64, where applies: (Line) -> Bool) {
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
