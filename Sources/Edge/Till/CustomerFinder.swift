import Database
import Loyalty
import SyncProtocol

/// The one customer whom a request is about.
struct CustomerFinder {
    let agent: Agent
    let rules: Rules
    let programme: Programme
    let connection: Connection

    /// - Throws: `unknownCard`, `ambiguousKey`
    func view(key: String?, card: CardID?, at moment: Moment) throws -> CardCache.View {
        let cache = agent.cards(connection)
        let found = try CardFinder(cache: cache, rules: rules, programme: programme).find(card: card, key: key)
        guard let card = found.card else {
            throw found.flags.contains(.ambiguousKey) ? TillService.ambiguousKey : TillService.unknownCard
        }
        return try cache.view(card, programme, at: moment)
    }
}
