import Database
import JSON
import Loyalty
import SyncProtocol

/// Rows of central's feed that this agent could not read.
///
/// Always: such a row stops no other; what it is about stays as it was, and status says so until the row is read. A store
/// with such rows reads its feed anew once a day, and as soon as another version of the agent runs here.
struct UnreadRows {
    let connection: Connection

    static let migration = Migration(
        "rows of the feed that could not be read are noted until they can be",
        """
        CREATE TABLE unread (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            reason TEXT NOT NULL,
            -- The version of the agent that could not.
            agent TEXT NOT NULL,
            at INTEGER NOT NULL,
            load INTEGER NOT NULL,
            PRIMARY KEY (kind, id)
        ) STRICT, WITHOUT ROWID;
        """)

    /// Between two tries to read them all anew.
    static let againSeconds: Int64 = 86_400
    private static let textMax = 200
    /// A kind of a newer central is nothing that is missing here, until a newer agent runs.
    private static let unknownKind = "unknownKind"

    /// Those that show an older state than central publishes. A programme has its own state, and its own number.
    func count() throws -> Int64 {
        try connection.integer(
            "SELECT COUNT(*) FROM unread WHERE reason <> $1 AND kind <> $2", Self.unknownKind,
            FeedRow.Kind.programme.rawValue)
    }

    var isEmpty: Bool { get throws { try connection.integer("SELECT EXISTS (SELECT 1 FROM unread)") == 0 } }

    func has(_ kind: FeedRow.Kind) throws -> Bool {
        try connection.integer("SELECT COUNT(*) FROM unread WHERE kind = $1", kind.rawValue) > 0
    }

    func note(_ kind: String, _ id: String, _ reason: String, load: Int64, at now: Instant) throws {
        try connection.run(
            """
            INSERT INTO unread (kind, id, reason, agent, at, load) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (kind, id) DO UPDATE SET
                reason = excluded.reason, agent = excluded.agent, at = excluded.at, load = excluded.load
            """, String(kind.prefix(Self.textMax)), id, String(reason.prefix(Self.textMax)), Agent.version,
            now.milliseconds, load)
    }

    /// All rows of a kind that only a newer agent understands are one.
    func note(unknownKind kind: String, load: Int64, at now: Instant) throws {
        try note(kind, "", Self.unknownKind, load: load, at: now)
    }

    func forget(_ kind: FeedRow.Kind, _ id: String) throws {
        try connection.run("DELETE FROM unread WHERE kind = $1 AND id = $2", kind.rawValue, id)
    }

    /// A load has come to its end: what it did not note again was read, or is no longer published.
    func sweep(load: Int64) throws { try connection.run("DELETE FROM unread WHERE load < $1", load) }

    /// Whether the feed must be read from its start, because now they may be understood. A programme alone is not worth
    /// that: its next version comes by itself.
    func areDue(at now: Instant) throws -> Bool {
        let ofOthers = try connection.integer("SELECT COUNT(*) FROM unread WHERE agent <> $1", Agent.version)
        if ofOthers > 0 { return true }
        let oldest = try connection.first(
            "SELECT at FROM unread WHERE reason <> $1 AND kind <> $2 ORDER BY at LIMIT 1", Self.unknownKind,
            FeedRow.Kind.programme.rawValue
        ) { Instant(milliseconds: $0.integer(0)) }
        // A clock that was set back makes nobody wait for longer.
        return oldest.map { abs(now.seconds(since: $0)) > Self.againSeconds } ?? false
    }

    /// They are tried again now; those that still cannot be read are noted anew.
    func beginAgain(at now: Instant) throws {
        try Setting.cursor.remove(connection)
        try connection.run("UPDATE unread SET at = $1, agent = $2", now.milliseconds, Agent.version)
    }
}
