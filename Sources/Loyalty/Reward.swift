import JSON

/// A thing of the catalogue that points buy, or that a tier is entitled to.
public struct Reward: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable { case voucher, product, experience, mystery }
    public enum Price: Sendable, Equatable {
        case points(Int64)
        /// So many for each customer.
        case entitlement(uses: Int64)
    }

    public let id: String
    public let names: [String: String]
    /// What the customer is told, by language.
    public let texts: [String: String]
    public let kind: Kind
    public let price: Price
    /// What it costs the chain, for `simulate` and the budget.
    public let valueMinor: Int64
    /// Of a product.
    public let sku: String?
    /// Empty: every tier.
    public let tiers: [TierID]
    public let from: LocalDay?
    /// Inclusive.
    public let to: LocalDay?
    /// By store; those that are not named have `stockElsewhere`.
    public let stock: [StoreID: Int64]
    /// Nil: without limit.
    public let stockElsewhere: Int64?
    /// Nil unless `kind` is `mystery`.
    public let mystery: Mystery?

    /// Nil: without limit.
    public func stock(in store: StoreID) -> Int64? { stock[store] ?? stockElsewhere }

    /// What a customer who is entitled has uses of.
    public var entitlement: Lot { .uses("reward.\(id)") }

    public var points: Int64 { if case .points(let points) = price { points } else { 0 } }

    /// Why a reward cannot be had, worst first.
    public enum Hindrance: String, Sendable {
        case notOpen, otherTier, usedUp, outOfStock, notEnoughPoints, notEnoughHere
    }

    /// Nil where it can be had.
    /// - Parameters:
    ///   - here: points that this store holds of the card
    ///   - total: the whole balance
    ///   - used: how often this customer had it, as far as is known here
    ///   - given: how many this store has given
    ///   - drawnMinor: what the prizes drawn in this store cost
    public func hindrance(
        on day: LocalDay, tier: TierID, here: Int64, total: Int64, used: Int64 = 0, given: Int64 = 0,
        drawnMinor: Int64 = 0, in store: StoreID
    ) -> Hindrance? {
        if from.map({ day < $0 }) ?? false || to.map({ $0 < day }) ?? false { return .notOpen }
        if !tiers.isEmpty, !tiers.contains(tier) { return .otherTier }
        if case .entitlement(let uses) = price, used >= uses { return .usedUp }
        if let stock = stock(in: store), given >= stock { return .outOfStock }
        if let mystery, !mystery.mayDraw(afterMinor: drawnMinor) { return .outOfStock }
        guard case .points(let points) = price, here < points else { return nil }
        return total < points ? .notEnoughPoints : .notEnoughHere
    }
}

/// A reward that is revealed when it is redeemed.
public struct Mystery: Sendable, Equatable {
    public struct Prize: Sendable, Equatable {
        public let id: String
        public let names: [String: String]
        public let valueMinor: Int64
        /// Of `Mystery.chances`.
        public let chances: Int64
    }
    /// What the law wants of a draw by lot.
    public struct Legal: Sendable, Equatable {
        public let terms: String
        public let permit: String
    }

    /// Chances are out of this many.
    public static let chances: Int64 = 1_000_000

    /// The prizes' chances come to `chances`, but for a draw by lot, where who draws the rest gets nothing.
    public let prizes: [Prize]
    /// Nil unless it is a draw by lot.
    public let legal: Legal?
    /// What the prizes may cost in all; nil: without limit, for a draw that leaves none without.
    public let budgetMinor: Int64?
    /// A store's own part of it, which it keeps to by itself, line or no line; nil: all of it.
    public let budgetPerStoreMinor: Int64?

    /// Whether the dearest prize is still within a store's part.
    /// - Parameter drawnMinor: what those cost that it drew before
    public func mayDraw(afterMinor drawnMinor: Int64) -> Bool {
        guard let share = budgetPerStoreMinor ?? budgetMinor else { return true }
        return drawnMinor <= share - (prizes.map(\.valueMinor).max() ?? 0)
    }

    /// What a lot is worth: the same number always draws the same.
    /// - Parameter number: random, and kept with what was drawn, so that an auditor can draw it again
    public func prize(drawnBy number: UInt64) -> Prize? {
        var rest = Int64(number % UInt64(Self.chances))
        for prize in prizes {
            if rest < prize.chances { return prize }
            rest -= prize.chances
        }
        return nil
    }
}

// MARK: - the document

extension Reward {
    static func read(_ list: [JSONValue], place: String, tiers: [TierID]) throws -> [Reward] {
        var rewards: [Reward] = []
        for (index, value) in list.enumerated() {
            let path = "\(place)[\(index)]"
            let reward = try Reward(StrictObject(value, path: path), tiers: tiers)
            guard !rewards.contains(where: { $0.id == reward.id }) else {
                throw BadInput(code: "badValue", field: "\(path).id", message: "\"\(reward.id)\" stands twice")
            }
            rewards.append(reward)
        }
        return rewards
    }

    private init(_ object: StrictObject, tiers known: [TierID]) throws {
        var object = object
        id = try object.requireString("id")
        guard StoreID(id).isValid else {
            throw BadInput(
                code: "badValue", field: object.place("id"), message: "wants letters, digits, -, _ and ., at most 40")
        }
        names = try Names.read(&object, "names")
        texts = try Names.read(&object, "texts")
        let kind = try object.choice("kind", of: Kind.allCases.map(\.rawValue)).flatMap(Kind.init)
        guard let kind else { throw BadInput.missing(object.place("kind")) }
        self.kind = kind
        price = try Self.price(&object)
        valueMinor = try object.integer("valueMinor", in: 0...Money.amountMinorMax) ?? 0
        sku = try object.string("sku")
        tiers = try TierID.read(&object, "tiers", known)
        (from, to) = try object.days()
        stockElsewhere = try object.integer("stockPerStore", in: 0...1_000_000_000)
        stock = try Self.stock(&object)
        mystery = try object.object("mystery").map(Mystery.init)
        guard (kind == .mystery) == (mystery != nil) else {
            throw BadInput(
                code: "badValue", field: object.place("mystery"),
                message: "belongs to the kind mystery, and to it alone")
        }
        try object.finish()
    }

    private static func price(_ object: inout StrictObject) throws -> Price {
        let points = try object.integer("points", in: 1...Money.amountMinorMax)
        let uses = try object.integer("uses", in: 1...1_000_000)
        switch (points, uses) {
        case (let points?, nil): return .points(points)
        case (nil, let uses?): return .entitlement(uses: uses)
        default:
            throw BadInput(
                code: "badValue", field: object.path,
                message: "wants points, what it costs, or uses, how often each customer is entitled to it")
        }
    }

    private static func stock(_ object: inout StrictObject) throws -> [StoreID: Int64] {
        guard let stores = object.value("stock") else { return [:] }
        let place = object.place("stock")
        guard let members = stores.members else { throw BadInput.wrongType(place, wanted: "object", got: stores) }
        var stock: [StoreID: Int64] = [:]
        for (store, count) in members {
            guard let count = count.integer, (0...1_000_000_000).contains(count) else {
                throw BadInput.wrongType("\(place).\(store)", wanted: "integer from 0", got: count)
            }
            stock[StoreID(store)] = count
        }
        return stock
    }
}

extension Mystery {
    fileprivate init(_ object: StrictObject) throws {
        var object = object
        let isByLot = try object.choice("draw", of: ["everyone", "lot"]) == "lot"
        budgetMinor = try object.integer("budgetMinor", in: 1...Money.amountMinorMax)
        budgetPerStoreMinor = try object.integer("budgetPerStoreMinor", in: 1...Money.amountMinorMax)
        if let share = budgetPerStoreMinor, share > budgetMinor ?? 0 {
            throw BadInput(
                code: "badValue", field: object.place("budgetPerStoreMinor"),
                message: "is a store's part of budgetMinor, and cannot be more")
        }
        if var terms = try object.object("legal") {
            legal = Legal(terms: try terms.requireString("terms"), permit: try terms.requireString("permit"))
            try terms.finish()
        } else {
            legal = nil
        }
        let place = object.place("prizes")
        prizes = try (object.array("prizes") ?? []).enumerated().map { index, value in
            try Prize(StrictObject(value, path: "\(place)[\(index)]"))
        }
        let sum = prizes.reduce(0) { $0 + $1.chances }
        guard !prizes.isEmpty, sum <= Self.chances, isByLot || sum == Self.chances else {
            throw BadInput(
                code: "badValue", field: place,
                message: "the prizes' percents come to \(Double(sum) / 10_000); "
                    + (isByLot ? "a draw by lot has at most 100" : "where everyone gets something they come to 100"))
        }
        try object.finish()
        guard isByLot else {
            guard legal == nil else {
                throw BadInput(
                    code: "badValue", field: object.place("legal"), message: "is for a draw by lot: \"draw\": \"lot\"")
            }
            return
        }
        guard legal != nil, budgetMinor != nil else {
            throw BadInput(
                code: "missingField", field: object.path,
                message: "a draw by lot wants budgetMinor, and legal with its terms and permit")
        }
    }
}

extension Mystery.Prize {
    fileprivate init(_ object: StrictObject) throws {
        var object = object
        id = try object.requireString("id")
        names = try Names.read(&object, "names")
        valueMinor = try object.integer("valueMinor", in: 0...Money.amountMinorMax) ?? 0
        guard let percent = try object.number("percent", in: 0.0001...100) else {
            throw BadInput.missing(object.place("percent"))
        }
        chances = Int64((percent * 10_000).rounded())
        try object.finish()
    }
}
