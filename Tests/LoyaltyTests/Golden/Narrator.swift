import Testing

@testable import Loyalty

/// Tells a scenario: one customer's ledger, kept in the plainest way, by the programme's own rules.
///
/// - `start TIER since DAY`, `born MONTH`, `first`, `employee`: who the customer is
/// - `buy RECEIPT ITEMS [pay POINTS]`: earns, and pays with points
/// - `return RECEIPT ITEMS`, `void RECEIPT`: goods back, or the whole receipt
/// - `run`: central's night: what ends is expired, the tier is judged
/// - `balance`, `tier`, `missing TIER`: what the till shows
/// - `quote ITEMS`, `guest ITEMS`, `takes AMOUNT`, `worth AMOUNT`, `reward ID`, `draw ID NUMBER`: what it is told
struct Narrator {
    private struct Receipt {
        var purchase: ReturnedPurchase
        let lot: Lot
        let day: LocalDay
    }

    private let programme: Programme
    private let zone: Zone
    private var standing: TierRules.Standing
    private var birthMonth: Int?
    private var isFirst = false
    private var isEmployee = false
    private var lots: [Lot: Int64] = [:]
    private var ended: [Lot: Int64] = [:]
    private var receipts: [String: Receipt] = [:]
    private var qualifying: [(day: LocalDay, spendMinor: Int64, visits: Int64)] = []
    private var day = LocalDay(number: 0)
    private var minute = 0

    init(_ scenario: Scenario) throws {
        programme = try Programme(text: scenario.programme)
        zone = try #require(Zone(scenario.zone))
        standing = TierRules.Standing(tier: programme.tiers[0].id, since: LocalDay(number: 0))
    }

    mutating func tell(_ row: Scenario.Row) throws -> String {
        try setTime(row.at)
        let words = row.event.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = words.count > 1 ? words[1] : ""
        switch words[0] {
        case "start":
            let parts = rest.split(at: "since")
            standing = TierRules.Standing(tier: TierID(parts[0]), since: try #require(LocalDay(parts[1])))
            return "ok"
        case "born": birthMonth = Int(rest)
        case "first": isFirst = true
        case "employee": isEmployee = true
        case "buy": return try buy(rest)
        case "return": return try takeBack(rest)
        case "void": return try void(rest)
        case "run": return run()
        case "balance": return balance()
        case "tier": return programme.tier(spendMinor: window.spendMinor, visits: window.visits).id.rawValue
        default: return try ask(words[0], rest)
        }
        return "ok"
    }

    private mutating func setTime(_ text: String) throws {
        if text.hasSuffix("Z") {
            let instant = try #require(Instant(text.replacing(" ", with: "T").dropLast() + ":00Z"))
            day = zone.day(of: instant)
            minute = zone.minuteOfDay(of: instant)
            return
        }
        let parts = text.split(separator: " ")
        day = try #require(LocalDay(String(parts[0])))
        let time = parts.count > 1 ? parts[1].split(separator: ":").compactMap { Int($0) } : [12, 0]
        minute = time[0] * 60 + time[1]
    }

    private var context: EarningContext {
        EarningContext(
            day: day, minuteOfDay: minute, tier: standing.tier, birthMonth: birthMonth, isFirstPurchase: isFirst,
            isEmployee: isEmployee)
    }

    // MARK: buying

    private mutating func buy(_ text: String) throws -> String {
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

    private func explain(_ earned: Earned) -> String {
        earned.rules.isEmpty ? "\(earned.points)" : "\(earned.points) = \(earned.rules.texts)"
    }

    private func line(_ text: String) throws -> Purchase.Line {
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

    private func minor(_ text: some StringProtocol) throws -> Int64 {
        let parts = text.split(separator: ".")
        let cents = parts.count > 1 ? try #require(Int64(parts[1])) : 0
        return try #require(Int64(parts[0])) * 100 + cents
    }

    // MARK: the ledger

    private var usable: Int64 { lots.filter { $0.key.isUsable(on: day) }.reduce(0) { $0 + $1.value } }
    private var pending: Int64 { lots.filter { $0.key.isPending(on: day) }.reduce(0) { $0 + $1.value } }

    /// Takes usable points, those that end first.
    private mutating func debit(_ points: Int64) -> [String] {
        var rest = points
        var taken: [String] = []
        for lot in lots.keys.sorted() where lot.isUsable(on: day) && rest > 0 {
            let part = min(rest, max(0, lots[lot] ?? 0))
            guard part > 0 else { continue }
            lots[lot, default: 0] -= part
            rest -= part
            taken.append("\(part) of \(lot)")
        }
        if rest > 0 { lots[.plain, default: 0] -= rest }
        return taken
    }

    private mutating func takeBack(_ text: String) throws -> String {
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

    private mutating func void(_ name: String) throws -> String {
        var receipt = try #require(receipts[name])
        let isVoid = programme.returns.isSameDayVoid && receipt.day == day
        let outcome = receipt.purchase.takeAll()
        receipts[name] = receipt
        return (isVoid ? "void: " : "return: ") + settle(outcome, receipt, isVoid: isVoid)
    }

    private mutating func settle(_ outcome: ReturnedPurchase.Outcome, _ receipt: Receipt, isVoid: Bool) -> String {
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

    private mutating func run() -> String {
        var parts: [String] = []
        for lot in lots.keys.sorted() where lot.isExpired(on: day) && lots[lot] ?? 0 > 0 {
            parts.append("expired \(lots[lot] ?? 0) of \(lot)")
            ended[lot, default: 0] += lots[lot] ?? 0
            lots[lot] = nil
        }
        let all = qualifying
        let judged = programme.tierRules.judge(standing, on: day, programme: programme) { days in
            all.filter { days.contains($0.day) }.reduce(into: TierRules.Qualifying(spendMinor: 0, visits: 0)) {
                $0.spendMinor += $1.spendMinor
                $0.visits += $1.visits
            }
        }
        let again = programme.tierRules.judge(judged, on: day, programme: programme) { days in
            all.filter { days.contains($0.day) }.reduce(into: TierRules.Qualifying(spendMinor: 0, visits: 0)) {
                $0.spendMinor += $1.spendMinor
                $0.visits += $1.visits
            }
        }
        #expect(judged == again, "judged again on the same day")
        standing = judged
        parts.append("\(standing.tier) since \(standing.since)")
        return parts.joined(separator: "; ")
    }

    private var window: TierRules.Qualifying {
        let days = programme.tierRules.window(since: standing.since, on: day)
        return qualifying.filter { days.contains($0.day) }.reduce(
            into: TierRules.Qualifying(spendMinor: 0, visits: 0)
        ) {
            $0.spendMinor += $1.spendMinor
            $0.visits += $1.visits
        }
    }

    // MARK: what the till shows

    private func balance() -> String {
        var parts = ["\(usable) usable worth \(money(programme.valueMinor(ofPoints: usable)))"]
        if pending != 0 { parts.append("\(pending) pending") }
        let soon = programme.points.endingSoon(lots.map { (lot: $0.key, points: $0.value) }, on: day)
        if let soon { parts.append("\(soon.points) end \(soon.on)") }
        return parts.joined(separator: "; ")
    }

    private func ask(_ verb: String, _ rest: String) throws -> String {
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

    private func quote(_ lines: [Purchase.Line], isGuest: Bool) -> String {
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

    private func money(_ minor: Int64) -> String {
        Money.text(minor, currency: programme.currency).replacing(" \(programme.currency)", with: "")
    }
}

extension [Earned.Part] {
    fileprivate var texts: String { map { "\($0.rule) \($0.points)" }.joined(separator: " + ") }
}

extension [Int64] {
    fileprivate var texts: String { map(String.init).joined(separator: ",") }
}
