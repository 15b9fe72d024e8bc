private let two = [#"{"id":"bronze"}"#, #"{"id":"silver","spendMinor":10000,"visits":2}"#]
private let both = [#"{"id":"bronze"}"#, #"{"id":"silver","spendMinor":10000,"visits":2,"needs":"both"}"#]

private func rules(_ rules: String) -> String { #","tierRules":{\#(rules)}"# }

extension Scenario {
    static let tiers: [Scenario] = reached + rolling + calendar

    private static let reached: [Scenario] = [
        Scenario(
            "a tier is reached at exactly its spend, at once",
            """
            2026-01-10 | buy R1 tv 4999.99 | 499 = base 499
            2026-01-10 | tier              | bronze
            2026-01-10 | run               | bronze since 1970-01-01
            2026-01-10 | missing silver    | 0.01 or 9 visits
            2026-01-10 | missing gold      | 15000.01
            2026-01-10 | buy R2 gum 0.01   | 0
            2026-01-10 | tier              | silver
            2026-01-10 | run               | silver since 2026-01-10
            2026-01-10 | missing silver    | nothing
            2026-01-11 | buy R3 tv 15000.01 | 1500 = base 1500
            2026-01-11 | run               | gold since 2026-01-11
            """),
        Scenario(
            "a tier is reached by visits alone", tiers: two,
            """
            2026-01-10 | buy R1 gum 0.50 | 0
            2026-01-10 | run             | bronze since 1970-01-01
            2026-01-10 | missing silver  | 99.50 or 1 visits
            2026-01-12 | buy R2 gum 0.50 | 0
            2026-01-12 | run             | silver since 2026-01-12
            """),
        Scenario(
            "a tier may need both", tiers: both,
            """
            2026-01-10 | buy R1 tv 100.00 | 10 = base 10
            2026-01-10 | run              | bronze since 1970-01-01
            2026-01-10 | missing silver   | 0.00 and 1 visits
            2026-01-11 | buy R2 gum 0.01  | 0
            2026-01-11 | run              | silver since 2026-01-11
            """),
        Scenario(
            "both are not reached by visits alone", tiers: both,
            """
            2026-01-10 | buy R1 gum 50.00 | 5 = base 5
            2026-01-11 | buy R2 gum 49.99 | 4 = base 4
            2026-01-11 | run              | bronze since 1970-01-01
            2026-01-11 | missing silver   | 0.01 and 0 visits
            """),
        Scenario(
            "no tier falls because points end",
            points: #"{"perAmountMinor":1000,"points":1,"valueMinor":10,"expiry":{"months":1}}"#,
            """
            2026-01-10 | buy R1 tv 5000.00 | 500 = base 500; into p/2026-02-10
            2026-01-10 | run               | silver since 2026-01-10
            2026-03-10 | run               | expired 500 of p/2026-02-10; silver since 2026-01-10
            """),
        Scenario(
            "no tier falls because points are used",
            """
            2026-01-10 | buy R1 tv 5000.00        | 500 = base 500
            2026-01-10 | run                      | silver since 2026-01-10
            2026-01-11 | buy R2 gum 1.00 pay 500  | 0; paid 500 of p
            2026-01-11 | run                      | silver since 2026-01-10
            """),
        Scenario(
            "what came back does not count",
            """
            2026-01-10 | buy R1 tv 5000.00 | 500 = base 500
            2026-01-10 | run               | silver since 2026-01-10
            2026-01-20 | return R1 tv      | 5000.00 back, -500 points
            2026-01-20 | run               | bronze since 2026-01-20
            """),
    ]

    private static let rolling: [Scenario] = [
        Scenario(
            "rolling days: the 365th counts, the 366th does not",
            """
            2026-01-10 | buy R1 tv 5000.00 | 500 = base 500
            2026-01-10 | run               | silver since 2026-01-10
            2027-01-09 | run               | silver since 2026-01-10
            2027-01-10 | run               | bronze since 2027-01-10
            2027-01-11 | run               | bronze since 2027-01-10
            """),
        Scenario(
            "rolling days: a leap year's are as many",
            """
            2028-01-10 | buy R1 tv 5000.00 | 500 = base 500
            2028-01-10 | run               | silver since 2028-01-10
            2029-01-08 | run               | silver since 2028-01-10
            2029-01-09 | run               | bronze since 2029-01-09
            """),
        Scenario(
            "rolling days: down to what is merited",
            """
            2026-01-10 | buy R1 tv 15000.00 | 1500 = base 1500
            2026-06-10 | buy R2 tv 5000.00  | 500 = base 500
            2026-06-10 | run                | gold since 2026-06-10
            2027-01-09 | run                | gold since 2026-06-10
            2027-01-10 | run                | silver since 2027-01-10
            2027-06-10 | run                | bronze since 2027-06-10
            """),
        Scenario(
            "rolling days: grace keeps a tier, and reaches none", more: rules(#""graceDays":30"#),
            """
            2026-01-10 | buy R1 tv 5000.00 | 500 = base 500
            2026-01-10 | run               | silver since 2026-01-10
            2027-02-08 | run               | silver since 2026-01-10
            2027-02-09 | run               | bronze since 2027-02-09
            """),
        Scenario(
            "rolling days: spend of the grace days does not add up to a better tier", more: rules(#""graceDays":30"#),
            """
            2026-01-10 | buy R1 tv 2500.00 | 250 = base 250
            2027-01-10 | buy R2 tv 2500.00 | 250 = base 250
            2027-01-10 | run               | bronze since 1970-01-01
            """),
        Scenario(
            "rolling days, held for a period: kept by the purchases of the period",
            more: rules(#""downgradeAt":"periodEnd""#),
            """
            2026-01-10 | buy R1 tv 20000.00 | 2000 = base 2000
            2026-01-10 | run                | gold since 2026-01-10
            2027-01-09 | run                | gold since 2026-01-10
            2027-01-10 | run                | gold since 2027-01-10
            2028-01-09 | run                | gold since 2027-01-10
            2028-01-10 | run                | bronze since 2028-01-10
            """),
        Scenario(
            "one step down a period", more: rules(#""downgrade":"oneStep""#),
            """
            2026-01-10 | buy R1 tv 20000.00 | 2000 = base 2000
            2026-01-10 | run                | gold since 2026-01-10
            2028-01-10 | run                | silver since 2028-01-10
            2029-01-08 | run                | silver since 2028-01-10
            2029-01-09 | run                | bronze since 2029-01-09
            """),
        Scenario(
            "nights that were missed come to the same", more: rules(#""downgrade":"oneStep""#),
            """
            2026-01-10 | buy R1 tv 20000.00 | 2000 = base 2000
            2026-01-10 | run                | gold since 2026-01-10
            2029-01-09 | run                | bronze since 2029-01-09
            """),
        Scenario(
            "one step is no further than merit", more: rules(#""downgrade":"oneStep""#),
            """
            2026-01-10 | buy R1 tv 20000.00 | 2000 = base 2000
            2026-01-10 | run                | gold since 2026-01-10
            2027-06-10 | buy R2 tv 5000.00  | 500 = base 500
            2028-01-10 | run                | silver since 2028-01-10
            2029-01-09 | run                | bronze since 2029-01-09
            """),
        Scenario(
            "a tier may never fall", more: rules(#""downgrade":"never""#),
            """
            2026-01-10 | buy R1 tv 5000.00 | 500 = base 500
            2026-01-10 | run               | silver since 2026-01-10
            2036-01-10 | run               | silver since 2026-01-10
            """),
    ]

    private static let calendar: [Scenario] = [
        Scenario(
            "calendar year: a tier holds to the end of the year after it was reached",
            more: rules(#""period":"calendarYear""#),
            """
            2026-07-10 | buy R1 tv 5000.00 | 500 = base 500
            2026-07-10 | run               | silver since 2026-07-10
            2026-12-31 | run               | silver since 2026-07-10
            2027-01-01 | run               | silver since 2027-01-01
            2027-12-31 | run               | silver since 2027-01-01
            2028-01-01 | run               | bronze since 2028-01-01
            """),
        Scenario(
            "calendar year: two years do not add up", more: rules(#""period":"calendarYear""#),
            """
            2026-12-31 | buy R1 tv 2500.00 | 250 = base 250
            2026-12-31 | run               | bronze since 2026-01-01
            2027-01-01 | buy R2 tv 2500.00 | 250 = base 250
            2027-01-01 | run               | bronze since 2027-01-01
            2027-12-31 | buy R3 tv 2500.00 | 250 = base 250
            2027-12-31 | run               | silver since 2027-12-31
            """),
        Scenario(
            "calendar year: the year is the store's", more: rules(#""period":"calendarYear""#),
            """
            2026-12-31        | buy R1 tv 2500.00 | 250 = base 250
            2027-01-01 05:59Z | buy R2 tv 2500.00 | 250 = base 250
            2026-12-31        | run               | silver since 2026-12-31
            """),
        Scenario(
            "calendar year: grace ends with its last day", more: rules(#""period":"calendarYear","graceDays":31"#),
            """
            2026-07-10 | buy R1 tv 5000.00 | 500 = base 500
            2026-07-10 | run               | silver since 2026-07-10
            2027-02-01 | run               | silver since 2027-01-01
            2028-01-31 | run               | silver since 2027-01-01
            2028-02-01 | run               | bronze since 2028-01-01
            """),
        Scenario(
            "calendar year: spend in the days of grace keeps the tier",
            more: rules(#""period":"calendarYear","graceDays":31"#),
            """
            2026-07-10 | buy R1 tv 5000.00 | 500 = base 500
            2026-07-10 | run               | silver since 2026-07-10
            2027-07-10 | buy R2 tv 4999.99 | 499 = base 499
            2028-01-31 | buy R3 gum 0.01   | 0
            2028-02-01 | run               | silver since 2028-01-01
            2029-02-01 | run               | bronze since 2029-01-01
            """),
        Scenario(
            "calendar year: one step down", more: rules(#""period":"calendarYear","downgrade":"oneStep""#),
            """
            2026-07-10 | buy R1 tv 20000.00 | 2000 = base 2000
            2026-07-10 | run                | gold since 2026-07-10
            2028-01-01 | run                | silver since 2028-01-01
            2029-01-01 | run                | bronze since 2029-01-01
            """),
        Scenario(
            "since the last change: what reached a tier does not count for the next",
            more: rules(#""period":"sinceChange""#),
            """
            2026-01-01 | start bronze since 2026-01-01 | ok
            2026-01-09 | buy R1 tv 5000.00  | 500 = base 500
            2026-01-10 | run                | silver since 2026-01-10
            2026-06-01 | buy R2 tv 19999.99 | 1999 = base 1999
            2026-06-01 | run                | silver since 2026-01-10
            2026-06-02 | buy R3 tv 0.01     | 0
            2026-06-02 | run                | gold since 2026-06-02
            """),
        Scenario(
            "since the last change: the period runs from it", more: rules(#""period":"sinceChange""#),
            """
            2026-06-01 | start gold since 2026-06-02 | ok
            2026-06-02 | buy R1 tv 5000.00 | 500 = base 500
            2027-06-01 | run               | gold since 2026-06-02
            2027-06-02 | run               | silver since 2027-06-02
            2028-06-01 | run               | bronze since 2028-06-01
            """),
    ]
}
