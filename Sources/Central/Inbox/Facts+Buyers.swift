import Loyalty
import SyncProtocol

/// Whose a sale is.
extension Facts {
    struct Buyer {
        var card: Int64?
        var points: Int64
        /// Nil: what the store says.
        var lot: Lot?
    }

    /// Whose purchase it is, where central does not know the card that the store named, or the store named none.
    /// What the store gave stands; a key that it did not know gets its points here.
    func opening(_ recorded: RecordedPurchase, _ personal: Personal?, soldAt: Instant) throws -> Buyer {
        if let id = recorded.card {
            return Buyer(card: try open(id, source: "till"), points: recorded.points, lot: nil)
        }
        guard let key = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }) else {
            return Buyer(card: nil, points: 0, lot: nil)
        }
        let found = try cards.find(key)
        guard found.count <= 1 else { return Buyer(card: nil, points: 0, lot: nil) }
        let points = programme.earned(
            by: recorded.purchase.lines,
            EarningContext(
                day: recorded.day,
                minuteOfDay: (Zone(programme.timeZone) ?? .utc).minuteOfDay(of: recorded.purchase.at),
                tier: programme.tiers[0].id, isEmployee: recorded.purchase.employeeSale,
                paidWithPointsMinor: recorded.purchase.paidWithPointsMinor)
        ).points
        let today = (Zone(programme.timeZone) ?? .utc).day(of: now)
        let lot = programme.points.lot(earnedOn: min(recorded.day, today))
        if let retired = try cards.retired(key) {
            return soldAt < retired.at
                ? Buyer(card: retired.card, points: points, lot: lot) : Buyer(card: nil, points: 0, lot: nil)
        }
        if let card = found.first {
            // A blocked card earns nothing, as in a store that knows it.
            let isBlocked = try CounterFacts(connection: connection).isBlocked(card, at: soldAt)
            return Buyer(card: card, points: isBlocked ? 0 : points, lot: lot)
        }
        // Always the same for a key: stores name the card in later sales, and a central that is put back from a copy must
        // open it again under its name.
        let id = aggregator.secret.cardID(for: key)
        let card = try cards.number(of: id) ?? open(id, source: "purchase")
        try cards.add(key, to: card)
        return Buyer(card: card, points: points, lot: lot)
    }
}
