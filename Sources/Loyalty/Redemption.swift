import JSON

/// How points, limited offers and rewards are used.
public struct Redemption: Sendable, Equatable {
    public enum Policy: String, Sendable, CaseIterable {
        /// What this store holds of the card may be used, line or no line.
        case escrow
        /// Beyond what the store holds, up to `capMinor` a card, store and day: a risk that the chain takes.
        case cap
        /// Not at all.
        case deny
    }
    /// The fiscal receipt differs between the two.
    public enum Form: String, Sendable, CaseIterable { case discount, payment }

    public var points = Policy.escrow
    public var offers = Policy.escrow
    public var rewards = Policy.escrow
    /// What a store may let a card use beyond what it holds, a day, under `cap`.
    public var capMinor: Int64 = 0
    public var form = Form.discount
    /// Above this value a supervisor's PIN is wanted; nil: never.
    public var pinAboveMinor: Int64?
    /// Until a hold lapses by itself.
    public var holdMinutes: Int64 = 30
    /// Fewer points are not redeemed.
    public var pointsMin: Int64 = 1
    /// Points are redeemed in multiples of this.
    public var pointsStep: Int64 = 1
    /// The share of a receipt that points may cover, in hundredths of a percent.
    public var shareMaxBasisPoints: Int64 = 10_000
    /// Whether what is paid with points earns points.
    public var isEarningOnPoints = false

    public init() {}

    /// The most points that a receipt of so much takes: whole steps, within the share that points may cover.
    public func pointsMax(ofTotalMinor total: Int64, valueHundredths: Int64) -> Int64 {
        guard valueHundredths > 0, total > 0 else { return 0 }
        let share = Money.part(total, shareMaxBasisPoints, of: 10_000)
        let points = Money.part(share, 100, of: valueHundredths)
        return points - points % pointsStep
    }

    /// Whether points paid more of a receipt than they may.
    public func isOver(_ paidMinor: Int64, ofTotalMinor total: Int64) -> Bool {
        shareMaxBasisPoints < 10_000 && paidMinor > Money.part(max(0, total), shareMaxBasisPoints, of: 10_000)
    }
}

/// How many points a customer may use for a basket here and now, and why no more.
public struct Redeemable: Sendable, Equatable {
    public enum Limit: String, Sendable {
        case denied, blocked
        /// The basket costs no more, or points pay a share of it and no more.
        case basket, share
        /// The customer has no more, or this store holds no more of theirs.
        case notEnoughPoints, notEnoughHere
    }

    public var points: Int64 = 0
    public var valueMinor: Int64 = 0
    public var limit: Limit

    public init(_ limit: Limit) { self.limit = limit }
}

extension Programme {
    /// - Parameters:
    ///   - total: what is to be paid before points
    ///   - here: points that this store may let the customer use
    ///   - balance: all that the customer has
    public func redeemable(ofTotalMinor total: Int64, here: Int64, balance: Int64) -> Redeemable {
        guard redemption.points != .deny, points.valueHundredths > 0 else { return Redeemable(.denied) }
        func steps(_ count: Int64) -> Int64 { max(0, count) - max(0, count) % redemption.pointsStep }
        let most = redemption.pointsMax(ofTotalMinor: total, valueHundredths: points.valueHundredths)
        // A store may hold more than a customer has, where points were used elsewhere that were not to be used.
        let usable = steps(min(here, balance))
        var redeemable = Redeemable(redemption.shareMaxBasisPoints < 10_000 ? .share : .basket)
        if usable < most { redeemable.limit = steps(balance) > usable ? .notEnoughHere : .notEnoughPoints }
        let count = min(most, usable)
        guard count >= redemption.pointsMin else { return redeemable }
        redeemable.points = count
        redeemable.valueMinor = valueMinor(ofPoints: count)
        return redeemable
    }
}

/// What becomes of points when goods come back.
public struct ReturnRules: Sendable, Equatable {
    public enum Policy: String, Sendable, CaseIterable {
        /// As many as the balance has; the rest is let go.
        case withinBalance = "within-balance"
        /// All: the balance may fall below zero.
        case negative
        /// Those alone that cannot be used yet.
        case pendingOnly = "pending-only"
    }

    public var policy = Policy.withinBalance
    /// Whether a receipt that is cancelled on its own day is a void.
    public var isSameDayVoid = true
    /// Whether a return without its receipt wants a supervisor's PIN, even where card and article are known.
    public var needsPINWithoutReceipt = false
    /// Days after the purchase on which a return still takes back points and gives redeemed ones; nil: ever.
    public var daysMax: Int64?

    public init() {}

    /// Whether a return changes no points any more. Both are days of the stores; a void is of the same day, and never is.
    public func isTooLate(on day: LocalDay, soldOn sold: LocalDay) -> Bool {
        daysMax.map { day > sold.adding(days: Int($0)) } ?? false
    }

    /// How many of the points that a purchase gave have ended, so that they are not taken from others.
    ///
    /// Points are no longer told apart within a lot. What ended of one is that of the goods that come back first: so, once
    /// goods came back, a customer has what they would have had without buying them, in whichever order and parts. What they
    /// used of the lot is taken only as far as what they kept did not give it.
    /// - Parameter ended: what ended of the purchase's lot, less what earlier returns counted of it
    public func ended(_ points: Int64, ofLot ended: Int64) -> Int64 {
        policy == .pendingOnly ? 0 : min(points, max(0, ended))
    }

    /// How many of the points that a purchase gave are taken back.
    /// - Parameters:
    ///   - balance: what can be used now
    ///   - pending: what of the purchase's own points cannot be used yet
    public func taken(_ points: Int64, balance: Int64, pending: Int64) -> Int64 {
        switch policy {
        case .withinBalance: min(points, max(0, balance) + max(0, pending))
        case .negative: points
        case .pendingOnly: min(points, max(0, pending))
        }
    }
}

/// What makes a flag, never a refusal. Nil: no limit.
public struct Limits: Sendable, Equatable {
    /// Receipts of one card on one day.
    public var receiptsPerCardDay: Int64?
    public var pointsPerCardDay: Int64?
    public var returnsPerCardDay: Int64?
    /// Redeemed by one card on one day.
    public var redeemedPerCardDayMinor: Int64?
    /// Receipts of the same card that one cashier rings up on one day.
    public var sameCardPerCashierDay: Int64?
    /// Cards added by one cashier after the sale, a day.
    public var lateAdditionsPerCashierDay: Int64?
    public var returnsPerCashierDay: Int64?
    /// Days after a purchase on which it can still be claimed for a card.
    public var claimDays: Int64 = 30

    public init() {}
}

/// What employees get in place of their tier's benefits.
public struct EmployeeRules: Sendable, Equatable {
    public let discountBasisPoints: Int64
    public let multiplierBasisPoints: Int64
    public let isEarning: Bool
    public let benefits: [TierBenefit]
}

// MARK: - the document

extension Redemption {
    init(_ object: StrictObject?) throws {
        guard var object else { return }
        let policies = Policy.allCases.map(\.rawValue)
        points = try object.choice("points", of: policies).flatMap(Policy.init) ?? points
        offers = try object.choice("offers", of: policies).flatMap(Policy.init) ?? offers
        rewards = try object.choice("rewards", of: policies).flatMap(Policy.init) ?? rewards
        capMinor = try object.integer("capMinor", in: 0...Money.amountMinorMax) ?? 0
        form = try object.choice("as", of: Form.allCases.map(\.rawValue)).flatMap(Form.init) ?? form
        pinAboveMinor = try object.integer("pinAboveMinor", in: 0...Money.amountMinorMax)
        holdMinutes = try object.integer("holdMinutes", in: 1...1440) ?? holdMinutes
        pointsMin = try object.integer("pointsMin", in: 1...1_000_000_000) ?? pointsMin
        pointsStep = try object.integer("pointsStep", in: 1...1_000_000_000) ?? pointsStep
        shareMaxBasisPoints = try object.basisPoints("sharePercentMax") ?? shareMaxBasisPoints
        isEarningOnPoints = try object.boolean("earnsOnPoints") ?? false
        try object.finish()
    }
}

extension ReturnRules {
    init(_ object: StrictObject?) throws {
        guard var object else { return }
        policy = try object.choice("policy", of: Policy.allCases.map(\.rawValue)).flatMap(Policy.init) ?? policy
        isSameDayVoid = try object.boolean("sameDayVoid") ?? isSameDayVoid
        needsPINWithoutReceipt = try object.boolean("pinWithoutReceipt") ?? needsPINWithoutReceipt
        daysMax = try object.integer("daysMax", in: 0...3660)
        try object.finish()
    }
}

extension Limits {
    init(_ object: StrictObject?) throws {
        guard var object else { return }
        let counts: ClosedRange<Int64> = 1...1_000_000
        receiptsPerCardDay = try object.integer("receiptsPerCardDay", in: counts)
        pointsPerCardDay = try object.integer("pointsPerCardDay", in: 1...Money.amountMinorMax)
        returnsPerCardDay = try object.integer("returnsPerCardDay", in: counts)
        redeemedPerCardDayMinor = try object.integer("redeemedPerCardDayMinor", in: 1...Money.amountMinorMax)
        sameCardPerCashierDay = try object.integer("sameCardPerCashierDay", in: counts)
        lateAdditionsPerCashierDay = try object.integer("lateAdditionsPerCashierDay", in: counts)
        returnsPerCashierDay = try object.integer("returnsPerCashierDay", in: counts)
        claimDays = try object.integer("claimDays", in: 0...3660) ?? claimDays
        try object.finish()
    }
}

extension EmployeeRules {
    init?(_ object: StrictObject?) throws {
        guard var object else { return nil }
        discountBasisPoints = try object.basisPoints("discountPercent") ?? 0
        multiplierBasisPoints = Int64(((try object.number("pointsMultiplier", in: 1...100) ?? 1) * 10_000).rounded())
        isEarning = try object.boolean("earns") ?? true
        benefits = try TierBenefit.read(&object, "benefits")
        try object.finish()
    }
}
