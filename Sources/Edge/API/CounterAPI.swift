import HTTP
import JSON
import SyncProtocol

/// What tills ask and tell at the counter that is neither a basket nor a purchase.
extension StoreAPI {
    private static let bodyBytesMax = 16 * 1024

    static func counterRoutes(_ agent: Agent) -> [Route] {
        [
            // The slow hash is no work for a server's own thread.
            .working("POST", "/v1/pins/verify", roles: [.till], bodyBytesMax: bodyBytesMax) { request in
                let json = try JSONDocument(request.body).root
                let person = try agent.pins.verify(
                    person: PersonID(try json.requiredText("person")), pin: try json.requiredText("pin"),
                    at: request.principal?.subject ?? "", for: "verify")
                return .json(
                    JSONWriter.object { object in
                        object.field("person", person.id.rawValue)
                        object.field("role", person.role.rawValue)
                    })
            },
            counted("/v1/complaints", CounterService(agent: agent).complain),
            counted("/v1/cards/block", CounterService(agent: agent).block),
            counted("/v1/cards/replace", CounterService(agent: agent).replace),
            counted("/v1/returns", CounterService(agent: agent).giveBack),
            counted("/v1/returns/check", CounterService(agent: agent).checkReturn),
            counted("/v1/rewards", CounterService(agent: agent).reward),
            counted("/v1/voids", CounterService(agent: agent).void),
            counted("/v1/claims", CounterService(agent: agent).claim),
        ] + basketRoutes(agent)
    }

    /// What is done once, by the till's id.
    private static func counted(
        _ path: String, _ work: @escaping @Sendable (JSONValue, String) throws -> [UInt8]
    ) -> Route {
        .working("POST", path, roles: [.till], bodyBytesMax: bodyBytesMax) { request in
            .json(try work(JSONDocument(request.body).root, request.principal?.subject ?? ""))
        }
    }

    private static func basketRoutes(_ agent: Agent) -> [Route] {
        [
            .working("POST", "/v1/baskets", roles: [.till]) { request in
                let wish = try Baskets.Wish(JSONDocument(request.body).root, till: request.principal?.subject ?? "")
                let now = agent.clock.now()
                let isNew = try agent.database.write { try Baskets(connection: $0, now: now).put(wish) }
                return .json(
                    JSONWriter.object { object in
                        object.field("id", wish.id)
                        object.field("till", wish.till)
                        object.field("lines", wish.lines)
                        object.field("totalMinor", wish.totalMinor)
                    }, status: isNew ? 201 : 200)
            },
            .working("GET", "/v1/baskets", roles: [.till]) { _ in
                let now = agent.clock.now()
                return .json(
                    try agent.database.read { connection in
                        try JSONWriter.object { try Baskets(connection: connection, now: now).write(to: &$0) }
                    })
            },
            .working("POST", "/v1/baskets/{id}/take", roles: [.till], bodyBytesMax: bodyBytesMax) { request in
                let json = request.body.isEmpty ? nil : try JSONDocument(request.body).root
                let till = try json?.optionalText("till") ?? request.principal?.subject ?? ""
                let (id, now) = (request.parameters[0], agent.clock.now())
                let basket = try agent.database.write { try Baskets(connection: $0, now: now).take(id, by: till) }
                return .json(
                    JSONWriter.object { object in
                        object.field("id", id)
                        object.field("basket", raw: basket)
                    })
            },
        ]
    }
}

extension JSONValue {
    /// A member's text, which is not empty and has at most 200 bytes.
    /// - Throws: `BadInput` with `wrongType`, `missingField`, `tooLong`, never with the text itself
    func requiredText(_ name: String, bytesMax: Int = 200) throws -> String {
        guard let text = try optionalText(name, bytesMax: bytesMax) else { throw BadInput.missing(name) }
        return text
    }

    /// Nil also for an empty text, which tills send for what they do not have.
    func optionalText(_ name: String, bytesMax: Int = 200) throws -> String? {
        guard kind == .object else { throw BadInput.wrongType("", wanted: "object", got: self) }
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw BadInput.wrongType(name, wanted: "string", got: value) }
        guard text.utf8.count <= bytesMax else {
            throw BadInput(code: "tooLong", field: name, message: "is longer than \(bytesMax) bytes")
        }
        return text.isEmpty ? nil : text
    }
}
