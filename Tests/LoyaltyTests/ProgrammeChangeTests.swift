import JSON
import Testing

@testable import Loyalty

/// A mistake without its sentence.
struct BadInputText: Equatable {
    let code: String
    let field: String

    init(code: String, field: String) {
        self.code = code
        self.field = field
    }

    init(_ error: any Error) {
        let input = error as? BadInput
        self.init(code: input?.code ?? "\(error)", field: input?.field ?? "")
    }
}

@Suite struct `What is worse for a member` {
    private func worse(_ old: String, _ new: String) throws -> [String] {
        try Programme(text: text(new)).worsenings(after: Programme(text: text(old))).map(\.place)
    }

    /// A document of members; those that are not given have the sample's.
    private func text(_ members: String) -> String {
        var text = #""version":1,"currency":"MXN","timeZone":"America/Mexico_City""#
        if !members.contains(#""tiers":"#) { text += #","tiers":[{"id":"all"},{"id":"vip","spendMinor":1000}]"# }
        if !members.contains(#""points":{"#) { text += #","points":{}"# }
        return "{\(text)\(members.isEmpty ? "" : ",\(members)")}"
    }

    @Test(arguments: [
        (#""points":{"perAmountMinor":1000}"#, #""points":{"perAmountMinor":1001}"#, "points"),
        (#""points":{"points":2}"#, #""points":{"points":1}"#, "points"),
        (#""points":{"valueMinor":10}"#, #""points":{"valueMinor":9.99}"#, "points.valueMinor"),
        (#""points":{}"#, #""points":{"pendingDays":1}"#, "points.pendingDays"),
        (#""points":{}"#, #""points":{"expiry":{"months":120}}"#, "points.expiry"),
        (
            #""points":{"expiry":{"months":12,"until":"monthEnd"}}"#, #""points":{"expiry":{"months":12}}"#,
            "points.expiry"
        ),
        (#""noticeDays":30"#, #""noticeDays":0"#, "noticeDays"),
        (#""windowDays":365"#, #""windowDays":364"#, "windowDays"),
        (#""tierRules":{"graceDays":30}"#, "", "tierRules"),
        (#""tierRules":{"downgrade":"never"}"#, "", "tierRules"),
        (#""earning":{"discounts":"before"}"#, "", "earning.discounts"),
        ("", #""earning":{"tax":"excluded"}"#, "earning.tax"), ("", #""earning":{"pointsMax":9}"#, "earning.pointsMax"),
        ("", #""earning":{"exclude":{"skus":["1"]}}"#, "earning.exclude"),
        (#""earning":{"rules":[{"id":"a","points":5}]}"#, "", "earning.rules"),
        (
            #""earning":{"rules":[{"id":"a","points":5}]}"#, #""earning":{"rules":[{"id":"a","points":4}]}"#,
            "earning.rules[0]"
        ),
        (
            #""earning":{"rules":[{"id":"a","multiplier":2}]}"#,
            #""earning":{"rules":[{"id":"a","multiplier":2,"days":["sat"]}]}"#, "earning.rules[0]"
        ),
        (
            #""earning":{"rules":[{"id":"a","multiplier":2,"to":"2026-12-31"}]}"#,
            #""earning":{"rules":[{"id":"a","multiplier":2,"to":"2026-12-30"}]}"#, "earning.rules[0]"
        ),
        (
            "", #""earning":{"rules":[{"id":"a","perAmountMinor":1000,"points":1,"instead":true,"skus":["1"]}]}"#,
            "earning.rules[0]"
        ),
        (#""redemption":{}"#, #""redemption":{"points":"deny"}"#, "redemption.points"),
        ("", #""redemption":{"pointsStep":100}"#, "redemption"), ("", #""redemption":{"pointsMin":2}"#, "redemption"),
        ("", #""redemption":{"sharePercentMax":50}"#, "redemption.sharePercentMax"),
        ("", #""returns":{"policy":"negative"}"#, "returns.policy"),
        ("", #""returns":{"daysMax":30}"#, "returns.daysMax"),
        (#""returns":{"daysMax":30}"#, #""returns":{"daysMax":29}"#, "returns.daysMax"),
        ("", #""limits":{"claimDays":29}"#, "limits.claimDays"),
        (#""rewards":[{"id":"a","kind":"voucher","points":5}]"#, "", "rewards"),
        (
            #""rewards":[{"id":"a","kind":"voucher","points":5}]"#,
            #""rewards":[{"id":"a","kind":"voucher","points":6}]"#,
            "rewards[0].points"
        ),
        (
            #""rewards":[{"id":"a","kind":"voucher","points":5}]"#,
            #""rewards":[{"id":"a","kind":"voucher","points":5,"to":"2026-12-31"}]"#, "rewards[0].to"
        ),
        (
            #""rewards":[{"id":"a","kind":"voucher","points":5}]"#,
            #""rewards":[{"id":"a","kind":"voucher","points":5,"from":"2026-12-31"}]"#, "rewards[0].from"
        ),
        (
            #""rewards":[{"id":"a","kind":"voucher","points":5,"stockPerStore":9}]"#,
            #""rewards":[{"id":"a","kind":"voucher","points":5,"stockPerStore":8}]"#, "rewards[0].stockPerStore"
        ),
        (
            #""rewards":[{"id":"a","kind":"voucher","points":5,"stock":{"042":9}}]"#,
            #""rewards":[{"id":"a","kind":"voucher","points":5,"stock":{"042":8}}]"#, "rewards[0].stock"
        ),
        ("", #""employees":{"earns":false}"#, "employees.earns"),
        (#""employees":{"discountPercent":10}"#, #""employees":{"discountPercent":9}"#, "employees.discountPercent"),
        (
            #""employees":{"pointsMultiplier":3}"#, #""employees":{"pointsMultiplier":2}"#,
            "employees.pointsMultiplier"
        ),
        (
            #""employees":{"benefits":[{"id":"x","kind":"gift"}]}"#, #""employees":{}"#, "employees.benefits"
        ),
        (#""tiers":[{"id":"a"},{"id":"b","visits":2}]"#, #""tiers":[{"id":"a"}]"#, "tiers"),
        (
            #""tiers":[{"id":"a"},{"id":"b","visits":2}]"#, #""tiers":[{"id":"a"},{"id":"b","visits":3}]"#,
            "tiers[1].visits"
        ),
        (
            #""tiers":[{"id":"a"},{"id":"b","visits":2,"spendMinor":5}]"#,
            #""tiers":[{"id":"a"},{"id":"b","visits":2}]"#,
            "tiers[1].spendMinor"
        ),
        (
            #""tiers":[{"id":"a"},{"id":"b","visits":2,"spendMinor":5}]"#,
            #""tiers":[{"id":"a"},{"id":"b","visits":2,"spendMinor":5,"needs":"both"}]"#, "tiers[1].needs"
        ),
        (
            #""tiers":[{"id":"a","discountPercent":5}]"#, #""tiers":[{"id":"a","discountPercent":4.99}]"#,
            "tiers[0].discountPercent"
        ),
        (
            #""tiers":[{"id":"a","benefits":[{"id":"x","kind":"gift"}]}]"#, #""tiers":[{"id":"a"}]"#,
            "tiers[0].benefits"
        ),
    ]) func `is found with its place, and the way back is no worsening of it`(old: String, new: String, place: String)
        throws
    {
        #expect(try worse(old, new) == [place])
        #expect(try !worse(new, old).contains(place))
        #expect(try worse(old, old).isEmpty)
    }

    @Test(arguments: [
        // Twice the amount, twice the points, of smaller pieces.
        (#""points":{"perAmountMinor":1000,"points":2}"#, #""points":{"perAmountMinor":500,"points":1}"#),
        (#""points":{"expiry":{"months":12}}"#, #""points":{"expiry":{"months":12,"until":"yearEnd"}}"#),
        (#""points":{"expiry":{"months":12}}"#, #""points":{}"#),
        (#""redemption":{"pointsStep":100}"#, #""redemption":{"pointsStep":50}"#),
        (#""redemption":{"points":"deny"}"#, ""), ("", #""noticeDays":30"#), ("", #""windowDays":400"#),
        (
            #""earning":{"rules":[{"id":"a","multiplier":2,"to":"2026-12-31"}]}"#, #""from":"2027-01-01""#
        ),
        (#""rewards":[{"id":"a","kind":"voucher","points":5,"to":"2026-12-31"}]"#, #""from":"2027-01-01""#),
        ("", #""earning":{"rules":[{"id":"a","points":5}]}"#),
        (#""tiers":[{"id":"a"}]"#, #""tiers":[{"id":"a"},{"id":"b","visits":9}]"#),
    ]) func `what is as good or better is not worse`(old: String, new: String) throws {
        #expect(try worse(old, new).isEmpty)
    }

    @Test func `another country and other hours of the day are told of, whichever they are`() throws {
        #expect(try worse("", #""country":"CL""#) == ["country"] && worse(#""country":"CL""#, "") == ["country"])
        let old = try Programme(text: text(""))
        let new = try Programme(text: text("").replacing("America/Mexico_City", with: "America/Tijuana"))
        #expect(new.worsenings(after: old).map(\.place) == ["timeZone"])
    }

    @Test func `rules that employees lose are worse where their tier gives less`() throws {
        #expect(try worse(#""employees":{"discountPercent":10}"#, "") == ["employees"])
        #expect(try worse(#""employees":{}"#, "").isEmpty)
    }

    @Test func `larger pieces are worse even where the rate is the same`() throws {
        #expect(
            try worse(#""points":{"perAmountMinor":500,"points":1}"#, #""points":{"perAmountMinor":1000,"points":2}"#)
                == ["points.perAmountMinor"])
    }
}

@Suite struct `A programme tried on past purchases` {
    private static let before =
        #"{"currency":"MXN","timeZone":"America/Mexico_City","tiers":[{"id":"a"},{"id":"b","spendMinor":10000,"discountPercent":10}],"points":{"perAmountMinor":1000,"valueMinor":10}}"#
    private static let draft =
        #"{"version":2,"currency":"MXN","timeZone":"America/Mexico_City","tiers":[{"id":"a"},{"id":"b","spendMinor":20000,"discountPercent":5}],"points":{"perAmountMinor":500,"valueMinor":10}}"#

    private func trial(_ text: String, _ purchases: [(String, String, Int64)]) throws -> ProgrammeTrial {
        var trial = ProgrammeTrial(try Programme(text: text))
        for (customer, day, amount) in purchases {
            let at = try #require(Instant("\(day)T18:00:00Z"))
            trial.take(
                Purchase(
                    receipt: "\(day)", till: "1", at: at,
                    // A tenth was taken off then: the price was the whole.
                    lines: [Purchase.Line(sku: "x", amountMinor: amount * 9 / 10, discountMinor: amount / 10)]),
                customer: customer)
        }
        return trial
    }

    @Test func `gives points, discounts, cost, and who is up and down`() throws {
        let purchases: [(String, String, Int64)] = [
            ("ana", "2026-03-01", 10_000), ("ana", "2026-03-02", 10_000), ("eva", "2026-03-03", 10_000),
        ]
        let (old, new) = (try trial(Self.before, purchases), try trial(Self.draft, purchases))
        // Before: 10 points; then Ana is b, pays 90.00 for 9 points; Eva 10 points. 29 points worth 2.90.
        let was = old.outcome()
        #expect(was.purchases == 3 && was.points == 29 && was.discountMinor == 1000 && was.pointsValueMinor == 290)
        #expect(was.costMinor == 1290 && was.customersByTier == [TierID("b"): 2])
        // The draft: 20 points each time, and Ana reaches b with the second only, so that nothing is taken off.
        let willBe = new.outcome()
        #expect(willBe.points == 60 && willBe.discountMinor == 0 && willBe.costMinor == 600)
        #expect(willBe.customersByTier == [TierID("a"): 1, TierID("b"): 1])
        let (there, back) = (new.moves(from: old), old.moves(from: new))
        #expect(there.up == 0 && there.down == 1 && back.up == 1 && back.down == 0)
    }

    @Test func `who falls out of the window is judged by the last purchase's day`() throws {
        let outcome = try trial(Self.before, [("ana", "2025-03-01", 10_000), ("eva", "2026-03-03", 10_000)]).outcome()
        #expect(outcome.customersByTier == [TierID("a"): 1, TierID("b"): 1])
    }

    @Test func `nothing comes of no purchases`() throws {
        #expect(try trial(Self.before, []).outcome() == ProgrammeTrial.Totals())
    }
}
