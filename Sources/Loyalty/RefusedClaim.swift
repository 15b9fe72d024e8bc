import JSON

/// Why central does not give a receipt to who claims it afterwards, nor move it from the wrong card.
public enum ClaimRefusal: String, Sendable, CaseIterable {
    case tooLate, taken, alreadyTheirs, notTheirs, pointsUsed, cancelled, ownCard, blocked, noPurchase
}

/// A receipt that central did not give to the customer who claimed it. Their card tells of it for some days, in every store
/// that has the card: who claimed it without a line had been told only that central decides.
public struct RefusedClaim: Sendable, Equatable {
    public var store: StoreID
    public var till: String
    public var receipt: String
    public var day: LocalDay
    /// A `ClaimRefusal`, or one that a newer central knows.
    public var refusal: String
    /// The day on which central decided.
    public var decided: LocalDay

    /// Days after that on which it is still told.
    public static let toldDays = 30
    /// Of one customer, the newest.
    public static let toldMax = 5

    public init(
        store: StoreID, till: String, receipt: String, day: LocalDay, refusal: String, decided: LocalDay
    ) {
        self.store = store
        self.till = till
        self.receipt = receipt
        self.day = day
        self.refusal = refusal
        self.decided = decided
    }

    public func isTold(on day: LocalDay) -> Bool { day <= decided.adding(days: Self.toldDays) }

    /// As central publishes it and as tills read it.
    public func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.object("of") { of in
                of.field("store", store.rawValue)
                of.field("till", till)
                of.field("receipt", receipt)
                of.field("day", day.description)
            }
            object.field("state", "refused")
            object.field("refusal", refusal)
            object.field("decided", decided.description)
        }
    }

    /// Nil for what a newer central may say of claims besides.
    public init?(json: JSONValue) {
        guard json["state"]?.string == "refused", let of = json["of"], let store = of["store"]?.string,
            let till = of["till"]?.string, let receipt = of["receipt"]?.string,
            let day = of["day"]?.string.flatMap(LocalDay.init), let refusal = json["refusal"]?.string,
            let decided = json["decided"]?.string.flatMap(LocalDay.init)
        else { return nil }
        self.init(
            store: StoreID(store), till: till, receipt: receipt, day: day, refusal: refusal, decided: decided)
    }

    /// - Parameter json: a list of them; nil: none
    public static func list(_ json: JSONValue?) -> [RefusedClaim] {
        Array((json?.array ?? []).compactMap { RefusedClaim(json: $0) }.prefix(toldMax))
    }
}
