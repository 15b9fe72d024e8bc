import Database
import Digest
import HTTP
import JSON
import Loyalty

/// Reads and verifies the audit log.
struct AuditLog {
    let connection: Connection

    static let rowsMax = 500

    /// A page of rows after a number, at or after an instant; `next` where there are more.
    func page(after: Int64, since: Instant?) throws -> [UInt8] {
        let rows = try connection.query(
            """
            SELECT n, at, role, who, act, subject, details, hash FROM audit
            WHERE n > $1 AND at >= $2 ORDER BY n LIMIT $3
            """, after, since?.milliseconds ?? Int64.min, Self.rowsMax + 1
        ) { (row: AuditRow($0), hash: Hex.encode($0.blob(7))) }
        return JSONWriter.object { object in
            object.array("rows") { list in
                for (row, hash) in rows.prefix(Self.rowsMax) {
                    list.object { item in
                        row.write(to: &item)
                        item.field("hash", hash)
                    }
                }
            }
            if rows.count > Self.rowsMax { object.field("next", rows[Self.rowsMax - 1].row.n) }
        }
    }

    struct Verdict {
        var rows: Int64 = 0
        var head = Audit.start
        /// The first row that is not what it was; nil where all are.
        var bad: Int64?
        var reason: String?
        /// The row at which the hash that was kept elsewhere stands; nil where none was given or none has it.
        var keptAt: Int64?
    }

    /// Works every hash out anew from the first row on. Passes over the whole log.
    /// - Parameter kept: a hash that was the log's head once
    func verify(kept: Digest?) throws -> Verdict {
        var verdict = Verdict()
        let statement = try connection.prepare(
            "SELECT n, at, role, who, act, subject, details, hash FROM audit ORDER BY n")
        defer { statement.reset() }
        while try statement.step() {
            let row = AuditRow(statement.row)
            guard row.n == verdict.rows + 1 else {
                verdict.bad = min(row.n, verdict.rows + 1)
                verdict.reason = "missing"
                return verdict
            }
            let hash = row.hash(after: verdict.head.bytes)
            guard hash.bytes == statement.row.blob(7) else {
                verdict.bad = row.n
                verdict.reason = "altered"
                return verdict
            }
            verdict.rows = row.n
            verdict.head = hash
            if hash == kept { verdict.keptAt = row.n }
        }
        if let kept, verdict.keptAt == nil, kept != Audit.start {
            verdict.bad = verdict.rows + 1
            verdict.reason = "cut"
        }
        return verdict
    }
}

extension CentralAPI {
    static func auditRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("GET", "/v1/audit", roles: [.admin]) { request in
                let after = try request.integer("after", in: 0...Int64.max) ?? 0
                let since = try request.query["since"].flatMap { $0.isEmpty ? nil : $0 }.map(instant)
                return .json(
                    try aggregator.database.read { try AuditLog(connection: $0).page(after: after, since: since) })
            },
            .working("GET", "/v1/audit/verify", roles: [.admin]) { request in
                let text = request.query["head"] ?? ""
                let kept = Digest(hex: text)
                guard kept != nil || text.isEmpty else {
                    throw BadInput(code: "badQuery", field: "head", message: "wants 64 hexadecimal digits")
                }
                let verdict = try aggregator.database.read { try AuditLog(connection: $0).verify(kept: kept) }
                return .json(
                    JSONWriter.object { object in
                        object.field("ok", verdict.bad == nil)
                        object.field("rows", verdict.rows)
                        object.field("head", verdict.head.hex)
                        object.field(ifPresent: "bad", verdict.bad)
                        object.field(ifPresent: "reason", verdict.reason)
                        object.field(ifPresent: "keptAt", verdict.keptAt)
                    })
            },
        ]
    }

    private static func instant(_ text: String) throws -> Instant {
        guard let instant = Instant(text) else {
            throw BadInput(
                code: "badQuery", field: "since", message: "\"\(text)\" is no instant such as 2026-03-14T00:00:00Z")
        }
        return instant
    }
}
