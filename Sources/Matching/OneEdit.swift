/// Whether two words are at most one slip of the hand apart: a letter wrong, missing, too many, or two exchanged.
enum OneEdit {
    /// Shorter words differ by one letter and are other names: Ruiz and Ruix, but also Mora and Lora.
    static let lettersMin = 5

    /// Damerau's distance of at most 1, where the longer word has `lettersMin` letters; equal words always.
    static func separates(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        var a = Array(a.unicodeScalars), b = Array(b.unicodeScalars)
        if a.count > b.count { swap(&a, &b) }
        guard b.count >= lettersMin, b.count - a.count <= 1 else { return false }
        let same = zip(a, b).prefix { $0 == $1 }.count
        let restA = a[same...], restB = b[same...]
        if a.count < b.count { return restA.elementsEqual(restB.dropFirst()) }
        if restA.dropFirst().elementsEqual(restB.dropFirst()) { return true }
        return restA.count >= 2 && restA[same] == restB[same + 1] && restA[same + 1] == restB[same]
            && restA.dropFirst(2).elementsEqual(restB.dropFirst(2))
    }
}
