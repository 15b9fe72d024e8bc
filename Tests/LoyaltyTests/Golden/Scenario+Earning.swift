private let doubleSilver = #"{"id":"silver","spendMinor":500000,"pointsMultiplier":2}"#

private func rules(_ rules: String, _ more: String = "") -> String { #","earning":{"rules":[\#(rules)]\#(more)}"# }

extension Scenario {
    static let earning: [Scenario] = amounts + ruled + multiplied + timed + capped

    private static let amounts: [Scenario] = [
        Scenario(
            "points are for full amounts only",
            """
            2026-03-14 | buy R1 milk 9.99  | 0
            2026-03-14 | buy R2 milk 10.00 | 1 = base 1
            2026-03-14 | buy R3 milk 10.01 | 1 = base 1
            2026-03-14 | buy R4 milk 19.99 | 1 = base 1
            2026-03-14 | buy R5 milk 20.00 | 2 = base 2
            2026-03-14 | buy R6 milk 0.00  | 0
            """),
        Scenario(
            "the lines of a receipt count together",
            """
            2026-03-14 | buy R1 milk 6.00, bread 6.00            | 1 = base 1; lines 0,1
            2026-03-14 | buy R2 milk 5.00, bread 4.99            | 0
            2026-03-14 | buy R3 milk 10.00, bread 10.00, egg 9.99 | 2 = base 2; lines 0,1,1
            """),
        Scenario(
            "a voided line never earns",
            """
            2026-03-14 | buy R1 milk 20.00, milk -20.00              | 0
            2026-03-14 | buy R2 milk 20.00, bread 15.00, milk -20.00 | 1 = base 1; lines 0,1,0
            2026-03-14 | buy R3 2*milk 40.00, milk -20.00            | 2 = base 2; lines 2,0
            """),
        Scenario(
            "a line returned in an exchange lessens what the others earn, never below nothing",
            """
            2026-03-14 | buy R1 shoes 50.00, hat -20.00^R0 | 3 = base 3; lines 3,0
            2026-03-14 | buy R2 shoes 50.00, hat -40.01^R0 | 0
            2026-03-14 | buy R3 shoes 50.00, hat -40.00^R0 | 1 = base 1; lines 1,0
            2026-03-14 | buy R4 shoes 50.00, hat -50.00^R0 | 0
            2026-03-14 | buy R5 shoes 50.00, hat -60.00^R0 | 0
            2026-03-14 | buy R6 shoes 50.00, shoes -50.00^R0 | 0
            """),
        Scenario(
            "the base may be the price before discounts", more: #","earning":{"discounts":"before"}"#,
            """
            2026-03-14 | buy R1 milk 9.00-1.00 | 1 = base 1
            2026-03-14 | buy R2 milk 9.00-0.99 | 0
            """),
        Scenario(
            "as a rule it is what is paid",
            """
            2026-03-14 | buy R1 milk 9.99-1.00  | 0
            2026-03-14 | buy R2 milk 10.00-1.00 | 1 = base 1
            """),
        Scenario(
            "the base may be without tax", more: #","earning":{"tax":"excluded"}"#,
            """
            2026-03-14 | buy R1 milk 11.60~1.60 | 1 = base 1
            2026-03-14 | buy R2 milk 11.59~1.60 | 0
            2026-03-14 | buy R3 milk 10.00      | 1 = base 1
            """),
        Scenario(
            "before tax and before discounts: the tax is that of the whole price, rounded down",
            more: #","earning":{"tax":"excluded","discounts":"before"}"#,
            """
            2026-03-14 | buy R1 milk 11.60-11.60~1.60 | 2 = base 2
            2026-03-14 | buy R2 milk 11.60-11.59~1.60 | 2 = base 2
            2026-03-14 | buy R3 milk 11.60-11.58~1.60 | 1 = base 1
            """),
        Scenario(
            "what is excluded earns by no rule and its return takes from none",
            more: rules(
                #"{"id":"all","perAmountMinor":1000,"points":1}"#,
                #","exclude":{"categories":["alcohol"],"skus":["x"]}"#),
            """
            2026-03-14 | buy R1 beer/alcohol 50.00, milk 20.00     | 4 = base 2 + all 2; lines 0,4
            2026-03-14 | buy R2 beer/alcohol -50.00^R0, milk 20.00 | 4 = base 2 + all 2; lines 0,4
            2026-03-14 | buy R3 x/dairy 50.00                      | 0
            """),
        Scenario(
            "what is paid with points earns none", more: #","redemption":{"as":"payment"}"#,
            """
            2026-03-14 | buy R1 tv 1000.00                     | 100 = base 100
            2026-03-14 | buy R2 milk 20.00 pay 50              | 1 = base 1; paid 50 of p
            2026-03-14 | buy R3 milk 15.00, bread 5.00 pay 50  | 1 = base 1; lines 0,1; paid 50 of p
            2026-03-14 | balance                               | 2 usable worth 0.20
            """),
        Scenario(
            "what is paid with points earns where the programme says so",
            more: #","redemption":{"as":"payment","earnsOnPoints":true}"#,
            """
            2026-03-14 | buy R1 tv 1000.00         | 100 = base 100
            2026-03-14 | buy R2 milk 20.00 pay 100 | 2 = base 2; paid 100 of p
            """),
        Scenario(
            "points as a discount are off the lines already",
            """
            2026-03-14 | buy R1 tv 1000.00               | 100 = base 100
            2026-03-14 | buy R2 milk 10.00-10.00 pay 100 | 1 = base 1; paid 100 of p
            """),
    ]

    private static let ruled: [Scenario] = [
        Scenario(
            "a category's rule adds to the base",
            more: rules(#"{"id":"fruit","categories":["fruit"],"perAmountMinor":1000,"points":2}"#),
            """
            2026-03-14 | buy R1 apple/fruit 25.00, milk/dairy 25.00 | 9 = base 5 + fruit 4; lines 6,3
            2026-03-14 | buy R2 apple/fruit 9.99, milk/dairy 0.01   | 1 = base 1; lines 0,1
            2026-03-14 | buy R3 apple/fruit 10.00                   | 3 = base 1 + fruit 2
            2026-03-14 | buy R4 apple/Fruit 10.00                   | 1 = base 1
            """),
        Scenario(
            "an article's rule counts all its lines together",
            more: rules(#"{"id":"promo","skus":["7501"],"perAmountMinor":500,"points":1}"#),
            """
            2026-03-14 | buy R1 7501 4.99            | 0
            2026-03-14 | buy R2 7501 5.00            | 1 = promo 1
            2026-03-14 | buy R3 7501 2.50, 7501 2.50 | 1 = promo 1; lines 0,1
            2026-03-14 | buy R4 7502 5.00            | 0
            """),
        Scenario(
            "a supplier's rule", more: rules(#"{"id":"acme","suppliers":["acme"],"perAmountMinor":1000,"points":3}"#),
            """
            2026-03-14 | buy R1 soap@acme 10.00  | 4 = base 1 + acme 3
            2026-03-14 | buy R2 soap@other 10.00 | 1 = base 1
            2026-03-14 | buy R3 soap 10.00       | 1 = base 1
            """),
        Scenario(
            "a line that a rule names twice counts once",
            more: rules(#"{"id":"both","categories":["fruit"],"skus":["apple"],"perAmountMinor":1000,"points":1}"#),
            "2026-03-14 | buy R1 apple/fruit 10.00 | 2 = base 1 + both 1"),
        Scenario(
            "a rule may stand instead of the base",
            more: rules(#"{"id":"slow","categories":["tobacco"],"perAmountMinor":5000,"points":1,"instead":true}"#),
            """
            2026-03-14 | buy R1 cigar/tobacco 49.99             | 0
            2026-03-14 | buy R2 cigar/tobacco 50.00             | 1 = slow 1
            2026-03-14 | buy R3 cigar/tobacco 50.00, milk 10.00 | 2 = base 1 + slow 1; lines 1,1
            """),
        Scenario(
            "of two rules that stand instead, the first of the list counts",
            more: rules(
                #"""
                {"id":"a","skus":["x"],"perAmountMinor":1000,"points":5,"instead":true},
                {"id":"b","categories":["c"],"perAmountMinor":1000,"points":9,"instead":true}
                """#),
            "2026-03-14 | buy R1 x/c 10.00, y/c 10.00 | 14 = a 5 + b 9; lines 5,9"),
        Scenario(
            "a rule of no points instead takes the base away, and no other rule",
            more: rules(
                #"""
                {"id":"none","categories":["giftcard"],"perAmountMinor":1,"points":0,"instead":true},
                {"id":"one","skus":["card2"],"perAmountMinor":10000,"points":1}
                """#),
            """
            2026-03-14 | buy R1 card/giftcard 100.00, milk 10.00 | 1 = base 1; lines 0,1
            2026-03-14 | buy R2 card2/giftcard 100.00            | 1 = one 1
            """),
        Scenario(
            "points once a purchase, shared out over the rule's lines",
            more: rules(#"{"id":"gift","skus":["7501"],"points":25}"#),
            """
            2026-03-14 | buy R1 2*7501 8.00          | 25 = gift 25
            2026-03-14 | buy R2 7501 4.00, 7501 4.00 | 25 = gift 25; lines 12,13
            2026-03-14 | buy R3 milk 10.00           | 1 = base 1
            2026-03-14 | buy R4 7501 4.00, 7501 -4.00 | 0
            """),
        Scenario(
            "a minimum basket", more: rules(#"{"id":"big","points":10,"basketMinor":50000}"#),
            """
            2026-03-14 | buy R1 tv 499.99                | 49 = base 49
            2026-03-14 | buy R2 tv 500.00                | 60 = base 50 + big 10
            2026-03-14 | buy R3 tv 500.01                | 60 = base 50 + big 10
            2026-03-14 | buy R4 tv 600.00, hat -100.01^R0 | 49 = base 49; lines 49,0
            """),
        Scenario(
            "a first purchase's points are central's to give",
            more: rules(#"{"id":"welcome","once":"firstPurchase","points":50}"#),
            """
            2026-03-14 | buy R1 milk 10.00 | 1 = base 1
            2026-03-14 | first             | ok
            2026-03-14 | buy R2 milk 10.00 | 1 = base 1; later welcome 50
            2026-03-14 | balance           | 2 usable worth 0.20
            """),
        Scenario(
            "a first purchase may be doubled, later",
            more: rules(#"{"id":"twice","once":"firstPurchase","multiplier":2}"#),
            """
            2026-03-14 | first             | ok
            2026-03-14 | buy R1 milk 30.00 | 3 = base 3; later twice 3
            """),
        Scenario(
            "a rule of some tiers",
            more: rules(#"{"id":"top","tiers":["silver","gold"],"perAmountMinor":1000,"points":1}"#),
            """
            2026-03-14 | buy R1 milk 10.00             | 1 = base 1
            2026-03-14 | start silver since 2026-03-14 | ok
            2026-03-14 | buy R2 milk 10.00             | 2 = base 1 + top 1
            2026-03-14 | start gold since 2026-03-14   | ok
            2026-03-14 | buy R3 milk 10.00             | 2 = base 1 + top 1
            """),
        Scenario(
            "employees may earn nothing", more: #","employees":{"earns":false}"#,
            """
            2026-03-14 | buy R1 milk 10.00 | 1 = base 1
            2026-03-14 | employee          | ok
            2026-03-14 | buy R2 milk 10.00 | 0
            """),
    ]

    private static let multiplied: [Scenario] = [
        Scenario(
            "a multiplier counts its own lines' full amounts",
            more: rules(#"{"id":"double","categories":["dairy"],"multiplier":2}"#),
            """
            2026-03-14 | buy R1 milk/dairy 15.00, bread 15.00 | 4 = base 3 + double 1; lines 2,2
            2026-03-14 | buy R2 milk/dairy 9.99, bread 15.01  | 2 = base 2; lines 0,2
            2026-03-14 | buy R3 milk/dairy 10.00              | 2 = base 1 + double 1
            """),
        Scenario(
            "half a point more is rounded down", more: rules(#"{"id":"half","multiplier":1.5}"#),
            """
            2026-03-14 | buy R1 milk 10.00 | 1 = base 1
            2026-03-14 | buy R2 milk 20.00 | 3 = base 2 + half 1
            2026-03-14 | buy R3 milk 30.00 | 4 = base 3 + half 1
            2026-03-14 | buy R4 milk 40.00 | 6 = base 4 + half 2
            """),
        Scenario(
            "a tier's multiplier",
            tiers: [SampleProgramme.bronze, #"{"id":"silver","spendMinor":500000,"pointsMultiplier":1.25}"#],
            """
            2026-03-14 | buy R1 milk 40.00             | 4 = base 4
            2026-03-14 | start silver since 2026-03-14 | ok
            2026-03-14 | buy R2 milk 39.99             | 3 = base 3
            2026-03-14 | buy R3 milk 40.00             | 5 = base 4 + tier 1
            """),
        Scenario(
            "the best multiplier of each line", tiers: [SampleProgramme.bronze, doubleSilver],
            more: rules(#"{"id":"triple","categories":["dairy"],"multiplier":3}"#),
            """
            2026-03-14 | start silver since 2026-03-14         | ok
            2026-03-14 | buy R1 milk/dairy 10.00, bread 10.00 | 5 = base 2 + tier 1 + triple 2; lines 3,2
            """),
        Scenario(
            "of equal multipliers the tier's, then the first of the list",
            tiers: [SampleProgramme.bronze, doubleSilver],
            more: rules(#"{"id":"a","categories":["dairy"],"multiplier":2},{"id":"b","multiplier":2}"#),
            """
            2026-03-14 | buy R1 milk/dairy 10.00       | 2 = base 1 + a 1
            2026-03-14 | start silver since 2026-03-14 | ok
            2026-03-14 | buy R2 milk/dairy 10.00       | 2 = base 1 + tier 1
            """),
        Scenario(
            "multipliers may add up", tiers: [SampleProgramme.bronze, doubleSilver],
            more: rules(#"{"id":"triple","multiplier":3}"#, #","multipliers":"sum""#),
            """
            2026-03-14 | start silver since 2026-03-14 | ok
            2026-03-14 | buy R1 milk 10.00             | 4 = base 1 + tier 1 + triple 2
            """),
        Scenario(
            "a multiplier leaves alone what adds to the base",
            more: rules(
                #"{"id":"fruit","categories":["fruit"],"perAmountMinor":1000,"points":2},{"id":"double","multiplier":2}"#
            ),
            "2026-03-14 | buy R1 apple/fruit 10.00 | 4 = base 1 + fruit 2 + double 1"),
        Scenario(
            "a multiplier may multiply what adds to the base, too",
            more: rules(
                #"{"id":"fruit","categories":["fruit"],"perAmountMinor":1000,"points":2},{"id":"double","multiplier":2}"#,
                #","multiplied":"all""#),
            """
            2026-03-14 | buy R1 apple/fruit 10.00 | 6 = base 1 + fruit 2 + double 3
            2026-03-14 | buy R2 milk 10.00        | 2 = base 1 + double 1
            """),
        Scenario(
            "a multiplier multiplies what stands instead of the base",
            more: rules(
                #"""
                {"id":"slow","categories":["tobacco"],"perAmountMinor":5000,"points":10,"instead":true},
                {"id":"double","multiplier":2}
                """#),
            "2026-03-14 | buy R1 cigar/tobacco 50.00 | 20 = slow 10 + double 10"),
        Scenario(
            "employees have a multiplier in place of their tier's", tiers: [SampleProgramme.bronze, doubleSilver],
            more: #","employees":{"pointsMultiplier":3}"#,
            """
            2026-03-14 | start silver since 2026-03-14 | ok
            2026-03-14 | buy R1 milk 10.00             | 2 = base 1 + tier 1
            2026-03-14 | employee                      | ok
            2026-03-14 | buy R2 milk 10.00             | 3 = base 1 + tier 2
            """),
    ]

    private static let timed: [Scenario] = [
        Scenario(
            "a rule of Saturdays holds from midnight to midnight",
            more: rules(#"{"id":"weekend","days":["sat"],"multiplier":2}"#),
            """
            2026-03-13 23:59 | buy R1 milk 10.00 | 1 = base 1
            2026-03-14 00:00 | buy R2 milk 10.00 | 2 = base 1 + weekend 1
            2026-03-14 23:59 | buy R3 milk 10.00 | 2 = base 1 + weekend 1
            2026-03-15 00:00 | buy R4 milk 10.00 | 1 = base 1
            """),
        Scenario(
            "a rule's hours end before their end",
            more: rules(#"{"id":"early","hours":{"from":"08:00","to":"11:00"},"multiplier":2}"#),
            """
            2026-03-14 07:59 | buy R1 milk 10.00 | 1 = base 1
            2026-03-14 08:00 | buy R2 milk 10.00 | 2 = base 1 + early 1
            2026-03-14 10:59 | buy R3 milk 10.00 | 2 = base 1 + early 1
            2026-03-14 11:00 | buy R4 milk 10.00 | 1 = base 1
            """),
        Scenario(
            "hours beyond midnight belong to the day on which they began",
            more: rules(#"{"id":"night","days":["fri"],"hours":{"from":"22:00","to":"02:00"},"multiplier":2}"#),
            """
            2026-03-13 01:00 | buy R1 milk 10.00 | 1 = base 1
            2026-03-13 21:59 | buy R2 milk 10.00 | 1 = base 1
            2026-03-13 22:00 | buy R3 milk 10.00 | 2 = base 1 + night 1
            2026-03-14 01:59 | buy R4 milk 10.00 | 2 = base 1 + night 1
            2026-03-14 02:00 | buy R5 milk 10.00 | 1 = base 1
            2026-03-14 22:30 | buy R6 milk 10.00 | 1 = base 1
            """),
        Scenario(
            "a day is the store's day: Mexico City",
            more: rules(#"{"id":"weekend","days":["sat"],"multiplier":2}"#),
            """
            2026-03-14 05:59Z | buy R1 milk 10.00 | 1 = base 1
            2026-03-14 06:00Z | buy R2 milk 10.00 | 2 = base 1 + weekend 1
            2026-03-15 05:59Z | buy R3 milk 10.00 | 2 = base 1 + weekend 1
            2026-03-15 06:00Z | buy R4 milk 10.00 | 1 = base 1
            """),
        Scenario(
            "a day is the store's day: Madrid, in winter and in summer",
            more: rules(#"{"id":"weekend","days":["sat"],"multiplier":2}"#), zone: "Europe/Madrid",
            """
            2026-03-14 22:59Z | buy R1 milk 10.00 | 2 = base 1 + weekend 1
            2026-03-14 23:00Z | buy R2 milk 10.00 | 1 = base 1
            2026-07-11 21:59Z | buy R3 milk 10.00 | 2 = base 1 + weekend 1
            2026-07-11 22:00Z | buy R4 milk 10.00 | 1 = base 1
            """),
        Scenario(
            "the hour that Santiago lives twice is Saturday both times",
            more: rules(#"{"id":"weekend","days":["sat"],"multiplier":2}"#), zone: "America/Santiago",
            """
            2026-04-05 02:59Z | buy R1 milk 10.00 | 2 = base 1 + weekend 1
            2026-04-05 03:30Z | buy R2 milk 10.00 | 2 = base 1 + weekend 1
            2026-04-05 04:00Z | buy R3 milk 10.00 | 1 = base 1
            """),
        Scenario(
            "a rule's last day is its own, over the year's end",
            more: rules(#"{"id":"feast","from":"2026-12-24","to":"2027-01-06","multiplier":2}"#),
            """
            2026-12-23 | buy R1 milk 10.00 | 1 = base 1
            2026-12-24 | buy R2 milk 10.00 | 2 = base 1 + feast 1
            2027-01-06 | buy R3 milk 10.00 | 2 = base 1 + feast 1
            2027-01-07 | buy R4 milk 10.00 | 1 = base 1
            """),
        Scenario(
            "a birthday's month", more: rules(#"{"id":"birthday","birthMonth":true,"multiplier":3}"#),
            """
            2026-02-28 | buy R1 milk 10.00 | 1 = base 1
            2026-02-28 | born 3            | ok
            2026-02-28 | buy R2 milk 10.00 | 1 = base 1
            2026-03-01 | buy R3 milk 10.00 | 3 = base 1 + birthday 2
            2026-03-31 | buy R4 milk 10.00 | 3 = base 1 + birthday 2
            2026-04-01 | buy R5 milk 10.00 | 1 = base 1
            """),
        Scenario(
            "a birthday's gift is central's, once a year",
            more: rules(#"{"id":"birthday","birthMonth":true,"once":"year","points":50}"#),
            """
            2026-02-28 | born 3            | ok
            2026-02-28 | buy R1 milk 10.00 | 1 = base 1
            2026-03-01 | buy R2 milk 10.00 | 1 = base 1; later birthday 50
            """),
    ]

    private static let capped: [Scenario] = [
        Scenario(
            "a rule's cap",
            more: rules(#"{"id":"fruit","categories":["fruit"],"perAmountMinor":1000,"points":2,"pointsMax":4}"#),
            """
            2026-03-14 | buy R1 apple/fruit 10.00 | 3 = base 1 + fruit 2
            2026-03-14 | buy R2 apple/fruit 20.00 | 6 = base 2 + fruit 4
            2026-03-14 | buy R3 apple/fruit 30.00 | 7 = base 3 + fruit 4
            """),
        Scenario(
            "the cap of all rules, shared out", more: #","earning":{"pointsMax":5}"#,
            """
            2026-03-14 | buy R1 milk 40.00              | 4 = base 4
            2026-03-14 | buy R2 milk 50.00              | 5 = base 5
            2026-03-14 | buy R3 milk 60.00              | 5 = base 6 + pointsMax -1
            2026-03-14 | buy R4 milk 30.00, bread 30.00 | 5 = base 6 + pointsMax -1; lines 2,3
            """),
        Scenario(
            "everything at once, in its order", tiers: [SampleProgramme.bronze, doubleSilver],
            more: rules(
                #"""
                {"id":"slow","categories":["tobacco"],"perAmountMinor":5000,"points":1,"instead":true},
                {"id":"fruit","categories":["fruit"],"perAmountMinor":1000,"points":2},
                {"id":"triple","categories":["fruit"],"multiplier":3},
                {"id":"big","points":10,"basketMinor":10000}
                """#, #","pointsMax":32"#),
            """
            2026-03-14 | start silver since 2026-03-14 | ok
            2026-03-14 | buy R1 apple/fruit 35.00, cigar/tobacco 50.00, milk 25.00 | 32 = base 6 + slow 1 + fruit 6 + tier 3 + triple 6 + big 10; lines 18,7,7
            """),
    ]
}
