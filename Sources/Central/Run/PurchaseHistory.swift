import Loyalty

/// What a customer bought lately, over all their cards. Pure.
struct PurchaseHistory {
    struct Purchase {
        let at: Instant
        let store: StoreID
        /// Less what came back.
        let linesMinor: Int64
    }

    /// The oldest first.
    private let purchases: [Purchase]

    init(_ purchases: [Purchase]) { self.purchases = purchases.sorted { $0.at < $1.at } }

    private func slice(after start: Instant, to end: Instant) -> ArraySlice<Purchase> {
        let first = purchases.firstIndex { $0.at > start } ?? purchases.endIndex
        let last = purchases.lastIndex { $0.at <= end } ?? purchases.startIndex - 1
        return first <= last ? purchases[first...last] : []
    }

    /// What counts of purchases later than `start` and not later than `end`.
    func counted(after start: Instant, to end: Instant) -> TierRules.Qualifying {
        let slice = slice(after: start, to: end)
        // Amounts near what 64 bits hold are a till gone mad: the sum stays at the bound.
        let spend = slice.reduce(Int128(0)) { $0 + Int128($1.linesMinor) }
        return TierRules.Qualifying(spendMinor: Int64(clamping: spend), visits: Int64(slice.count))
    }

    func first(after start: Instant, to end: Instant) -> Instant? { slice(after: start, to: end).first?.at }

    /// The first purchase that is later than an instant.
    func next(after instant: Instant) -> Instant { purchases.first { $0.at > instant }?.at ?? .never }

    private typealias Visits = [StoreID: (count: Int, latest: Instant)]

    /// The store visited most, the latest of equals.
    private static func most(_ visits: Visits) -> StoreID? {
        visits.max { ($0.value.count, $0.value.latest, $0.key) < ($1.value.count, $1.value.latest, $1.key) }?.key
    }

    /// The store visited most, and the oldest visit without which it would be another; nil where it stays however many of
    /// the oldest are forgotten.
    /// - Returns: nil without visits
    func home(after start: Instant, to end: Instant) -> (store: StoreID, until: Instant?)? {
        let slice = slice(after: start, to: end)
        var visits: Visits = [:]
        for purchase in slice { visits[purchase.store] = ((visits[purchase.store]?.count ?? 0) + 1, purchase.at) }
        guard let home = Self.most(visits) else { return nil }
        guard visits.count > 1 else { return (home, nil) }
        for (index, purchase) in zip(slice.indices, slice) {
            visits[purchase.store]?.count -= 1
            if visits[purchase.store]?.count == 0 { visits[purchase.store] = nil }
            // Those of one instant are forgotten together.
            let isLastOfInstant = index + 1 == slice.endIndex || slice[index + 1].at > purchase.at
            if isLastOfInstant, let next = Self.most(visits), next != home { return (home, purchase.at) }
        }
        return (home, nil)
    }
}
