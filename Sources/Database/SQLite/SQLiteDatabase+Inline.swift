extension SQLiteDatabase {
    /// For simulations: every write is committed on the caller's thread before `submit` returns.
    public struct Inline: Sendable {
        let faults: (any CommitFaults)?
        /// A name in SQLite's list of file systems; nil: the operating system's.
        let vfs: String?
        /// Pages after which the log is moved into the database.
        let walPagesMax: Int32
        /// Changes the writing connection before anything is written: for tests that want to see a promise broken.
        let prepareWriter: (@Sendable (Connection) throws -> Void)?

        public init(
            faults: (any CommitFaults)? = nil, vfs: String? = nil, walPagesMax: Int32 = SQLiteDatabase.walPagesMax,
            prepareWriter: (@Sendable (Connection) throws -> Void)? = nil
        ) {
            self.faults = faults
            self.vfs = vfs
            self.walPagesMax = walPagesMax
            self.prepareWriter = prepareWriter
        }
    }
}
