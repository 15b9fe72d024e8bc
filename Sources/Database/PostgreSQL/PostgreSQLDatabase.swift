import Dispatch
import Foundation
import Synchronization

/// One database on a PostgreSQL server, shared by as many processes as want to.
///
/// Always: a write of everything is alone among all writes of all processes, as on SQLite; writes of single stores run side
/// by side, those of one store one after the other. The locks are the server's, and end with their transaction after its
/// commit can be seen, so revisions become visible in their order.
public final class PostgreSQLDatabase: Database, @unchecked Sendable {
    let address: PostgreSQLAddress
    private let pool: PostgreSQLPool
    /// Submitted writes; those of one store are always on the same one.
    private let lanes: [DispatchQueue]
    private let waiting = Atomic<Int>(0)
    private let commits = Atomic<UInt64>(1)
    private let reconnections = Atomic<Int>(0)
    private let health = Mutex(StorageHealth.well)
    private let whenHealthChanges = Mutex<(@Sendable (StorageHealth) -> Void)?>(nil)
    private let listener = Mutex<PostgreSQLListener?>(nil)

    /// Submitted writes that run at once.
    static let lanesMax = 4
    /// How often a transaction is tried that others were in the way of, or whose connection was lost before its commit.
    static let triesMax = 5

    /// - Parameters:
    ///   - connectionsMax: that this process opens at most; who comes when all are in use waits
    ///   - connected: called with each new connection before anybody uses it, with the history that it is of
    public init(
        _ address: PostgreSQLAddress, migrations: [Migration], connectionsMax: Int = 8,
        connected: @escaping @Sendable (Connection, _ lineage: String) throws -> Void
    ) throws {
        self.address = address
        lanes = (0..<Self.lanesMax).map { DispatchQueue(label: "vuelve.lane.\($0)", qos: .userInitiated) }
        let first = try PostgreSQLConnection(address)
        try first.transaction {
            try first.lock(PostgreSQLConnection.Lock.migrations)
            try first.migrateInside(migrations)
        }
        pool = PostgreSQLPool(connectionsMax: connectionsMax) {
            let connection = try PostgreSQLConnection(address)
            try connected(connection, connection.lineage)
            return connection
        }
        try connected(first, first.lineage)
        pool.add(first)
    }

    deinit { listener.withLock { $0?.stop() } }

    // MARK: writing

    public func write<T>(_ scope: WriteScope, _ work: @escaping (Connection) throws -> T) throws -> T {
        var tries = 0
        while true {
            tries += 1
            do { return try once(scope, work) } catch let failure as Failed {
                guard failure.mayTryAgain, tries < Self.triesMax else { throw failure.error }
                // Two that were in each other's way must not meet again at once.
                usleep(UInt32.random(in: 1_000...10_000) * UInt32(tries))
            }
        }
    }

    /// A transaction that left nothing, or of which nobody knows.
    private struct Failed: Error {
        let error: any Error
        let mayTryAgain: Bool
    }

    private func once<T>(_ scope: WriteScope, _ work: (Connection) throws -> T) throws -> T {
        let connection: PostgreSQLConnection
        do { connection = try pool.take() } catch { throw note(error, mayTryAgain: false) }
        var isCommitting = false
        do {
            try connection.begin()
            try lock(scope, connection)
            let result = try work(connection)
            isCommitting = true
            try connection.commit()
            pool.give(connection)
            commits.wrappingAdd(1, ordering: .releasing)
            set(.well)
            return result
        } catch {
            if connection.isAlive { try? connection.execute("ROLLBACK") }
            pool.give(connection)
            guard let error = error as? DatabaseError else { throw error }
            // A connection that is lost before the commit was sent takes the transaction with it; after that nobody knows,
            // and who asked must ask again.
            let isUndone = error.isConnectionLost && !isCommitting
            throw note(error, mayTryAgain: error.isRetryable || isUndone)
        }
    }

    private func lock(_ scope: WriteScope, _ connection: PostgreSQLConnection) throws {
        switch scope {
        case .everything: try connection.lockWrites()
        case .store(let store):
            try connection.lock(PostgreSQLConnection.Lock.writes, isShared: true)
            // Stores whose names have the same hash wait for each other, which does no harm.
            try connection.run(
                "SELECT pg_advisory_xact_lock($1::int, hashtext($2))", Int64(connection.lockClass &+ 1), store)
        }
    }

    public func submit<T>(
        _ scope: WriteScope, _ work: @escaping (Connection) throws -> T,
        completion: @escaping @Sendable (Result<T, Error>) -> Void
    ) {
        let job = Job(work: work)
        let lane =
            switch scope {
            case .everything: lanes[0]
            case .store(let store): lanes[store.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xffff } % lanes.count]
            }
        waiting.wrappingAdd(1, ordering: .relaxed)
        lane.async { [self] in
            waiting.wrappingSubtract(1, ordering: .relaxed)
            completion(Result { try write(scope, job.work) })
        }
    }

    // The work runs on its lane only.
    private struct Job<T>: @unchecked Sendable {
        let work: (Connection) throws -> T
    }

    // MARK: reading

    public func read<T>(_ work: (Connection) throws -> T) throws -> T {
        var tries = 0
        while true {
            tries += 1
            let connection: PostgreSQLConnection
            do { connection = try pool.take() } catch { throw note(error, mayTryAgain: false).error }
            do {
                try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                let result = try work(connection)
                try connection.commit()
                pool.give(connection)
                set(.well)
                return result
            } catch {
                if connection.isAlive { try? connection.execute("ROLLBACK") }
                pool.give(connection)
                guard let error = error as? DatabaseError else { throw error }
                // A connection that was idle may have died meanwhile.
                guard error.isConnectionLost, tries < Self.triesMax else { throw note(error, mayTryAgain: false).error }
            }
        }
    }

    // MARK: health

    private func note(_ error: any Error, mayTryAgain: Bool) -> Failed {
        if let error = error as? DatabaseError, error.isStorage, !mayTryAgain { set(.suspect(error.description)) }
        return Failed(error: error, mayTryAgain: mayTryAgain)
    }

    private func set(_ new: StorageHealth) {
        let isNew = health.withLock { health in
            defer { health = new }
            return health != new
        }
        guard isNew else { return }
        if new == .well { reconnections.wrappingAdd(1, ordering: .relaxed) }
        whenHealthChanges.withLock { $0 }?(new)
    }

    public var storageHealth: StorageHealth { health.withLock { $0 } }
    public func onStorageHealth(_ body: @escaping @Sendable (StorageHealth) -> Void) {
        whenHealthChanges.withLock { $0 = body }
    }
    public var reopeningCount: Int { reconnections.load(ordering: .relaxed) }
    public var commitCount: UInt64 { commits.load(ordering: .acquiring) }
    public var waitingJobs: Int { waiting.load(ordering: .relaxed) }
    public var name: String { address.description }
    public var lineage: String? { pool.lineage }

    // MARK: other processes

    public func tryHold(_ lock: ProcessLock) throws -> HeldLock? {
        let connection = try PostgreSQLConnection(address)
        guard try connection.tryLock(lock.rawValue) else { return nil }
        return SessionLock(connection)
    }

    /// A lock that is the server's as long as its session lives.
    private final class SessionLock: HeldLock {
        private let connection: Mutex<PostgreSQLConnection>

        init(_ connection: PostgreSQLConnection) { self.connection = Mutex(connection) }

        var isHeld: Bool { connection.withLock { (try? $0.execute("SELECT 1")) != nil } }
    }

    public func listen(_ body: @escaping @Sendable (Announcement) -> Void) {
        listener.withLock { $0 = PostgreSQLListener(address, body) }
    }
}
