import Testing

@testable import Loyalty

@Suite struct `Points that a basket takes` {
    private static let cases:
        [(rules: String, total: Int64, here: Int64, balance: Int64, points: Int64, limit: String)] =
            [
                ("", 1_000, 500, 500, 100, "basket"),
                ("", 1_000, 100, 500, 100, "basket"),
                ("", 1_000, 99, 500, 99, "notEnoughHere"),
                ("", 1_000, 99, 99, 99, "notEnoughPoints"),
                ("", 0, 500, 500, 0, "basket"),
                ("", -1_000, 500, 500, 0, "basket"),
                ("", 1_000, -5, -5, 0, "notEnoughPoints"),
                (#""sharePercentMax":50"#, 1_000, 500, 500, 50, "share"),
                (#""sharePercentMax":50"#, 1_000, 49, 500, 49, "notEnoughHere"),
                (#""sharePercentMax":0"#, 1_000, 500, 500, 0, "share"),
                (#""pointsStep":40"#, 1_000, 500, 500, 80, "basket"),
                (#""pointsStep":40"#, 1_000, 79, 79, 40, "notEnoughPoints"),
                (#""pointsStep":40"#, 1_000, 79, 80, 40, "notEnoughHere"),
                (#""pointsMin":60"#, 1_000, 59, 59, 0, "notEnoughPoints"),
                (#""pointsMin":60"#, 1_000, 60, 60, 60, "notEnoughPoints"),
                (#""points":"deny""#, 1_000, 500, 500, 0, "denied"),
            ]

    /// A point is worth 0.10.
    @Test(arguments: cases)
    func `as many as the rules, the basket and the store let`(
        rules: String, total: Int64, here: Int64, balance: Int64, points: Int64, limit: String
    ) throws {
        let programme = try Programme(
            text: SampleProgramme.text(
                points: #"{"perAmountMinor":1000,"points":1,"valueMinor":10}"#, more: ",\"redemption\":{\(rules)}"))
        let found = programme.redeemable(ofTotalMinor: total, here: here, balance: balance)
        #expect(found.points == points && found.limit.rawValue == limit)
        #expect(found.valueMinor == points * 10)
    }
}
