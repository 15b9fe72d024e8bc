import Testing

@testable import Loyalty

@Suite struct `What lines earn` {
    private let saturday = EarningContext(day: LocalDay(number: 20_526), minuteOfDay: 600, tier: TierID("bronze"))

    private func earned(
        _ earning: String, _ lines: [Purchase.Line], _ context: EarningContext? = nil,
        points: String = #"{"perAmountMinor":1000,"points":1}"#, more: String = ""
    ) throws -> Earned {
        let programme = try Programme(
            text: SampleProgramme.text(points: points, more: #","earning":\#(earning)\#(more)"#))
        let earned = programme.earned(by: lines, context ?? saturday)
        #expect(earned.linePoints.reduce(0, +) == earned.points && earned.linePoints.count == lines.count)
        #expect(earned.rules.reduce(0) { $0 + $1.points } == earned.points)
        return earned
    }

    private func line(_ sku: String, _ amount: Int64, _ category: String? = nil) -> Purchase.Line {
        Purchase.Line(sku: sku, category: category, amountMinor: amount)
    }

    @Test func `without rules full amounts of all lines together earn, shared out line by line`() throws {
        let earned = try earned("{}", [line("a", 1500), line("b", 1500), line("c", 999)])
        #expect(earned.points == 3 && earned.linePoints == [1, 1, 1])
        #expect(earned.rules == [Earned.Part(rule: "base", points: 3)] && earned.pending.isEmpty)
    }

    @Test func `a returned line takes its amount off its own article first`() throws {
        let rule = #"{"rules":[{"id":"fruit","skus":["apple"],"perAmountMinor":1000,"points":5}]}"#
        let bought = [line("apple", 3000), line("pear", 3000), line("apple", -2000)]
        // 4,000 remain: 4 of the base, and one full 1,000 of apples.
        let earned = try earned(rule, bought)
        #expect(earned.rules == [Earned.Part(rule: "base", points: 4), Earned.Part(rule: "fruit", points: 5)])
        #expect(earned.linePoints == [6, 3, 0])
    }

    @Test func `more returned than bought earns nothing`() throws {
        #expect(try earned("{}", [line("a", 3000), line("b", -3001)]).points == 0)
    }

    @Test func `a rule that is given once in a life is pending and takes nothing from the store's points`() throws {
        var first = saturday
        first.isFirstPurchase = true
        let rule =
            #"{"rules":[{"id":"welcome","once":"firstPurchase","points":50},{"id":"join","once":"enrolment","points":9}]}"#
        let earned = try earned(rule, [line("a", 2000)], first)
        #expect(earned.points == 2 && earned.pending == [Earned.Part(rule: "welcome", points: 50)])
        #expect(try self.earned(rule, [line("a", 2000)]).pending.isEmpty)
    }

    @Test func `the greatest receipt does not overflow`() throws {
        let rules =
            #"{"multipliers":"sum","rules":[{"id":"a","multiplier":100},{"id":"b","perAmountMinor":1,"points":1000000}]}"#
        let lines = (0..<Purchase.linesMax).map { line("\($0)", Money.amountMinorMax) }
        #expect(try earned(rules, lines).points == Money.amountMinorMax)
    }

    @Test(
        arguments: [
            (0, [0, 0, 0]), (1, [0, 0, 1]), (2, [0, 1, 1]), (3, [1, 1, 1]), (100, [33, 33, 34]),
        ] as [(Int64, [Int64])]) func `shares come to what is shared`(amount: Int64, shares: [Int64])
    {
        var given: [Int64] = [0, 0, 0]
        Money.distribute(amount, by: [7, 7, 7]) { given[$0] = $1 }
        #expect(given == shares)
    }
}
