/// What earns points besides the base: the document's `earning`. `Programme.earned` applies it.
public struct EarningRules: Sendable, Equatable {
    /// Which amount of a line earns.
    public enum Discounts: String, Sendable, CaseIterable {
        /// What is paid.
        case after
        /// The price before discounts.
        case before
    }
    public enum Tax: String, Sendable, CaseIterable { case included, excluded }
    /// Where several multipliers meet on a line.
    public enum Multipliers: String, Sendable, CaseIterable {
        /// The greatest alone; of equals the tier's, then the first of the list.
        case best
        /// Each adds its own share: ×2 and ×3 give ×4.
        case sum
    }
    /// What is multiplied.
    public enum Multiplied: String, Sendable, CaseIterable {
        /// The base, or the rule that stands instead of it.
        case base
        /// The rules that add to it, too.
        case all
    }

    public let discounts: Discounts
    public let tax: Tax
    public let multipliers: Multipliers
    public let multiplied: Multiplied
    /// What earns nothing, by no rule.
    public let excluded: Selection
    /// Of a purchase, all rules together.
    public let pointsMax: Int64?
    public let rules: [EarningRule]
    let index: SelectionIndex

    public init(
        discounts: Discounts = .after, tax: Tax = .included, multipliers: Multipliers = .best,
        multiplied: Multiplied = .base, excluded: Selection = Selection(), pointsMax: Int64? = nil,
        rules: [EarningRule] = []
    ) {
        self.discounts = discounts
        self.tax = tax
        self.multipliers = multipliers
        self.multiplied = multiplied
        self.excluded = excluded
        self.pointsMax = pointsMax
        self.rules = rules
        index = SelectionIndex(rules.map(\.selection))
    }

    public static func == (a: EarningRules, b: EarningRules) -> Bool {
        a.discounts == b.discounts && a.tax == b.tax && a.multipliers == b.multipliers && a.multiplied == b.multiplied
            && a.excluded == b.excluded && a.pointsMax == b.pointsMax && a.rules == b.rules
    }
}

/// One reason to give points. A class, since each sale looks at many.
public final class EarningRule: Sendable, Equatable {
    public enum Gift: Sendable, Equatable {
        /// Each full amount of the rule's lines gives points, besides the base or instead of it.
        case perAmount(minor: Int64, points: Int64, isInstead: Bool)
        /// In hundredths of a percent: 20,000 doubles.
        case multiplier(basisPoints: Int64)
        /// Once a purchase.
        case points(Int64)
    }
    /// What happens once in a customer's life, or once a calendar year, and is known only at central.
    public enum Once: String, Sendable, CaseIterable { case firstPurchase, enrolment, year }

    public let id: String
    public let names: [String: String]
    public let gift: Gift
    /// Empty: every line.
    public let selection: Selection
    public let conditions: Conditions
    public let once: Once?
    /// Of a purchase, by this rule.
    public let pointsMax: Int64?

    init(
        id: String, names: [String: String], gift: Gift, selection: Selection, conditions: Conditions, once: Once?,
        pointsMax: Int64?
    ) {
        self.id = id
        self.names = names
        self.gift = gift
        self.selection = selection
        self.conditions = conditions
        self.once = once
        self.pointsMax = pointsMax
    }

    public static func == (a: EarningRule, b: EarningRule) -> Bool {
        a.id == b.id && a.names == b.names && a.gift == b.gift && a.selection == b.selection
            && a.conditions == b.conditions && a.once == b.once && a.pointsMax == b.pointsMax
    }

    /// When a rule holds. All that is given must be so.
    public struct Conditions: Sendable, Equatable {
        /// Empty: every tier.
        public var tiers: [TierID] = []
        /// A bit a weekday, from Monday's 1.
        public var weekdays: UInt8 = 0b111_1111
        /// Minutes of the day, the end exclusive; an end before the beginning lies beyond midnight.
        public var minutes: (from: Int, to: Int) = (0, 1440)
        public var from: LocalDay?
        /// Inclusive.
        public var to: LocalDay?
        public var isBirthMonth = false
        /// The purchase's lines together.
        public var basketMinor: Int64 = 0

        public init() {}

        public static func == (a: Conditions, b: Conditions) -> Bool {
            a.tiers == b.tiers && a.weekdays == b.weekdays && a.minutes == b.minutes && a.from == b.from && a.to == b.to
                && a.isBirthMonth == b.isBirthMonth && a.basketMinor == b.basketMinor
        }

        func hold(_ context: EarningContext, basketMinor: Int64) -> Bool {
            if !tiers.isEmpty, context.tier.map(tiers.contains) != true { return false }
            if isBirthMonth, context.birthMonth != context.day.civil.month { return false }
            return basketMinor >= self.basketMinor && from.map { $0 <= context.day } != false
                && to.map { context.day <= $0 } != false && isOpen(context)
        }

        /// The hours after midnight of a rule such as 22:00 to 02:00 belong to the day on which they began.
        private func isOpen(_ context: EarningContext) -> Bool {
            let minute = context.minuteOfDay
            if minutes.from < minutes.to {
                return minutes.from <= minute && minute < minutes.to && isOn(context.day.weekday)
            }
            if minute >= minutes.from { return isOn(context.day.weekday) }
            return minute < minutes.to && isOn(context.day.adding(days: -1).weekday)
        }

        private func isOn(_ weekday: Int) -> Bool { weekdays & (1 << UInt8(weekday)) != 0 }
    }
}

/// What besides the lines decides on points.
public struct EarningContext: Sendable, Equatable {
    /// In the store's zone.
    public var day: LocalDay
    public var minuteOfDay: Int
    public var tier: TierID?
    /// 1 to 12; nil where it is not known.
    public var birthMonth: Int?
    public var isFirstPurchase: Bool
    public var isEmployee: Bool
    /// What of the receipt was paid with points.
    public var paidWithPointsMinor: Int64

    public init(
        day: LocalDay, minuteOfDay: Int, tier: TierID? = nil, birthMonth: Int? = nil, isFirstPurchase: Bool = false,
        isEmployee: Bool = false, paidWithPointsMinor: Int64 = 0
    ) {
        self.day = day
        self.minuteOfDay = minuteOfDay
        self.tier = tier
        self.birthMonth = birthMonth
        self.isFirstPurchase = isFirstPurchase
        self.isEmployee = isEmployee
        self.paidWithPointsMinor = paidWithPointsMinor
    }
}

/// What a purchase earns, and by which rules.
public struct Earned: Sendable, Equatable {
    public struct Part: Sendable, Equatable {
        /// A rule's id, or one of those below.
        public let rule: String
        /// Negative for what a cap takes.
        public let points: Int64

        public init(rule: String, points: Int64) {
            self.rule = rule
            self.points = points
        }
    }

    /// The document's `points`.
    public static let base = "base"
    /// The tier's or the employees' multiplier.
    public static let tierMultiplier = "tier"
    /// The document's `earning.pointsMax`.
    public static let cap = "pointsMax"

    /// What the store gives.
    public var points: Int64 = 0
    /// One for each line; their sum is `points`.
    public var linePoints: [Int64] = []
    /// In order of application; their sum is `points`.
    public var rules: [Part] = []
    /// Given once in a customer's life or once a year, so by central alone.
    public var pending: [Part] = []

    public init() {}
}

extension Programme {
    /// What a rule is called; nothing for the base and the cap, which are called what they are.
    public func names(of part: Earned.Part, tier: TierID?) -> [String: String] {
        if part.rule == Earned.tierMultiplier { return tier.flatMap(self.tier)?.names ?? [:] }
        return earning.rules.first { $0.id == part.rule }?.names ?? [:]
    }
}
