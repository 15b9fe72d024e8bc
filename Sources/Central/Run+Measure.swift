import Database
import Lifetime
import Loyalty

extension Run {
    static let customersMax = 500

    /// Recency, frequency, money, window and home of every customer, a few hundred at a time.
    /// - Returns: how many customers' cards differ from before
    func measure() throws -> Int {
        var after: Int64 = 0
        var changed = 0
        let windowStart = TierJudge.windowStart(aggregator.programme, at: at)
        let homeStart = at.adding(days: -CardBuilder.heldDays)
        while true {
            let start = after
            let at = at
            let step = try write { connection in
                try Measurer(connection: connection, at: at, windowStart: windowStart, homeStart: homeStart)
                    .measure(after: start)
            }
            guard let last = step.last else { return changed }
            after = last
            changed += step.changed
        }
    }

    /// Scores everyone who has bought, and writes the segments and tiers that changed. Passes over all customers.
    func judge(_ segmentation: Segmentation, _ summary: inout Summary) throws -> Int {
        let programme = aggregator.programme
        let all = try aggregator.database.read { try JudgedCustomer.all($0) }
        summary.customers = all.count
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
        var changes: [(customer: JudgedCustomer, segment: SegmentID?, tier: TierID, since: LocalDay?)] = []
        let judge = TierJudge(programme, at: at)
        let tiers = try aggregator.database.read { connection in
            try all.map { customer in
                try judge.judge(
                    customer.number, tier: customer.tier, since: customer.since,
                    measured: TierRules.Qualifying(
                        spendMinor: customer.windowSpendMinor, visits: customer.windowVisits), connection)
            }
        }
        for (index, customer) in all.enumerated() {
            let (segment, (tier, since)) = (segments[index], tiers[index])
            summary.tiers[tier, default: 0] += 1
            if segment != customer.segment || tier != customer.tier || since != customer.since {
                changes.append((customer, segment, tier, since))
            }
        }
        for start in stride(from: 0, to: changes.count, by: 2_000) {
            let chunk = Array(changes[start..<min(start + 2_000, changes.count)])
            try write { connection in
                for change in chunk {
                    try connection.run(
                        """
                        UPDATE customer SET segment = $1, tier = $2, tier_since = $3, window_from = $4 WHERE n = $5
                        """, change.segment?.rawValue, change.tier.rawValue, change.since.map { Int64($0.number) },
                        judge.windowFrom(since: change.since)?.milliseconds, change.customer.number)
                    let isAnew = try judge.beginWindow(
                        change.customer.number, since: change.since, before: change.customer.since, connection)
                    guard isAnew || change.tier != change.customer.tier else { continue }
                    try connection.run(
                        "INSERT INTO dirty (card) SELECT root FROM customer WHERE n = $1 ON CONFLICT DO NOTHING",
                        change.customer.number)
                }
            }
        }
        return changes.count
    }
}

private struct JudgedCustomer: Sendable {
    let number: Int64
    let tier: TierID
    let segment: SegmentID?
    let frequency: Int64
    let moneyMinor: Int64
    let lastAt: Int64
    let windowSpendMinor: Int64
    let windowVisits: Int64
    /// The first day of the period that the tier holds for; nil where no rule asks for it.
    let since: LocalDay?

    static func all(_ connection: Connection) throws -> [JudgedCustomer] {
        try connection.query(
            """
            SELECT n, tier, segment, frequency, money_minor, last_at, window_spend_minor, window_visits, tier_since
            FROM customer ORDER BY n
            """
        ) { row in
            JudgedCustomer(
                number: row.integer(0), tier: TierID(row.text(1)),
                segment: row.optionalText(2).map(SegmentID.init(rawValue:)), frequency: row.integer(3),
                moneyMinor: row.integer(4), lastAt: row.integer(5), windowSpendMinor: row.integer(6),
                windowVisits: row.integer(7), since: row.optionalInteger(8).map { LocalDay(number: Int($0)) })
        }
    }
}

/// Measures a few hundred customers in one transaction.
private struct Measurer {
    let connection: Connection
    let at: Instant
    let windowStart: Instant
    let homeStart: Instant

    private struct Measures: Equatable {
        var frequency: Int64 = 0
        var moneyMinor: Int64 = 0
        var lastAt: Int64?
        var windowSpendMinor: Int64 = 0
        var windowVisits: Int64 = 0
        var home: String?
    }

    func measure(after: Int64) throws -> (last: Int64?, changed: Int) {
        let before = try connection.query(
            """
            SELECT n, frequency, money_minor, last_at, window_spend_minor, window_visits, home FROM customer
            WHERE n > $1 ORDER BY n LIMIT $2
            """, after, Run.customersMax
        ) { row in
            (
                number: row.integer(0),
                measures: Measures(
                    frequency: row.integer(1), moneyMinor: row.integer(2), lastAt: row.optionalInteger(3),
                    windowSpendMinor: row.integer(4), windowVisits: row.integer(5), home: row.optionalText(6))
            )
        }
        guard let last = before.last?.number else { return (nil, 0) }
        var measured: [Int64: Measures] = [:]
        for customer in before { measured[customer.number] = Measures(home: customer.measures.home) }
        let arrived = try addFacts(after, last, &measured)
        try addWindow(after, last, &measured)
        try chooseHome(after, last, &measured)
        var changed = 0
        for (number, old) in before {
            guard let new = measured[number], new != old || arrived.contains(number) else { continue }
            try write(new, number)
            changed += 1
        }
        return (last, changed)
    }

    /// From what is kept per card; a card that bought after the instant is counted from its purchases.
    /// - Returns: the customers for whom something arrived since the last run
    private func addFacts(_ after: Int64, _ last: Int64, _ measured: inout [Int64: Measures]) throws -> Set<Int64> {
        let facts = try connection.query(
            """
            SELECT c.customer, f.card, f.purchases, f.money_minor, f.last_at, f.visits_since FROM card c
            JOIN card_fact f ON f.card = c.n WHERE c.customer > $1 AND c.customer <= $2
            """, after, last
        ) { row in
            (
                customer: row.integer(0), card: row.integer(1), purchases: row.integer(2), money: row.integer(3),
                lastAt: row.integer(4), since: row.integer(5)
            )
        }
        var arrived: Set<Int64> = []
        for fact in facts {
            var (purchases, money, lastAt) = (fact.purchases, fact.money, fact.lastAt)
            if fact.lastAt > at.milliseconds {
                (purchases, money, lastAt) =
                    try connection.first(
                        """
                        SELECT COUNT(*), COALESCE(SUM(lines_minor / 1000000000), 0),
                            COALESCE(SUM(lines_minor % 1000000000), 0), MAX(at)
                        FROM purchase WHERE card = $1 AND at <= $2
                        """, fact.card, at.milliseconds
                    ) { row in
                        let money = Int64(saturatingBillions: row.integer(1), rest: row.integer(2))
                        return (row.integer(0), money, row.integer(3))
                    } ?? (0, 0, 0)
            }
            if fact.since > 0 {
                arrived.insert(fact.customer)
                try connection.run(
                    "UPDATE card_fact SET spend_since_minor = 0, visits_since = 0 WHERE card = $1", fact.card)
            }
            guard purchases > 0 else { continue }
            var measures = measured[fact.customer] ?? Measures()
            measures.frequency += purchases
            measures.moneyMinor.add(saturating: money)
            measures.lastAt = max(measures.lastAt ?? 0, lastAt)
            measured[fact.customer] = measures
        }
        return arrived
    }

    private func addWindow(_ after: Int64, _ last: Int64, _ measured: inout [Int64: Measures]) throws {
        let rows = try connection.query(
            """
            SELECT c.customer, SUM(p.lines_minor / 1000000000), SUM(p.lines_minor % 1000000000), COUNT(*)
            FROM card c JOIN purchase p ON p.card = c.n JOIN customer u ON u.n = c.customer
            WHERE c.customer > $1 AND c.customer <= $2 AND p.at > $3 AND p.at <= $4
                AND (u.window_from IS NULL OR p.at >= u.window_from) GROUP BY c.customer
            """, after, last, windowStart.milliseconds, at.milliseconds
        ) { row in
            (
                customer: row.integer(0), spend: Int64(saturatingBillions: row.integer(1), rest: row.integer(2)),
                visits: row.integer(3)
            )
        }
        for row in rows {
            measured[row.customer]?.windowSpendMinor = row.spend
            measured[row.customer]?.windowVisits = row.visits
        }
    }

    /// The store visited most in the last 13 months, the latest of equals; without visits it stays.
    private func chooseHome(_ after: Int64, _ last: Int64, _ measured: inout [Int64: Measures]) throws {
        let rows = try connection.query(
            """
            SELECT c.customer, p.store, COUNT(*) AS visits, MAX(p.at) AS latest FROM card c JOIN purchase p ON p.card = c.n
            WHERE c.customer > $1 AND c.customer <= $2 AND p.at > $3 AND p.at <= $4
            GROUP BY c.customer, p.store ORDER BY c.customer, visits, latest, p.store
            """, after, last, homeStart.milliseconds, at.milliseconds
        ) { (customer: $0.integer(0), store: $0.text(1)) }
        for row in rows { measured[row.customer]?.home = row.store }
    }

    private func write(_ measures: Measures, _ customer: Int64) throws {
        try connection.run(
            """
            UPDATE customer SET frequency = $1, money_minor = $2, last_at = $3, window_spend_minor = $4,
                window_visits = $5, home = $6 WHERE n = $7
            """,
            measures.frequency, measures.moneyMinor, measures.lastAt, measures.windowSpendMinor, measures.windowVisits,
            measures.home, customer)
        try connection.run(
            "INSERT INTO dirty (card) SELECT root FROM customer WHERE n = $1 ON CONFLICT DO NOTHING", customer)
    }
}
