import Database
import JSON
import Loyalty
import SyncProtocol

/// The purchase that goods came of, and what is left of it.
extension Returns {
    struct Sold {
        let number: Int64
        let store: StoreID
        let card: Int64?
        let points: Int64
        let lot: Lot
        /// By clocks that are right.
        let at: Instant
        let recorded: RecordedPurchase
    }

    func sold(_ number: Int64) throws -> Sold? {
        let found = try connection.first(
            """
            SELECT p.store, p.card, p.points, p.lot, e.body, p.at FROM purchase p JOIN event e ON e.n = p.event
            WHERE p.n = $1
            """, number
        ) { row in
            (
                store: StoreID(row.text(0)), card: row.optionalInteger(1), points: row.integer(2),
                lot: Lot(row.text(3)) ?? .plain, body: row.blob(4), at: Instant(milliseconds: row.integer(5))
            )
        }
        guard let found, let event = try? Event(json: JSONDocument(found.body).root),
            case .purchase(let recorded) = event.content
        else { return nil }
        return Sold(
            number: number, store: found.store, card: found.card, points: found.points, lot: found.lot, at: found.at,
            recorded: recorded)
    }

    /// The purchase less what came back before.
    func returned(_ sold: Sold) throws -> ReturnedPurchase {
        let recorded = sold.recorded
        var linePoints = recorded.linePoints
        // What central gave for a key that the store did not know is shared out as the amounts are.
        if linePoints.isEmpty, sold.points > 0 {
            linePoints = recorded.purchase.lines.map { _ in 0 }
            Money.distribute(sold.points, by: recorded.purchase.lines.map { max(0, $0.amountMinor) }) {
                linePoints[$0] += $1
            }
        }
        var purchase = ReturnedPurchase(
            lines: recorded.purchase.lines, linePoints: linePoints,
            redeemedPoints: recorded.counting?.redeemedPoints ?? 0)
        _ = purchase.take(try connection.returnedItems(of: sold.number))
        return purchase
    }

    /// The number of the purchase that it came of; nil where that is not here.
    func purchase(of arrived: ArrivedReturn) throws -> Int64? {
        let goods = arrived.goods
        guard let origin = goods.of else { return try purchase(without: goods) }
        return try purchase(origin, store: arrived.store, day: goods.day)
    }

    /// - Parameters:
    ///   - store: whose receipt it is where `origin` does not say
    ///   - day: when it was sold where `origin` does not say
    func purchase(_ origin: GoodsReturn.Origin, store: StoreID, day: LocalDay) throws -> Int64? {
        try connection.first(
            """
            SELECT o.purchase FROM purchase_once o JOIN purchase p ON p.n = o.purchase AND p.store = o.store
            WHERE o.store = $1 AND o.day = $2 AND o.till = $3 AND o.receipt = $4
            """, (origin.store ?? store).rawValue, (origin.day ?? day).number, origin.till, origin.receipt
        ) { $0.integer(0) }
    }

    /// Purchases that a return without a receipt is looked for among.
    private static let lookedAtMax = 100

    /// Without a receipt: the customer's latest purchase that still has the first article.
    private func purchase(without goods: GoodsReturn) throws -> Int64? {
        guard let card = goods.card, let sku = goods.items.first?.sku else { return nil }
        let found = try connection.query(
            """
            SELECT p.n FROM card c JOIN card m ON m.customer = c.customer JOIN purchase p ON p.card = m.n
            JOIN line l ON l.store = p.store AND l.purchase = p.n
            WHERE c.id = $1 AND l.sku = $2 AND p.at <= $3 ORDER BY p.at DESC, p.n DESC LIMIT $4
            """, card.rawValue, sku, goods.at.milliseconds, Self.lookedAtMax
        ) { $0.integer(0) }
        return try found.first { number in
            guard let sold = try sold(number) else { return false }
            var purchase = try returned(sold)
            return !purchase.take(goods.items).accepted.isEmpty
        }
    }
}

extension Connection {
    /// What came back of a purchase, in its order.
    func returnedItems(of purchase: Int64) throws -> [ReturnedPurchase.Item] {
        try query("SELECT sku, quantity FROM returned_item WHERE purchase = $1 ORDER BY n", purchase) {
            ReturnedPurchase.Item(sku: $0.text(0), quantity: $0.real(1))
        }
    }
}

extension Aggregator {
    /// A receipt of which a store is to take goods back.
    /// - Returns: nil where it did not arrive, or its lines are not known any more
    func receipt(_ origin: GoodsReturn.Origin, for store: StoreID) throws -> ReturnableReceipt? {
        let (programme, now) = (programme, clock.now())
        return try database.read { connection in
            let returns = Returns(connection: connection, programme: programme, now: now)
            let today = (Zone(programme.timeZone) ?? .utc).day(of: now)
            guard let number = try returns.purchase(origin, store: store, day: today),
                let sold = try returns.sold(number)
            else { return nil }
            let counted = try connection.query(
                "SELECT till, id FROM goods_return WHERE purchase = $1 AND store = $2", number, store.rawValue
            ) { ReturnableReceipt.Return(till: $0.text(0), id: $0.text(1)) }
            return ReturnableReceipt(
                of: sold.recorded, returned: try connection.returnedItems(of: number), counted: Set(counted))
        }
    }
}
