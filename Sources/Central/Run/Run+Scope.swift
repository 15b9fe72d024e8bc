import Database
import Digest
import Loyalty

/// Whom a run measures: everyone, or only whose facts changed since the run before and whose windows moved.
///
/// Always: where fewer than all are looked at, everyone else was measured by the same rules at an instant not after this one,
/// and stands as measuring them now would leave them.
struct RunScope {
    let isEveryone: Bool
    private let at: Instant
    private let rules: String

    /// A higher number makes the next run of every central measure all: the release measures otherwise than those before it.
    private static let format = 1
    private static let setting = "measured"

    /// Takes note that the run begins: should it end halfway, the next one knows what it can go by.
    init(beginning at: Instant, wantsAll: Bool, _ aggregator: Aggregator, _ connection: Connection) throws {
        let programme = aggregator.programme
        self.at = at
        rules =
            "\(Self.format) \(aggregator.identity.incarnation) \(programme.version) \(Digest.sha256(programme.source).hex)"
        let before = try CentralSetting.text(Self.setting, connection)
        isEveryone = wantsAll || !Self.isForward(from: before, to: at, rules)
        // Some are measured as of this instant from now on.
        if isEveryone {
            try CentralSetting.remove(Self.setting, connection)
        } else {
            try finish(connection)
        }
    }

    /// Everyone who had to be is measured.
    func finish(_ connection: Connection) throws {
        try CentralSetting.set(Self.setting, "\(at.milliseconds) \(rules)", connection)
    }

    /// Going back in time, other rules, another history: each may change anybody's tier.
    private static func isForward(from before: String?, to at: Instant, _ rules: String) -> Bool {
        let parts = before?.split(separator: " ", maxSplits: 1) ?? []
        guard parts.count == 2, let then = Int64(parts[0]) else { return false }
        return then <= at.milliseconds && parts[1] == rules
    }

    /// The next customers to be measured, in the order of their numbers, after one of them; all at once where they are few.
    func customers(after: Int64, _ connection: Connection) throws -> [Int64] {
        if isEveryone {
            return try connection.query(
                "SELECT n FROM customer WHERE n > $1 ORDER BY n LIMIT $2", after, Run.customersMax
            ) { $0.integer(0) }
        }
        return try connection.query(
            """
            SELECT n FROM customer WHERE due_at <= $1
            UNION SELECT c.customer FROM card_fact f JOIN card c ON c.n = f.card WHERE f.touched = 1 ORDER BY 1
            """, at.milliseconds
        ) { $0.integer(0) }
    }
}
