import Database
import JSON
import Loyalty
import SyncProtocol

/// A receipt that this store recorded and still keeps.
struct SoldReceipt {
    let day: LocalDay
    let till: String
    let receipt: String
    let recorded: RecordedPurchase

    /// A customer was named whom this store did not know.
    var isSomebodys: Bool { recorded.flags.contains { [.unknownKey, .unknownCard, .ambiguousKey].contains($0) } }

    /// How far back a receipt without a day is looked for: as long as events are kept.
    private static let daysMax = Int(Journal.keptDays)

    /// - Returns: nil where it is another store's, or not known here
    static func find(
        _ origin: GoodsReturn.Origin?, _ store: StoreID, _ today: LocalDay, _ connection: Connection
    ) throws -> SoldReceipt? {
        guard let origin, origin.store == nil || origin.store == store else { return nil }
        let days = origin.day.map { [$0] } ?? (0...daysMax).map { today.adding(days: -$0) }
        for day in days {
            let found = try connection.first(
                "SELECT row, event FROM receipt WHERE day = $1 AND till = $2 AND receipt = $3", day.number, origin.till,
                origin.receipt
            ) { (row: $0.integer(0), event: $0.blob(1)) }
            guard let found else { continue }
            let body = try connection.first(
                "SELECT body FROM journal WHERE row = $1 AND id = $2", found.row, found.event
            ) { $0.blob(0) }
            guard let body, let event = try? Event(json: JSONDocument(body).root),
                case .purchase(let recorded) = event.content
            else { return nil }
            return SoldReceipt(day: day, till: origin.till, receipt: origin.receipt, recorded: recorded)
        }
        return nil
    }
}
