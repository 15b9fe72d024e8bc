import Foundation

/// Text for printers and terminals that know nothing but ASCII.
public enum AsciiText {
    private static let substitutes: [Character: String] = [
        "€": "EUR", "£": "GBP", "¿": "", "¡": "", "·": "-", "•": "*", "★": "*", "–": "-", "—": "-", "…": "...",
        "«": "\"", "»": "\"", "“": "\"", "”": "\"", "‘": "'", "’": "'", "×": "x", "º": "o", "ª": "a", "─": "-",
        "═": "=", "│": "|", "█": "#", "‼": "!", "→": ">", "←": "<", "✓": "+", "ß": "ss", "ø": "o", "Ø": "O",
        "æ": "ae", "Æ": "AE", "ł": "l", "Ł": "L", "\u{a0}": " ", "▸": ">",
    ]

    /// Letters without their accents, signs by the nearest that ASCII has, `?` for all else.
    public static func of(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        var result = ""
        for character in text {
            if character.isASCII {
                result.append(character)
            } else if let substitute = substitutes[character] {
                result += substitute
            } else {
                let plain = String(character).decomposedStringWithCanonicalMapping.unicodeScalars.filter(\.isASCII)
                result += plain.isEmpty ? "?" : String(String.UnicodeScalarView(plain))
            }
        }
        return result
    }
}
