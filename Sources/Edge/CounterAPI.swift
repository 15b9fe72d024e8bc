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
            }
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
