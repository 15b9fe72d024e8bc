import Database
import Digest
import HTTP
import Loyalty
import SyncProtocol

/// Who may do what at this store's tills, and the PINs by which they show it. Works without a line.
///
/// Always: between two words of central on a PIN at most five wrong ones are looked at, also across restarts; every try is
/// an event, without what was typed; the slow hash runs beside the writer, one at a time.
struct Pins {
    let agent: Agent

    static let triesMax: Int64 = 5
    /// What may be typed, so that nothing long is hashed.
    static let pinBytesMax = 64

    static let migration = Migration(
        "people show who they are by a PIN",
        """
        CREATE TABLE pin (
            person TEXT PRIMARY KEY,
            role TEXT NOT NULL,
            hash TEXT NOT NULL,
            -- Of central's last word on it.
            stamp TEXT NOT NULL,
            -- Since then, and since the right one.
            wrong_tries INTEGER NOT NULL,
            load INTEGER NOT NULL
        ) STRICT;
        """)

    private struct Known: Equatable {
        let person: Person
        let hash: String
        let stamp: String
        let wrongTries: Int64

        var isLocked: Bool { wrongTries >= triesMax }
    }

    // MARK: verifying

    /// Whether a person's PIN is this one. Waits for the slow hash and for a commit: not to be called on the writer, nor on
    /// a server's own thread.
    /// - Parameters:
    ///   - till: where it was typed
    ///   - act: what it is wanted for, such as `return`; central's list shows it
    /// - Throws: `Problem` 403 `badPin` with `triesLeft`, 403 `pinLocked`, 404 `unknownPerson`
    func verify(person id: PersonID, pin: String, at till: String, for act: String) throws -> Person {
        while true {
            let looked = try agent.pinTurn.withLock { _ in try look(id, pin) }
            let outcome = try agent.database.write { connection -> (PINTry, Person?)? in
                let now = try Self.known(id, connection)
                // Central may have set another one while this one was looked at.
                guard now?.hash == looked.known?.hash, now?.stamp == looked.known?.stamp else { return nil }
                let tried = try judge(now, isRight: looked.isRight, at: till, act, connection)
                try note(tried, connection)
                return (tried, now?.person)
            }
            guard let (tried, person) = outcome else { continue }
            switch (tried.outcome, person) {
            case (.right, let person?): return person
            case (.wrong, _): throw Self.badPin(triesLeft: tried.triesLeft)
            case (.locked, _): throw Self.pinLocked
            default: throw Self.unknownPerson
            }
        }
    }

    /// The same for what only a supervisor may do.
    /// - Throws: also 403 `pinRequired` where either is absent, 403 `notSupervisor`
    func supervisor(_ id: String?, pin: String?, at till: String, for act: String) throws -> Person {
        guard let id, let pin, !id.isEmpty, !pin.isEmpty else { throw Self.pinRequired }
        let person = try verify(person: PersonID(id), pin: pin, at: till, for: act)
        guard person.role == .supervisor else { throw Self.notSupervisor }
        return person
    }

    /// The slow part, on what is known now.
    private func look(_ id: PersonID, _ pin: String) throws -> (known: Known?, isRight: Bool) {
        guard let known = try agent.database.read({ try Self.known(id, $0) }) else { return (nil, false) }
        guard !known.isLocked, pin.utf8.count <= Self.pinBytesMax, let hash = SlowHash(known.hash) else {
            return (known, false)
        }
        return (known, hash.matches(pin))
    }

    /// Others may have tried meanwhile: what counts is how many wrong tries there are now.
    private func judge(
        _ known: Known?, isRight: Bool, at till: String, _ act: String, _ connection: Connection
    ) throws -> PINTry {
        func tried(_ outcome: PINTry.Outcome, triesLeft: Int64) -> PINTry {
            PINTry(person: known?.person.id, till: till, act: act, outcome: outcome, triesLeft: triesLeft)
        }
        guard let known else { return tried(.unknown, triesLeft: 0) }
        guard !known.isLocked else { return tried(.locked, triesLeft: 0) }
        let wrongTries = isRight ? 0 : known.wrongTries + 1
        if wrongTries != known.wrongTries {
            try connection.run(
                "UPDATE pin SET wrong_tries = $1 WHERE person = $2", wrongTries, known.person.id.rawValue)
        }
        return tried(isRight ? .right : .wrong, triesLeft: Self.triesMax - wrongTries)
    }

    private func note(_ tried: PINTry, _ connection: Connection) throws {
        try agent.append(.service(.pinTried(tried)), connection)
    }

    private static func known(_ id: PersonID, _ connection: Connection) throws -> Known? {
        try connection.first(
            "SELECT role, hash, stamp, wrong_tries FROM pin WHERE person = $1", id.rawValue
        ) { row in
            Person.Role(rawValue: row.text(0)).map {
                Known(
                    person: Person(id: id, role: $0), hash: row.text(1), stamp: row.text(2), wrongTries: row.integer(3))
            }
        } ?? nil
    }

    // MARK: what central says

    /// Its next word on a PIN unlocks it; the same word again does not.
    static func take(_ pin: PublishedPIN, load: Int64, _ connection: Connection) throws {
        try connection.run(
            """
            INSERT INTO pin (person, role, hash, stamp, wrong_tries, load) VALUES ($1, $2, $3, $4, 0, $5)
            ON CONFLICT (person) DO UPDATE SET
                role = excluded.role, hash = excluded.hash, stamp = excluded.stamp, load = excluded.load,
                wrong_tries = CASE WHEN pin.stamp = excluded.stamp AND pin.hash = excluded.hash THEN pin.wrong_tries
                    ELSE 0 END
            """, pin.person.id.rawValue, pin.person.role.rawValue, pin.hash.text, pin.stamp, load)
    }

    static func forget(_ id: PersonID, _ connection: Connection) throws {
        try connection.run("DELETE FROM pin WHERE person = $1", id.rawValue)
    }

    static func keep(_ id: PersonID, load: Int64, _ connection: Connection) throws {
        try connection.run("UPDATE pin SET load = $1 WHERE person = $2", load, id.rawValue)
    }

    static func sweep(load: Int64, _ connection: Connection) throws {
        try connection.run("DELETE FROM pin WHERE load < $1", load)
    }

    // MARK: problems

    private static func badPin(triesLeft: Int64) -> Problem {
        var problem = Problem(
            403, "badPin", "The PIN is wrong; tries left: \(triesLeft).", field: "pin",
            next: triesLeft == 0 ? unlock : "Type it again.")
        problem.numbers = ["triesLeft": triesLeft]
        return problem
    }
    private static let pinLocked = Problem(
        403, "pinLocked", "The PIN is locked after \(triesMax) wrong tries.", field: "pin", next: unlock)
    private static let unknownPerson = Problem(
        404, "unknownPerson", "Nobody of this name has a PIN at this store.", field: "supervisor",
        next: "The central team gives one: vuelve central set-pin.")
    private static let pinRequired = Problem(
        403, "pinRequired", "This needs a supervisor's PIN.", field: "pin",
        next: "Send supervisor and pin with the request.")
    private static let notSupervisor = Problem(
        403, "notSupervisor", "The PIN is right, but it is no supervisor's.", field: "supervisor",
        next: "Call a supervisor.")
    private static let unlock = "The central team unlocks it: vuelve central unlock-pin, or set-pin for another one."
}

extension Agent {
    /// What holds, returns and the like ask before they do something that needs a PIN.
    var pins: Pins { Pins(agent: self) }
}
