import JSON
import Loyalty

/// A thing of the catalogue that a customer took for points, or was entitled to.
public struct RewardGiven: Sendable, Equatable {
    /// The till's own id of it.
    public var id: String
    public var reward: String
    public var card: CardID
    public var till: String
    public var cashier: String?
    public var supervisor: String?
    public var points: Int64
    /// What the customer shows, or the store writes down.
    public var code: String
    /// The number that a mystery was drawn with: whoever draws it again draws the same.
    public var drawn: UInt64?
    /// Nil where there is nothing to draw, or the draw left none.
    public var prize: String?
    /// What the prize costs the chain, by the programme that it was drawn by.
    public var prizeMinor: Int64 = 0
    public var counting: Counting

    public init(
        id: String, reward: String, card: CardID, till: String, points: Int64, code: String, counting: Counting
    ) {
        self.id = id
        self.reward = reward
        self.card = card
        self.till = till
        self.points = points
        self.code = code
        self.counting = counting
    }

    func write(to object: inout JSONWriter) {
        object.field("kind", "reward")
        object.field("given", id)
        object.field("reward", reward)
        object.field("card", card.rawValue)
        object.field("till", till)
        object.field(ifPresent: "cashier", cashier)
        object.field(ifPresent: "supervisor", supervisor)
        object.field("points", points)
        object.field("code", code)
        object.field(ifPresent: "drawn", drawn.map(String.init))
        object.field(ifPresent: "prize", prize)
        if prizeMinor > 0 { object.field("prizeMinor", prizeMinor) }
        counting.write(to: &object)
    }

    init(json: JSONValue) throws {
        guard let id = json["given"]?.string, !id.isEmpty else { throw BadInput.missing("given") }
        guard let reward = json["reward"]?.string, !reward.isEmpty else { throw BadInput.missing("reward") }
        guard let card = json["card"]?.string else { throw BadInput.missing("card") }
        guard let counting = try Counting(of: json) else { throw BadInput.missing("counting") }
        self.init(
            id: id, reward: reward, card: CardID(card), till: json["till"]?.string ?? "",
            points: min(max(json["points"]?.integer ?? 0, 0), Money.amountMinorMax),
            code: json["code"]?.string ?? "", counting: counting)
        cashier = json["cashier"]?.string
        supervisor = json["supervisor"]?.string
        drawn = json["drawn"]?.string.flatMap(UInt64.init)
        prize = json["prize"]?.string
        prizeMinor = min(max(json["prizeMinor"]?.integer ?? 0, 0), Money.amountMinorMax)
    }
}
