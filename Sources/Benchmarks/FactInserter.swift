import Database

/// The statements that central's facts need, each prepared once.
struct FactInserter {
    private let connection: Connection
    private let event: Statement
    private let purchase: Statement
    private let line: Statement
    private let fact: Statement
    private let presence: Statement
    private let dirty: Statement

    init(_ connection: Connection) throws {
        self.connection = connection
        event = try connection.prepare("INSERT INTO event (store, id, received_at, body) VALUES ($1, $2, $3, $4)")
        purchase = try connection.prepare(
            """
            INSERT INTO purchase (store, till, receipt, flags, content, event, card, day, at, sold_at, lines,
                total_minor, lines_minor, discount_minor, points)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            """)
        line = try connection.prepare(
            """
            INSERT INTO line (purchase, number, sku, category, quantity, amount_minor, discount_minor)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """)
        fact = try connection.prepare(
            """
            INSERT INTO card_fact (card, purchases, money_minor, points, last_at, spend_since_minor, visits_since)
            VALUES ($1, 1, $2, $3, $4, $2, 1)
            ON CONFLICT (card) DO UPDATE SET
                purchases = purchases + 1, money_minor = money_minor + excluded.money_minor,
                points = points + excluded.points, last_at = MAX(last_at, excluded.last_at),
                spend_since_minor = spend_since_minor + excluded.money_minor, visits_since = visits_since + 1
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
            event.bind(2, row.event.id)
            event.bind(3, row.event.receivedAt)
            event.bind(4, row.event.body)
            try event.run()
            let number = try insert(row, event: connection.lastRowID)
            try insert(row.lines, of: number)
            if let card = row.card { try keep(card, row, epoch, firstSequence + Int64(index)) }
        }
    }

    private func insert(_ row: CentralFacts.PurchaseRows, event: Int64) throws -> Int64 {
        purchase.bind(1, row.event.store)
        purchase.bind(2, row.texts.till)
        purchase.bind(3, row.texts.receipt)
        purchase.bind(4, row.texts.flags)
        purchase.bind(5, row.content)
        purchase.bind(6, event)
        if let card = row.card { purchase.bind(7, card) } else { purchase.bindNull(7) }
        for (index, number) in row.numbers.enumerated() { purchase.bind(Int32(8 + index), number) }
        try purchase.run()
        return connection.lastRowID
    }

    private func insert(_ lines: [CentralFacts.LineRow], of purchase: Int64) throws {
        for (number, row) in lines.enumerated() {
            line.bind(1, purchase)
            line.bind(2, Int64(number))
            line.bind(3, row.sku)
            if let category = row.category { line.bind(4, category) } else { line.bindNull(4) }
            line.bind(5, row.quantity)
            line.bind(6, row.amountMinor)
            line.bind(7, row.discountMinor)
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
