/// Who buys in a simulated chain.
enum Shoppers {
    static let keys = (0..<24).map { "card:9\(1000 + $0)" }
    /// Those who lose their cards.
    static let losable = Array(keys.suffix(2))
    /// Those who claim receipts.
    static let steady = Array(keys.dropLast(4))
    /// Those whom people at central take for one another. What each of them has is only known as a sum: they are few.
    static let mistakable = Array(keys[6..<11])
    /// Those whose receipts are moved: nobody is in doubt about who they are.
    static let mixedUp = Array(keys[11..<20])
    /// Those who get new plastic now and then. What each of them has is only known as a sum.
    static let replaceable = Array(keys[20..<22])
    /// Those whom central knows from the beginning.
    static let imported = Array(keys.prefix(8))

    /// What is on the plastic of a key such as `card:91000`.
    static func number(_ key: String) -> String { String(key.dropFirst("card:".count)) }
}
