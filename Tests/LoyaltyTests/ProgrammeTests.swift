import JSON
import Testing

@testable import Loyalty

@Suite struct Programmes {
    @Test(
        arguments: [
            (0, 0, "bronze"), (499_999, 9, "bronze"), (500_000, 0, "silver"), (500_001, 0, "silver"), (0, 10, "silver"),
            (0, 1_000_000, "silver"), (1_999_999, 0, "silver"), (2_000_000, 0, "gold"), (Int64.max, 0, "gold"),
            (-5, 0, "bronze"),
        ] as [(Int64, Int64, String)]) func `a tier is reached at exactly its threshold, by spend or by visits`(
            spend: Int64, visits: Int64, tier: String
        ) throws
    {
        #expect(try SampleProgramme.programme().tier(spendMinor: spend, visits: visits).id.rawValue == tier)
    }

    @Test func `what is missing for a tier is told until it is reached`() throws {
        let programme = try SampleProgramme.programme()
        let silver = try #require(programme.tier(TierID("silver")))
        #expect(
            programme.missing(for: silver, spendMinor: 499_999, visits: 3)
                == Programme.Missing(tier: TierID("silver"), spendMinor: 1, visits: 7))
        #expect(programme.missing(for: silver, spendMinor: 500_000, visits: 0) == nil)
        #expect(programme.missing(for: silver, spendMinor: 0, visits: 10) == nil)
        let gold = try #require(programme.tier(TierID("gold")))
        #expect(
            programme.missing(for: gold, spendMinor: 600_000, visits: 50)
                == Programme.Missing(tier: TierID("gold"), spendMinor: 1_400_000, visits: nil))
    }

    @Test(arguments: [(0, 0), (999, 0), (1000, 1), (1999, 1), (2000, 2), (-1000, 0)] as [(Int64, Int64)])
    func `points are for full amounts only`(amount: Int64, points: Int64) throws {
        #expect(try SampleProgramme.programme().pointsEarned(earningMinor: amount) == points)
    }

    @Test func `points have a value, rounded towards zero`() throws {
        let programme = try SampleProgramme.programme()
        #expect(programme.valueMinor(ofPoints: 2) == 21)
        #expect(programme.valueMinor(ofPoints: 3) == 31)
        #expect(programme.valueMinor(ofPoints: 0) == 0)
        #expect(programme.valueMinor(ofPoints: -3) == -31)
    }

    @Test func `the greatest receipt under the most generous programme does not overflow`() throws {
        let generous = try Programme(
            text: SampleProgramme.text(points: #"{"perAmountMinor":1,"points":1000000,"valueMinor":1000000}"#))
        let greatest = Int64(Purchase.linesMax) * Money.amountMinorMax
        #expect(generous.pointsEarned(earningMinor: greatest) == Money.amountMinorMax)
        #expect(generous.pointsEarned(earningMinor: 2_000_000) == Money.amountMinorMax)
        #expect(generous.valueMinor(ofPoints: Money.amountMinorMax) == .max / 100)
        #expect(generous.valueMinor(ofPoints: .min) == .min / 100)
    }

    @Test func `ranks follow the list, and an unknown tier ranks lowest`() throws {
        let programme = try SampleProgramme.programme()
        #expect(["bronze", "silver", "gold", "platinum"].map { programme.rank(TierID($0)) } == [0, 1, 2, 0])
    }

    @Test func `a tier's name falls back to English and then to its id`() throws {
        let programme = try SampleProgramme.programme()
        #expect(programme.tiers.map { $0.name("es") } == ["Bronce", "Plata", "gold"])
        #expect(programme.tiers.map { $0.name("pt") } == ["Bronze", "silver", "gold"])
    }

    @Test func `what is written is what is read, and the rest has defaults`() throws {
        let programme = try SampleProgramme.programme()
        #expect(programme.version == 3 && programme.windowDays == 365 && programme.callingCode == "52")
        #expect(programme.tiers.map(\.discountBasisPoints) == [0, 250, 500])
        #expect(programme.source == SampleProgramme.text())
        let short = try Programme(
            text: #"{"currency":"CLP","country":"CL","timeZone":"America/Santiago","tiers":[{"id":"all"}],"points":{}}"#
        )
        #expect(short.version == 1 && short.windowDays == 365 && short.callingCode == "56")
        #expect(short.points == PointsRules(perAmountMinor: 100, points: 1, valueHundredths: 100))
    }
}

@Suite struct `Mistakes in a programme` {
    private func failure(_ text: String) -> BadInput? {
        do {
            _ = try Programme(text: text)
            return nil
        } catch { return error as? BadInput }
    }

    @Test(arguments: [
        (#","windowDay":30"#, "windowDay", "windowDays"), (#","timezone":"UTC""#, "timezone", "timeZone"),
        (#","Points":{}"#, "Points", "points"),
    ]) func `a misspelt key is named with the right one`(more: String, field: String, right: String) {
        let failure = failure(SampleProgramme.text(more: more))
        #expect(failure?.code == "unknownKey" && failure?.field == field)
        #expect(failure?.message.contains("did you mean \"\(right)\"?") ?? false)
    }

    @Test(arguments: [
        (#"{"id":"silver","spendMinr":1}"#, "tiers[1].spendMinr", "unknownKey", "spendMinor"),
        (
            #"{"id":"silver","spendMinor":1,"discountPercnt":1}"#, "tiers[1].discountPercnt", "unknownKey",
            "discountPercent"
        ),
        (#"{"id":"silver","spendMinor":1,"names":{"ess":"x"}}"#, "tiers[1].names.ess", "unknownKey", "es"),
    ]) func `a misspelt key of a tier is named with its place`(tier: String, field: String, code: String, right: String)
    {
        let failure = failure(SampleProgramme.text(tiers: [SampleProgramme.bronze, tier]))
        #expect(failure?.field == field && failure?.code == code)
        #expect(failure?.message.contains("did you mean \"\(right)\"?") ?? false)
    }

    @Test(arguments: [
        ("[]", "wrongType", ""), ("{", "notJSON", ""), (#"{"version":99999999999999999999}"#, "numberOutOfRange", ""),
        (#"{}"#, "missingField", "currency"), (#"{"currency":"mxn"}"#, "badValue", "currency"),
        (#"{"currency":"PESO"}"#, "badValue", "currency"), (#"{"currency":5}"#, "wrongType", "currency"),
        (#"{"currency":"MXN","country":"MEX"}"#, "badValue", "country"),
        (#"{"currency":"MXN"}"#, "missingField", "timeZone"),
        (#"{"currency":"MXN","timeZone":"America/Mexiko"}"#, "badValue", "timeZone"),
        (#"{"currency":"MXN","timeZone":"UTC","windowDays":0}"#, "badValue", "windowDays"),
        (#"{"currency":"MXN","timeZone":"UTC"}"#, "missingField", "tiers"),
        (#"{"currency":"MXN","timeZone":"UTC","tiers":[]}"#, "missingField", "tiers"),
        (#"{"currency":"MXN","timeZone":"UTC","tiers":{}}"#, "wrongType", "tiers"),
        (#"{"currency":"MXN","timeZone":"UTC","tiers":[5]}"#, "wrongType", "tiers[0]"),
        (#"{"currency":"MXN","timeZone":"UTC","tiers":[{}]}"#, "missingField", "tiers[0].id"),
        (#"{"currency":"MXN","timeZone":"UTC","tiers":[{"id":"a"}]}"#, "missingField", "points"),
        (#"{"version":0,"currency":"MXN","timeZone":"UTC"}"#, "badValue", "version"),
    ]) func `each mistake is named by its code and field`(text: String, code: String, field: String) {
        #expect(failure(text)?.code == code)
        #expect(failure(text)?.field == field)
    }

    @Test(arguments: [
        ([#"{"id":"a","spendMinor":5}"#], "tiers[0]", "badValue"),
        ([#"{"id":"a","visits":5}"#], "tiers[0]", "badValue"),
        ([#"{"id":"a"}"#, #"{"id":"b"}"#], "tiers[1]", "missingField"),
        ([#"{"id":"a"}"#, #"{"id":"a","visits":1}"#], "tiers[1].id", "badValue"),
        ([#"{"id":"a"}"#, #"{"id":"b","spendMinor":0}"#], "tiers[1].spendMinor", "badValue"),
        ([#"{"id":"a"}"#, #"{"id":"b","visits":1,"discountPercent":101}"#], "tiers[1].discountPercent", "badValue"),
        ([#"{"id":"a"}"#, #"{"id":"b","spendMinor":5}"#, #"{"id":"c","spendMinor":5}"#], "tiers", "badValue"),
        ([#"{"id":"a"}"#, #"{"id":"b","spendMinor":5}"#, #"{"id":"c","spendMinor":4}"#], "tiers", "badValue"),
        ([#"{"id":"a"}"#, #"{"id":"b","visits":5}"#, #"{"id":"c","visits":4,"spendMinor":1}"#], "tiers", "badValue"),
        (
            [#"{"id":"a"}"#, #"{"id":"b","spendMinor":5}"#, #"{"id":"c","visits":5}"#, #"{"id":"d","spendMinor":4}"#],
            "tiers", "badValue"
        ),
    ]) func `tiers begin with everyone's and grow harder`(tiers: [String], field: String, code: String) {
        let failure = failure(SampleProgramme.text(tiers: tiers))
        #expect(failure?.field == field && failure?.code == code)
    }

    @Test(arguments: [
        (#"{"perAmountMinor":0}"#, "points.perAmountMinor", "badValue"),
        (#"{"points":-1}"#, "points.points", "badValue"),
        (#"{"points":1.5}"#, "points.points", "wrongType"), (#"{"valueMinor":-1}"#, "points.valueMinor", "badValue"),
        (#"{"perAmount":5}"#, "points.perAmount", "unknownKey"), ("5", "points", "wrongType"),
    ]) func `points are checked too`(points: String, field: String, code: String) {
        let failure = failure(SampleProgramme.text(points: points))
        #expect(failure?.field == field && failure?.code == code)
    }
}
