import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// The story of a customer's points: every entry of all their cards, oldest first, with why, where and the balance after it.
///
/// Always: the entries' sum is the balance. Purchases and rewards are entries themselves, `points_entry` has the others.
struct CustomerLedger {
    let connection: Connection

    static let migration = Migration(
        "people put points right, and see their story",
        """
        -- By the id of who asked, so that asking again changes nothing.
        CREATE TABLE adjustment (
            id TEXT PRIMARY KEY,
            card INTEGER NOT NULL,
            points INTEGER NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX purchase_by_void_card ON purchase (void_card) WHERE void_card IS NOT NULL;
        CREATE INDEX points_entry_overdrawn ON points_entry (n) WHERE kind = 'overdraft';
        """)

    /// What a page has at most.
    static let rowsMax = 1_000

    struct Line {
        let at: Instant
        /// Purchases before what followed from them.
        let rank: Int
        /// Within its table.
        let number: Int64
        let kind: String
        let points: Int64
        let lot: String
        let card: Int64
        var store = ""
        var till: String?
        var receipt: String?
        var event: Int64?
        var reason: String?
        var person: String?
    }

    /// All entries of a customer. Grows with what the customer did.
    func lines(of customer: Int64) throws -> [Line] {
        let entries = try entries(of: customer)
        let lines = try purchases(of: customer) + rewards(of: customer) + entries
        return lines.sorted { ($0.at, $0.rank, $0.number) < ($1.at, $1.rank, $1.number) }
    }

    private func purchases(of customer: Int64) throws -> [Line] {
        let rows = try connection.query(
            """
            SELECT p.n, p.at, p.points, p.lot, m.n, p.store, p.till, p.receipt, p.event, p.redeemed
            FROM card m JOIN purchase p ON p.card = m.n WHERE m.customer = $1
            UNION ALL
            SELECT p.n, p.at, p.points, p.lot, m.n, p.store, p.till, p.receipt, p.event, p.redeemed
            FROM card m JOIN purchase p ON p.void_card = m.n WHERE m.customer = $1
            """, customer
        ) { row in
            (
                line: Line(
                    at: Instant(milliseconds: row.integer(1)), rank: 0, number: row.integer(0), kind: "purchase",
                    points: row.integer(2), lot: row.text(3), card: row.integer(4), store: row.text(5),
                    till: row.text(6), receipt: row.text(7), event: row.integer(8)),
                redeemed: row.integer(9)
            )
        }
        return try rows.flatMap { row in
            (row.line.points > 0 ? [row.line] : []) + (row.redeemed > 0 ? try used(by: row.line) : [])
        }
    }

    private func rewards(of customer: Int64) throws -> [Line] {
        let rows = try connection.query(
            """
            SELECT r.at, r.card, r.store, r.reward, r.event FROM card m JOIN reward_given r ON r.card = m.n
            WHERE m.customer = $1 AND r.points > 0
            """, customer
        ) { row in
            Line(
                at: Instant(milliseconds: row.integer(0)), rank: 2, number: row.integer(4), kind: "reward", points: 0,
                lot: "p", card: row.integer(1), store: row.text(2), event: row.integer(4), reason: row.text(3))
        }
        return try rows.flatMap { try used(by: $0, as: "reward") }
    }

    /// What an event used of which lots; what the store did not hold is an entry of its own.
    private func used(by line: Line, as kind: String = "used") throws -> [Line] {
        let body = try connection.first("SELECT body FROM event WHERE n = $1", line.event) { $0.blob(0) }
        guard let body, let event = try? Event(json: JSONDocument(body).root) else { return [] }
        let counting: Counting? =
            switch event.content {
            case .purchase(let recorded): recorded.counting
            case .reward(let given): given.counting
            default: nil
            }
        return try (counting?.redeemed ?? []).filter(\.lot.isPoints).map { part in
            let card = try connection.integer("SELECT n FROM card WHERE id = $1", part.card.rawValue)
            return Line(
                at: line.at, rank: line.rank + 1, number: line.number, kind: kind, points: -part.count,
                lot: part.lot.description, card: card, store: line.store, till: line.till, receipt: line.receipt,
                event: line.event, reason: line.reason)
        }
    }

    private func entries(of customer: Int64) throws -> [Line] {
        let found = try connection.query(
            """
            SELECT e.n, e.kind, e.lot, e.points, e.at, e.card, e.store, p.till, p.receipt, e.event, e.reason, e.person
            FROM card m JOIN points_entry e ON e.card = m.n LEFT JOIN purchase p ON p.n = e.reverses
            WHERE m.customer = $1
            """, customer
        ) { row in
            Line(
                at: Instant(milliseconds: row.integer(4)), rank: 5, number: row.integer(0), kind: row.text(1),
                points: row.integer(3), lot: row.text(2), card: row.integer(5), store: row.text(6),
                till: row.optionalText(7), receipt: row.optionalText(8), event: row.optionalInteger(9),
                reason: row.optionalText(10), person: row.optionalText(11))
        }.filter { Lot($0.lot)?.isPoints == true }
        return found.flatMap { line in
            guard line.kind == PointsLedger.Kind.correction.rawValue else { return [line] }
            // What a store recorded a second time is no purchase of its own; the correction takes it out again.
            return [
                Line(
                    at: line.at, rank: 4, number: line.number, kind: "recordedAgain", points: -line.points,
                    lot: line.lot, card: line.card, store: line.store, event: line.event), line,
            ]
        }
    }

    // MARK: answering

    /// A customer by the id of any of their cards, or by central's own number.
    func customer(_ id: String) throws -> (number: Int64, root: Int64, card: CardID)? {
        let byCard = try connection.first("SELECT customer FROM card WHERE id = $1", id) { $0.integer(0) }
        guard let number = byCard ?? Int64(id) else { return nil }
        return try connection.first(
            "SELECT u.n, r.n, r.id FROM customer u JOIN card r ON r.n = u.root WHERE u.n = $1", number
        ) { (number: $0.integer(0), root: $0.integer(1), card: CardID($0.text(2))) }
    }

    /// One JSON object: the balance, a page of entries, and `next` where there are more.
    /// - Parameter after: the number of the last entry of the page before
    func page(_ id: String, after: Int) throws -> [UInt8] {
        guard let customer = try customer(id) else { throw Problem.unknownCard(CardID(id)) }
        let ids = try connection.query("SELECT n, id FROM card WHERE customer = $1", customer.number) {
            (number: $0.integer(0), id: $0.text(1))
        }.reduce(into: [:]) { $0[$1.number] = $1.id }
        var balance: Int64 = 0
        let rows = try lines(of: customer.number).enumerated().map { index, line -> (Int, Line, Int64) in
            balance.add(saturating: line.points)
            return (index + 1, line, balance)
        }
        let page = rows.dropFirst(after).prefix(Self.rowsMax)
        return JSONWriter.object { object in
            object.field("customer", customer.number)
            object.field("card", customer.card.rawValue)
            object.field("balance", balance)
            object.array("entries") { list in
                for (number, line, balance) in page {
                    list.object { item in
                        item.field("n", number)
                        line.write(to: &item, card: ids[line.card], balance: balance)
                    }
                }
            }
            if let last = page.last?.0, last < rows.count { object.field("next", last) }
        }
    }
}

extension CustomerLedger.Line {
    fileprivate func write(to item: inout JSONWriter, card: String?, balance: Int64) {
        item.field("at", at.description)
        item.field("kind", kind)
        item.field("points", points)
        item.field("balance", balance)
        item.field("lot", lot)
        item.field(ifPresent: "card", card)
        if !store.isEmpty { item.field("store", store) }
        item.field(ifPresent: "till", till)
        item.field(ifPresent: "receipt", receipt)
        item.field(ifPresent: "event", event)
        item.field(ifPresent: "reason", reason)
        item.field(ifPresent: "person", person)
    }
}
