import Dispatch
import Synchronization

/// The connections of one process, at most so many.
final class PostgreSQLPool: Sendable {
    private struct State: @unchecked Sendable {
        var idle: [PostgreSQLConnection] = []
        var lineage: String?
    }

    private let state = Mutex(State())
    private let free: DispatchSemaphore
    private let connect: @Sendable () throws -> PostgreSQLConnection

    /// Who waits for a connection longer is told to come back.
    static let waitSecondsMax = 10

    init(connectionsMax: Int, connect: @escaping @Sendable () throws -> PostgreSQLConnection) {
        free = DispatchSemaphore(value: connectionsMax)
        self.connect = connect
    }

    /// The history that the newest connection was of.
    var lineage: String? { state.withLock { $0.lineage } }

    func add(_ connection: PostgreSQLConnection) {
        state.withLock { state in
            state.idle.append(connection)
            state.lineage = connection.lineage
        }
    }

    /// A connection that nobody else uses until it is given back.
    func take() throws -> PostgreSQLConnection {
        guard free.wait(timeout: .now() + .seconds(Self.waitSecondsMax)) == .success else {
            throw DatabaseError(state: "53300", message: "all connections are in use", statement: "connect")
        }
        if let idle = state.withLock({ $0.idle.popLast() }) { return idle }
        do {
            let connection = try connect()
            state.withLock { $0.lineage = connection.lineage }
            return connection
        } catch {
            free.signal()
            throw error
        }
    }

    /// One that is lost is closed, and with it all that are idle: their server is most likely another by now.
    func give(_ connection: PostgreSQLConnection) {
        state.withLock { state in
            if connection.isAlive { state.idle.append(connection) } else { state.idle = [] }
        }
        free.signal()
    }
}
