import JSON
import Loyalty

/// A complaint that was noted at a till. What was said is personal: it stands beside the event.
public struct Complaint: Sendable, Equatable {
    /// Unique in its store; printed for the customer.
    public var number: String
    /// Nil where the store knew none.
    public var card: CardID?
    public var till: String
    public var cashier: String?

    public init(number: String, card: CardID?, till: String, cashier: String?) {
        self.number = number
        self.card = card
        self.till = till
        self.cashier = cashier
    }

    func write(to object: inout JSONWriter) {
        object.field("kind", "complaint")
        object.field("number", number)
        object.field(ifPresent: "card", card?.rawValue)
        object.field("till", till)
        object.field(ifPresent: "cashier", cashier)
    }

    init(json: JSONValue) throws {
        guard let number = json["number"]?.string else { throw BadInput.missing("number") }
        self.init(
            number: number, card: json["card"]?.string.map(CardID.init(rawValue:)), till: json["till"]?.string ?? "",
            cashier: json["cashier"]?.string)
    }
}

/// A card that serves nobody until central unblocks it. The reason stands beside the event.
public struct CardBlock: Sendable, Equatable {
    /// Nil where the store did not know it: central looks for the key beside the event.
    public var card: CardID?
    public var till: String
    public var cashier: String?
    /// Who gave a PIN for it.
    public var supervisor: PersonID?

    public init(card: CardID?, till: String, cashier: String?, supervisor: PersonID?) {
        self.card = card
        self.till = till
        self.cashier = cashier
        self.supervisor = supervisor
    }

    func write(to object: inout JSONWriter) {
        object.field("kind", "cardBlocked")
        object.field(ifPresent: "card", card?.rawValue)
        object.field("till", till)
        object.field(ifPresent: "cashier", cashier)
        object.field(ifPresent: "supervisor", supervisor?.rawValue)
    }

    init(json: JSONValue) {
        self.init(
            card: json["card"]?.string.map(CardID.init(rawValue:)), till: json["till"]?.string ?? "",
            cashier: json["cashier"]?.string, supervisor: json["supervisor"]?.string.map(PersonID.init(rawValue:)))
    }
}

/// Another number for a card, because the plastic was lost. The new one stands beside the event.
public struct CardReplacement: Sendable, Equatable {
    public var card: CardID
    /// The hash of the number that ends; nil: all card numbers of the customer.
    public var oldHash: String?
    public var till: String
    public var cashier: String?
    public var supervisor: PersonID?

    public init(card: CardID, oldHash: String?, till: String, cashier: String?, supervisor: PersonID?) {
        self.card = card
        self.oldHash = oldHash
        self.till = till
        self.cashier = cashier
        self.supervisor = supervisor
    }

    func write(to object: inout JSONWriter) {
        object.field("kind", "cardReplaced")
        object.field("card", card.rawValue)
        object.field(ifPresent: "oldHash", oldHash)
        object.field("till", till)
        object.field(ifPresent: "cashier", cashier)
        object.field(ifPresent: "supervisor", supervisor?.rawValue)
    }

    init(json: JSONValue) throws {
        guard let card = json["card"]?.string else { throw BadInput.missing("card") }
        self.init(
            card: CardID(card), oldHash: json["oldHash"]?.string, till: json["till"]?.string ?? "",
            cashier: json["cashier"]?.string, supervisor: json["supervisor"]?.string.map(PersonID.init(rawValue:)))
    }
}
