import Database
import JSON
import Loyalty

/// Customers as the central team sees them, page by page, without contact data.
struct CustomerList {
    static let rowsMax: Int64 = 1_000

    /// One JSON object: `customers`, and `next` where there are more.
    static func page(_ connection: Connection, after: Int64, segment: String?) throws -> [UInt8] {
        let rows = try rows(connection, after: after, segment: segment, max: rowsMax)
        return JSONWriter.object { object in
            object.array("customers") { list in for row in rows { list.object(row.write) } }
            if rows.count == Int(rowsMax), let last = rows.last { object.field("next", last.number) }
        }
    }

    /// What is told of a customer.
    struct Row {
        let number: Int64
        let card: String
        let tier: String
        let segment: String?
        let home: String?
        let purchases: Int64
        let moneyMinor: Int64
        let lastAt: Instant?
        let windowSpendMinor: Int64
        let windowVisits: Int64
        let points: Int64

        func write(to object: inout JSONWriter) {
            object.field("customer", number)
            object.field("card", card)
            object.field("tier", tier)
            object.field(ifPresent: "segment", segment)
            object.field(ifPresent: "home", home)
            object.field("purchases", purchases)
            object.field("moneyMinor", moneyMinor)
            object.field(ifPresent: "lastAt", lastAt?.description)
            object.field("windowSpendMinor", windowSpendMinor)
            object.field("windowVisits", windowVisits)
            object.field("points", points)
        }
    }

    /// In the order of their numbers.
    static func rows(
        _ connection: Connection, after: Int64, segment: String? = nil, max count: Int64
    ) throws -> [Row] {
        try connection.query(
            """
            SELECT u.n, r.id, u.tier, u.segment, u.home, u.frequency, u.money_minor, u.last_at, u.window_spend_minor,
                u.window_visits, (SELECT COALESCE(SUM(f.points / 1000000000), 0) FROM card c JOIN card_fact f ON f.card = c.n
                    WHERE c.customer = u.n),
                (SELECT COALESCE(SUM(f.points % 1000000000), 0) FROM card c JOIN card_fact f ON f.card = c.n
                    WHERE c.customer = u.n)
            FROM customer u JOIN card r ON r.n = u.root
            WHERE u.n > $1 AND (CAST($2 AS TEXT) IS NULL OR u.segment = $2) ORDER BY u.n LIMIT $3
            """, after, segment, count
        ) { row in
            Row(
                number: row.integer(0), card: row.text(1), tier: row.text(2), segment: row.optionalText(3),
                home: row.optionalText(4), purchases: row.integer(5), moneyMinor: row.integer(6),
                lastAt: row.optionalInteger(7).map(Instant.init(milliseconds:)), windowSpendMinor: row.integer(8),
                windowVisits: row.integer(9), points: Int64(saturatingBillions: row.integer(10), rest: row.integer(11)))
        }
    }
}
