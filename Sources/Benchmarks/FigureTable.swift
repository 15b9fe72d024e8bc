import Foundation
import JSON

/// The figures as people and as programs read them.
struct FigureTable {
    let figures: [Figure]

    init(_ figures: [Figure]) {
        self.figures = figures.sorted { Self.place($0) < Self.place($1) }
    }

    private static func place(_ figure: Figure) -> Int {
        Wish.standard.firstIndex(of: figure.name) ?? Wish.standard.count
    }

    var json: String {
        var writer = JSONWriter()
        writer.array { list in
            for figure in figures {
                list.object { object in
                    object.field("name", figure.name)
                    object.field("value", Self.rounded(figure.value))
                    object.field("unit", figure.unit)
                    Self.write(figure.limit, "limit", to: &object)
                    Self.write(figure.ratio, "ratio", to: &object)
                    Self.write(figure.targetNumber, "target", to: &object)
                    object.field("holds", figure.holds)
                }
            }
        }
        return writer.text
    }

    private static func write(_ number: Double?, _ name: StaticString, to object: inout JSONWriter) {
        object.key(name)
        if let number { object.value(rounded(number)) } else { object.null() }
    }

    private static func rounded(_ number: Double) -> Double { (number * 1000).rounded() / 1000 }

    // MARK: text

    var text: String {
        let head = ["figure", "value", "limit", "ratio", "target", "holds", "server CPU per request"]
        let rows = [head] + figures.map(Self.row)
        let widths = head.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return (1...3).contains(column) ? space + cell : cell + space
            }
            return cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }
        return lines.joined(separator: "\n")
    }

    private static func row(_ figure: Figure) -> [String] {
        let target =
            switch figure.target {
            case .ratioAtLeast(let least): "at least \(shown(least))"
            case .ratioAtMost(let most): "at most \(shown(most))"
            case .valueAtMost(let most): "at most \(shown(most)) \(figure.unit)"
            case .checked: "equal to the cent"
            }
        let processor = figure.processorMicroseconds.map { "\(shown($0.figure)) µs, limit \(shown($0.limit)) µs" } ?? ""
        return [
            figure.name, "\(shown(figure.value)) \(figure.unit)", figure.limit.map(shown) ?? "–",
            figure.ratio.map { String(format: "%.2f", $0) } ?? "–", target, figure.holds ? "yes" : "NO", processor,
        ]
    }

    private static func shown(_ number: Double) -> String {
        if number >= 1000 { return String(Int(number.rounded())) }
        return String(format: number == number.rounded() ? "%.0f" : number < 10 ? "%.2f" : "%.1f", number)
    }
}
