import Database
import Lifetime
import Loyalty

extension Run {
    /// Customers whose segment one transaction writes.
    static let segmentedMax = 2_000

    /// Scores everyone who has bought, and writes the segments that changed. Passes over all customers: scores are ranks.
    /// - Returns: how many changed
    func segment(_ segmentation: Segmentation, _ summary: inout Summary) throws -> Int {
        let all = try aggregator.database.read { try ScoredCustomer.all($0) }
        summary.customers = all.count
        for customer in all { summary.tiers[customer.tier, default: 0] += 1 }
        let employees = try aggregator.database.read { connection in
            Set(
                try connection.query("SELECT DISTINCT c.customer FROM employee_card e JOIN card c ON c.n = e.card") {
                    $0.integer(0)
                })
        }
        // Whoever works here buys by other reasons, and would move everybody's ranks.
        let buyers = all.indices.filter { all[$0].frequency > 0 && !employees.contains(all[$0].number) }
        let scores = RFM.scores(
            lastAt: buyers.map { all[$0].lastAt }, frequency: buyers.map { all[$0].frequency },
            money: buyers.map { all[$0].moneyMinor })
        var segments = [SegmentID?](repeating: nil, count: all.count)
        for (index, score) in zip(buyers, scores) {
            let segment = segmentation.segment(recency: score.recency, frequency: score.frequency, money: score.money)
            segments[index] = segment
            summary.segments[segment, default: 0] += 1
        }
        let changed = all.indices.filter { segments[$0] != all[$0].segment }
        for start in stride(from: 0, to: changed.count, by: Self.segmentedMax) {
            let chunk = changed[start..<min(start + Self.segmentedMax, changed.count)].map {
                (segment: segments[$0], customer: all[$0].number)
            }
            try write { connection in
                for row in chunk {
                    try connection.run(
                        "UPDATE customer SET segment = $1 WHERE n = $2", row.segment?.rawValue, row.customer)
                }
            }
        }
        return changed.count
    }
}

private struct ScoredCustomer: Sendable {
    let number: Int64
    let tier: TierID
    let segment: SegmentID?
    let frequency: Int64
    let moneyMinor: Int64
    let lastAt: Int64

    static func all(_ connection: Connection) throws -> [ScoredCustomer] {
        try connection.query("SELECT n, tier, segment, frequency, money_minor, last_at FROM customer ORDER BY n") {
            row in
            ScoredCustomer(
                number: row.integer(0), tier: TierID(row.text(1)),
                segment: row.optionalText(2).map(SegmentID.init(rawValue:)), frequency: row.integer(3),
                moneyMinor: row.integer(4), lastAt: row.integer(5))
        }
    }
}
