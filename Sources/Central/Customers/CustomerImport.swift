import Database
import Digest
import JSON
import Loyalty

/// A row of a customer base that is brought in.
struct ImportedRecord: Sendable {
    /// What the row is called in its own file; a row without one is known by its content.
    let reference: String?
    let keys: [Key]
    let given: String?
    let surname: String?
    let secondSurname: String?
    let fullName: String?
    let birthDay: LocalDay?
    let store: String?
    /// Keys that could not be understood, by kind.
    let unreadable: [Key.Kind]
    private let content: String

    init(json: JSONValue, callingCode: String) throws {
        guard json.kind == .object else { throw BadInput.wrongType("", wanted: "object", got: json) }
        func text(_ name: String) -> String? { json[name]?.string.map { String($0.prefix(200)) } }
        reference = text("reference")
        given = text("given")
        surname = text("surname")
        secondSurname = text("secondSurname")
        fullName = text("fullName")
        birthDay = text("birthDate").flatMap(LocalDay.init)
        store = text("store")
        var keys: [Key] = []
        var unreadable: [Key.Kind] = []
        for kind in Key.Kind.allCases {
            guard let raw = text(kind.rawValue) else { continue }
            if let key = Key(kind: kind, raw, callingCode: callingCode) {
                keys.append(key)
            } else {
                unreadable.append(kind)
            }
        }
        self.keys = keys
        self.unreadable = unreadable
        content = json.text
    }

    /// Nobody could be found by it, nor called by a name.
    var isEmpty: Bool { keys.isEmpty && [given, surname, secondSurname, fullName].allSatisfy { $0?.isEmpty ?? true } }

    /// The same row of the same source gets the same card, so that an import can be repeated.
    func cardID(source: String) -> CardID {
        CardID(String(Digest.sha256("import|\(source)|\(reference ?? content)").hex.prefix(24)))
    }
}

extension Aggregator {
    struct ImportCounts: Sendable {
        var added = 0
        var known = 0
        var unreadableKeys = 0
        var empty = 0
    }

    static let importRowsMax = 5_000

    /// Takes a piece of a base in; the next run joins its records with those that are the same person.
    func importCustomers(_ records: [ImportedRecord], source: String, by actor: Actor) throws -> ImportCounts {
        let now = clock.now()
        return try database.write { [self] connection in
            var counts = ImportCounts()
            let stores = Set(try connection.query("SELECT id FROM store") { $0.text(0) })
            let cards = Cards(connection: connection, secret: secret, programme: programme)
            for record in records {
                counts.unreadableKeys += record.unreadable.count
                if record.isEmpty {
                    counts.empty += 1
                    continue
                }
                let id = record.cardID(source: source)
                let known = try cards.number(of: id)
                let home = record.store.flatMap { stores.contains($0) ? StoreID($0) : nil }
                let card = try known ?? cards.open(id, source: "import", store: home, at: now)
                if known == nil { counts.added += 1 } else { counts.known += 1 }
                let changed = try connection.run(
                    """
                    UPDATE card SET given = $1, surname = $2, second_surname = $3, full_name = $4, birth_day = $5,
                        needs_matching = 1
                    WHERE n = $6 AND (given IS DISTINCT FROM $1 OR surname IS DISTINCT FROM $2
                        OR second_surname IS DISTINCT FROM $3 OR full_name IS DISTINCT FROM $4
                        OR birth_day IS DISTINCT FROM $5)
                    """,
                    record.given, record.surname, record.secondSurname, record.fullName,
                    record.birthDay.map { Int64($0.number) }, card)
                for key in record.keys { try cards.add(key, to: card) }
                if known == nil || changed > 0 { try connection.markDirty(card) }
            }
            // The source is what somebody called a file: a name, if a person was careless.
            try Audit(connection: connection, now: now).record(.customersImported, "customers", by: actor) { details in
                details.field("source", Digest.sha256(source).hex)
                details.field("added", counts.added)
                details.field("known", counts.known)
            }
            return counts
        }
    }
}
