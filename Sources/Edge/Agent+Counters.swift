import Database
import Loyalty
import SyncProtocol

extension Agent {
    func counters(_ connection: Connection) -> StoreCounters {
        StoreCounters(connection: connection, movementIndex: movementIndex)
    }

    /// Now, as far as central's clock is known: what a wrong clock says must not end anyone's points.
    var correctedNow: Instant {
        clock.now().adding(milliseconds: -pulse.withLock { $0.clockOffset })
    }

    var moment: Moment { Moment(now: clock.now(), day: correctedDay) }

    var correctedDay: LocalDay { configuration.timeZone.day(of: correctedNow) }

    /// Gives up what is held, by an event of its own.
    func release(_ parts: [LotAmount], _ reason: Release.Reason, _ connection: Connection) throws {
        guard !parts.isEmpty else { return }
        try counters(connection).add(parts, to: .released)
        let journal = Journal(store: configuration.store, connection: connection)
        let counting = Counting(epoch: try journal.currentEpoch().id, released: parts)
        try append(.release(Release(reason: reason, counting: counting)), connection)
    }

    /// Lots that one event releases at most, so that no till waits long for the writer.
    private static let releasedLotsMax = 500

    /// Releases what is past its last day; central alone takes it.
    /// - Returns: how many lots
    @discardableResult
    public func releaseExpired() throws -> Int {
        let (day, now) = (correctedDay, clock.now())
        let isDue = try database.read {
            try !counters($0).expired(on: day, max: 1, at: now).isEmpty
        }
        guard isDue else { return 0 }
        return try database.write { [self] connection in
            let parts = try counters(connection).expired(on: day, max: Self.releasedLotsMax, at: now)
            try release(parts, .expired, connection)
            return parts.count
        }
    }

    /// Lots that one event names at most.
    private static let reportedLotsMax = 1_000

    /// Tells a central that was put back from a copy what it had granted here.
    func reportHoldings(to incarnation: String, _ connection: Connection) throws {
        let journal = Journal(store: configuration.store, connection: connection)
        let epoch = try journal.currentEpoch().id
        let granted = try counters(connection).granted()
        var start = 0
        repeat {
            let end = min(start + Self.reportedLotsMax, granted.count)
            let holdings = Holdings(
                incarnation: incarnation, epoch: epoch, granted: Array(granted[start..<end]),
                isLast: end == granted.count)
            try append(.holdings(holdings), connection)
            start = end
        } while start < granted.count
    }
}
