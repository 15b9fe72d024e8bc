import Database
import Loyalty
import SyncProtocol

extension Run {
    /// Lots that one transaction looks at.
    static let endedLotsMax = 500

    /// Takes what no store holds of lots whose last day is over; what a store holds it releases by itself, and a later run
    /// takes it. So a sale that used the points before is never contradicted, however late it comes.
    ///
    /// Takes nothing while a store has not said what the central before this one granted it: it may hold what looks unplaced.
    /// - Returns: how many points were taken
    func expire() throws -> Int64 {
        // Only central's clock ends points, whatever instant a run is judged at.
        let at = min(at, aggregator.clock.now())
        let today = (Zone(aggregator.programme.timeZone) ?? .utc).day(of: at)
        var place: EndedLots.Place?
        var taken: Int64 = 0
        while true {
            let start = place
            let step = try write { connection in
                guard try PointsLedger(connection: connection).awaitedStores().isEmpty else {
                    return EndedLots.Step(last: nil, taken: 0)
                }
                return try EndedLots(connection: connection, before: today, at: at).take(after: start)
            }
            taken.add(saturating: step.taken)
            guard let last = step.last else { return taken }
            place = last
        }
    }
}

/// Lots whose last day is over and of which something may be left, some hundreds in one transaction.
struct EndedLots {
    let connection: Connection
    /// Lots that ended before this day.
    let before: LocalDay
    let at: Instant

    /// In the order in which they are looked at.
    struct Place: Hashable {
        let expires: Int64
        let card: Int64
        let lot: String
    }

    struct Step {
        /// Nil: there are no more.
        let last: Place?
        let taken: Int64
    }

    func take(after start: Place?) throws -> Step {
        let accounts = try accounts(after: start ?? Place(expires: .min, card: .min, lot: ""))
        let owing = try cardsThatMayOwe(accounts.map(\.place.card))
        let entries = try accounts.compactMap { place, account -> PointsLedger.Entry? in
            guard account.unplaced > 0, let lot = Lot(place.lot) else { return nil }
            let rest = owing.contains(place.card) ? try rest(of: lot, card: place.card) : account.unplaced
            guard rest > 0 else { return nil }
            return PointsLedger.Entry(card: place.card, kind: .expire, lot: lot, points: -rest, at: at)
        }
        try PointsLedger(connection: connection).add(entries)
        // After the entries, each of which notes that something of the lot may be left.
        try forget(accounts.filter { !$0.account.isLeft }.map(\.place))
        return Step(
            last: accounts.count == Run.endedLotsMax ? accounts.last?.place : nil,
            taken: entries.reduce(into: 0) { $0.add(saturating: -$1.points) })
    }

    /// Of those with this card, any lot of which more was taken than issued.
    private func cardsThatMayOwe(_ cards: [Int64]) throws -> Set<Int64> {
        var owing: Set<Int64> = []
        try connection.runEach("SELECT card FROM account WHERE card = $1 AND taken > issued", Set(cards).sorted()) {
            $1.bind(1, $0)
        } read: {
            owing.insert($0.integer(0))
        }
        return owing
    }

    /// What is left of a lot after the card's debts are paid with it.
    private func rest(of lot: Lot, card: Int64) throws -> Int64 {
        let ledger = PointsLedger(connection: connection)
        var lots = try ledger.lots(of: card)
        _ = try ledger.settleDebts(of: card, &lots, today: before, at: at)
        return lots[lot]?.account.unplaced ?? 0
    }

    private func accounts(after start: Place) throws -> [(place: Place, account: Account)] {
        let rows = try connection.query(
            """
            SELECT e.expires, e.card, e.lot, COALESCE(a.issued, 0), COALESCE(a.taken, 0)
            FROM ending e LEFT JOIN account a ON a.card = e.card AND a.lot = e.lot
            WHERE e.expires < $1 AND (e.expires, e.card, e.lot) > ($2, $3, $4)
            ORDER BY e.expires, e.card, e.lot LIMIT $5
            """, before.number, start.expires, start.card, start.lot, Run.endedLotsMax
        ) { row in
            (
                place: Place(expires: row.integer(0), card: row.integer(1), lot: row.text(2)),
                account: Account(issued: row.integer(3), taken: row.integer(4))
            )
        }
        guard let last = rows.last?.place else { return [] }
        var counters: [Place: (open: [Counters], closed: [Counters])] = [:]
        _ = try connection.query(
            """
            SELECT e.expires, e.card, e.lot, c.granted, c.earned, c.redeemed, c.released, p.closed_at
            FROM ending e JOIN counter c ON c.card = e.card AND c.lot = e.lot
            LEFT JOIN position p ON p.store = c.store AND p.epoch = c.epoch
            WHERE (e.expires, e.card, e.lot) > ($1, $2, $3) AND (e.expires, e.card, e.lot) <= ($4, $5, $6)
            """, start.expires, start.card, start.lot, last.expires, last.card, last.lot
        ) { row in
            let place = Place(expires: row.integer(0), card: row.integer(1), lot: row.text(2))
            let held = Counters(
                granted: row.integer(3), earned: row.integer(4), redeemed: row.integer(5), released: row.integer(6))
            if row.isNull(7) {
                counters[place, default: ([], [])].open.append(held)
            } else {
                counters[place, default: ([], [])].closed.append(held)
            }
        }
        return rows.map { row in
            var account = row.account
            account.open = counters[row.place]?.open ?? []
            account.closed = counters[row.place]?.closed ?? []
            return (row.place, account)
        }
    }

    private func forget(_ places: [Place]) throws {
        for place in places {
            try connection.run(
                "DELETE FROM ending WHERE expires = $1 AND card = $2 AND lot = $3", place.expires, place.card, place.lot
            )
        }
    }
}

extension Account {
    /// Whether a store may still release something of it.
    fileprivate var isLeft: Bool { open.contains { $0.held > 0 } }
}
