import Database
import Loyalty
import SyncProtocol

/// What a card has of each lot, at central and in the stores.
extension PointsLedger {
    /// One epoch's counters of one lot.
    struct Held {
        let store: StoreID
        let epoch: EpochID
        let isClosed: Bool
        let wanted: Int64
        let counters: Counters
    }

    struct LotState {
        var account = Account()
        var held: [Held] = []
    }

    /// All lots of a card.
    func lots(of card: Int64) throws -> [Lot: LotState] {
        var lots: [Lot: LotState] = [:]
        let accounts = try connection.query("SELECT lot, issued, taken FROM account WHERE card = $1", card) {
            (lot: Lot($0.text(0)), issued: $0.integer(1), taken: $0.integer(2))
        }
        for row in accounts {
            guard let lot = row.lot else { continue }
            lots[lot] = LotState(account: Account(issued: row.issued, taken: row.taken))
        }
        let rows = try connection.query(
            """
            SELECT c.lot, c.store, c.epoch, c.granted, c.earned, c.redeemed, c.released, c.wanted, p.closed_at
            FROM counter c LEFT JOIN position p ON p.store = c.store AND p.epoch = c.epoch WHERE c.card = $1
            ORDER BY c.lot, c.store, c.epoch
            """, card
        ) { row in
            (
                lot: Lot(row.text(0)),
                held: Held(
                    store: StoreID(row.text(1)), epoch: EpochID(row.text(2)), isClosed: !row.isNull(8),
                    wanted: row.integer(7),
                    counters: Counters(
                        granted: row.integer(3), earned: row.integer(4), redeemed: row.integer(5),
                        released: row.integer(6)))
            )
        }
        for row in rows {
            guard let lot = row.lot else { continue }
            var state = lots[lot] ?? LotState()
            state.held.append(row.held)
            if row.held.isClosed {
                state.account.closed.append(row.held.counters)
            } else {
                state.account.open.append(row.held.counters)
            }
            lots[lot] = state
        }
        return lots
    }
}
