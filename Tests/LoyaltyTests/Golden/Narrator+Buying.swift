import Testing

@testable import Loyalty

extension Narrator {
    mutating func buy(_ text: String) throws -> String {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        let parts = words[1].split(at: " pay ")
        let lines = try parts[0].split(at: ",").map(line)
        var context = context
        var redeemed: Int64 = 0
        var paidWith: [String] = []
        if parts.count > 1 {
            redeemed = try #require(Int64(parts[1]))
            let held = usable
            guard redeemed <= held else { return "notEnoughHere \(held)" }
            paidWith = debit(redeemed)
            if programme.redemption.form == .payment {
                context.paidWithPointsMinor = programme.valueMinor(ofPoints: redeemed)
            }
        }
        let earned = programme.earned(by: lines, context)
        let lot = programme.points.lot(earnedOn: day)
        lots[lot, default: 0] += earned.points
        receipts[words[0]] = Receipt(
            purchase: ReturnedPurchase(
                lines: lines, linePoints: earned.linePoints, redeemedPoints: redeemed,
                redeemedMinor: programme.valueMinor(ofPoints: redeemed)), lot: lot, day: day)
        qualifying.append((day, lines.reduce(0) { $0 + $1.amountMinor }, 1))
        var outcome = [explain(earned)]
        if lines.count > 1, earned.points > 0 { outcome.append("lines \(earned.linePoints.texts)") }
        if lot != .plain { outcome.append("into \(lot)") }
        if !earned.pending.isEmpty { outcome.append("later \(earned.pending.texts)") }
        if redeemed > 0 { outcome.append("paid \(paidWith.joined(separator: ", "))") }
        return outcome.joined(separator: "; ")
    }

    func explain(_ earned: Earned) -> String {
        earned.rules.isEmpty ? "\(earned.points)" : "\(earned.points) = \(earned.rules.texts)"
    }

    func line(_ text: String) throws -> Purchase.Line {
        let words = text.split(separator: " ")
        let receipt = words[1].split(separator: "^")
        let tax = receipt[0].split(separator: "~")
        var amounts = tax[0].split(separator: "-", omittingEmptySubsequences: false)
        let isNegative = amounts[0].isEmpty
        if isNegative { amounts.removeFirst() }
        let article = words[0].split(separator: "*")
        let names = (article.last ?? "").split(separator: "@")
        let sku = names[0].split(separator: "/")
        let quantity = article.count > 1 ? Double(article[0]) ?? 1 : 1
        return Purchase.Line(
            sku: String(sku[0]), category: sku.count > 1 ? String(sku[1]) : nil,
            supplier: names.count > 1 ? String(names[1]) : nil, quantity: isNegative ? -quantity : quantity,
            amountMinor: try minor(amounts[0]) * (isNegative ? -1 : 1),
            discountMinor: amounts.count > 1 ? try minor(amounts[1]) : 0,
            taxMinor: tax.count > 1 ? try minor(tax[1]) : 0, receipt: receipt.count > 1 ? String(receipt[1]) : nil)
    }

    func minor(_ text: some StringProtocol) throws -> Int64 {
        let parts = text.split(separator: ".")
        let cents = parts.count > 1 ? try #require(Int64(parts[1])) : 0
        return try #require(Int64(parts[0])) * 100 + cents
    }
}
