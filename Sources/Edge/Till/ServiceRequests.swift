import Database
import Digest
import HTTP
import JSON
import Loyalty

/// What a till asks for once, under an id of its own, however often it sends it.
struct ServiceRequest: Sendable {
    let id: String
    /// Equal for the same request sent again. A PIN is no part of it: four digits would be found out from any hash.
    let content: [UInt8]

    init(_ json: JSONValue, _ kind: String, _ fields: [String]) throws {
        id = try json.requiredText("id")
        let text = JSONWriter.object { object in
            object.field("kind", kind)
            for field in fields {
                guard let value = json[field] else { continue }
                object.key(dynamic: field)
                object.raw(Array(value.text.utf8))
            }
        }
        content = Array(Digest.sha256(text).bytes.prefix(16))
    }
}

/// The requests that were done, with what the till was told.
///
/// Always: they are known for as long as their events are kept, at least 35 days.
struct ServiceRequests {
    let connection: Connection

    static let migration = Migration(
        "what a till asks for under an id of its own is done once",
        """
        CREATE TABLE service_request (
            id TEXT PRIMARY KEY,
            content BLOB NOT NULL,
            answer BLOB NOT NULL,
            -- Of its event in the journal.
            row INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX service_request_by_row ON service_request (row);
        """)

    /// What the till was told before; nil for a request that is new.
    /// - Throws: `Problem` 409 `idReused` where the id is another request's
    func answer(to request: ServiceRequest) throws -> [UInt8]? {
        let found = try connection.first(
            "SELECT content, answer FROM service_request WHERE id = $1", request.id
        ) { (content: $0.blob(0), answer: $0.blob(1)) }
        guard let found else { return nil }
        guard found.content == request.content else { throw Self.idReused }
        return found.answer
    }

    func keep(_ answer: [UInt8], of request: ServiceRequest, row: Int64) throws {
        try connection.run(
            "INSERT INTO service_request (id, content, answer, row) VALUES ($1, $2, $3, $4)", request.id,
            request.content, answer, row)
    }

    static func move(from row: Int64, to other: Int64, _ connection: Connection) throws {
        try connection.run("UPDATE service_request SET row = $1 WHERE row = $2", other, row)
    }

    static func forget(upTo row: Int64, _ connection: Connection) throws {
        try connection.run("DELETE FROM service_request WHERE row <= $1", row)
    }

    static let idReused = Problem(
        409, "idReused", "This id was used for something else.", field: "id", next: "Send a new id with each request.")
}
