import Database

/// The statements that central's facts need, each prepared once.
struct FactInserter {
    private let connection: Connection
    private let event: Statement
    private let eventOnce: Statement
    private let purchase: Statement
    private let purchaseOnce: Statement
    private let line: Statement
    private let fact: Statement
    private let presence: Statement
    private let dirty: Statement

    init(_ connection: Connection) throws {
        self.connection = connection
        event = try connection.prepare(
            "INSERT INTO event (store, received_at, body) VALUES ($1, $2, $3) RETURNING n")
        eventOnce = try connection.prepare("INSERT INTO event_once (store, id, event) VALUES ($1, $2, $3)")
        purchaseOnce = try connection.prepare(
            """
            INSERT INTO purchase_once (store, day, till, receipt, purchase, content) VALUES ($1, $2, $3, $4, $5, $6)
            """)
        purchase = try connection.prepare(
            """
            INSERT INTO purchase (store, till, receipt, flags, event, card, day, at, sold_at, lines,
                total_minor, lines_minor, discount_minor, points)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING n
            """)
        line = try connection.prepare(
            """
            INSERT INTO line (store, purchase, number, sku, category, quantity, amount_minor, discount_minor)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """)
        fact = try connection.prepare(
            """
            INSERT INTO card_fact (card, purchases, money_minor, points, last_at, spend_since_minor, visits_since)
            VALUES ($1, 1, $2, $3, $4, $2, 1)
            ON CONFLICT (card) DO UPDATE SET
                purchases = purchases + 1, money_minor = money_minor + excluded.money_minor,
                points = points + excluded.points, last_at = MAX(last_at, excluded.last_at),
                spend_since_minor = spend_since_minor + excluded.money_minor, visits_since = visits_since + 1,
                touched = 1
            """)
        presence = try connection.prepare(
            """
            INSERT INTO presence (card, store, epoch, sequence, last_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (card, store, epoch) DO UPDATE SET
                sequence = MAX(sequence, excluded.sequence), last_at = MAX(last_at, excluded.last_at)
            """)
        dirty = try connection.prepare("INSERT INTO dirty (card) VALUES ($1) ON CONFLICT DO NOTHING")
    }

    func insert(_ rows: ArraySlice<CentralFacts.PurchaseRows>, _ epoch: String, _ firstSequence: Int64) throws {
        for (index, row) in rows.enumerated() {
            event.bind(1, row.event.store)
            event.bind(2, row.event.receivedAt)
            event.bind(3, row.event.body)
            let eventNumber = try Self.number(event)
            eventOnce.bind(1, row.event.store)
            eventOnce.bind(2, row.event.id)
            eventOnce.bind(3, eventNumber)
            try eventOnce.run()
            let number = try insert(row, event: eventNumber)
            try insert(row.lines, of: number, row.event.store)
            if let card = row.card { try keep(card, row, epoch, firstSequence + Int64(index)) }
        }
    }

    /// Runs a statement that returns one number.
    private static func number(_ statement: Statement) throws -> Int64 {
        defer { statement.reset() }
        guard try statement.step() else { preconditionFailure("an insert returns its row") }
        return statement.row.integer(0)
    }

    private func insert(_ row: CentralFacts.PurchaseRows, event: Int64) throws -> Int64 {
        purchase.bind(1, row.event.store)
        purchase.bind(2, row.texts.till)
        purchase.bind(3, row.texts.receipt)
        purchase.bind(4, row.texts.flags)
        purchase.bind(5, event)
        row.card.bind(to: purchase, at: 6)
        for (index, number) in row.numbers.enumerated() { purchase.bind(Int32(7 + index), number) }
        let number = try Self.number(purchase)
        purchaseOnce.bind(1, row.event.store)
        purchaseOnce.bind(2, row.numbers[0])
        purchaseOnce.bind(3, row.texts.till)
        purchaseOnce.bind(4, row.texts.receipt)
        purchaseOnce.bind(5, number)
        purchaseOnce.bind(6, row.content)
        try purchaseOnce.run()
        return number
    }

    private func insert(_ lines: [CentralFacts.LineRow], of purchase: Int64, _ store: String) throws {
        for (number, row) in lines.enumerated() {
            line.bind(1, store)
            line.bind(2, purchase)
            line.bind(3, Int64(number))
            line.bind(4, row.sku)
            row.category.bind(to: line, at: 5)
            line.bind(6, row.quantity)
            line.bind(7, row.amountMinor)
            line.bind(8, row.discountMinor)
            try line.run()
        }
    }

    private func keep(_ card: Int64, _ row: CentralFacts.PurchaseRows, _ epoch: String, _ sequence: Int64) throws {
        fact.bind(1, card)
        fact.bind(2, row.numbers[5])
        fact.bind(3, row.numbers[7])
        fact.bind(4, row.numbers[1])
        try fact.run()
        presence.bind(1, card)
        presence.bind(2, row.event.store)
        presence.bind(3, epoch)
        presence.bind(4, sequence)
        presence.bind(5, row.numbers[1])
        try presence.run()
        dirty.bind(1, card)
        try dirty.run()
    }
}
