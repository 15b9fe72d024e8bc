import Database
import HTTP
import JSON
import Loyalty

/// What customers took of the catalogue, and what draws by lot have cost of their budgets.
extension CentralAPI {
    static func rewardRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("GET", "/v1/rewards", roles: [.central, .admin]) { _ in
                let programme = aggregator.programme
                return .json(
                    try aggregator.database.read { connection in
                        let given = try RewardList.given(connection)
                        return JSONWriter.object { RewardList.write(given, programme, to: &$0) }
                    })
            }
        ]
    }
}

enum RewardList {
    struct Given: Sendable {
        var reward: String
        /// Nil where there is nothing to draw, or the draw left none.
        var prize: String?
        var count: Int64
        var points: Int64
        var prizeMinor: Int64
    }

    /// Passes over all that were ever given.
    static func given(_ connection: Connection) throws -> [Given] {
        try connection.query(
            """
            SELECT reward, prize, COUNT(*), COALESCE(SUM(points), 0), COALESCE(SUM(prize_minor), 0) FROM reward_given
            GROUP BY reward, prize ORDER BY reward, prize
            """
        ) {
            Given(
                reward: $0.text(0), prize: $0.optionalText(1), count: $0.integer(2), points: $0.integer(3),
                prizeMinor: $0.integer(4))
        }
    }

    /// Those of the catalogue in its order, then those that were in it before.
    static func write(_ given: [Given], _ programme: Programme, to object: inout JSONWriter) {
        let known = programme.rewards.map(\.id)
        var others: [String] = []
        for row in given where !known.contains(row.reward) && others.last != row.reward { others.append(row.reward) }
        object.array("rewards") { list in
            for id in known + others {
                let rows = given.filter { $0.reward == id }
                list.object { write(id, rows, programme.reward(id)?.mystery, to: &$0) }
            }
        }
    }

    private static func write(_ id: String, _ rows: [Given], _ mystery: Mystery?, to object: inout JSONWriter) {
        object.field("reward", id)
        object.field("given", rows.reduce(0) { $0 + $1.count })
        object.field("points", rows.reduce(0) { $0 + $1.points })
        guard mystery != nil || rows.contains(where: { $0.prize != nil }) else { return }
        let drawn = rows.reduce(0) { $0 + $1.prizeMinor }
        object.field("prizesMinor", drawn)
        object.field(ifPresent: "budgetMinor", mystery?.budgetMinor)
        object.field(ifPresent: "budgetLeftMinor", mystery?.budgetMinor.map { $0 - drawn })
        object.array("prizes") { list in
            for row in rows {
                list.object { prize in
                    prize.field(ifPresent: "prize", row.prize)
                    prize.field("given", row.count)
                    prize.field("prizesMinor", row.prizeMinor)
                }
            }
        }
    }
}
