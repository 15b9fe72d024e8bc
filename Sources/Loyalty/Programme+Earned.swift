extension Programme {
    /// What lines earn: by quote and by the recorded purchase alike, so that both agree.
    ///
    /// Order: the base of each line (`points`, or the first `instead` rule of the list that holds), what adds to it,
    /// multipliers, points once a purchase, the cap of all. Each rule counts full amounts of all its lines together, and
    /// rounds down once.
    public func earned(by lines: [Purchase.Line], _ context: EarningContext) -> Earned {
        if context.isEmployee, employees?.isEarning == false {
            var none = Earned()
            none.linePoints = [Int64](repeating: 0, count: lines.count)
            return none
        }
        var earning = Earning(self, lines, context)
        earning.run()
        return earning.earned
    }

    /// What an enrolment gives: central alone, once in a customer's life.
    public func enrolmentBonuses(_ context: EarningContext) -> [Earned.Part] {
        earning.rules.compactMap { rule in
            guard rule.once == .enrolment, case .points(let points) = rule.gift,
                rule.conditions.hold(context, basketMinor: .max)
            else { return nil }
            return Earned.Part(rule: rule.id, points: points)
        }
    }

    /// What the tier, or being an employee, multiplies by: 10,000 is once.
    func multiplierBasisPoints(_ context: EarningContext) -> Int64 {
        if context.isEmployee, let employees { return employees.multiplierBasisPoints }
        return context.tier.flatMap(tier)?.multiplierBasisPoints ?? 10_000
    }
}

/// One purchase on its way through the rules.
private struct Earning {
    private let programme: Programme
    private let rules: [EarningRule]
    private let context: EarningContext
    private let lines: [Purchase.Line]
    /// What of each line earns; never below zero.
    private let amounts: [Int64]
    private(set) var earned = Earned()
    /// The lines of each rule that holds; empty where none is.
    private var linesOfRule: [[Int]] = []
    /// Of each line: the rule that stands instead of the base, or -1.
    private var baseOfLine: [Int] = []

    init(_ programme: Programme, _ lines: [Purchase.Line], _ context: EarningContext) {
        self.programme = programme
        self.lines = lines
        self.context = context
        rules = programme.earning.rules
        amounts = EarningAmounts.of(lines, programme.earning, paidWithPoints: programme.paidAmount(context))
        earned.linePoints = [Int64](repeating: 0, count: lines.count)
    }

    mutating func run() {
        let multiplier = programme.multiplierBasisPoints(context)
        baseOfLine = [Int](repeating: -1, count: lines.count)
        if !rules.isEmpty { matchRules() }
        giveBase()
        if !rules.isEmpty { giveAdditions() }
        multiply(multiplier)
        if !rules.isEmpty { giveBonuses() }
        if let most = programme.earning.pointsMax, earned.points > most { cap(most) }
    }

    // MARK: which rules

    private mutating func matchRules() {
        let basket = max(0, lines.reduce(0) { $0 + $1.amountMinor })
        let isHolding = rules.map { rule in
            rule.once != .enrolment && (rule.once != .firstPurchase || context.isFirstPurchase)
                && rule.conditions.hold(context, basketMinor: basket)
        }
        linesOfRule = [[Int]](repeating: [], count: rules.count)
        for line in lines.indices where amounts[line] > 0 {
            programme.earning.index.forEachRule(of: lines[line]) { rule in
                if isHolding[rule], linesOfRule[rule].last != line { linesOfRule[rule].append(line) }
            }
        }
        // What is given once in a life is no base: it is pending, beside what everyone gets.
        for (place, rule) in rules.enumerated().reversed() where rule.once == nil {
            guard case .perAmount(_, _, isInstead: true) = rule.gift else { continue }
            for line in linesOfRule[place] { baseOfLine[line] = place }
        }
    }

    // MARK: what they give

    private mutating func giveBase() {
        let plain = lines.indices.filter { baseOfLine[$0] < 0 && amounts[$0] > 0 }
        give(Earned.base, programme.points.base(sum(plain)), to: plain)
        for (place, rule) in rules.enumerated() where rule.once == nil {
            guard case .perAmount(let minor, let points, isInstead: true) = rule.gift else { continue }
            let mine = linesOfRule[place].filter { baseOfLine[$0] == place }
            give(rule, PointsRules.points(points, per: minor, of: sum(mine)), to: mine)
        }
    }

    private mutating func giveAdditions() {
        for (place, rule) in rules.enumerated() {
            guard case .perAmount(let minor, let points, let isInstead) = rule.gift, !isInstead || rule.once != nil
            else { continue }
            give(rule, PointsRules.points(points, per: minor, of: sum(linesOfRule[place])), to: linesOfRule[place])
        }
    }

    private mutating func multiply(_ tierMultiplier: Int64) {
        var multipliers: [(rule: Int?, basisPoints: Int64)] = []
        if tierMultiplier > 10_000 { multipliers.append((nil, tierMultiplier)) }
        for (place, rule) in rules.enumerated() where !linesOfRule[place].isEmpty {
            if case .multiplier(let basisPoints) = rule.gift { multipliers.append((place, basisPoints)) }
        }
        guard !multipliers.isEmpty else { return }
        let isBest = programme.earning.multipliers == .best
        let best = isBest ? bestOfLine(multipliers) : []
        for (order, multiplier) in multipliers.enumerated() {
            let rule = multiplier.rule.map { rules[$0] }
            var mine = lines(of: multiplier.rule)
            if isBest, rule?.once == nil { mine = mine.filter { best[$0] == order } }
            let points = Money.part(multipliable(mine), multiplier.basisPoints - 10_000, of: 10_000)
            if let rule { give(rule, points, to: mine) } else { give(Earned.tierMultiplier, points, to: mine) }
        }
    }

    /// The place of each line's greatest multiplier. One that is given once in a life competes with none.
    private func bestOfLine(_ multipliers: [(rule: Int?, basisPoints: Int64)]) -> [Int] {
        var best = [Int](repeating: -1, count: lines.count)
        for (order, multiplier) in multipliers.enumerated() where multiplier.rule.map({ rules[$0].once == nil }) ?? true
        {
            for line in lines(of: multiplier.rule) {
                if best[line] < 0 || multipliers[best[line]].basisPoints < multiplier.basisPoints { best[line] = order }
            }
        }
        return best
    }

    /// Those of a rule, or all that earn.
    private func lines(of rule: Int?) -> [Int] {
        if let rule { return linesOfRule[rule] }
        return lines.indices.filter { amounts[$0] > 0 }
    }

    /// What some lines earn that a multiplier multiplies.
    private func multipliable(_ mine: [Int]) -> Int64 {
        var points = programme.points.base(sum(mine.filter { baseOfLine[$0] < 0 }))
        let isAll = programme.earning.multiplied == .all
        for (place, rule) in rules.enumerated() where !linesOfRule[place].isEmpty && rule.once == nil {
            guard case .perAmount(let minor, let each, let isInstead) = rule.gift, isInstead || isAll else { continue }
            let both = mine.filter { isInstead ? baseOfLine[$0] == place : linesOfRule[place].contains($0) }
            points.add(saturating: PointsRules.points(each, per: minor, of: sum(both)))
        }
        return points
    }

    private mutating func giveBonuses() {
        for (place, rule) in rules.enumerated() where !linesOfRule[place].isEmpty {
            if case .points(let points) = rule.gift { give(rule, points, to: linesOfRule[place]) }
        }
    }

    // MARK: giving

    private func sum(_ lines: [Int]) -> Int64 { lines.reduce(0) { $0 + amounts[$1] } }

    private mutating func give(_ rule: EarningRule, _ points: Int64, to mine: [Int]) {
        let points = min(points, rule.pointsMax ?? .max)
        guard points > 0 else { return }
        guard rule.once == nil else { return earned.pending.append(Earned.Part(rule: rule.id, points: points)) }
        give(rule.id, points, to: mine)
    }

    private mutating func give(_ rule: String, _ points: Int64, to mine: [Int]) {
        let points = min(points, Money.amountMinorMax - earned.points)
        guard points > 0 else { return }
        earned.points += points
        earned.rules.append(Earned.Part(rule: rule, points: points))
        Money.distribute(points, by: mine.map { amounts[$0] }) { earned.linePoints[mine[$0]] += $1 }
    }

    private mutating func cap(_ most: Int64) {
        earned.rules.append(Earned.Part(rule: Earned.cap, points: most - earned.points))
        earned.points = most
        let uncapped = earned.linePoints
        Money.distribute(most, by: uncapped) { earned.linePoints[$0] = $1 }
    }
}

extension Programme {
    fileprivate func paidAmount(_ context: EarningContext) -> Int64 {
        redemption.isEarningOnPoints ? 0 : max(0, context.paidWithPointsMinor)
    }
}

/// What of each line earns.
enum EarningAmounts {
    /// Never below zero. A returned or voided line takes its amount off the lines of the same article, the last first, and
    /// what is left off the others. What was paid with points is taken off all lines in proportion.
    static func of(_ lines: [Purchase.Line], _ rules: EarningRules, paidWithPoints: Int64) -> [Int64] {
        var amounts = lines.map { amount($0, rules) }
        for place in lines.indices where amounts[place] < 0 {
            var rest = -amounts[place]
            amounts[place] = 0
            take(&rest, from: &amounts) { lines[$0].sku == lines[place].sku }
            take(&rest, from: &amounts) { _ in true }
        }
        let payable = lines.reduce(0) { $0 + $1.amountMinor }
        guard paidWithPoints > 0, payable > 0 else { return amounts }
        let kept = max(0, payable - paidWithPoints)
        let total = amounts.reduce(0, +)
        Money.distribute(Money.part(total, kept, of: payable), by: amounts) { amounts[$0] = $1 }
        return amounts
    }

    private static func take(_ rest: inout Int64, from amounts: inout [Int64], where isTaken: (Int) -> Bool) {
        guard rest > 0 else { return }
        for place in amounts.indices.reversed() where amounts[place] > 0 && isTaken(place) {
            let taken = min(rest, amounts[place])
            amounts[place] -= taken
            rest -= taken
            if rest == 0 { return }
        }
    }

    private static func amount(_ line: Purchase.Line, _ rules: EarningRules) -> Int64 {
        if !rules.excluded.isEmpty, rules.excluded.contains(line) { return 0 }
        let amount = rules.discounts == .before ? line.amountMinor + line.discountMinor : line.amountMinor
        guard rules.tax == .excluded, line.taxMinor != 0, line.amountMinor != 0 else { return amount }
        // The tax is that of what is paid; of the price before discounts it is as much more.
        let tax = Money.part(abs(amount), abs(line.taxMinor), of: abs(line.amountMinor))
        return amount < 0 ? amount + min(tax, -amount) : amount - min(tax, amount)
    }
}
