import Synchronization

// A full disk is no failed one: the connections stay, and what was committed is safe. But nothing new is, so it is said until
// a write found room again.
extension SQLiteDatabase {
    /// With less than this left, a write that found room says nothing of the next.
    static let roomBytesMin: Int64 = 64 * 1024

    private var hasRoom: Bool { FreeDisk.bytesIfKnown(at: path).map { $0 >= Self.roomBytesMin } ?? true }

    func noteNoRoom() {
        guard !isFull.exchange(true, ordering: .acquiringAndReleasing) else { return }
        tellHealth()
    }

    /// Called after each commit.
    func noteRoom() {
        guard isFull.load(ordering: .acquiring), hasRoom else { return }
        isFull.store(false, ordering: .releasing)
        tellHealth()
    }

    public func lookForRoom() {
        guard isFull.load(ordering: .acquiring), hasRoom else { return }
        // What comes of it the commit notes.
        try? write { try ($0 as? SQLiteConnection)?.commitNothing() }
    }

    private func tellHealth() { whenHealthChanges.withLock { $0 }.body?(storageHealth) }
}
