import Database
import Loyalty
import SyncProtocol

/// What this store may let its customers use without a line, by card and lot; why that is safe stands at `Counters`.
///
/// Always: what is used or released was held; all numbers are those of the current epoch; a counter outlives its card. What
/// sales earned here since central last published the card lies in `movement`, and comes into `earned` when that row goes.
struct StoreCounters {
    let connection: Connection
    let movementIndex: MovementIndex

    static let migration = Migration(
        "a store counts what it may let customers use",
        """
        CREATE TABLE counter (
            card INTEGER NOT NULL,
            lot TEXT NOT NULL,
            id ANY NOT NULL,
            granted INTEGER NOT NULL,
            earned INTEGER NOT NULL,
            redeemed INTEGER NOT NULL,
            released INTEGER NOT NULL,
            -- How much central wants released, in all.
            wanted INTEGER NOT NULL,
            -- The day's number; NULL where it never ends.
            expires INTEGER,
            PRIMARY KEY (card, lot)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX counter_by_last_day ON counter (expires) WHERE expires IS NOT NULL;

        -- Set aside for a receipt that is not paid yet.
        CREATE TABLE hold (
            till TEXT NOT NULL,
            receipt TEXT NOT NULL,
            id ANY NOT NULL,
            lot TEXT NOT NULL,
            count INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (till, receipt, id, lot)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX hold_by_end ON hold (expires_at);

        -- What the points of a sale are counted with; NULL where they are counted in `counter`, or there are none.
        ALTER TABLE movement ADD COLUMN lot TEXT;
        ALTER TABLE movement ADD COLUMN earned INTEGER NOT NULL DEFAULT 0;

        -- Points by lot, as central published them; NULL where all are plain.
        ALTER TABLE card ADD COLUMN lots TEXT;

        -- How far an epoch went that is over, as far as this machine knows; and whether this file has all of it.
        ALTER TABLE epoch ADD COLUMN last_sequence INTEGER;
        ALTER TABLE epoch ADD COLUMN is_whole INTEGER NOT NULL DEFAULT 0;
        """)

    // MARK: reading

    private struct Key: Hashable {
        let card: CardID
        let lot: Lot
    }

    /// What a customer may use here, after what is set aside for receipts; parts that are used up are left out.
    /// - Parameters:
    ///   - root: the card that lives on; what its aliases hold counts too
    ///   - earned: by sales here that `counter` does not count yet
    /// - Returns: besides, how many points are set aside
    func available(
        of root: CardID, earned: [Lot: Int64], at now: Instant
    ) throws -> (parts: [LotAmount], setAside: Int64) {
        var held: [Key: Int64] = [:]
        let statement = try connection.prepare(
            """
            SELECT id, lot, granted + earned - redeemed - released FROM counter WHERE card = $1
            UNION ALL
            SELECT c.id, c.lot, c.granted + c.earned - c.redeemed - c.released
            FROM alias a JOIN counter c ON c.card = a.number WHERE a.card = $1
            """)
        CardNumber(root).bind(to: statement, at: 1)
        defer { statement.reset() }
        while try statement.step() {
            let row = statement.row
            guard let lot = Lot(row.text(1)) else { continue }
            held[Key(card: row.card(0), lot: lot), default: 0] += row.integer(2)
        }
        for (lot, count) in earned { held[Key(card: root, lot: lot), default: 0] += count }
        guard !held.isEmpty else { return ([], 0) }
        var setAside: Int64 = 0
        for aside in try Holds(connection: connection).open(at: now) {
            let key = Key(card: aside.card, lot: aside.lot)
            guard held[key] != nil else { continue }
            held[key]? -= aside.count
            if aside.lot.isPoints { setAside += aside.count }
        }
        let parts = held.compactMap { key, count in
            count > 0 ? LotAmount(card: key.card, lot: key.lot, count: count) : nil
        }
        return (parts, setAside)
    }

    /// What is held of one lot of one card, with what sales here earned lately; less what is set aside.
    private func held(_ card: CardID, _ lot: Lot, at now: Instant) throws -> Int64 {
        let number = CardNumber(card)
        var held = try connection.integer(
            "SELECT granted + earned - redeemed - released FROM counter WHERE card = $1 AND lot = $2", number,
            lot.description)
        for row in movementIndex.rows(of: number) {
            held += try connection.integer(
                "SELECT earned FROM movement WHERE row = $1 AND card = $2 AND lot = $3", row, number, lot.description)
        }
        for aside in try Holds(connection: connection).open(at: now) where aside.card == card && aside.lot == lot {
            held -= aside.count
        }
        return held
    }

    // MARK: writing

    enum Column: String { case earned, redeemed, released }

    /// Adds to what only this store writes.
    func add(_ amounts: [LotAmount], to column: Column) throws {
        for amount in amounts where amount.count > 0 {
            func count(_ other: Column) -> Int64 { column == other ? amount.count : 0 }
            try connection.run(
                """
                INSERT INTO counter (card, lot, id, granted, earned, redeemed, released, wanted, expires)
                VALUES ($1, $2, $3, 0, $4, $5, $6, 0, $7)
                ON CONFLICT (card, lot) DO UPDATE SET earned = counter.earned + excluded.earned,
                    redeemed = counter.redeemed + excluded.redeemed, released = counter.released + excluded.released
                WHERE counter.id = excluded.id
                """, CardNumber(amount.card), amount.lot.description, Packed(amount.card), count(.earned),
                count(.redeemed), count(.released), amount.lot.expires?.number)
        }
    }

    /// Takes what central published. The newest total counts: an older one changes nothing.
    /// - Returns: what central wants back, of what is held here
    func take(_ card: CardID, _ published: PublishedCounters, in epoch: EpochID, at now: Instant) throws -> [LotAmount]
    {
        var parts: [LotAmount] = []
        for (lot, epochs) in published.lots {
            guard let amounts = epochs[epoch] else { continue }
            try connection.run(
                """
                INSERT INTO counter (card, lot, id, granted, earned, redeemed, released, wanted, expires)
                VALUES ($1, $2, $3, $4, 0, 0, 0, $5, $6)
                ON CONFLICT (card, lot) DO UPDATE SET wanted = excluded.wanted,
                    granted = CASE WHEN excluded.granted > counter.granted THEN excluded.granted
                        ELSE counter.granted END
                WHERE counter.id = excluded.id
                """, CardNumber(card), lot.description, Packed(card), amounts.granted, amounts.wanted,
                lot.expires?.number)
            guard amounts.wanted > 0 else { continue }
            let released = try connection.integer(
                "SELECT released FROM counter WHERE card = $1 AND lot = $2", CardNumber(card), lot.description)
            let count = min(amounts.wanted - released, try held(card, lot, at: now))
            if count > 0 { parts.append(LotAmount(card: card, lot: lot, count: count)) }
        }
        return parts
    }

    /// What was earned by a sale that central counts now, or that becomes another card's, is counted here from now on.
    func settle(_ card: CardID, row: Int64) throws {
        let number = CardNumber(card)
        let earned = try connection.first(
            "SELECT lot, earned FROM movement WHERE row = $1 AND card = $2 AND lot IS NOT NULL", row, number
        ) { (lot: Lot($0.text(0)), count: $0.integer(1)) }
        guard let earned, let lot = earned.lot else { return }
        try add([LotAmount(card: card, lot: lot, count: earned.count)], to: .earned)
        try connection.run("UPDATE movement SET lot = NULL WHERE row = $1", row)
    }

    /// Lots whose last day is over and of which something is held: at most `max` of them.
    func expired(on day: LocalDay, max: Int, at now: Instant) throws -> [LotAmount] {
        let rows = try connection.query(
            """
            SELECT id, lot FROM counter WHERE expires < $1 AND granted + earned > redeemed + released LIMIT $2
            """, day.number, max
        ) { (card: $0.card(0), lot: Lot($0.text(1))) }
        return try rows.compactMap { row in
            guard let lot = row.lot else { return nil }
            let count = try held(row.card, lot, at: now)
            return count > 0 ? LotAmount(card: row.card, lot: lot, count: count) : nil
        }
    }

    /// What central granted so far, for a central that may not know it any more.
    func granted() throws -> [LotAmount] {
        try connection.query("SELECT id, lot, granted FROM counter WHERE granted > 0 ORDER BY card, lot") { row in
            Lot(row.text(1)).map { LotAmount(card: row.card(0), lot: $0, count: row.integer(2)) }
        }.compactMap { $0 }
    }

    /// A new epoch holds nothing.
    static func forget(_ connection: Connection) throws {
        try connection.run("DELETE FROM counter")
        try connection.run("DELETE FROM hold")
        try connection.run("UPDATE movement SET lot = NULL WHERE lot IS NOT NULL")
    }
}

extension CardCache.View {
    /// Points that can be used in this store on a day.
    func pointsHere(on day: LocalDay) -> Int64 { usablePoints(on: day).reduce(0) { $0 + $1.count } }

    /// Never more than the customer has: what was used elsewhere without being held there is owed, and may still be held here.
    func usablePoints(on day: LocalDay) -> [LotAmount] {
        let usable = available.filter { $0.lot.isPoints && $0.lot.isUsable(on: day) }
        let most = max(0, card.points - setAside)
        return usable.reduce(0) { $0 + $1.count } > most ? usable.taking(most) : usable
    }
}
