import Database
import Loyalty
import SyncProtocol

extension Facts {
    /// What events did to counters, on its way into the tables.
    struct GatheredCounters {
        private struct Key: Hashable {
            let card: Int64
            let lot: Lot
            let epoch: EpochID
        }

        private var counters: [Key: Counters] = [:]
        private var issued: [Int64: [Lot: Int64]] = [:]
        /// By how much each card's points change, besides entries.
        private(set) var balances: [Int64: Int64] = [:]
        var entries: [PointsLedger.Entry] = []

        mutating func earn(_ points: Int64, _ lot: Lot, card: Int64, in epoch: EpochID) {
            balances[card, default: 0].add(saturating: points)
            counters[Key(card: card, lot: lot, epoch: epoch), default: Counters()].earned.add(saturating: points)
        }

        mutating func redeem(_ count: Int64, _ lot: Lot, card: Int64, in epoch: EpochID) {
            if lot.isPoints { balances[card, default: 0].add(saturating: -count) }
            counters[Key(card: card, lot: lot, epoch: epoch), default: Counters()].redeemed.add(saturating: count)
        }

        mutating func release(_ count: Int64, _ lot: Lot, card: Int64, in epoch: EpochID) {
            counters[Key(card: card, lot: lot, epoch: epoch), default: Counters()].released.add(saturating: count)
        }

        /// Points that no store holds yet.
        mutating func issue(_ points: Int64, _ lot: Lot, card: Int64) {
            balances[card, default: 0].add(saturating: points)
            issued[card, default: [:]][lot, default: 0].add(saturating: points)
        }

        func write(to connection: Connection, _ store: StoreID) throws {
            let rows = counters.sorted {
                ($0.key.card, $0.key.lot, $0.key.epoch) < ($1.key.card, $1.key.lot, $1.key.epoch)
            }
            try connection.runEach(
                """
                INSERT INTO counter (card, lot, store, epoch, granted, earned, redeemed, released, wanted)
                VALUES ($1, $2, $3, $4, 0, $5, $6, $7, 0)
                ON CONFLICT (card, lot, store, epoch) DO UPDATE SET earned = counter.earned + excluded.earned,
                    redeemed = counter.redeemed + excluded.redeemed, released = counter.released + excluded.released
                """, rows
            ) { row, statement in
                statement.bind(1, row.key.card)
                statement.bind(2, row.key.lot.description)
                statement.bind(3, store.rawValue)
                statement.bind(4, row.key.epoch.rawValue)
                statement.bind(5, row.value.earned)
                statement.bind(6, row.value.redeemed)
                statement.bind(7, row.value.released)
            }
            try connection.runEach(
                "INSERT INTO ending (expires, card, lot) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                rows.filter { $0.key.lot.expires != nil && $0.value.earned > 0 }
            ) { row, statement in
                statement.bind(1, Int64(row.key.lot.expires?.number ?? 0))
                statement.bind(2, row.key.card)
                statement.bind(3, row.key.lot.description)
            }
            let ledger = PointsLedger(connection: connection)
            for (card, lots) in issued.sorted(by: { $0.key < $1.key }) {
                for (lot, points) in lots.sorted(by: { $0.key < $1.key }) {
                    try ledger.count(issued: points, of: lot, card: card)
                }
            }
            try ledger.add(entries)
        }
    }

    /// What a purchase did to points: what was earned is held where it was sold, unless the store could not hold it.
    func count(
        _ recorded: RecordedPurchase, _ buyer: Buyer, event: Int64, at judged: Instant
    ) throws {
        if let card = buyer.card, buyer.points > 0 {
            let lot = buyer.lot ?? recorded.lot
            // An agent that counts nothing holds nothing.
            if recorded.card != nil, recorded.counting?.isEarnedHeld == true {
                counted.earn(buyer.points, lot, card: card, in: recorded.counting?.epoch ?? epoch)
            } else {
                counted.issue(buyer.points, lot, card: card)
            }
        }
        if let counting = recorded.counting {
            try count(counting)
            guard let card = buyer.card, counting.unheld > 0 else { return }
            counted.entries.append(
                PointsLedger.Entry(
                    card: card, kind: .overdraft, lot: .plain, points: -counting.unheld, at: judged, store: store,
                    event: event))
        }
    }

    /// A limited offer that was used although the store held no use of it: it is owed.
    func takeUnheldUse(of offer: String, card: Int64, _ recorded: RecordedPurchase) throws {
        let lot = Lot.uses(offer)
        guard recorded.counting?.redeemed.contains(where: { $0.lot == lot }) != true else { return }
        let issued = try connection.integer(
            """
            SELECT COUNT(*) FROM card c JOIN card m ON m.customer = c.customer JOIN account a ON a.card = m.n
            WHERE c.n = $1 AND a.lot = $2
            """, card, lot.description)
        if issued > 0 { try PointsLedger(connection: connection).count(taken: 1, of: lot, card: card) }
    }

    /// The same sale was recorded a second time, by a store that had lost the first: what it earned there it holds there,
    /// and the customer has it once.
    func countAgain(_ recorded: RecordedPurchase, event: Int64, at judged: Instant) throws {
        guard let counting = recorded.counting else { return }
        try count(counting)
        // The customer paid once.
        try refund(counting.redeemed, event: event, at: judged)
        try takeBackEarned(recorded, counting, event: event, at: judged)
    }

    /// A sale that cannot be applied. Until somebody has looked at it nobody has what it earned, though the store holds
    /// it; what it used is used.
    func countSetAside(
        _ recorded: RecordedPurchase, event: Int64, at judged: Instant, _ place: EventPlace
    ) throws {
        guard let counting = recorded.counting else { return }
        try count(counting)
        try takeBackEarned(recorded, counting, event: event, at: judged)
        if let card = recorded.card { note(try number(of: card), at: place, judged) }
    }

    private func takeBackEarned(
        _ recorded: RecordedPurchase, _ counting: Counting, event: Int64, at judged: Instant
    ) throws {
        guard recorded.points > 0, counting.isEarnedHeld, let id = recorded.card else { return }
        let card = try number(of: id)
        counted.earn(recorded.points, recorded.lot, card: card, in: counting.epoch)
        counted.entries.append(
            PointsLedger.Entry(
                card: card, kind: .correction, lot: recorded.lot, points: -recorded.points, at: judged, store: store,
                event: event))
    }

    /// What was used and released, of whichever of a customer's cards.
    func count(_ counting: Counting) throws {
        for used in counting.redeemed {
            counted.redeem(used.count, used.lot, card: try number(of: used.card), in: counting.epoch)
        }
        for released in counting.released {
            counted.release(released.count, released.lot, card: try number(of: released.card), in: counting.epoch)
        }
    }

    func apply(_ release: Release) throws {
        hasReleases = hasReleases || release.reason == .wanted
        try count(release.counting)
        for released in release.counting.released {
            try touch(released.card)
        }
    }

    /// A store says what it was granted, to a central that may not know.
    func apply(_ holdings: Holdings) throws {
        for amount in holdings.granted {
            try connection.run(
                """
                INSERT INTO counter (card, lot, store, epoch, granted, earned, redeemed, released, wanted)
                VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0)
                ON CONFLICT (card, lot, store, epoch) DO UPDATE SET
                    granted = CASE WHEN excluded.granted > counter.granted THEN excluded.granted
                        ELSE counter.granted END
                """, try number(of: amount.card), amount.lot.description, store.rawValue, holdings.epoch.rawValue,
                amount.count)
            try touch(amount.card)
        }
        guard holdings.isLast, holdings.incarnation == aggregator.identity.incarnation else { return }
        try PointsLedger(connection: connection).heard(store, holdings.epoch)
    }

    private func touch(_ card: CardID) throws {
        try connection.markDirty(number(of: card))
    }
}
