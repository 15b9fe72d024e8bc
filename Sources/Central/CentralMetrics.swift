import Database
import HTTP
import Loyalty

extension Aggregator {
    /// Prometheus text.
    public func metrics(_ counts: ServerCounts) -> String {
        guard let status = try? database.read({ try CentralStatus(self, $0) }) else { return "vuelve_up 0\n" }
        var lines = [
            "# TYPE vuelve_up gauge", "vuelve_up 1",
            "# TYPE vuelve_stores gauge", "vuelve_stores \(status.stores.count)",
            "# TYPE vuelve_stores_unhealthy gauge",
            "vuelve_stores_unhealthy \(status.stores.count { !$0.state.isHealthy })",
            "# TYPE vuelve_customers gauge", "vuelve_customers \(status.customers)",
            "# TYPE vuelve_points_outstanding gauge", "vuelve_points_outstanding \(status.pointsOutstanding)",
            "# TYPE vuelve_points_owed gauge", "vuelve_points_owed \(status.pointsOwed)",
            "# TYPE vuelve_points_overdrawn_total counter", "vuelve_points_overdrawn_total \(status.pointsOverdrawn)",
            "# TYPE vuelve_stores_awaited gauge", "vuelve_stores_awaited \(status.awaitedStores.count)",
            "# TYPE vuelve_returns_waiting gauge", "vuelve_returns_waiting \(status.returnsWaiting)",
            "# TYPE vuelve_events_aside gauge",
            "vuelve_events_aside \(status.stores.reduce(Int64(0)) { $0 + $1.asideCount })",
            "# TYPE vuelve_events_aside_store_max gauge",
            "vuelve_events_aside_store_max \(status.stores.map(\.asideCount).max() ?? 0)",
            "# TYPE vuelve_events_aside_store_alarm gauge",
            "vuelve_events_aside_store_alarm \(status.asideAlarm)",
            "# TYPE vuelve_writes_waiting gauge", "vuelve_writes_waiting \(database.waitingJobs)",
            "# TYPE vuelve_long_polls gauge", "vuelve_long_polls \(waiters.count)",
        ]
        let messageAge = try? database.read { connection in
            try connection.first("SELECT created_at FROM message LIMIT 1") {
                status.now.seconds(since: Instant(milliseconds: $0.integer(0)))
            }
        }
        lines += [
            "# TYPE vuelve_webhook_waiting_seconds gauge", "vuelve_webhook_waiting_seconds \(messageAge ?? 0)",
        ]
        if let file = database as? SQLiteDatabase {
            lines += ["# TYPE vuelve_free_disk_bytes gauge", "vuelve_free_disk_bytes \(FreeDisk.bytes(at: file.path))"]
            lines += ["# TYPE vuelve_log_bytes gauge", "vuelve_log_bytes \(file.logBytes)"]
        }
        lines += [
            "# TYPE vuelve_database_reopenings_total counter",
            "vuelve_database_reopenings_total \(database.reopeningCount)",
        ]
        lines += backups.metrics + ["# TYPE vuelve_store_events_waiting gauge"]
        for store in status.stores {
            lines.append("vuelve_store_events_waiting{store=\"\(store.id)\"} \(store.report.waiting)")
        }
        lines.append("# TYPE vuelve_store_healthy gauge")
        for store in status.stores {
            let labels = "store=\"\(store.id)\",state=\"\(store.state.rawValue)\""
            lines.append("vuelve_store_healthy{\(labels)} \(store.state.isHealthy ? 1 : 0)")
        }
        lines.append("# TYPE vuelve_store_seconds_since_success gauge")
        for store in status.stores {
            let age = store.lastSuccessAt.map { status.now.seconds(since: $0) } ?? -1
            lines.append("vuelve_store_seconds_since_success{store=\"\(store.id)\"} \(age)")
        }
        lines += counts.metrics + (status.certificate?.metrics ?? [])
        return lines.joined(separator: "\n") + "\n"
    }
}
