import HTTP
import Loyalty

extension Agent {
    /// Prometheus text.
    public func metrics(_ counts: ServerCounts) -> String {
        guard let status = try? AgentStatus(self) else { return "vuelve_up 0\n" }
        let report = status.report
        var lines = [
            "# TYPE vuelve_up gauge", "vuelve_up 1",
            "# TYPE vuelve_healthy gauge", "vuelve_healthy \(status.isHealthy ? 1 : 0)",
            "# TYPE vuelve_events_waiting gauge", "vuelve_events_waiting \(report.waiting)",
            "# TYPE vuelve_event_oldest_waiting_seconds gauge",
            "vuelve_event_oldest_waiting_seconds \(report.oldestWaitingAt.map { status.now.seconds(since: $0) } ?? 0)",
            "# TYPE vuelve_seconds_since_success gauge",
            "vuelve_seconds_since_success \(status.lastSuccessAt.map { status.now.seconds(since: $0) } ?? -1)",
            "# TYPE vuelve_feed_rows_unread gauge", "vuelve_feed_rows_unread \(report.unreadRows)",
            "# TYPE vuelve_cards gauge", "vuelve_cards \(report.cards)",
            "# TYPE vuelve_programme_version gauge", "vuelve_programme_version \(report.programmeVersion)",
            "# TYPE vuelve_clock_offset_seconds gauge",
            "vuelve_clock_offset_seconds \(Double(status.clockOffsetMilliseconds) / 1000)",
            "# TYPE vuelve_free_disk_bytes gauge", "vuelve_free_disk_bytes \(report.freeDiskBytes)",
            "# TYPE vuelve_writes_waiting gauge", "vuelve_writes_waiting \(database.waitingJobs)",
        ]
        lines += keptMetrics
        lines += [
            "# TYPE vuelve_database_reopenings_total counter",
            "vuelve_database_reopenings_total \(database.reopeningCount)",
        ]
        lines += counts.metrics + (status.certificate?.metrics ?? [])
        lines += backups.metrics
        return lines.joined(separator: "\n") + "\n"
    }

    /// What grows with sales and is forgotten after a while; nothing where the file cannot be read.
    private var keptMetrics: [String] {
        let store = configuration.store
        let kept = try? database.read { connection in
            (
                events: try Journal(store: store, connection: connection).keptCount(),
                receipts: try connection.integer(
                    "SELECT (SELECT COUNT(*) FROM receipt) + (SELECT COUNT(*) FROM receipt_reused)")
            )
        }
        guard let kept else { return [] }
        return [
            "# TYPE vuelve_journal_events gauge", "vuelve_journal_events \(kept.events)",
            "# TYPE vuelve_receipts gauge", "vuelve_receipts \(kept.receipts)",
            "# TYPE vuelve_log_bytes gauge", "vuelve_log_bytes \(database.logBytes)",
        ]
    }
}
