import Database
import HTTP
import JSON
import Loyalty

/// What the central team sees and decides of what was done at counters.
extension CentralAPI {
    static func counterRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("GET", "/v1/complaints", roles: [.central, .admin]) { request in
                let store = request.query["store"].flatMap { $0.isEmpty ? nil : StoreID($0) }
                let before = try request.integer("before", in: 1...Int64.max) ?? Int64.max
                return .json(
                    try aggregator.database.read { connection in
                        try JSONWriter.object {
                            try CounterFacts(connection: connection).writeComplaints(store, before: before, to: &$0)
                        }
                    })
            },
            .working("GET", "/v1/claims", roles: [.central, .admin]) { request in
                let store = request.query["store"].flatMap { $0.isEmpty ? nil : StoreID($0) }
                let before = try request.integer("before", in: 1...Int64.max) ?? Int64.max
                return .json(
                    try aggregator.database.read { connection in
                        try JSONWriter.object {
                            try Claims(connection: connection).write(store, before: before, to: &$0)
                        }
                    })
            },
            .working("GET", "/v1/cards/blocked", roles: [.central, .admin]) { request in
                let before = try request.integer("before", in: 1...Int64.max) ?? Int64.max
                return .json(
                    try aggregator.database.read { connection in
                        try JSONWriter.object {
                            try CounterFacts(connection: connection).writeBlocked(before: before, to: &$0)
                        }
                    })
            },
            .working("POST", "/v1/cards/{card}/unblock", roles: [.admin], bodyBytesMax: 4096) { request in
                let card = CardID(request.parameters[0])
                let ended = try aggregator.unblock(card, by: Actor(request))
                return .json(
                    JSONWriter.object { object in
                        object.field("card", card.rawValue)
                        object.field("ended", ended)
                    })
            },
        ]
    }
}

extension Aggregator {
    /// Ends all blocks of a customer that are known here. One that a store made and has not sent yet is not among them: it
    /// blocks anew when it comes.
    func unblock(_ card: CardID, by actor: Actor) throws -> Int {
        let now = clock.now()
        let ended = try database.write { [self] connection in
            let cards = Cards(connection: connection, secret: secret, programme: programme)
            guard let number = try cards.number(of: card) else {
                throw Problem.unknownCard(card)
            }
            let ended = try connection.run(
                """
                UPDATE card_block SET ended_at = $1 WHERE ended_at IS NULL AND card IN (
                    SELECT m.n FROM card c JOIN card m ON m.customer = c.customer WHERE c.n = $2)
                """, now.milliseconds, number)
            guard ended > 0 else { return 0 }
            try connection.markDirty(number)
            try Audit(connection: connection, now: now).record(.cardUnblocked, card.rawValue, by: actor) {
                $0.field("blocks", ended)
            }
            return ended
        }
        try publishDirty()
        return ended
    }
}

extension CounterFacts {
    static let rowsMax: Int64 = 500

    /// The newest first, with what was said where it was not erased.
    func writeComplaints(_ store: StoreID?, before: Int64, to object: inout JSONWriter) throws {
        let rows = try connection.query(
            """
            SELECT p.event, p.store, p.number, p.till, p.cashier, p.at, c.id, t.body FROM complaint p
            LEFT JOIN card c ON c.n = p.card LEFT JOIN personal t ON t.event = p.event AND t.store = p.store
            WHERE p.event < $1 AND (CAST($2 AS TEXT) IS NULL OR p.store = $2) ORDER BY p.event DESC LIMIT $3
            """, before, store?.rawValue, Self.rowsMax
        ) { row in
            (
                event: row.integer(0),
                json: JSONWriter.object { item in
                    item.field("number", row.text(2))
                    item.field("store", row.text(1))
                    item.field("till", row.text(3))
                    item.field(ifPresent: "cashier", row.optionalText(4))
                    item.field("at", Instant(milliseconds: row.integer(5)).description)
                    item.field(ifPresent: "card", row.optionalText(6))
                    item.field(ifPresent: "text", Self.text(row.optionalBlob(7)))
                }
            )
        }
        object.array("complaints") { list in for row in rows { list.raw(row.json) } }
        if rows.count == Int(Self.rowsMax), let last = rows.last { object.field("next", last.event) }
    }

    /// Blocks that are in force, the newest first.
    func writeBlocked(before: Int64, to object: inout JSONWriter) throws {
        let rows = try connection.query(
            """
            SELECT b.event, c.id, b.store, b.till, b.cashier, b.supervisor, b.at, t.body FROM card_block b
            JOIN card c ON c.n = b.card LEFT JOIN personal t ON t.event = b.event AND t.store = b.store
            WHERE b.ended_at IS NULL AND b.event < $1 ORDER BY b.event DESC LIMIT $2
            """, before, Self.rowsMax
        ) { row in
            (
                event: row.integer(0),
                json: JSONWriter.object { item in
                    item.field("card", row.text(1))
                    item.field("store", row.text(2))
                    item.field("till", row.text(3))
                    item.field(ifPresent: "cashier", row.optionalText(4))
                    item.field(ifPresent: "supervisor", row.optionalText(5))
                    item.field("at", Instant(milliseconds: row.integer(6)).description)
                    item.field(ifPresent: "reason", Self.text(row.optionalBlob(7)))
                }
            )
        }
        object.array("blocked") { list in for row in rows { list.raw(row.json) } }
        if rows.count == Int(Self.rowsMax), let last = rows.last { object.field("next", last.event) }
    }

    static func text(_ personal: [UInt8]?) -> String? {
        personal.flatMap { try? JSONDocument($0).root }?["text"]?.string
    }
}

extension Claims {
    /// The newest first.
    func write(_ store: StoreID?, before: Int64, to object: inout JSONWriter) throws {
        let rows = try connection.query(
            """
            SELECT c.event, c.store, c.till, c.cashier, c.supervisor, c.at, c.of_store, c.of_till, c.of_receipt, c.of_day,
                k.id, f.id, c.state, c.reason, c.points, c.decided_at, t.body
            FROM claim c JOIN card k ON k.n = c.card LEFT JOIN card f ON f.n = c.from_card
            LEFT JOIN personal t ON t.event = c.event AND t.store = c.store
            WHERE c.event < $1 AND (CAST($2 AS TEXT) IS NULL OR c.store = $2) ORDER BY c.event DESC LIMIT $3
            """, before, store?.rawValue, CounterFacts.rowsMax
        ) { row in (event: row.integer(0), json: Self.json(row)) }
        object.array("claims") { list in for row in rows { list.raw(row.json) } }
        if rows.count == Int(CounterFacts.rowsMax), let last = rows.last { object.field("next", last.event) }
    }

    private static func json(_ row: Row) -> [UInt8] {
        JSONWriter.object { item in
            item.field("at", Instant(milliseconds: row.integer(5)).description)
            item.field("store", row.text(1))
            item.field("till", row.text(2))
            item.field(ifPresent: "cashier", row.optionalText(3))
            item.field(ifPresent: "supervisor", row.optionalText(4))
            item.object("of") { of in
                of.field("store", row.text(6))
                of.field("till", row.text(7))
                of.field("receipt", row.text(8))
                of.field("day", LocalDay(number: Int(row.integer(9))).description)
            }
            item.field("card", row.text(10))
            item.field(ifPresent: "from", row.optionalText(11))
            item.field("state", row.text(12))
            item.field(ifPresent: "refusal", row.optionalText(13))
            item.field("points", row.integer(14))
            item.field(
                ifPresent: "decidedAt", row.optionalInteger(15).map { Instant(milliseconds: $0).description })
            item.field(ifPresent: "reason", CounterFacts.text(row.optionalBlob(16)))
        }
    }
}
