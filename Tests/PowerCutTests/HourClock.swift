import Loyalty

@testable import Simulation

/// The hour's one time; the hour moves it.
final class HourClock: InstantSource {
    private let time = WorldTime(Instant(milliseconds: 1_772_431_200_000))  // 2026-03-02T06:00:00Z

    func now() -> Instant { time.now }
    func advance(seconds: Int64) { time.now = time.now.adding(seconds: seconds) }
}
