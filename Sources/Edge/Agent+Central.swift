import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

extension Agent {
    /// Takes note of who answered, and by how much the clocks differ.
    /// - Returns: false for a central that is not the one this store belongs to
    func meet(_ central: CentralIdentity, clock: Instant, in exchange: LineState.Exchange) throws -> Bool {
        let now = self.clock.now()
        let known = try database.read { connection in
            (
                id: try Setting.centralID.text(connection),
                incarnation: try Setting.centralIncarnation.text(connection)
            )
        }
        if let id = known.id, id != central.id {
            lineFails(.wrongCentral, in: exchange)
            return false
        }
        lineWorks(for: exchange)
        // A central that claims to be in the year 9999 must not make sales that central sets aside.
        let bound = RecordedPurchase.clockOffsetMillisecondsMax
        let offset = min(max(now.milliseconds - clock.milliseconds, -bound), bound)
        // Smaller differences are the line's own delay; writing each would cost a commit an exchange.
        let isNewOffset = abs(offset - pulse.withLock { $0.clockOffset }) > 2000
        guard known.incarnation != central.incarnation || isNewOffset else { return true }
        let isPutBack = known.incarnation != nil && known.incarnation != central.incarnation
        if isPutBack { mustVerifySoon() }
        try database.write { connection in
            if isNewOffset { try Setting.clockOffset.set(offset, connection) }
            guard known.incarnation != central.incarnation else { return }
            try Setting.centralID.set(central.id, connection)
            try Setting.centralIncarnation.set(central.incarnation, connection)
            if known.incarnation == nil { try Setting.firstIncarnation.set(central.incarnation, connection) }
            guard isPutBack else { return }
            try Setting.mayLackMore.set(1, connection)
            try self.reportHoldings(to: central.incarnation, connection)
        }
        if isNewOffset { pulse.withLock { $0.clockOffset = offset } }
        return true
    }

    /// Reads an answer. One that is not central's (a portal's sign-in page, half a page) changes nothing, and status says
    /// that the line does not work.
    /// - Returns: nil where it could not be understood
    func understanding<T>(in exchange: LineState.Exchange, _ body: () throws -> T) throws -> T? {
        do {
            return try body()
        } catch let error as BadInput {
            lineFails(.refused, in: exchange, detail: "central's answer cannot be understood: \(error)")
        } catch let error as JSONSyntaxError {
            lineFails(.refused, in: exchange, detail: "central's answer cannot be understood: \(error)")
        }
        return nil
    }

    /// What the agent tells central of itself.
    func report(_ connection: Connection) throws -> AgentReport {
        let waiting = try Journal(store: configuration.store, connection: connection).waiting()
        var report = AgentReport()
        report.mode = configuration.mode.name
        report.waiting = waiting.count
        report.oldestWaitingAt = waiting.oldestAt
        report.lastSaleAt = pulse.withLock { $0.lastSaleAt }
        report.cards = try cardCount(connection)
        report.programmeVersion = rules.programme?.version ?? 0
        report.agentVersion = Self.version
        report.freeDiskBytes = freeDiskBytes
        report.isDiskLow = isDiskLow
        report.timeZone = configuration.timeZone.name
        report.unreadRows = try UnreadRows(connection: connection).count()
        return report
    }
}
