import JSON

/// What a purchase earns without further rules, and what becomes of points: when they can be used, until when, their value.
public struct PointsRules: Sendable, Equatable {
    /// How long points last: so many months after the day they were earned, and then to the end of that day's period.
    public struct Expiry: Sendable, Equatable {
        public enum Until: String, Sendable, CaseIterable { case day, monthEnd, yearEnd }
        public let months: Int
        public let until: Until

        public init(months: Int, until: Until) {
            self.months = months
            self.until = until
        }
    }

    /// Each full `perAmountMinor` of a purchase gives `points`; a rest gives none.
    public let perAmountMinor: Int64
    public let points: Int64
    /// What one point is worth, in hundredths of a minor unit.
    public let valueHundredths: Int64
    /// Days from the purchase until its points can be used.
    public let pendingDays: Int
    /// Nil: never.
    public let expiry: Expiry?
    /// Points that end within so many days are told at the till.
    public let soonDays: Int

    public init(
        perAmountMinor: Int64, points: Int64, valueHundredths: Int64, pendingDays: Int = 0, expiry: Expiry? = nil,
        soonDays: Int = 30
    ) {
        self.perAmountMinor = perAmountMinor
        self.points = points
        self.valueHundredths = valueHundredths
        self.pendingDays = pendingDays
        self.expiry = expiry
        self.soonDays = soonDays
    }

    /// Where the points of a day go.
    public func lot(earnedOn day: LocalDay) -> Lot {
        .points(
            availableFrom: pendingDays > 0 ? day.adding(days: pendingDays) : nil,
            expires: expiry.map { $0.lastDay(earnedOn: day) })
    }

    /// The next of a customer's points to end, where that is soon: all of the day on which the first of them end.
    public func endingSoon(_ lots: some Sequence<(lot: Lot, points: Int64)>, on day: LocalDay) -> (
        points: Int64, on: LocalDay
    )? {
        var soonest: (points: Int64, on: LocalDay)?
        for (lot, points) in lots where points > 0 && lot.isPoints {
            guard let end = lot.expires, day <= end, end <= day.adding(days: soonDays) else { continue }
            if let found = soonest, found.on < end { continue }
            soonest = (points + (soonest?.on == end ? soonest?.points ?? 0 : 0), end)
        }
        return soonest
    }

    /// For full amounts only, and at most `Money.amountMinorMax`.
    func base(_ amountMinor: Int64) -> Int64 { Self.points(points, per: perAmountMinor, of: amountMinor) }

    static func points(_ points: Int64, per unitMinor: Int64, of amountMinor: Int64) -> Int64 {
        let (earned, overflow) = (max(0, amountMinor) / unitMinor).multipliedReportingOverflow(by: points)
        return overflow ? Money.amountMinorMax : min(earned, Money.amountMinorMax)
    }
}

extension PointsRules.Expiry {
    /// Inclusive. A month without that day has its last day instead: a month after January 31st is February 28th or 29th.
    func lastDay(earnedOn day: LocalDay) -> LocalDay {
        let later = day.adding(months: months)
        return switch until {
        case .day: later
        case .monthEnd: later.lastOfMonth
        case .yearEnd: later.lastOfYear
        }
    }
}

extension PointsRules {
    init(_ object: StrictObject?) throws {
        guard var object else { throw BadInput.missing("points") }
        self.init(
            perAmountMinor: try object.integer("perAmountMinor", in: 1...Money.amountMinorMax) ?? 100,
            points: try object.integer("points", in: 0...1_000_000) ?? 1,
            valueHundredths: Int64(((try object.number("valueMinor", in: 0...1_000_000) ?? 1) * 100).rounded()),
            pendingDays: Int(try object.integer("pendingDays", in: 0...366) ?? 0),
            expiry: try Self.expiry(object.object("expiry")),
            soonDays: Int(try object.integer("soonDays", in: 0...366) ?? 30))
        try object.finish()
    }

    private static func expiry(_ object: StrictObject?) throws -> Expiry? {
        guard var object else { return nil }
        let until = try object.choice("until", of: Expiry.Until.allCases.map(\.rawValue)) ?? Expiry.Until.day.rawValue
        guard let months = try object.integer("months", in: 0...120) else {
            throw BadInput.missing(object.place("months"))
        }
        guard months > 0 || until != Expiry.Until.day.rawValue else {
            throw BadInput(
                code: "badValue", field: object.place("months"),
                message: "0 lets points end on the day they are earned; wants at least 1, or until monthEnd or yearEnd")
        }
        try object.finish()
        return Expiry(months: Int(months), until: Expiry.Until(rawValue: until) ?? .day)
    }
}

extension LocalDay {
    /// The same day of a later month, or that month's last day where it has no such day.
    public func adding(months: Int) -> LocalDay {
        let (year, month, day) = civil
        let index = year * 12 + month - 1 + months
        let first = Self.first(ofMonth: index)
        return LocalDay(number: min(first.number + day - 1, Self.first(ofMonth: index + 1).number - 1))
    }

    public var lastOfMonth: LocalDay {
        let (year, month, _) = civil
        return LocalDay(number: Self.first(ofMonth: year * 12 + month).number - 1)
    }

    public var firstOfYear: LocalDay { Self.first(ofMonth: civil.year * 12) }
    public var lastOfYear: LocalDay { LocalDay(number: Self.first(ofMonth: (civil.year + 1) * 12).number - 1) }

    /// - Parameter index: months since year 0
    private static func first(ofMonth index: Int) -> LocalDay {
        guard let day = LocalDay(year: index / 12, month: index % 12 + 1, day: 1) else {
            preconditionFailure("every month has a first day")
        }
        return day
    }

    /// From Monday, 0, to Sunday, 6. 1970-01-01 was a Thursday.
    public var weekday: Int { (number % 7 + 7 + 3) % 7 }
}
