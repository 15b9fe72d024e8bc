import JSON
import Loyalty

/// Goods that came back, or a receipt that was cancelled: what the till was told stands for now, and central takes back
/// and gives back by the purchase itself.
public struct GoodsReturn: Sendable, Equatable {
    /// The receipt that the goods were bought on.
    public struct Origin: Sendable, Equatable {
        /// Nil: the store of the return.
        public var store: StoreID?
        public var till: String
        public var receipt: String
        /// The day of sale; nil where nobody knows: the day of the return.
        public var day: LocalDay?

        public init(store: StoreID? = nil, till: String, receipt: String, day: LocalDay? = nil) {
            self.store = store
            self.till = till
            self.receipt = receipt
            self.day = day
        }
    }

    /// The till's own id of it.
    public var id: String
    public var till: String
    public var at: Instant
    /// In the store's zone.
    public var day: LocalDay
    /// The whole receipt, on its own day, as if it had never been.
    public var isVoid: Bool
    /// Nil: without a receipt.
    public var of: Origin?
    public var items: [ReturnedPurchase.Item]
    public var card: CardID?
    public var cashier: String?
    public var supervisor: String?
    public var reason: String?
    /// What left the balance at the store already; central comes to the sum that stands.
    public var points: Int64
    public var flags: [ReturnFlag]
    public var counting: Counting?

    public init(
        id: String, till: String, at: Instant, day: LocalDay, isVoid: Bool, of: Origin?,
        items: [ReturnedPurchase.Item], card: CardID? = nil
    ) {
        self.id = id
        self.till = till
        self.at = at
        self.day = day
        self.isVoid = isVoid
        self.of = of
        self.items = items
        self.card = card
        points = 0
        flags = []
    }

    public static let itemsMax = 2_000
}

/// What is to be said of a return; none refuses it.
public enum ReturnFlag: String, Sendable, CaseIterable {
    /// Bought elsewhere, too long ago for this store to know, or by somebody whom it did not know: central finds it.
    case decidedByCentral
    case withoutReceipt
    /// More than is left of what was bought; the rest is no part of it.
    case capped
    /// Nothing of it is left: it gives and takes nothing.
    case nothingLeft
    /// A cancelled receipt of another day: its goods came back.
    case notSameDay
    /// Its purchase is older than the programme's `daysMax`: no points change.
    case tooLate
    case unknownCard, blocked
    /// Beyond the programme's limits for a card and a day, or for a cashier.
    case manyReturns, cashierReturns

    /// Whether people at central are to look at it.
    public var isSuspicious: Bool {
        switch self {
        case .withoutReceipt, .capped, .nothingLeft, .manyReturns, .cashierReturns: true
        default: false
        }
    }
}

extension GoodsReturn {
    public func write(to object: inout JSONWriter) {
        object.field("kind", "return")
        object.field("return", id)
        object.field("till", till)
        object.field("at", at.description)
        object.field("day", day.description)
        if isVoid { object.field("void", true) }
        if let of { object.object("of") { of.write(to: &$0) } }
        object.array("items") { ReturnedPurchase.Item.write(items, to: &$0) }
        object.field(ifPresent: "card", card?.rawValue)
        object.field(ifPresent: "cashier", cashier)
        object.field(ifPresent: "supervisor", supervisor)
        object.field(ifPresent: "reason", reason)
        object.field("points", points)
        if !flags.isEmpty { object.field("flags", strings: flags.map(\.rawValue)) }
        counting?.write(to: &object)
    }

    public init(json: JSONValue) throws {
        guard let id = json["return"]?.string, !id.isEmpty else { throw BadInput.missing("return") }
        guard let day = json["day"]?.string.flatMap(LocalDay.init) else { throw BadInput.missing("day") }
        let items = try ReturnedPurchase.Item.list(json["items"])
        self.init(
            id: id, till: json["till"]?.string ?? "", at: try Purchase.instant(json, "at"), day: day,
            isVoid: json["void"]?.boolean ?? false, of: try json["of"].map(Origin.init(json:)), items: items,
            card: json["card"]?.string.map(CardID.init(rawValue:)))
        cashier = json["cashier"]?.string
        supervisor = json["supervisor"]?.string
        reason = json["reason"]?.string
        points = min(max(json["points"]?.integer ?? 0, 0), Money.amountMinorMax)
        flags = (json["flags"]?.array ?? []).compactMap { $0.string.flatMap(ReturnFlag.init(rawValue:)) }
        counting = try Counting(of: json)
    }
}

extension GoodsReturn.Origin {
    /// As a till says it, and as an event has it.
    public init(json: JSONValue) throws {
        guard let till = json["till"]?.string, !till.isEmpty else { throw BadInput.missing("of.till") }
        guard let receipt = json["receipt"]?.string, !receipt.isEmpty else { throw BadInput.missing("of.receipt") }
        var day: LocalDay?
        if let text = json["day"]?.string {
            guard let found = LocalDay(text) else {
                throw BadInput(code: "badValue", field: "of.day", message: "is no day such as 2026-03-14")
            }
            day = found
        }
        self.init(
            store: json["store"]?.string.map(StoreID.init(rawValue:)), till: till, receipt: receipt, day: day)
    }

    public func write(to object: inout JSONWriter) {
        object.field(ifPresent: "store", store?.rawValue)
        object.field("till", till)
        object.field("receipt", receipt)
        object.field(ifPresent: "day", day?.description)
    }
}
