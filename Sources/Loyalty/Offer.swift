import JSON

/// What a campaign gives: a percentage or an amount off, on everything or on some categories or articles.
public struct Benefit: Sendable, Equatable {
    public enum Value: Sendable, Equatable {
        case basisPoints(Int64)
        case amountMinor(Int64)
    }

    public let value: Value
    /// Empty lists mean everything.
    public let categories: [String]
    public let skus: [String]

    public init(value: Value, categories: [String] = [], skus: [String] = []) {
        self.value = value
        self.categories = categories
        self.skus = skus
    }

    public func applies(toSKU sku: String, category: String?) -> Bool {
        if categories.isEmpty, skus.isEmpty { return true }
        return skus.contains(sku) || category.map(categories.contains) ?? false
    }
}

/// A campaign's benefit on one customer's card.
public struct Offer: Sendable, Equatable {
    /// The campaign's id; a till sends it back in `offers` when it is used.
    public let id: String
    public let names: [String: String]
    public let benefit: Benefit
    public let from: LocalDay
    /// Inclusive.
    public let to: LocalDay
    /// Nil: without limit.
    public let usesLeft: Int64?
    /// How often a limited offer can be used in this store now.
    public var usesHere: Int64 = 0

    public init(
        id: String, names: [String: String], benefit: Benefit, from: LocalDay, to: LocalDay, usesLeft: Int64?
    ) {
        self.id = id
        self.names = names
        self.benefit = benefit
        self.from = from
        self.to = to
        self.usesLeft = usesLeft
    }

    public func isOpen(on day: LocalDay) -> Bool { from <= day && day <= to }

    /// Whether it can be used in this store: a limited one needs a use that the store holds.
    public func isUsable(on day: LocalDay) -> Bool { isOpen(on: day) && (usesLeft == nil || usesHere > 0) }
}

extension Benefit {
    public func write(to writer: inout JSONWriter) {
        writer.object { object in
            switch value {
            case .basisPoints(let points): object.field("percent", Double(points) / 100)
            case .amountMinor(let amount): object.field("amountMinor", amount)
            }
            if !categories.isEmpty { object.field("categories", strings: categories) }
            if !skus.isEmpty { object.field("skus", strings: skus) }
        }
    }

    /// Reads what a person or `write` wrote.
    public init(_ object: StrictObject) throws {
        var object = object
        let percent = try object.number("percent", in: 0.01...100)
        let amount = try object.integer("amountMinor", in: 1...Money.amountMinorMax)
        switch (percent, amount) {
        case (let percent?, nil): value = .basisPoints(Int64((percent * 100).rounded()))
        case (nil, let amount?): value = .amountMinor(amount)
        default:
            throw BadInput(
                code: "badValue", field: object.path, message: "wants either percent or amountMinor")
        }
        categories = try object.strings("categories") ?? []
        skus = try object.strings("skus") ?? []
        try object.finish()
    }
}

extension Offer {
    public func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.field("offer", id)
            object.object("names") { list in
                for (language, name) in names.sorted(by: { $0.key < $1.key }) {
                    list.key(dynamic: language)
                    list.value(name)
                }
            }
            object.key("benefit")
            benefit.write(to: &object)
            object.field("from", from.description)
            object.field("to", to.description)
            object.field(ifPresent: "usesLeft", usesLeft)
        }
    }

    /// Reads what `write` wrote; fields of a newer central are ignored.
    public init(json: JSONValue) throws {
        guard let id = json["offer"]?.string, let from = json["from"]?.string.flatMap(LocalDay.init),
            let to = json["to"]?.string.flatMap(LocalDay.init), let benefit = json["benefit"]
        else { throw BadInput.missing("offer") }
        var names: [String: String] = [:]
        for (language, name) in json["names"]?.members ?? [] { names[language] = name.string }
        let limit = json["usesLeft"]
        guard limit == nil || limit?.integer != nil else { throw BadInput.missing("usesLeft") }
        self.init(
            id: id, names: names, benefit: try Benefit(StrictObject(benefit, path: "benefit")), from: from, to: to,
            usesLeft: limit?.integer.map { max(0, $0) })
    }
}
