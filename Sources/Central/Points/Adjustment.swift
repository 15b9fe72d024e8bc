import Database
import HTTP
import JSON
import Loyalty

/// Points that a person gives or takes, with the reason.
struct Adjustment {
    /// Of who asks; the same is done once.
    let id: String
    let points: Int64
    let reason: String

    init(json: JSONValue) throws {
        id = try json.writtenText("id")
        reason = try json.writtenText("reason")
        guard let value = json["points"] else { throw BadInput.missing("points") }
        guard let points = value.integer else { throw BadInput.wrongType("points", wanted: "integer", got: value) }
        guard points != 0, points.magnitude <= UInt64(Money.amountMinorMax) else {
            throw BadInput(
                code: "badValue", field: "points", message: "wants a number but 0, at most \(Money.amountMinorMax)")
        }
        self.points = points
    }

    static let idReused = Problem(
        409, "idReused", "Something else was done under this id.", field: "id", next: "Ask with an id of its own.")

    /// What a customer has may come to, by adjustments: no event could say that a store gives up more.
    static let balanceMax = Money.amountMinorMax

    static func tooMuch(_ balance: Int64) -> BadInput {
        BadInput(
            code: "badValue", field: "points",
            message: "would bring the customer, who has \(balance), beyond \(balanceMax) points")
    }

    static func notEnough(_ balance: Int64) -> Problem {
        Problem(
            409, "notEnoughPoints", "The customer has \(balance) points that have not ended.", field: "points",
            next: "Take at most those.")
    }
}

extension Aggregator {
    /// Gives points that can be used at once and last as if they were earned today, or takes what ends first; online stores
    /// see it within seconds.
    /// - Returns: the balance afterwards
    func adjust(_ id: String, _ adjustment: Adjustment, by actor: Actor) throws -> (card: CardID, balance: Int64) {
        let now = clock.now()
        let programme = programme
        let outcome = try database.write { connection in
            guard let customer = try CustomerLedger(connection: connection).customer(id) else {
                throw Problem.unknownCard(CardID(id))
            }
            let today = (Zone(programme.timeZone) ?? .utc).day(of: now)
            let balances = try PointsLedger(connection: connection).balances(ofCustomerOf: customer.root)
            let alive = balances.filter { !$0.lot.isExpired(on: today) }
            var balance: Int64 = 0
            for lot in alive { balance.add(saturating: lot.points) }
            let isNew =
                try connection.run(
                    "INSERT INTO adjustment (id, card, points, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                    adjustment.id, customer.root, adjustment.points, now.milliseconds) > 0
            guard isNew else {
                let known = try connection.integer(
                    """
                    SELECT COUNT(*) FROM adjustment a JOIN card c ON c.n = a.card
                    WHERE a.id = $1 AND a.points = $2 AND c.customer = $3
                    """, adjustment.id, adjustment.points, customer.number)
                guard known > 0 else { throw Adjustment.idReused }
                return (card: customer.card, balance: balance)
            }
            guard adjustment.points > 0 || balance >= -adjustment.points else {
                throw Adjustment.notEnough(max(0, balance))
            }
            guard adjustment.points < 0 || balance <= Adjustment.balanceMax - adjustment.points else {
                throw Adjustment.tooMuch(balance)
            }
            let lot = Lot.points(availableFrom: nil, expires: programme.points.lot(earnedOn: today).expires)
            let parts =
                adjustment.points > 0
                ? [(card: customer.root, lot: lot, points: adjustment.points)]
                : Self.taking(-adjustment.points, of: alive)
            try PointsLedger(connection: connection).add(
                parts.map { part in
                    PointsLedger.Entry(
                        card: part.card, kind: .adjust, lot: part.lot, points: part.points, at: now,
                        reason: adjustment.reason, person: actor.name)
                })
            try Audit(connection: connection, now: now).record(.pointsAdjusted, customer.card.rawValue, by: actor) {
                // The reason is what a person wrote; it stands in the ledger.
                $0.field("points", adjustment.points)
                $0.field("id", adjustment.id)
            }
            balance.add(saturating: adjustment.points)
            return (card: customer.card, balance: balance)
        }
        try publishDirty()
        return outcome
    }

    /// What ends first goes first.
    private static func taking(
        _ points: Int64, of balances: [(card: Int64, lot: Lot, points: Int64)]
    ) -> [(card: Int64, lot: Lot, points: Int64)] {
        var rest = points
        var parts: [(card: Int64, lot: Lot, points: Int64)] = []
        for balance in balances.sorted(by: { ($0.lot, $0.card) < ($1.lot, $1.card) })
        where rest > 0 && balance.points > 0 {
            let part = min(rest, balance.points)
            parts.append((balance.card, balance.lot, -part))
            rest -= part
        }
        return parts
    }
}
