import Foundation

/// A time zone of the IANA database.
public struct Zone: Sendable, Hashable {
    public let name: String
    private let zone: TimeZone

    /// Nil where the system knows no such zone.
    public init?(_ name: String) {
        guard let zone = TimeZone(identifier: name) else { return nil }
        self.name = name
        self.zone = zone
    }

    public static let utc = Zone("UTC")!  // Foundation answers this one without a database

    public func offsetSeconds(at instant: Instant) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000))
    }

    public func day(of instant: Instant) -> LocalDay {
        let local = instant.milliseconds + Int64(offsetSeconds(at: instant)) * 1000
        return LocalDay(number: Int(local.floorDivided(by: 86_400_000)))
    }

    /// Minutes since local midnight.
    public func minuteOfDay(of instant: Instant) -> Int {
        let local = instant.milliseconds + Int64(offsetSeconds(at: instant)) * 1000
        return Int((local - local.floorDivided(by: 86_400_000) * 86_400_000) / 60_000)
    }
}
