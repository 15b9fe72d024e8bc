@testable import Loyalty

/// A programme as a chain in Mexico would write it, with places to change.
enum SampleProgramme {
    static let bronze = #"{"id":"bronze","names":{"es":"Bronce","en":"Bronze"}}"#
    static let silver = #"{"id":"silver","names":{"es":"Plata"},"spendMinor":500000,"visits":10,"discountPercent":2.5}"#
    static let gold = #"{"id":"gold","spendMinor":2000000,"discountPercent":5}"#

    static func text(
        tiers: [String] = [bronze, silver, gold],
        points: String = #"{"perAmountMinor":1000,"points":1,"valueMinor":10.5}"#, more: String = ""
    ) -> String {
        """
        {"version":3,"currency":"MXN","country":"MX","timeZone":"America/Mexico_City","windowDays":365,
         "tiers":[\(tiers.joined(separator: ","))],"points":\(points)\(more)}
        """
    }

    static func programme() throws -> Programme { try Programme(text: text()) }
}
