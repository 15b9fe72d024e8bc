import Database
import Digest
import HTTP
import JSON
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

    private let address: NetworkAddress?

    init(aggregator: Aggregator, connection: Connection, now: Instant, address: NetworkAddress? = nil) {
        self.address = address
        self.aggregator = aggregator
        self.connection = connection
        self.now = now
    }

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

    private func position(_ store: StoreID, _ epoch: EpochID) throws -> Position {
        try connection.first(
            "SELECT sequence, chain FROM position WHERE store = $1 AND epoch = $2", store.rawValue, epoch.rawValue
        ) { row in
            guard let chain = Digest(row.blob(1)) else { preconditionFailure("a chain has 32 bytes") }
            return Position(sequence: row.integer(0), chain: chain)
        } ?? Position(sequence: 0, chain: Chain.start(store: store, epoch: epoch))
    }

    /// Whether central went through this very position. Another chain at the same sequence is another machine's journal:
    /// a clone went on where a restored central stood.
    private func passed(_ position: Position, _ store: StoreID, _ epoch: EpochID) throws -> Bool {
        try connection.integer(
            "SELECT COUNT(*) FROM passed WHERE store = $1 AND epoch = $2 AND sequence = $3 AND chain = $4",
            store.rawValue, epoch.rawValue, position.sequence, position.chain.bytes) > 0
    }

    private func set(_ position: Position, _ header: UploadHeader, recordedAt: Int64?) throws {
        try connection.run(
            """
            INSERT INTO passed (store, epoch, sequence, chain, at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (store, epoch, sequence) DO UPDATE SET chain = excluded.chain, at = excluded.at
            """, header.store.rawValue, header.epoch.rawValue, position.sequence, position.chain.bytes, now.milliseconds
        )
        try connection.run(
            """
            INSERT INTO position (store, epoch, sequence, chain, opened_at, last_at, address, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $5, $6, $7)
            ON CONFLICT (store, epoch) DO UPDATE SET
                sequence = excluded.sequence, chain = excluded.chain, last_at = excluded.last_at,
                address = COALESCE(excluded.address, position.address),
                recorded_at = CASE WHEN COALESCE(excluded.recorded_at, 0) > COALESCE(position.recorded_at, 0)
                    THEN excluded.recorded_at ELSE COALESCE(position.recorded_at, 0) END
            """, header.store.rawValue, header.epoch.rawValue, position.sequence, position.chain.bytes,
            now.milliseconds, address?.description, recordedAt)
        try connection.run(
            "UPDATE store SET last_upload_at = $1 WHERE id = $2", now.milliseconds, header.store.rawValue)
    }

    private func note(_ header: UploadHeader) throws {
        var writer = JSONWriter()
        header.report.write(to: &writer)
        try connection.run(
            "UPDATE store SET last_seen_at = $1, clock_offset = $2, report = $3 WHERE id = $4", now.milliseconds,
            header.clock.milliseconds - now.milliseconds, writer.text, header.store.rawValue)
    }

    // MARK: events

    /// An event of an upload, where it stands in its journal.
    struct PlacedEvent {
        let event: UploadedEvent
        let place: EventPlace
    }

    /// - Returns: how many were set aside
    private func applyEach(_ items: [PlacedEvent], _ facts: Facts) throws -> Int64 {
        try items.reduce(0) { aside, item in
            do {
                return try aside + connection.savepoint { try apply([item], facts) }
            } catch let error as DatabaseError where error.isConstraint {
                facts.forget()
                let reason = BadInput(code: "cannotApply", field: "", message: error.message)
                return try aside + apply([item], facts, settingAside: reason)
            }
        }
    }

    /// Keeps all of them, and writes the facts that follow from those that were not here yet.
    /// - Parameter reason: why no fact follows from them; nil where facts do
    /// - Returns: how many were set aside
    private func apply(
        _ items: [PlacedEvent], _ facts: Facts, settingAside reason: BadInput? = nil
    ) throws -> Int64 {
        let numbers = try insert(items)
        if reason == nil {
            try facts.expect(zip(items, numbers).filter { $1 != nil }.map(\.0.event))
        }
        var aside: Int64 = 0
        for (item, number) in zip(items, numbers) {
            do {
                if let reason, number != nil { throw reason }
                try apply(item, number, facts)
            } catch let error as BadInput {
                // Facts complain of an event before they write anything of it but its counters.
                if try setAside(item.event, at: item.place, error) { aside += 1 }
            }
        }
        try facts.write()
        return aside
    }

    /// - Parameter number: nil where the event is here already, or has no id
    private func apply(_ item: PlacedEvent, _ number: Int64?, _ facts: Facts) throws {
        guard item.event.id != nil else { throw self.reason(item.event) }
        guard let number else {
            if case .success(let event) = item.event.result { try facts.seenAgain(event, at: item.place) }
            return
        }
        try facts.apply(try item.event.result.get(), item.event, event: number, at: item.place)
    }

    /// Writes the bodies of those that are not here yet.
    /// - Returns: their numbers; nil for one that is here already, or has no id
    func insert(_ items: [PlacedEvent]) throws -> [Int64?] {
        let known = items.filter { $0.event.id != nil }
        let numbers = try connection.newNumbers(known.count, of: .event)
        var fresh: Set<Int64> = []
        try connection.runEach(
            "INSERT INTO event_once (store, id, event) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING event",
            zip(known, numbers).map { (item: $0, number: $1) }
        ) { one, statement in
            statement.bind(1, one.item.place.store.rawValue)
            statement.bind(2, one.item.event.id?.bytes ?? [])
            statement.bind(3, one.number)
        } read: {
            fresh.insert($0.integer(0))
        }
        let new = zip(known, numbers).filter { fresh.contains($1) }.map { (item: $0, number: $1) }
        try connection.runEach("INSERT INTO event (n, store, received_at, body) VALUES ($1, $2, $3, $4)", new) {
            one, statement in
            statement.bind(1, one.number)
            statement.bind(2, one.item.place.store.rawValue)
            statement.bind(3, now.milliseconds)
            statement.bind(4, one.item.event.body)
        }
        try connection.runEach(
            "INSERT INTO personal (event, store, body) VALUES ($1, $2, $3)",
            new.filter { $0.item.event.personalLine != nil }
        ) { one, statement in
            statement.bind(1, one.number)
            statement.bind(2, one.item.place.store.rawValue)
            statement.bind(3, one.item.event.personalLine ?? [])
        }
        var next = numbers.makeIterator()
        return items.map { item in
            guard item.event.id != nil, let number = next.next() else { return nil }
            return fresh.contains(number) ? number : nil
        }
    }

    private func reason(_ item: UploadedEvent) -> BadInput {
        if case .failure(let error) = item.result { return error }
        return BadInput.missing("id")
    }

    /// - Returns: false where it is here already
    private func setAside(_ item: UploadedEvent, at place: EventPlace, _ reason: BadInput) throws -> Bool {
        // Without an id only its bytes tell that it came before, in another epoch.
        if item.id == nil, try AsideEvents(connection: connection).hasLine(item.body, of: place.store) { return false }
        Log.warning(
            "setAside",
            [
                "store": place.store.rawValue, "epoch": place.epoch.rawValue, "sequence": "\(place.sequence)",
                "reason": reason.code,
            ])
        try connection.run(
            """
            INSERT INTO aside (store, epoch, sequence, event, reason, detail, body, received_at, personal)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            """,
            place.store.rawValue, place.epoch.rawValue, place.sequence, item.id?.bytes, reason.code,
            AsideEvents.detail(reason), item.body, now.milliseconds, item.id == nil ? item.personalLine : nil)
        return true
    }
}

extension Aggregator {
    /// Events of an upload's first transaction: few, so that the writer need not wait long for them.
    static let firstPieceEvents = 200
    /// How many times as many events each further one has: while one is written, the caller's thread reads the next,
    /// which takes a third of the time. The fewer transactions, the fewer pages are written twice.
    static let pieceGrowth = 3

    /// Takes an upload in, piece by piece; what was committed stays, whatever becomes of the rest.
    /// - Parameter address: where it came from
    func receive(
        _ text: [UInt8], from store: StoreID, at address: NetworkAddress? = nil, _ responder: any Responder
    ) throws {
        let upload = try UploadText(text)
        guard upload.header.store == store else {
            throw Problem(403, "otherStore", "The upload says store \(upload.header.store), the address \(store).")
        }
        guard upload.header.central == nil || upload.header.central == identity.id else {
            throw Problem(
                409, "wrongCentral", "The store belongs to another central.", next: "Check the address in edge.json.")
        }
        let now = clock.now()
        let progress = Inbox.Progress()
        var start = 0
        var number = 0
        var pieceEvents = Self.firstPieceEvents
        repeat {
            let end = min(start + pieceEvents, upload.eventCount)
            let events = upload.items(start..<end)
            let isLast = end == upload.eventCount
            let piece = number
            database.submit(.store(store.rawValue)) { [self] connection in
                try Inbox(aggregator: self, connection: connection, now: now, address: address)
                    .take(events, piece: piece, of: upload.header, progress)
            } completion: { [self] result in
                switch result {
                case .failure(let error): responder.send(error)
                case .success where isLast:
                    responder.send(answer(progress, last: piece, now))
                    if progress.hasReleases { publishSoon() }
                case .success: break
                }
            }
            start = end
            number += 1
            pieceEvents *= Self.pieceGrowth
        } while start < upload.eventCount
    }

    private func answer(_ progress: Inbox.Progress, last number: Int, _ now: Instant) -> Response {
        guard let last = progress.pieces[number] else { preconditionFailure("the last piece was taken or refused") }
        let answer = UploadAnswer(
            central: identity, position: last.position, aside: progress.aside, clock: now,
            lacksEarlier: progress.lacksEarlier)
        return .json(
            JSONWriter.object { object in
                answer.write(to: &object)
                if !last.isAccepted {
                    object.field("code", "positionDiffers")
                    object.field("status", 409)
                    object.field("detail", "Central stands elsewhere in this journal; go on from there.")
                }
            }, status: last.isAccepted ? 200 : 409)
    }
}
