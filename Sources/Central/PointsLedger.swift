import Database
import JSON
import Loyalty
import SyncProtocol

/// Central's side of points: what was issued and taken, and what each epoch of each store was granted, earned, used and
/// released. Why nothing is used twice stands at `Counters`.
///
/// Always: an entry is never changed; what a card has of a lot is issued - taken + Σ (earned - redeemed). A purchase that
/// earned or used points is an entry itself; `points_entry` has the others.
struct PointsLedger {
    let connection: Connection

    static let migration = Migration(
        "points have lots, and stores hold them",
        """
        -- What central issued of a lot and took, by acts of its own.
        CREATE TABLE account (
            card INTEGER NOT NULL,
            lot TEXT NOT NULL,
            issued INTEGER NOT NULL,
            taken INTEGER NOT NULL,
            PRIMARY KEY (card, lot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE counter (
            card INTEGER NOT NULL,
            lot TEXT NOT NULL,
            store TEXT NOT NULL,
            epoch TEXT NOT NULL,
            granted INTEGER NOT NULL,
            earned INTEGER NOT NULL,
            redeemed INTEGER NOT NULL,
            released INTEGER NOT NULL,
            -- What the store is to release, in all.
            wanted INTEGER NOT NULL,
            PRIMARY KEY (card, lot, store, epoch)
        ) STRICT, WITHOUT ROWID;

        -- Lots with a last day of which something may be left, by that day.
        CREATE TABLE ending (
            expires INTEGER NOT NULL,
            card INTEGER NOT NULL,
            lot TEXT NOT NULL,
            PRIMARY KEY (expires, card, lot)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE points_entry (
            n INTEGER PRIMARY KEY,
            store TEXT NOT NULL,
            card INTEGER NOT NULL,
            kind TEXT NOT NULL,
            lot TEXT NOT NULL,
            points INTEGER NOT NULL,
            at INTEGER NOT NULL,
            event INTEGER,
            -- The purchase, or the entry, that it reverses.
            reverses INTEGER,
            reason TEXT,
            person TEXT
        ) STRICT;
        CREATE INDEX points_entry_by_card ON points_entry (card, n);

        -- A till waits for points of this card.
        CREATE TABLE wish (
            card INTEGER NOT NULL,
            store TEXT NOT NULL,
            points INTEGER NOT NULL,
            until INTEGER NOT NULL,
            PRIMARY KEY (card, store)
        ) STRICT, WITHOUT ROWID;

        -- Stores and epochs that a central put back from a copy has not heard of: it may have granted them more than it
        -- knows. An epoch of '' is the store's newest, which it may not know either.
        CREATE TABLE awaited (store TEXT NOT NULL, epoch TEXT NOT NULL, PRIMARY KEY (store, epoch)) STRICT, WITHOUT ROWID;

        -- What customers had before: no store holds it.
        INSERT INTO account (card, lot, issued, taken) SELECT card, 'p', points, 0 FROM card_fact WHERE points > 0;
        INSERT INTO account (card, lot, issued, taken)
            SELECT card, 'u:' || campaign, 0, COUNT(*) FROM offer_use GROUP BY card, campaign;

        ALTER TABLE purchase ADD COLUMN redeemed INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE purchase ADD COLUMN lot TEXT NOT NULL DEFAULT 'p';
        """)

    enum Kind: String {
        /// Given by central: a bonus, restored points, an import.
        case issue
        case restore, expire, adjust, takeBack
        /// A store let a customer use what it did not hold.
        case overdraft
        /// One sale came twice, each earning points where it was recorded; or what a store gave for it is set aside.
        case correction
    }

    struct Entry {
        var card: Int64
        var kind: Kind
        var lot: Lot
        /// Below zero: taken.
        var points: Int64
        var at: Instant
        var store: StoreID?
        var event: Int64?
        var reverses: Int64?
        var reason: String?
        var person: String?
    }

    /// Writes entries, and what they issue or take.
    func add(_ entries: [Entry]) throws {
        guard !entries.isEmpty else { return }
        let numbers = try connection.newNumbers(entries.count, of: .pointsEntry)
        try connection.runEach(
            """
            INSERT INTO points_entry (n, store, card, kind, lot, points, at, event, reverses, reason, person)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """, zip(numbers, entries).map { (number: $0, entry: $1) }
        ) { row, statement in
            let entry = row.entry
            statement.bind(1, row.number)
            statement.bind(2, entry.store?.rawValue ?? "")
            statement.bind(3, entry.card)
            statement.bind(4, entry.kind.rawValue)
            statement.bind(5, entry.lot.description)
            statement.bind(6, entry.points)
            statement.bind(7, entry.at.milliseconds)
            entry.event.bind(to: statement, at: 8)
            entry.reverses.bind(to: statement, at: 9)
            entry.reason.bind(to: statement, at: 10)
            entry.person.bind(to: statement, at: 11)
        }
        var changes: [AccountChange.Place: AccountChange] = [:]
        var balances: [Int64: Int64] = [:]
        for entry in entries {
            let place = AccountChange.Place(card: entry.card, lot: entry.lot)
            changes[place, default: AccountChange(place)].add(entry.points)
            if entry.lot.isPoints { balances[entry.card, default: 0].add(saturating: entry.points) }
        }
        try count(Array(changes.values))
        try connection.runEach(
            """
            INSERT INTO card_fact (card, purchases, money_minor, points, last_at, spend_since_minor, visits_since)
            VALUES ($1, 0, 0, $2, 0, 0, 0)
            ON CONFLICT (card) DO UPDATE SET points = card_fact.points + excluded.points
            """, balances.sorted { $0.key < $1.key }
        ) { row, statement in
            statement.bind(1, row.key)
            statement.bind(2, row.value)
        }
    }

    /// What acts of central's own add to one lot of one card.
    struct AccountChange {
        struct Place: Hashable {
            let card: Int64
            let lot: Lot
        }

        let place: Place
        var issued: Int64 = 0
        var taken: Int64 = 0

        init(_ place: Place, issued: Int64 = 0, taken: Int64 = 0) {
            self.place = place
            self.issued = issued
            self.taken = taken
        }

        mutating func add(_ points: Int64) {
            issued.add(saturating: max(0, points))
            taken.add(saturating: max(0, -points))
        }
    }

    /// Adds to an account, without an entry of its own.
    func count(issued: Int64 = 0, taken: Int64 = 0, of lot: Lot, card: Int64) throws {
        try count([AccountChange(AccountChange.Place(card: card, lot: lot), issued: issued, taken: taken)])
    }

    /// - Parameter changes: one for each lot of a card
    func count(_ changes: [AccountChange]) throws {
        let rows = changes.sorted { ($0.place.card, $0.place.lot) < ($1.place.card, $1.place.lot) }
        try connection.runEach(
            """
            INSERT INTO account (card, lot, issued, taken) VALUES ($1, $2, $3, $4)
            ON CONFLICT (card, lot) DO UPDATE SET issued = account.issued + excluded.issued,
                taken = account.taken + excluded.taken
            """, rows
        ) { row, statement in
            statement.bind(1, row.place.card)
            statement.bind(2, row.place.lot.description)
            statement.bind(3, row.issued)
            statement.bind(4, row.taken)
        }
        try connection.runEach(
            "INSERT INTO ending (expires, card, lot) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            rows.filter { $0.place.lot.expires != nil }
        ) { row, statement in
            statement.bind(1, Int64(row.place.lot.expires?.number ?? 0))
            statement.bind(2, row.place.card)
            statement.bind(3, row.place.lot.description)
        }
        try connection.runEach(
            "INSERT INTO dirty (card) VALUES ($1) ON CONFLICT DO NOTHING", Set(rows.map(\.place.card)).sorted()
        ) { card, statement in statement.bind(1, card) }
    }

    // MARK: reading

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

    // MARK: a central that was put back

    /// Notes whom a central that was put back from a copy must hear of before it grants anything.
    static func awaitEpochs(_ connection: Connection) throws {
        try connection.run(
            """
            INSERT INTO awaited (store, epoch) SELECT store, epoch FROM position WHERE closed_at IS NULL
            ON CONFLICT DO NOTHING
            """)
        try connection.run(
            "INSERT INTO awaited (store, epoch) SELECT DISTINCT store, '' FROM position WHERE sequence >= 0 ON CONFLICT DO NOTHING"
        )
    }

    /// Stores that have not said what they were granted by the central before this one.
    func awaitedStores() throws -> [StoreID] {
        try connection.query(
            """
            SELECT DISTINCT a.store FROM awaited a LEFT JOIN position p ON p.store = a.store AND p.epoch = a.epoch
            WHERE p.closed_at IS NULL ORDER BY a.store
            """
        ) { StoreID($0.text(0)) }
    }

    /// A store said what it was granted, in one epoch and so in its newest.
    func heard(_ store: StoreID, _ epoch: EpochID?) throws {
        let gone = try connection.run(
            "DELETE FROM awaited WHERE store = $1 AND (epoch = '' OR epoch = $2)", store.rawValue, epoch?.rawValue ?? ""
        )
        if gone > 0 { try resume() }
    }

    /// An administrator takes the risk that a store holds more than is known here.
    func waive(_ store: StoreID) throws {
        try connection.run("DELETE FROM awaited WHERE store = $1", store.rawValue)
        try resume()
    }

    private func resume() throws {
        guard try awaitedStores().isEmpty else { return }
        // What waited for this store may be granted now.
        try connection.run(
            """
            INSERT INTO dirty (card) SELECT DISTINCT card FROM account WHERE issued > taken ON CONFLICT DO NOTHING
            """)
    }
}
