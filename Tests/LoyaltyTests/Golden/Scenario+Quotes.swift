private func vip(_ benefits: String) -> [String] {
    [SampleProgramme.bronze, #"{"id":"vip","spendMinor":500000,"discountPercent":10,"benefits":[\#(benefits)]}"#]
}

extension Scenario {
    static let quotes: [Scenario] = [
        Scenario(
            "who has no card is told what a member would have earned",
            """
            2026-03-14 | guest milk 20.00 | pay 20.00; a member would earn 2
            2026-03-14 | guest milk 9.99  | pay 9.99; a member would earn 0
            """),
        Scenario(
            "a percentage rounds half away from zero, per line",
            """
            2026-03-14 | start silver since 2026-03-14 | ok
            2026-03-14 | quote milk 10.00              | pay 9.75 (tier silver 0.25); 0
            2026-03-14 | quote gum 0.19                | pay 0.19; 0
            2026-03-14 | quote gum 0.20                | pay 0.19 (tier silver 0.01); 0
            2026-03-14 | quote gum 0.20, gum 0.20      | pay 0.38 (tier silver 0.01, tier silver 0.01); 0
            """),
        Scenario(
            "a quote and its purchase earn the same",
            """
            2026-03-14 | start silver since 2026-03-14 | ok
            2026-03-14 | quote milk 41.03              | pay 40.00 (tier silver 1.03); 4 = base 4
            2026-03-14 | buy R1 milk 40.00-1.03        | 4 = base 4
            2026-03-14 | quote milk 41.02              | pay 39.99 (tier silver 1.03); 3 = base 3
            """),
        Scenario(
            "a tier's own percentage comes first, its benefits on what is left",
            tiers: vip(#"{"id":"dairy","kind":"discount","percent":50,"categories":["dairy"]}"#),
            """
            2026-03-14 | quote milk/dairy 10.00     | pay 10.00; 1 = base 1
            2026-03-14 | start vip since 2026-03-14 | ok
            2026-03-14 | quote milk/dairy 10.00     | pay 4.50 (tier vip 1.00, benefit dairy 4.50); 0
            2026-03-14 | quote bread 10.00          | pay 9.00 (tier vip 1.00); 0
            """),
        Scenario(
            "an amount is taken off once, and no line falls below nothing",
            tiers: vip(#"{"id":"five","kind":"discount","amountMinor":500,"categories":["dairy"]}"#),
            """
            2026-03-14 | start vip since 2026-03-14 | ok
            2026-03-14 | quote a/dairy 3.00, b/dairy 4.00 | pay 1.30 (tier vip 0.30, benefit five 2.70, tier vip 0.40, benefit five 2.30); 0
            2026-03-14 | quote a/dairy 3.00               | pay 0.00 (tier vip 0.30, benefit five 2.70); 0
            """),
        Scenario(
            "the cashier is told of a gift where the basket has its article",
            tiers: vip(
                #"""
                {"id":"bag","kind":"gift","categories":["shoes"]},{"id":"hello","kind":"attention"},
                {"id":"first","kind":"earlyAccess","from":"2026-11-27T06:00:00Z","skus":["console"]}
                """#),
            """
            2026-03-14 | quote boot/shoes 10.00     | pay 10.00; 1 = base 1
            2026-03-14 | start vip since 2026-03-14 | ok
            2026-03-14 | quote boot/shoes 10.00     | pay 9.00 (tier vip 1.00); 0; tell bag, hello
            2026-03-14 | quote milk 10.00           | pay 9.00 (tier vip 1.00); 0; tell hello
            2026-03-14 | quote console 10.00        | pay 9.00 (tier vip 1.00); 0; tell hello, first
            """),
        Scenario(
            "employees have their own benefits in place of their tier's",
            more: #","employees":{"discountPercent":20,"benefits":[{"id":"lunch","kind":"service"}]}"#,
            """
            2026-03-14 | start gold since 2026-03-14 | ok
            2026-03-14 | quote milk 10.00            | pay 9.50 (tier gold 0.50); 0
            2026-03-14 | employee                    | ok
            2026-03-14 | quote milk 10.00            | pay 8.00 (employee employees 2.00); 0; tell lunch
            """),
        Scenario(
            "a quote is judged by the hour, too",
            more: #","earning":{"rules":[{"id":"early","hours":{"from":"08:00","to":"11:00"},"multiplier":2}]}"#,
            """
            2026-03-14 10:59 | quote milk 10.00 | pay 10.00; 2 = base 1 + early 1
            2026-03-14 11:00 | quote milk 10.00 | pay 10.00; 1 = base 1
            2026-03-14 10:59 | guest milk 10.00 | pay 10.00; a member would earn 2
            """),
    ]
}
