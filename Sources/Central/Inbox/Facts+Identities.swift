import Loyalty
import SyncProtocol

/// What tells purchases from each other: each identity is taken once, all of an upload's at once.
extension Facts {
    /// What tells a purchase from others: much smaller than the purchase.
    private struct ArrivedPurchase {
        let id: EventID
        let day: Int64
        let till: String
        let receipt: String
        let content: [UInt8]
        let card: CardID?
        /// Central's, once it has one.
        var number: Int64 = 0

        /// Nil for any other event.
        init?(_ item: UploadedEvent) {
            guard case .success(let event) = item.result, case .purchase(let recorded) = event.content,
                !recorded.purchase.training
            else { return nil }
            id = event.id
            day = Int64(recorded.day.number)
            till = recorded.purchase.till
            receipt = recorded.purchase.receipt
            content = item.content ?? Facts.content(recorded.purchase)
            card = recorded.card
        }
    }

    /// Takes the identities of the purchases among new events, and finds their cards, all at once.
    func expect(_ events: [UploadedEvent]) throws {
        var purchases = events.compactMap(ArrivedPurchase.init)
        guard !purchases.isEmpty else { return }
        let new = try connection.newNumbers(purchases.count, of: .purchase)
        for (place, number) in new.enumerated() { purchases[place].number = number }
        var taken: Set<Int64> = []
        try connection.runEach(
            """
            INSERT INTO purchase_once (store, day, till, receipt, purchase, content) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT DO NOTHING RETURNING purchase
            """, purchases
        ) { purchase, statement in
            statement.bind(1, store.rawValue)
            statement.bind(2, purchase.day)
            statement.bind(3, purchase.till)
            statement.bind(4, purchase.receipt)
            statement.bind(5, purchase.number)
            statement.bind(6, purchase.content)
        } read: {
            taken.insert($0.integer(0))
        }
        for purchase in purchases where taken.contains(purchase.number) { expected[purchase.id] = purchase.number }
        let named = Set(purchases.compactMap(\.card)).subtracting(numbers.keys)
        try connection.runEach("SELECT id, n FROM card WHERE id = $1", named) { card, statement in
            statement.bind(1, card.rawValue)
        } read: {
            numbers[CardID($0.text(0))] = $0.integer(1)
        }
    }
}
