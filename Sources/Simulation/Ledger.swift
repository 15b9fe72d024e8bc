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
    }

    /// Everything that a till tried to record, answered or not.
    private(set) var attempted: [ReceiptID: Sale] = [:]
    /// What a till was told is recorded.
    private(set) var accepted: Set<ReceiptID> = []
    /// What central surely had, and did not lose with its own disk.
    private(set) var atCentral: Set<ReceiptID> = []

    func attempt(_ sale: Sale) { attempted[sale.id] = sale }
    func accept(_ id: ReceiptID) { accepted.insert(id) }
    func centralHas(_ ids: Set<ReceiptID>) { atCentral.formUnion(ids) }
    func centralIsBack(at ids: Set<ReceiptID>) { atCentral = ids }

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
