import Database
import Loyalty

/// Single values of the store's file.
enum Setting: String {
    /// The last journal row that central acknowledged, or that a later epoch copied.
    case acknowledgedRow
    /// When that was, or when the store last found nothing to send: central's last word.
    case lastSuccessAt
    /// When the feed was last read to its end, by central's clock.
    case currentAsOf
    case cursor
    /// The number of the first load under way or done; a card of a lower one is no longer published.
    case load
    case isLoading
    case centralID
    case centralIncarnation
    /// The incarnation that this file met first.
    case firstIncarnation
    /// Central proved to be put back from a copy, and has not said since where it stands in this journal.
    case mayLackMore
    case secretVersion
    case secret
    case programme
    /// The one that takes its place on a day to come.
    case nextProgramme
    /// Milliseconds by which this clock is ahead of central's.
    case clockOffset
    /// Whose file this is.
    case store
    /// How many events the current epoch began with, copied from earlier ones.
    case copiedCount
    /// When `edge restore` put it here; the next start begins a new epoch and removes it.
    case restoredAt

    func text(_ connection: Connection) throws -> String? {
        try connection.first("SELECT value FROM setting WHERE name = $1", rawValue) { $0.text(0) }
    }

    func integer(_ connection: Connection) throws -> Int64? { try text(connection).flatMap(Int64.init) }

    func set(_ value: String, _ connection: Connection) throws {
        try connection.run(
            "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            rawValue, value)
    }

    func set(_ value: Int64, _ connection: Connection) throws { try set(String(value), connection) }

    func remove(_ connection: Connection) throws {
        try connection.run("DELETE FROM setting WHERE name = $1", rawValue)
    }
}
