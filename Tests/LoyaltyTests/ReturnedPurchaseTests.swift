import Testing

@testable import Loyalty

private typealias Item = ReturnedPurchase.Item

@Suite struct `What comes back of a purchase` {
    /// Three apples for 10.00 that gave 10 points, 1.5 kg of rice for 30.00 that gave 31, paid in part with 100 points.
    private let purchase = ReturnedPurchase(
        lines: [
            Purchase.Line(sku: "apple", quantity: 3, amountMinor: 1000),
            Purchase.Line(sku: "rice", quantity: 1.5, amountMinor: 3000),
        ], linePoints: [10, 31], redeemedPoints: 100, redeemedMinor: 999)

    @Test func `all at once takes back all that the purchase gave, and gives back all that it took`() {
        var purchase = purchase
        let outcome = purchase.takeAll()
        #expect(outcome.points == 41 && outcome.amountMinor == 4000 && purchase.isReturned)
        #expect(outcome.redeemedPoints == 100 && outcome.redeemedMinor == 999 && outcome.refused.isEmpty)
    }

    @Test func `a second identical return gives and takes nothing`() {
        var purchase = purchase
        let items = [Item(sku: "apple", quantity: 3), Item(sku: "rice", quantity: 1.5)]
        _ = purchase.take(items)
        let second = purchase.take(items)
        #expect(second.accepted.isEmpty && second.refused == items)
        #expect(second.redeemedPoints == 0 && second.redeemedMinor == 0)
    }

    @Test func `piece by piece comes to the whole`() {
        var purchase = purchase
        // 10 points in thirds: 3, 3 and the rest; 1000 in thirds: 333, 333, 334.
        let thirds = (0..<3).map { _ in purchase.take([Item(sku: "apple", quantity: 1)]) }
        #expect(thirds.map(\.points) == [3, 3, 4])
        #expect(thirds.map(\.amountMinor) == [333, 333, 334])
        // Of 4,000 came back 333, 666 and 1,000: 8, 16 and 25 of the 100 points.
        #expect(thirds.map(\.redeemedPoints) == [8, 8, 9])
        let rice = [0.5, 0.25, 0.75].map { purchase.take([Item(sku: "rice", quantity: $0)]) }
        // A third, a half and all of 31: 10, 15 and 31.
        #expect(rice.map(\.points) == [10, 5, 16])
        #expect(purchase.isReturned)
        #expect((thirds + rice).reduce(0) { $0 + $1.redeemedPoints } == 100)
        #expect((thirds + rice).reduce(0) { $0 + $1.redeemedMinor } == 999)
    }

    @Test func `no more comes back than was bought, and nothing that was not`() {
        var purchase = purchase
        let outcome = purchase.take([Item(sku: "apple", quantity: -5), Item(sku: "pear", quantity: 1)])
        #expect(outcome.accepted.map(\.quantity) == [3] && outcome.points == 10)
        #expect(outcome.refused == [Item(sku: "apple", quantity: 2), Item(sku: "pear", quantity: 1)])
    }

    @Test func `an article on two lines comes back from the first one first`() {
        var purchase = ReturnedPurchase(
            lines: [
                Purchase.Line(sku: "a", quantity: 1, amountMinor: 100),
                Purchase.Line(sku: "a", quantity: 2, amountMinor: 300),
            ], linePoints: [1, 6])
        let outcome = purchase.take([Item(sku: "a", quantity: 2)])
        #expect(outcome.accepted.map(\.line) == [0, 1] && outcome.accepted.map(\.points) == [1, 3])
        #expect(purchase.left == [0, 1])
    }

    @Test func `a voided line cannot come back, a line returned from another receipt strikes nothing`() {
        var purchase = ReturnedPurchase(
            lines: [
                Purchase.Line(sku: "a", quantity: 2, amountMinor: 200),
                Purchase.Line(sku: "a", quantity: -1, amountMinor: -100),
                Purchase.Line(sku: "b", quantity: 1, amountMinor: 500),
                Purchase.Line(sku: "b", quantity: -1, amountMinor: -500, receipt: "R0"),
            ], linePoints: [1, 0, 0, 0])
        #expect(purchase.left == [1, 0, 1, 0])
        #expect(purchase.takeAll().amountMinor == 600)
    }

    @Test func `what points paid in full comes back by quantity`() {
        var purchase = ReturnedPurchase(
            lines: [Purchase.Line(sku: "a", quantity: 4, amountMinor: 0)], linePoints: [], redeemedPoints: 10,
            redeemedMinor: 100)
        #expect(purchase.take([Item(sku: "a", quantity: 1)]).redeemedPoints == 2)
        #expect(purchase.takeAll().redeemedPoints == 8)
    }

    @Test(
        arguments: [
            ("within-balance", 10, 0, 10), ("within-balance", 4, 3, 7), ("within-balance", -5, 0, 0),
            ("negative", -5, 0, 10),
            ("pending-only", 100, 4, 4), ("pending-only", 100, 40, 10),
        ] as [(String, Int64, Int64, Int64)]) func `the programme says what is taken of ten points`(
            policy: String, balance: Int64, pending: Int64, taken: Int64
        ) throws
    {
        let programme = try Programme(text: SampleProgramme.text(more: #","returns":{"policy":"\#(policy)"}"#))
        #expect(programme.returns.taken(10, balance: balance, pending: pending) == taken)
    }
}
