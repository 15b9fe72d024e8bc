import Database
import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// The PINs of those who work at tills, as salted slow hashes, and who tried which.
///
/// Always: a PIN for all stores is in force where no row of that store's own says otherwise; a PIN is in no log, no answer
/// and no audit row.
struct Pins {
    let connection: Connection

    static let migration = Migration(
        "people have PINs at stores, and every try is on record",
        """
        CREATE TABLE pin (
            person TEXT NOT NULL,
            -- '*': all stores.
            store TEXT NOT NULL,
            role TEXT NOT NULL,
            -- Empty: none at this store, whatever is in force at all.
            hash TEXT NOT NULL,
            stamp TEXT NOT NULL,
            set_at INTEGER NOT NULL,
            PRIMARY KEY (person, store)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE pin_try (
            event INTEGER PRIMARY KEY,
            store TEXT NOT NULL,
            person TEXT,
            till TEXT NOT NULL,
            act TEXT NOT NULL,
            outcome TEXT NOT NULL,
            tries_left INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX pin_try_by_person ON pin_try (store, person, event);
        """)

    private static let everywhere = "*"

    /// Where a PIN is to be in force.
    enum Place: Equatable {
        case store(StoreID)
        case all

        fileprivate var text: String {
            switch self {
            case .store(let store): store.rawValue
            case .all: everywhere
            }
        }
    }

    fileprivate struct Entry {
        let person: PersonID
        let place: String
        let role: Person.Role
        let hash: SlowHash?
        let stamp: String
        let setAt: Instant
    }

    // MARK: what is in force

    fileprivate func entries(of person: PersonID?) throws -> [Entry] {
        try connection.query(
            """
            SELECT person, store, role, hash, stamp, set_at FROM pin WHERE CAST($1 AS TEXT) IS NULL OR person = $1
            ORDER BY person, store
            """, person?.rawValue
        ) { row in
            Entry(
                person: PersonID(row.text(0)), place: row.text(1), role: Person.Role(rawValue: row.text(2)) ?? .cashier,
                hash: SlowHash(row.text(3)), stamp: row.text(4), setAt: Instant(milliseconds: row.integer(5)))
        }
    }

    /// What a store is to have: a row for each person, of the store's own or else of all stores.
    fileprivate static func rows(_ entries: [Entry], for store: StoreID) -> [FeedRow] {
        var inForce: [PersonID: Entry] = [:]
        for entry in entries where entry.place == everywhere || entry.place == store.rawValue {
            if entry.place != everywhere || inForce[entry.person] == nil { inForce[entry.person] = entry }
        }
        return inForce.values.sorted { $0.person < $1.person }.map { entry in
            let pin = entry.hash.map {
                PublishedPIN(person: Person(id: entry.person, role: entry.role), hash: $0, stamp: entry.stamp)
            }
            return FeedRow(kind: .pin, id: entry.person.rawValue, body: pin?.body)
        }
    }

    // MARK: changing

    fileprivate func set(_ person: Person, _ hash: SlowHash, at place: Place, stamp: String, _ now: Instant) throws {
        // Who says "all" means those with a PIN of their own too.
        if place == .all { try connection.run("DELETE FROM pin WHERE person = $1", person.id.rawValue) }
        try put(person.id, place.text, person.role.rawValue, hash.text, stamp, now)
    }

    /// - Returns: false where there is none
    fileprivate func unlock(_ person: PersonID, at place: Place, stamp: String) throws -> Bool {
        switch place {
        case .all:
            return try connection.run(
                "UPDATE pin SET stamp = $1 WHERE person = $2 AND hash <> ''", stamp, person.rawValue) > 0
        case .store(let store):
            guard let entry = try inForce(person, at: store), let hash = entry.hash else { return false }
            // One of all stores becomes this store's own, so that the others hear of nothing.
            try put(person, store.rawValue, entry.role.rawValue, hash.text, stamp, entry.setAt)
            return true
        }
    }

    /// - Returns: false where there is none
    fileprivate func remove(_ person: PersonID, at place: Place, _ now: Instant) throws -> Bool {
        switch place {
        case .all: return try connection.run("DELETE FROM pin WHERE person = $1", person.rawValue) > 0
        case .store(let store):
            guard let entry = try inForce(person, at: store), entry.hash != nil else { return false }
            try put(person, store.rawValue, entry.role.rawValue, "", "", now)
            return true
        }
    }

    private func inForce(_ person: PersonID, at store: StoreID) throws -> Entry? {
        let entries = try entries(of: person)
        return entries.first { $0.place == store.rawValue } ?? entries.first { $0.place == Self.everywhere }
    }

    private func put(
        _ person: PersonID, _ place: String, _ role: String, _ hash: String, _ stamp: String, _ at: Instant
    ) throws {
        try connection.run(
            """
            INSERT INTO pin (person, store, role, hash, stamp, set_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (person, store) DO UPDATE SET
                role = excluded.role, hash = excluded.hash, stamp = excluded.stamp, set_at = excluded.set_at
            """, person.rawValue, place, role, hash, stamp, at.milliseconds)
    }

    // MARK: tries

    func note(_ tried: PINTry, at: Instant, store: StoreID, event: Int64) throws {
        try connection.run(
            """
            INSERT INTO pin_try (event, store, person, till, act, outcome, tries_left, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, event, store.rawValue, tried.person?.rawValue, tried.till, tried.act, tried.outcome.rawValue,
            tried.triesLeft, at.milliseconds)
    }

    static let triesMax: Int64 = 1_000

    /// The newest first.
    /// - Parameter before: the number of the last one that was shown
    func writeTries(of store: StoreID?, before: Int64, to object: inout JSONWriter) throws {
        let rows = try connection.query(
            """
            SELECT event, store, person, till, act, outcome, tries_left, at FROM pin_try
            WHERE event < $1 AND (CAST($2 AS TEXT) IS NULL OR store = $2) ORDER BY event DESC LIMIT $3
            """, before, store?.rawValue, Self.triesMax
        ) { row in
            (
                event: row.integer(0),
                json: JSONWriter.object { item in
                    item.field("at", Instant(milliseconds: row.integer(7)).description)
                    item.field("store", row.text(1))
                    item.field("till", row.text(3))
                    item.field(ifPresent: "person", row.optionalText(2))
                    item.field("act", row.text(4))
                    item.field("outcome", row.text(5))
                    item.field("triesLeft", row.integer(6))
                }
            )
        }
        object.array("tries") { list in for row in rows { list.raw(row.json) } }
        if rows.count == Int(Self.triesMax), let last = rows.last { object.field("next", last.event) }
    }

    // MARK: for people

    /// Who has a PIN where, without its hash.
    func write(to object: inout JSONWriter) throws {
        let entries = try entries(of: nil)
        object.array("pins") { list in
            for entry in entries {
                list.object { item in
                    item.field("person", entry.person.rawValue)
                    if entry.place == Self.everywhere {
                        item.field("all", true)
                    } else {
                        item.field("store", entry.place)
                    }
                    item.field("role", entry.role.rawValue)
                    item.field("has", entry.hash != nil)
                    item.field("setAt", entry.setAt.description)
                }
            }
        }
    }
}

extension Aggregator {
    /// Publishes one person's PINs, or everybody's.
    /// - Returns: the stores for which that is new
    func writePins(of person: PersonID?, to stores: [StoreID], _ connection: Connection) throws -> [StoreID] {
        let entries = try Pins(connection: connection).entries(of: person)
        let publisher = Publisher(aggregator: self, connection: connection, now: clock.now())
        let written = try stores.filter { store in
            var rows = Pins.rows(entries, for: store)
            // Who has none at all any more is removed where they had one.
            if rows.isEmpty, let person { rows = [FeedRow(kind: .pin, id: person.rawValue, body: nil)] }
            return try publisher.write(rows, to: store)
        }
        if !written.isEmpty { try connection.announce(.feeds(written.map(\.rawValue))) }
        return written
    }

    private func change(
        _ person: PersonID, at place: Pins.Place, _ act: AuditAct, by actor: Actor, role: Person.Role? = nil,
        _ body: @escaping (Pins, String, Instant) throws -> Bool
    ) throws {
        let now = clock.now()
        let stamp = Hex.encode(randomness.bytes(8))
        let stores = try database.write { [self] connection in
            let all = try connection.query("SELECT id FROM store ORDER BY id") { StoreID($0.text(0)) }
            if case .store(let store) = place, !all.contains(store) {
                throw Problem(
                    404, "unknownStore", "There is no store \(store).", next: "vuelve status lists the stores.")
            }
            guard try body(Pins(connection: connection), stamp, now) else {
                throw Problem(404, "unknownPerson", "\(person) has no PIN there.", next: "vuelve central pins")
            }
            try Audit(connection: connection, now: now).record(act, person.rawValue, by: actor) { details in
                if case .store(let store) = place { details.field("store", store.rawValue) }
                if place == .all { details.field("all", true) }
                details.field(ifPresent: "role", role?.rawValue)
            }
            let concerned: [StoreID] = if case .store(let store) = place { [store] } else { all }
            return try writePins(of: person, to: concerned, connection)
        }
        for store in stores { waiters.wake(store) }
    }

    /// Gives a person a PIN, or another one, which unlocks it. Takes the time of a slow hash, beside the writer.
    func setPIN(_ pin: String, of person: Person, at place: Pins.Place, by actor: Actor) throws {
        try PINRule.check(pin)
        let hash = SlowHash(of: pin, rounds: pinRounds, randomness)
        try change(person.id, at: place, .pinSet, by: actor, role: person.role) { pins, stamp, now in
            try pins.set(person, hash, at: place, stamp: stamp, now)
            return true
        }
    }

    /// The same PIN may be tried again.
    func unlockPIN(of person: PersonID, at place: Pins.Place, by actor: Actor) throws {
        try change(person, at: place, .pinUnlocked, by: actor) { pins, stamp, _ in
            try pins.unlock(person, at: place, stamp: stamp)
        }
    }

    func removePIN(of person: PersonID, at place: Pins.Place, by actor: Actor) throws {
        try change(person, at: place, .pinRemoved, by: actor) { pins, _, now in
            try pins.remove(person, at: place, now)
        }
    }
}

/// What a PIN must be. What is said of a bad one never repeats it.
enum PINRule {
    static let digits = 4...12

    static func check(_ pin: String) throws {
        let bytes = Array(pin.utf8)
        guard digits.contains(bytes.count), bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else {
            throw BadInput(
                code: "badValue", field: "pin",
                message: "wants \(digits.lowerBound) to \(digits.upperBound) digits")
        }
        let steps = Set(zip(bytes, bytes.dropFirst()).map { Int($1) - Int($0) })
        guard steps.count > 1 || ![-1, 0, 1].contains(steps.first ?? 0) else {
            throw BadInput(code: "badValue", field: "pin", message: "is one that is tried first, such as 0000 or 1234")
        }
    }
}
