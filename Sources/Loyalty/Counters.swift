/// What one store, in one life of its database, may let a customer use of one lot: DESIGN, section 5.
///
/// Each number only grows, and each has one author: `granted` is central's, the others are the store's. So a message that
/// is lost, doubled or late does no harm, and the newest of each says all.
///
///     held     = granted + earned - redeemed - released     at the store, from the newest `granted` it has seen
///     unplaced = issued - taken + Σ released - Σ granted     at central, from the journals it has seen
///
/// Why nothing is used twice, whatever is in flight:
///
/// 1. A store uses or releases at most what it holds, by the `granted` it has seen, which is at most the one that central
///    wrote: Σ redeemed + Σ released ≤ Σ granted + Σ earned.
/// 2. Central grants at most what is unplaced, by the `released` it has seen, which is at most what stores released:
///    Σ granted ≤ issued - taken + Σ released.
/// 3. So Σ redeemed ≤ Σ granted + Σ earned - Σ released ≤ issued - taken + Σ earned.
///
/// What this programme adds does not touch the two inequalities:
/// - *Pending points and last days* are part of the lot's name. A store does not use what is pending or past its day; it
///   releases what is past its day. Only central takes it then, out of what is unplaced, so that a sale which used it
///   before is never contradicted.
/// - *Returns* add to `taken`, possibly beyond what is unplaced. The debt stops grants for the card, and central wants the
///   rest released; what was used meanwhile stays a debt, and is reported.
/// - *A merge* moves nothing: a customer's points are the union of its cards' lots, so unmerging is exact.
/// - *A new epoch* begins with all counters at zero: it holds nothing. What the old one held is placed again only when it is
///   closed; what is counted for a closed epoch is `earned - redeemed`, as if it had released the rest (see `Account`).
public struct Counters: Hashable, Sendable {
    public var granted: Int64
    public var earned: Int64
    public var redeemed: Int64
    public var released: Int64

    public init(granted: Int64 = 0, earned: Int64 = 0, redeemed: Int64 = 0, released: Int64 = 0) {
        self.granted = granted
        self.earned = earned
        self.redeemed = redeemed
        self.released = released
    }

    /// Below zero only where a store used what it did not hold: an overdraft.
    public var held: Int64 {
        var held = granted
        held.add(saturating: earned)
        held.add(saturating: -redeemed)
        held.add(saturating: -released)
        return held
    }
}

/// One lot of one card as central knows it.
public struct Account: Hashable, Sendable {
    /// Bonuses, restored points, imports, what central found for a key that a store did not know.
    public var issued: Int64
    /// Expiry, returns, corrections.
    public var taken: Int64
    /// Of the epochs that may still let the customer use it.
    public var open: [Counters]
    /// Of those that are over, up to what was reported of them.
    public var closed: [Counters]

    public init(issued: Int64 = 0, taken: Int64 = 0, open: [Counters] = [], closed: [Counters] = []) {
        self.issued = issued
        self.taken = taken
        self.open = open
        self.closed = closed
    }

    /// What the customer has of it.
    public var balance: Int64 {
        var sum = issued
        sum.add(saturating: -taken)
        for counters in open + closed {
            sum.add(saturating: counters.earned)
            sum.add(saturating: -counters.redeemed)
        }
        return sum
    }

    /// What no store holds. Below zero: a debt, and nothing is granted.
    public var unplaced: Int64 {
        var sum = balance
        for counters in open { sum.add(saturating: -max(0, counters.held)) }
        return sum
    }
}

/// A part of a lot that was earned, used or released: of which card, since a customer may have several.
public struct LotAmount: Hashable, Sendable {
    public var card: CardID
    public var lot: Lot
    /// Always above zero.
    public var count: Int64

    public init(card: CardID, lot: Lot, count: Int64) {
        self.card = card
        self.lot = lot
        self.count = count
    }
}

extension Collection {
    /// Takes an amount from lots in their order, what ends first going first.
    /// - Returns: the parts, together at most `amount`, and less only where the lots have less
    public func taking(_ amount: Int64) -> [LotAmount] where Element == LotAmount {
        var rest = amount
        var parts: [LotAmount] = []
        for available in sorted(by: { ($0.lot, $0.card) < ($1.lot, $1.card) }) where rest > 0 && available.count > 0 {
            let part = Swift.min(rest, available.count)
            parts.append(LotAmount(card: available.card, lot: available.lot, count: part))
            rest -= part
        }
        return parts
    }
}
