import Testing

@testable import Loyalty

private let today = LocalDay("2026-03-14")!  // a literal day that exists
private let home = StoreID("001")

private func offer(
    _ id: String, _ value: Benefit.Value, categories: [String] = [], skus: [String] = [], from: String = "2026-03-01",
    to: String = "2026-03-31", usesLeft: Int64? = nil
) -> Offer {
    Offer(
        id: id, names: [:], benefit: Benefit(value: value, categories: categories, skus: skus),
        from: LocalDay(from) ?? today, to: LocalDay(to) ?? today, usesLeft: usesLeft)
}

private func quote(
    _ basket: [Purchase.Line], tier: String = "bronze", offers: [Offer] = [], isBlocked: Bool = false,
    day: LocalDay = today,
    store: StoreID = home
) throws -> Quote {
    let card = Card(
        id: CardID("c1"), maskedName: "Ana R.", tier: TierID(tier), home: home, isBlocked: isBlocked, offers: offers)
    return Quote(
        basket: basket, card: card, programme: try SampleProgramme.programme(), day: day, minuteOfDay: 600, store: store
    )
}

private func line(_ amount: Int64, sku: String = "1", category: String? = nil) -> Purchase.Line {
    Purchase.Line(sku: sku, category: category, amountMinor: amount)
}

@Suite struct Quotes {
    @Test func `someone without a card pays the price and earns nothing`() throws {
        let quote = Quote(
            basket: [line(5000), line(2500)], card: nil, programme: try SampleProgramme.programme(), day: today,
            minuteOfDay: 600,
            store: home)
        #expect(quote.totalMinor == 7500 && quote.discountMinor == 0 && quote.points == 0 && quote.offers.isEmpty)
    }

    @Test func `a blocked card is treated like none`() throws {
        let offers = [offer("a", .basisPoints(1000))]
        let blocked = try quote([line(5000)], tier: "gold", offers: offers, isBlocked: true)
        #expect(blocked.totalMinor == 5000 && blocked.points == 0 && blocked.offers.isEmpty)
        #expect(try quote([line(5000)], tier: "gold", offers: offers).totalMinor < 5000)
    }

    @Test func `the tier's percentage rounds half up on each line`() throws {
        // 2.5 % of 1020 is 25.5; of 1019, 25.475.
        let quote = try quote([line(1020), line(1019), line(19)], tier: "silver")
        #expect(quote.lines.map(\.discountMinor) == [26, 25, 0])
        #expect(quote.lines[0].discounts == [Quote.Discount(kind: "tier", id: "silver", amountMinor: 26)])
        #expect(quote.lines[2].discounts.isEmpty)
        #expect(quote.discountMinor == 51 && quote.totalMinor == 2007)
    }

    @Test func `points are for what is paid`() throws {
        #expect(try quote([line(10_000)]).points == 10)
        #expect(try quote([line(10_000)], tier: "gold").points == 9)
        #expect(try quote([line(600), line(600)]).points == 1)
        #expect(try quote([line(5000), line(-5001)]).points == 0)
    }

    @Test func `a tier that the programme does not have gives no discount, but points`() throws {
        let quote = try quote([line(5000)], tier: "platinum")
        #expect(quote.totalMinor == 5000 && quote.points == 5)
    }

    @Test func `an offer takes its percentage off what the tier left`() throws {
        let quote = try quote([line(10_000)], tier: "gold", offers: [offer("a", .basisPoints(1000))])
        #expect(
            quote.lines[0].discounts == [
                Quote.Discount(kind: "tier", id: "gold", amountMinor: 500),
                Quote.Discount(kind: "offer", id: "a", amountMinor: 950),
            ])
        #expect(quote.totalMinor == 8550 && quote.offers == ["a"])
    }

    @Test func `offers follow each other in order of id`() throws {
        let offers = [offer("b", .amountMinor(1000)), offer("a", .basisPoints(5000))]
        let quote = try quote([line(3000)], offers: offers)
        #expect(quote.totalMinor == 500 && quote.offers == ["a", "b"])
    }

    @Test func `an amount is taken once, from the first lines, and no line falls below zero`() throws {
        let quote = try quote([line(300), line(500), line(900)], offers: [offer("a", .amountMinor(700))])
        #expect(quote.lines.map(\.amountMinor) == [0, 100, 900])
    }

    @Test func `more off than there is to pay makes it free`() throws {
        let offers = [offer("a", .amountMinor(5000)), offer("b", .basisPoints(10_000)), offer("c", .amountMinor(1))]
        let quote = try quote([line(300), line(500)], tier: "gold", offers: offers)
        #expect(quote.totalMinor == 0 && quote.lines.allSatisfy { $0.amountMinor == 0 } && quote.points == 0)
        #expect(quote.offers == ["a"])
    }

    @Test func `returned lines get no discount`() throws {
        let quote = try quote([line(-1000), line(2000)], tier: "gold", offers: [offer("a", .amountMinor(50))])
        #expect(quote.lines.map(\.amountMinor) == [-1000, 1850])
    }

    @Test func `an offer is for its categories and articles only`() throws {
        let basket = [
            line(1000, sku: "1", category: "dairy"), line(1000, sku: "2", category: "meat"), line(1000, sku: "3"),
        ]
        func amounts(_ offer: Offer) throws -> [Int64] { try quote(basket, offers: [offer]).lines.map(\.amountMinor) }
        #expect(try amounts(offer("a", .basisPoints(1000), categories: ["dairy"])) == [900, 1000, 1000])
        #expect(try amounts(offer("a", .basisPoints(1000), skus: ["3", "2"])) == [1000, 900, 900])
        #expect(try amounts(offer("a", .basisPoints(1000), categories: ["dairy"], skus: ["2"])) == [900, 900, 1000])
        #expect(try amounts(offer("a", .amountMinor(1500), categories: ["meat"])) == [1000, 0, 1000])
        #expect(try amounts(offer("a", .basisPoints(1000))) == [900, 900, 900])
    }

    @Test func `an offer that takes nothing off is not used up`() throws {
        #expect(try quote([line(1000)], offers: [offer("a", .basisPoints(1000), skus: ["9"])]).offers.isEmpty)
        #expect(try quote([line(4)], offers: [offer("a", .basisPoints(1000))]).offers.isEmpty)
    }

    @Test(arguments: [("2026-02-28", false), ("2026-03-01", true), ("2026-03-31", true), ("2026-04-01", false)])
    func `an offer is open from its first to its last day`(day: String, isOpen: Bool) throws {
        let quote = try quote([line(1000)], offers: [offer("a", .basisPoints(1000))], day: try #require(LocalDay(day)))
        #expect(quote.offers.isEmpty != isOpen)
    }

    @Test func `a limited offer works where the store holds a use of it`() throws {
        func isUsed(_ usesLeft: Int64?, here: Int64) throws -> Bool {
            var offer = offer("a", .basisPoints(1000), usesLeft: usesLeft)
            offer.usesHere = here
            return try !quote([line(1000)], offers: [offer]).offers.isEmpty
        }
        #expect(try isUsed(1, here: 1))
        #expect(try !isUsed(0, here: 0))
        #expect(try !isUsed(1, here: 0))
        #expect(try isUsed(nil, here: 0))
    }

    @Test func `a card without a home store has no limited offers`() throws {
        let card = Card(
            id: CardID("c"), maskedName: "", tier: TierID("bronze"), home: nil,
            offers: [offer("a", .basisPoints(1000), usesLeft: 1)])
        let programme = try SampleProgramme.programme()
        #expect(
            Quote(basket: [line(1000)], card: card, programme: programme, day: today, minuteOfDay: 600, store: home)
                .offers.isEmpty)
    }

    @Test func `what a first purchase would give is told as pending, to who seems new alone`() throws {
        let rule = #","earning":{"rules":[{"id":"welcome","once":"firstPurchase","points":50}]}"#
        let programme = try Programme(text: SampleProgramme.text(more: rule))
        var card = Card(id: CardID("c"), maskedName: "", tier: TierID("bronze"))
        func pending() -> [Earned.Part] {
            Quote(
                basket: [line(1000)], card: card, programme: programme, day: today, minuteOfDay: 600, store: home
            ).earned.pending
        }
        #expect(pending() == [Earned.Part(rule: "welcome", points: 50)])
        card.visits = 1
        #expect(pending().isEmpty)
    }

    @Test func `an empty basket costs nothing`() throws {
        #expect(try quote([], tier: "gold", offers: [offer("a", .amountMinor(5))]).totalMinor == 0)
    }

    @Test func `the greatest basket does not overflow`() throws {
        let basket = Array(repeating: line(Money.amountMinorMax), count: Purchase.linesMax)
        let quote = try quote(basket, tier: "gold", offers: [offer("a", .basisPoints(10_000))])
        #expect(quote.totalMinor == 0)
    }
}
