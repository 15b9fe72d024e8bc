import Database
import JSON
import Loyalty

/// The segments with their names, and who is in them after the last run.
struct SegmentTable {
    struct Row {
        let segment: SegmentID
        let customers: Int64
        let purchases: Int64
        let moneyMinor: Int64
    }

    let rows: [Row]
    let segmentation: Segmentation
    let unsegmented: Int64
    let at: Instant?

    init(_ aggregator: Aggregator, _ connection: Connection) throws {
        segmentation = try aggregator.folder.segmentation()
        let counted = try connection.query(
            """
            SELECT segment, COUNT(*), SUM(frequency), SUM(money_minor / 1000000000), SUM(money_minor % 1000000000)
            FROM customer WHERE segment IS NOT NULL GROUP BY segment
            """
        ) {
            Row(
                segment: SegmentID($0.text(0)), customers: $0.integer(1), purchases: $0.integer(2),
                moneyMinor: Int64(saturatingBillions: $0.integer(3), rest: $0.integer(4)))
        }
        rows = Segmentation.allSegments.map { segment in
            counted.first { $0.segment == segment } ?? Row(segment: segment, customers: 0, purchases: 0, moneyMinor: 0)
        }
        unsegmented = try connection.integer("SELECT COUNT(*) FROM customer WHERE segment IS NULL")
        at = try connection.first("SELECT at FROM run WHERE finished_at IS NOT NULL ORDER BY n DESC LIMIT 1") {
            Instant(milliseconds: $0.integer(0))
        }
    }

    var json: [UInt8] {
        JSONWriter.object { object in
            object.field(ifPresent: "at", at?.description)
            object.field("unsegmented", unsegmented)
            object.array("segments") { list in
                for row in rows {
                    list.object { inner in
                        inner.field("segment", row.segment.rawValue)
                        inner.object("names") { names in
                            for language in Names.languages {
                                names.key(dynamic: language)
                                names.value(segmentation.name(row.segment, language))
                            }
                        }
                        inner.field("customers", row.customers)
                        inner.field("purchases", row.purchases)
                        inner.field("moneyMinor", row.moneyMinor)
                    }
                }
            }
        }
    }
}
