import Digest
import JSON
import Loyalty

/// When an agent speaks to central: all day, or in a nightly window of the store's own time.
public enum SyncMode: Sendable, Equatable {
    case continuous
    /// Minutes since local midnight; a window may pass midnight.
    case nightly(fromMinute: Int, toMinute: Int)

    public var name: String { self == .continuous ? "continuous" : "nightly" }

    static func read(_ object: inout StrictObject) throws -> SyncMode {
        let mode = try object.choice("mode", of: ["continuous", "nightly"]) ?? "continuous"
        let window = try object.string("window") ?? "01:00-05:00"
        let parts = window.split(separator: "-").compactMap { minutes($0) }
        guard parts.count == 2, parts[0] != parts[1] else {
            throw BadInput(
                code: "badValue", field: object.place("window"),
                message: "\"\(window)\" is no window such as 01:00-05:00")
        }
        return mode == "continuous" ? .continuous : .nightly(fromMinute: parts[0], toMinute: parts[1])
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour),
            (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    /// Seconds until the store may begin to speak; 0 when it may now.
    ///
    /// A store begins at its own offset in the window's first half, so that a thousand stores do not arrive at once.
    public func secondsUntilOpen(now: Instant, zone: Zone, store: StoreID) -> Int64 {
        guard case .nightly(let from, let to) = self else { return 0 }
        let length = (to - from + 1440) % 1440
        let offset = Self.offsetMinutes(of: store, in: length)
        let sinceStart = (zone.minuteOfDay(of: now) - from + 1440) % 1440
        if sinceStart >= offset, sinceStart < length { return 0 }
        let minutes = sinceStart < offset ? offset - sinceStart : 1440 - sinceStart + offset
        return Int64(minutes) * 60
    }

    static func offsetMinutes(of store: StoreID, in length: Int) -> Int {
        let bytes = Digest.sha256(store.rawValue).bytes
        return (Int(bytes[0]) << 8 | Int(bytes[1])) % max(1, length / 2)
    }
}
