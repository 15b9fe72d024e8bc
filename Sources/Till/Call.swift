import JSON
import Loyalty

/// One request to the store's agent, and what it is for.
public struct Call: Sendable, Equatable {
    public enum Purpose: Sendable, Equatable {
        case status
        case lookup(Key)
        /// Central was asked meanwhile.
        case lookupAgain(Key)
        case quote
        /// The body is kept at the till until the agent has it.
        case purchase
        case holdOffers
        /// What goods that come back come to.
        case checkReturn
        case giveBack
        case form
        case grants, putAside
        case baskets
        case takeBasket
        case history
    }

    public let method: String
    public let path: String
    public let body: [UInt8]
    public let purpose: Purpose

    /// As it waits at the till; a purchase waits as it is.
    var kept: [UInt8] {
        JSONWriter.object { object in
            object.field("path", path)
            object.field("body", raw: body)
        }
    }

    init(_ purpose: Purpose, _ method: String, _ path: String, _ body: [UInt8] = []) {
        self.purpose = purpose
        self.method = method
        self.path = path
        self.body = body
    }
}

/// What came of a call.
public enum Answer: Sendable {
    case done(JSONValue)
    /// The agent says no, with a stable code and its own words.
    case refused(status: Int, code: String, detail: String, body: JSONValue?)
    /// Nobody answers, or the agent cannot work now: what was to be recorded is not, or nobody knows.
    case nobody
}

/// What a till does after a key or an answer.
public enum Act: Sendable, Equatable {
    case call(Call)
    /// Onto the till's own disk, before anything else: a receipt that the agent has not acknowledged.
    case keep([UInt8])
    /// The agent has it.
    case settle([UInt8])
    /// The agent will never take it: for an administrator to look at.
    case setAside([UInt8])
    case print([String])
    case end
}

/// What a hand does at the keyboard.
public enum Keystroke: Sendable, Equatable {
    case text(String)
    case enter, backspace, clear, escape, interrupt
    case function(Int)
}
