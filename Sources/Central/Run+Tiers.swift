import Database
import Loyalty

/// Judges the tier of one customer after the other by the programme's rules. Most programmes look at the last days alone, and
/// what counts in them was measured already; the others ask for the purchases of the period that ended.
struct TierJudge {
    static let migration = Migration(
        "a customer's tier holds from a day on",
        """
        ALTER TABLE customer ADD COLUMN tier_since INTEGER;
        ALTER TABLE customer ADD COLUMN window_from INTEGER;
        """)

    private let programme: Programme
    private let rules: TierRules
    private let zone: Zone
    private let at: Instant
    private let day: LocalDay

    init(_ programme: Programme, at: Instant) {
        self.programme = programme
        self.at = at
        rules = programme.tierRules
        zone = Zone(programme.timeZone) ?? .utc
        day = zone.day(of: at)
    }

    /// Whether what was measured in the window says all.
    private var isPlain: Bool {
        rules.period == .rolling && rules.downgrade == .byMerit && rules.downgradeAt == .once && rules.graceDays == 0
    }

    /// - Parameter since: the day since which the tier holds; nil for one that no rule needed to know yet
    func judge(
        _ customer: Int64, tier: TierID, since: LocalDay?, measured: TierRules.Qualifying, _ connection: Connection
    ) throws -> (tier: TierID, since: LocalDay?) {
        if isPlain {
            return (programme.tier(spendMinor: measured.spendMinor, visits: measured.visits).id, nil)
        }
        let known = since ?? day.adding(days: 1 - Int(rules.windowDays))
        let standing = TierRules.Standing(tier: tier, since: known)
        let judged = try rules.judge(standing, on: day, programme: programme) { days in
            try qualifying(customer, days, connection)
        }
        return (judged.tier, judged.since)
    }

    /// From when on purchases count towards a better tier, where that is another instant for each customer; else nil.
    func windowFrom(since: LocalDay?) -> Instant? {
        rules.period == .sinceChange ? since.map { zone.start(of: $0) } : nil
    }

    /// A customer whose period began anew starts from what counts in it, which no store must take for more.
    /// - Returns: whether anything was written
    func beginWindow(_ customer: Int64, since: LocalDay?, before: LocalDay?, _ connection: Connection) throws -> Bool {
        guard rules.period == .sinceChange, let since, since != before else { return false }
        let counted = try qualifying(customer, min(since, day)...day, connection)
        try connection.run(
            "UPDATE customer SET window_spend_minor = $1, window_visits = $2 WHERE n = $3", counted.spendMinor,
            counted.visits, customer)
        return true
    }

    /// The same for all customers: purchases later than this count.
    static func windowStart(_ programme: Programme, at: Instant) -> Instant {
        guard programme.tierRules.period == .calendarYear else { return at.adding(days: -programme.windowDays) }
        let zone = Zone(programme.timeZone) ?? .utc
        return zone.start(of: zone.day(of: at).firstOfYear).adding(milliseconds: -1)
    }

    private func qualifying(
        _ customer: Int64, _ days: ClosedRange<LocalDay>, _ connection: Connection
    ) throws -> TierRules.Qualifying {
        try connection.first(
            """
            SELECT COALESCE(SUM(p.lines_minor / 1000000000), 0), COALESCE(SUM(p.lines_minor % 1000000000), 0), COUNT(*)
            FROM card c JOIN purchase p ON p.card = c.n
            WHERE c.customer = $1 AND p.at >= $2 AND p.at < $3 AND p.at <= $4
            """, customer, zone.start(of: days.lowerBound).milliseconds,
            zone.start(of: days.upperBound.adding(days: 1)).milliseconds, at.milliseconds
        ) { row in
            TierRules.Qualifying(
                spendMinor: Int64(saturatingBillions: row.integer(0), rest: row.integer(1)), visits: row.integer(2))
        } ?? TierRules.Qualifying(spendMinor: 0, visits: 0)
    }
}
