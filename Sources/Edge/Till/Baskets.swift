import Database
import Digest
import HTTP
import JSON
import Loyalty

/// Baskets that were put aside at one till and are taken up at another. They stay in the store, and go after two days.
///
/// Always: a basket is taken once, by the till that asked first; the same till may ask again for a lost answer.
struct Baskets {
    let connection: Connection
    let now: Instant

    static let keptSeconds: Int64 = 2 * 86_400
    static let openMax: Int64 = 500
    static let nameCharactersMax = 60

    static let migration = Migration(
        "baskets are put aside and taken up at any till",
        """
        CREATE TABLE basket (
            id TEXT PRIMARY KEY,
            till TEXT NOT NULL,
            at INTEGER NOT NULL,
            name TEXT,
            lines INTEGER NOT NULL,
            total_minor INTEGER NOT NULL,
            body BLOB NOT NULL,
            taken_by TEXT
        ) STRICT;
        """)

    struct Wish: Sendable {
        let id: String
        let till: String
        let name: String?
        let lines: Int
        let totalMinor: Int64
        /// As the till sent it: it is given out as it came.
        let body: [UInt8]

        /// - Parameter till: whose token it is
        init(_ json: JSONValue, till: String) throws {
            id = try json.requiredText("id")
            self.till = try json.optionalText("till") ?? till
            guard let basket = json["basket"] else { throw BadInput.missing("basket") }
            guard basket.kind == .object else { throw BadInput.wrongType("basket", wanted: "object", got: basket) }
            guard let rows = basket["lines"] else { throw BadInput.missing("basket.lines") }
            let lines = try Purchase.lines(rows)
            self.lines = lines.count
            totalMinor = lines.reduce(0) { $0 + $1.amountMinor }
            name = try json.optionalText("name").map { String($0.prefix(Baskets.nameCharactersMax)) }
            body = Array(basket.text.utf8)
        }
    }

    /// - Returns: whether it is new
    func put(_ wish: Wish) throws -> Bool {
        try connection.run("DELETE FROM basket WHERE at < $1", now.milliseconds - Self.keptSeconds * 1000)
        let known = try connection.first("SELECT body FROM basket WHERE id = $1", wish.id) { $0.blob(0) }
        if let known {
            guard known == wish.body else { throw ServiceRequests.idReused }
            return false
        }
        guard try connection.integer("SELECT COUNT(*) FROM basket WHERE taken_by IS NULL") < Self.openMax else {
            throw Problem(
                409, "tooManyBaskets", "\(Self.openMax) baskets are put aside already.",
                next: "Take some up: GET /v1/baskets lists them.")
        }
        try connection.run(
            """
            INSERT INTO basket (id, till, at, name, lines, total_minor, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, wish.id, wish.till, now.milliseconds, wish.name, wish.lines, wish.totalMinor, wish.body)
        return true
    }

    /// Those that nobody has taken, the oldest first.
    func write(to object: inout JSONWriter) throws {
        let rows = try connection.query(
            """
            SELECT id, till, at, name, lines, total_minor FROM basket WHERE taken_by IS NULL AND at >= $1
            ORDER BY at, id LIMIT $2
            """, now.milliseconds - Self.keptSeconds * 1000, Self.openMax
        ) { row in
            JSONWriter.object { item in
                item.field("id", row.text(0))
                item.field("till", row.text(1))
                item.field("at", Instant(milliseconds: row.integer(2)).description)
                item.field(ifPresent: "name", row.optionalText(3))
                item.field("lines", row.integer(4))
                item.field("totalMinor", row.integer(5))
            }
        }
        object.array("baskets") { list in for row in rows { list.raw(row) } }
    }

    /// - Returns: the basket as it was sent
    func take(_ id: String, by till: String) throws -> [UInt8] {
        let found = try connection.first(
            "SELECT body, taken_by FROM basket WHERE id = $1 AND at >= $2", id,
            now.milliseconds - Self.keptSeconds * 1000
        ) { (body: $0.blob(0), takenBy: $0.optionalText(1)) }
        guard let found else {
            throw Problem(
                404, "unknownBasket", "No basket of this id is put aside.",
                next: "GET /v1/baskets lists them; they go after two days.")
        }
        guard found.takenBy == nil || found.takenBy == till else {
            throw Problem(
                409, "basketTaken", "Till \(found.takenBy ?? "") has taken this basket up.",
                next: "GET /v1/baskets lists those that are left.")
        }
        try connection.run("UPDATE basket SET taken_by = $1 WHERE id = $2", till, id)
        return found.body
    }
}
