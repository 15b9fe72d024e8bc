import HTTP
import JSON
import Loyalty
import SyncProtocol

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
