/// Splits values into five groups of about equal size, by rank.
public enum QuantileScore {
    public static let scores: ClosedRange<Int64> = 1...5

    /// `1 + (rank - 1) × 5 / n` in integer division, where rank = 1 + how many values are smaller. Equal values get the
    /// same score, so many ties leave a score without anyone.
    ///
    /// The same as SQL's `1 + (RANK() OVER (ORDER BY v) - 1) * 5 / COUNT(*) OVER ()`. Time grows as n log n.
    /// - Returns: a score 1...5 for each value, in the order of the values
    public static func scores(_ values: [Int64]) -> [Int64] {
        var scores = [Int64](repeating: 1, count: values.count)
        var smaller = 0
        let ascending = values.indices.sorted { values[$0] < values[$1] }
        for (position, index) in ascending.enumerated() {
            if values[index] > values[ascending[smaller]] { smaller = position }
            scores[index] = Int64(1 + smaller * 5 / values.count)
        }
        return scores
    }
}
