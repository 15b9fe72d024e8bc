import Testing

@testable import Loyalty

/// What the till shows and is told.
extension Narrator {
    func balance() -> String {
        var parts = ["\(usable) usable worth \(money(programme.valueMinor(ofPoints: usable)))"]
        if pending != 0 { parts.append("\(pending) pending") }
        let soon = programme.points.endingSoon(lots.map { (lot: $0.key, points: $0.value) }, on: day)
        if let soon { parts.append("\(soon.points) end \(soon.on)") }
        return parts.joined(separator: "; ")
    }

    func ask(_ verb: String, _ rest: String) throws -> String {
        switch verb {
        case "quote", "guest":
            return quote(try rest.split(at: ",").map(line), isGuest: verb == "guest")
        case "missing":
            let tier = try #require(programme.tier(TierID(rest)))
            let missing = programme.missing(for: tier, spendMinor: window.spendMinor, visits: window.visits)
            guard let missing else { return "nothing" }
            let parts = [missing.spendMinor.map(money), missing.visits.map { "\($0) visits" }].compactMap(\.self)
            return parts.joined(separator: tier.needsBoth ? " and " : " or ")
        case "takes":
            let total = try minor(rest)
            return
                "\(programme.redemption.pointsMax(ofTotalMinor: total, valueHundredths: programme.points.valueHundredths))"
        case "worth": return programme.points(worthMinor: try minor(rest)).map { "\($0)" } ?? "nothing"
        case "reward":
            let reward = try #require(programme.reward(rest))
            let hindrance = reward.hindrance(
                on: day, tier: standing.tier, here: usable, total: usable + pending, in: StoreID("001"))
            return hindrance?.rawValue ?? "ok"
        case "draw":
            let words = rest.split(separator: " ")
            let mystery = try #require(programme.reward(String(words[0]))?.mystery)
            return mystery.prize(drawnBy: try #require(UInt64(words[1])))?.id ?? "nothing"
        default:
            Issue.record("no such event: \(verb)")
            return ""
        }
    }

    func quote(_ lines: [Purchase.Line], isGuest: Bool) -> String {
        let card = Card(
            id: CardID("c"), maskedName: "", tier: standing.tier, points: isFirst ? 0 : 1, birthMonth: birthMonth)
        let quote = Quote(
            basket: lines, card: isGuest ? nil : card, programme: programme, day: day, minuteOfDay: minute,
            store: StoreID("001"), isEmployee: isEmployee)
        let discounts = quote.lines.flatMap(\.discounts).map { "\($0.kind) \($0.id) \(money($0.amountMinor))" }
        var parts = [
            "pay \(money(quote.totalMinor))" + (discounts.isEmpty ? "" : " (\(discounts.joined(separator: ", ")))")
        ]
        if let points = quote.memberPoints { parts.append("a member would earn \(points)") }
        if !isGuest { parts.append(explain(quote.earned)) }
        if !quote.benefits.isEmpty { parts.append("tell " + quote.benefits.map(\.id).joined(separator: ", ")) }
        return parts.joined(separator: "; ")
    }
}
