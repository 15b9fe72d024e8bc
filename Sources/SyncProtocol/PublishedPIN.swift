import Digest
import JSON
import Loyalty

/// Somebody who works at a till, as the chain numbers them; the `cashier` and `supervisor` of a receipt.
public struct PersonID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// 1 to 40 letters, digits, `-`, `_` and `.`.
    public var isValid: Bool { StoreID(rawValue).isValid }
}

/// Who proved to be there, by a PIN.
public struct Person: Sendable, Equatable {
    public enum Role: String, Sendable, CaseIterable { case cashier, supervisor }

    public let id: PersonID
    public let role: Role

    public init(id: PersonID, role: Role) {
        self.id = id
        self.role = role
    }
}

/// A person's PIN as central publishes it to one store.
public struct PublishedPIN: Sendable, Equatable {
    public let person: Person
    public let hash: SlowHash
    /// Another one at each word of central: wrong tries count from there.
    public let stamp: String

    public init(person: Person, hash: SlowHash, stamp: String) {
        self.person = person
        self.hash = hash
        self.stamp = stamp
    }

    public var body: [UInt8] {
        JSONWriter.object { object in
            object.field("role", person.role.rawValue)
            object.field("hash", hash.text)
            object.field("stamp", stamp)
        }
    }

    public init(id: PersonID, json: JSONValue) throws {
        guard let role = json["role"]?.string else { throw BadInput.missing("role") }
        guard let role = Person.Role(rawValue: role) else {
            throw BadInput(code: "badValue", field: "role", message: "is not known to this agent")
        }
        guard let hash = json["hash"]?.string else { throw BadInput.missing("hash") }
        guard let hash = SlowHash(hash) else {
            throw BadInput(code: "badValue", field: "hash", message: "is none that this agent computes")
        }
        self.init(person: Person(id: id, role: role), hash: hash, stamp: json["stamp"]?.string ?? "")
    }
}
