import Database
import Digest
import Loyalty
import SyncProtocol

extension Journal {
    /// Events in journal order, ready to send: their lines, and where they end.
    struct Batch {
        let epoch: Epoch
        let after: Position
        let lines: [UInt8]
        let count: Int
        let last: Position
    }

    /// The next events after a position of the current epoch; nil where there is none.
    func batch(after position: Position, eventsMax: Int, bytesMax: Int) throws -> Batch? {
        let epoch = try currentEpoch()
        var lines: [UInt8] = []
        var count = 0
        var last = position
        let statement = try connection.prepare(
            "SELECT id, body, personal, chain FROM journal WHERE row > $1 ORDER BY row LIMIT $2")
        statement.bind(1, epoch.row(ofSequence: position.sequence))
        statement.bind(2, Int64(eventsMax))
        defer { statement.reset() }
        while try statement.step() {
            let row = statement.row
            let body = row.blob(1)
            let personal = row.optionalBlob(2) ?? []
            if count > 0, lines.count + body.count + personal.count > bytesMax { break }
            lines += body
            lines.append(UInt8(ascii: "\n"))
            if !personal.isEmpty {
                lines += personal
                lines.append(UInt8(ascii: "\n"))
            }
            guard let chain = Digest(row.blob(3)) else { preconditionFailure("a chain has 32 bytes") }
            count += 1
            last = Position(sequence: last.sequence + 1, chain: chain)
        }
        return count == 0 ? nil : Batch(epoch: epoch, after: position, lines: lines, count: count, last: last)
    }

    /// Earlier epochs of which events are kept, each with its last position that central acknowledged. The events that
    /// it had not were copied into a later epoch.
    func earlierEpochs(max count: Int) throws -> [EpochID: Position] {
        let epochs = try connection.query(
            "SELECT id, first_row, acknowledged_row FROM epoch ORDER BY ordinal DESC LIMIT $1", count + 1
        ) { (id: EpochID($0.text(0)), firstRow: $0.integer(1), acknowledged: $0.optionalInteger(2)) }
        let oldest = try connection.integer("SELECT COALESCE(MIN(row), 0) FROM journal")
        return try epochs.dropFirst().reduce(into: [:]) { earlier, epoch in
            guard let acknowledged = epoch.acknowledged, acknowledged >= max(epoch.firstRow, oldest),
                let chain = try connection.first(
                    "SELECT chain FROM journal WHERE row = $1", acknowledged, read: { Digest($0.blob(0)) }) ?? nil
            else { return }
            earlier[epoch.id] = Position(sequence: acknowledged - epoch.firstRow + 1, chain: chain)
        }
    }

    /// Epochs of this file that are over, of which it knows how far they went.
    func endedEpochs(max count: Int) throws -> [EpochID: EndedEpoch] {
        try connection.query(
            """
            SELECT id, last_sequence, is_whole FROM epoch WHERE last_sequence IS NOT NULL
            ORDER BY ordinal DESC LIMIT $1
            """, count
        ) { (id: EpochID($0.text(0)), end: EndedEpoch(last: $0.integer(1), isWhole: $0.boolean(2))) }
        .reduce(into: [:]) { $0[$1.id] = $1.end }
    }

    /// Central has everything up to this sequence of the current epoch.
    /// - Parameter at: by central's clock
    func acknowledge(_ sequence: Int64, at: Instant) throws {
        let row = try currentEpoch().row(ofSequence: sequence)
        try Setting.acknowledgedRow.set(row, connection)
        try connection.run(
            "INSERT INTO acknowledgement (day, row) VALUES ($1, $2) ON CONFLICT (day) DO UPDATE SET row = excluded.row",
            at.milliseconds / 86_400_000, row)
    }

    struct Waiting: Equatable {
        var count: Int64
        var oldestAt: Instant?
    }

    /// What central has not acknowledged.
    func waiting() throws -> Waiting {
        let acknowledged = try acknowledgedRow()
        let count = try connection.integer("SELECT COALESCE(MAX(row), 0) FROM journal") - acknowledged
        let oldest = try connection.first(
            "SELECT recorded_at FROM journal WHERE row > $1 ORDER BY row LIMIT 1", acknowledged
        ) { Instant(milliseconds: $0.integer(0)) }
        return Waiting(count: max(0, count), oldestAt: oldest)
    }
}
