/// A database of either engine: transactions that write, and snapshots that are read.
public protocol Database: AnyObject, Sendable {
    /// Runs `work` on one snapshot, which has every commit that was answered so far.
    func read<T>(_ work: (Connection) throws -> T) throws -> T

    /// Runs `work` in a transaction and waits for its commit. `work` may run more than once: each time before left nothing.
    @discardableResult
    func write<T>(_ scope: WriteScope, _ work: @escaping (Connection) throws -> T) throws -> T

    /// Runs `work` in a transaction, after what was submitted in the same scope before, and calls `completion` after the
    /// commit, or with the error that undid it.
    func submit<T>(
        _ scope: WriteScope, _ work: @escaping (Connection) throws -> T,
        completion: @escaping @Sendable (Result<T, Error>) -> Void)

    /// Grows with each commit of this process.
    var commitCount: UInt64 { get }
    /// Writes that wait for their turn.
    var waitingJobs: Int { get }
    var storageHealth: StorageHealth { get }
    func onStorageHealth(_ body: @escaping @Sendable (StorageHealth) -> Void)
    /// How often it was opened anew after a failure.
    var reopeningCount: Int { get }
    /// To be called about once a second: finds out that a full disk has room again where nobody else writes.
    func lookForRoom()
    /// To be called when the process is about to end in order.
    func rest()
    /// For people: a path, or an address without its password.
    var name: String { get }

    /// Which history of the data this is; nil where only the data itself can tell.
    var lineage: String? { get }
    /// Takes a lock that ends with this process; nil where another process has it.
    func tryHold(_ lock: ProcessLock) throws -> HeldLock?
    /// Calls `body` for what other processes announce.
    func listen(_ body: @escaping @Sendable (Announcement) -> Void)
}

extension Database {
    public func rest() {}
    public func lookForRoom() {}

    @discardableResult
    public func write<T>(_ work: @escaping (Connection) throws -> T) throws -> T { try write(.everything, work) }

    public func submit<T>(
        _ work: @escaping (Connection) throws -> T, completion: @escaping @Sendable (Result<T, Error>) -> Void
    ) { submit(.everything, work, completion: completion) }
}

/// What a write touches, for an engine on which several write at once.
public enum WriteScope: Sendable {
    /// Anything: nothing else is written meanwhile.
    case everything
    /// One store's rows, and others only so that the order of two such writes does not matter. Writes of one store come
    /// one after the other, in whichever process.
    case store(String)
}

/// What one process at a time does, of all that use a database.
public enum ProcessLock: Int32, Sendable {
    /// The pass over all customers.
    case run = 3
    /// What is done by the clock.
    case schedule = 4
}

/// A lock that is held until this is let go, or the process ends.
public protocol HeldLock: AnyObject, Sendable {
    /// False where the lock was lost: another process may have it.
    var isHeld: Bool { get }
}

/// What processes that use one database tell each other.
public enum Announcement: Sendable, Equatable {
    /// These stores have news in their feeds.
    case feeds([String])
    /// Tokens, programme or the like changed.
    case settings
    /// Whatever was announced lately may not have been heard.
    case missed
}

/// How a database stands to its device.
public enum StorageHealth: Equatable, Sendable {
    case well
    /// There is no room: what was to be written last was refused, and all that was before is safe.
    case full
    /// The device failed: nothing is written until the file was opened anew and verified.
    case suspect(String)
    /// The file is damaged: nothing is read or written any more.
    case damaged(String)

    /// What is wrong; nil where nothing is.
    public var problem: String? {
        switch self {
        case .well: nil
        case .full: "the disk is full: what is new is refused until there is room"
        case .suspect(let text): text
        case .damaged(let text): "the file is damaged: \(text)"
        }
    }
}
