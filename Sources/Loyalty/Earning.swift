/// One purchase on its way through the rules. Its cost grows with the rules that its lines meet, not with all of them: a
/// store asks at each sale.
struct Earning {
    private let programme: Programme
    private let rules: [EarningRule]
    private let context: EarningContext
    private let lines: [Purchase.Line]
    /// What of each line earns; never below zero.
    private let amounts: [Int64]
    /// The lines that earn.
    private let earning: [Int]
    private(set) var earned = Earned()
    private var meetings: RuleMeetings
    /// Of each line: the rule that stands instead of the base, or -1.
    private var baseOfLine: [Int]

    init(_ programme: Programme, _ lines: [Purchase.Line], _ context: EarningContext) {
        self.programme = programme
        self.lines = lines
        self.context = context
        rules = programme.earning.rules
        let amounts = EarningAmounts.of(lines, programme.earning, paidWithPoints: programme.paidAmount(context))
        self.amounts = amounts
        var earning: [Int] = []
        earning.reserveCapacity(lines.count)
        for place in lines.indices where amounts[place] > 0 { earning.append(place) }
        self.earning = earning
        meetings = RuleMeetings(of: [], [], programme.earning.index) { _ in false }
        baseOfLine = [Int](repeating: -1, count: lines.count)
        earned.linePoints = [Int64](repeating: 0, count: lines.count)
    }

    mutating func run() {
        if !rules.isEmpty { match() }
        giveBase()
        giveAdditions()
        multiply()
        for place in meetings.rules {
            if case .points(let points) = rules[place].gift {
                give(rules[place], points, to: meetings.lines(of: place))
            }
        }
        if let most = programme.earning.pointsMax, earned.points > most { cap(most) }
    }

    // MARK: which rules

    private mutating func match() {
        let basket = max(0, lines.reduce(0) { $0 + $1.amountMinor })
        meetings = RuleMeetings(of: lines, earning, programme.earning.index) { place in
            let rule = rules[place]
            return rule.once != .enrolment && (rule.once != .firstPurchase || context.isFirstPurchase)
                && rule.conditions.hold(context, basketMinor: basket)
        }
        // What is given once in a life is no base: it is pending, beside what everyone gets.
        for place in meetings.rules.reversed() where rules[place].once == nil {
            guard case .perAmount(_, _, isInstead: true) = rules[place].gift else { continue }
            for line in meetings.lines(of: place) { baseOfLine[line] = place }
        }
    }

    // MARK: what they give

    private mutating func giveBase() {
        let plain = meetings.rules.isEmpty ? earning[...] : earning.filter { baseOfLine[$0] < 0 }[...]
        give(Earned.base, programme.points.base(sum(plain)), to: plain)
        for place in meetings.rules where rules[place].once == nil {
            guard case .perAmount(let minor, let points, isInstead: true) = rules[place].gift else { continue }
            let mine = meetings.lines(of: place).filter { baseOfLine[$0] == place }[...]
            give(rules[place], PointsRules.points(points, per: minor, of: sum(mine)), to: mine)
        }
    }

    private mutating func giveAdditions() {
        for place in meetings.rules {
            guard case .perAmount(let minor, let points, let isInstead) = rules[place].gift,
                !isInstead || rules[place].once != nil
            else { continue }
            let mine = meetings.lines(of: place)
            give(rules[place], PointsRules.points(points, per: minor, of: sum(mine)), to: mine)
        }
    }

    private struct Multiplier {
        /// Nil: the tier's, or the employees'.
        let place: Int?
        let basisPoints: Int64
        var lines: ArraySlice<Int>
    }

    private mutating func multiply() {
        let multipliers = multipliers
        var before: (lines: ArraySlice<Int>, points: Int64)?
        for multiplier in multipliers {
            // Rules that are for the same lines, such as all, multiply the same.
            let points = before?.lines == multiplier.lines ? before?.points ?? 0 : multipliable(multiplier.lines)
            before = (multiplier.lines, points)
            let more = Money.part(points, multiplier.basisPoints - 10_000, of: 10_000)
            if let place = multiplier.place {
                give(rules[place], more, to: multiplier.lines)
            } else {
                give(Earned.tierMultiplier, more, to: multiplier.lines)
            }
        }
    }

    /// In order of application. Where the best alone counts each has the lines left that it is the best of; one that is given
    /// once in a life competes with none.
    private var multipliers: [Multiplier] {
        var all: [Multiplier] = []
        let ofTier = programme.multiplierBasisPoints(context)
        if ofTier > 10_000 { all.append(Multiplier(place: nil, basisPoints: ofTier, lines: earning[...])) }
        for place in meetings.rules {
            guard case .multiplier(let basisPoints) = rules[place].gift else { continue }
            all.append(Multiplier(place: place, basisPoints: basisPoints, lines: meetings.lines(of: place)))
        }
        guard programme.earning.multipliers == .best, all.count > 1 else { return all }
        func competes(_ multiplier: Multiplier) -> Bool { multiplier.place.map { rules[$0].once == nil } ?? true }
        var best = [Int](repeating: -1, count: lines.count)
        for (order, multiplier) in all.enumerated() where competes(multiplier) {
            for line in multiplier.lines where best[line] < 0 || all[best[line]].basisPoints < multiplier.basisPoints {
                best[line] = order
            }
        }
        for (order, multiplier) in all.enumerated() where competes(multiplier) {
            all[order].lines = multiplier.lines.filter { best[$0] == order }[...]
        }
        return all
    }

    /// What some lines earn that a multiplier multiplies.
    private func multipliable(_ mine: ArraySlice<Int>) -> Int64 {
        guard !mine.isEmpty else { return 0 }
        var isMine = [Bool](repeating: false, count: lines.count)
        var plain: Int64 = 0
        for line in mine {
            isMine[line] = true
            if baseOfLine[line] < 0 { plain += amounts[line] }
        }
        var points = programme.points.base(plain)
        let isAll = programme.earning.multiplied == .all
        for place in meetings.rules where rules[place].once == nil {
            guard case .perAmount(let minor, let each, let isInstead) = rules[place].gift, isInstead || isAll else {
                continue
            }
            var amount: Int64 = 0
            for line in meetings.lines(of: place) where isMine[line] && (!isInstead || baseOfLine[line] == place) {
                amount += amounts[line]
            }
            points.add(saturating: PointsRules.points(each, per: minor, of: amount))
        }
        return points
    }

    // MARK: giving

    private func sum(_ lines: ArraySlice<Int>) -> Int64 { lines.reduce(0) { $0 + amounts[$1] } }

    private mutating func give(_ rule: EarningRule, _ points: Int64, to mine: ArraySlice<Int>) {
        let points = min(points, rule.pointsMax ?? .max)
        guard points > 0 else { return }
        guard rule.once == nil else { return earned.pending.append(Earned.Part(rule: rule.id, points: points)) }
        give(rule.id, points, to: mine)
    }

    private mutating func give(_ rule: String, _ points: Int64, to mine: ArraySlice<Int>) {
        let points = min(points, Money.amountMinorMax - earned.points)
        guard points > 0 else { return }
        earned.points += points
        earned.rules.append(Earned.Part(rule: rule, points: points))
        Money.distribute(points, over: mine, by: amounts) { earned.linePoints[$0] += $1 }
    }

    private mutating func cap(_ most: Int64) {
        earned.rules.append(Earned.Part(rule: Earned.cap, points: most - earned.points))
        earned.points = most
        let uncapped = earned.linePoints
        Money.distribute(most, over: uncapped.indices, by: uncapped) { earned.linePoints[$0] = $1 }
    }
}

/// Which rules a purchase's lines meet, and the lines of each, both in their order.
private struct RuleMeetings {
    /// Those that hold and have a line.
    private(set) var rules: [Int] = []
    private let index: SelectionIndex
    private let earning: [Int]
    /// The lines of each rule that is not for everything, one rule after the other.
    private var chosen: [Int] = []
    /// By rule, where its lines begin in `chosen`; one more for the end.
    private var starts: [Int] = []

    /// - Parameters:
    ///   - earning: the lines that earn
    ///   - holds: asked once of each rule that a line belongs to
    init(of lines: [Purchase.Line], _ earning: [Int], _ index: SelectionIndex, holds: (Int) -> Bool) {
        self.index = index
        self.earning = earning
        let ruleCount = index.isEverything.count
        guard ruleCount > 0, !earning.isEmpty else { return }
        var pairs: [(rule: Int, line: Int)] = []
        var isHolding = [Bool?](repeating: nil, count: ruleCount)
        var lastLine = [Int](repeating: -1, count: ruleCount)
        starts = [Int](repeating: 0, count: ruleCount + 1)
        for rule in index.everything { isHolding[rule] = holds(rule) }
        for line in earning {
            index.forEachRule(of: lines[line]) { rule in
                guard lastLine[rule] != line else { return }
                lastLine[rule] = line
                let isHeld = isHolding[rule] ?? holds(rule)
                isHolding[rule] = isHeld
                guard isHeld else { return }
                pairs.append((rule, line))
                starts[rule + 1] += 1
            }
        }
        for rule in 0..<ruleCount {
            if isHolding[rule] == true { rules.append(rule) }
            starts[rule + 1] += starts[rule]
        }
        var next = starts
        chosen = [Int](repeating: 0, count: pairs.count)
        for pair in pairs {
            chosen[next[pair.rule]] = pair.line
            next[pair.rule] += 1
        }
    }

    func lines(of rule: Int) -> ArraySlice<Int> {
        index.isEverything[rule] ? earning[...] : chosen[starts[rule]..<starts[rule + 1]]
    }
}
