import Database
import JSON
import Loyalty

/// What the chain owes its customers in points, and what they owe it. Passes over all accounts and counters.
struct PointsLiability {
    private let programme: Programme
    private let now: Instant
    /// By the month's first day: points that can be used, or will be, to the end of a day in it.
    private var months: [LocalDay: Int64] = [:]
    private var never: Int64 = 0
    /// Among both: those that cannot be used yet.
    private var pending: Int64 = 0
    /// Past their last day and not taken yet: a store holds them, or no run came.
    private var ended: Int64 = 0
    /// What customers are below zero: used at stores that did not hold it, or taken back from who had used it.
    private let owed: Int64
    /// The same of lots, whatever the customer has in others.
    private var lotsBelowZero: Int64 = 0
    /// Of all times: points that stores let customers use and did not hold.
    private let overdrawn: Int64

    init(_ aggregator: Aggregator, _ connection: Connection) throws {
        programme = aggregator.programme
        now = aggregator.clock.now()
        overdrawn = try Self.overdrawn(connection)
        owed = try Self.owed(connection)
        let today = (Zone(programme.timeZone) ?? .utc).day(of: now)
        // Sums in two parts, since sums of what 64 bits hold may leave them.
        let lots = try connection.query(
            """
            SELECT lot, SUM(CASE WHEN high * 1000000000.0 + low > 0 THEN high ELSE 0 END),
                SUM(CASE WHEN high * 1000000000.0 + low > 0 THEN low ELSE 0 END),
                SUM(CASE WHEN high * 1000000000.0 + low < 0 THEN high ELSE 0 END),
                SUM(CASE WHEN high * 1000000000.0 + low < 0 THEN low ELSE 0 END)
            FROM (
                SELECT card, lot, SUM(count / 1000000000) AS high, SUM(count % 1000000000) AS low FROM (
                    SELECT card, lot, issued AS count FROM account
                    UNION ALL SELECT card, lot, -taken FROM account
                    UNION ALL SELECT card, lot, earned FROM counter
                    UNION ALL SELECT card, lot, -redeemed FROM counter
                ) AS part GROUP BY card, lot
            ) AS balance GROUP BY lot
            """
        ) { row in
            (
                lot: Lot(row.text(0)), points: Int64(saturatingBillions: row.integer(1), rest: row.integer(2)),
                below: Int64(saturatingBillions: row.integer(3), rest: row.integer(4))
            )
        }
        for row in lots {
            guard let lot = row.lot, lot.isPoints else { continue }
            lotsBelowZero.add(saturating: -row.below)
            if lot.isPending(on: today) { pending.add(saturating: row.points) }
            if lot.isExpired(on: today) {
                ended.add(saturating: row.points)
            } else if let expires = lot.expires {
                let first = expires.adding(days: 1 - expires.civil.day)
                months[first, default: 0].add(saturating: row.points)
            } else {
                never.add(saturating: row.points)
            }
        }
    }

    /// Σ of customers' balances below zero, as a positive number. Passes over all cards' balances.
    static func owed(_ connection: Connection) throws -> Int64 {
        try connection.first(
            """
            SELECT COALESCE(SUM(high), 0), COALESCE(SUM(low), 0) FROM (
                SELECT c.customer, SUM(f.points / 1000000000) AS high, SUM(f.points % 1000000000) AS low
                FROM card c JOIN card_fact f ON f.card = c.n
                WHERE c.customer IN (
                    SELECT o.customer FROM card_fact b JOIN card o ON o.n = b.card WHERE b.points < 0)
                GROUP BY c.customer
            ) AS balance WHERE high * 1000000000.0 + low < 0
            """
        ) { -Int64(saturatingBillions: $0.integer(0), rest: $0.integer(1)) } ?? 0
    }

    static func overdrawn(_ connection: Connection) throws -> Int64 {
        try connection.first(
            """
            SELECT COALESCE(SUM(points / 1000000000), 0), COALESCE(SUM(points % 1000000000), 0)
            FROM points_entry WHERE kind = 'overdraft'
            """
        ) { -Int64(saturatingBillions: $0.integer(0), rest: $0.integer(1)) } ?? 0
    }

    var json: [UInt8] {
        var points = never
        for count in months.values { points.add(saturating: count) }
        return JSONWriter.object { object in
            object.field("now", now.description)
            object.field("currency", programme.currency)
            object.field("points", points)
            object.field("valueMinor", programme.valueMinor(ofPoints: points))
            object.field("pending", pending)
            object.array("byMonth") { list in
                for (first, points) in months.sorted(by: { $0.key < $1.key }) where points != 0 {
                    list.object { item in
                        item.field("month", String(first.description.prefix(7)))
                        item.field("points", points)
                        item.field("valueMinor", programme.valueMinor(ofPoints: points))
                    }
                }
            }
            object.field("never", never)
            object.field("ended", ended)
            object.field("owed", owed)
            object.field("owedMinor", programme.valueMinor(ofPoints: owed))
            object.field("lotsBelowZero", lotsBelowZero)
            object.field("overdrawn", overdrawn)
        }
    }
}
