import Database
import Foundation

/// The rows that central made of a backlog, ready to be inserted by themselves.
struct CentralFacts {
    struct PurchaseRows {
        let event: (store: String, id: [UInt8], receivedAt: Int64, body: [UInt8])
        let texts: (till: String, receipt: String, flags: String)
        let content: [UInt8]
        let card: Int64?
        /// Day, at, sold_at, lines, total, lines' sum, discount, points.
        let numbers: [Int64]
        let lines: [LineRow]
    }

    struct LineRow {
        let sku: String
        let category: String?
        let quantity: Double
        let amountMinor: Int64
        let discountMinor: Int64
    }

    let purchases: [PurchaseRows]
    private let epoch: String
    private let firstSequence: Int64

    /// - Parameter after: the last event before the backlog
    init(centralFolder: String, after: Int64) throws {
        let connection = try SQLiteConnection(path: centralFolder + "/data/central.db")
        let place = try connection.first("SELECT epoch, sequence FROM position ORDER BY last_at DESC LIMIT 1") {
            (epoch: $0.text(0), sequence: $0.integer(1))
        }
        let lines = try Self.lines(connection, after: after)
        purchases = try connection.query(
            """
            SELECT e.store, o.id, e.received_at, e.body, p.till, p.receipt, p.flags, q.content, p.card, p.day, p.at,
                p.sold_at, p.lines, p.total_minor, p.lines_minor, p.discount_minor, p.points, p.n
            FROM event e JOIN purchase p ON p.event = e.n JOIN event_once o ON o.event = e.n
            JOIN purchase_once q ON q.purchase = p.n WHERE e.n > $1 ORDER BY e.n
            """, after
        ) { row in
            PurchaseRows(
                event: (row.text(0), row.blob(1), row.integer(2), row.blob(3)),
                texts: (row.text(4), row.text(5), row.text(6)), content: row.blob(7), card: row.optionalInteger(8),
                numbers: (9...16).map { row.integer($0) }, lines: lines[row.integer(17)] ?? [])
        }
        epoch = place?.epoch ?? ""
        firstSequence = (place?.sequence ?? 0) - Int64(purchases.count) + 1
    }

    private static func lines(_ connection: Connection, after: Int64) throws -> [Int64: [LineRow]] {
        let rows = try connection.query(
            """
            SELECT l.purchase, l.sku, l.category, l.quantity, l.amount_minor, l.discount_minor
            FROM line l JOIN purchase p ON p.n = l.purchase WHERE p.event > $1 ORDER BY l.purchase, l.number
            """, after
        ) { row in
            (
                purchase: row.integer(0),
                line: LineRow(
                    sku: row.text(1), category: row.optionalText(2), quantity: row.real(3), amountMinor: row.integer(4),
                    discountMinor: row.integer(5))
            )
        }
        return Dictionary(grouping: rows, by: \.purchase).mapValues { $0.map(\.line) }
    }

    // MARK: the limit

    /// Inserts the rows into a central's tables, in transactions as large as the batches were.
    /// - Returns: seconds
    func insert(into centralFolder: String, batches: [Int]) throws -> Double {
        let database = try SQLiteDatabase(path: centralFolder + "/data/central.db", migrations: [])
        return try secondsTaken {
            var start = 0
            for count in batches where count > 0 {
                let range = start..<min(purchases.count, start + count)
                try database.write {
                    try FactInserter($0).insert(purchases[range], epoch, firstSequence + Int64(start))
                }
                start = range.upperBound
            }
        }
    }
}
