/// What stands on the till's screen, as a value: rows of text, each with a role that a terminal gives a colour.
public struct Screen: Sendable, Equatable {
    public enum Role: Sendable, Equatable, CaseIterable {
        case plain, header, strong, dim, good, warning, bad, prompt, keys
    }

    public struct Row: Sendable, Equatable {
        public var text: String
        public var role: Role

        public init(_ text: String, _ role: Role = .plain) {
            self.text = text
            self.role = role
        }
    }

    public internal(set) var rows: [Row]
    /// From 0.
    public internal(set) var cursor: (row: Int, column: Int)

    public static func == (a: Screen, b: Screen) -> Bool { a.rows == b.rows && a.cursor == b.cursor }

    public static let columnsMin = 20
    public static let rowsMin = 6
    /// A terminal that claims more is believed only so far.
    public static let sizeMax = 500

    /// Rows from the top, from the bottom, and between them what there is room for.
    init(top: [Row], middle: [Row], bottom: [Row], prompt: Int, cursorColumn: Int, columns: Int, rows count: Int) {
        let room = max(0, count - bottom.count)
        let head = Array(top.prefix(room))
        let space = room - head.count
        let body = Array(middle.suffix(space))
        let gap = Array(repeating: Row(""), count: space - body.count)
        let foot = Array(bottom.suffix(count))
        rows = (head + body + gap + foot).map { Row(ShownText.fit($0.text, columns), $0.role) }
        let cut = bottom.count - foot.count
        cursor = (max(0, head.count + space + prompt - cut), min(cursorColumn, columns - 1))
    }

    public var text: String { rows.map(\.text).joined(separator: "\n") }
}
