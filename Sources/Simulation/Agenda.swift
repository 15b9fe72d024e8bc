import Loyalty

/// What is to happen, by time and then by when it was entered.
final class Agenda {
    private struct Entry {
        let at: Instant
        let number: Int
        let act: () throws -> Void
    }

    // A heap: the least entry is first.
    private var entries: [Entry] = []
    private var entered = 0

    func add(at: Instant, _ act: @escaping () throws -> Void) {
        entries.append(Entry(at: at, number: entered, act: act))
        entered += 1
        var child = entries.count - 1
        while child > 0, Self.isBefore(entries[child], entries[(child - 1) / 2]) {
            entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    var nextAt: Instant? { entries.first?.at }

    func takeNext() -> (() throws -> Void)? {
        guard let first = entries.first else { return nil }
        let last = entries.removeLast()
        guard !entries.isEmpty else { return first.act }
        entries[0] = last
        var parent = 0
        while true {
            let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < entries.count }
            guard let least = children.min(by: { Self.isBefore(entries[$0], entries[$1]) }),
                Self.isBefore(entries[least], entries[parent])
            else { return first.act }
            entries.swapAt(parent, least)
            parent = least
        }
    }

    func removeAll() { entries = [] }

    private static func isBefore(_ a: Entry, _ b: Entry) -> Bool { (a.at, a.number) < (b.at, b.number) }
}
