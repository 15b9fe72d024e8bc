import Testing

@testable import Loyalty

@Suite struct `By when a tier is reached and kept` {
    struct Case: Sendable, CustomStringConvertible {
        let rules: String
        let tier: TierID
        let since: String?
        let bought: [(String, Int64)]
        let nextBy: String?
        let keepBy: String?
        let kept: (spend: Int64, visits: Int64)

        init(
            _ rules: String, _ tier: String, since: String? = nil, _ bought: [(String, Int64)], next: String?,
            keep: String? = nil, _ spend: Int64 = 0, _ visits: Int64 = 0
        ) {
            self.rules = rules
            self.tier = TierID(tier)
            self.since = since
            self.bought = bought
            nextBy = next
            keepBy = keep
            kept = (spend, visits)
        }

        var description: String { "\(rules) \(tier) \(bought)" }
    }

    /// Silver is reached by 5,000.00 or 10 visits in 365 days; it is 2026-03-14.
    private static let cases = [
        // A window that moves on every day.
        Case("{}", "bronze", [], next: nil),
        Case("{}", "bronze", [("2025-03-14", 100), ("2025-03-15", 100), ("2026-01-01", 100)], next: "2026-03-14"),
        Case("{}", "bronze", [("2026-03-14", 100)], next: "2027-03-13"),
        Case(
            "{}", "silver", [("2025-06-01", 300_000), ("2025-09-01", 250_000), ("2026-01-01", 100_000)],
            next: "2026-05-31", keep: "2026-05-31", 350_000, 2),
        Case(
            "{}", "silver", [("2025-06-01", 100_000), ("2025-09-01", 500_000)], next: "2026-05-31", keep: "2026-08-31"),
        Case(
            "{}", "silver", [("2025-06-01", 300_000), ("2025-06-01", 300_000), ("2025-07-01", 499_999)],
            next: "2026-05-31", keep: "2026-05-31", 499_999, 1),
        Case(
            "{}", "silver", [("2025-06-01", 300_000), ("2025-06-01", 300_000), ("2025-07-01", 500_000)],
            next: "2026-05-31", keep: "2026-06-30"),
        Case(
            "{}", "silver", [("2025-06-01", .max), ("2025-06-02", .max), ("2025-06-03", 1)], next: "2026-05-31",
            keep: "2026-06-01", 1, 1),
        // What was lost already is not kept by a day.
        Case("{}", "silver", [("2026-03-01", 499_999)], next: "2027-02-28"),
        Case(
            #"{"graceDays":30}"#, "silver", [("2025-03-01", 300_000), ("2025-06-01", 250_000)], next: "2026-05-31",
            keep: "2026-03-30", 250_000, 1),
        Case(#"{"downgrade":"never"}"#, "silver", [("2026-03-01", 500_000)], next: "2027-02-28"),
        // A period that ends on a day.
        Case(
            #"{"period":"calendarYear"}"#, "silver", since: "2026-01-01",
            [("2025-12-31", 900_000), ("2026-02-01", 200_000)], next: "2026-12-31", keep: "2026-12-31", 200_000, 1),
        Case(
            #"{"period":"calendarYear","graceDays":10}"#, "silver", since: "2026-01-01", [], next: "2026-12-31",
            keep: "2027-01-10"),
        Case(#"{"period":"calendarYear"}"#, "bronze", since: "2026-01-01", [], next: "2026-12-31"),
        Case(
            #"{"period":"sinceChange"}"#, "silver", since: "2026-03-01", [("2026-03-02", 1_000)], next: "2027-02-28",
            keep: "2027-02-28", 1_000, 1),
        Case(#"{"period":"sinceChange","downgrade":"never"}"#, "silver", since: "2026-03-01", [], next: nil),
        Case(#"{"period":"sinceChange"}"#, "silver", [], next: nil),
        Case(
            #"{"downgrade":"oneStep"}"#, "silver", since: "2026-01-01", [("2025-12-31", 500_000), ("2026-01-01", 70)],
            next: "2026-12-30", keep: "2026-12-31", 70, 1),
    ]

    @Test(arguments: cases)
    func `days, and what counts on them`(wanted: Case) throws {
        let programme = try Programme(text: SampleProgramme.text(more: ",\"tierRules\":\(wanted.rules)"))
        let bought = try wanted.bought.map { TierRules.Bought(try #require(LocalDay($0.0)), $0.1) }
        let outlook = programme.tierRules.outlook(
            wanted.tier, since: wanted.since.flatMap { LocalDay($0) }, on: try #require(LocalDay("2026-03-14")),
            programme: programme, bought)
        #expect(outlook.nextBy?.description == wanted.nextBy)
        #expect(outlook.keepBy?.description == wanted.keepBy)
        #expect(outlook.kept.spendMinor == wanted.kept.spend && outlook.kept.visits == wanted.kept.visits)
    }

    /// The slow way: judged every day, a tier that nothing more is bought for falls on the day after `keepBy`.
    @Test(arguments: [
        "{}", #"{"graceDays":20}"#, #"{"period":"calendarYear"}"#, #"{"period":"sinceChange","graceDays":5}"#,
        #"{"downgrade":"oneStep"}"#,
    ])
    func `judging day by day loses the tier on the day after`(rules: String) throws {
        let programme = try Programme(text: SampleProgramme.text(more: ",\"tierRules\":\(rules)"))
        let start = try #require(LocalDay("2026-01-01"))
        let bought = [(4, 200_000), (9, 350_000), (40, 30_000)].map {
            TierRules.Bought(start.adding(days: $0.0), Int64($0.1))
        }
        func qualifying(_ days: ClosedRange<LocalDay>) -> TierRules.Qualifying {
            let counted = bought.filter { days.contains($0.day) }
            return TierRules.Qualifying(
                spendMinor: counted.reduce(0) { $0 + $1.spendMinor }, visits: Int64(counted.count))
        }
        var standing = TierRules.Standing(tier: TierID("bronze"), since: start)
        var promised: LocalDay?
        for number in 0..<1_200 {
            let day = start.adding(days: number)
            let before = standing
            standing = programme.tierRules.judge(standing, on: day, programme: programme, qualifying)
            if programme.rank(standing.tier) < programme.rank(before.tier) {
                #expect(promised == day.adding(days: -1))
                return
            }
            let known = bought.filter { $0.day <= day }
            guard programme.rank(standing.tier) > 0 else { continue }
            let outlook = programme.tierRules.outlook(
                standing.tier, since: standing.since, on: day, programme: programme, known)
            // Enough was bought for the period that ends on it: the tier holds for another.
            let isKept =
                programme.missing(
                    for: programme.tiers[1], spendMinor: outlook.kept.spendMinor, visits: outlook.kept.visits) == nil
            promised = isKept ? nil : outlook.keepBy
        }
        Issue.record("the tier was never lost")
    }
}
