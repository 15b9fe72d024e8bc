import JSON

// MARK: - reading

extension Purchase {
    private static let names = JSONNames(
        "receipt", "till", "at", "key", "card", "lines", "offers", "adjustments", "payments", "cashier", "supervisor",
        "employeeSale", "training", "totalMinor", "redeemedPoints")
    /// By place in `names`.
    private enum Field {
        static let receipt = 0, till = 1, at = 2, key = 3, card = 4, lines = 5, offers = 6, adjustments = 7
        static let payments = 8, cashier = 9, supervisor = 10, employeeSale = 11, training = 12, totalMinor = 13
        static let redeemedPoints = 14
    }

    /// - Throws: `BadInput` with `missingField`, `wrongType`, `badInstant`, `numberOutOfRange`, `tooLong`, `tooManyLines`.
    public init(json: JSONValue) throws {
        guard let purchase = try json.withMembers(Self.names, { try Purchase(members: $0, of: json) }) else {
            throw BadInput.wrongType("", wanted: "object", got: json)
        }
        self = purchase
    }

    private init(members: JSONMembers, of json: JSONValue) throws {
        receipt = try Self.requiredText(members, Field.receipt)
        till = try Self.requiredText(members, Field.till)
        at = try Self.instant(members[Field.at], "at")
        key = try Self.text(members, Field.key)
        card = try Self.text(members, Field.card).map(CardID.init(rawValue:))
        guard let linesValue = members[Field.lines] else { throw BadInput.missing("lines") }
        var ignored: [String] = []
        lines = try Self.lines(linesValue, ignored: &ignored)
        offers = try Self.texts(members, Field.offers)
        adjustments = try Self.parts(members, Field.adjustments)
        payments = try Self.parts(members, Field.payments)
        cashier = try Self.text(members, Field.cashier)
        supervisor = try Self.text(members, Field.supervisor)
        employeeSale = try Self.flag(members, Field.employeeSale)
        training = try Self.flag(members, Field.training)
        totalMinor = try Self.amount(members, Field.totalMinor)
        if members.has(Field.redeemedPoints) {
            let points = try Self.amount(members, Field.redeemedPoints)
            guard points >= 0 else {
                throw BadInput(code: "numberOutOfRange", field: "redeemedPoints", message: "is below zero")
            }
            redeemedPoints = points
        }
        if members.others > 0 { ignored += Self.others(json, Self.names) }
        ignoredFields = ignored
    }

    private static func others(_ json: JSONValue, _ names: JSONNames) -> [String] {
        (json.members ?? []).filter { !names.contains($0.key) && !$0.value.isNull }.map(\.key)
    }

    /// Reads the member `lines` by itself.
    public static func lines(_ value: JSONValue) throws -> [Line] {
        var ignored: [String] = []
        return try lines(value, ignored: &ignored)
    }

    private static func lines(_ value: JSONValue, ignored: inout [String]) throws -> [Line] {
        guard let list = value.array else { throw BadInput.wrongType("lines", wanted: "array", got: value) }
        guard list.count <= linesMax else {
            throw BadInput(code: "tooManyLines", field: "lines", message: "has \(list.count), at most \(linesMax)")
        }
        var lines: [Line] = []
        lines.reserveCapacity(list.count)
        for (index, element) in list.enumerated() {
            let line = try element.withMembers(Line.names) { members in
                if members.others > 0 { ignored += others(element, Line.names).map { "lines[\(index)].\($0)" } }
                return try Self.line(members, index)
            }
            guard let line else { throw BadInput.wrongType("lines[\(index)]", wanted: "object", got: element) }
            lines.append(line)
        }
        return lines
    }

    private static func line(_ members: JSONMembers, _ index: Int) throws -> Line {
        func path() -> String { "lines[\(index)]." }
        guard let quantity = members.number(Line.Field.quantity) else {
            throw wrong(members, Line.Field.quantity, wanted: "number", in: path())
        }
        guard quantity.magnitude <= Double(Money.amountMinorMax) else {
            throw BadInput(
                code: "numberOutOfRange", field: path() + "quantity", message: "is beyond what can be sold")
        }
        let hasDiscount = members.has(Line.Field.discount)
        return Line(
            sku: try requiredText(members, Line.Field.sku, in: path()),
            category: try text(members, Line.Field.category, in: path()),
            supplier: try text(members, Line.Field.supplier, in: path()), quantity: quantity,
            amountMinor: try amount(members, Line.Field.amount, in: path()),
            discountMinor: hasDiscount ? try amount(members, Line.Field.discount, in: path()) : 0,
            taxMinor: members.has(Line.Field.tax) ? try amount(members, Line.Field.tax, in: path()) : 0,
            receipt: try text(members, Line.Field.receipt, in: path()))
    }

    public static func instant(_ value: JSONValue, _ field: String) throws -> Instant {
        try instant(value[field], field)
    }

    private static func instant(_ found: JSONValue?, _ field: String) throws -> Instant {
        guard let instant = try optionalInstant(found, field) else { throw BadInput.missing(field) }
        return instant
    }

    public static func optionalInstant(_ value: JSONValue, _ field: String) throws -> Instant? {
        try optionalInstant(value[field], field)
    }

    private static func optionalInstant(_ found: JSONValue?, _ field: String) throws -> Instant? {
        guard let found else { return nil }
        guard let string = found.string else { throw BadInput.wrongType(field, wanted: "string", got: found) }
        guard let instant = Instant(string) else {
            throw BadInput(
                code: "badInstant", field: field, message: "is no instant such as 2017-01-01T11:53:26Z")
        }
        return instant
    }

    /// What is to be said of a member that is absent or of another kind.
    private static func wrong(_ members: JSONMembers, _ place: Int, wanted: String, in path: String) -> BadInput {
        let field = path + members.name(place)
        return members[place].map { .wrongType(field, wanted: wanted, got: $0) } ?? .missing(field)
    }

    private static func text(
        _ members: JSONMembers, _ place: Int, in path: @autoclosure () -> String = ""
    ) throws -> String? {
        guard members.has(place) else { return nil }
        guard let string = members.string(place) else { throw wrong(members, place, wanted: "string", in: path()) }
        guard string.utf8.count <= 200 else {
            throw BadInput(
                code: "tooLong", field: path() + members.name(place), message: "is longer than 200 bytes")
        }
        // Tills send an empty text for what they do not have.
        return string.isEmpty ? nil : string
    }

    private static func requiredText(
        _ members: JSONMembers, _ place: Int, in path: @autoclosure () -> String = ""
    ) throws -> String {
        if let text = try text(members, place, in: path()) { return text }
        let field = path() + members.name(place)
        throw members.has(place)
            ? BadInput(code: "missingField", field: field, message: "is empty") : BadInput.missing(field)
    }

    private static func amount(
        _ members: JSONMembers, _ place: Int, in path: @autoclosure () -> String = ""
    ) throws -> Int64 {
        guard let amount = members.integer(place) else { throw wrong(members, place, wanted: "integer", in: path()) }
        guard amount.magnitude <= UInt64(Money.amountMinorMax) else {
            throw BadInput(
                code: "numberOutOfRange", field: path() + members.name(place),
                message: "is beyond ±\(Money.amountMinorMax) minor units")
        }
        return amount
    }

    private static func flag(_ members: JSONMembers, _ place: Int) throws -> Bool {
        guard let found = members[place] else { return false }
        guard let flag = found.boolean else { throw wrong(members, place, wanted: "boolean", in: "") }
        return flag
    }

    private static func texts(_ members: JSONMembers, _ place: Int) throws -> [String] {
        guard let found = members[place] else { return [] }
        guard let list = found.array, list.count <= 100 else {
            throw BadInput.wrongType(members.name(place), wanted: "array of at most 100", got: found)
        }
        return try list.map { element in
            guard let string = element.string, string.utf8.count <= 200 else {
                throw BadInput.wrongType(members.name(place), wanted: "strings of at most 200 bytes", got: element)
            }
            return string
        }
    }

    private static func parts(_ members: JSONMembers, _ place: Int) throws -> [Part] {
        guard let found = members[place] else { return [] }
        let field = members.name(place)
        guard let list = found.array, list.count <= 100 else {
            throw BadInput.wrongType(field, wanted: "array of at most 100", got: found)
        }
        return try list.enumerated().map { index, element in
            let part = try element.withMembers(Part.names) { members in
                Part(
                    kind: try requiredText(members, 0, in: "\(field)[\(index)]."),
                    amountMinor: try amount(members, 1, in: "\(field)[\(index)]."))
            }
            guard let part else { throw BadInput.missing("\(field)[\(index)].kind") }
            return part
        }
    }
}

extension Purchase.Line {
    fileprivate static let names = JSONNames(
        "sku", "category", "quantity", "amountMinor", "discountMinor", "receipt", "supplier", "taxMinor")
    /// By place in `names`.
    fileprivate enum Field {
        static let sku = 0, category = 1, quantity = 2, amount = 3, discount = 4, receipt = 5
        static let supplier = 6, tax = 7
    }
}

extension Purchase.Part {
    fileprivate static let names = JSONNames("kind", "amountMinor")
}

// MARK: - writing

extension Purchase {
    /// Writes the members in their one order. The key is personal: only `includingKey` writes it.
    /// The same purchase always gives the same bytes.
    public func write(to writer: inout JSONWriter, includingKey: Bool) {
        writer.object { object in
            object.field("receipt", receipt)
            object.field("till", till)
            object.field("at", at.description)
            if includingKey { object.field(ifPresent: "key", key) }
            object.field(ifPresent: "card", card?.rawValue)
            object.array("lines") { list in
                for line in lines { Self.write(line, to: &list) }
            }
            object.field("totalMinor", totalMinor)
            if !offers.isEmpty { object.field("offers", strings: offers) }
            if !adjustments.isEmpty { Self.write(adjustments, as: "adjustments", to: &object) }
            if !payments.isEmpty { Self.write(payments, as: "payments", to: &object) }
            object.field(ifPresent: "cashier", cashier)
            object.field(ifPresent: "supervisor", supervisor)
            if employeeSale { object.field("employeeSale", true) }
            if training { object.field("training", true) }
            object.field(ifPresent: "redeemedPoints", redeemedPoints)
        }
    }

    private static func write(_ line: Line, to list: inout JSONWriter) {
        list.object { object in
            object.field("sku", line.sku)
            object.field(ifPresent: "category", line.category)
            object.field(ifPresent: "supplier", line.supplier)
            object.field("quantity", line.quantity)
            object.field("amountMinor", line.amountMinor)
            object.field("discountMinor", line.discountMinor)
            if line.taxMinor != 0 { object.field("taxMinor", line.taxMinor) }
            object.field(ifPresent: "receipt", line.receipt)
        }
    }

    private static func write(_ parts: [Part], as name: StaticString, to object: inout JSONWriter) {
        object.array(name) { list in
            for part in parts {
                list.object {
                    $0.field("kind", part.kind)
                    $0.field("amountMinor", part.amountMinor)
                }
            }
        }
    }

    /// The bytes as a till would send them.
    public var json: [UInt8] {
        var writer = JSONWriter(capacity: 128 + lines.count * 110)
        write(to: &writer, includingKey: true)
        return writer.bytes
    }
}
