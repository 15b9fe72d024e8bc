/// Amounts that are read at arm's length: five rows high.
public enum BigDigits {
    public static let height = 5

    /// As wide as fits, up to two columns a dot; nil where it does not fit, or has a sign that is not drawn.
    public static func rows(_ text: String, columns: Int) -> [String]? {
        var signs: [[String]] = []
        for character in text where character != " " && character != "\u{a0}" {
            guard let glyph = glyphs[character] else { return nil }
            signs.append(glyph)
        }
        for scale in [2, 1] {
            let rows = (0..<height).map { row in signs.map { drawn($0[row], scale) }.joined(separator: gap(scale)) }
            if let width = rows.map(\.count).max(), width > 0, width <= columns { return rows }
        }
        return nil
    }

    private static func gap(_ scale: Int) -> String { String(repeating: " ", count: scale) }

    private static func drawn(_ dots: String, _ scale: Int) -> String {
        var row = ""
        for dot in dots { row += String(repeating: dot == "#" ? "█" : " ", count: scale) }
        return row
    }

    private static let glyphs: [Character: [String]] = [
        "0": ["###", "# #", "# #", "# #", "###"], "1": [" # ", "## ", " # ", " # ", "###"],
        "2": ["###", "  #", "###", "#  ", "###"], "3": ["###", "  #", "###", "  #", "###"],
        "4": ["# #", "# #", "###", "  #", "  #"], "5": ["###", "#  ", "###", "  #", "###"],
        "6": ["###", "#  ", "###", "# #", "###"], "7": ["###", "  #", "  #", "  #", "  #"],
        "8": ["###", "# #", "###", "# #", "###"], "9": ["###", "# #", "###", "  #", "###"],
        ".": [" ", " ", " ", " ", "#"], ",": ["  ", "  ", "  ", " #", "# "], "-": ["  ", "  ", "##", "  ", "  "],
        "$": [" ##", "## ", "###", " ##", "## "], "€": [" ##", "#  ", "###", "#  ", " ##"],
        "£": [" ##", "#  ", "###", "#  ", "###"],
    ]
}
