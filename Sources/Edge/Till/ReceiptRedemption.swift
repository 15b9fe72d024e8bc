import Loyalty
import SyncProtocol

/// What a receipt uses of what the store holds: first what is set aside for it, then what is held besides.
struct ReceiptRedemption {
    var redeemed: [LotAmount] = []
    /// Points that the store does not hold, and that were used all the same.
    var unheld: Int64 = 0
    var flags: [PurchaseFlag] = []

    /// The goods have left: whatever the till says was used is recorded, as far as possible out of what is held.
    /// - Parameters:
    ///   - points: that the receipt says were used; nil: those of its hold
    ///   - offers: limited ones that it says were used
    ///   - available: what is held and not set aside for any receipt, usable on the day
    init(points wanted: Int64?, offers: [String], hold: Holds.Hold?, available: [LotAmount]) {
        let set = hold?.parts ?? []
        let setPoints = set.filter(\.lot.isPoints)
        let wanted = wanted ?? setPoints.reduce(hold?.beyond ?? 0) { $0 + $1.count }
        if hold?.isLapsed == true { flags.append(.holdLapsed) }
        // What lapsed is available again, to this receipt as to any other.
        let isOpen = hold?.isLapsed == false
        if isOpen { redeemed = setPoints.taking(wanted) }
        var rest = wanted - redeemed.reduce(0) { $0 + $1.count }
        // The programme takes the risk.
        let risked = isOpen ? min(rest, hold?.beyond ?? 0) : 0
        unheld = risked
        rest -= risked
        if rest > 0 {
            if hold?.isLapsed != true { flags.append(.notHeld) }
            let more = available.filter(\.lot.isPoints).taking(rest)
            redeemed += more
            rest -= more.reduce(0) { $0 + $1.count }
        }
        if rest > 0 {
            unheld += rest
            flags.append(.overdraft)
        }
        for offer in offers {
            let lot = Lot.uses(offer)
            let setUses = isOpen ? set.filter { $0.lot == lot } : []
            let parts = (setUses.isEmpty ? available.filter { $0.lot == lot } : setUses).taking(1)
            if parts.isEmpty { flags.append(.offerNotUsable) }
            redeemed += parts
        }
        redeemed = redeemed.merged()
    }

    var isEmpty: Bool { redeemed.isEmpty && unheld == 0 && flags.isEmpty }
}

extension [LotAmount] {
    /// One part for each lot of each card.
    func merged() -> [LotAmount] {
        var parts: [LotAmount] = []
        for part in self {
            if let index = parts.firstIndex(where: { $0.card == part.card && $0.lot == part.lot }) {
                parts[index].count += part.count
            } else {
                parts.append(part)
            }
        }
        return parts
    }
}
