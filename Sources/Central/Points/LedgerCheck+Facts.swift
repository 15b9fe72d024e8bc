import Database
import JSON
import Loyalty
import SyncProtocol

// How often a card bought and for how much, from the receipts themselves. What came back is taken off in the order in which
// it came; which purchase it came of is what central found then.
extension LedgerCheck {
    struct Fact: Equatable {
        var purchases: Int64 = 0
        var moneyMinor: Int64 = 0
    }

    /// Whom each claimed or moved receipt counts for in the end, by its purchase.
    func lastClaimants() throws -> [Int64: Int64] {
        let claims = try connection.query(
            """
            SELECT o.purchase, c.card FROM claim c
            JOIN purchase_once o ON o.store = c.of_store AND o.day = c.of_day AND o.till = c.of_till
                AND o.receipt = c.of_receipt
            WHERE c.state IN ('given', 'moved') ORDER BY c.decided_at, c.event
            """
        ) { (purchase: $0.integer(0), card: $0.integer(1)) }
        return claims.reduce(into: [:]) { $0[$1.purchase] = $1.card }
    }

    /// The events of what came back, by the purchase that it came of.
    func returnEvents() throws -> [Int64: [Int64]] {
        let rows = try connection.query(
            "SELECT purchase, event FROM goods_return WHERE purchase IS NOT NULL ORDER BY event"
        ) { (purchase: $0.integer(0), event: $0.integer(1)) }
        return rows.reduce(into: [:]) { $0[$1.purchase, default: []].append($1.event) }
    }

    /// - Parameter number: of the row that central made of it
    func addFact(_ recorded: RecordedPurchase, number: Int64, of card: Int64) throws {
        var fact = Fact(purchases: 1, moneyMinor: recorded.purchase.linesMinor)
        if let events = returned[number] {
            var rest = ReturnedPurchase(lines: recorded.purchase.lines, linePoints: [])
            for event in events {
                guard let goods = try goodsReturn(event) else { continue }
                let outcome = goods.isVoid ? rest.takeAll() : rest.take(goods.items)
                fact.moneyMinor.add(saturating: -outcome.amountMinor)
                if goods.isVoid, !outcome.accepted.isEmpty { fact.purchases -= 1 }
            }
        }
        facts[card, default: Fact()].purchases += fact.purchases
        facts[card, default: Fact()].moneyMinor.add(saturating: fact.moneyMinor)
    }

    private func goodsReturn(_ number: Int64) throws -> GoodsReturn? {
        let body = try connection.first("SELECT body FROM event WHERE n = $1", number) { $0.blob(0) }
        guard let body, let event = try? Event(json: JSONDocument(body).root),
            case .goodsReturn(let goods) = event.content
        else { return nil }
        return goods
    }

    func compareFacts() throws -> [Difference] {
        let rows = try connection.query("SELECT card, purchases, money_minor FROM card_fact") {
            (card: $0.integer(0), fact: Fact(purchases: $0.integer(1), moneyMinor: $0.integer(2)))
        }
        let kept = Dictionary(uniqueKeysWithValues: rows.map { ($0.card, $0.fact) })
        return Set(kept.keys).union(facts.keys).compactMap { card in
            let (one, other) = (kept[card] ?? Fact(), facts[card] ?? Fact())
            guard one != other else { return nil }
            return Difference(
                what: "purchases", card: card, place: "", kept: "\(one.purchases), money \(one.moneyMinor)",
                computed: "\(other.purchases), money \(other.moneyMinor)")
        }
    }
}
