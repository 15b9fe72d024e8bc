import Loyalty

/// The world's one time; only the world moves it.
final class WorldTime: @unchecked Sendable {
    // A simulation has one thread of control.
    var now: Instant

    init(_ start: Instant) { now = start }
}

/// A machine's clock: the world's time, and how far it is off.
final class SimulatedClock: InstantSource, @unchecked Sendable {
    private let time: WorldTime
    private(set) var offsetSeconds: Int64 = 0

    init(_ time: WorldTime) { self.time = time }

    func now() -> Instant { max(.earliest, time.now.adding(seconds: offsetSeconds)) }

    func set(offsetSeconds: Int64) { self.offsetSeconds = offsetSeconds }
    func set(to instant: Instant) { offsetSeconds = instant.seconds(since: time.now) }
    func setRight() { offsetSeconds = 0 }
}
