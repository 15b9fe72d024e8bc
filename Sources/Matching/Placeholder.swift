/// Values that tills enter where a number is demanded and there is none. They recognise no one.
enum Placeholder {
    /// Mexico's tax numbers for the general public and for foreigners.
    /// Source: SAT, Anexo 20, generic RFC.
    private static let genericTaxNumbers: Set<String> = ["XAXX010101000", "XEXX010101000"]

    /// Shorter ones, such as 22 or 555, may well be a small chain's card numbers.
    private static let repeatedCharactersMin = 7

    /// Empty, nothing but zeros, one character again and again, or a generic tax number.
    static func matches(_ identity: String) -> Bool {
        guard let first = identity.utf8.first else { return true }
        if genericTaxNumbers.contains(identity) { return true }
        guard identity.utf8.allSatisfy({ $0 == first }) else { return false }
        return first == UInt8(ascii: "0") || identity.utf8.count >= repeatedCharactersMin
    }
}
