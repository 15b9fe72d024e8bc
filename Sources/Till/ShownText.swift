/// Texts of others (names, campaigns, an agent's words) on a screen or a receipt.
public enum ShownText {
    /// Without anything that a terminal or a printer would take for an order, or that changes the direction of writing.
    public static func clean(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control: if scalar == "\t" { result.append(" ") }
            case .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: continue
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Columns that a text takes: East Asian signs and pictures take two.
    public static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + ($1.unicodeScalars.first.map(isWide) == true ? 2 : 1) }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
            0x1f300...0x1faff:
            true
        default: false
        }
    }

    /// Not wider than so many columns; what is cut ends with a point.
    public static func fit(_ text: String, _ columns: Int) -> String {
        guard width(text) > columns else { return text }
        var result = "", taken = 0
        for character in text {
            let next = width(String(character))
            if taken + next > columns - 1 { break }
            result.append(character)
            taken += next
        }
        return columns > 0 ? result + "." : ""
    }

    /// Broken between words into rows of so many columns; a word that is longer is broken itself.
    public static func wrap(_ text: String, _ columns: Int) -> [String] {
        var rows: [String] = [""]
        for word in text.split(separator: " ") {
            var word = String(word)
            let last = rows[rows.count - 1]
            if !last.isEmpty, width(last) + 1 + width(word) <= columns {
                rows[rows.count - 1] = "\(last) \(word)"
                continue
            }
            if !last.isEmpty { rows.append("") }
            while width(word) > columns, columns > 0 {
                rows[rows.count - 1] = String(word.prefix(columns))
                word = String(word.dropFirst(columns))
                rows.append("")
            }
            rows[rows.count - 1] = word
        }
        return rows
    }

    /// Left and right on one row, and on two where one is too narrow.
    public static func spread(_ left: String, _ right: String, _ columns: Int) -> [String] {
        let gap = columns - width(left) - width(right)
        if gap >= 1 { return [left + String(repeating: " ", count: gap) + right] }
        let indented = String(repeating: " ", count: max(0, columns - width(right))) + right
        return wrap(left, columns) + [fit(indented, columns)]
    }

    public static func centre(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(0, (columns - width(text)) / 2)) + text
    }
}

extension StringProtocol {
    /// Without blanks at either end.
    var trimming: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
