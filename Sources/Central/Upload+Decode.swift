import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// An upload's text, taken apart before it reaches the writer.
struct DecodedUpload: Sendable {
    struct Item: Sendable {
        let body: [UInt8]
        let personal: Personal?
        let personalLine: [UInt8]?
        let result: Result<Event, BadInput>
        /// Known even where the rest of the event cannot be read.
        let id: EventID?
    }

    let header: UploadHeader
    let items: [Item]

    /// - Throws: `BadInput` where the header or the frame is wrong; an event that cannot be read is an item's `result`
    init(_ text: [UInt8]) throws {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        guard let first = lines.first else {
            throw BadInput(code: "emptyUpload", field: "", message: "has no header line")
        }
        header = try first.withUnsafeBytes { try UploadHeader(json: JSONDocument($0).root) }
        var items: [Item] = []
        items.reserveCapacity(lines.count)
        for line in lines.dropFirst() {
            if line.starts(with: Personal.lineStart) {
                guard let event = items.popLast(), event.personalLine == nil else {
                    throw BadInput(
                        code: "strayPersonal", field: "", message: "personal fields without an event before them")
                }
                items.append(Self.item(event, personal: line))
            } else {
                items.append(Self.item(line))
            }
        }
        guard items.count <= UploadHeader.eventsMax else {
            throw Problem(
                413, "tooManyEvents", "The upload has \(items.count) events, at most \(UploadHeader.eventsMax).",
                next: "Send it in smaller pieces.")
        }
        self.items = items
    }

    private static func item(_ line: ArraySlice<UInt8>) -> Item {
        let body = Array(line)
        do {
            let json = try line.withUnsafeBytes { try JSONDocument($0).root }
            let id = json["id"]?.string.flatMap(EventID.init(hex:))
            let result: Result<Event, BadInput>
            do {
                result = .success(try Event(json: json))
            } catch let error as BadInput {
                result = .failure(error)
            }
            return Item(body: body, personal: nil, personalLine: nil, result: result, id: id)
        } catch {
            let input =
                (error as? JSONSyntaxError).map(BadInput.init)
                ?? BadInput(code: "notJSON", field: "", message: "\(error)")
            return Item(body: body, personal: nil, personalLine: nil, result: .failure(input), id: nil)
        }
    }

    private static func item(_ event: Item, personal line: ArraySlice<UInt8>) -> Item {
        let personal = (try? line.withUnsafeBytes { try JSONDocument($0).root }).flatMap(Personal.init(json:))
        return Item(
            body: event.body, personal: personal, personalLine: Array(line), result: event.result, id: event.id)
    }
}
