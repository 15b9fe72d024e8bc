import Loyalty
import SyncProtocol

/// When an event counts as having happened, whatever the clocks of the store said.
extension Facts {
    /// Offsets below this are the line's own delay, or a clock that somebody may have set.
    private static let offsetMillisecondsMin: Int64 = 300_000
    private static let toleranceSeconds: Int64 = 86_400

    /// The till's time, corrected by the agent's measured offset where that is large, never later than its receipt here.
    /// Where the agent's clock was impossible and nobody had measured it, a till's time that is as impossible is no time:
    /// the receipt here stands for it.
    func judgedAt(_ recorded: RecordedPurchase, _ event: Event) throws -> Instant {
        let offset = recorded.clockOffsetMilliseconds
        let sold = recorded.purchase.at
        if abs(offset) > Self.offsetMillisecondsMin {
            return max(.earliest, min(Instant(milliseconds: sold.milliseconds - offset), now))
        }
        let isImpossible = try isBeforeStore(event.recordedAt) && isBeforeStore(sold)
        return isImpossible ? now : min(sold, now)
    }

    /// When the agent recorded it, by its own clock where that is possible.
    func recordedAt(_ event: Event) throws -> Instant {
        try isBeforeStore(event.recordedAt) ? now : min(event.recordedAt, now)
    }

    /// No agent recorded anything for a store before central knew the store.
    private func isBeforeStore(_ instant: Instant) throws -> Bool {
        instant.adding(seconds: Self.toleranceSeconds) < (try createdAt())
    }
}
