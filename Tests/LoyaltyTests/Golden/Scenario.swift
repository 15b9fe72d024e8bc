import Testing

@testable import Loyalty

/// A table of what happens to one customer and what must come of it. The right column was worked out by hand.
///
///     at               | event                        | outcome
///     2026-03-14 12:00 | buy R1 milk/dairy 20.00      | 2 = base 2
///
/// The time is the store's, or UTC with a final `Z`. An item is `[quantity*]sku[/category][@supplier] amount`, and after
/// the amount `-discount`, `~tax` and `^receipt` where it has them. What an event can be stands in `Narrator`.
struct Scenario: Sendable, CustomTestStringConvertible {
    struct Row: Sendable {
        let at: String
        let event: String
        let outcome: String
    }

    let name: String
    let programme: String
    let zone: String
    let rows: [Row]

    /// - Parameters:
    ///   - more: further members of the document, beginning with a comma
    init(
        _ name: String, tiers: [String] = [SampleProgramme.bronze, SampleProgramme.silver, SampleProgramme.gold],
        points: String = #"{"perAmountMinor":1000,"points":1,"valueMinor":10}"#, more: String = "",
        zone: String = "America/Mexico_City", _ table: String
    ) {
        self.name = name
        programme = SampleProgramme.text(tiers: tiers, points: points, more: more)
        self.zone = zone
        rows = table.split(separator: "\n").map { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmed }
            precondition(cells.count == 3, "a row has a time, an event and an outcome: \(line)")
            return Row(at: cells[0], event: cells[1], outcome: cells[2])
        }
    }

    var testDescription: String { name }

    static let all = earning + points + tiers + returns + redemption + quotes
}

extension StringProtocol {
    var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    func split(at separator: String) -> [String] { self.components(around: separator).map(\.trimmed) }

    private func components(around separator: String) -> [String] {
        var parts: [String] = []
        var rest = String(self)
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = String(rest[range.upperBound...])
        }
        return parts + [rest]
    }
}

@Suite struct `Golden scenarios` {
    @Test(arguments: Scenario.all) func `what happens comes out as it was worked out by hand`(scenario: Scenario) throws
    {
        var narrator = try Narrator(scenario)
        for row in scenario.rows {
            let outcome = try narrator.tell(row)
            #expect(outcome == row.outcome, "\(scenario.name): \(row.at) \(row.event)")
        }
    }

    @Test func `there are at least sixty, each with a name of its own`() {
        #expect(Scenario.all.count >= 60)
        #expect(Set(Scenario.all.map(\.name)).count == Scenario.all.count)
        #expect(Scenario.all.allSatisfy { !$0.rows.isEmpty })
    }
}
