import JSON

/// A receipt as a till reports it. Loyalty never refuses one: what can be read is recorded.
public struct Purchase: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        public var sku: String
        public var category: String?
        /// Negative for a returned line. Weighed goods have fractions.
        public var quantity: Double
        /// What the customer pays for the line, after discounts.
        public var amountMinor: Int64
        public var discountMinor: Int64
        /// The receipt that a returned line was bought on.
        public var receipt: String?

        public init(
            sku: String, category: String? = nil, quantity: Double = 1, amountMinor: Int64, discountMinor: Int64 = 0,
            receipt: String? = nil
        ) {
            self.sku = sku
            self.category = category
            self.quantity = quantity
            self.amountMinor = amountMinor
            self.discountMinor = discountMinor
            self.receipt = receipt
        }
    }

    /// A part of the total, or of its payment, that is no line: cash rounding, deposit, donation, tip, tax; cash, card.
    public struct Part: Sendable, Equatable {
        public var kind: String
        public var amountMinor: Int64

        public init(kind: String, amountMinor: Int64) {
            self.kind = kind
            self.amountMinor = amountMinor
        }
    }

    public var receipt: String
    public var till: String
    /// When it was sold, by the till's clock.
    public var at: Instant
    /// The customer's key as presented (`phone:55 1234 5678`), or nil.
    public var key: String?
    /// The card itself, where the till knows it.
    public var card: CardID?
    public var lines: [Line]
    public var offers: [String] = []
    public var adjustments: [Part] = []
    public var payments: [Part] = []
    public var cashier: String?
    public var supervisor: String?
    public var employeeSale = false
    public var training = false
    public var totalMinor: Int64
    /// Fields that were sent and are not known here; not part of the purchase.
    public var ignoredFields: [String] = []

    public init(
        receipt: String, till: String, at: Instant, key: String? = nil, card: CardID? = nil, lines: [Line],
        totalMinor: Int64? = nil
    ) {
        self.receipt = receipt
        self.till = till
        self.at = at
        self.key = key
        self.card = card
        self.lines = lines
        self.totalMinor = totalMinor ?? lines.reduce(0) { $0 + $1.amountMinor }
    }

    public static let linesMax = 2_000

    /// Σ lines, before adjustments.
    public var linesMinor: Int64 { lines.reduce(0) { $0 + $1.amountMinor } }

    /// Whether `totalMinor` is the sum of lines and adjustments.
    public var addsUp: Bool { linesMinor + adjustments.reduce(0) { $0 + $1.amountMinor } == totalMinor }

    /// What earns points: the lines, less what was returned, never below zero.
    public var earningMinor: Int64 { max(0, linesMinor) }
}

// MARK: - reading

extension Purchase {
    private static let fields: Set<String> = [
        "receipt", "till", "at", "key", "card", "lines", "offers", "adjustments", "payments", "cashier", "supervisor",
        "employeeSale", "training", "totalMinor",
    ]
    private static let lineFields: Set<String> = [
        "sku", "category", "quantity", "amountMinor", "discountMinor", "receipt",
    ]

    /// - Throws: `BadInput` with `missingField`, `wrongType`, `badInstant`, `numberOutOfRange`, `tooLong`, `tooManyLines`.
    public init(json: JSONValue) throws {
        guard json.kind == .object else { throw BadInput.wrongType("", wanted: "object", got: json) }
        receipt = try Self.text(json, "receipt", required: true)!  // required: it throws instead of answering nil
        till = try Self.text(json, "till", required: true)!  // the same
        at = try Self.instant(json, "at")
        key = try Self.text(json, "key")
        card = try Self.text(json, "card").map(CardID.init(rawValue:))
        guard let linesValue = json["lines"] else { throw BadInput.missing("lines") }
        var ignored: [String] = []
        lines = try Self.lines(linesValue, ignored: &ignored)
        offers = try Self.texts(json, "offers")
        adjustments = try Self.parts(json, "adjustments")
        payments = try Self.parts(json, "payments")
        cashier = try Self.text(json, "cashier")
        supervisor = try Self.text(json, "supervisor")
        employeeSale = try Self.flag(json, "employeeSale")
        training = try Self.flag(json, "training")
        totalMinor = try Self.amount(json, "totalMinor", in: "totalMinor")
        if json.count > fieldsHere {
            for (name, value) in json.members ?? [] where !Self.fields.contains(name) && !value.isNull {
                ignored.append(name)
            }
        }
        ignoredFields = ignored
    }

    /// How many fields were sent at least. Counting is cheaper than listing, and nearly every receipt has known ones only.
    private var fieldsHere: Int {
        let texts = [key, card?.rawValue, cashier, supervisor].count { $0 != nil }
        let lists = [offers.isEmpty, adjustments.isEmpty, payments.isEmpty].count { !$0 }
        return 5 + texts + lists + [employeeSale, training].count { $0 }
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
        for (index, element) in list.enumerated() { lines.append(try line(element, index, &ignored)) }
        return lines
    }

    private static func line(_ value: JSONValue, _ index: Int, _ ignored: inout [String]) throws -> Line {
        func place(_ name: String) -> String { "lines[\(index)].\(name)" }
        guard value.kind == .object else { throw BadInput.wrongType("lines[\(index)]", wanted: "object", got: value) }
        guard let quantityValue = value["quantity"] else { throw BadInput.missing(place("quantity")) }
        guard let quantity = quantityValue.number else {
            throw BadInput.wrongType(place("quantity"), wanted: "number", got: quantityValue)
        }
        guard quantity.magnitude <= Double(Money.amountMinorMax) else {
            throw BadInput(code: "numberOutOfRange", field: place("quantity"), message: "is beyond what can be sold")
        }
        let discount = try value["discountMinor"].map { try amount($0, in: place("discountMinor")) }
        let line = Line(
            sku: try text(value, "sku", place: place, required: true)!,  // required: it throws instead
            category: try text(value, "category", place: place), quantity: quantity,
            amountMinor: try amount(value, "amountMinor", in: place("amountMinor")), discountMinor: discount ?? 0,
            receipt: try text(value, "receipt", place: place))
        // Counting is cheaper than listing, and nearly every line has known fields only.
        let fieldsHere = 3 + (line.category == nil ? 0 : 1) + (discount == nil ? 0 : 1) + (line.receipt == nil ? 0 : 1)
        if value.count > fieldsHere {
            for (name, member) in value.members ?? [] where !lineFields.contains(name) && !member.isNull {
                ignored.append(place(name))
            }
        }
        return line
    }

    public static func instant(_ value: JSONValue, _ field: String) throws -> Instant {
        guard let instant = try optionalInstant(value, field) else { throw BadInput.missing(field) }
        return instant
    }

    public static func optionalInstant(_ value: JSONValue, _ field: String) throws -> Instant? {
        guard let found = value[field] else { return nil }
        guard let string = found.string else { throw BadInput.wrongType(field, wanted: "string", got: found) }
        guard let instant = Instant(string) else {
            throw BadInput(
                code: "badInstant", field: field, message: "is no instant such as 2017-01-01T11:53:26Z")
        }
        return instant
    }

    private static func text(
        _ value: JSONValue, _ field: String, place: (String) -> String = { $0 }, required: Bool = false
    ) throws -> String? {
        guard let found = value[field] else {
            if required { throw BadInput.missing(place(field)) }
            return nil
        }
        guard let string = found.string else { throw BadInput.wrongType(place(field), wanted: "string", got: found) }
        guard string.utf8.count <= 200 else {
            throw BadInput(code: "tooLong", field: place(field), message: "is longer than 200 bytes")
        }
        guard !required || !string.isEmpty else {
            throw BadInput(code: "missingField", field: place(field), message: "is empty")
        }
        // Tills send an empty text for what they do not have.
        return string.isEmpty ? nil : string
    }

    private static func amount(_ value: JSONValue, _ field: String, in place: @autoclosure () -> String) throws -> Int64
    {
        guard let found = value[field] else { throw BadInput.missing(place()) }
        return try amount(found, in: place())
    }

    private static func amount(_ found: JSONValue, in place: @autoclosure () -> String) throws -> Int64 {
        guard let amount = found.integer else { throw BadInput.wrongType(place(), wanted: "integer", got: found) }
        guard amount.magnitude <= UInt64(Money.amountMinorMax) else {
            throw BadInput(
                code: "numberOutOfRange", field: place(), message: "is beyond ±\(Money.amountMinorMax) minor units")
        }
        return amount
    }

    private static func flag(_ value: JSONValue, _ field: String) throws -> Bool {
        guard let found = value[field] else { return false }
        guard let flag = found.boolean else { throw BadInput.wrongType(field, wanted: "boolean", got: found) }
        return flag
    }

    private static func texts(_ value: JSONValue, _ field: String) throws -> [String] {
        guard let found = value[field] else { return [] }
        guard let list = found.array, list.count <= 100 else {
            throw BadInput.wrongType(field, wanted: "array of at most 100", got: found)
        }
        return try list.map { element in
            guard let string = element.string, string.utf8.count <= 200 else {
                throw BadInput.wrongType(field, wanted: "strings of at most 200 bytes", got: element)
            }
            return string
        }
    }

    private static func parts(_ value: JSONValue, _ field: String) throws -> [Part] {
        guard let found = value[field] else { return [] }
        guard let list = found.array, list.count <= 100 else {
            throw BadInput.wrongType(field, wanted: "array of at most 100", got: found)
        }
        return try list.enumerated().map { index, part in
            func place(_ name: String) -> String { "\(field)[\(index)].\(name)" }
            return Part(
                kind: try text(part, "kind", place: place, required: true)!,  // required: it throws instead
                amountMinor: try amount(part, "amountMinor", in: place("amountMinor")))
        }
    }
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
        }
    }

    private static func write(_ line: Line, to list: inout JSONWriter) {
        list.object { object in
            object.field("sku", line.sku)
            object.field(ifPresent: "category", line.category)
            object.field("quantity", line.quantity)
            object.field("amountMinor", line.amountMinor)
            object.field("discountMinor", line.discountMinor)
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
