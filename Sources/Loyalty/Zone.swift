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

    /// Whether both tell the same days for a year from then on, whatever they are called.
    public func tellsDays(as other: Zone, from now: Instant) -> Bool {
        name == other.name
            || (0..<53 as Range<Int64>).allSatisfy { week in
                let then = now.adding(days: 7 * week)
                return offsetSeconds(at: then) == other.offsetSeconds(at: then)
            }
    }

    public func day(of instant: Instant) -> LocalDay {
        let local = instant.milliseconds + Int64(offsetSeconds(at: instant)) * 1000
        return LocalDay(number: Int(local.floorDivided(by: 86_400_000)))
    }

    /// The first instant of a day: its midnight, but where a clock is put forward then.
    public func start(of day: LocalDay) -> Instant {
        // No zone is further than 15 hours from UTC.
        let midnight = Int64(day.number) * 86_400_000
        var (before, within) = (midnight - 54_000_000, midnight + 54_000_000)
        while within - before > 1 {
            let middle = before + (within - before) / 2
            if self.day(of: Instant(milliseconds: middle)) < day { before = middle } else { within = middle }
        }
        return Instant(milliseconds: within)
    }

    /// Minutes since local midnight.
    public func minuteOfDay(of instant: Instant) -> Int {
        let local = instant.milliseconds + Int64(offsetSeconds(at: instant)) * 1000
        return Int((local - local.floorDivided(by: 86_400_000) * 86_400_000) / 60_000)
    }
}
