import HTTP
import Loyalty
import SyncProtocol

/// Finds whose card a till means.
struct CardFinder {
    let cache: CardCache
    let rules: Rules
    let programme: Programme
    /// Who is logged in at the till: their own card serves nobody there.
    var cashier: String?

    struct Found: Sendable {
        var card: CardCache.Stored?
        var flags: [PurchaseFlag] = []
    }

    func find(card: CardID?, key: String?) throws -> Found {
        try find(card: card, keyHash: key.flatMap(rules.key).flatMap(rules.hash), isKeyed: key != nil)
    }

    /// - Parameter keyHash: nil for a key that is none
    func find(card: CardID?, keyHash: String?, isKeyed: Bool) throws -> Found {
        var found = Found()
        if let card {
            found.card = try cache.stored(CardNumber(card), programme: programme)
            if found.card == nil { found.flags.append(.unknownCard) }
        }
        if found.card == nil, isKeyed {
            let cards = try keyHash.map { try cache.stored(hash: $0, programme: programme) } ?? []
            switch cards.count {
            case 0: found.flags.append(.unknownKey)
            case 1:
                found.card = cards[0]
                found.flags = []
            default: found.flags.append(.ambiguousKey)
            }
        }
        if found.card?.card.isBlocked == true { found.flags.append(.blocked) }
        if let cashier, found.card?.card.employee == cashier { found.flags.append(.ownCard) }
        return found
    }
}

extension Card {
    /// Whether it may be used at a till.
    /// - Parameter cashier: who is logged in there
    /// - Throws: `Problem` 409 `blocked`, `ownCard`
    func checkServes(cashier: String?) throws {
        guard !isBlocked else { throw TillService.blockedCard }
        guard cashier == nil || employee != cashier else {
            throw Problem(
                409, "ownCard", "This card is the cashier's own.", field: "cashier",
                next: "Another cashier serves an employee.")
        }
    }
}
