import JSON
import Testing

@testable import Loyalty

private func text(
    captivity: String = #"{"midFrom":5,"highFrom":8}"#, potential: String = #"{"midFrom":3,"highFrom":4}"#,
    more: String = #","names":{"high-high":{"es":"Leales","en":"Loyal"},"low-high":{"es":"Por ganar"}}"#
) -> String { #"{"captivity":\#(captivity),"potential":\#(potential)\#(more)}"# }

private func failure(_ text: String) -> BadInput? {
    do {
        _ = try Segmentation(text: text)
        return nil
    } catch { return error as? BadInput }
}

@Suite struct Segmentations {
    @Test func `the matrix has nine cells`() {
        #expect(
            Segmentation.allSegments.map(\.rawValue) == [
                "low-low", "low-mid", "low-high", "mid-low", "mid-mid", "mid-high", "high-low", "high-mid", "high-high",
            ])
    }

    @Test(
        arguments: [
            (1, 1, 1, "low-low"), (2, 2, 2, "low-low"), (2, 3, 2, "mid-low"), (1, 4, 3, "mid-mid"),
            (5, 2, 3, "mid-mid"),
            (5, 3, 3, "high-mid"), (3, 5, 4, "high-high"), (5, 5, 5, "high-high"), (1, 1, 5, "low-high"),
            (4, 3, 5, "mid-high"),
        ] as [(Int64, Int64, Int64, String)]) func `a level begins at its score`(
            recency: Int64, frequency: Int64, money: Int64, segment: String
        ) throws
    {
        let segmentation = try Segmentation(text: text())
        #expect(segmentation.segment(recency: recency, frequency: frequency, money: money).rawValue == segment)
    }

    @Test func `a cell has its name, or its id where it has none`() throws {
        let segmentation = try Segmentation(text: text())
        #expect(segmentation.name(SegmentID("high-high"), "es") == "Leales")
        #expect(segmentation.name(SegmentID("low-high"), "en") == "low-high")
        #expect(segmentation.name(SegmentID("mid-mid"), "es") == "mid-mid")
        #expect(segmentation.source == text())
    }

    @Test(arguments: [
        ("{}", "captivity", "missingField"), ("5", "", "wrongType"),
        (text(captivity: #"{"highFrom":8}"#), "captivity.midFrom", "missingField"),
        (text(captivity: #"{"midFrom":5}"#), "captivity.highFrom", "missingField"),
        (text(captivity: #"{"midFrom":8,"highFrom":8}"#), "captivity.highFrom", "badValue"),
        (text(captivity: #"{"midFrom":1,"highFrom":8}"#), "captivity.midFrom", "badValue"),
        (text(captivity: #"{"midFrom":5,"highFrom":11}"#), "captivity.highFrom", "badValue"),
        (text(potential: #"{"midFrom":3,"highFrom":6}"#), "potential.highFrom", "badValue"),
        (text(potential: #"{"midFrom":3,"highFrom":4,"low":1}"#), "potential.low", "unknownKey"),
        (text(more: #","names":{"high-hihg":{}}"#), "names.high-hihg", "unknownKey"),
        (text(more: #","names":{"high-high":{"fr":"x"}}"#), "names.high-high.fr", "unknownKey"),
        (text(more: #","captivty":{}"#), "captivty", "unknownKey"),
    ]) func `each mistake is named by its field and code`(text: String, field: String, code: String) {
        #expect(failure(text)?.field == field)
        #expect(failure(text)?.code == code)
    }
}
