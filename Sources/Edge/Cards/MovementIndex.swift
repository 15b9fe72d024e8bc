import Database
import Synchronization

/// Which rows of `movement` are a card's: an index of that table in memory, so that a sale need not write one at random
/// on disk.
///
/// Always: it has at least the rows that any reader sees. More do no harm, since whoever follows one compares its card.
final class MovementIndex: Sendable {
    fileprivate struct Link {
        var row: Int64
        /// The card's row before this one, as one more than its place in `links`; 0 for none. Of a free place, the next
        /// free one.
        var before: UInt32
    }

    fileprivate struct State {
        /// The card's newest row, counted as `Link.before`.
        var newest: [CardNumber: UInt32] = [:]
        var links: [Link] = []
        var free: UInt32 = 0
    }

    private let state = Mutex(State())

    /// Takes in the rows of a table, from a row on.
    func load(_ connection: Connection, from row: Int64 = 0) throws {
        let statement = try connection.prepare("SELECT card, row FROM movement WHERE row >= $1 ORDER BY row")
        statement.bind(1, row)
        defer { statement.reset() }
        while try statement.step() { add(statement.row.integer(1), of: statement.row.cardNumber(0)) }
    }

    /// To be called before the row is committed, so that no reader sees it too early.
    func add(_ row: Int64, of card: CardNumber) {
        state.withLock { state in
            let before = state.newest[card] ?? 0
            // A sale whose commit failed may be tried again.
            if before > 0, state.links[Int(before - 1)].row == row { return }
            if state.free > 0 {
                let place = state.free
                state.free = state.links[Int(place - 1)].before
                state.links[Int(place - 1)] = Link(row: row, before: before)
                state.newest[card] = place
            } else {
                state.links.append(Link(row: row, before: before))
                state.newest[card] = UInt32(state.links.count)
            }
        }
    }

    /// Each once, newest first. Some may have gone, or be another card's by now.
    func rows(of card: CardNumber) -> [Int64] {
        state.withLock { state in
            guard var place = state.newest[card] else { return [] }
            var rows: [Int64] = []
            while place > 0 {
                let link = state.links[Int(place - 1)]
                rows.append(link.row)
                place = link.before
            }
            return rows.count < 2 ? rows : Set(rows).sorted(by: >)
        }
    }

    /// Rows that were deleted, once no reader sees them any more.
    func forget(_ gone: [(card: CardNumber, row: Int64)]) {
        state.withLock { state in
            for (card, rows) in Dictionary(grouping: gone, by: \.card).mapValues({ Set($0.map(\.row)) }) {
                state.forget(rows, of: card)
            }
        }
    }

    var count: Int { state.withLock { $0.links.count } }
}

extension MovementIndex.State {
    mutating func forget(_ rows: Set<Int64>, of card: CardNumber) {
        var kept: UInt32 = 0
        var place = newest[card] ?? 0
        while place > 0 {
            let link = links[Int(place - 1)]
            if rows.contains(link.row) {
                if kept == 0 { newest[card] = link.before } else { links[Int(kept - 1)].before = link.before }
                links[Int(place - 1)].before = free
                free = place
            } else {
                kept = place
            }
            place = link.before
        }
        if newest[card] == 0 { newest[card] = nil }
    }
}
