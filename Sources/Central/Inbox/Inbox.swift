import Database
import HTTP
import Loyalty
import SyncProtocol

/// Takes in what stores upload: raw events, positions and the facts that follow, in one transaction.
///
/// Always: an event is applied once, whatever its epoch; a position moves only with the events before it; an event that
/// cannot be applied is set aside and blocks nothing.
struct Inbox {
    let aggregator: Aggregator
    let connection: Connection
    let now: Instant
    /// Where the upload came from.
    var address: NetworkAddress?

    /// Where an upload stands while its pieces are written one after the other; used by the writer only.
    final class Progress: @unchecked Sendable {
        struct Piece {
            var position: Position
            var aside: Int64 = 0
            /// False: the sender stands elsewhere than central, or a piece before failed; nothing more is taken.
            var isAccepted = true
            /// A store gave up what another may wait for.
            var hasReleases = false
        }

        /// By number; writing a piece again replaces what is known of it.
        fileprivate(set) var pieces: [Int: Piece] = [:]
        /// An earlier epoch of the store is behind what was acknowledged once.
        fileprivate(set) var lacksEarlier = false

        var hasReleases: Bool { pieces.values.contains { $0.hasReleases } }
        var aside: Int64 { pieces.values.reduce(0) { $0 + $1.aside } }
    }

    /// Takes the next events of an upload in.
    func take(_ events: [UploadedEvent], piece number: Int, of header: UploadHeader, _ progress: Progress) throws {
        let position = try position(header.store, header.epoch)
        if number == 0 {
            try note(header)
            if header.firstMet == aggregator.identity.incarnation {
                try PointsLedger(connection: connection).heard(header.store, nil)
            }
            progress.lacksEarlier = try header.earlier.contains { epoch, position in
                try !passed(position, header.store, epoch)
            }
        }
        // A piece before this one that could not be committed leaves the position where it was.
        let before = number == 0 ? Progress.Piece(position: header.after) : progress.pieces[number - 1]
        guard let before, before.isAccepted, before.position == position else {
            progress.pieces[number] = Progress.Piece(position: position, isAccepted: false)
            return
        }
        do {
            progress.pieces[number] = try connection.savepoint {
                try write(events, after: position, of: header, isCareful: false)
            }
        } catch let error as DatabaseError where error.isConstraint {
            progress.pieces[number] = try write(events, after: position, of: header, isCareful: true)
        }
    }

    /// - Parameter isCareful: take each event by itself, because one of them breaks a constraint; it is dear
    private func write(
        _ events: [UploadedEvent], after position: Position, of header: UploadHeader, isCareful: Bool
    ) throws -> Progress.Piece {
        let facts = Facts(self, header.store, header.epoch)
        var piece = Progress.Piece(position: position)
        var recordedAt: Int64?
        var items: [PlacedEvent] = []
        items.reserveCapacity(events.count)
        for event in events {
            if case .success(let event) = event.result {
                recordedAt = max(recordedAt ?? 0, event.recordedAt.milliseconds)
            }
            let sequence = piece.position.sequence + 1
            let chain = Chain.next(
                after: piece.position.chain, sequence: sequence, bodyDigest: event.bodyDigest)
            piece.position = Position(sequence: sequence, chain: chain)
            items.append(
                PlacedEvent(
                    event: event, place: EventPlace(store: header.store, epoch: header.epoch, sequence: sequence)))
        }
        piece.aside = isCareful ? try applyEach(items, facts) : try apply(items, facts)
        if !events.isEmpty { try set(piece.position, header, recordedAt: recordedAt) }
        if !header.ended.isEmpty {
            try EndedEpochs(connection: connection, now: now).close(header, current: piece.position)
        }
        piece.hasReleases = facts.hasReleases
        if facts.hasSales {
            try connection.run(
                "UPDATE store SET last_sale_at = $1 WHERE id = $2", now.milliseconds, header.store.rawValue)
        }
        try connection.run(
            "UPDATE store SET last_success_at = $1 WHERE id = $2", now.milliseconds, header.store.rawValue)
        return piece
    }
}
