import JSON
import Loyalty

/// What happened at a counter that is neither a purchase nor an enrolment. The raw name of a case is its `kind`.
public enum Service: Sendable, Equatable {
    case pinTried(PINTry)
    case complaint(Complaint)
    case cardBlocked(CardBlock)
    case cardReplaced(CardReplacement)
    case receiptClaimed(ReceiptClaim)

    /// - Returns: nil for a kind that is none of these
    init?(kind: String, json: JSONValue) throws {
        switch kind {
        case "pinTried": self = .pinTried(try PINTry(json: json))
        case "complaint": self = .complaint(try Complaint(json: json))
        case "cardBlocked": self = .cardBlocked(CardBlock(json: json))
        case "cardReplaced": self = .cardReplaced(try CardReplacement(json: json))
        case "receiptClaimed": self = .receiptClaimed(try ReceiptClaim(json: json))
        default: return nil
        }
    }

    func write(to object: inout JSONWriter) {
        switch self {
        case .pinTried(let tried): tried.write(to: &object)
        case .complaint(let complaint): complaint.write(to: &object)
        case .cardBlocked(let block): block.write(to: &object)
        case .cardReplaced(let replacement): replacement.write(to: &object)
        case .receiptClaimed(let claim): claim.write(to: &object)
        }
    }
}

/// Somebody typed a PIN. What they typed is nowhere.
public struct PINTry: Sendable, Equatable {
    public enum Outcome: String, Sendable, CaseIterable { case right, wrong, locked, unknown }

    /// Nil where nobody of that name has a PIN at the store: what was typed as a name may be a PIN.
    public var person: PersonID?
    public var till: String
    /// What it was wanted for, such as `return`.
    public var act: String
    public var outcome: Outcome
    /// Wrong tries until it locks; 0: locked.
    public var triesLeft: Int64

    public init(person: PersonID?, till: String, act: String, outcome: Outcome, triesLeft: Int64) {
        self.person = person
        self.till = till
        self.act = act
        self.outcome = outcome
        self.triesLeft = triesLeft
    }

    fileprivate func write(to object: inout JSONWriter) {
        object.field("kind", "pinTried")
        object.field(ifPresent: "person", person?.rawValue)
        object.field("till", till)
        object.field("act", act)
        object.field("outcome", outcome.rawValue)
        object.field("triesLeft", triesLeft)
    }

    fileprivate init(json: JSONValue) throws {
        guard let outcome = json["outcome"]?.string.flatMap(Outcome.init(rawValue:)) else {
            throw BadInput.missing("outcome")
        }
        self.init(
            person: json["person"]?.string.map(PersonID.init(rawValue:)), till: json["till"]?.string ?? "",
            act: json["act"]?.string ?? "", outcome: outcome,
            triesLeft: min(max(json["triesLeft"]?.integer ?? 0, 0), 100))
    }
}
