import Loyalty
import Synchronization

/// A clock that tests move.
public final class TestClock: InstantSource {
    private let instant: Mutex<Instant>

    /// 2026-03-14T10:00:00Z, unless told otherwise.
    public init(_ instant: Instant = Instant(milliseconds: 1_773_482_400_000)) { self.instant = Mutex(instant) }

    public func now() -> Instant { instant.withLock { $0 } }
    public func advance(seconds: Int64) { instant.withLock { $0 = $0.adding(seconds: seconds) } }
}
