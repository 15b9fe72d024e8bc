import Database
import Digest
import HTTP
import JSON
import Loyalty

/// Who did something: the role and name of a token, never the token.
struct Actor: Sendable, Equatable {
    let role: String
    let name: String

    /// Central by itself: at its start, or by its schedule.
    static let central = Actor(role: "system", name: "central")

    private init(role: String, name: String) {
        self.role = role
        self.name = name
    }

    init(_ principal: Principal) { self.init(role: principal.role.rawValue, name: principal.subject) }

    /// Of a route that wants a token.
    init(_ request: Request) {
        guard let principal = request.principal else { preconditionFailure("an audited route wants a token") }
        self.init(principal)
    }
}

/// What an administrator can do that is worth a row; the raw value is what the log shows.
enum AuditAct: String, CaseIterable {
    case storeAdded, tokenMade, tokenRotated, tokenRevoked
    case programmePublished, campaignPushed, customersImported, runStarted
    case backupMade, restored, incarnationBegun
    case eventsRetried, eventDismissed
    case storeReplaced, storeLost, epochClosed
    case pinSet, pinUnlocked, pinRemoved
    case cardUnblocked, employeeMarked, customersMerged, customersUnmerged
    case pointsAdjusted, storeWaived
}

/// The log of administrative acts, each row chained to the one before it.
///
/// hash(n) = SHA-256(hash(n-1) ‖ the row's canonical bytes); hash(0) = SHA-256("vuelve audit"). The canonical bytes are one
/// JSON object of the row's fields in this order, without spaces: `n`, `at`, `role`, `who`, `act`, `subject`, `details`.
///
/// Always: a row is written in the transaction of the act that it tells of, and never changed; it holds no token and
/// nothing personal.
struct Audit {
    let connection: Connection
    let now: Instant

    static let migration = Migration(
        "administrative acts are on record",
        """
        CREATE TABLE audit (
            n INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            role TEXT NOT NULL,
            who TEXT NOT NULL,
            act TEXT NOT NULL,
            subject TEXT NOT NULL,
            details TEXT NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
        """)

    static let start = Digest.sha256("vuelve audit")

    /// - Parameters:
    ///   - subject: what it was done to: a store, a person's name, a campaign
    ///   - details: fields of a JSON object
    func record(
        _ act: AuditAct, _ subject: String, by actor: Actor, details: (inout JSONWriter) -> Void = { _ in }
    ) throws {
        let last = try connection.first("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1") {
            (n: $0.integer(0), hash: $0.blob(1))
        }
        let row = AuditRow(
            n: (last?.n ?? 0) + 1, at: now, role: actor.role, who: actor.name, act: act.rawValue, subject: subject,
            details: String(decoding: JSONWriter.object(details), as: UTF8.self))
        try connection.run(
            """
            INSERT INTO audit (n, at, role, who, act, subject, details, hash)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, row.n, row.at.milliseconds, row.role, row.who, row.act, row.subject, row.details,
            row.hash(after: last?.hash ?? Self.start.bytes).bytes)
    }
}

/// One act on record.
struct AuditRow {
    let n: Int64
    let at: Instant
    let role: String
    let who: String
    let act: String
    let subject: String
    /// A JSON object, as it was written.
    let details: String

    init(n: Int64, at: Instant, role: String, who: String, act: String, subject: String, details: String) {
        self.n = n
        self.at = at
        self.role = role
        self.who = who
        self.act = act
        self.subject = subject
        self.details = details
    }

    /// Of `n, at, role, who, act, subject, details`.
    init(_ row: Row) {
        self.init(
            n: row.integer(0), at: Instant(milliseconds: row.integer(1)), role: row.text(2), who: row.text(3),
            act: row.text(4), subject: row.text(5), details: row.text(6))
    }

    func write(to object: inout JSONWriter) {
        object.field("n", n)
        object.field("at", at.description)
        object.field("role", role)
        object.field("who", who)
        object.field("act", act)
        object.field("subject", subject)
        object.field("details", raw: Array(details.utf8))
    }

    func hash(after previous: [UInt8]) -> Digest { Digest.sha256(previous + JSONWriter.object { write(to: &$0) }) }
}
