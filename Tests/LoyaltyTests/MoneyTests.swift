import Testing

@testable import Loyalty

@Suite struct `Money arithmetic` {
    @Test(
        arguments: [
            (1000, 500, 50), (999, 500, 50), (989, 500, 49), (990, 500, 50), (10, 500, 1), (9, 500, 0), (0, 500, 0),
            (100, 0, 0),
            (100, 10_000, 100), (-10, 500, -1), (-9, 500, 0), (1, 5000, 1), (-1, 5000, -1),
        ] as [(Int64, Int64, Int64)]) func `a share rounds half away from zero`(
            amount: Int64, basisPoints: Int64, share: Int64
        )
    {
        #expect(Money.share(amount, basisPoints: basisPoints) == share)
    }

    @Test func `a share of the greatest amount does not overflow`() {
        #expect(Money.share(Money.amountMinorMax, basisPoints: 10_000) == Money.amountMinorMax)
        #expect(Money.share(-Money.amountMinorMax, basisPoints: 10_000) == -Money.amountMinorMax)
    }

    @Test(
        arguments: [
            (123_456, "MXN", "1234.56 MXN"), (5, "EUR", "0.05 EUR"), (-5, "MXN", "-0.05 MXN"),
            (-123_456, "MXN", "-1234.56 MXN"),
            (1990, "CLP", "1990 CLP"), (-1990, "CLP", "-1990 CLP"), (0, "MXN", "0.00 MXN"),
        ] as [(Int64, String, String)]) func `an amount is written with its currency's decimals`(
            amount: Int64, currency: String, text: String
        )
    { #expect(Money.text(amount, currency: currency) == text) }

    @Test func `the smallest integer can be written`() {
        #expect(Money.text(.min, currency: "MXN") == "-92233720368547758.07 MXN")
    }
}
