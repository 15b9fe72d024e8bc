import Testing

@testable import Loyalty

/// Goods that come back.
extension Narrator {
    mutating func takeBack(_ text: String) throws -> String {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        var receipt = try #require(receipts[words[0]])
        let items = words[1].split(at: ",").map { text in
            let parts = text.split(separator: "*")
            return ReturnedPurchase.Item(sku: String(parts[parts.count - 1]), quantity: Double(parts[0]) ?? 1)
        }
        let outcome = receipt.purchase.take(items)
        receipts[words[0]] = receipt
        return settle(outcome, receipt, isVoid: false)
    }

    mutating func void(_ name: String) throws -> String {
        var receipt = try #require(receipts[name])
        let isVoid = programme.returns.isSameDayVoid && receipt.day == day
        let outcome = receipt.purchase.takeAll()
        receipts[name] = receipt
        return (isVoid ? "void: " : "return: ") + settle(outcome, receipt, isVoid: isVoid)
    }

    mutating func settle(_ outcome: ReturnedPurchase.Outcome, _ receipt: Receipt, isVoid: Bool) -> String {
        qualifying.append((day, -outcome.amountMinor, 0))
        let refused = outcome.refused.map { "\($0.quantity)*\($0.sku)" }.joined(separator: ", ")
        if !isVoid, programme.returns.isTooLate(on: day, soldOn: receipt.day) {
            return "\(money(outcome.amountMinor)) back, too late for points"
                + (refused.isEmpty ? "" : "; refused \(refused)")
        }
        let own = receipt.lot.isPending(on: day) ? lots[receipt.lot] ?? 0 : 0
        let gone = programme.returns.ended(outcome.points, ofLot: ended[receipt.lot] ?? 0)
        ended[receipt.lot, default: 0] -= gone
        let taken = programme.returns.taken(outcome.points - gone, balance: usable, pending: own)
        let ofPending = min(taken, own)
        lots[receipt.lot, default: 0] -= ofPending
        _ = debit(taken - ofPending)
        var parts = ["\(money(outcome.amountMinor)) back, \(-taken) points"]
        if gone > 0 { parts.append("\(gone) had ended") }
        if taken + gone < outcome.points { parts.append("\(outcome.points - taken - gone) let go") }
        if outcome.redeemedPoints > 0 {
            parts.append("give back \(outcome.redeemedPoints) worth \(money(outcome.redeemedMinor))")
        }
        if !refused.isEmpty { parts.append("refused \(refused)") }
        return parts.joined(separator: "; ")
    }
}
