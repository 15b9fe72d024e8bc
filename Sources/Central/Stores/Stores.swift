import Database
import HTTP
import JSON
import Loyalty

/// A store as head office registered it.
struct StoreRecord: Sendable {
    var id: StoreID
    var name: String
    var timeZone: String
    var region: String
    var openingHours: String

    /// - Throws: `BadInput` for an id that cannot stand in an address, or a zone that is none
    init(json: JSONValue) throws {
        guard json.kind == .object else { throw BadInput.wrongType("", wanted: "object", got: json) }
        guard let id = json["id"]?.string else { throw BadInput.missing("id") }
        self.id = StoreID(id)
        guard self.id.isValid else {
            throw BadInput(
                code: "badValue", field: "id", message: "\"\(id)\" wants letters, digits, -, _ and ., at most 40")
        }
        name = json["name"]?.string ?? id
        timeZone = json["timeZone"]?.string ?? ""
        guard timeZone.isEmpty || Zone(timeZone) != nil else {
            throw BadInput(
                code: "badValue", field: "timeZone", message: "\"\(timeZone)\" is no zone such as America/Mexico_City")
        }
        region = json["region"]?.string ?? ""
        openingHours = json["openingHours"]?.string ?? ""
    }
}

extension Aggregator {
    /// Registers a store and gives it its first token. A known store is refused: `rotate-token` gives another.
    func add(_ store: StoreRecord, by actor: Actor) throws -> String {
        let now = clock.now()
        let token = Token.make(randomness)
        try changeTokens { [self, programme] connection in
            let added = try connection.run(
                """
                INSERT INTO store (id, name, time_zone, region, opening_hours, created_at) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT DO NOTHING
                """, store.id.rawValue, store.name, store.timeZone.isEmpty ? programme.timeZone : store.timeZone,
                store.region, store.openingHours, now.milliseconds)
            guard added == 1 else {
                throw Problem(
                    409, "storeExists", "Store \(store.id) is registered already.",
                    next: "vuelve central rotate-token \(store.id) gives it another token.")
            }
            _ = try Self.insert(token, .store, store.id.rawValue, connection, now)
            try Audit(connection: connection, now: now).record(.storeAdded, store.id.rawValue, by: actor) {
                $0.field("name", store.name)
            }
            // In the same commit: a store that is registered and gets no programme would stay so until a restart.
            _ = try writeRules(to: [store.id], connection)
            _ = try writePins(of: nil, to: [store.id], connection)
        }
        return token
    }
}
