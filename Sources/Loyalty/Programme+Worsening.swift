extension Programme {
    /// What of a member's lot is worse by these rules than by the ones before, each with its place in the new document.
    /// Where it cannot be said whether a change is for better or worse, it counts as worse.
    public func worsenings(after old: Programme) -> [ProgrammeFinding] {
        var worse: [ProgrammeFinding] = []
        func say(_ place: String, _ message: String) {
            worse.append(ProgrammeFinding(place, message, "announce it, or take it back"))
        }
        if currency != old.currency { say("currency", "is \(currency), and was \(old.currency)") }
        if noticeDays < old.noticeDays { say("noticeDays", "fewer days of notice") }
        if country != old.country { say("country", "phones without a prefix are of another country") }
        if timeZone != old.timeZone { say("timeZone", "days and years end at another hour") }
        if windowDays < old.windowDays { say("windowDays", "fewer days count towards a tier") }
        for tier in old.tiers { compare(tier, say) }
        if isHarsher(than: old.tierRules) {
            say("tierRules", "tiers are lost sooner, or reached otherwise")
        }
        comparePoints(old.points, say)
        compareEarning(old, say)
        compareRewards(old, say)
        compareEmployees(old, say)
        compareRest(old, say)
        return worse
    }

    private typealias Say = (_ place: String, _ message: String) -> Void

    private func compare(_ old: Tier, _ say: Say) {
        guard let rank = tiers.firstIndex(where: { $0.id == old.id }) else {
            return say("tiers", "\"\(old.id)\" is no more")
        }
        let (tier, place) = (tiers[rank], "tiers[\(rank)]")
        if tier.needsBoth, !old.needsBoth, old.spendMinor != nil || old.visits != nil {
            say("\(place).needs", "\"\(tier.id)\" needs both")
        }
        if Self.isRaised(tier.spendMinor, from: old.spendMinor, both: tier.needsBoth) {
            say("\(place).spendMinor", "\"\(tier.id)\" needs more spend")
        }
        if Self.isRaised(tier.visits, from: old.visits, both: tier.needsBoth) {
            say("\(place).visits", "\"\(tier.id)\" needs more visits")
        }
        if tier.discountBasisPoints < old.discountBasisPoints {
            say("\(place).discountPercent", "\"\(tier.id)\" has a smaller discount")
        }
        if tier.multiplierBasisPoints < old.multiplierBasisPoints {
            say("\(place).pointsMultiplier", "\"\(tier.id)\" multiplies points by less")
        }
        for benefit in old.benefits where !tier.benefits.contains(where: { $0.isAtLeast(benefit) }) {
            say("\(place).benefits", "\"\(tier.id)\" has \"\(benefit.id)\" no more, or less of it")
        }
    }

    /// Without a threshold: where both are needed that is less to do, where either is enough it is one way less.
    private static func isRaised(_ new: Int64?, from old: Int64?, both: Bool) -> Bool {
        guard let old else { return both && new != nil }
        guard let new else { return !both }
        return new > old
    }

    private func isHarsher(than old: TierRules) -> Bool {
        if tierRules.period != old.period { return true }
        if tierRules.graceDays < old.graceDays { return true }
        if tierRules.downgradeAt == .once, old.downgradeAt == .periodEnd { return true }
        let order: [TierRules.Downgrade] = [.byMerit, .oneStep, .never]
        return (order.firstIndex(of: tierRules.downgrade) ?? 0) < (order.firstIndex(of: old.downgrade) ?? 0)
    }

    private func comparePoints(_ old: PointsRules, _ say: Say) {
        // a/b < c/d as a×d < c×b, both within 64 bits: points are at most a million, amounts at most 10^12.
        if points.points * old.perAmountMinor < old.points * points.perAmountMinor {
            say("points", "the same amount earns fewer points")
        } else if points.perAmountMinor > old.perAmountMinor {
            say("points.perAmountMinor", "a smaller purchase earns none")
        }
        if points.valueHundredths < old.valueHundredths { say("points.valueMinor", "a point is worth less") }
        if points.pendingDays > old.pendingDays { say("points.pendingDays", "points are pending longer") }
        if endSooner(than: old) { say("points.expiry", "points end sooner") }
    }

    /// On any day of four years, which have months of every length.
    private func endSooner(than old: PointsRules) -> Bool {
        guard points.expiry != nil else { return false }
        return (0..<1461).contains { number in
            let day = LocalDay(number: 20_819 + number)
            guard let end = points.lot(earnedOn: day).expires else { return false }
            return old.lot(earnedOn: day).expires.map { end < $0 } ?? true
        }
    }

    private func compareEarning(_ old: Programme, _ say: Say) {
        for (place, isWorse) in [
            ("discounts", old.earning.discounts == .before && earning.discounts == .after),
            ("tax", old.earning.tax == .included && earning.tax == .excluded),
            ("multipliers", old.earning.multipliers == .sum && earning.multipliers == .best),
            ("multiplied", old.earning.multiplied == .all && earning.multiplied == .base),
        ] where isWorse { say("earning.\(place)", "less earns points") }
        if let cap = earning.pointsMax, old.earning.pointsMax.map({ cap < $0 }) ?? true {
            say("earning.pointsMax", "a purchase earns at most \(cap)")
        }
        if !earning.excluded.isWithin(old.earning.excluded) { say("earning.exclude", "more earns nothing") }
        for rule in old.earning.rules {
            guard let index = earning.rules.firstIndex(where: { $0.id == rule.id }) else {
                // What has ended by itself before these rules begin is not taken from anyone.
                if let from, let to = rule.conditions.to, to < from { continue }
                if rule.isMeagre(besides: old.points) { continue }
                say("earning.rules", "\"\(rule.id)\" is no more")
                continue
            }
            if !earning.rules[index].isAtLeast(rule) {
                say("earning.rules[\(index)]", "\"\(rule.id)\" gives less, or not always")
            }
        }
        for (index, rule) in earning.rules.enumerated() where rule.isMeagre(besides: points) {
            if !old.earning.rules.contains(where: { $0.id == rule.id }) {
                say("earning.rules[\(index)]", "\"\(rule.id)\" gives less than the base")
            }
        }
    }

    private func compareRewards(_ old: Programme, _ say: Say) {
        for reward in old.rewards {
            if let from, let to = reward.to, to < from { continue }
            guard let index = rewards.firstIndex(where: { $0.id == reward.id }) else {
                say("rewards", "\"\(reward.id)\" is no more")
                continue
            }
            for (place, message) in rewards[index].shortfalls(from: reward) {
                say("rewards[\(index)]\(place)", "\"\(reward.id)\" \(message)")
            }
        }
    }

    /// Without rules of their own employees have what their tier has, which may be any.
    private func compareEmployees(_ old: Programme, _ say: Say) {
        guard employees != old.employees else { return }
        let before = old.employees.map { [$0] } ?? old.tiers.map { EmployeeRules(asMembersOf: $0) }
        let after = employees.map { [$0] } ?? tiers.map({ EmployeeRules(asMembersOf: $0) })
        func isAny(_ isWorse: (EmployeeRules, EmployeeRules) -> Bool) -> Bool {
            after.contains { new in before.contains { isWorse(new, $0) } }
        }
        func place(_ key: String) -> String { employees == nil ? "employees" : "employees.\(key)" }
        if isAny({ !$0.isEarning && $1.isEarning }) { say(place("earns"), "employees earn no points") }
        if isAny({ $0.multiplierBasisPoints < $1.multiplierBasisPoints }) {
            say(place("pointsMultiplier"), "employees' points may be multiplied by less")
        }
        if isAny({ $0.discountBasisPoints < $1.discountBasisPoints }) {
            say(place("discountPercent"), "employees may have a smaller discount")
        }
        if isAny({ new, old in old.benefits.contains { benefit in !new.benefits.contains { $0.isAtLeast(benefit) } } })
        {
            say(place("benefits"), "employees may lack a benefit that they had, or have less of it")
        }
    }

    private func compareRest(_ old: Programme, _ say: Say) {
        let order: [Redemption.Policy] = [.deny, .escrow, .cap]
        func isStricter(_ new: Redemption.Policy, _ old: Redemption.Policy) -> Bool {
            (order.firstIndex(of: new) ?? 0) < (order.firstIndex(of: old) ?? 0)
        }
        if isStricter(redemption.points, old.redemption.points) { say("redemption.points", "points are harder to use") }
        if isStricter(redemption.offers, old.redemption.offers) { say("redemption.offers", "offers are harder to use") }
        if isStricter(redemption.rewards, old.redemption.rewards) {
            say("redemption.rewards", "rewards are harder to get")
        }
        if redemption.pointsMin > old.redemption.pointsMin || old.redemption.pointsStep % redemption.pointsStep != 0 {
            say("redemption", "points are used in larger pieces")
        }
        if redemption.shareMaxBasisPoints < old.redemption.shareMaxBasisPoints {
            say("redemption.sharePercentMax", "points cover less of a receipt")
        }
        if old.redemption.isEarningOnPoints, !redemption.isEarningOnPoints {
            say("redemption.earnsOnPoints", "what is paid with points earns none")
        }
        if returns.policy == .negative, old.returns.policy != .negative {
            say("returns.policy", "a balance may fall below zero")
        }
        if let days = returns.daysMax, old.returns.daysMax.map({ days < $0 }) ?? true {
            say("returns.daysMax", "points that paid come back for fewer days")
        }
        if limits.claimDays < old.limits.claimDays { say("limits.claimDays", "fewer days to claim a receipt") }
    }
}

extension TierBenefit {
    fileprivate func isAtLeast(_ old: TierBenefit) -> Bool {
        guard id == old.id, selection.isEmpty || !old.selection.isEmpty && old.selection.isWithin(selection) else {
            return false
        }
        return switch (kind, old.kind) {
        case (.discount(.basisPoints(let new)), .discount(.basisPoints(let old))): new >= old
        case (.discount(.amountMinor(let new)), .discount(.amountMinor(let old))): new >= old
        case (.earlyAccess(let new), .earlyAccess(let old)): new <= old
        default: kind == old.kind
        }
    }
}

extension Selection {
    /// Whether all that is named here is named there.
    fileprivate func isWithin(_ other: Selection) -> Bool {
        Set(categories).isSubset(of: other.categories) && Set(skus).isSubset(of: other.skus)
            && Set(suppliers).isSubset(of: other.suppliers)
    }
}

extension EarningRule {
    /// Whether it stands instead of a base that gives more.
    fileprivate func isMeagre(besides base: PointsRules) -> Bool {
        guard case .perAmount(let minor, let points, isInstead: true) = gift else { return false }
        return points * base.perAmountMinor < base.points * minor
    }

    fileprivate func isAtLeast(_ old: EarningRule) -> Bool {
        guard conditions.isWide(as: old.conditions), once == old.once else { return false }
        guard selection.isEmpty || !old.selection.isEmpty && old.selection.isWithin(selection) else { return false }
        if let most = pointsMax, old.pointsMax.map({ most < $0 }) ?? true { return false }
        return switch (gift, old.gift) {
        case (.points(let new), .points(let old)): new >= old
        case (.multiplier(let new), .multiplier(let old)): new >= old
        case (.perAmount(let minor, let points, let isInstead), .perAmount(let oldMinor, let oldPoints, let wasInstead)):
            isInstead == wasInstead && minor <= oldMinor && points * oldMinor >= oldPoints * minor
        default: false
        }
    }
}

extension EarningRule.Conditions {
    /// Whether these hold wherever the others held.
    fileprivate func isWide(as old: Self) -> Bool {
        let areTiersIn = tiers.isEmpty || !old.tiers.isEmpty && Set(old.tiers).isSubset(of: tiers)
        let areHoursIn =
            minutes == (0, 1440) || minutes == old.minutes
            || old.minutes.from < old.minutes.to && minutes.from <= old.minutes.from && old.minutes.to <= minutes.to
        let isFromIn = from.map { new in old.from.map { new <= $0 } ?? false } ?? true
        let isToIn = to.map { new in old.to.map { new >= $0 } ?? false } ?? true
        return areTiersIn && areHoursIn && isFromIn && isToIn && weekdays & old.weekdays == old.weekdays
            && (!isBirthMonth || old.isBirthMonth) && basketMinor <= old.basketMinor
    }
}

extension EmployeeRules {
    fileprivate init(asMembersOf tier: Programme.Tier) {
        self.init(
            discountBasisPoints: tier.discountBasisPoints, multiplierBasisPoints: tier.multiplierBasisPoints,
            isEarning: true, benefits: tier.benefits)
    }
}

extension Reward {
    /// What is worse than it was: the key, with its point, and a sentence's end.
    fileprivate func shortfalls(from old: Reward) -> [(place: String, message: String)] {
        var found: [(place: String, message: String)] = []
        switch (price, old.price) {
        case (.points(let new), .points(let old)): if new > old { found.append((".points", "costs more")) }
        case (.entitlement(let new), .entitlement(let old)):
            if new < old { found.append((".uses", "is given less often")) }
        case (.entitlement, .points): break
        case (.points, .entitlement): found.append((".points", "is no right any more"))
        }
        if !tiers.isEmpty, old.tiers.isEmpty || !Set(old.tiers).isSubset(of: tiers) {
            found.append((".tiers", "is for fewer tiers"))
        }
        if let from, old.from.map({ from > $0 }) ?? true { found.append((".from", "begins later")) }
        if let to, old.to.map({ to < $0 }) ?? true { found.append((".to", "ends sooner")) }
        if kind != old.kind || mystery != old.mystery { found.append((".kind", "is something else")) }
        if valueMinor < old.valueMinor { found.append((".valueMinor", "is worth less")) }
        if Self.isLess(stockElsewhere, than: old.stockElsewhere) {
            found.append((".stockPerStore", "is given by a store less often"))
        }
        let named = Set(stock.keys).union(old.stock.keys)
        if named.contains(where: { Self.isLess(stock[$0] ?? stockElsewhere, than: old.stock[$0] ?? old.stockElsewhere) }
        ) {
            found.append((".stock", "is given less often by a store that is named"))
        }
        return found
    }

    /// Of counts that nil does not bound.
    private static func isLess(_ new: Int64?, than old: Int64?) -> Bool {
        guard let new else { return false }
        return old.map { new < $0 } ?? true
    }
}
