private let pending = #"{"perAmountMinor":1000,"points":1,"valueMinor":10,"pendingDays":14}"#

extension Scenario {
    static let returns: [Scenario] = [
        Scenario(
            "a return takes back what its purchase gave, and a second one nothing",
            """
            2026-03-14 | buy R1 tv 50.00 | 5 = base 5
            2026-03-20 | return R1 tv    | 50.00 back, -5 points
            2026-03-20 | balance         | 0 usable worth 0.00
            2026-03-20 | return R1 tv    | 0.00 back, 0 points; refused 1.0*tv
            """),
        Scenario(
            "returned one by one it comes to the whole",
            """
            2026-03-14 | buy R1 3*apple 10.00 | 1 = base 1
            2026-03-15 | return R1 apple      | 3.33 back, 0 points
            2026-03-15 | return R1 apple      | 3.33 back, 0 points
            2026-03-15 | return R1 apple      | 3.34 back, -1 points
            """),
        Scenario(
            "no more comes back than was bought",
            """
            2026-03-14 | buy R1 2*a 20.00 | 2 = base 2
            2026-03-15 | return R1 5*a    | 20.00 back, -2 points; refused 3.0*a
            2026-03-15 | return R1 pear   | 0.00 back, 0 points; refused 1.0*pear
            """),
        Scenario(
            "weighed goods come back by weight",
            """
            2026-03-14 | buy R1 1.5*rice 30.00 | 3 = base 3
            2026-03-15 | return R1 0.5*rice    | 10.00 back, -1 points
            2026-03-15 | return R1 1.0*rice    | 20.00 back, -2 points
            """),
        Scenario(
            "each line takes back what it gave itself",
            more: #","earning":{"rules":[{"id":"double","categories":["dairy"],"multiplier":2}]}"#,
            """
            2026-03-14 | buy R1 milk/dairy 20.00, bread 20.00 | 6 = base 4 + double 2; lines 4,2
            2026-03-15 | return R1 bread                      | 20.00 back, -2 points
            2026-03-15 | return R1 milk                       | 20.00 back, -4 points
            """),
        Scenario(
            "of capped points the lines take back their parts", more: #","earning":{"pointsMax":5}"#,
            """
            2026-03-14 | buy R1 milk 30.00, bread 30.00 | 5 = base 6 + pointsMax -1; lines 2,3
            2026-03-15 | return R1 milk                 | 30.00 back, -2 points
            2026-03-15 | return R1 bread                | 30.00 back, -3 points
            """),
        Scenario(
            "a line that was voided cannot come back",
            """
            2026-03-14 | buy R1 a 10.00, a -10.00, b 10.00 | 1 = base 1; lines 0,0,1
            2026-03-15 | return R1 a                       | 0.00 back, 0 points; refused 1.0*a
            """),
        Scenario(
            "within the balance: what was used already is let go",
            """
            2026-03-14 | buy R1 tv 100.00      | 10 = base 10
            2026-03-15 | buy R2 gum 1.00 pay 8 | 0; paid 8 of p
            2026-03-16 | return R1 tv          | 100.00 back, -2 points; 8 let go
            2026-03-16 | balance               | 0 usable worth 0.00
            """),
        Scenario(
            "negative: the balance falls below zero", more: #","returns":{"policy":"negative"}"#,
            """
            2026-03-14 | buy R1 tv 100.00      | 10 = base 10
            2026-03-15 | buy R2 gum 1.00 pay 8 | 0; paid 8 of p
            2026-03-16 | return R1 tv          | 100.00 back, -10 points
            2026-03-16 | balance               | -8 usable worth -0.80
            2026-03-17 | buy R3 tv 90.00       | 9 = base 9
            2026-03-17 | balance               | 1 usable worth 0.10
            """),
        Scenario(
            "points that ended are not taken again when their goods come back",
            points: #"{"perAmountMinor":1000,"points":1,"valueMinor":10,"expiry":{"months":1,"until":"monthEnd"}}"#,
            more: #","returns":{"policy":"negative"}"#,
            """
            2026-03-14 | buy R1 tv 100.00      | 10 = base 10; into p/2026-04-30
            2026-03-15 | buy R2 radio 60.00    | 6 = base 6; into p/2026-04-30
            2026-03-16 | buy R3 gum 1.00 pay 7 | 0; into p/2026-04-30; paid 7 of p/2026-04-30
            2026-05-01 | run                   | expired 9 of p/2026-04-30; bronze since 1970-01-01
            2026-05-02 | buy R4 milk 40.00     | 4 = base 4; into p/2026-06-30
            2026-05-03 | return R2 radio       | 60.00 back, 0 points; 6 had ended
            2026-05-03 | balance               | 4 usable worth 0.40
            2026-05-04 | return R1 tv          | 100.00 back, -7 points; 3 had ended
            2026-05-04 | balance               | -3 usable worth -0.30
            """),
        Scenario(
            "pending-only: until the day on which they can be used", points: pending,
            more: #","returns":{"policy":"pending-only"}"#,
            """
            2026-03-14 | buy R1 tv 100.00 | 10 = base 10; into p2026-03-28
            2026-03-14 | buy R2 tv 100.00 | 10 = base 10; into p2026-03-28
            2026-03-27 | return R1 tv     | 100.00 back, -10 points
            2026-03-28 | return R2 tv     | 100.00 back, 0 points; 10 let go
            2026-03-28 | balance          | 10 usable worth 1.00
            """),
        Scenario(
            "pending points go before those that can be used", points: pending,
            """
            2026-01-10 | buy R1 tv 1000.00 | 100 = base 100; into p2026-01-24
            2026-03-14 | buy R2 tv 100.00  | 10 = base 10; into p2026-03-28
            2026-03-15 | return R2 tv      | 100.00 back, -10 points
            2026-03-15 | balance           | 100 usable worth 10.00
            """),
        Scenario(
            "points that paid are given back, once, in parts", more: #","redemption":{"as":"payment"}"#,
            """
            2026-03-14 | buy R1 tv 1000.00            | 100 = base 100
            2026-03-14 | buy R2 2*hat 20.00 pay 100   | 1 = base 1; paid 100 of p
            2026-03-15 | return R2 hat                | 10.00 back, 0 points; give back 50 worth 5.00
            2026-03-15 | return R2 hat                | 10.00 back, -1 points; give back 50 worth 5.00
            2026-03-15 | return R2 hat                | 0.00 back, 0 points; refused 1.0*hat
            """),
        Scenario(
            "cancelled on its day it is a void, later a return",
            """
            2026-03-14 00:00 | buy R1 tv 50.00 | 5 = base 5
            2026-03-14 23:59 | void R1         | void: 50.00 back, -5 points
            2026-03-14 23:59 | buy R2 tv 50.00 | 5 = base 5
            2026-03-15 00:00 | void R2         | return: 50.00 back, -5 points
            2026-03-15 00:00 | void R2         | return: 0.00 back, 0 points
            """),
        Scenario(
            "the day of a void is the store's",
            """
            2026-03-15 05:30Z | buy R1 tv 50.00 | 5 = base 5
            2026-03-15 05:59Z | void R1         | void: 50.00 back, -5 points
            2026-03-15 05:59Z | buy R2 tv 50.00 | 5 = base 5
            2026-03-15 06:00Z | void R2         | return: 50.00 back, -5 points
            """),
        Scenario(
            "up to so many days after its purchase a return changes points, and after them none",
            more: #","redemption":{"as":"payment"},"returns":{"policy":"negative","daysMax":30}"#,
            """
            2026-03-01 | buy R1 tv 1000.00         | 100 = base 100
            2026-03-14 | buy R2 3*hat 30.00 pay 60 | 2 = base 2; paid 60 of p
            2026-04-12 | return R2 hat             | 10.00 back, 0 points; give back 20 worth 2.00
            2026-04-13 | return R2 hat             | 10.00 back, -1 points; give back 20 worth 2.00
            2026-04-14 | return R2 hat             | 10.00 back, too late for points
            2026-04-14 | return R2 hat             | 0.00 back, too late for points; refused 1.0*hat
            2026-04-14 | balance                   | 41 usable worth 4.10
            """),
        Scenario(
            "the days of a return are the store's, and the last of them counts", more: #","returns":{"daysMax":0}"#,
            """
            2026-03-15 05:30Z | buy R1 2*tv 100.00 | 10 = base 10
            2026-03-15 05:59Z | return R1 tv       | 50.00 back, -5 points
            2026-03-15 06:00Z | return R1 tv       | 50.00 back, too late for points
            """),
        Scenario(
            "what is cancelled on its day is never too late", more: #","returns":{"daysMax":0}"#,
            """
            2026-03-14 23:59 | buy R1 tv 50.00 | 5 = base 5
            2026-03-14 23:59 | void R1         | void: 50.00 back, -5 points
            2026-03-14 23:59 | buy R2 tv 50.00 | 5 = base 5
            2026-03-15 00:00 | void R2         | return: 50.00 back, too late for points
            2026-03-15 00:00 | balance         | 5 usable worth 0.50
            """),
        Scenario(
            "what came back too late still does not count for a tier", more: #","returns":{"daysMax":1}"#,
            """
            2026-12-30 | buy R1 2*tv 5000.00 | 500 = base 500
            2026-12-30 | tier                | silver
            2027-01-01 | return R1 tv        | 2500.00 back, too late for points
            2027-01-01 | tier                | bronze
            2027-01-01 | balance             | 500 usable worth 50.00
            """),
        Scenario(
            "a programme may know no voids", more: #","returns":{"sameDayVoid":false}"#,
            """
            2026-03-14 | buy R1 tv 50.00 | 5 = base 5
            2026-03-14 | void R1         | return: 50.00 back, -5 points
            """),
    ]
}
