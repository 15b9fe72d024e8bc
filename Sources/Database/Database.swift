import Dispatch
import Synchronization

/// One SQLite file with one writer, whose commits are shared by all who wait, and a few readers.
///
/// Always: one connection writes and checkpoints, on `queue`; readers never checkpoint. (SQLite 3.7.0 to 3.51.2 can
/// corrupt a log that two connections reset at once.)
public final class Database: @unchecked Sendable {
    public let path: String
    private let queue: DispatchQueue
    private let writer: Connection
    private let readers: [Reader]
    private let waiting = Mutex(Waiting())
    private let commits = Atomic<UInt64>(1)
    /// Called on the writer's queue after each commit.
    private let afterCommit = Mutex<(@Sendable () -> Void)?>(nil)

    /// Writes that share one commit at most.
    public static let batchJobsMax = 1024
    /// Pages (4 KiB) after which the log is moved into the database.
    public static let walPagesMax: Int32 = 4096

    private struct Waiting {
        var jobs: [Job] = []
        var isScheduled = false
    }

    // The closures run on the writer's queue and nowhere else.
    private struct Job: @unchecked Sendable {
        let work: (Connection) throws -> Void
        let done: (Error?) -> Void
    }

    public init(path: String, migrations: [Migration], readers count: Int = 4) throws {
        self.path = path
        queue = DispatchQueue(label: "vuelve.writer", qos: .userInitiated)
        writer = try Connection(path: path, cacheKibibytes: 8000)
        try writer.migrate(migrations)
        readers = try (0..<count).map { _ in
            Reader(connection: try Connection(path: path, purpose: .reader, cacheKibibytes: 1000))
        }
    }

    // MARK: writing

    /// Runs `work` in a savepoint of the next shared transaction and calls `completion` after the commit, or with the
    /// error that undid it.
    public func submit<T>(
        _ work: @escaping (Connection) throws -> T, completion: @escaping @Sendable (Result<T, Error>) -> Void
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
    public func write<T>(_ work: @escaping (Connection) throws -> T) throws -> T {
        dispatchPrecondition(condition: .notOnQueue(queue))
        let answered = DispatchSemaphore(value: 0)
        let outcome = ResultBox<Result<T, Error>>()
        submit(work) { result in
            outcome.value = result
            answered.signal()
        }
        answered.wait()
        guard let result = outcome.value else { preconditionFailure("submit always completes") }
        return try result.get()
    }

    public func onCommit(_ body: @escaping @Sendable () -> Void) { afterCommit.withLock { $0 = body } }

    /// Writes that wait for the next commit.
    public var waitingJobs: Int { waiting.withLock { $0.jobs.count } }

    private func enqueue(_ job: Job) {
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
            let batch = waiting.withLock { waiting in
                let batch = Array(waiting.jobs.prefix(Self.batchJobsMax))
                waiting.jobs.removeFirst(batch.count)
                if batch.isEmpty { waiting.isScheduled = false }
                return batch
            }
            if batch.isEmpty { return }
            commit(batch)
            moveLogIfLong()
        }
    }

    private func commit(_ batch: [Job]) {
        var failures = [Error?](repeating: nil, count: batch.count)
        do {
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
        } catch {
            failures = batch.indices.map { failures[$0] ?? error }
        }
        for (job, failure) in zip(batch, failures) { job.done(failure) }
        afterCommit.withLock { $0 }?()
    }

    private func moveLogIfLong() {
        guard writer.walPages > Self.walPagesMax else { return }
        // Most of it moves beside the readers; they are held only for the rest.
        try? writer.checkpoint(truncating: false)
        for reader in readers { reader.hold() }
        defer { for reader in readers { reader.letGo() } }
        try? writer.checkpoint(truncating: true)
    }

    // MARK: reading

    /// Runs `work` on a snapshot that has every commit answered so far. The snapshot is kept between calls and renewed
    /// after commits, since beginning one costs more than a query.
    public func read<T>(_ work: (Connection) throws -> T) throws -> T {
        let wanted = commits.load(ordering: .acquiring)
        for reader in readers {
            if let result = try reader.tryRead(atLeast: wanted, work) { return result }
        }
        return try readers[Int(truncatingIfNeeded: wanted) & 0xffff % readers.count].read(atLeast: wanted, work)
    }
}

private final class ResultBox<T>: @unchecked Sendable {
    // Written before the commit on the writer's queue, read after it.
    var value: T?
}

/// A reading connection with its snapshot, one user at a time.
private final class Reader: @unchecked Sendable {
    private let connection: Connection
    private let lock = DispatchSemaphore(value: 1)
    private var snapshot: UInt64 = 0

    init(connection: Connection) { self.connection = connection }

    func tryRead<T>(atLeast wanted: UInt64, _ work: (Connection) throws -> T) throws -> T? {
        guard lock.wait(timeout: .now()) == .success else { return nil }
        defer { lock.signal() }
        return try locked(wanted, work)
    }

    func read<T>(atLeast wanted: UInt64, _ work: (Connection) throws -> T) throws -> T {
        lock.wait()
        defer { lock.signal() }
        return try locked(wanted, work)
    }

    private func locked<T>(_ wanted: UInt64, _ work: (Connection) throws -> T) throws -> T {
        if snapshot < wanted {
            endSnapshot()
            try connection.prepare("BEGIN").run()
            snapshot = wanted
        }
        return try work(connection)
    }

    private func endSnapshot() {
        guard snapshot > 0 else { return }
        snapshot = 0
        try? connection.prepare("COMMIT").run()
    }

    /// Ends the snapshot and keeps everyone out until `letGo`.
    func hold() {
        lock.wait()
        endSnapshot()
    }

    func letGo() { lock.signal() }
}
