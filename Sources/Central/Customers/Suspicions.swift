import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Receipts and late additions that a store flagged because they were beyond the programme's limits, for people to look at.
struct Suspicions {
    let connection: Connection

    static let migration = Migration(
        "what is beyond the programme's limits is listed; some cards are employees'",
        """
        CREATE TABLE suspicion (
            event INTEGER PRIMARY KEY,
            store TEXT NOT NULL,
            day INTEGER NOT NULL,
            -- Of the receipt; of a late addition the till where it was asked, and the receipt that it is about.
            till TEXT NOT NULL,
            receipt TEXT NOT NULL,
            card INTEGER,
            cashier TEXT,
            flags TEXT NOT NULL
        ) STRICT;
        CREATE INDEX suspicion_by_day ON suspicion (day, event);

        CREATE TABLE employee_card (card INTEGER PRIMARY KEY, person TEXT NOT NULL) STRICT;
        """)

    /// - Parameter flags: those that are suspicious
    func note(
        _ flags: [String], event: Int64, store: StoreID, day: LocalDay, till: String, receipt: String,
        card: Int64?, cashier: String?
    ) throws {
        guard !flags.isEmpty else { return }
        try connection.run(
            """
            INSERT INTO suspicion (event, store, day, till, receipt, card, cashier, flags)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, event, store.rawValue, day.number, till, receipt, card, cashier,
            flags.joined(separator: ","))
    }

    /// The newest day first.
    func write(from: LocalDay, to: LocalDay, store: StoreID?, before: Int64, to object: inout JSONWriter) throws {
        let rows = try connection.query(
            """
            SELECT s.event, s.store, s.day, s.till, s.receipt, c.id, s.cashier, s.flags FROM suspicion s
            LEFT JOIN card c ON c.n = s.card
            WHERE s.day >= $1 AND s.day <= $2 AND s.event < $3 AND (CAST($4 AS TEXT) IS NULL OR s.store = $4)
            ORDER BY s.event DESC LIMIT $5
            """, from.number, to.number, before, store?.rawValue, CounterFacts.rowsMax
        ) { row in
            (
                event: row.integer(0),
                json: JSONWriter.object { item in
                    item.field("day", LocalDay(number: Int(row.integer(2))).description)
                    item.field("store", row.text(1))
                    item.field("till", row.text(3))
                    item.field("receipt", row.text(4))
                    item.field(ifPresent: "card", row.optionalText(5))
                    item.field(ifPresent: "cashier", row.optionalText(6))
                    item.field("flags", strings: row.text(7).split(separator: ",").map(String.init))
                }
            )
        }
        object.array("flags") { list in for row in rows { list.raw(row.json) } }
        if rows.count == Int(CounterFacts.rowsMax), let last = rows.last { object.field("next", last.event) }
    }

    /// Cards with more receipts on a day than the programme's limit, whichever stores they are of: no store sees those of
    /// the others. Passes over all purchases.
    func writeCards(from: LocalDay, to: LocalDay, limit: Int64, to object: inout JSONWriter) throws {
        let rows = try connection.query(
            """
            SELECT c.id, p.day, COUNT(*), COUNT(DISTINCT p.store) FROM purchase p JOIN card c ON c.n = p.card
            WHERE p.card IS NOT NULL AND p.day >= $1 AND p.day <= $2
            GROUP BY c.id, p.day HAVING COUNT(*) > $3 ORDER BY p.day DESC, c.id LIMIT $4
            """, from.number, to.number, limit, CounterFacts.rowsMax
        ) { row in
            JSONWriter.object { item in
                item.field("day", LocalDay(number: Int(row.integer(1))).description)
                item.field("card", row.text(0))
                item.field("receipts", row.integer(2))
                item.field("stores", row.integer(3))
            }
        }
        object.array("cards") { list in for row in rows { list.raw(row) } }
    }
}

extension Aggregator {
    /// Says that a customer's card is an employee's, or that it is not.
    func markEmployee(_ card: CardID, _ person: PersonID?, by actor: Actor) throws {
        let now = clock.now()
        try database.write { [self] connection in
            let cards = Cards(connection: connection, secret: secret, programme: programme)
            guard let number = try cards.number(of: card) else {
                throw Problem.unknownCard(card)
            }
            try connection.run(
                """
                DELETE FROM employee_card WHERE card IN (
                    SELECT m.n FROM card c JOIN card m ON m.customer = c.customer WHERE c.n = $1)
                """, number)
            if let person {
                try connection.run(
                    "INSERT INTO employee_card (card, person) VALUES ($1, $2)", number, person.rawValue)
            }
            try connection.markDirty(number)
            try Audit(connection: connection, now: now).record(.employeeMarked, card.rawValue, by: actor) {
                $0.field(ifPresent: "person", person?.rawValue)
            }
        }
        try publishDirty()
    }
}
