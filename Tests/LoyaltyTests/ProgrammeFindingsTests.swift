import Testing

@testable import Loyalty

private let today = LocalDay("2026-03-14")!  // a literal day that exists

@Suite struct `What a programme check finds` {
    private static let names = #""names":{"es":"a","en":"a"}"#
    private static let base = #"{"id":"base1",\#(names)}"#

    private static func tier(_ id: String, _ more: String) -> String { #"{"id":"\#(id)",\#(names),\#(more)}"# }
    private static let silver = tier("silver", #""spendMinor":500000,"discountPercent":3"#)

    private func findings(
        tiers: [String] = [base, silver], points: String = #"{"perAmountMinor":1000,"points":1,"valueMinor":10}"#,
        more: String = ""
    ) throws -> [String] {
        try Programme(text: SampleProgramme.text(tiers: tiers, points: points, more: more)).findings(on: today).map(
            \.place)
    }

    @Test func `a sound programme has none`() throws {
        #expect(try findings().isEmpty)
    }

    @Test func `points worth as much as what they are given for are a slip`() throws {
        func base(_ value: Int) -> String { #"{"perAmountMinor":1000,"points":1,"valueMinor":\#(value)}"# }
        #expect(try findings(points: base(999)).isEmpty)
        #expect(try findings(points: base(1000)) == ["points.valueMinor"])
        // A point is worth 10 here.
        func rule(_ points: Int) -> String {
            #", "earning":{"rules":[{"id":"r",\#(Self.names),"perAmountMinor":1000,"points":\#(points)}]}"#
        }
        #expect(try findings(more: rule(99)).isEmpty)
        #expect(try findings(more: rule(100)) == ["earning.rules[0].points"])
    }

    @Test(
        arguments: [
            // Whoever has bought has a visit, so that nobody is silver alone.
            (
                [
                    tier("silver", #""spendMinor":100,"discountPercent":1"#),
                    tier("gold", #""visits":1,"discountPercent":2"#),
                ], ["tiers[1]"]
            ),
            // Silver needs spend and visits that make gold.
            (
                [
                    tier("silver", #""spendMinor":100,"visits":10,"needs":"both","discountPercent":1"#),
                    tier("gold", #""visits":11,"discountPercent":2"#),
                ], []
            ),
            ([tier("silver", #""spendMinor":100"#)], ["tiers[1]"]),
            ([tier("silver", #""spendMinor":100,"pointsMultiplier":2"#)], []),
            ([#"{"id":"silver","names":{"es":"Plata"},"spendMinor":1,"discountPercent":1}"#], ["tiers[1].names"]),
            (
                [tier("silver", #""spendMinor":1,"benefits":[{"id":"x","kind":"gift"}]"#)],
                ["tiers[1].benefits[0].names"]
            ),
        ] as [([String], [String])]) func `tiers that nobody reaches, that bring nothing, or have no name`(
            tiers: [String], places: [String]
        ) throws
    {
        #expect(try findings(tiers: [Self.base] + tiers) == places)
    }

    @Test func `a tier that a later one closes in on is found`() throws {
        // Whoever has bought anything is c.
        let found = try findings(tiers: [
            Self.base, Self.tier("b", #""spendMinor":500,"discountPercent":1"#),
            Self.tier("c", #""spendMinor":600,"visits":1,"discountPercent":2"#),
        ])
        #expect(found == ["tiers[1]"])
    }

    @Test(
        arguments: [
            (#"{"pendingDays":31,"expiry":{"months":1}}"#, ["points.pendingDays"]),
            (#"{"pendingDays":28,"expiry":{"months":1}}"#, []),
            (#"{"pendingDays":29,"expiry":{"months":1}}"#, ["points.pendingDays"]),
            (#"{"points":0}"#, ["points.points"]),
            (#"{"valueMinor":0}"#, ["redemption.points"]),
        ] as [(String, [String])]) func `points that end before they begin, or are none`(
            points: String, places: [String]
        ) throws
    {
        #expect(try findings(points: points) == places)
    }

    @Test(
        arguments: [
            (#"{"id":"a",\#(names),"perAmountMinor":1,"points":0}"#, ".points"),
            (#"{"id":"a",\#(names),"multiplier":2,"to":"2026-03-13"}"#, ".to"),
            (#"{"id":"a",\#(names),"multiplier":2,"days":[]}"#, ".days"),
            (#"{"id":"a",\#(names),"multiplier":2,"categories":["x"]}"#, ""),
            (#"{"id":"a",\#(names),"points":101}"#, ".points"),
            (#"{"id":"a",\#(names),"perAmountMinor":1000,"points":1,"pointsMax":101}"#, ".pointsMax"),
            (#"{"id":"a",\#(names),"multiplier":1.5,"tiers":["gold"]}"#, ".multiplier"),
            (#"{"id":"a",\#(names),"multiplier":2,"tiers":["gold"]}"#, ".multiplier"),
            (#"{"id":"a","multiplier":3}"#, ".names"),
        ] as [(String, String)]) func `rules that never count`(rule: String, key: String) throws
    {
        let gold = Self.tier("gold", #""spendMinor":900000,"pointsMultiplier":2"#)
        let more = #","earning":{"pointsMax":100,"exclude":{"categories":["x"]},"rules":[\#(rule)]}"#
        #expect(try findings(tiers: [Self.base, gold], more: more) == ["earning.rules[0]\(key)"])
    }

    @Test func `a rule on its last day, or for more than is excluded, counts`() throws {
        let rules = [
            #"{"id":"a",\#(Self.names),"multiplier":2,"to":"2026-03-14"}"#,
            #"{"id":"b",\#(Self.names),"multiplier":2,"categories":["x","y"]}"#,
        ].joined(separator: ",")
        #expect(try findings(more: #","earning":{"exclude":{"categories":["x"]},"rules":[\#(rules)]}"#).isEmpty)
    }

    @Test func `a rule behind another that stands instead for the same lines`() throws {
        func instead(_ id: String, _ more: String) -> String {
            #"{"id":"\#(id)",\#(Self.names),"perAmountMinor":1000,"points":2,"instead":true,\#(more)}"#
        }
        let rules = [
            instead("a", #""categories":["x","y"]"#), instead("b", #""categories":["y"]"#),
            instead("c", #""categories":["z"]"#), instead("d", #""categories":["y","z"]"#),
        ].joined(separator: ",")
        #expect(try findings(more: #","earning":{"rules":[\#(rules)]}"#) == ["earning.rules[1]"])
    }

    @Test func `points for every purchase of a birthday's month`() throws {
        func place(_ more: String) throws -> [String] {
            try findings(
                more: #","earning":{"rules":[{"id":"a",\#(Self.names),"birthMonth":true,\#(more)}]}"#)
        }
        #expect(try place(#""points":50"#) == ["earning.rules[0].once"])
        #expect(try place(#""points":50,"once":"year""#).isEmpty)
        #expect(try place(#""multiplier":2"#).isEmpty)
    }

    @Test(
        arguments: [
            (#""redemption":{"points":"cap"}"#, ["redemption.capMinor"]),
            (#""redemption":{"capMinor":5}"#, ["redemption.capMinor"]),
            (#""redemption":{"points":"deny","pinAboveMinor":5}"#, ["redemption.pinAboveMinor"]),
            (#""redemption":{"pointsMin":150,"pointsStep":100}"#, ["redemption.pointsMin"]),
            (#""redemption":{"earnsOnPoints":true}"#, ["redemption.earnsOnPoints"]),
            (#""redemption":{"as":"payment","earnsOnPoints":true}"#, []),
            (#""returns":{"policy":"pending-only"}"#, ["returns.policy"]),
            (#""tierRules":{"downgrade":"never","graceDays":5}"#, ["tierRules.graceDays"]),
        ] as [(String, [String])]) func `parts that contradict each other`(more: String, places: [String]) throws
    {
        #expect(try findings(more: ",\(more)") == places)
    }

    @Test(
        arguments: [
            (#""kind":"product","points":5"#, "", ["rewards[0]"]), (#""kind":"product","points":5,"sku":"1""#, "", []),
            (#""kind":"voucher","points":5,"sku":"1""#, "", ["rewards[0].sku"]),
            (#""kind":"voucher","points":5,"to":"2026-03-13""#, "", ["rewards[0].to"]),
            (#""kind":"voucher","points":5"#, #","redemption":{"rewards":"deny"}"#, ["rewards[0]"]),
            (
                #""kind":"mystery","points":5,"mystery":{"budgetMinor":9,"prizes":[{"id":"a","percent":100,"valueMinor":10}]}"#,
                "", ["rewards[0].mystery.budgetMinor", "rewards[0].mystery.budgetPerStoreMinor"]
            ),
            (
                #""kind":"mystery","points":5,"mystery":{"budgetMinor":90,"budgetPerStoreMinor":9,"prizes":[{"id":"a","percent":100,"valueMinor":10}]}"#,
                "", ["rewards[0].mystery.budgetPerStoreMinor"]
            ),
            (
                #""kind":"mystery","points":5,"mystery":{"budgetMinor":90,"budgetPerStoreMinor":10,"prizes":[{"id":"a","percent":100,"valueMinor":10}]}"#,
                "", []
            ),
        ] as [(String, String, [String])]) func `rewards that nobody can have`(
            reward: String, more: String, places: [String]
        ) throws
    {
        let rewards = #","rewards":[{"id":"r",\#(Self.names),\#(reward)}]"#
        #expect(try findings(more: rewards + more) == places)
    }

    @Test func `each says what to do`() throws {
        let programme = try Programme(text: SampleProgramme.text(more: #","returns":{"policy":"pending-only"}"#))
        for finding in programme.findings(on: today) {
            #expect(!finding.suggestion.isEmpty && !finding.message.isEmpty)
        }
    }
}

@Suite struct `Mistakes in the parts of a programme` {
    private func failure(_ more: String, points: String = "{}") -> BadInputText? {
        do {
            _ = try Programme(text: SampleProgramme.text(points: points, more: more.isEmpty ? "" : ",\(more)"))
            return nil
        } catch { return BadInputText(error) }
    }

    @Test(arguments: [
        (#""tierRules":{"periode":"rolling"}"#, "unknownKey", "tierRules.periode"),
        (#""tierRules":{"period":"rollin"}"#, "badValue", "tierRules.period"),
        (#""tierRules":{"period":"calendarYear","downgradeAt":"once"}"#, "badValue", "tierRules.downgradeAt"),
        (#""tierRules":{"downgrade":"oneStep","downgradeAt":"once"}"#, "badValue", "tierRules.downgradeAt"),
        (#""earning":{"rules":[{"id":"a"}]}"#, "badValue", "earning.rules[0]"),
        (#""earning":{"rules":[{"id":"a","multiplier":2,"points":5}]}"#, "badValue", "earning.rules[0]"),
        (#""earning":{"rules":[{"id":"base","points":5}]}"#, "badValue", "earning.rules[0].id"),
        (#""earning":{"rules":[{"id":"a","points":5},{"id":"a","points":5}]}"#, "badValue", "earning.rules[1].id"),
        (#""earning":{"rules":[{"id":"a","points":5,"tiers":["silvr"]}]}"#, "badValue", "earning.rules[0].tiers"),
        (#""earning":{"rules":[{"id":"a","points":5,"days":["monday"]}]}"#, "badValue", "earning.rules[0].days"),
        (
            #""earning":{"rules":[{"id":"a","points":5,"hours":{"from":"8:00"}}]}"#, "badValue",
            "earning.rules[0].hours.from"
        ),
        (
            #""earning":{"rules":[{"id":"a","points":5,"hours":{"to":"24:01"}}]}"#, "badValue",
            "earning.rules[0].hours.to"
        ),
        (
            #""earning":{"rules":[{"id":"a","points":5,"hours":{"from":"08:00","to":"08:00"}}]}"#, "badValue",
            "earning.rules[0].hours"
        ),
        (#""earning":{"rules":[{"id":"a","points":5,"from":"2026-02-30"}]}"#, "badValue", "earning.rules[0].from"),
        (
            #""earning":{"rules":[{"id":"a","points":5,"from":"2026-03-02","to":"2026-03-01"}]}"#, "badValue",
            "earning.rules[0].to"
        ),
        (#""earning":{"rules":[{"id":"a","multiplier":2,"once":"enrolment"}]}"#, "badValue", "earning.rules[0].once"),
        (#""redemption":{"points":"escro"}"#, "badValue", "redemption.points"),
        (#""redemption":{"holdMinutes":0}"#, "badValue", "redemption.holdMinutes"),
        (#""returns":{"policy":"never"}"#, "badValue", "returns.policy"),
        (#""limits":{"receiptsPerDay":3}"#, "unknownKey", "limits.receiptsPerDay"),
        (#""employees":{"discount":3}"#, "unknownKey", "employees.discount"),
        (#""from":"tomorrow""#, "badValue", "from"), (#""noticeDays":-1"#, "badValue", "noticeDays"),
        (#""rewards":[{"id":"a","kind":"voucher"}]"#, "badValue", "rewards[0]"),
        (#""rewards":[{"id":"a","kind":"voucher","points":1,"uses":1}]"#, "badValue", "rewards[0]"),
        (#""rewards":[{"id":"a","kind":"vouch","points":1}]"#, "badValue", "rewards[0].kind"),
        (#""rewards":[{"id":"a","kind":"mystery","points":1}]"#, "badValue", "rewards[0].mystery"),
        (
            #""rewards":[{"id":"a","kind":"mystery","points":1,"mystery":{"budgetMinor":9,"budgetPerStoreMinor":10,"prizes":[{"id":"a","percent":100}]}}]"#,
            "badValue", "rewards[0].mystery.budgetPerStoreMinor"
        ),
        (#""rewards":[{"id":"a","kind":"voucher","points":1,"stock":{"1":-1}}]"#, "wrongType", "rewards[0].stock.1"),
        (
            #""rewards":[{"id":"a","kind":"mystery","points":1,"mystery":{"prizes":[{"id":"a","percent":99}]}}]"#,
            "badValue", "rewards[0].mystery.prizes"
        ),
        (
            #""rewards":[{"id":"a","kind":"mystery","points":1,"mystery":{"draw":"lot","prizes":[{"id":"a","percent":9}]}}]"#,
            "missingField", "rewards[0].mystery"
        ),
    ]) func `are named by their code and place`(more: String, code: String, field: String) {
        #expect(failure(more) == BadInputText(code: code, field: field))
    }

    @Test(arguments: [
        (#"{"expiry":{"months":0}}"#, "badValue", "points.expiry.months"),
        (#"{"expiry":{}}"#, "missingField", "points.expiry.months"),
        (#"{"expiry":{"months":1,"until":"weekEnd"}}"#, "badValue", "points.expiry.until"),
        (#"{"pendingDays":-1}"#, "badValue", "points.pendingDays"),
    ]) func `of points too`(points: String, code: String, field: String) {
        #expect(failure("", points: points) == BadInputText(code: code, field: field))
    }
}
