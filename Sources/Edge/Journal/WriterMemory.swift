import Database
import Loyalty

/// What the writing connection remembers of rows that nothing else writes: where the journal ends, and the sums of cards
/// that sell often. It goes where any work is undone.
final class WriterMemory {
    var head: Journal.Head
    /// Whether nothing is set aside for any receipt; nil where it must be looked up.
    var isWithoutHolds: Bool?
    private var sums: [CardNumber: Movements] = [:]

    /// With fewer rows a sum is worked out as quickly.
    private static let rowsMin = 8
    private static let sumsMax = 1_000

    private init(_ head: Journal.Head) { self.head = head }

    /// Nil on a connection that has not added to the journal lately, as that of every reader.
    static func of(_ connection: Connection) -> WriterMemory? { connection.known as? WriterMemory }

    static func note(_ head: Journal.Head, on connection: Connection) {
        if let memory = of(connection) { memory.head = head } else { connection.known = WriterMemory(head) }
    }

    func sum(of card: CardNumber) -> Movements? { sums[card] }

    /// - Parameter rows: how many make up the sum
    func keep(_ sum: Movements, of card: CardNumber, rows: Int) {
        guard rows >= Self.rowsMin else { return }
        if sums.count >= Self.sumsMax { sums = [:] }
        sums[card] = sum
    }

    func add(_ movements: Movements, to card: CardNumber) { sums[card]?.add(movements) }

    func forget(_ card: CardNumber) { sums[card] = nil }
}

extension Movements {
    fileprivate mutating func add(_ other: Movements) {
        points.add(saturating: other.points)
        spendMinor.add(saturating: other.spendMinor)
        visits.add(saturating: other.visits)
        for (offer, count) in other.uses { uses[offer, default: 0] += count }
        for (lot, count) in other.earned { earned[lot, default: 0] += count }
    }
}
