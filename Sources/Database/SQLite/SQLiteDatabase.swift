import Dispatch
import Foundation
import Synchronization

/// One SQLite file with one writer, whose commits are shared by all who wait, and a few readers.
///
/// Always: one connection writes and checkpoints, on `queue`; readers never checkpoint. (SQLite 3.7.0 to 3.51.2 can
/// corrupt a log that two connections reset at once.)
public final class SQLiteDatabase: Database, @unchecked Sendable {
    public let path: String
    let queue: DispatchQueue
    private let answers = DispatchQueue(label: "vuelve.answers", qos: .userInitiated)
    /// On `queue` only; nil while the file may not be written.
    var writer: SQLiteConnection?
    let readers: [Reader]
    let migrations: [Migration]
    let health = Mutex(StorageHealth.well)
    let reopenings = Atomic<Int>(0)
    /// The last write found no room.
    let isFull = Atomic<Bool>(false)
    /// The device failed, and nobody has tried to open the file anew.
    let hasNews = Atomic<Bool>(false)
    let whenHealthChanges = Mutex(HealthHook())
    private let waiting = Mutex(Waiting())
    private let commits = Atomic<UInt64>(1)
    /// Nil on threads.
    let inline: Inline?
    /// Copies under way: they hold a snapshot, and emptying the log would wait for them.
    private let copies = Atomic<Int>(0)
    /// Called on the writer's queue after each commit.
    private let afterCommit = Mutex(CommitHook())

    /// Makes room on a full disk.
    private let relief = Mutex(ReliefHook())
    /// How often room is made for one commit at most.
    private static let reliefsMax = 4

    /// Writes that share one commit at most.
    public static let batchJobsMax = 1024
    /// Pages (4 KiB) after which the log is moved into the database.
    public static let walPagesMax: Int32 = 4096
    private static let readersCount = 4

    private struct Waiting {
        var jobs: [Job] = []
        var isScheduled = false

        /// The next jobs to commit together; none ends the schedule.
        mutating func take(max count: Int) -> [Job] {
            if jobs.isEmpty { isScheduled = false }
            guard jobs.count > count else {
                defer { jobs = [] }
                return jobs
            }
            defer { jobs.removeFirst(count) }
            return Array(jobs.prefix(count))
        }
    }

    private struct Outcome: @unchecked Sendable {
        let done: (Error?) -> Void
        let failure: Error?
    }

    // The work runs on the writer's queue, what follows on the queue of answers: one after the other.
    private struct Job: @unchecked Sendable {
        let work: (Connection) throws -> Void
        let done: (Error?) -> Void
    }

    /// - Parameter inline: nil to commit on a thread of its own, many writes at once
    ///   - checkedAtStartBytesMax: a larger file is verified beside its use, where it must be
    public init(
        path: String, migrations: [Migration], inline: Inline? = nil,
        checkedAtStartBytesMax: Int64 = SQLiteDatabase.checkedAtStartBytesMax
    ) throws {
        let check = inline == nil ? StartCheck(path, atStartBytesMax: checkedAtStartBytesMax) : .none
        self.path = path
        self.inline = inline
        self.migrations = migrations
        queue = DispatchQueue(label: "vuelve.writer", qos: .userInitiated)
        let writer = try Self.openWriter(path, inline)
        try Self.moveFoundLog(writer)
        if check == .before { try writer.verify() }
        try writer.migrate(migrations)
        self.writer = writer
        // Inline, nothing is read beside anything else.
        readers = try (0..<(inline == nil ? Self.readersCount : 1)).map { _ in
            Reader(connection: try Self.openReader(path, inline?.vfs))
        }
        if check == .beside { verifyBeside() }
    }

    deinit {
        // The writer goes last: it moves the log into the file, unless the device failed.
        for reader in readers {
            reader.renew {
            } open: {
                nil
            }
        }
        writer = nil
    }

    /// A process before this one may have ended after a failed fsync: what the log seems to have is written once more.
    private static func moveFoundLog(_ writer: SQLiteConnection) throws {
        do { try writer.checkpoint(.passive) } catch let error as DatabaseError where !error.asksToReopen {
            // A full disk: the log stays as it is until there is space.
        }
    }

    private static func openWriter(_ path: String, _ inline: Inline?) throws -> SQLiteConnection {
        let writer = try SQLiteConnection(path: path, cacheKibibytes: 8000, vfs: inline?.vfs)
        try inline?.prepareWriter?(writer)
        return writer
    }

    private static func openReader(_ path: String, _ vfs: String?) throws -> SQLiteConnection {
        try SQLiteConnection(path: path, purpose: .reader, cacheKibibytes: 1000, vfs: vfs)
    }

    var vfs: String? { inline?.vfs }
    func openWriter() throws -> SQLiteConnection { try Self.openWriter(path, inline) }
    func openReader() throws -> SQLiteConnection { try Self.openReader(path, vfs) }

    // MARK: writing

    /// Runs `work` in the next shared transaction and calls `completion` after the commit, or with the error that undid
    /// it. Where another's work in that transaction fails, `work` runs a second time: the first left nothing.
    public func submit<T>(
        _ scope: WriteScope, _ work: @escaping (Connection) throws -> T,
        completion: @escaping @Sendable (Result<T, Error>) -> Void
    ) {
        let box = ResultBox<T>()
        let job = Job(
            work: { box.value = try work($0) },
            done: { error in
                if let error { return completion(.failure(error)) }
                guard let value = box.value else { preconditionFailure("work that did not throw has a result") }
                completion(.success(value))
            })
        enqueue(job)
    }

    /// Runs `work` in a shared transaction and waits for its commit.
    @discardableResult
    public func write<T>(_ scope: WriteScope, _ work: @escaping (Connection) throws -> T) throws -> T {
        dispatchPrecondition(condition: .notOnQueue(queue))
        let answered = DispatchSemaphore(value: 0)
        let outcome = ResultBox<Result<T, Error>>()
        submit(scope, work) { result in
            outcome.value = result
            answered.signal()
        }
        answered.wait()
        guard let result = outcome.value else { preconditionFailure("submit always completes") }
        return try result.get()
    }

    /// - Parameter makeRoom: called on the writer's queue when the disk is full; answers whether something went
    public func onFullDisk(_ makeRoom: @escaping @Sendable (Connection) throws -> Bool) {
        relief.withLock { $0.body = makeRoom }
    }

    public func onCommit(_ body: @escaping @Sendable () -> Void) {
        afterCommit.withLock { $0.body = body }
    }

    /// Grows with each commit.
    public var commitCount: UInt64 { commits.load(ordering: .acquiring) }

    /// Runs `body` with the log left as it is.
    func keepingLog<T>(_ body: () throws -> T) rethrows -> T {
        copies.wrappingAdd(1, ordering: .acquiringAndReleasing)
        defer { copies.wrappingSubtract(1, ordering: .acquiringAndReleasing) }
        return try body()
    }

    var isBeingCopied: Bool { copies.load(ordering: .acquiring) > 0 }

    /// The write-ahead log's size on disk.
    public var logBytes: Int64 {
        var info = stat()
        return stat(path + "-wal", &info) == 0 ? Int64(info.st_size) : 0
    }

    /// Writes that wait for the next commit.
    public var waitingJobs: Int { waiting.withLock { $0.jobs.count } }

    private func enqueue(_ job: Job) {
        if inline != nil {
            for outcome in commit([job]) { outcome.done(outcome.failure) }
            return settle()
        }
        let mustSchedule = waiting.withLock { waiting in
            waiting.jobs.append(job)
            defer { waiting.isScheduled = true }
            return !waiting.isScheduled
        }
        if mustSchedule { queue.async { self.drain() } }
    }

    private func drain() {
        dispatchPrecondition(condition: .onQueue(queue))
        while true {
            let batch = waiting.withLock { $0.take(max: Self.batchJobsMax) }
            if batch.isEmpty { return }
            let outcomes = commit(batch)
            // Answers are written elsewhere, while the next commit is under way.
            answers.async { for outcome in outcomes { outcome.done(outcome.failure) } }
            settle()
        }
    }

    private func commit(_ batch: [Job]) -> [Outcome] {
        var failures = [Error?](repeating: nil, count: batch.count)
        do {
            try reopenIfSuspect()
            try commitTogether(batch)
        } catch let error as DatabaseError where error.isFull {
            failures = commitMakingRoom(batch, error)
        } catch let error as DatabaseError where error.isStorage || error.isDamaged {
            failures = batch.map { _ in error.ofStorage }
            suspect(error)
        } catch let error as ProcessEnded {
            failures = batch.map { _ in error }
        } catch {
            // Seldom: somebody's work failed and took back everyone's. Each runs again in a savepoint of its own, which
            // costs a copy of every page that it touches.
            failures = commitApart(batch)
        }
        afterCommit.withLock { $0 }.body?()
        return zip(batch, failures).map { Outcome(done: $0.done, failure: $1) }
    }

    /// Tries again as long as something is found that can go from the disk.
    private func commitMakingRoom(_ batch: [Job], _ first: DatabaseError) -> [Error?] {
        var error = first
        for turn in 0...Self.reliefsMax {
            guard let writer, deviceHealth == .well else { break }
            if turn > 0 {
                guard let makeRoom = relief.withLock({ $0 }).body, (try? makeRoom(writer)) == true else { break }
            }
            // What the log holds moves into the database, and its own space is free then.
            if !isBeingCopied { holding(readers[...]) { _ = checkpoint(writer, .emptying) } }
            do {
                try commitTogether(batch)
                return batch.map { _ in nil }
            } catch let next as DatabaseError where next.isFull {
                error = next
            } catch let next as DatabaseError where next.isStorage || next.isDamaged {
                suspect(next)
                return batch.map { _ in next.ofStorage }
            } catch { return commitApart(batch) }
        }
        noteNoRoom()
        return batch.map { _ in error }
    }

    private func commitTogether(_ batch: [Job]) throws {
        guard let writer else { throw DatabaseError.closed }
        try writer.transaction {
            for job in batch { try job.work(writer) }
            try inline?.faults?.beforeCommit()
        }
        commits.wrappingAdd(1, ordering: .releasing)
        noteRoom()
        try inline?.faults?.afterCommit()
    }

    private func commitApart(_ batch: [Job]) -> [Error?] {
        var failures = [Error?](repeating: nil, count: batch.count)
        do {
            guard let writer else { throw DatabaseError.closed }
            try writer.transaction {
                for (index, job) in batch.enumerated() {
                    do {
                        try writer.savepoint { try job.work(writer) }
                    } catch let error as DatabaseError where error.isStorage {
                        throw error
                    } catch { failures[index] = error }
                }
            }
            commits.wrappingAdd(1, ordering: .releasing)
            noteRoom()
        } catch {
            failures = batch.indices.map { failures[$0] ?? error }
            if let error = error as? DatabaseError {
                if error.isFull { noteNoRoom() } else { suspect(error) }
            }
        }
        return failures
    }

    /// What is left to do after the answers.
    private func settle() {
        moveLogIfLong()
        reopenIfNews()
    }

    private func moveLogIfLong() {
        guard let writer, deviceHealth == .well, writer.walPages > inline?.walPagesMax ?? Self.walPagesMax,
            copies.load(ordering: .acquiring) == 0
        else {
            return
        }
        // A checkpoint that an old snapshot cuts short counts pages as moved without syncing them, and after a failed fsync
        // this connection would read what the disk lost. A snapshot of now leaves it whole.
        holding(readers[...]) {}
        // Most of it moves beside the readers; they are held only for the rest.
        guard checkpoint(writer, .passive) else { return }
        holding(readers[...]) { _ = checkpoint(writer, .whole) }
    }

    /// - Returns: false where it failed: after that the connection must not try again, see `renewWriter`
    func checkpoint(_ writer: SQLiteConnection, _ extent: SQLiteConnection.Checkpoint) -> Bool {
        do { try writer.checkpoint(extent) } catch {
            // Where there is no space, the log grows on until there is.
            if let error = error as? DatabaseError { suspect(error) }
            return false
        }
        return true
    }

    /// Returns when every read that began before the last commit is over: later ones see that commit.
    public func passReaders() {
        for reader in readers { reader.hold {} }
    }

    func holding(_ rest: ArraySlice<Reader>, _ body: () -> Void) {
        guard let reader = rest.first else { return body() }
        reader.hold { holding(rest.dropFirst(), body) }
    }

    // MARK: reading

    /// Runs `work` on a snapshot that has every commit answered so far. The snapshot is kept between calls and renewed
    /// after commits, since beginning one costs more than a query.
    public func read<T>(_ work: (Connection) throws -> T) throws -> T {
        let wanted = commits.load(ordering: .acquiring)
        // Each thread begins with a reader of its own, so that threads seldom meet.
        let first = Int(truncatingIfNeeded: UInt(bitPattern: pthread_self().hashValue) % UInt(readers.count))
        for offset in readers.indices {
            let reader = readers[(first + offset) % readers.count]
            if let result = reader.tryRead(atLeast: wanted, work) { return try answer(result) }
        }
        return try answer(readers[first].read(atLeast: wanted, work))
    }

    private func answer<T>(_ result: Result<T, any Error>) throws -> T {
        do { return try result.get() } catch let error as DatabaseError where error.isDamaged {
            // Whether it is the file, or only what this connection has of it, the writer's queue finds out.
            suspect(error)
            if inline == nil { queue.async { self.reopenIfNews() } }
            throw error.ofStorage
        }
    }
}

// One process owns the file: it has every lock, and nobody to talk to.
extension SQLiteDatabase {
    public var name: String { path }
    public var lineage: String? { nil }
    public func listen(_ body: @escaping @Sendable (Announcement) -> Void) {}
    public func tryHold(_ lock: ProcessLock) -> HeldLock? { OwnersLock() }

    private final class OwnersLock: HeldLock {
        let isHeld = true
    }
}

// A function lies in a generic box in another form than by itself, and taking it out of a mutex wraps it anew each time:
// within a lock it would grow with every commit. In a struct it is left as it is.
struct HealthHook: Sendable { var body: (@Sendable (StorageHealth) -> Void)? }
private struct CommitHook: Sendable { var body: (@Sendable () -> Void)? }
private struct ReliefHook: Sendable { var body: (@Sendable (Connection) throws -> Bool)? }

private final class ResultBox<T>: @unchecked Sendable {
    // Written before the commit on the writer's queue, read after it on the queue of answers.
    var value: T?
}
