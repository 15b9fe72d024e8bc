import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// PINs, given and taken by administrators.
extension CentralAPI {
    static func pinRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("POST", "/v1/pins", roles: [.admin], bodyBytesMax: 4096) { request in
                let json = try JSONDocument(request.body).root
                let wish = try PinWish(json)
                guard let text = json["role"]?.string else { throw BadInput.missing("role") }
                guard let role = Person.Role(rawValue: text) else {
                    throw BadInput(code: "badValue", field: "role", message: "wants cashier or supervisor")
                }
                guard let pin = json["pin"]?.string else { throw BadInput.missing("pin") }
                try aggregator.setPIN(
                    pin, of: Person(id: wish.person, role: role), at: wish.place, by: Actor(request))
                return wish.done("set", status: 201)
            },
            .working("POST", "/v1/pins/unlock", roles: [.admin], bodyBytesMax: 4096) { request in
                let wish = try PinWish(JSONDocument(request.body).root)
                try aggregator.unlockPIN(of: wish.person, at: wish.place, by: Actor(request))
                return wish.done("unlocked")
            },
            .working("POST", "/v1/pins/remove", roles: [.admin], bodyBytesMax: 4096) { request in
                let wish = try PinWish(JSONDocument(request.body).root)
                try aggregator.removePIN(of: wish.person, at: wish.place, by: Actor(request))
                return wish.done("removed")
            },
            .working("GET", "/v1/pins", roles: [.central, .admin]) { _ in
                .json(
                    try aggregator.database.read { connection in
                        try JSONWriter.object { try Pins(connection: connection).write(to: &$0) }
                    })
            },
            .working("GET", "/v1/pins/tries", roles: [.central, .admin]) { request in
                let store = request.query["store"].flatMap { $0.isEmpty ? nil : StoreID($0) }
                let before = try request.integer("before", in: 1...Int64.max) ?? Int64.max
                return .json(
                    try aggregator.database.read { connection in
                        try JSONWriter.object {
                            try Pins(connection: connection).writeTries(of: store, before: before, to: &$0)
                        }
                    })
            },
        ]
    }
}

/// Whose PIN somebody means, and where: `{"person": "17", "store": "042"}`, or `{"person": "17", "all": true}`.
private struct PinWish {
    let person: PersonID
    let place: Pins.Place

    init(_ json: JSONValue) throws {
        guard json.kind == .object else { throw BadInput.wrongType("", wanted: "object", got: json) }
        guard let person = json["person"]?.string.map(PersonID.init(rawValue:)) else {
            throw BadInput.missing("person")
        }
        guard person.isValid else {
            throw BadInput(code: "badValue", field: "person", message: "wants letters, digits, -, _ and ., at most 40")
        }
        self.person = person
        if json["all"]?.boolean == true {
            place = .all
        } else {
            guard let store = json["store"]?.string else { throw BadInput.missing("store") }
            place = .store(StoreID(store))
        }
    }

    func done(_ what: StaticString, status: Int = 200) -> Response {
        .json(
            JSONWriter.object { object in
                object.field("person", person.rawValue)
                if case .store(let store) = place { object.field("store", store.rawValue) }
                if place == .all { object.field("all", true) }
                object.field(what, true)
            }, status: status)
    }
}
