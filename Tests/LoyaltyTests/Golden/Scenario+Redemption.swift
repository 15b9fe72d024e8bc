private func reward(_ reward: String) -> String { #","rewards":[{"id":"coffee",\#(reward)}]"# }

private let pending = #"{"perAmountMinor":1000,"points":1,"valueMinor":10,"pendingDays":14}"#

extension Scenario {
    static let redemption: [Scenario] = [
        Scenario(
            "a receipt takes points up to its total",
            """
            2026-03-14 | takes 10.00 | 100
            2026-03-14 | takes 10.09 | 100
            2026-03-14 | takes 10.10 | 101
            2026-03-14 | takes 0.00  | 0
            """),
        Scenario(
            "points may cover a share of a receipt", more: #","redemption":{"sharePercentMax":50}"#,
            """
            2026-03-14 | takes 10.00 | 50
            2026-03-14 | takes 0.19  | 0
            2026-03-14 | takes 0.20  | 1
            """),
        Scenario(
            "points are used in steps", more: #","redemption":{"pointsStep":100}"#,
            """
            2026-03-14 | takes 9.99  | 0
            2026-03-14 | takes 10.00 | 100
            2026-03-14 | takes 19.99 | 100
            2026-03-14 | takes 20.00 | 200
            """),
        Scenario(
            "a reward costs exactly its points", more: reward(#""kind":"product","points":500"#),
            """
            2026-03-14 | buy R1 tv 4990.00 | 499 = base 499
            2026-03-14 | reward coffee     | notEnoughPoints
            2026-03-14 | buy R2 gum 10.00  | 1 = base 1
            2026-03-14 | reward coffee     | ok
            """),
        Scenario(
            "a reward for points that are not here yet", points: pending,
            more: reward(#""kind":"voucher","points":500"#),
            """
            2026-03-14 | buy R1 tv 5000.00 | 500 = base 500; into p2026-03-28
            2026-03-27 | reward coffee     | notEnoughHere
            2026-03-28 | reward coffee     | ok
            """),
        Scenario(
            "a reward's tiers", more: reward(#""kind":"experience","uses":1,"tiers":["gold"]"#),
            """
            2026-03-14 | reward coffee                 | otherTier
            2026-03-14 | start silver since 2026-03-14 | ok
            2026-03-14 | reward coffee                 | otherTier
            2026-03-14 | start gold since 2026-03-14   | ok
            2026-03-14 | reward coffee                 | ok
            """),
        Scenario(
            "a reward's days, both ends its own",
            more: reward(#""kind":"product","uses":1,"from":"2026-12-24","to":"2027-01-06""#),
            """
            2026-12-23 23:59 | reward coffee | notOpen
            2026-12-24 00:00 | reward coffee | ok
            2027-01-06 23:59 | reward coffee | ok
            2027-01-07 00:00 | reward coffee | notOpen
            """),
        Scenario(
            "a store without stock", more: reward(#""kind":"product","uses":1,"stock":{"001":0},"stockPerStore":5"#),
            "2026-03-14 | reward coffee | outOfStock"),
        Scenario(
            "a store that is not named has what the others have",
            more: reward(#""kind":"product","uses":1,"stock":{"002":0},"stockPerStore":1"#),
            "2026-03-14 | reward coffee | ok"),
        Scenario(
            "a mystery leaves none without, and the same number draws the same",
            more: reward(
                #"""
                "kind":"mystery","points":1,"mystery":{"prizes":[
                {"id":"a","percent":50},{"id":"b","percent":30},{"id":"c","percent":20}]}
                """#),
            """
            2026-03-14 | draw coffee 0       | a
            2026-03-14 | draw coffee 499999  | a
            2026-03-14 | draw coffee 500000  | b
            2026-03-14 | draw coffee 799999  | b
            2026-03-14 | draw coffee 800000  | c
            2026-03-14 | draw coffee 999999  | c
            2026-03-14 | draw coffee 1000000 | a
            2026-03-14 | draw coffee 500000  | b
            """),
        Scenario(
            "a draw by lot leaves most without",
            more: reward(
                #"""
                "kind":"mystery","points":1,"mystery":{"draw":"lot","budgetMinor":100,
                "legal":{"terms":"https://example.com/bases","permit":"20260001PS00"},
                "prizes":[{"id":"car","percent":0.0001},{"id":"cup","percent":10}]}
                """#),
            """
            2026-03-14 | draw coffee 0      | car
            2026-03-14 | draw coffee 1      | cup
            2026-03-14 | draw coffee 100000 | cup
            2026-03-14 | draw coffee 100001 | nothing
            2026-03-14 | draw coffee 999999 | nothing
            """),
    ]
}
