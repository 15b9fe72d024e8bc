import Synchronization

// A failed fsync says nothing of what is on disk, and the next one may say that all is well. So the connections that saw
// one are left, and what another finds in the file is verified before anybody is answered again.
extension SQLiteDatabase {
    public var storageHealth: StorageHealth {
        let device = deviceHealth
        return device == .well && isFull.load(ordering: .acquiring) ? .full : device
    }

    /// Whether or not there is room.
    var deviceHealth: StorageHealth { health.withLock { $0 } }

    /// How often the file was opened anew since the start.
    public var reopeningCount: Int { reopenings.load(ordering: .acquiring) }

    public func onStorageHealth(_ body: @escaping @Sendable (StorageHealth) -> Void) {
        whenHealthChanges.withLock { $0.body = body }
    }

    private func set(_ new: StorageHealth) {
        let isNew = health.withLock { health in
            defer { health = new }
            return health != new
        }
        if isNew { whenHealthChanges.withLock { $0 }.body?(new) }
    }

    /// Takes note of an error; one of the device or of a damaged file ends this use of the connections.
    func suspect(_ error: DatabaseError) {
        guard error.asksToReopen, deviceHealth == .well else { return }
        hasNews.store(true, ordering: .releasing)
        set(.suspect(error.description))
    }

    /// Once for each failure; after that, each write tries again.
    func reopenIfNews() {
        guard hasNews.exchange(false, ordering: .acquiringAndReleasing) else { return }
        try? reopenIfSuspect()
    }

    /// Opens the file anew where the device failed. Throws where it still does, or the file is damaged.
    func reopenIfSuspect() throws {
        if deviceHealth == .well { return }
        // Of what this connection moved into the file, the failed fsync may have lost some: only who reads the log anew
        // moves all of it again.
        writer?.leaveLogOnClose(true)
        guard case .suspect(let reason) = deviceHealth else { throw DatabaseError.refused(deviceHealth) }
        // The log cannot be emptied while a copy reads from it.
        guard !isBeingCopied else { throw DatabaseError.refused(deviceHealth) }
        hasNews.store(false, ordering: .releasing)
        renewing(readers[...]) {
            do {
                try renewWriter()
                reopenings.wrappingAdd(1, ordering: .releasing)
                set(.well)
            } catch let error as DatabaseError where error.isDamaged {
                writer = nil
                set(.damaged(error.message))
            } catch { set(.suspect("\(reason); opening it anew: \(error)")) }
        }
        if deviceHealth != .well { throw DatabaseError.refused(deviceHealth) }
    }

    /// Keeps every reader out while `body` runs, and gives each a connection of its own again.
    private func renewing(_ rest: ArraySlice<Reader>, _ body: () -> Void) {
        guard let reader = rest.first else { return body() }
        reader.renew {
            renewing(rest.dropFirst(), body)
        } open: {
            if case .damaged = deviceHealth { return nil }
            return try openReader()
        }
    }

    private func renewWriter() throws {
        // What the failed commit left in the log may be in memory only, and would look whole to whoever reads the log
        // anew: a commit that reaches the disk takes its place.
        try writer?.commitNothing()
        writer = nil
        let fresh = try openWriter()
        fresh.leaveLogOnClose(true)
        try fresh.emptyLog()
        try fresh.verify()
        let known = Set(try fresh.query("SELECT name FROM migration") { $0.text(0) })
        if let lost = migrations.first(where: { !known.contains($0.name) }) {
            throw DatabaseError.damaged("it lost its migration \"\(lost.name)\"")
        }
        fresh.leaveLogOnClose(false)
        writer = fresh
    }
}
