import JSON

/// The rules of a chain's loyalty: tiers and their benefits, and what earns points. Immutable once published, and a class
/// so that whoever works by it holds it at no cost.
public final class Programme: Sendable, Equatable {
    public struct Tier: Sendable, Equatable {
        public let id: TierID
        /// By language, `es` and `en`.
        public let names: [String: String]
        /// Either one reaches the tier; the first tier has neither.
        public let spendMinor: Int64?
        public let visits: Int64?
        public let discountBasisPoints: Int64

        public func name(_ language: String) -> String { names[language] ?? names["en"] ?? id.rawValue }
    }

    public struct Points: Sendable, Equatable {
        /// Each full `perAmountMinor` of a purchase gives `points`; a rest gives none.
        public let perAmountMinor: Int64
        public let points: Int64
        /// What one point is worth, in hundredths of a minor unit, for the liability.
        public let valueHundredths: Int64
    }

    public let version: Int64
    public let currency: String
    public let country: String
    /// The country's, for phones that come without one.
    public let callingCode: String
    public let timeZone: String
    /// Tiers look back this many days.
    public let windowDays: Int64
    /// From the lowest.
    public let tiers: [Tier]
    public let points: Points
    /// The document as written, which stores receive.
    public let source: String

    /// Reads `programme.json`. Unknown keys are named with the nearest right one.
    public init(text: String) throws {
        let document: JSONDocument
        do { document = try JSONDocument(text) } catch { throw BadInput(error) }
        var object = try StrictObject(document.root)
        version = try object.integer("version", in: 1...1_000_000_000) ?? 1
        currency = try object.requireString("currency")
        guard currency.utf8.count == 3, currency == currency.uppercased() else {
            throw BadInput(code: "badValue", field: "currency", message: "is no ISO 4217 code such as MXN")
        }
        country = try object.choice("country", of: Key.countries) ?? "MX"
        callingCode = Key.callingCode(country: country) ?? ""
        timeZone = try object.requireString("timeZone")
        guard Zone(timeZone) != nil else {
            throw BadInput(code: "badValue", field: "timeZone", message: "is no zone such as America/Mexico_City")
        }
        windowDays = try object.integer("windowDays", in: 1...3660) ?? 365
        tiers = try Self.tiers(object.array("tiers") ?? [], place: object.place("tiers"))
        points = try Self.points(object.object("points"))
        source = text
        try object.finish()
    }

    public static func == (a: Programme, b: Programme) -> Bool { a.source == b.source }

    /// Points that a purchase earns: rounded down, and at most `Money.amountMinorMax`.
    public func pointsEarned(earningMinor: Int64) -> Int64 {
        let (earned, overflow) = (max(0, earningMinor) / points.perAmountMinor)
            .multipliedReportingOverflow(by: points.points)
        return overflow ? Money.amountMinorMax : min(earned, Money.amountMinorMax)
    }

    /// Rounded towards zero; what does not fit is the greatest amount that does.
    public func valueMinor(ofPoints count: Int64) -> Int64 {
        let (hundredths, overflow) = count.multipliedReportingOverflow(by: points.valueHundredths)
        return (overflow ? (count < 0 ? .min : .max) : hundredths) / 100
    }

    /// The fewest points that are worth an amount; 0 where points are worth nothing.
    public func points(worthMinor amountMinor: Int64) -> Int64 {
        guard points.valueHundredths > 0, amountMinor > 0 else { return 0 }
        let (hundredths, overflow) = amountMinor.multipliedReportingOverflow(by: 100)
        return overflow ? Money.amountMinorMax : (hundredths - 1) / points.valueHundredths + 1
    }

    public func tier(_ id: TierID) -> Tier? { tiers.first { $0.id == id } }

    /// The tier above; nil for the highest.
    public func next(after tier: Tier) -> Tier? { tiers.dropFirst(rank(tier.id) + 1).first }

    public func rank(_ id: TierID) -> Int { tiers.firstIndex { $0.id == id } ?? 0 }

    /// The highest tier that spend or visits in the window reach; at exactly the threshold it is reached.
    public func tier(spendMinor: Int64, visits: Int64) -> Tier {
        tiers.last { $0.isReached(spendMinor: spendMinor, visits: visits) } ?? tiers[0]
    }

    /// What is missing for `tier`; nil where it is reached.
    public func missing(for tier: Tier, spendMinor: Int64, visits: Int64) -> Missing? {
        guard !tier.isReached(spendMinor: spendMinor, visits: visits) else { return nil }
        return Missing(
            tier: tier.id, spendMinor: tier.spendMinor.map { max(0, $0 - max(0, spendMinor)) },
            visits: tier.visits.map { max(0, $0 - max(0, visits)) })
    }

    /// Either of the two would do.
    public struct Missing: Sendable, Equatable {
        public let tier: TierID
        public let spendMinor: Int64?
        public let visits: Int64?
    }
}

extension Programme.Tier {
    func isReached(spendMinor: Int64, visits: Int64) -> Bool {
        if self.spendMinor == nil, self.visits == nil { return true }
        return self.spendMinor.map { spendMinor >= $0 } ?? false || self.visits.map { visits >= $0 } ?? false
    }

    /// Whether each threshold that both have is higher here.
    fileprivate func isHarder(than lower: Self) -> Bool {
        let isSpendHigher = spendMinor.flatMap { high in lower.spendMinor.map { high > $0 } } ?? true
        let areVisitsHigher = visits.flatMap { high in lower.visits.map { high > $0 } } ?? true
        return isSpendHigher && areVisitsHigher
    }
}

// MARK: - the document

extension Programme {
    private static func tiers(_ list: [JSONValue], place: String) throws -> [Tier] {
        var tiers: [Tier] = []
        for (index, value) in list.enumerated() {
            var object = try StrictObject(value, path: "\(place)[\(index)]")
            let id = TierID(try object.requireString("id"))
            let names = try Names.read(&object, "names")
            let spend = try object.integer("spendMinor", in: 1...Money.amountMinorMax)
            let visits = try object.integer("visits", in: 1...1_000_000)
            let discount = try object.number("discountPercent", in: 0...100) ?? 0
            try object.finish()
            if index == 0, spend != nil || visits != nil {
                throw BadInput(
                    code: "badValue", field: object.path,
                    message: "the first tier is everyone's: no spendMinor, no visits")
            }
            if index > 0, spend == nil, visits == nil {
                throw BadInput(code: "missingField", field: object.path, message: "needs spendMinor or visits")
            }
            guard !tiers.contains(where: { $0.id == id }) else {
                throw BadInput(code: "badValue", field: object.place("id"), message: "\"\(id)\" stands twice")
            }
            tiers.append(
                Tier(
                    id: id, names: names, spendMinor: spend, visits: visits,
                    discountBasisPoints: Int64((discount * 100).rounded())))
        }
        guard !tiers.isEmpty else { throw BadInput.missing(place) }
        for (rank, higher) in tiers.enumerated() {
            if let lower = tiers[..<rank].first(where: { !higher.isHarder(than: $0) }) {
                throw BadInput(
                    code: "badValue", field: place,
                    message: "\"\(higher.id)\" must be harder to reach than \"\(lower.id)\"")
            }
        }
        return tiers
    }

    private static func points(_ object: StrictObject?) throws -> Points {
        guard var object else { throw BadInput.missing("points") }
        let points = Points(
            perAmountMinor: try object.integer("perAmountMinor", in: 1...Money.amountMinorMax) ?? 100,
            points: try object.integer("points", in: 0...1_000_000) ?? 1,
            valueHundredths: Int64(((try object.number("valueMinor", in: 0...1_000_000) ?? 1) * 100).rounded()))
        try object.finish()
        return points
    }
}

/// Texts by language.
public enum Names {
    public static let languages = ["es", "en"]

    static func read(_ object: inout StrictObject, _ key: String) throws -> [String: String] {
        guard var names = try object.object(key) else { return [:] }
        var result: [String: String] = [:]
        for language in languages { result[language] = try names.string(language) }
        try names.finish()
        return result
    }
}
