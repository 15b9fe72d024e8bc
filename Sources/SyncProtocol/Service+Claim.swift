import JSON
import Loyalty

/// A customer asks afterwards that a receipt counts for their card, or somebody moves one from the wrong card. Central
/// decides. What was written as a reason, and the key of a customer whom the store does not know, stand beside the event.
public struct ReceiptClaim: Sendable, Equatable {
    /// Which receipt: a purchase's identity.
    public struct Receipt: Sendable, Hashable {
        public var store: StoreID
        public var till: String
        public var receipt: String
        public var day: LocalDay

        public init(store: StoreID, till: String, receipt: String, day: LocalDay) {
            self.store = store
            self.till = till
            self.receipt = receipt
            self.day = day
        }
    }

    public var receipt: Receipt
    /// Whose it is to be; nil where the store did not know them.
    public var card: CardID?
    /// Whose it is wrongly; nil: nobody's.
    public var from: CardID?
    public var till: String
    public var cashier: String?
    /// Who gave a PIN for it; a move has one.
    public var supervisor: PersonID?
    public var flags: [PurchaseFlag]

    public init(
        receipt: Receipt, card: CardID?, from: CardID?, till: String, cashier: String?, supervisor: PersonID?,
        flags: [PurchaseFlag] = []
    ) {
        self.receipt = receipt
        self.card = card
        self.from = from
        self.till = till
        self.cashier = cashier
        self.supervisor = supervisor
        self.flags = flags
    }

    func write(to object: inout JSONWriter) {
        object.field("kind", "receiptClaimed")
        object.object("of") { inner in
            inner.field("store", receipt.store.rawValue)
            inner.field("till", receipt.till)
            inner.field("receipt", receipt.receipt)
            inner.field("day", receipt.day.description)
        }
        object.field(ifPresent: "card", card?.rawValue)
        object.field(ifPresent: "from", from?.rawValue)
        object.field("till", till)
        object.field(ifPresent: "cashier", cashier)
        object.field(ifPresent: "supervisor", supervisor?.rawValue)
        if !flags.isEmpty { object.field("flags", strings: flags.map(\.rawValue)) }
    }

    init(json: JSONValue) throws {
        guard let of = json["of"], let store = of["store"]?.string, let till = of["till"]?.string,
            let receipt = of["receipt"]?.string
        else { throw BadInput.missing("of") }
        guard let day = of["day"]?.string.flatMap(LocalDay.init) else { throw BadInput.missing("of.day") }
        self.init(
            receipt: Receipt(store: StoreID(store), till: till, receipt: receipt, day: day),
            card: json["card"]?.string.map(CardID.init(rawValue:)),
            from: json["from"]?.string.map(CardID.init(rawValue:)),
            till: json["till"]?.string ?? "", cashier: json["cashier"]?.string,
            supervisor: json["supervisor"]?.string.map(PersonID.init(rawValue:)),
            flags: (json["flags"]?.array ?? []).compactMap { $0.string.flatMap(PurchaseFlag.init(rawValue:)) })
    }
}
