import Database
import Loyalty

/// By when customers reach and keep their tiers, of what they bought. Judged as of the last run, so that a card which is built
/// again before the next one says the same.
struct Outlooks {
    private let connection: Connection
    private let programme: Programme
    private let zone: Zone
    private let day: LocalDay

    init(_ connection: Connection, _ programme: Programme, judgedAt: Instant) {
        self.connection = connection
        self.programme = programme
        zone = Zone(programme.timeZone) ?? .utc
        day = zone.day(of: judgedAt)
    }

    /// - Parameter since: the day since which the tier holds; nil where no rule needs to know it, or no run judged it yet
    func outlook(of customer: Int64, _ tier: TierID, since: LocalDay?) throws -> TierOutlook? {
        // With one tier there is nothing to reach and nothing to keep.
        guard programme.tiers.count > 1 else { return nil }
        let rules = programme.tierRules
        guard let start = rules.outlookStart(since: since, on: day) else { return nil }
        let bought = try connection.query(
            """
            SELECT p.at, p.lines_minor FROM card c JOIN purchase p ON p.card = c.n
            WHERE c.customer = $1 AND p.at >= $2 ORDER BY p.at, p.n
            """, customer, zone.start(of: start).milliseconds
        ) { TierRules.Bought(zone.day(of: Instant(milliseconds: $0.integer(0))), $0.integer(1)) }
        let outlook = rules.outlook(tier, since: since, on: day, programme: programme, bought)
        return outlook.isEmpty ? nil : outlook
    }
}
