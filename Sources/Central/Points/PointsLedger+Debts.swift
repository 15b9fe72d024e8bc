import Database
import Loyalty

/// What a customer used beyond what was theirs to use, or gave back after using it, is owed by a lot that has nothing; other
/// lots of the same card pay it.
extension PointsLedger {
    /// Pays what lots owe with what is free of others, what ends first before the rest: a debt that stayed while the points
    /// ended would be paid twice.
    /// - Returns: what the card still owes
    func settleDebts(
        of card: Int64, _ lots: inout [Lot: LotState], today: LocalDay, at now: Instant
    ) throws -> Int64 {
        var owed: Int64 = 0
        var entries: [Entry] = []
        func entry(_ lot: Lot, _ points: Int64) -> Entry {
            Entry(card: card, kind: .settle, lot: lot, points: points, at: now)
        }
        for owing in lots.keys.sorted() {
            var debt = lots[owing]?.debt(of: owing) ?? 0
            for lot in lots.keys.sorted() where debt > 0 && lot.isPoints && !lot.isPending(on: today) {
                let part = min(debt, lots[lot]?.account.unplaced ?? 0)
                guard part > 0 else { continue }
                lots[lot]?.account.taken.add(saturating: part)
                lots[owing]?.account.issued.add(saturating: part)
                entries += [entry(lot, -part), entry(owing, part)]
                debt -= part
            }
            owed.add(saturating: debt)
        }
        try add(entries)
        return owed
    }
}

extension PointsLedger.LotState {
    /// Beyond what stores still hold of it, which they are to release.
    fileprivate func debt(of lot: Lot) -> Int64 {
        guard lot.isPoints else { return 0 }
        let held = account.open.reduce(into: Int64(0)) { $0.add(saturating: max(0, $1.held)) }
        var debt = -account.unplaced
        debt.add(saturating: -held)
        return max(0, debt)
    }
}
