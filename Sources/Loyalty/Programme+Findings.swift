/// Something of a programme that can be read and yet cannot be meant.
public struct ProgrammeFinding: Sendable, Equatable {
    /// Such as `tiers[1]`.
    public let place: String
    public let message: String
    public let suggestion: String

    public init(_ place: String, _ message: String, _ suggestion: String) {
        self.place = place
        self.message = message
        self.suggestion = suggestion
    }
}

extension Programme {
    /// Tiers nobody reaches, rules that never hold, parts that contradict each other, and gaps, in the document's order.
    public func findings(on day: LocalDay) -> [ProgrammeFinding] {
        tierFindings() + pointsFindings() + earningFindings(on: day) + redemptionFindings() + rewardFindings(on: day)
            + returnFindings()
    }

    // MARK: tiers

    private func tierFindings() -> [ProgrammeFinding] {
        var found: [ProgrammeFinding] = []
        let reachable = reachableTiers
        for (rank, tier) in tiers.enumerated() {
            let place = "tiers[\(rank)]"
            found += Self.missingNames(tier.names, place)
            if !reachable.contains(tier.id) {
                found.append(
                    ProgrammeFinding(
                        place, "nobody is \"\(tier.id)\": whoever reaches it has reached a higher tier",
                        "raise the thresholds of the tiers above it, or take it out"))
            }
            if rank > 0, !tier.brings(moreThan: tiers[rank - 1]) {
                found.append(
                    ProgrammeFinding(
                        place, "\"\(tier.id)\" brings nothing that \"\(tiers[rank - 1].id)\" does not bring",
                        "give it a discountPercent, a pointsMultiplier or benefits"))
            }
            for (index, benefit) in tier.benefits.enumerated() {
                found += Self.missingNames(benefit.names, "\(place).benefits[\(index)]")
            }
        }
        if tierRules.downgrade == .never, tierRules.graceDays > 0 {
            found.append(
                ProgrammeFinding(
                    "tierRules.graceDays", "no tier is ever lost, so that there is no grace", "take it out"))
        }
        if tierRules.period == .calendarYear, windowDays != 365 {
            found.append(
                ProgrammeFinding("windowDays", "has no effect: tiers are judged by calendar years", "take it out"))
        }
        return found
    }

    /// Every tier is the outcome of some spend and visits at thresholds; whoever has spent has been there.
    private var reachableTiers: Set<TierID> {
        let spends = [0] + tiers.compactMap(\.spendMinor)
        let visits = [1] + tiers.compactMap(\.visits)
        var reached: Set<TierID> = [tier(spendMinor: 0, visits: 0).id]
        for spend in spends { for count in visits { reached.insert(tier(spendMinor: spend, visits: count).id) } }
        return reached
    }

    private static func missingNames(_ names: [String: String], _ place: String) -> [ProgrammeFinding] {
        let missing = Names.languages.filter { names[$0] == nil }
        guard !missing.isEmpty else { return [] }
        return [
            ProgrammeFinding(
                "\(place).names", "has no name in \(missing.joined(separator: ", "))",
                "write \(missing.map { "\"\($0)\"" }.joined(separator: " and "))")
        ]
    }

    // MARK: points

    private func pointsFindings() -> [ProgrammeFinding] {
        var found: [ProgrammeFinding] = []
        // Four years have months of every length.
        let days = (0..<1461).map { LocalDay(number: 20_819 + $0) }
        if let day = days.first(where: { isPendingPastItsEnd(points.lot(earnedOn: $0)) }) {
            found.append(
                ProgrammeFinding(
                    "points.pendingDays", "points earned on a day such as \(day) end before they can be used",
                    "shorten pendingDays, or let points end later"))
        }
        if points.points == 0, !earning.rules.contains(where: \.givesAnything) {
            found.append(
                ProgrammeFinding("points.points", "nothing earns points", "write 1 or more, or an earning rule"))
        }
        if let percent = percentGivenBack(points.points, per: points.perAmountMinor) {
            found.append(
                ProgrammeFinding(
                    "points.valueMinor", "a purchase gives back \(percent) % of what was paid",
                    "lower points or valueMinor, or raise perAmountMinor"))
        }
        return found
    }

    /// What points are worth, in hundredths of what they were given for; nil where it is less than that.
    private func percentGivenBack(_ count: Int64, per amountMinor: Int64) -> Int128? {
        let percent = Int128(count) * Int128(points.valueHundredths) / Int128(max(1, amountMinor))
        return percent >= 100 ? percent : nil
    }

    private func isPendingPastItsEnd(_ lot: Lot) -> Bool {
        guard case .points(let from?, let expires?) = lot else { return false }
        return expires < from
    }

    // MARK: earning

    private func earningFindings(on day: LocalDay) -> [ProgrammeFinding] {
        var found: [ProgrammeFinding] = []
        for (index, rule) in earning.rules.enumerated() {
            let place = "earning.rules[\(index)]"
            func say(_ key: String, _ message: String, _ suggestion: String) {
                found.append(ProgrammeFinding("\(place)\(key)", "\"\(rule.id)\" \(message)", suggestion))
            }
            found += Self.missingNames(rule.names, place)
            if case .perAmount(_, 0, isInstead: false) = rule.gift {
                say(".points", "adds nothing", "write 1 or more, or \"instead\": true to let these lines earn none")
            }
            if case .perAmount(let amount, let points, _) = rule.gift,
                let percent = percentGivenBack(points, per: amount)
            {
                say(".points", "gives back \(percent) % of what was paid", "give fewer points, or for a larger amount")
            }
            if let to = rule.conditions.to, to < day {
                say(".to", "was over on \(to)", "take it out, or give it new days")
            }
            if rule.conditions.weekdays == 0 { say(".days", "holds on no day", "name a day, or leave days out") }
            if isExcluded(rule.selection) {
                say("", "is for what earning.exclude shuts out", "take it out of exclude, or the rule out")
            }
            if let cap = earning.pointsMax, case .points(let points) = rule.gift, points > cap {
                say(
                    ".points", "gives more than earning.pointsMax lets through", "raise earning.pointsMax, or give less"
                )
            }
            if let cap = earning.pointsMax, let own = rule.pointsMax, own > cap {
                say(".pointsMax", "is above earning.pointsMax, which counts first", "lower it, or take it out")
            }
            if let before = shadow(of: index) {
                say(
                    "", "never counts: \"\(earning.rules[before].id)\" stands before it for all its lines",
                    "put it before \"\(earning.rules[before].id)\"")
            }
            if rule.conditions.isBirthMonth, rule.once == nil, case .points = rule.gift {
                say(
                    ".once", "gives its points with every purchase of a birthday's month",
                    "write \"once\": \"year\" for the first of them alone")
            }
            if isOutdone(rule) {
                say(
                    ".multiplier", "never counts: every tier it is for multiplies by as much",
                    "raise it, or let multipliers be \"sum\"")
            }
        }
        return found
    }

    private func isExcluded(_ selection: Selection) -> Bool {
        !selection.isEmpty && Set(selection.categories).isSubset(of: earning.excluded.categories)
            && Set(selection.skus).isSubset(of: earning.excluded.skus)
            && Set(selection.suppliers).isSubset(of: earning.excluded.suppliers)
    }

    /// The rule that stands before this one instead of the base, always and for all of its lines.
    private func shadow(of index: Int) -> Int? {
        let rule = earning.rules[index]
        guard case .perAmount(_, _, isInstead: true) = rule.gift else { return nil }
        return earning.rules[..<index].firstIndex { other in
            guard case .perAmount(_, _, isInstead: true) = other.gift,
                other.conditions == EarningRule.Conditions() || other.conditions == rule.conditions
            else { return false }
            return other.selection.isEmpty || !rule.selection.isEmpty && other.selection.includes(rule.selection)
        }
    }

    private func isOutdone(_ rule: EarningRule) -> Bool {
        guard case .multiplier(let basisPoints) = rule.gift, earning.multipliers == .best, rule.once == nil else {
            return false
        }
        let own = rule.conditions.tiers
        return tiers.allSatisfy { $0.multiplierBasisPoints >= basisPoints || !own.isEmpty && !own.contains($0.id) }
    }

    // MARK: redemption, rewards, returns

    private func redemptionFindings() -> [ProgrammeFinding] {
        var found: [ProgrammeFinding] = []
        func say(_ key: String, _ message: String, _ suggestion: String) {
            found.append(ProgrammeFinding("redemption.\(key)", message, suggestion))
        }
        let policies = [redemption.points, redemption.offers, redemption.rewards]
        if policies.contains(.cap), redemption.capMinor == 0 {
            say("capMinor", "a policy is \"cap\", and the cap is 0", "write an amount, or the policy \"escrow\"")
        }
        if !policies.contains(.cap), redemption.capMinor > 0 {
            say("capMinor", "has no effect: no policy is \"cap\"", "write \"cap\" for points, offers or rewards")
        }
        if redemption.points != .deny, points.valueHundredths == 0 {
            say("points", "points can be used and are worth nothing", "write points.valueMinor, or the policy \"deny\"")
        }
        if redemption.points == .deny, redemption.pinAboveMinor != nil {
            say("pinAboveMinor", "has no effect: points cannot be used", "take it out")
        }
        if redemption.pointsMin > 1, redemption.pointsMin % redemption.pointsStep != 0 {
            say(
                "pointsMin", "is no multiple of pointsStep",
                "write \(Self.up(redemption.pointsMin, redemption.pointsStep))")
        }
        if redemption.isEarningOnPoints, redemption.form == .discount {
            say("earnsOnPoints", "has no effect: as a discount points lower what is paid", "write \"as\": \"payment\"")
        }
        return found
    }

    private static func up(_ number: Int64, _ step: Int64) -> Int64 { (number + step - 1) / step * step }

    private func rewardFindings(on day: LocalDay) -> [ProgrammeFinding] {
        var found: [ProgrammeFinding] = []
        for (index, reward) in rewards.enumerated() {
            let place = "rewards[\(index)]"
            func say(_ key: String, _ message: String, _ suggestion: String) {
                found.append(ProgrammeFinding("\(place)\(key)", "\"\(reward.id)\" \(message)", suggestion))
            }
            found += Self.missingNames(reward.names, place)
            if let to = reward.to, to < day { say(".to", "was over on \(to)", "take it out, or give it new days") }
            if reward.kind == .product, reward.sku == nil {
                say("", "is a product without an article", "write its sku")
            }
            if reward.kind != .product, reward.sku != nil { say(".sku", "belongs to a product", "take it out") }
            if redemption.rewards == .deny {
                say(
                    "", "cannot be had: redemption.rewards is \"deny\"",
                    "write \"escrow\" there, or take the reward out")
            }
            if let mystery = reward.mystery, let budget = mystery.budgetMinor,
                let dear = mystery.prizes.first(where: { $0.valueMinor > budget })
            {
                say(
                    ".mystery.budgetMinor", "is less than \"\(dear.id)\" alone costs",
                    "raise it to \(dear.valueMinor) or more")
            }
            if let mystery = reward.mystery, let share = mystery.budgetPerStoreMinor,
                let dear = mystery.prizes.first(where: { $0.valueMinor > share })
            {
                say(
                    ".mystery.budgetPerStoreMinor", "is less than \"\(dear.id)\" alone costs: no store draws",
                    "raise it to \(dear.valueMinor) or more")
            }
            if let mystery = reward.mystery, mystery.budgetMinor != nil, mystery.budgetPerStoreMinor == nil {
                say(
                    ".mystery.budgetPerStoreMinor", "is absent: every store may draw as much as the whole budget",
                    "write the budget divided by the stores")
            }
        }
        return found
    }

    private func returnFindings() -> [ProgrammeFinding] {
        guard returns.policy == .pendingOnly, points.pendingDays == 0 else { return [] }
        return [
            ProgrammeFinding(
                "returns.policy", "no points are ever pending, so that a return takes none back",
                "write points.pendingDays, or the policy \"within-balance\"")
        ]
    }
}

extension Programme.Tier {
    fileprivate func brings(moreThan lower: Self) -> Bool {
        discountBasisPoints > lower.discountBasisPoints || multiplierBasisPoints > lower.multiplierBasisPoints
            || benefits.contains { benefit in !lower.benefits.contains(benefit) }
    }
}

extension EarningRule {
    fileprivate var givesAnything: Bool {
        switch gift {
        case .perAmount(_, let points, _): points > 0
        case .points: true
        case .multiplier: false
        }
    }
}

extension Selection {
    fileprivate func includes(_ other: Selection) -> Bool {
        Set(other.categories).isSubset(of: categories) && Set(other.skus).isSubset(of: skus)
            && Set(other.suppliers).isSubset(of: suppliers)
    }
}
