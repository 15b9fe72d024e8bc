import Database
import Loyalty

extension PointsLedger {
    /// What ended of a lot, less what returns took of that.
    func ended(of lot: Lot, card: Int64) throws -> Int64 {
        guard lot.expires != nil else { return 0 }
        return try -connection.integer(
            "SELECT COALESCE(SUM(points), 0) FROM points_entry WHERE card = $1 AND lot = $2 AND kind = 'expire'", card,
            lot.description)
    }

    /// What a customer has of each lot, by the card that it counts for.
    func balances(ofCustomerOf card: Int64) throws -> [(card: Int64, lot: Lot, points: Int64)] {
        let members = try connection.query(
            "SELECT m.n FROM card c JOIN card m ON m.customer = c.customer WHERE c.n = $1 ORDER BY m.n", card
        ) { $0.integer(0) }
        return try members.flatMap { member in
            try lots(of: member).compactMap { lot, state in
                lot.isPoints ? (card: member, lot: lot, points: state.account.balance) : nil
            }.sorted { $0.lot < $1.lot }
        }
    }
}
