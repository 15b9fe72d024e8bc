import JSON
import Loyalty

/// What an event did to the counters of its store, besides what its points add to `earned`: see `Counters`.
public struct Counting: Sendable, Equatable {
    /// The life of the database whose counters they are. It stands in the body, since an event may be copied into a later
    /// epoch, and what it used was held in its own.
    public var epoch: EpochID
    public var redeemed: [LotAmount] = []
    public var released: [LotAmount] = []
    /// Points that were used although the store did not hold them: a debt that central reports.
    public var unheld: Int64 = 0
    /// Whether the store holds what the event earned. Not where it may have recorded the sale before, and lost that.
    public var isEarnedHeld = true

    public init(epoch: EpochID, redeemed: [LotAmount] = [], released: [LotAmount] = [], unheld: Int64 = 0) {
        self.epoch = epoch
        self.redeemed = redeemed
        self.released = released
        self.unheld = unheld
    }

    /// Points, not uses.
    public var redeemedPoints: Int64 {
        var sum = unheld
        for amount in redeemed where amount.lot.isPoints { sum.add(saturating: amount.count) }
        return sum
    }
}

extension Counting {
    func write(to object: inout JSONWriter) {
        object.object("counting") { inner in
            inner.field("epoch", epoch.rawValue)
            if !redeemed.isEmpty { redeemed.write(as: "redeemed", to: &inner) }
            if !released.isEmpty { released.write(as: "released", to: &inner) }
            if unheld > 0 { inner.field("unheld", unheld) }
            if !isEarnedHeld { inner.field("earnedHeld", false) }
        }
    }

    /// - Returns: nil where the event counts nothing, as those of agents before points could be used
    init?(of json: JSONValue) throws {
        guard let value = json["counting"] else { return nil }
        guard let epoch = value["epoch"]?.string, !epoch.isEmpty, epoch.utf8.count <= 64 else {
            throw BadInput.missing("counting.epoch")
        }
        self.init(
            epoch: EpochID(epoch), redeemed: try [LotAmount](value["redeemed"], "counting.redeemed"),
            released: try [LotAmount](value["released"], "counting.released"),
            unheld: try LotAmount.count(value["unheld"], "counting.unheld"))
        isEarnedHeld = value["earnedHeld"]?.boolean ?? true
    }
}

extension [LotAmount] {
    /// More lots than one event ever names.
    public static let lotsMax = 10_000

    public func write(as name: StaticString, to object: inout JSONWriter) {
        object.array(name) { list in
            for amount in self {
                list.object {
                    $0.field("card", amount.card.rawValue)
                    $0.field("lot", amount.lot.description)
                    $0.field("count", amount.count)
                }
            }
        }
    }

    /// - Parameter most: of one amount
    /// - Throws: `BadInput` where a lot or an amount is none
    public init(_ json: JSONValue?, _ field: String, upTo most: Int64 = Money.amountMinorMax) throws {
        guard let json else {
            self = []
            return
        }
        guard let list = json.array, list.count <= Self.lotsMax else {
            throw BadInput.wrongType(field, wanted: "array of lots", got: json)
        }
        self = try list.map { value in
            guard let card = value["card"]?.string, !card.isEmpty else { throw BadInput.missing("\(field).card") }
            guard let lot = value["lot"]?.string.flatMap(Lot.init) else {
                throw BadInput(code: "badValue", field: "\(field).lot", message: "is no lot that this version knows")
            }
            return LotAmount(
                card: CardID(card), lot: lot, count: try LotAmount.count(value["count"], "\(field).count", upTo: most))
        }
    }
}

extension LotAmount {
    /// Of a counter that only grows: what comes and goes adds up there for ever, though a customer never has so much.
    static let totalMax: Int64 = 1 << 60

    /// 0 where it is absent; never below, and never beyond what sums bear.
    fileprivate static func count(
        _ value: JSONValue?, _ field: String, upTo most: Int64 = Money.amountMinorMax
    ) throws -> Int64 {
        guard let value else { return 0 }
        guard let count = value.integer else { throw BadInput.wrongType(field, wanted: "integer", got: value) }
        guard (0...most).contains(count) else {
            throw BadInput(code: "numberOutOfRange", field: field, message: "is outside 0...\(most)")
        }
        return count
    }
}

/// A store gives up what it held, so that central may let another store use it.
public struct Release: Sendable, Equatable {
    public enum Reason: String, Sendable, CaseIterable {
        /// Central wants it elsewhere.
        case wanted
        /// Its last day is over.
        case expired
    }

    public var reason: Reason
    public var counting: Counting

    public init(reason: Reason, counting: Counting) {
        self.reason = reason
        self.counting = counting
    }
}

/// What a store was granted so far, told to a central that may have been put back from a copy and not know it.
public struct Holdings: Sendable, Equatable {
    /// Whose question this answers.
    public var incarnation: String
    public var epoch: EpochID
    /// The totals of `Counters.granted`.
    public var granted: [LotAmount]
    /// Nothing more follows.
    public var isLast: Bool

    public init(incarnation: String, epoch: EpochID, granted: [LotAmount], isLast: Bool) {
        self.incarnation = incarnation
        self.epoch = epoch
        self.granted = granted
        self.isLast = isLast
    }
}
