import JSON

/// The rules of a chain's loyalty: tiers and their benefits, what earns points, what they buy, what becomes of them when
/// goods come back. Immutable once published, and a class so that whoever works by it holds it at no cost.
public final class Programme: Sendable, Equatable {
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
    public let tierRules: TierRules
    public let points: PointsRules
    public let earning: EarningRules
    public let rewards: [Reward]
    public let redemption: Redemption
    public let returns: ReturnRules
    public let limits: Limits
    /// Nil: employees are members like others.
    public let employees: EmployeeRules?
    /// The first day on which these rules hold; nil: at once.
    public let from: LocalDay?
    /// How many days ahead members are told of rules that worsen their lot.
    public let noticeDays: Int64
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
        tierRules = try TierRules(object.object("tierRules"), windowDays: windowDays)
        points = try PointsRules(object.object("points"))
        let tierIDs = tiers.map(\.id)
        earning = try EarningRules(object.object("earning"), tiers: tierIDs)
        rewards = try Reward.read(object.array("rewards") ?? [], place: object.place("rewards"), tiers: tierIDs)
        redemption = try Redemption(object.object("redemption"))
        returns = try ReturnRules(object.object("returns"))
        limits = try Limits(object.object("limits"))
        employees = try EmployeeRules(object.object("employees"))
        from = try object.day("from")
        noticeDays = try object.integer("noticeDays", in: 0...3660) ?? 0
        source = text
        try object.finish()
    }

    public static func == (a: Programme, b: Programme) -> Bool { a.source == b.source }

    /// What the base alone gives for an amount: rounded down, and at most `Money.amountMinorMax`.
    public func pointsEarned(earningMinor: Int64) -> Int64 { points.base(earningMinor) }

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

    public func reward(_ id: String) -> Reward? { rewards.first { $0.id == id } }

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

// MARK: - the document

extension Programme {
    private static func tiers(_ list: [JSONValue], place: String) throws -> [Tier] {
        var tiers: [Tier] = []
        for (index, value) in list.enumerated() {
            let path = "\(place)[\(index)]"
            let tier = try Tier(value, path: path)
            if index == 0, tier.spendMinor != nil || tier.visits != nil {
                throw BadInput(
                    code: "badValue", field: path, message: "the first tier is everyone's: no spendMinor, no visits")
            }
            if index > 0, tier.spendMinor == nil, tier.visits == nil {
                throw BadInput(code: "missingField", field: path, message: "needs spendMinor or visits")
            }
            guard !tiers.contains(where: { $0.id == tier.id }) else {
                throw BadInput(code: "badValue", field: "\(path).id", message: "\"\(tier.id)\" stands twice")
            }
            tiers.append(tier)
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
