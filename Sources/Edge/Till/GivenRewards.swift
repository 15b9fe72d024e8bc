import Database
import Loyalty

/// What this store gave of the catalogue.
struct GivenRewards {
    let connection: Connection

    static let migration = Migration(
        "a store gives rewards",
        """
        CREATE TABLE given_reward (
            row INTEGER PRIMARY KEY,
            reward TEXT NOT NULL,
            card INTEGER NOT NULL,
            points INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX given_reward_by_card ON given_reward (card);
        CREATE TABLE given_count (reward TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT;
        """)

    static let prizeMigration = Migration(
        "what drawn prizes cost is counted",
        "ALTER TABLE given_count ADD COLUMN prize_minor INTEGER NOT NULL DEFAULT 0;")

    struct Given: Sendable {
        var count: Int64
        /// What the prizes drawn cost.
        var prizeMinor: Int64
    }

    /// How many of each.
    func counts() throws -> [String: Given] {
        try connection.query("SELECT reward, count, prize_minor FROM given_count") {
            ($0.text(0), Given(count: $0.integer(1), prizeMinor: $0.integer(2)))
        }.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }

    func note(
        _ reward: String, card: CardNumber, points: Int64, prizeMinor: Int64, at now: Instant, row: Int64
    ) throws {
        try connection.run(
            "INSERT INTO given_reward (row, reward, card, points, at) VALUES ($1, $2, $3, $4, $5)", row, reward, card,
            points, now.milliseconds)
        try connection.run(
            """
            INSERT INTO given_count (reward, count, prize_minor) VALUES ($1, 1, $2)
            ON CONFLICT (reward) DO UPDATE SET
                count = given_count.count + 1, prize_minor = given_count.prize_minor + excluded.prize_minor
            """, reward, prizeMinor)
    }

    static func forget(upTo row: Int64, _ connection: Connection) throws {
        try connection.run("DELETE FROM given_reward WHERE row <= $1", row)
    }

    static func move(from row: Int64, to other: Int64, _ connection: Connection) throws {
        try connection.run("UPDATE given_reward SET row = $1 WHERE row = $2", other, row)
    }
}
