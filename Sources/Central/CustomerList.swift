import Database
import JSON
import Loyalty

/// Customers as the central team sees them, page by page, without contact data.
struct CustomerList {
    static let rowsMax: Int64 = 1_000

    /// One JSON object: `customers`, and `next` where there are more.
    static func page(_ connection: Connection, after: Int64, segment: String?) throws -> [UInt8] {
        let rows = try connection.query(
            """
            SELECT u.n, r.id, u.tier, u.segment, u.home, u.frequency, u.money_minor, u.last_at, u.window_spend_minor,
                u.window_visits, (SELECT COALESCE(SUM(f.points / 1000000000), 0) FROM card c JOIN card_fact f ON f.card = c.n
                    WHERE c.customer = u.n),
                (SELECT COALESCE(SUM(f.points % 1000000000), 0) FROM card c JOIN card_fact f ON f.card = c.n
                    WHERE c.customer = u.n)
            FROM customer u JOIN card r ON r.n = u.root
            WHERE u.n > $1 AND (CAST($2 AS TEXT) IS NULL OR u.segment = $2) ORDER BY u.n LIMIT $3
            """, after, segment, rowsMax
        ) { row in
            (
                number: row.integer(0),
                json: JSONWriter.object { object in
                    object.field("customer", row.integer(0))
                    object.field("card", row.text(1))
                    object.field("tier", row.text(2))
                    object.field(ifPresent: "segment", row.optionalText(3))
                    object.field(ifPresent: "home", row.optionalText(4))
                    object.field("purchases", row.integer(5))
                    object.field("moneyMinor", row.integer(6))
                    object.field(
                        ifPresent: "lastAt", row.optionalInteger(7).map { Instant(milliseconds: $0).description })
                    object.field("windowSpendMinor", row.integer(8))
                    object.field("windowVisits", row.integer(9))
                    object.field("points", Int64(saturatingBillions: row.integer(10), rest: row.integer(11)))
                }
            )
        }
        return JSONWriter.object { object in
            object.array("customers") { list in for row in rows { list.raw(row.json) } }
            if rows.count == Int(rowsMax), let last = rows.last { object.field("next", last.number) }
        }
    }
}
