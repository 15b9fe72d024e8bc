import JSON
import Testing

@testable import Loyalty

private let segments = Segmentation.allSegments
private let tiers = [TierID("bronze"), TierID("silver")]

private func text(
    id: String = #""summer-26""#, audience: String = #"{"segments":["low-high","mid-high"],"tiers":["silver"]}"#,
    benefit: String = #"{"percent":12.5,"categories":["dairy"]}"#, from: String = #""2026-06-01""#,
    to: String = #""2026-06-30""#, more: String = #","usesPerCustomer":2,"controlPercent":10"#
) -> String {
    #"{"id":\#(id),"names":{"es":"Verano"},"audience":\#(audience),"benefit":\#(benefit),"from":\#(from),"to":\#(to)\#(more)}"#
}

private func failure(_ text: String) -> BadInput? {
    do {
        _ = try Campaign(text: text, segments: segments, tiers: tiers)
        return nil
    } catch { return error as? BadInput }
}

@Suite struct Campaigns {
    @Test func `a campaign is read as written`() throws {
        let campaign = try Campaign(text: text(), segments: segments, tiers: tiers)
        #expect(campaign.id == CampaignID("summer-26") && campaign.names == ["es": "Verano"])
        #expect(campaign.benefit == Benefit(value: .basisPoints(1250), categories: ["dairy"]))
        #expect(campaign.from.description == "2026-06-01" && campaign.to.description == "2026-06-30")
        #expect(campaign.usesPerCustomer == 2 && campaign.controlBasisPoints == 1000 && campaign.source == text())
        let offer = campaign.offer(usesLeft: 1)
        #expect(
            offer.id == "summer-26" && offer.usesLeft == 1 && offer.to == campaign.to && offer.from == campaign.from)
    }

    @Test func `without limits it is for all, always, without a control group`() throws {
        let short = #"{"id":"a","benefit":{"amountMinor":100},"from":"2026-06-01","to":"2026-06-01"}"#
        let campaign = try Campaign(text: short, segments: segments, tiers: tiers)
        #expect(campaign.usesPerCustomer == nil && campaign.controlBasisPoints == 0)
        #expect(campaign.audience.includes(segment: nil, tier: TierID("bronze")))
    }

    @Test func `an audience is a segment and a tier`() throws {
        let audience = try Campaign(text: text(), segments: segments, tiers: tiers).audience
        #expect(audience.includes(segment: SegmentID("low-high"), tier: TierID("silver")))
        #expect(audience.includes(segment: SegmentID("mid-high"), tier: TierID("silver")))
        #expect(!audience.includes(segment: SegmentID("low-low"), tier: TierID("silver")))
        #expect(!audience.includes(segment: SegmentID("low-high"), tier: TierID("bronze")))
        #expect(!audience.includes(segment: nil, tier: TierID("silver")))
        #expect(Audience(segments: [], tiers: [TierID("silver")]).includes(segment: nil, tier: TierID("silver")))
    }

    @Test(arguments: [
        (text(id: "\"\""), "id", "badValue"), (text(id: "5"), "id", "wrongType"),
        (text(id: #""a b""#), "id", "badValue"),
        (text(id: #""../x""#), "id", "badValue"), (text(from: #""2026-02-30""#), "from", "badValue"),
        (text(from: #""2026-07-01""#), "to", "badValue"), (text(to: "5"), "to", "wrongType"),
        (text(benefit: "{}"), "benefit", "badValue"), (text(benefit: "null"), "benefit", "missingField"),
        (text(benefit: #"{"percent":0}"#), "benefit.percent", "badValue"),
        (text(more: #","usesPerCustomer":0"#), "usesPerCustomer", "badValue"),
        (text(more: #","controlPercent":91"#), "controlPercent", "badValue"),
        (text(audience: "[]"), "audience", "wrongType"),
        (text(audience: #"{"tiers":"silver"}"#), "audience.tiers", "wrongType"),
        ("{", "", "notJSON"), ("{}", "id", "missingField"),
    ]) func `each mistake is named by its field and code`(text: String, field: String, code: String) {
        #expect(failure(text)?.field == field)
        #expect(failure(text)?.code == code)
    }

    @Test(arguments: [
        (text(more: #","controlPercnt":5"#), "controlPercnt", "controlPercent"),
        (text(audience: #"{"segmets":[]}"#), "audience.segmets", "segments"),
        (text(audience: #"{"segments":["low-hihg"]}"#), "audience.segments", "low-high"),
        (text(audience: #"{"tiers":["sliver"]}"#), "audience.tiers", "silver"),
        (text(benefit: #"{"percent":5,"categoris":["a"]}"#), "benefit.categoris", "categories"),
    ]) func `a misspelt word is named with the right one`(text: String, field: String, right: String) {
        #expect(failure(text)?.field == field)
        #expect(failure(text)?.message.contains("did you mean \"\(right)\"?") ?? false)
    }
}
