import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// An upload's text, cut into events; each is read when its turn comes.
struct UploadText: Sendable {
    /// An event's line, and that of its personal fields.
    private struct Frame: Sendable {
        let event: ArraySlice<UInt8>
        var personal: ArraySlice<UInt8>?
    }

    let header: UploadHeader
    private let frames: [Frame]

    /// - Throws: `BadInput` where the header or the frames are wrong, `Problem` 413 for too many events
    init(_ text: [UInt8]) throws {
        let lines = text.lines()
        guard let first = lines.first else {
            throw BadInput(code: "emptyUpload", field: "", message: "has no header line")
        }
        header = try first.withUnsafeBytes { try UploadHeader(json: JSONDocument($0).root) }
        var frames: [Frame] = []
        frames.reserveCapacity(lines.count)
        for line in lines.dropFirst() {
            if line.starts(with: Personal.lineStart) {
                guard frames.last?.personal == nil, !frames.isEmpty else {
                    throw BadInput(
                        code: "strayPersonal", field: "", message: "personal fields without an event before them")
                }
                frames[frames.count - 1].personal = line
            } else {
                frames.append(Frame(event: line))
            }
        }
        guard frames.count <= UploadHeader.eventsMax else {
            throw Problem(
                413, "tooManyEvents", "The upload has \(frames.count) events, at most \(UploadHeader.eventsMax).",
                next: "Send it in smaller pieces.")
        }
        self.frames = frames
    }

    var eventCount: Int { frames.count }

    func items(_ range: Range<Int>) -> [UploadedEvent] {
        frames[range].map { UploadedEvent($0.event, personal: $0.personal) }
    }
}

/// One event of an upload, read as far as it can be. A class, since it goes from list to list on its way into the tables,
/// and has dozens of parts.
final class UploadedEvent: Sendable {
    let body: [UInt8]
    let personal: Personal?
    let personalLine: [UInt8]?
    let result: Result<Event, BadInput>
    /// Known even where the rest of the event cannot be read.
    let id: EventID?
    /// SHA-256 of the body, for the chain.
    let bodyDigest: Digest
    /// Of a purchase: equal for the same purchase in whichever event it comes.
    let content: [UInt8]?

    init(_ line: ArraySlice<UInt8>, personal personalLine: ArraySlice<UInt8>?) {
        body = Array(line)
        bodyDigest = Digest.sha256(body)
        self.personalLine = personalLine.map { Array($0) }
        personal = personalLine.flatMap { line in
            (try? line.withUnsafeBytes { try JSONDocument($0).root }).flatMap(Personal.init(json:))
        }
        var id: EventID?
        do {
            let json = try line.withUnsafeBytes { try JSONDocument($0).root }
            id = json["id"]?.string.flatMap(EventID.init(hex:))
            result = .success(try Event(json: json))
        } catch {
            let input = error as? BadInput ?? (error as? JSONSyntaxError).map(BadInput.init)
            result = .failure(input ?? BadInput(code: "notJSON", field: "", message: "\(error)"))
        }
        self.id = id
        if case .success(let event) = result, case .purchase(let recorded) = event.content {
            content = Facts.content(recorded.purchase)
        } else {
            content = nil
        }
    }
}
