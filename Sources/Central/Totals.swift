import Database
import JSON
import Loyalty

/// What central has counted, in all and per store. Passes over all purchases.
struct Totals {
    struct Sum {
        var purchases: Int64 = 0
        var lines: Int64 = 0
        var amountMinor: Int64 = 0
    }

    let all: Sum
    let byStore: [(store: String, sum: Sum)]

    init(_ connection: Connection) throws {
        byStore = try connection.query(
            """
            SELECT store, COUNT(*), SUM(lines), SUM(total_minor / 1000000000), SUM(total_minor % 1000000000)
            FROM purchase GROUP BY store ORDER BY store
            """
        ) { row in
            let amount = Int64(saturatingBillions: row.integer(3), rest: row.integer(4))
            return (row.text(0), Sum(purchases: row.integer(1), lines: row.integer(2), amountMinor: amount))
        }
        all = byStore.reduce(into: Sum()) { total, row in
            total.purchases += row.sum.purchases
            total.lines += row.sum.lines
            total.amountMinor.add(saturating: row.sum.amountMinor)
        }
    }

    var json: [UInt8] {
        JSONWriter.object { object in
            Self.write(all, to: &object)
            object.object("byStore") { list in
                for (store, sum) in byStore {
                    list.key(dynamic: store)
                    list.object { Self.write(sum, to: &$0) }
                }
            }
        }
    }

    private static func write(_ sum: Sum, to object: inout JSONWriter) {
        object.field("purchases", sum.purchases)
        object.field("lines", sum.lines)
        object.field("amountMinor", sum.amountMinor)
    }
}
