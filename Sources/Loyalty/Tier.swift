import JSON

extension Programme {
    /// A public level: how it is reached, and what it brings.
    public struct Tier: Sendable, Equatable {
        public let id: TierID
        /// By language, `es` and `en`.
        public let names: [String: String]
        /// What a customer is told of the tier, by language.
        public let texts: [String: String]
        /// `#RRGGBB`.
        public let color: String?
        public let spendMinor: Int64?
        public let visits: Int64?
        /// Whether spend and visits are both needed; otherwise either one reaches the tier. The first tier has neither.
        public let needsBoth: Bool
        /// Off every line.
        public let discountBasisPoints: Int64
        /// In hundredths of a percent: 10,000 is once.
        public let multiplierBasisPoints: Int64
        public let benefits: [TierBenefit]

        public func name(_ language: String) -> String { names[language] ?? names["en"] ?? id.rawValue }
    }
}

/// What a tier brings besides its percentage and its multiplier.
public struct TierBenefit: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// Off the lines of the benefit: a percentage, or an amount once a purchase.
        case discount(Benefit.Value)
        /// Handed over at the till.
        case gift
        /// The benefit's lines may be sold to this tier from an instant, before the others.
        case earlyAccess(Instant)
        /// Free of charge: delivery, alterations.
        case service
        /// A welcome, a contact person: what a cashier should know.
        case attention

        /// As the document calls it.
        public var name: String {
            switch self {
            case .discount: "discount"
            case .gift: "gift"
            case .earlyAccess: "earlyAccess"
            case .service: "service"
            case .attention: "attention"
            }
        }
    }

    public let id: String
    public let names: [String: String]
    public let kind: Kind
    /// Empty: everything.
    public let selection: Selection
}

extension Programme.Tier {
    func isReached(spendMinor: Int64, visits: Int64) -> Bool {
        if self.spendMinor == nil, self.visits == nil { return true }
        let isSpent = self.spendMinor.map { spendMinor >= $0 }
        let isVisited = self.visits.map { visits >= $0 }
        if needsBoth { return isSpent != false && isVisited != false }
        return isSpent ?? false || isVisited ?? false
    }

    /// Whether each threshold that both have is higher here.
    func isHarder(than lower: Self) -> Bool {
        let isSpendHigher = spendMinor.flatMap { high in lower.spendMinor.map { high > $0 } } ?? true
        let areVisitsHigher = visits.flatMap { high in lower.visits.map { high > $0 } } ?? true
        return isSpendHigher && areVisitsHigher
    }
}

// MARK: - the document

extension Programme.Tier {
    init(_ value: JSONValue, path: String) throws {
        var object = try StrictObject(value, path: path)
        id = TierID(try object.requireString("id"))
        names = try Names.read(&object, "names")
        texts = try Names.read(&object, "texts")
        color = try object.string("color")
        if let color, !Self.isColor(color) {
            throw BadInput(
                code: "badValue", field: object.place("color"), message: "\"\(color)\" is no colour such as #C0C0C0")
        }
        spendMinor = try object.integer("spendMinor", in: 1...Money.amountMinorMax)
        visits = try object.integer("visits", in: 1...1_000_000)
        needsBoth = try object.choice("needs", of: ["either", "both"]) == "both"
        discountBasisPoints = try object.basisPoints("discountPercent") ?? 0
        multiplierBasisPoints = Int64(((try object.number("pointsMultiplier", in: 1...100) ?? 1) * 10_000).rounded())
        benefits = try TierBenefit.read(&object, "benefits")
        try object.finish()
    }

    private static func isColor(_ text: String) -> Bool {
        text.utf8.count == 7 && text.hasPrefix("#") && text.dropFirst().allSatisfy(\.isHexDigit)
    }
}

extension TierBenefit {
    static let kinds = ["discount", "gift", "earlyAccess", "service", "attention"]

    static func read(_ object: inout StrictObject, _ key: String) throws -> [TierBenefit] {
        let place = object.place(key)
        var benefits: [TierBenefit] = []
        for (index, value) in (try object.array(key) ?? []).enumerated() {
            let benefit = try TierBenefit(StrictObject(value, path: "\(place)[\(index)]"))
            guard !benefits.contains(where: { $0.id == benefit.id }) else {
                throw BadInput(
                    code: "badValue", field: "\(place)[\(index)].id", message: "\"\(benefit.id)\" stands twice")
            }
            benefits.append(benefit)
        }
        return benefits
    }

    private init(_ object: StrictObject) throws {
        var object = object
        id = try object.requireString("id")
        names = try Names.read(&object, "names")
        guard let name = try object.choice("kind", of: Self.kinds) else { throw BadInput.missing(object.place("kind")) }
        let percent = try object.number("percent", in: 0.01...100).map { Int64(($0 * 100).rounded()) }
        let amount = try object.integer("amountMinor", in: 1...Money.amountMinorMax)
        let from = try object.string("from")
        let instant = from.flatMap(Instant.init)
        if let from, instant == nil {
            throw BadInput(
                code: "badValue", field: object.place("from"),
                message: "\"\(from)\" is no instant such as 2026-11-27T06:00:00Z")
        }
        switch (name, percent, amount, instant) {
        case ("discount", let percent?, nil, nil): kind = .discount(.basisPoints(percent))
        case ("discount", nil, let amount?, nil): kind = .discount(.amountMinor(amount))
        case ("earlyAccess", nil, nil, let instant?): kind = .earlyAccess(instant)
        case ("gift", nil, nil, nil): kind = .gift
        case ("service", nil, nil, nil): kind = .service
        case ("attention", nil, nil, nil): kind = .attention
        default:
            throw BadInput(
                code: "badValue", field: object.path,
                message:
                    "a discount wants either percent or amountMinor, earlyAccess wants from, others want none of them")
        }
        selection = try Selection(&object)
        try object.finish()
    }
}
