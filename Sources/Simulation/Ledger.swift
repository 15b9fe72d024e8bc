import Loyalty

/// The oracle: what tills were told, and where it must be. Plain lists, on purpose without any of the real code.
final class Ledger {
    struct ReceiptID: Hashable, Comparable, CustomStringConvertible {
        let store: StoreID
        let till: String
        let receipt: String

        static func < (a: Self, b: Self) -> Bool { a.description < b.description }
        var description: String { "\(store)/\(till)/\(receipt)" }
    }

    struct Sale {
        let id: ReceiptID
        let key: String?
        let totalMinor: Int64
        let body: [UInt8]
        /// As printed on the receipt; nil before it was answered.
        var day: String?
    }

    /// Everything that a till tried to record, answered or not.
    private(set) var attempted: [ReceiptID: Sale] = [:]
    /// What a till was told is recorded, in the order in which it was told.
    private(set) var accepted: [ReceiptID] = []
    private var isAccepted: Set<ReceiptID> = []
    /// What central surely had, and did not lose with its own disk.
    private(set) var atCentral: Set<ReceiptID> = []
    /// What central no longer had after each time that it was put back from a copy.
    private var losses: [Set<ReceiptID>] = []

    /// Whom each reward was asked for, by the till's id of it.
    private(set) var rewards: [String: String] = [:]

    /// To whom each receipt was to be moved.
    private var moves: [ReceiptID: [String]] = [:]
    /// Numbers that came for a key, by the key that its customer began with, whether their store kept that or not.
    private(set) var plastic: [String: [String]] = [:]
    /// What they show now.
    private var shown: [String: String] = [:]

    /// Pairs of cards that a person made one customer's, whether the answer came or not.
    private(set) var joined: [(CardID, CardID)] = []
    /// Keys whose cards are blocked as lost, sooner or later.
    let losable: Set<String>

    init(losable: Set<String> = []) { self.losable = losable }

    func noteJoined(_ one: CardID, _ other: CardID) { joined.append((one, other)) }
    /// The keys of all whom a receipt may count for: who showed a card, and whoever it was to be moved to.
    func holders(of id: ReceiptID) -> [String] { [attempted[id]?.key].compactMap(\.self) + (moves[id] ?? []) }
    func noteMove(of id: ReceiptID, to key: String) { moves[id, default: []].append(key) }
    /// - Parameter key: which they began with
    func noteReplacement(of key: String, by new: String) { plastic[key, default: []].append(new) }
    func show(_ new: String, of key: String) { shown[key] = new }
    func shown(of key: String) -> String { shown[key] ?? key }
    func noteReward(_ id: String, key: String) { rewards[id] = key }
    func attempt(_ sale: Sale) { attempted[sale.id] = sale }
    func note(_ day: String?, of id: ReceiptID) { attempted[id]?.day = day }
    func accept(_ id: ReceiptID) { if isAccepted.insert(id).inserted { accepted.append(id) } }
    func centralHas(_ ids: Set<ReceiptID>) { atCentral.formUnion(ids) }

    /// - Parameters:
    ///   - had: what central had just before
    ///   - ids: what the copy has
    func centralIsBack(from had: Set<ReceiptID>, at ids: Set<ReceiptID>) {
        losses.append(had.subtracting(ids))
        atCentral = ids
    }

    var lossCount: Int { losses.count }

    /// What central had once and lost in any but its first `count` losses.
    func lost(after count: Int) -> Set<ReceiptID> { losses.dropFirst(count).reduce([]) { $0.union($1) } }

    /// What must be at central once every disk that still exists has spoken to it.
    func mustArrive(from disks: [Set<ReceiptID>]) -> Set<ReceiptID> {
        disks.reduce(atCentral) { $0.union($1) }
    }
}

/// A promise of the design that does not hold.
public struct PromiseBroken: Error, CustomStringConvertible {
    public let promise: Int
    public let place: String
    public let detail: String

    public var description: String { "promise \(promise) is broken at \(place): \(detail)" }
}
