import Dispatch
import Loyalty

/// How long a quote of 40 lines takes by 200 earning rules, in process: rules of articles, categories, suppliers, tiers
/// and hours as a chain would write them, and (`quote-wide`) 200 rules each of which is for every line.
enum QuoteTime: Benchmark {
    static let names = ["quote", "quote-wide"]
    private static let lines = 40
    private static let rules = 200
    private static let quotes = 2_000
    private static let rounds = 5
    private static let microsecondsMax = 200.0

    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure] {
        try [("quote", chainRule), ("quote-wide", wideRule)].filter { names.contains($0.0) }.map { name, rule in
            let programme = try Programme(text: document((0..<Self.rules).map(rule)))
            let times = try (0..<Self.rounds).map { _ in try microseconds(programme) }.sorted()
            return Figure(
                name: name, value: times[times.count / 2], unit: "µs", limit: nil, target: .valueAtMost(microsecondsMax)
            )
        }
    }

    private static func microseconds(_ programme: Programme) throws -> Double {
        let basket = basket
        var card = Card(id: CardID("c"), maskedName: "Ana R.", tier: TierID("gold"), points: 900)
        card.birthMonth = 3
        guard let day = LocalDay("2026-03-14") else { throw BenchmarkFailed("there is a March 14th") }
        var points: Int64 = 0
        let started = DispatchTime.now().uptimeNanoseconds
        for number in 0..<Self.quotes {
            let quote = Quote(
                basket: basket, card: card, programme: programme, day: day, minuteOfDay: number % 1440,
                store: StoreID("042"))
            points += quote.points
        }
        let nanoseconds = DispatchTime.now().uptimeNanoseconds - started
        guard points > 0 else { throw BenchmarkFailed("the quotes earned nothing") }
        return Double(nanoseconds) / 1000 / Double(Self.quotes)
    }

    private static var basket: [Purchase.Line] {
        (0..<lines).map { number in
            Purchase.Line(
                sku: "75010\(number * 7)", category: "category\(number % 20)", supplier: "supplier\(number % 8)",
                quantity: 1, amountMinor: Int64(1_000 + number * 137))
        }
    }

    private static func chainRule(_ number: Int) -> String {
        switch number % 8 {
        case 0, 1, 2: #"{"id":"r\#(number)","skus":["75010\#(number)","x\#(number)"],"perAmountMinor":500,"points":2}"#
        case 3, 4: #"{"id":"r\#(number)","categories":["category\#(number % 25)"],"perAmountMinor":1000,"points":1}"#
        case 5: #"{"id":"r\#(number)","suppliers":["supplier\#(number % 12)"],"multiplier":2,"tiers":["gold"]}"#
        case 6: #"{"id":"r\#(number)","categories":["category\#(number % 25)"],"multiplier":3,"days":["sat"]}"#
        default: #"{"id":"r\#(number)","points":5,"basketMinor":50000,"hours":{"from":"08:00","to":"20:00"}}"#
        }
    }

    private static func wideRule(_ number: Int) -> String {
        number % 2 == 0
            ? #"{"id":"r\#(number)","perAmountMinor":500,"points":2}"# : #"{"id":"r\#(number)","multiplier":2}"#
    }

    private static func document(_ rules: [String]) -> String {
        """
        {"currency":"MXN","timeZone":"America/Mexico_City","tiers":[{"id":"bronze"},
         {"id":"gold","spendMinor":1000,"discountPercent":3,"pointsMultiplier":1.5}],
         "points":{"perAmountMinor":1000,"points":1,"valueMinor":10},
         "earning":{"multipliers":"sum","multiplied":"all","rules":[\(rules.joined(separator: ","))]}}
        """
    }
}
