import Database
import Loyalty
import SyncProtocol

/// Says which store may let a customer use what: grants what no store holds, and wants back what is owed or asked for.
///
/// Always: it grants at most what is unplaced, nothing of a lot that is owed, nothing that pays another lot's debt, and nothing while a store has not said what a
/// central before this one granted it (`Counters` says why that is safe).
struct Placer {
    let connection: Connection
    let now: Instant
    /// By central's clock, in the programme's zone.
    let today: LocalDay
    private let ledger: PointsLedger
    private let maySpend: Bool
    /// The epoch in which each store lives now: the one that began last of those that are not closed.
    private let epochs: [StoreID: EpochID]

    init(connection: Connection, now: Instant, today: LocalDay) throws {
        self.connection = connection
        self.now = now
        self.today = today
        ledger = PointsLedger(connection: connection)
        maySpend = try ledger.awaitedStores().isEmpty
        epochs = try connection.query(
            "SELECT store, epoch FROM position WHERE closed_at IS NULL ORDER BY store, opened_at, epoch"
        ) { (store: StoreID($0.text(0)), epoch: EpochID($0.text(1))) }.reduce(into: [:]) { $0[$1.store] = $1.epoch }
    }

    /// One card after placing: its lots, and what each store is to be told.
    struct Placed {
        var lots: [Lot: PointsLedger.LotState]
        var published: [StoreID: PublishedCounters]
    }

    /// - Parameters:
    ///   - home: gets what nobody asks for
    func place(card: Int64, home: StoreID?) throws -> Placed {
        var lots = try ledger.lots(of: card)
        guard !lots.isEmpty else { return Placed(lots: lots, published: [:]) }
        var debt = maySpend ? try ledger.settleDebts(of: card, &lots, today: today, at: now) : 0
        let wish = try wish(for: card)
        for lot in lots.keys.sorted() {
            guard var state = lots[lot] else { continue }
            try placeFree(lot, &state, card, at: wish?.store ?? home)
            lots[lot] = state
        }
        var missing =
            wish.map { wish in
                max(
                    0,
                    wish.points
                        - lots.reduce(0) { $0 + ($1.key.isUsable(on: today) ? $1.value.held(at: wish.store) : 0) })
            } ?? 0
        for lot in lots.keys.sorted() {
            guard var state = lots[lot] else { continue }
            let owed = max(0, -state.account.unplaced)
            if owed > 0 || !lot.isUsable(on: today) {
                // What is owed comes from whoever holds it.
                _ = try want(owed, of: lot, from: { _ in true }, &state, card)
            } else if debt > 0, lot.isPoints {
                // What other lots owe, this one pays before anybody is granted more.
                debt -= try want(debt, of: lot, from: { _ in true }, &state, card)
            } else {
                missing -= try want(missing, of: lot, from: { $0 != wish?.store }, &state, card)
            }
            lots[lot] = state
        }
        return Placed(lots: lots, published: Self.published(lots))
    }

    private struct Wish {
        let store: StoreID
        let points: Int64
    }

    /// The oldest that is still open, of a store that is known to live.
    private func wish(for card: Int64) throws -> Wish? {
        try connection.query(
            "SELECT store, points FROM wish WHERE card = $1 AND until > $2 ORDER BY until, store", card,
            now.milliseconds
        ) { Wish(store: StoreID($0.text(0)), points: $0.integer(1)) }.first { epochs[$0.store] != nil }
    }

    /// Grants what no store holds.
    private func placeFree(
        _ lot: Lot, _ state: inout PointsLedger.LotState, _ card: Int64, at store: StoreID?
    ) throws {
        let unplaced = state.account.unplaced
        guard unplaced > 0, maySpend, !lot.isExpired(on: today), let store, let epoch = epochs[store] else { return }
        try grant(unplaced, of: lot, to: store, epoch, &state, card)
    }

    private func grant(
        _ count: Int64, of lot: Lot, to store: StoreID, _ epoch: EpochID, _ state: inout PointsLedger.LotState,
        _ card: Int64
    ) throws {
        try connection.run(
            """
            INSERT INTO counter (card, lot, store, epoch, granted, earned, redeemed, released, wanted)
            VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0)
            ON CONFLICT (card, lot, store, epoch) DO UPDATE SET granted = counter.granted + excluded.granted
            """, card, lot.description, store.rawValue, epoch.rawValue, count)
        var counters = Counters()
        var wanted: Int64 = 0
        if let index = state.held.firstIndex(where: { $0.store == store && $0.epoch == epoch }) {
            counters = state.held[index].counters
            wanted = state.held[index].wanted
            state.held.remove(at: index)
        }
        counters.granted.add(saturating: count)
        state.held.append(
            PointsLedger.Held(store: store, epoch: epoch, isClosed: false, wanted: wanted, counters: counters))
        state.account.open = state.held.filter { !$0.isClosed }.map(\.counters)
    }

    /// Sets what stores are to release so that `missing` comes free; where nothing is missing, nothing is wanted any more.
    /// - Returns: how much they hold of it
    private func want(
        _ missing: Int64, of lot: Lot, from isAsked: (StoreID) -> Bool, _ state: inout PointsLedger.LotState,
        _ card: Int64
    ) throws -> Int64 {
        var rest = missing
        for (index, held) in state.held.enumerated() where !held.isClosed {
            let part = isAsked(held.store) ? min(rest, max(0, held.counters.held)) : 0
            rest -= part
            let wanted = part > 0 ? held.counters.released + part : 0
            guard wanted != held.wanted else { continue }
            try connection.run(
                "UPDATE counter SET wanted = $1 WHERE card = $2 AND lot = $3 AND store = $4 AND epoch = $5", wanted,
                card,
                lot.description, held.store.rawValue, held.epoch.rawValue)
            state.held[index] = PointsLedger.Held(
                store: held.store, epoch: held.epoch, isClosed: false, wanted: wanted, counters: held.counters)
        }
        return missing - rest
    }

    private static func published(_ lots: [Lot: PointsLedger.LotState]) -> [StoreID: PublishedCounters] {
        var stores: [StoreID: PublishedCounters] = [:]
        for (lot, state) in lots {
            for held in state.held where !held.isClosed && held.counters.granted + held.wanted > 0 {
                stores[held.store, default: PublishedCounters(lots: [:])].lots[lot, default: [:]][held.epoch] =
                    PublishedCounters.Amounts(granted: held.counters.granted, wanted: held.wanted)
            }
        }
        return stores
    }
}

extension PointsLedger.LotState {
    fileprivate func held(at store: StoreID) -> Int64 {
        held.reduce(0) { $0 + ($1.store == store && !$1.isClosed ? max(0, $1.counters.held) : 0) }
    }
}
