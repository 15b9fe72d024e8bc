import JSON

/// When a tier is reached and lost: the document's `tierRules`. Days are those of the programme's zone.
public struct TierRules: Sendable, Equatable {
    public enum Period: String, Sendable, CaseIterable {
        /// The last `windowDays` days.
        case rolling
        case calendarYear
        /// From the last change of tier, `windowDays` days.
        case sinceChange
    }
    public enum Downgrade: String, Sendable, CaseIterable {
        /// To the tier that spend and visits reach.
        case byMerit
        case oneStep
        case never
    }
    public enum DowngradeAt: String, Sendable, CaseIterable { case once, periodEnd }

    public var period = Period.rolling
    public var downgrade = Downgrade.byMerit
    /// Rolling days alone know `once`, and not by single steps.
    public var downgradeAt = DowngradeAt.once
    /// Days by which the window is longer for keeping a tier than for reaching one.
    public var graceDays: Int64 = 0
    public var windowDays: Int64

    public init(windowDays: Int64) { self.windowDays = windowDays }

    /// What counts towards a tier. Apart from points: what becomes of them changes no tier.
    public struct Qualifying: Sendable, Equatable {
        public var spendMinor: Int64
        public var visits: Int64

        public init(spendMinor: Int64, visits: Int64) {
            self.spendMinor = spendMinor
            self.visits = visits
        }
    }

    /// A customer's tier, and the first day of the period that it holds for.
    public struct Standing: Sendable, Equatable {
        public var tier: TierID
        public var since: LocalDay

        public init(tier: TierID, since: LocalDay) {
            self.tier = tier
            self.since = since
        }
    }
}

extension TierRules {
    /// The days that count towards a better tier.
    public func window(since: LocalDay, on day: LocalDay) -> ClosedRange<LocalDay> {
        switch period {
        case .rolling: day.adding(days: 1 - Int(windowDays))...day
        case .calendarYear: day.firstOfYear...day
        case .sinceChange: min(since, day)...day
        }
    }

    /// The last day of the period that a standing holds for; nil where a tier may fall any day, or never falls.
    public func periodEnd(since: LocalDay) -> LocalDay? {
        if downgrade == .never { return nil }
        return switch period {
        case .rolling: downgradeAt == .once ? nil : since.adding(days: Int(windowDays) - 1)
        case .calendarYear: since.lastOfYear
        case .sinceChange: since.adding(days: Int(windowDays) - 1)
        }
    }

    /// The first of the days that judging a standing may ask for.
    public func firstDay(since: LocalDay, on day: LocalDay) -> LocalDay {
        let first = periodEnd(since: since) == nil ? day : min(since, day)
        return switch period {
        case .rolling: min(first, day.adding(days: 1 - Int(windowDays) - Int(graceDays)))
        case .calendarYear: first.firstOfYear
        case .sinceChange: min(since, day)
        }
    }

    /// The day on which a standing is judged by what its period came to; nil where it has none.
    public func dayOfJudgement(since: LocalDay) -> LocalDay? {
        periodEnd(since: since)?.adding(days: Int(graceDays) + 1)
    }

    /// After so many days a purchase leaves what a tier is reached or kept by. Empty where whole periods count.
    public var countedDays: [Int] {
        guard period == .rolling else { return [] }
        return graceDays == 0 ? [Int(windowDays)] : [Int(windowDays), Int(windowDays + graceDays)]
    }

    /// The days that a tier is kept by, where its period ends on a day; grace included.
    private func keeping(_ standing: Standing, periodEnd: LocalDay) -> ClosedRange<LocalDay> {
        let last = periodEnd.adding(days: Int(graceDays))
        return switch period {
        case .rolling: periodEnd.adding(days: 1 - Int(windowDays))...last
        case .calendarYear: periodEnd.firstOfYear...last
        case .sinceChange: standing.since...last
        }
    }

    /// Judges a standing on a day: up at once; down when its period and the days of grace are over. Judging again on the same
    /// day, or every day, comes to the same.
    /// - Parameter qualifying: what counts in some days, both ends inclusive
    public func judge(
        _ standing: Standing, on day: LocalDay, programme: Programme,
        _ qualifying: (ClosedRange<LocalDay>) throws -> Qualifying
    ) rethrows -> Standing {
        var standing = standing
        // Periods that went by unjudged are made up for one by one, the earliest first.
        while let end = periodEnd(since: standing.since), end.adding(days: Int(graceDays)) < day {
            let kept = try qualifying(keeping(standing, periodEnd: end))
            standing.tier = lowered(standing.tier, to: merit(kept, programme), programme)
            standing.since = end.adding(days: 1)
        }
        let window = window(since: standing.since, on: day)
        let reached = merit(try qualifying(window), programme)
        if programme.rank(reached) > programme.rank(standing.tier) || programme.tier(standing.tier) == nil {
            return Standing(tier: reached, since: day)
        }
        guard period == .rolling, downgradeAt == .once, downgrade != .never, reached != standing.tier else {
            return standing
        }
        let widened = window.lowerBound.adding(days: -Int(graceDays))...day
        let lower = lowered(standing.tier, to: merit(try qualifying(widened), programme), programme)
        return lower == standing.tier ? standing : Standing(tier: lower, since: day)
    }

    private func merit(_ qualifying: Qualifying, _ programme: Programme) -> TierID {
        programme.tier(spendMinor: qualifying.spendMinor, visits: qualifying.visits).id
    }

    private func lowered(_ tier: TierID, to merit: TierID, _ programme: Programme) -> TierID {
        guard programme.rank(merit) < programme.rank(tier) else { return tier }
        return downgrade == .oneStep ? programme.tiers[programme.rank(tier) - 1].id : merit
    }
}

// MARK: - the document

extension TierRules {
    init(_ object: StrictObject?, windowDays: Int64) throws {
        self.init(windowDays: windowDays)
        guard var object else { return }
        period = try object.choice("period", of: Period.allCases.map(\.rawValue)).flatMap(Period.init) ?? period
        downgrade =
            try object.choice("downgrade", of: Downgrade.allCases.map(\.rawValue)).flatMap(Downgrade.init) ?? downgrade
        let at = try object.choice("downgradeAt", of: DowngradeAt.allCases.map(\.rawValue))
        if period != .rolling, at == DowngradeAt.once.rawValue {
            throw BadInput(
                code: "badValue", field: object.place("downgradeAt"),
                message: "\"once\" is for rolling days; a \(period.rawValue) ends at periodEnd")
        }
        if downgrade == .oneStep, at == DowngradeAt.once.rawValue {
            throw BadInput(
                code: "badValue", field: object.place("downgradeAt"),
                message: "\"once\" would take a step every day; oneStep wants periodEnd")
        }
        let isOnce = period == .rolling && downgrade != .oneStep
        downgradeAt = at.flatMap(DowngradeAt.init) ?? (isOnce ? .once : .periodEnd)
        graceDays = try object.integer("graceDays", in: 0...366) ?? 0
        try object.finish()
    }
}
