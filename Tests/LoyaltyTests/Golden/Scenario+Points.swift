private func lasting(_ more: String, value: String = "10") -> String {
    #"{"perAmountMinor":1000,"points":1,"valueMinor":\#(value)\#(more)}"#
}

extension Scenario {
    static let points: [Scenario] = [
        Scenario(
            "points without an end last",
            """
            2026-01-01 | buy R1 milk 50.00 | 5 = base 5
            2056-01-01 | balance           | 5 usable worth 0.50
            2056-01-01 | run               | bronze since 1970-01-01
            """),
        Scenario(
            "points end after their last day", points: lasting(#","expiry":{"months":12}"#),
            """
            2026-03-14 | buy R1 milk 50.00 | 5 = base 5; into p/2027-03-14
            2027-03-13 | balance           | 5 usable worth 0.50; 5 end 2027-03-14
            2027-03-14 | balance           | 5 usable worth 0.50; 5 end 2027-03-14
            2027-03-14 | run               | bronze since 1970-01-01
            2027-03-15 | balance           | 0 usable worth 0.00
            2027-03-15 | run               | expired 5 of p/2027-03-14; bronze since 1970-01-01
            2027-03-16 | run               | bronze since 1970-01-01
            """),
        Scenario(
            "a month after the 31st is the next month's last day", points: lasting(#","expiry":{"months":1}"#),
            """
            2026-01-31 | buy R1 milk 10.00 | 1 = base 1; into p/2026-02-28
            2026-02-28 | buy R2 milk 10.00 | 1 = base 1; into p/2026-03-28
            2026-03-31 | buy R3 milk 10.00 | 1 = base 1; into p/2026-04-30
            2026-12-31 | buy R4 milk 10.00 | 1 = base 1; into p/2027-01-31
            2028-01-31 | buy R5 milk 10.00 | 1 = base 1; into p/2028-02-29
            """),
        Scenario(
            "a year after a leap day", points: lasting(#","expiry":{"months":12}"#),
            """
            2028-02-29 | buy R1 milk 10.00 | 1 = base 1; into p/2029-02-28
            2027-02-28 | buy R2 milk 10.00 | 1 = base 1; into p/2028-02-28
            """),
        Scenario(
            "points end with a month", points: lasting(#","expiry":{"months":12,"until":"monthEnd"}"#),
            """
            2026-03-01 | buy R1 milk 10.00 | 1 = base 1; into p/2027-03-31
            2026-03-31 | buy R2 milk 10.00 | 1 = base 1; into p/2027-03-31
            2026-04-01 | buy R3 milk 10.00 | 1 = base 1; into p/2027-04-30
            2027-02-10 | buy R4 milk 10.00 | 1 = base 1; into p/2028-02-29
            """),
        Scenario(
            "points end with this month", points: lasting(#","expiry":{"months":0,"until":"monthEnd"}"#),
            """
            2026-02-28 | buy R1 milk 10.00 | 1 = base 1; into p/2026-02-28
            2026-03-01 | buy R2 milk 10.00 | 1 = base 1; into p/2026-03-31
            """),
        Scenario(
            "points end with the next year", points: lasting(#","expiry":{"months":12,"until":"yearEnd"}"#),
            """
            2026-01-01 | buy R1 milk 10.00 | 1 = base 1; into p/2027-12-31
            2026-12-31 | buy R2 milk 10.00 | 1 = base 1; into p/2027-12-31
            2027-01-01 | buy R3 milk 10.00 | 1 = base 1; into p/2028-12-31
            """),
        Scenario(
            "a year ends at the store's midnight", points: lasting(#","expiry":{"months":0,"until":"yearEnd"}"#),
            """
            2027-01-01 05:59Z | buy R1 milk 10.00 | 1 = base 1; into p/2026-12-31
            2027-01-01 06:00Z | buy R2 milk 10.00 | 1 = base 1; into p/2027-12-31
            """),
        Scenario(
            "pending points are used from their day on", points: lasting(#","pendingDays":14"#),
            """
            2026-03-14 | buy R1 milk 50.00       | 5 = base 5; into p2026-03-28
            2026-03-27 | balance                 | 0 usable worth 0.00; 5 pending
            2026-03-27 | buy R2 gum 1.00 pay 1   | notEnoughHere 0
            2026-03-28 | balance                 | 5 usable worth 0.50
            2026-03-28 | buy R3 gum 1.00 pay 5   | 0; into p2026-04-11; paid 5 of p2026-03-28
            """),
        Scenario(
            "pending points end a year after they were earned",
            points: lasting(#","pendingDays":14,"expiry":{"months":12}"#),
            "2026-03-14 | buy R1 milk 50.00 | 5 = base 5; into p2026-03-28/2027-03-14"),
        Scenario(
            "what ends soon is told thirty days before, the next day alone",
            points: lasting(#","expiry":{"months":1}"#),
            """
            2026-03-14 | buy R1 milk 50.00 | 5 = base 5; into p/2026-04-14
            2026-03-14 | balance           | 5 usable worth 0.50
            2026-03-15 | balance           | 5 usable worth 0.50; 5 end 2026-04-14
            2026-03-16 | buy R2 milk 20.00 | 2 = base 2; into p/2026-04-16
            2026-03-16 | buy R3 milk 10.00 | 1 = base 1; into p/2026-04-16
            2026-04-14 | balance           | 8 usable worth 0.80; 5 end 2026-04-14
            2026-04-15 | balance           | 3 usable worth 0.30; 3 end 2026-04-16
            """),
        Scenario(
            "the programme says how soon is soon", points: lasting(#","expiry":{"months":1},"soonDays":0"#),
            """
            2026-03-14 | buy R1 milk 50.00 | 5 = base 5; into p/2026-04-14
            2026-04-13 | balance           | 5 usable worth 0.50
            2026-04-14 | balance           | 5 usable worth 0.50; 5 end 2026-04-14
            """),
        Scenario(
            "what ends first is used first", points: lasting(#","expiry":{"months":1}"#),
            """
            2026-03-14 | buy R1 milk 50.00     | 5 = base 5; into p/2026-04-14
            2026-03-16 | buy R2 milk 20.00     | 2 = base 2; into p/2026-04-16
            2026-03-20 | buy R3 gum 1.00 pay 8 | notEnoughHere 7
            2026-03-20 | buy R4 gum 1.00 pay 6 | 0; into p/2026-04-20; paid 5 of p/2026-04-14, 1 of p/2026-04-16
            2026-03-20 | balance               | 1 usable worth 0.10; 1 end 2026-04-16
            """),
        Scenario(
            "points are used on their last day and not after", points: lasting(#","expiry":{"months":1}"#),
            """
            2026-03-14 | buy R1 milk 50.00     | 5 = base 5; into p/2026-04-14
            2026-04-14 | buy R2 gum 1.00 pay 2 | 0; into p/2026-05-14; paid 2 of p/2026-04-14
            2026-04-15 | buy R3 gum 1.00 pay 1 | notEnoughHere 0
            """),
        Scenario(
            "a value is rounded towards nothing, the points for it towards more", points: lasting("", value: "10.5"),
            """
            2026-03-14 | buy R1 milk 30.00 | 3 = base 3
            2026-03-14 | balance           | 3 usable worth 0.31
            2026-03-14 | worth 0.00        | 0
            2026-03-14 | worth 0.21        | 2
            2026-03-14 | worth 0.22        | 3
            2026-03-14 | worth 0.31        | 3
            2026-03-14 | worth 0.32        | 4
            """),
        Scenario(
            "points may be worth nothing", points: lasting("", value: "0"),
            """
            2026-03-14 | buy R1 milk 30.00 | 3 = base 3
            2026-03-14 | balance           | 3 usable worth 0.00
            2026-03-14 | worth 0.01        | nothing
            2026-03-14 | takes 10.00       | 0
            """),
    ]
}
