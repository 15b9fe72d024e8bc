import JSON

extension EarningRules {
    init(_ object: StrictObject?, tiers: [TierID]) throws {
        guard var object else {
            self.init()
            return
        }
        let discounts = try object.choice("discounts", of: Discounts.allCases.map(\.rawValue))
        let tax = try object.choice("tax", of: Tax.allCases.map(\.rawValue))
        let multipliers = try object.choice("multipliers", of: Multipliers.allCases.map(\.rawValue))
        let multiplied = try object.choice("multiplied", of: Multiplied.allCases.map(\.rawValue))
        var excluded = Selection()
        if var exclusions = try object.object("exclude") {
            excluded = try Selection(&exclusions)
            try exclusions.finish()
        }
        let pointsMax = try object.integer("pointsMax", in: 1...Money.amountMinorMax)
        let place = object.place("rules")
        var rules: [EarningRule] = []
        for (index, value) in (try object.array("rules") ?? []).enumerated() {
            let path = "\(place)[\(index)]"
            let rule = try EarningRule(StrictObject(value, path: path), tiers: tiers)
            guard !rules.contains(where: { $0.id == rule.id }) else {
                throw BadInput(code: "badValue", field: "\(path).id", message: "\"\(rule.id)\" stands twice")
            }
            rules.append(rule)
        }
        try object.finish()
        self.init(
            discounts: discounts.flatMap(Discounts.init) ?? .after, tax: tax.flatMap(Tax.init) ?? .included,
            multipliers: multipliers.flatMap(Multipliers.init) ?? .best,
            multiplied: multiplied.flatMap(Multiplied.init) ?? .base, excluded: excluded, pointsMax: pointsMax,
            rules: rules)
    }
}

extension EarningRule {
    static let reservedIDs = [Earned.base, Earned.tierMultiplier, Earned.cap]

    convenience init(_ object: StrictObject, tiers: [TierID]) throws {
        var object = object
        let id = try object.requireString("id")
        guard StoreID(id).isValid, !Self.reservedIDs.contains(id) else {
            throw BadInput(
                code: "badValue", field: object.place("id"),
                message: "wants letters, digits, -, _ and ., at most 40, and none of "
                    + Self.reservedIDs.joined(separator: ", "))
        }
        self.init(
            id: id, names: try Names.read(&object, "names"), gift: try Self.gift(&object),
            selection: try Selection(&object), conditions: try Conditions(&object, tiers: tiers),
            once: try object.choice("once", of: Once.allCases.map(\.rawValue)).flatMap(Once.init),
            pointsMax: try object.integer("pointsMax", in: 1...Money.amountMinorMax))
        try object.finish()
        guard once == .enrolment else { return }
        guard case .points = gift, selection.isEmpty else {
            throw BadInput(
                code: "badValue", field: object.place("once"),
                message:
                    "an enrolment has no lines: it wants points alone, without perAmountMinor, multiplier or articles"
            )
        }
    }

    private static func gift(_ object: inout StrictObject) throws -> Gift {
        let perAmount = try object.integer("perAmountMinor", in: 1...Money.amountMinorMax)
        let points = try object.integer("points", in: 0...1_000_000)
        let multiplier = try object.number("multiplier", in: 1...100)
        let isInstead = try object.boolean("instead")
        switch (perAmount, points, multiplier) {
        case (let minor?, let points?, nil):
            return .perAmount(minor: minor, points: points, isInstead: isInstead ?? false)
        case (nil, let points?, nil) where points > 0 && isInstead == nil: return .points(points)
        case (nil, nil, let multiplier?) where isInstead == nil:
            return .multiplier(basisPoints: Int64((multiplier * 10_000).rounded()))
        default:
            throw BadInput(
                code: "badValue", field: object.path,
                message: "wants perAmountMinor with points (and instead), or multiplier, or points alone")
        }
    }
}

extension EarningRule.Conditions {
    static let weekdayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    fileprivate init(_ object: inout StrictObject, tiers known: [TierID]) throws {
        tiers = try TierID.read(&object, "tiers", known)
        if let days = try object.strings("days") {
            weekdays = 0
            for day in days {
                guard let place = Self.weekdayNames.firstIndex(of: day) else {
                    throw BadInput(
                        code: "badValue", field: object.place("days"),
                        message: "\"\(day)\" is not one of \(Self.weekdayNames.joined(separator: ", "))"
                            + Nearest.hint(day, Self.weekdayNames))
                }
                weekdays |= 1 << UInt8(place)
            }
        }
        if var hours = try object.object("hours") {
            minutes = (try Self.minute(&hours, "from") ?? 0, try Self.minute(&hours, "to") ?? 1440)
            guard minutes.from != minutes.to, minutes.from < 1440 else {
                throw BadInput(code: "badValue", field: hours.path, message: "begins and ends at the same minute")
            }
            try hours.finish()
        }
        (from, to) = try object.days()
        isBirthMonth = try object.boolean("birthMonth") ?? false
        basketMinor = try object.integer("basketMinor", in: 0...Money.amountMinorMax) ?? 0
    }

    /// `08:00`, and `24:00` for the end of the day.
    private static func minute(_ object: inout StrictObject, _ key: String) throws -> Int? {
        guard let text = try object.string(key) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0..<60).contains(minute), (0...1440).contains(hour * 60 + minute), hour >= 0
        else {
            throw BadInput(code: "badValue", field: object.place(key), message: "\"\(text)\" is no time such as 08:30")
        }
        return hour * 60 + minute
    }
}

extension TierID {
    static func read(_ object: inout StrictObject, _ key: String, _ known: [TierID]) throws -> [TierID] {
        try (object.strings(key) ?? []).map { text in
            guard known.contains(TierID(text)) else {
                let choices = known.map(\.rawValue)
                throw BadInput(
                    code: "badValue", field: object.place(key),
                    message:
                        "\"\(text)\" is not one of \(choices.joined(separator: ", "))\(Nearest.hint(text, choices))")
            }
            return TierID(text)
        }
    }
}

extension StrictObject {
    mutating func day(_ key: String) throws -> LocalDay? {
        guard let text = try string(key) else { return nil }
        guard let day = LocalDay(text) else {
            throw BadInput(code: "badValue", field: place(key), message: "\"\(text)\" is no day such as 2026-03-14")
        }
        return day
    }

    /// The window `from`…`to`, the end inclusive.
    mutating func days() throws -> (from: LocalDay?, to: LocalDay?) {
        let (from, to) = (try day("from"), try day("to"))
        if let from, let to, to < from {
            throw BadInput(code: "badValue", field: place("to"), message: "lies before from")
        }
        return (from, to)
    }

    /// A percentage, in its hundredths.
    mutating func basisPoints(_ key: String) throws -> Int64? {
        try number(key, in: 0...100).map { Int64(($0 * 100).rounded()) }
    }
}
