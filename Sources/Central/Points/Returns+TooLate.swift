import Database
import Loyalty
import SyncProtocol

/// Goods that come back longer after their purchase than the programme's `daysMax`: amounts and quantities count, points
/// stay as they are.
extension Returns {
    func isTooLate(_ arrived: ArrivedReturn, _ sold: Sold) throws -> Bool {
        guard programme.returns.daysMax != nil, !arrived.goods.isVoid else { return false }
        return programme.returns.isTooLate(on: try day(of: arrived), soldOn: try day(of: sold))
    }

    /// As the store has it, unless it was later than its receipt here.
    private func day(of arrived: ArrivedReturn) throws -> LocalDay {
        guard arrived.goods.at > arrived.at else { return arrived.goods.day }
        return try zone(of: arrived.store).day(of: arrived.at)
    }

    /// As the store has it, unless its clock was wrong.
    private func day(of sold: Sold) throws -> LocalDay {
        guard sold.recorded.purchase.at != sold.at else { return sold.recorded.day }
        return try zone(of: sold.store).day(of: sold.at)
    }

    private func zone(of store: StoreID) throws -> Zone {
        let known = try connection.first("SELECT time_zone FROM store WHERE id = $1", store.rawValue) { $0.text(0) }
        return known.flatMap(Zone.init) ?? Zone(programme.timeZone) ?? .utc
    }
}
