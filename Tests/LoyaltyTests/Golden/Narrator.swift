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
    struct Receipt {
        var purchase: ReturnedPurchase
        let lot: Lot
        let day: LocalDay
    }

    let programme: Programme
    let zone: Zone
    var standing: TierRules.Standing
    var birthMonth: Int?
    var isFirst = false
    var isEmployee = false
    var lots: [Lot: Int64] = [:]
    var ended: [Lot: Int64] = [:]
    var receipts: [String: Receipt] = [:]
    var qualifying: [(day: LocalDay, spendMinor: Int64, visits: Int64)] = []
    var day = LocalDay(number: 0)
    var minute = 0

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

    mutating func setTime(_ text: String) throws {
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

    var context: EarningContext {
        EarningContext(
            day: day, minuteOfDay: minute, tier: standing.tier, birthMonth: birthMonth, isFirstPurchase: isFirst,
            isEmployee: isEmployee)
    }

    var usable: Int64 { lots.filter { $0.key.isUsable(on: day) }.reduce(0) { $0 + $1.value } }
    var pending: Int64 { lots.filter { $0.key.isPending(on: day) }.reduce(0) { $0 + $1.value } }

    /// Takes usable points, those that end first.
    mutating func debit(_ points: Int64) -> [String] {
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

    mutating func run() -> String {
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

    var window: TierRules.Qualifying {
        let days = programme.tierRules.window(since: standing.since, on: day)
        return qualifying.filter { days.contains($0.day) }.reduce(
            into: TierRules.Qualifying(spendMinor: 0, visits: 0)
        ) {
            $0.spendMinor += $1.spendMinor
            $0.visits += $1.visits
        }
    }

    func money(_ minor: Int64) -> String {
        Money.text(minor, currency: programme.currency).replacing(" \(programme.currency)", with: "")
    }
}

extension [Earned.Part] {
    var texts: String { map { "\($0.rule) \($0.points)" }.joined(separator: " + ") }
}

extension [Int64] {
    var texts: String { map(String.init).joined(separator: ",") }
}
