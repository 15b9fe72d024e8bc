import Database
import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

extension EventPlace {
    /// `042/ee1e5d699dd3cf4b/17`: store, epoch, sequence. An epoch may have any sign in it.
    var text: String { "\(store)/\(epoch)/\(sequence)" }

    init?(_ text: String) {
        guard let first = text.firstIndex(of: "/"), let last = text.lastIndex(of: "/"), first < last,
            let sequence = Int64(text[text.index(after: last)...])
        else { return nil }
        self.init(
            store: StoreID(String(text[..<first])), epoch: EpochID(String(text[text.index(after: first)..<last])),
            sequence: sequence)
    }
}

/// Events that could not be applied, until they can be or somebody dismisses them.
struct AsideEvents {
    let connection: Connection

    static let migration = Migration(
        "events that were set aside can be tried again and dismissed",
        """
        -- Of a line that has no id, and so no row of its own.
        ALTER TABLE aside ADD COLUMN personal BLOB;
        ALTER TABLE aside ADD COLUMN tried_at INTEGER;
        ALTER TABLE aside ADD COLUMN dismissed_at INTEGER;
        ALTER TABLE aside ADD COLUMN dismissed_because TEXT;
        CREATE INDEX aside_open ON aside (store, reason, received_at) WHERE dismissed_at IS NULL;
        CREATE INDEX aside_line ON aside (store, body) WHERE event IS NULL;
        """)

    static let rowsMax = 500

    struct Entry {
        let place: EventPlace
        let event: [UInt8]?
        let reason: String
        let detail: String
        let body: [UInt8]
        let personal: [UInt8]?
        let receivedAt: Instant
        let triedAt: Instant?
        let dismissedAt: Instant?
        let dismissedBecause: String?
    }

    private static func entry(_ row: Row) -> Entry {
        Entry(
            place: EventPlace(
                store: StoreID(row.text(0)), epoch: EpochID(row.text(1)), sequence: row.integer(2)),
            event: row.optionalBlob(3), reason: row.text(4), detail: row.text(5), body: row.blob(6),
            personal: row.optionalBlob(7), receivedAt: Instant(milliseconds: row.integer(8)),
            triedAt: row.optionalInteger(9).map(Instant.init(milliseconds:)),
            dismissedAt: row.optionalInteger(10).map(Instant.init(milliseconds:)),
            dismissedBecause: row.optionalText(11))
    }

    func entry(at place: EventPlace) throws -> Entry? {
        try connection.first(
            """
            SELECT store, epoch, sequence, event, reason, detail, body, personal, received_at, tried_at, dismissed_at,
                dismissed_because FROM aside
            WHERE store = $1 AND epoch = $2 AND sequence = $3
            """, place.store.rawValue, place.epoch.rawValue, place.sequence, read: Self.entry)
    }

    /// Open ones in the order of their places.
    func open(store: StoreID?, after: EventPlace?, max count: Int) throws -> [Entry] {
        try connection.query(
            """
            SELECT store, epoch, sequence, event, reason, detail, body, personal, received_at, tried_at, dismissed_at,
                dismissed_because FROM aside
            WHERE dismissed_at IS NULL AND (CAST($1 AS TEXT) IS NULL OR store = $1)
            AND (CAST($2 AS TEXT) IS NULL OR (store, epoch, sequence) > ($2, $3, $4))
            ORDER BY store, epoch, sequence LIMIT $5
            """, store?.rawValue, after?.store.rawValue, after?.epoch.rawValue ?? "", after?.sequence ?? 0, count,
            read: Self.entry)
    }

    func openCount(_ store: StoreID) throws -> Int64 {
        try connection.integer(
            "SELECT COUNT(*) FROM aside WHERE store = $1 AND dismissed_at IS NULL", store.rawValue)
    }

    /// Whether a line without an id is here already, from another epoch that had a copy of it.
    func hasLine(_ body: [UInt8], of store: StoreID) throws -> Bool {
        try connection.integer(
            "SELECT COUNT(*) FROM aside WHERE store = $1 AND event IS NULL AND body = $2", store.rawValue, body) > 0
    }

    func dismiss(_ place: EventPlace, because reason: String, at now: Instant) throws -> Bool {
        try connection.run(
            """
            UPDATE aside SET dismissed_at = $1, dismissed_because = $2
            WHERE store = $3 AND epoch = $4 AND sequence = $5 AND dismissed_at IS NULL
            """, now.milliseconds, reason, place.store.rawValue, place.epoch.rawValue, place.sequence) == 1
    }

    func remove(_ place: EventPlace) throws {
        try connection.run(
            "DELETE FROM aside WHERE store = $1 AND epoch = $2 AND sequence = $3", place.store.rawValue,
            place.epoch.rawValue, place.sequence)
    }

    func noteTry(_ place: EventPlace, _ reason: BadInput, at now: Instant) throws {
        try connection.run(
            """
            UPDATE aside SET reason = $1, detail = $2, tried_at = $3 WHERE store = $4 AND epoch = $5 AND sequence = $6
            """, reason.code, Self.detail(reason), now.milliseconds, place.store.rawValue, place.epoch.rawValue,
            place.sequence)
    }

    static func detail(_ reason: BadInput) -> String {
        reason.field.isEmpty ? reason.message : "\(reason.field) \(reason.message)"
    }
}

extension AsideEvents.Entry {
    /// As a list shows it.
    func write(to object: inout JSONWriter) {
        object.field("event", place.text)
        object.field("store", place.store.rawValue)
        object.field("epoch", place.epoch.rawValue)
        object.field("sequence", place.sequence)
        object.field("reason", reason)
        object.field("detail", Self.shown(detail, reason))
        object.field("since", receivedAt.description)
        object.field(ifPresent: "triedAt", triedAt?.description)
        object.field(ifPresent: "dismissedAt", dismissedAt?.description)
        object.field(ifPresent: "dismissedBecause", dismissedBecause)
    }

    /// Only what is said of a line that is no JSON quotes from it.
    static func shown(_ detail: String, _ reason: String) -> String {
        reason == "notJSON" ? Masking.text(detail) : detail
    }

    /// Whole, with what is personal masked.
    /// - Parameter personal: the line that lies beside an event which has an id
    func writeWhole(personal line: [UInt8]?, to object: inout JSONWriter) {
        write(to: &object)
        object.field("bytes", body.count)
        object.key("body")
        Masking.write(body, to: &object)
        guard let line = personal ?? line else { return }
        object.key("personal")
        Masking.write(line, to: &object)
    }
}

/// Shows what is personal only so far that a person who knows it recognises it.
enum Masking {
    /// Members whose values are about a person, wherever they stand: by a part of their name, or by all of it.
    private static let personalParts = ["phone", "mail", "name", "key", "birth", "salt"]
    private static let personalNames: Set<String> = ["given", "surname", "id", "personal", "text"]

    private static func isPersonal(_ name: String) -> Bool {
        let lower = name.lowercased()
        return personalNames.contains(lower) || personalParts.contains { lower.contains($0) }
    }

    /// JSON with its personal members masked; what is no JSON as a string without runs of digits and addresses.
    static func write(_ bytes: [UInt8], to writer: inout JSONWriter) {
        guard let root = try? JSONDocument(bytes).root else {
            return writer.value(text(String(decoding: bytes, as: UTF8.self)))
        }
        write(root, to: &writer)
    }

    private static func write(_ value: JSONValue, to writer: inout JSONWriter) {
        if let members = value.members {
            writer.object { object in
                for (name, member) in members {
                    object.key(dynamic: name)
                    if isPersonal(name), let string = member.string, !isEventID(name, string) {
                        object.value(mask(string))
                    } else {
                        write(member, to: &object)
                    }
                }
            }
        } else if let elements = value.array {
            writer.array { list in for element in elements { write(element, to: &list) } }
        } else if let string = value.string {
            writer.value(string.contains("@") ? "•••" : string)
        } else {
            writer.raw(Array(value.text.utf8))
        }
    }

    private static func isEventID(_ name: String, _ value: String) -> Bool {
        ["id", "personal"].contains(name) && EventID(hex: value) != nil
    }

    /// The first sign and the last two, where there are more than four.
    static func mask(_ value: String) -> String {
        let isLong = value.count > 4
        return (isLong ? String(value.prefix(1)) : "") + "•••" + (isLong ? String(value.suffix(2)) : "")
    }

    /// Without runs of seven digits or more, however they are set apart, and without addresses of e-mail.
    static func text(_ text: String) -> String {
        text.replacing(#/[^\s"<>,;:]+@[^\s"<>,;]+/#, with: "•••")
            .replacing(#/\+?[0-9](?:[ ()-]?[0-9]){6,}/#, with: "•••")
    }
}
