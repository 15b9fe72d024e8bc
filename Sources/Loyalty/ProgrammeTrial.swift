/// What a programme gives for purchases of the past, so that a draft can be held against the programme of now.
///
/// Lines are priced as they were before all discounts, since nobody recorded which of them were loyalty's. Campaigns'
/// offers, returns without their receipt and bonuses once in a life are left out, for both programmes alike.
public struct ProgrammeTrial {
    public struct Totals: Sendable, Equatable {
        public var purchases: Int64 = 0
        public var points: Int64 = 0
        public var discountMinor: Int64 = 0
        /// What the points are worth by the programme.
        public var pointsValueMinor: Int64 = 0
        public var customersByTier: [TierID: Int] = [:]

        public var costMinor: Int64 {
            var cost = discountMinor
            cost.add(saturating: pointsValueMinor)
            return cost
        }
    }

    private struct Customer {
        var standing: TierRules.Standing
        var purchases: [(day: LocalDay, spendMinor: Int64)] = []
    }

    public let programme: Programme
    private let zone: Zone
    private var customers: [String: Customer] = [:]
    private var totals = Totals()
    private var lastDay: LocalDay?

    /// - Parameter zone: in which days are judged: the programme's, as a file of purchases does not say more
    public init(_ programme: Programme) {
        self.programme = programme
        zone = Zone(programme.timeZone) ?? .utc
    }

    /// Takes the next purchase; they come in the order of their instants. One without a customer gives nothing.
    public mutating func take(_ purchase: Purchase, customer: String) {
        let day = zone.day(of: purchase.at)
        lastDay = max(day, lastDay ?? day)
        var known =
            customers[customer] ?? Customer(standing: TierRules.Standing(tier: programme.tiers[0].id, since: day))
        known.standing = judged(known, on: day)
        let basket = purchase.lines.map { line in
            var line = line
            line.amountMinor += line.discountMinor
            line.discountMinor = 0
            return line
        }
        let card = Card(id: CardID(customer), maskedName: "", tier: known.standing.tier, points: 1)
        let quote = Quote(
            basket: basket, card: card, programme: programme, day: day, minuteOfDay: zone.minuteOfDay(of: purchase.at),
            store: StoreID(""), isEmployee: purchase.employeeSale)
        totals.purchases += 1
        totals.points.add(saturating: quote.points)
        totals.discountMinor.add(saturating: quote.discountMinor)
        known.purchases.append((day, quote.totalMinor))
        known.standing = judged(known, on: day)
        customers[customer] = known
    }

    /// What all came to, tiers as of the last purchase's day.
    public func outcome() -> Totals {
        var totals = totals
        totals.pointsValueMinor = programme.valueMinor(ofPoints: totals.points)
        for tier in finalTiers().values { totals.customersByTier[tier, default: 0] += 1 }
        return totals
    }

    public func finalTiers() -> [String: TierID] {
        guard let lastDay else { return [:] }
        return customers.mapValues { judged($0, on: lastDay).tier }
    }

    private func judged(_ customer: Customer, on day: LocalDay) -> TierRules.Standing {
        programme.tierRules.judge(customer.standing, on: day, programme: programme) { days in
            customer.purchases.reduce(into: TierRules.Qualifying(spendMinor: 0, visits: 0)) { sum, purchase in
                guard days.contains(purchase.day) else { return }
                sum.spendMinor.add(saturating: purchase.spendMinor)
                sum.visits += 1
            }
        }
    }
}

extension ProgrammeTrial {
    /// How many customers end in a higher and in a lower tier by this programme than by the other, by the ranks of each.
    public func moves(from other: ProgrammeTrial) -> (up: Int, down: Int) {
        let before = other.finalTiers()
        var moves = (up: 0, down: 0)
        for (customer, tier) in finalTiers() {
            guard let old = before[customer] else { continue }
            let (rank, oldRank) = (programme.rank(tier), other.programme.rank(old))
            if rank > oldRank { moves.up += 1 } else if rank < oldRank { moves.down += 1 }
        }
        return moves
    }
}
