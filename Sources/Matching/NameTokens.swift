import Foundation

/// The words of a name, made comparable: no case, no accents, no particles.
///
/// `ñ` becomes `n`: many tills and all-capitals exports cannot write it, and two people who share a phone and differ in
/// nothing but Peña and Pena are one person.
enum NameTokens {
    /// More words than any name has; the rest of a text that is no name is not looked at.
    static let tokensMax = 8

    /// Words that join the others, and are often left out.
    private static let particles: Set<String> = [
        "de", "del", "la", "las", "los", "el", "y", "e", "i", "da", "do", "das", "dos", "san", "santa",
    ]

    /// Inside a word, they part nothing: O'Neill is one name.
    private static let apostrophes: Set<Unicode.Scalar> = ["'", "’"]

    /// `["maria", "angeles"]` from `Mª de los Ángeles`. A name of nothing but particles keeps them: `E.` is an initial.
    static func of(_ text: String) -> [String] {
        let words = words(of: folded(text))
        let kept = words.filter { !particles.contains($0) }
        return kept.isEmpty ? words : kept
    }

    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars {
            if isLetter(scalar) {
                word.unicodeScalars.append(scalar)
            } else if !word.isEmpty, !apostrophes.contains(scalar) {
                words.append(word)
                word = ""
                if words.count == tokensMax { return words }
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    /// Asking Unicode is slow, and nearly all letters of a folded name are ASCII.
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? ("a"..."z").contains(scalar) : scalar.properties.isAlphabetic
    }

    private static func folded(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        return text.replacing(".ª", with: "a").replacing("ª", with: "a")
            .folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }
}
