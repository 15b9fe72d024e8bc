import Database
import JSON
import Loyalty
import SyncProtocol

/// What a store still knows of a customer's last movements: its own, for as long as it keeps their events.
struct CardHistory {
    let connection: Connection

    struct Movement: Sendable {
        enum Kind: String { case purchase, `return`, reward }
        let row: Int64
        let kind: Kind
        let at: Instant
        let points: Int64
        /// What a purchase was paid with.
        var redeemed: Int64 = 0
        var receipt: String?
        var till: String?
        var name: String?
    }

    static let movementsMax = 10

    /// The newest first. Passes over the receipts that are kept: no index is worth its cost at every sale.
    func movements(of card: CardNumber) throws -> [Movement] {
        let sales = try connection.query(
            """
            SELECT r.row, j.recorded_at, r.points, r.receipt, r.till, j.body FROM receipt r JOIN journal j ON j.row = r.row
            WHERE r.card = $1 ORDER BY r.row DESC LIMIT $2
            """, card, Self.movementsMax
        ) { row in
            Movement(
                row: row.integer(0), kind: .purchase, at: Instant(milliseconds: row.integer(1)), points: row.integer(2),
                redeemed: Self.redeemed(row.blob(5)), receipt: row.text(3), till: row.text(4))
        }
        let rewards = try connection.query(
            "SELECT row, at, points, reward FROM given_reward WHERE card = $1 ORDER BY row DESC LIMIT $2", card,
            Self.movementsMax
        ) { row in
            Movement(
                row: row.integer(0), kind: .reward, at: Instant(milliseconds: row.integer(1)), points: -row.integer(2),
                name: row.text(3))
        }
        let returns = try connection.query(
            """
            SELECT t.row, j.recorded_at, t.points, t.receipt, t.till FROM returned t JOIN journal j ON j.row = t.row
            WHERE t.card = $1 ORDER BY t.row DESC LIMIT $2
            """, card, Self.movementsMax
        ) { row in
            Movement(
                row: row.integer(0), kind: .return, at: Instant(milliseconds: row.integer(1)), points: -row.integer(2),
                receipt: row.text(3), till: row.text(4))
        }
        return Array((sales + rewards + returns).sorted { $0.row > $1.row }.prefix(Self.movementsMax))
    }

    /// By the purchase's event.
    private static func redeemed(_ body: [UInt8]) -> Int64 {
        guard let event = try? Event(json: JSONDocument(body).root), case .purchase(let recorded) = event.content else {
            return 0
        }
        return recorded.counting?.redeemedPoints ?? 0
    }
}

extension TillService {
    /// The last ten movements known here.
    func history(_ json: JSONValue) throws -> [UInt8] {
        let rules = agent.rules
        guard let programme = rules.programme else { throw Self.notReady }
        let key = try json.optionalText("key"), card = try json.optionalText("card").map(CardID.init(rawValue:))
        guard key != nil || card != nil else { throw BadInput.missing("key") }
        let (id, movements) = try agent.database.read { connection in
            let view = try CustomerFinder(agent: agent, rules: rules, programme: programme, connection: connection)
                .view(key: key, card: card, at: agent.moment)
            return (view.card.id, try CardHistory(connection: connection).movements(of: view.number))
        }
        return JSONWriter.object { object in
            object.field("card", id.rawValue)
            object.array("movements") { list in
                for movement in movements {
                    list.object { inner in
                        inner.field("kind", movement.kind.rawValue)
                        inner.field("at", movement.at.description)
                        inner.field("points", movement.points)
                        if movement.redeemed > 0 { inner.field("redeemed", movement.redeemed) }
                        inner.field(ifPresent: "receipt", movement.receipt)
                        inner.field(ifPresent: "till", movement.till)
                        inner.field(ifPresent: "reward", movement.name)
                    }
                }
            }
        }
    }
}
