import Database
import HTTP
import JSON
import Loyalty

/// Events that were set aside: seen by the central team, tried again and dismissed by administrators.
extension CentralAPI {
    static func eventRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("GET", "/v1/events", roles: [.central, .admin]) { request in
                let store = request.query["store"].flatMap { $0.isEmpty ? nil : StoreID($0) }
                let after = try request.query["after"].flatMap { $0.isEmpty ? nil : $0 }.map(place)
                return .json(try aggregator.database.read { try list($0, store, after) })
            },
            .working("GET", "/v1/events/show", roles: [.central, .admin]) { request in
                let place = try place(request.query["event"] ?? "")
                return .json(try aggregator.database.read { try whole($0, place) })
            },
            .working("POST", "/v1/events/retry", roles: [.admin], bodyBytesMax: bodyBytesMax) { request in
                let wish = try EventsWish(JSONDocument(request.body).root)
                let outcome =
                    try wish.all
                    ? aggregator.retryAllAside(of: wish.store, by: Actor(request))
                    : aggregator.retryAside(wish.events, by: Actor(request))
                return .json(JSONWriter.object { outcome.write("applied", to: &$0) })
            },
            .working("POST", "/v1/events/dismiss", roles: [.admin], bodyBytesMax: bodyBytesMax) { request in
                let json = try JSONDocument(request.body).root
                let wish = try EventsWish(json)
                guard let reason = json["reason"]?.string, !reason.isEmpty else { throw BadInput.missing("reason") }
                guard reason.utf8.count <= reasonBytesMax else {
                    throw BadInput(code: "tooLong", field: "reason", message: "wants at most \(reasonBytesMax) bytes")
                }
                let events =
                    try wish.all
                    ? aggregator.database.read { connection in
                        try AsideEvents(connection: connection).open(
                            store: wish.store, after: nil, max: EventsWish.eventsMax
                        ).map(\.place.text)
                    } : wish.events
                let outcome = try aggregator.dismissAside(events, because: reason, by: Actor(request))
                return .json(JSONWriter.object { outcome.write("dismissed", to: &$0) })
            },
        ]
    }

    private static let bodyBytesMax = 256 * 1024
    private static let reasonBytesMax = 400

    private static func place(_ text: String) throws -> EventPlace {
        guard let place = EventPlace(text) else {
            throw BadInput(code: "badQuery", field: "event", message: "wants STORE/EPOCH/SEQUENCE, as the list has it")
        }
        return place
    }

    private static func list(_ connection: Connection, _ store: StoreID?, _ after: EventPlace?) throws -> [UInt8] {
        let entries = try AsideEvents(connection: connection).open(
            store: store, after: after, max: AsideEvents.rowsMax + 1)
        return JSONWriter.object { object in
            object.array("events") { list in
                for entry in entries.prefix(AsideEvents.rowsMax) { list.object { entry.write(to: &$0) } }
            }
            if entries.count > AsideEvents.rowsMax { object.field("next", entries[AsideEvents.rowsMax - 1].place.text) }
        }
    }

    private static func whole(_ connection: Connection, _ place: EventPlace) throws -> [UInt8] {
        guard let entry = try AsideEvents(connection: connection).entry(at: place) else {
            throw Problem(404, "unknownEvent", "Nothing is set aside at \(place.text).", next: "vuelve events list")
        }
        let personal = try entry.event.flatMap { id in
            try connection.first(
                "SELECT p.body FROM event_once o JOIN personal p ON p.event = o.event AND p.store = o.store WHERE o.store = $1 AND o.id = $2",
                place.store.rawValue, id
            ) { $0.blob(0) }
        }
        return JSONWriter.object { entry.writeWhole(personal: personal, to: &$0) }
    }
}

/// Which events somebody means: `{"events": ["042/…/17"]}`, or `{"all": true}` with a store or without.
private struct EventsWish {
    let events: [String]
    let all: Bool
    let store: StoreID?

    static let eventsMax = 1_000

    init(_ json: JSONValue) throws {
        all = json["all"]?.boolean ?? false
        store = json["store"]?.string.map(StoreID.init(rawValue:))
        events = (json["events"]?.array ?? []).compactMap(\.string)
        guard all || !events.isEmpty else { throw BadInput.missing("events") }
        guard events.count <= Self.eventsMax else {
            throw BadInput(code: "tooManyRows", field: "events", message: "at most \(Self.eventsMax) at once, or all")
        }
    }
}
