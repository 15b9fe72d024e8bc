import Database
import Digest
import Loyalty
import SyncProtocol

/// The store's append-only record of what happened at its tills.
///
/// Always: `acknowledged <= head`; nothing above `acknowledged` is ever deleted; the chain of each row follows from the
/// row before it.
struct Journal {
    let store: StoreID
    let connection: Connection

    struct Epoch {
        let id: EpochID
        let firstRow: Int64

        func sequence(ofRow row: Int64) -> Int64 { row - firstRow + 1 }
        func row(ofSequence sequence: Int64) -> Int64 { firstRow + sequence - 1 }
    }

    struct Head {
        let epoch: Epoch
        let row: Int64
        let chain: Digest

        var position: Position { Position(sequence: epoch.sequence(ofRow: row), chain: chain) }
    }

    // MARK: where it stands

    func currentEpoch() throws -> Epoch {
        let epoch = try connection.first("SELECT id, first_row FROM epoch ORDER BY ordinal DESC LIMIT 1") {
            Epoch(id: EpochID($0.text(0)), firstRow: $0.integer(1))
        }
        guard let epoch else { preconditionFailure("a store's file has an epoch from its first start on") }
        return epoch
    }

    /// The same as `currentEpoch`, from memory where the journal grew lately.
    func epochNow() throws -> EpochID { try WriterMemory.of(connection)?.head.epoch.id ?? currentEpoch().id }

    func head() throws -> Head {
        let epoch = try currentEpoch()
        let last = try connection.first("SELECT row, chain FROM journal ORDER BY row DESC LIMIT 1") {
            (row: $0.integer(0), chain: Digest($0.blob(1)))
        }
        if let last, last.row >= epoch.firstRow, let chain = last.chain {
            return Head(epoch: epoch, row: last.row, chain: chain)
        }
        return Head(epoch: epoch, row: epoch.firstRow - 1, chain: Chain.start(store: store, epoch: epoch.id))
    }

    /// The position at a sequence of the current epoch; nil where the journal does not reach or no longer keeps it.
    func position(at sequence: Int64) throws -> Position? {
        let epoch = try currentEpoch()
        if sequence == 0 { return Position(sequence: 0, chain: Chain.start(store: store, epoch: epoch.id)) }
        return try connection.first("SELECT chain FROM journal WHERE row = $1", epoch.row(ofSequence: sequence)) {
            row in
            Digest(row.blob(0)).map { Position(sequence: sequence, chain: $0) }
        } ?? nil
    }

    func acknowledgedRow() throws -> Int64 { try Setting.acknowledgedRow.integer(connection) ?? 0 }

    // MARK: appending

    /// - Returns: the new row
    @discardableResult
    func append(_ id: EventID, recordedAt: Instant, body: [UInt8], personal: [UInt8]?) throws -> Int64 {
        let head = try WriterMemory.of(connection)?.head ?? head()
        let next = try append(
            after: head, id: id.bytes, recordedAt: recordedAt.milliseconds, body: body, personal: personal)
        WriterMemory.note(next, on: connection)
        return next.row
    }

    private func append(
        after head: Head, id: [UInt8], recordedAt: Int64, body: [UInt8], personal: [UInt8]?
    ) throws -> Head {
        let row = head.row + 1
        let chain = Chain.next(after: head.chain, sequence: head.epoch.sequence(ofRow: row), body: body)
        let statement = try connection.prepare(
            "INSERT INTO journal (row, id, recorded_at, body, personal, chain) VALUES ($1, $2, $3, $4, $5, $6)")
        statement.bind(1, row)
        statement.bind(2, id)
        statement.bind(3, recordedAt)
        personal.bind(to: statement, at: 5)
        chain.withUnsafeBytes { statement.bind(6, $0) }
        try statement.run(borrowing: body, at: 4)
        return Head(epoch: head.epoch, row: row, chain: chain)
    }

    // MARK: a new life

    enum EpochReason: String {
        case created
        /// The witness knows of a later sequence, or there is none: this file is a copy, or was put back from one.
        case behindWitness
        /// Central has events of this epoch that this file does not.
        case divergedFromCentral
        /// Central was restored and may lack events of earlier epochs.
        case centralRestored
        /// `edge restore` put this file in the place of another.
        case restored
    }

    /// How an epoch ended, as far as its machine knows: what it held is placed again only when central has all of it.
    struct EpochEnd {
        /// Nil where nobody knows: there was no witness.
        var lastSequence: Int64?
        /// This file has all of it, so that central will have it with the copies.
        var isWhole = false
    }

    /// Starts a new epoch and copies into it the events that central may lack, ids and bytes unchanged.
    /// - Parameter copyingAfter: the last row that central surely has
    /// - Parameter end: how the epoch before ended
    func startEpoch(
        _ id: EpochID, _ reason: EpochReason, copyingAfter: Int64, end: EpochEnd = EpochEnd(), at now: Instant
    ) throws {
        connection.known = nil
        let lastRow = try connection.integer("SELECT COALESCE(MAX(row), 0) FROM journal")
        try connection.run(
            "UPDATE epoch SET acknowledged_row = $1 WHERE ordinal = (SELECT MAX(ordinal) FROM epoch)",
            try acknowledgedRow())
        try connection.run(
            "UPDATE epoch SET last_sequence = $1, is_whole = $2 WHERE ordinal = (SELECT MAX(ordinal) FROM epoch)",
            end.lastSequence, end.isWhole)
        // What is copied is the new epoch's to account for.
        try connection.run(
            "UPDATE epoch SET acknowledged_row = MIN(acknowledged_row, $1)", copyingAfter)
        try connection.run(
            "INSERT INTO epoch (id, first_row, started_at, reason) VALUES ($1, $2, $3, $4)",
            id.rawValue, lastRow + 1, now.milliseconds, reason.rawValue)
        let epoch = Epoch(id: id, firstRow: lastRow + 1)
        var head = Head(epoch: epoch, row: lastRow, chain: Chain.start(store: store, epoch: id))
        var copied: Set<[UInt8]> = []
        var from = copyingAfter
        while let event = try nextEvent(after: from, upTo: lastRow) {
            from = event.row
            guard copied.insert(event.id).inserted else { continue }
            head = try append(
                after: head, id: event.id, recordedAt: event.recordedAt, body: event.body, personal: event.personal)
            // The card's own movement now belongs to the copy, which is what central will say that it includes.
            try connection.run("UPDATE movement SET row = $1 WHERE row = $2", head.row, event.row)
            try ServiceRequests.move(from: event.row, to: head.row, connection)
            try GivenRewards.move(from: event.row, to: head.row, connection)
            try ReturnedHere.move(from: event.row, to: head.row, connection)
            try CardChanges(connection: connection).move(from: event.row, to: head.row)
        }
        try Setting.copiedCount.set(Int64(copied.count), connection)
        try StoreCounters.forget(connection)
        try Setting.acknowledgedRow.set(lastRow, connection)
        guard copyingAfter == 0 else { return }
        // Every event that is kept stands in the new epoch, so that its old row says nothing more.
        try connection.run("DELETE FROM journal WHERE row <= $1", lastRow)
        try connection.run("DELETE FROM acknowledgement")
    }

    private struct StoredEvent {
        let row: Int64
        let id: [UInt8]
        let recordedAt: Int64
        let body: [UInt8]
        let personal: [UInt8]?
    }

    private func nextEvent(after row: Int64, upTo last: Int64) throws -> StoredEvent? {
        try connection.first(
            """
            SELECT row, id, recorded_at, body, personal FROM journal
            WHERE row > $1 AND row <= $2 ORDER BY row LIMIT 1
            """, row, last
        ) {
            StoredEvent(
                row: $0.integer(0), id: $0.blob(1), recordedAt: $0.integer(2), body: $0.blob(3),
                personal: $0.optionalBlob(4))
        }
    }
}
