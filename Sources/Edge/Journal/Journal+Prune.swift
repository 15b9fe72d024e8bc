import Database
import JSON
import Loyalty
import SyncProtocol

/// Forgetting what central has had for long.
///
/// Always: a receipt is known for as long as its event is kept, so that a till may send it again for at least 35 days; one
/// that comes later is a new event here, and at central, which keeps every event, the same purchase still.
extension Journal {
    /// Days for which acknowledged events are kept, so that a central that lost a day is sent it again.
    static let keptDays: Int64 = 35
    /// Events that one step deletes, so that no till waits long for the writer.
    static let prunedRowsMax: Int64 = 500

    /// Old acknowledged events, and the receipts that they recorded.
    struct Old: Sendable {
        let lastRow: Int64
        let receipts: [OldReceipt]
    }

    struct OldReceipt: Sendable {
        let event: EventID
        let day: LocalDay
        let till: String
        let receipt: String
    }

    /// Events below this row may go; nil where none may. The last acknowledged one carries the chain and stays.
    ///
    /// Days are those on which central acknowledged anything, by its own word: the store's clock, which may jump to 2038,
    /// has no say, and a store that was away for long keeps what it sent last.
    private func keptFrom() throws -> Int64? {
        let kept = try connection.first(
            "SELECT row FROM acknowledgement ORDER BY row DESC LIMIT 1 OFFSET $1", Self.keptDays
        ) { $0.integer(0) }
        return try kept.map { min($0, try acknowledgedRow()) }
    }

    /// What the next step deletes; nil where nothing is old. Only reads: it is worked out beside the writer.
    func old() throws -> Old? {
        guard let keptFrom = try keptFrom() else { return nil }
        let rows = try connection.query(
            "SELECT row, body FROM journal WHERE row < $1 ORDER BY row LIMIT $2", keptFrom, Self.prunedRowsMax
        ) { (row: $0.integer(0), receipt: Self.receipt($0.blob(1))) }
        return rows.last.map { Old(lastRow: $0.row, receipts: rows.compactMap(\.receipt)) }
    }

    /// Nil for an event that recorded none, or that this agent cannot read.
    private static func receipt(_ body: [UInt8]) -> OldReceipt? {
        guard let event = try? Event(json: JSONDocument(body).root), case .purchase(let recorded) = event.content,
            !recorded.purchase.training
        else { return nil }
        return OldReceipt(
            event: event.id, day: recorded.day, till: recorded.purchase.till, receipt: recorded.purchase.receipt)
    }

    /// Events that are kept. Their rows follow one another.
    func keptCount() throws -> Int64 {
        try connection.integer("SELECT COALESCE(MAX(row) - MIN(row) + 1, 0) FROM journal")
    }

    /// - Returns: how many events went
    func prune(_ old: Old) throws -> Int {
        // A new epoch may have begun since they were found: then it says anew what is old.
        guard let keptFrom = try keptFrom(), old.lastRow < keptFrom else { return 0 }
        for receipt in old.receipts {
            try forget(receipt)
        }
        try connection.run("DELETE FROM acknowledgement WHERE row < $1", keptFrom)
        try ServiceRequests.forget(upTo: old.lastRow, connection)
        try GivenRewards.forget(upTo: old.lastRow, connection)
        try ReturnedHere.forget(upTo: old.lastRow, connection)
        return try connection.run("DELETE FROM journal WHERE row <= $1", old.lastRow)
    }

    private func forget(_ old: OldReceipt) throws {
        try connection.run(
            "DELETE FROM receipt_reused WHERE day = $1 AND till = $2 AND receipt = $3 AND event = $4", old.day.number,
            old.till, old.receipt, old.event.bytes)
        let count = try connection.run(
            "DELETE FROM receipt WHERE day = $1 AND till = $2 AND receipt = $3 AND event = $4", old.day.number,
            old.till, old.receipt, old.event.bytes)
        guard count > 0 else { return }
        // One that came later under the same identity is not forgotten with the first, but takes its place.
        try connection.run(
            """
            INSERT INTO receipt (day, till, receipt, content, event, card, points, flags)
            SELECT day, till, receipt, content, event, card, points, flags FROM receipt_reused
            WHERE day = $1 AND till = $2 AND receipt = $3 LIMIT 1
            """, old.day.number, old.till, old.receipt)
        try connection.run(
            """
            DELETE FROM receipt_reused WHERE day = $1 AND till = $2 AND receipt = $3
            AND event = (SELECT event FROM receipt WHERE day = $1 AND till = $2 AND receipt = $3)
            """, old.day.number, old.till, old.receipt)
    }
}
