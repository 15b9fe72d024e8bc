import Database
import Loyalty
import SyncProtocol

/// What goods that come back do to points.
extension Returns {
    /// As the programme says: at most what is there, all of it, or what cannot be used yet. What has ended of it comes off
    /// what ended: the customer has lost it already, and it is taken from nothing else.
    /// - Returns: how many of the points are taken back, in whichever way
    func takeBack(_ points: Int64, _ sold: Sold, _ card: Int64, _ arrived: ArrivedReturn) throws -> Int64 {
        let today = (Zone(programme.timeZone) ?? .utc).day(of: now)
        let ledger = PointsLedger(connection: connection)
        let ended = programme.returns.ended(points, ofLot: try ledger.ended(of: sold.lot, card: card))
        let balances = try ledger.balances(ofCustomerOf: card)
        let usable = balances.filter { $0.lot.isUsable(on: today) }
        let own = balances.first { $0.card == card && $0.lot == sold.lot }?.points ?? 0
        // What is left of a lot whose last day is over, until a run takes it, is nobody's balance any more either.
        let isOver = sold.lot.isExpired(on: today)
        let taken = programme.returns.taken(
            points - ended, balance: usable.reduce(isOver ? max(0, own) : 0) { $0 + $1.points },
            pending: sold.lot.isPending(on: today) ? own : 0)
        var rest = taken
        var parts: [(card: Int64, lot: Lot, points: Int64)] = [(card, sold.lot, ended)]
        // The points of the purchase itself first, then whatever ends first; what is missing then is owed.
        let others = usable.filter { $0.card != card || $0.lot != sold.lot }.sorted {
            ($0.lot, $0.card) < ($1.lot, $1.card)
        }
        for balance in [(card: card, lot: sold.lot, points: own)] + others where rest > 0 && balance.points > 0 {
            let part = min(rest, balance.points)
            parts.append((balance.card, balance.lot, part))
            rest -= part
        }
        // A debt of a lot that is over would be seen by nobody.
        if rest > 0 { parts.append((card, isOver ? .plain : sold.lot, rest)) }
        try add([(card, sold.lot, ended)], .expire, sold, arrived)
        try add(parts.map { ($0.card, $0.lot, -$0.points) }, .takeBack, sold, arrived)
        return ended + taken
    }

    /// The lots that points were redeemed of, less the first `count`.
    func redeemed(_ sold: Sold, upTo count: Int64) -> [LotAmount] {
        var skipped = count
        var left: [LotAmount] = []
        for part in sold.recorded.counting?.redeemed ?? [] where part.lot.isPoints {
            let skip = min(skipped, part.count)
            skipped -= skip
            if part.count > skip { left.append(LotAmount(card: part.card, lot: part.lot, count: part.count - skip)) }
        }
        return left
    }

    /// Into the lots that they came of; where one has ended, they last as if they were earned today.
    func giveBack(
        _ points: Int64, _ sold: Sold, after left: [LotAmount], _ card: Int64, _ arrived: ArrivedReturn
    ) throws {
        let today = (Zone(programme.timeZone) ?? .utc).day(of: now)
        var rest = points
        var parts: [(card: Int64, lot: Lot, points: Int64)] = []
        for part in left where rest > 0 {
            let count = min(rest, part.count)
            rest -= count
            let lot = part.lot.isExpired(on: today) ? programme.points.lot(earnedOn: today) : part.lot
            let member = try connection.integer("SELECT n FROM card WHERE id = $1", part.card.rawValue)
            parts.append((member > 0 ? member : card, lot, count))
        }
        // Of points that nobody held.
        if rest > 0 { parts.append((card, .plain, rest)) }
        try add(parts, .restore, sold, arrived)
    }

    private func add(
        _ parts: [(card: Int64, lot: Lot, points: Int64)], _ kind: PointsLedger.Kind, _ sold: Sold,
        _ arrived: ArrivedReturn
    ) throws {
        try PointsLedger(connection: connection).add(
            parts.filter { $0.points != 0 }.map { part in
                PointsLedger.Entry(
                    card: part.card, kind: kind, lot: part.lot, points: part.points, at: arrived.at,
                    store: arrived.store, event: arrived.event, reverses: sold.number, reason: arrived.goods.reason,
                    person: arrived.goods.supervisor ?? arrived.goods.cashier)
            })
    }
}
