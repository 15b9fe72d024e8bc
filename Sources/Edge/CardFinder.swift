import Loyalty
import SyncProtocol

/// Finds whose card a till means.
struct CardFinder {
    let cache: CardCache
    let rules: Rules
    let programme: Programme

    struct Found: Sendable {
        var card: CardCache.Stored?
        var flags: [PurchaseFlag] = []
    }

    func find(card: CardID?, key: String?) throws -> Found {
        var found = Found()
        if let card {
            found.card = try cache.stored(card, programme: programme)
            if found.card == nil { found.flags.append(.unknownCard) }
        }
        if found.card == nil, let key {
            let hash = rules.key(key).flatMap(rules.hash)
            let cards = try hash.map { try cache.stored(hash: $0, programme: programme) } ?? []
            switch cards.count {
            case 0: found.flags.append(.unknownKey)
            case 1:
                found.card = cards[0]
                found.flags = []
            default: found.flags.append(.ambiguousKey)
            }
        }
        if found.card?.card.isBlocked == true { found.flags.append(.blocked) }
        return found
    }
}
