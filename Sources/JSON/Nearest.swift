/// Suggests what a misspelt word was meant to be.
public enum Nearest {
    /// Nobody misspells more, and a distance costs the product of both lengths.
    private static let wordBytesMax = 100

    /// `; did you mean "x"?`, or nothing where no choice is near.
    public static func hint(_ word: String, _ choices: [String]) -> String {
        guard word.utf8.count <= wordBytesMax, let best = choices.min(by: { distance(word, $0) < distance(word, $1) }),
            distance(word, best) <= max(2, word.count / 3)
        else { return "" }
        return "; did you mean \"\(best)\"?"
    }

    /// Levenshtein distance without regard to case.
    static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a.lowercased()), b = Array(b.lowercased())
        var row = Array(0...b.count)
        for i in 0..<a.count {
            var diagonal = row[0]
            row[0] = i + 1
            for j in 0..<b.count {
                let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
