/// How lately, how often and for how much a customer bought, each scored 1...5 among all customers; 5 is best.
/// Source: Hughes (1994), Strategic Database Marketing: equal groups by rank.
public struct RFM: Hashable, Sendable {
    public let recency: Int64
    public let frequency: Int64
    public let money: Int64

    public init(recency: Int64, frequency: Int64, money: Int64) {
        self.recency = recency
        self.frequency = frequency
        self.money = money
    }

    /// - Parameters:
    ///   - lastAt: when each customer last bought, as any number that grows with time; later scores higher
    ///   - frequency: purchases, a count
    ///   - money: spend in minor units
    /// - Returns: the scores of each customer, in the order of the arrays, which have one length
    public static func scores(lastAt: [Int64], frequency: [Int64], money: [Int64]) -> [RFM] {
        precondition(
            lastAt.count == frequency.count && frequency.count == money.count, "each customer has all three figures")
        let recency = QuantileScore.scores(lastAt)
        let frequency = QuantileScore.scores(frequency)
        let money = QuantileScore.scores(money)
        return recency.indices.map { RFM(recency: recency[$0], frequency: frequency[$0], money: money[$0]) }
    }
}
