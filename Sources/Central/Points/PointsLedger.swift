import Database
import Loyalty
import SyncProtocol

/// Central's side of points: what was issued and taken, and what each epoch of each store was granted, earned, used and
/// released. Why nothing is used twice stands at `Counters`.
///
/// Always: an entry is never changed; what a card has of a lot is issued - taken + Σ (earned - redeemed). A purchase that
/// earned or used points is an entry itself; `points_entry` has the others.
struct PointsLedger {
    let connection: Connection

    enum Kind: String {
        /// Given by central: a bonus, restored points, an import.
        case issue
        case restore, expire, adjust, takeBack
        /// A store let a customer use what it did not hold.
        case overdraft
        /// What one lot owes is paid with another lot: two entries that sum to nothing.
        case settle
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
        try connection.markDirty(rows.map(\.place.card))
    }
}
