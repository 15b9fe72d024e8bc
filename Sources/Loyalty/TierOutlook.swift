/// By when what a customer bought still counts: towards a better tier, and for keeping the one they have.
public struct TierOutlook: Sendable, Equatable {
    /// The last day on which all that counts towards a better tier now still does; nil where no day ends it.
    public var nextBy: LocalDay?
    /// The last day on which the tier can be kept by buying more; nil where nothing takes it away.
    public var keepBy: LocalDay?
    /// What of that which was bought so far still counts then.
    public var kept: TierRules.Qualifying

    public init(
        nextBy: LocalDay? = nil, keepBy: LocalDay? = nil,
        kept: TierRules.Qualifying = TierRules.Qualifying(spendMinor: 0, visits: 0)
    ) {
        self.nextBy = nextBy
        self.keepBy = keepBy
        self.kept = kept
    }

    public var isEmpty: Bool { nextBy == nil && keepBy == nil }

    /// Nothing is known of keeping.
    mutating func forgetKeeping() {
        keepBy = nil
        kept = TierRules.Qualifying(spendMinor: 0, visits: 0)
    }
}

extension TierRules {
    /// A visit, and what it counts.
    public typealias Bought = (day: LocalDay, spendMinor: Int64)

    /// The first day whose purchases matter to an outlook; nil where the standing must be known, and is not.
    public func outlookStart(since: LocalDay?, on day: LocalDay) -> LocalDay? {
        switch period {
        case .rolling:
            let first = day.adding(days: 1 - Int(windowDays) - Int(graceDays))
            return downgradeAt == .once ? first : min(first, since ?? first)
        case .calendarYear: return min(day, since ?? day).firstOfYear
        case .sinceChange: return since
        }
    }

    /// - Parameters:
    ///   - since: the first day of the period that the tier holds for; nil where it is not known
    ///   - day: on which the customer was judged last
    ///   - bought: from `outlookStart` on, the oldest first
    public func outlook(
        _ tier: TierID, since: LocalDay?, on day: LocalDay, programme: Programme, _ bought: [Bought]
    ) -> TierOutlook {
        var outlook = TierOutlook(nextBy: nextBy(since: since, on: day, bought))
        guard programme.rank(tier) > 0, downgrade != .never, let held = programme.tier(tier) else { return outlook }
        if downgradeAt == .once {
            lose(held, &outlook, on: day, bought)
        } else if let since, let end = periodEnd(since: since) {
            let first = period == .calendarYear ? end.firstOfYear : since
            let last = end.adding(days: Int(graceDays))
            outlook.keepBy = last
            outlook.kept = Self.sum(bought.filter { first <= $0.day && $0.day <= last })
        }
        return outlook
    }

    private func nextBy(since: LocalDay?, on day: LocalDay, _ bought: [Bought]) -> LocalDay? {
        switch period {
        case .rolling:
            let first = day.adding(days: 1 - Int(windowDays))
            return bought.first { first <= $0.day }?.day.adding(days: Int(windowDays) - 1)
        case .calendarYear: return day.lastOfYear
        case .sinceChange:
            return since.flatMap { periodEnd(since: $0) }?.adding(days: Int(graceDays))
        }
    }

    /// The day before the one on which a window that moves on no longer reaches the tier, if nothing more is bought.
    private func lose(_ tier: Programme.Tier, _ outlook: inout TierOutlook, on day: LocalDay, _ bought: [Bought]) {
        let lasting = Int(windowDays + graceDays)
        let counted = bought.filter { day < $0.day.adding(days: lasting) }
        var left = Self.sum(counted)
        guard tier.isReached(spendMinor: left.spendMinor, visits: left.visits) else { return }
        // What is left after each of them, from the last one back: sums of any size are cut, never differences.
        var rests: [Qualifying] = []
        left = Qualifying(spendMinor: 0, visits: 0)
        for visit in counted.reversed() {
            rests.append(left)
            left.spendMinor.add(saturating: visit.spendMinor)
            left.visits += 1
        }
        for (place, rest) in rests.reversed().enumerated() {
            let day = counted[place].day
            if place + 1 < counted.count, counted[place + 1].day == day { continue }
            guard !tier.isReached(spendMinor: rest.spendMinor, visits: rest.visits) else { continue }
            outlook.keepBy = day.adding(days: lasting - 1)
            outlook.kept = rest
            return
        }
    }

    private static func sum(_ bought: [Bought]) -> Qualifying {
        bought.reduce(into: Qualifying(spendMinor: 0, visits: 0)) { sum, visit in
            sum.spendMinor.add(saturating: visit.spendMinor)
            sum.visits += 1
        }
    }
}
