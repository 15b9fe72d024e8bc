import Loyalty
import Testing

@Suite("Lots and counters")
struct LotTests {
    private let march = LocalDay("2027-03-31") ?? LocalDay(number: 0)
    private let december = LocalDay("2026-12-06") ?? LocalDay(number: 0)

    @Test func `a lot's text reads back as the same lot`() {
        let lots: [Lot] = [
            .plain, .points(availableFrom: nil, expires: march), .points(availableFrom: december, expires: march),
            .points(availableFrom: december, expires: nil), .uses("welcome"), .uses("a:b/c"),
        ]
        #expect(
            lots.map(\.description) == [
                "p", "p/2027-03-31", "p2026-12-06/2027-03-31", "p2026-12-06", "u:welcome", "u:a:b/c",
            ])
        #expect(lots.map { Lot($0.description) } == lots)
    }

    @Test(arguments: ["", "x", "p/", "p2026-13-01", "p/2027-02-30", "u:", "p2026-12-06/", "q/2027-03-31"])
    func `what is no lot is none`(text: String) {
        #expect(Lot(text) == nil)
    }

    @Test func `points can be used from their first day to their last, both inclusive`() {
        let lot = Lot.points(availableFrom: december, expires: march)
        let days = [december.number - 1, december.number, march.number, march.number + 1].map(LocalDay.init(number:))
        #expect(days.map(lot.isUsable(on:)) == [false, true, true, false])
        #expect(days.map(lot.isPending(on:)) == [true, false, false, false])
        #expect(days.map(lot.isExpired(on:)) == [false, false, false, true])
    }

    @Test func `what ends first is taken first, and no lot gives more than it has`() {
        let card = CardID("c"), other = CardID("a")
        let soon = Lot.points(availableFrom: nil, expires: december),
            late = Lot.points(availableFrom: nil, expires: march)
        let available = [
            LotAmount(card: card, lot: .plain, count: 100), LotAmount(card: card, lot: late, count: 30),
            LotAmount(card: other, lot: late, count: 5), LotAmount(card: card, lot: soon, count: 20),
        ]
        #expect(
            available.taking(60) == [
                LotAmount(card: card, lot: soon, count: 20), LotAmount(card: other, lot: late, count: 5),
                LotAmount(card: card, lot: late, count: 30), LotAmount(card: card, lot: .plain, count: 5),
            ])
        #expect(available.taking(1_000).reduce(0) { $0 + $1.count } == 155)
        #expect(available.taking(0).isEmpty)
    }

    @Test func `an account's balance is what stores hold and what nobody holds`() {
        var account = Account(
            issued: 100, taken: 10, open: [Counters(granted: 60, earned: 25, redeemed: 40, released: 5)])
        #expect(account.open[0].held == 40)
        #expect(account.balance == 75)
        #expect(account.unplaced == 35)
        account.taken += 50
        #expect(account.unplaced == -15)
    }

    @Test func `what a closed epoch held is placed again, what it used late is a debt`() {
        var account = Account(issued: 100, open: [Counters(granted: 100, redeemed: 30)])
        #expect(account.unplaced == 0)
        account = Account(issued: 100, closed: [Counters(granted: 100, redeemed: 30)])
        #expect(account.unplaced == 70)
        account = Account(issued: 100, open: [Counters(granted: 70)], closed: [Counters(granted: 100, redeemed: 60)])
        #expect(account.unplaced == -30)
        #expect(account.balance == 40)
    }

    @Test func `an overdraft of one store is not lent to another`() {
        let account = Account(issued: 100, open: [Counters(granted: 20, redeemed: 50)])
        #expect(account.balance == 50)
        #expect(account.unplaced == 50)
    }
}
