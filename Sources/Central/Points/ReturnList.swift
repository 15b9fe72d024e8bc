import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Goods that came back, for the central team: first those that wait for a purchase which did not arrive.
extension CentralAPI {
    static func returnRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("GET", "/v1/returns", roles: [.central, .admin]) { request in
                let store = request.query["store"].flatMap { $0.isEmpty ? nil : StoreID($0) }
                let before = try request.integer("before", in: 1...Int64.max)
                return .json(
                    try aggregator.database.read { connection in
                        try JSONWriter.object { object in
                            let list = ReturnList(connection: connection)
                            // Once, with the first page.
                            if before == nil { try list.writeWaiting(store, to: &object) }
                            try list.write(store, before: before ?? .max, to: &object)
                        }
                    })
            }
        ]
    }
}

struct ReturnList {
    let connection: Connection

    static let migration = Migration(
        "returns are listed", "CREATE INDEX goods_return_by_event ON goods_return (event);")

    static func waitingCount(_ connection: Connection) throws -> Int64 {
        try connection.integer("SELECT COUNT(*) FROM waiting_return")
    }

    /// The longest first.
    func writeWaiting(_ store: StoreID?, to object: inout JSONWriter) throws {
        let rows = try connection.query(
            """
            SELECT return_store, body, at, store, till, receipt, day FROM waiting_return
            WHERE CAST($1 AS TEXT) IS NULL OR return_store = $1 ORDER BY at, event LIMIT $2
            """, store?.rawValue, CounterFacts.rowsMax
        ) { row in
            let goods = try? GoodsReturn(json: JSONDocument(row.blob(1)).root)
            return JSONWriter.object { item in
                item.field("store", row.text(0))
                item.field("till", goods?.till ?? "")
                item.field(ifPresent: "id", goods?.id)
                item.field(ifPresent: "cashier", goods?.cashier)
                item.field("since", Instant(milliseconds: row.integer(2)).description)
                Self.write(
                    store: row.text(3), till: row.text(4), receipt: row.text(5), day: row.integer(6), to: &item)
                item.field(ifPresent: "card", goods?.card?.rawValue)
                item.field("points", goods?.points ?? 0)
            }
        }
        object.array("waiting") { list in for row in rows { list.raw(row) } }
    }

    /// The newest first; without `of` where nothing was found that the goods came of.
    func write(_ store: StoreID?, before: Int64, to object: inout JSONWriter) throws {
        let rows = try connection.query(
            """
            SELECT g.event, g.store, g.till, g.id, g.at, g.amount_minor, g.points, g.restored, g.is_void, p.store, p.till,
                p.receipt, p.day, c.id
            FROM goods_return g LEFT JOIN purchase p ON p.n = g.purchase
            LEFT JOIN card c ON c.n = COALESCE(p.card, p.void_card)
            WHERE g.event < $1 AND (CAST($2 AS TEXT) IS NULL OR g.store = $2)
                AND NOT EXISTS (SELECT 1 FROM waiting_return w WHERE w.event = g.event)
            ORDER BY g.event DESC LIMIT $3
            """, before, store?.rawValue, CounterFacts.rowsMax
        ) { row in (event: row.integer(0), json: Self.json(row)) }
        object.array("returns") { list in for row in rows { list.raw(row.json) } }
        if rows.count == Int(CounterFacts.rowsMax), let last = rows.last { object.field("next", last.event) }
    }

    private static func json(_ row: Row) -> [UInt8] {
        JSONWriter.object { item in
            item.field("at", Instant(milliseconds: row.integer(4)).description)
            item.field("store", row.text(1))
            item.field("till", row.text(2))
            item.field("id", row.text(3))
            if let store = row.optionalText(9) {
                write(store: store, till: row.text(10), receipt: row.text(11), day: row.integer(12), to: &item)
            }
            item.field(ifPresent: "card", row.optionalText(13))
            item.field("void", row.boolean(8))
            item.field("amountMinor", row.integer(5))
            item.field("points", row.integer(6))
            item.field("restored", row.integer(7))
        }
    }

    private static func write(
        store: String, till: String, receipt: String, day: Int64, to item: inout JSONWriter
    ) {
        item.object("of") { of in
            of.field("store", store)
            of.field("till", till)
            of.field("receipt", receipt)
            of.field("day", LocalDay(number: Int(day)).description)
        }
    }
}
