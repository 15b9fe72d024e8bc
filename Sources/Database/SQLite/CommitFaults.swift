/// What a simulation does to commits: crashes before or after them, and disks that are full.
public protocol CommitFaults: Sendable {
    /// Throws to undo the transaction: `DatabaseError` for a disk that takes no more, `ProcessEnded` for a crash.
    func beforeCommit() throws
    /// Throws `ProcessEnded` where the process dies before anyone hears of the commit.
    func afterCommit() throws
}

/// The process is taken to be dead from here on: nothing of it runs again.
public struct ProcessEnded: Error {
    public init() {}
}
