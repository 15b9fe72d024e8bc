import Database

/// What happens to one machine's commits.
final class MachineFaults: CommitFaults, @unchecked Sendable {
    // A simulation has one thread of control.
    private var commitsUntilCrash: Int64?
    private var crashesAfterCommit = false
    var isDiskFull = false
    /// Whether a write was refused since the machine started.
    private(set) var hasRefused = false
    private(set) var hasCrashed = false

    /// The process dies at the nth commit from now, before it or before anyone hears of it.
    func crash(inCommits count: Int64, afterCommit: Bool) {
        commitsUntilCrash = count
        crashesAfterCommit = afterCommit
    }

    func disarm() { commitsUntilCrash = nil }

    func beforeCommit() throws {
        if hasCrashed { throw ProcessEnded() }
        if isDiskFull {
            hasRefused = true
            throw DatabaseError.diskFull
        }
        guard let left = commitsUntilCrash else { return }
        commitsUntilCrash = left - 1
        if left <= 1, !crashesAfterCommit { try die() }
    }

    func afterCommit() throws {
        guard let left = commitsUntilCrash, left <= 0, crashesAfterCommit else { return }
        try die()
    }

    private func die() throws {
        hasCrashed = true
        commitsUntilCrash = nil
        throw ProcessEnded()
    }
}
