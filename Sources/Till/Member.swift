import JSON
import Loyalty

/// A customer as the store's agent answers: what a cashier may see.
public struct Member: Sendable, Equatable {
    public var card: String
    public var name: String
    public var tier: String
    public var discountPercent: Double
    /// What this store may let them use now.
    public var here: Int64
    public var total: Int64
    public var pending: Int64
    /// What all of them are worth; nil where the agent does not say.
    public var valueMinor: Int64?
    public var expiring: Expiring?
    public var next: Missing?
    public var keep: Missing?
    public var offers: [Offer]
    public var rewards: [Reward]
    public var refusedClaims: [RefusedClaim] = []
    public var isBlocked: Bool
    /// It is that of the cashier logged in: it serves nobody here.
    public var isOwnCard = false
    /// Something of it waits for central.
    public var isProvisional: Bool
    public var asOf: Instant?

    public struct Expiring: Sendable, Equatable {
        public var points: Int64
        public var on: LocalDay?
    }

    /// Either of the two would do.
    public struct Missing: Sendable, Equatable {
        public var tier: String
        public var spendMinor: Int64?
        public var visits: Int64?
        public var by: LocalDay?
    }

    public struct Offer: Sendable, Equatable {
        public var name: String
        public var to: LocalDay?
        public var isUsable: Bool
        public var reason: String?
        /// Limited: it is set aside before payment.
        public var isLimited: Bool
        public var id: String
    }

    public struct Reward: Sendable, Equatable {
        public var id: String
        public var name: String
        public var points: Int64
        public var isUsable: Bool
        public var reason: String?
    }
}

extension Member {
    /// - Parameter language: `es` or `en`
    /// - Returns: nil where the answer has no card
    init?(_ json: JSONValue, _ language: String) {
        guard let card = json["card"]?.string else { return nil }
        func name(_ value: JSONValue?, or other: JSONValue?) -> String {
            ShownText.clean(value?["names"]?[language]?.string ?? other?.string ?? "")
        }
        self.card = card
        self.name = ShownText.clean(json["name"]?.string ?? "")
        tier = name(json["tier"], or: json["tier"]?["id"])
        discountPercent = json["benefits"]?["discountPercent"]?.number ?? 0
        let points = json["points"]
        here = points?["here"]?.integer ?? 0
        total = points?["total"]?.integer ?? 0
        pending = points?["pending"]?.integer ?? 0
        valueMinor = points?["valueMinor"]?.integer
        expiring = points?["expiring"].flatMap { value in
            value["points"]?.integer.map { Expiring(points: $0, on: value["on"]?.string.flatMap { LocalDay($0) }) }
        }
        func missing(_ key: String) -> Missing? {
            json[key].map { value in
                Missing(
                    tier: name(value, or: value["tier"]), spendMinor: value["spendMinor"]?.integer,
                    visits: value["visits"]?.integer, by: value["by"]?.string.flatMap { LocalDay($0) })
            }
        }
        next = missing("next")
        keep = missing("keep")
        offers = (json["offers"]?.array ?? []).map { value in
            Offer(
                name: name(value, or: value["offer"]), to: value["to"]?.string.flatMap { LocalDay($0) },
                isUsable: value["usable"]?.boolean ?? true, reason: value["reason"]?.string,
                isLimited: value["usesLeft"]?.integer != nil, id: value["offer"]?.string ?? "")
        }
        rewards = (json["rewards"]?.array ?? []).compactMap { value in
            value["reward"]?.string.map { id in
                Reward(
                    id: id, name: name(value, or: value["reward"]), points: value["points"]?.integer ?? 0,
                    isUsable: value["usable"]?.boolean ?? true, reason: value["reason"]?.string)
            }
        }
        refusedClaims = RefusedClaim.list(json["claims"])
        isBlocked = json["blocked"]?.boolean ?? false
        isOwnCard = json["ownCard"]?.boolean ?? false
        isProvisional = (json["provisional"]?.count ?? 0) > 0
        asOf = json["asOf"]?.string.flatMap { Instant($0) }
    }
}
