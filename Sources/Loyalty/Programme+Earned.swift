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

extension Programme {
    func paidAmount(_ context: EarningContext) -> Int64 {
        // As a discount points lower what is paid.
        redemption.isEarningOnPoints && redemption.form == .payment ? 0 : max(0, context.paidWithPointsMinor)
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
        let weights = amounts
        Money.distribute(Money.part(total, kept, of: payable), over: weights.indices, by: weights) { amounts[$0] = $1 }
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
