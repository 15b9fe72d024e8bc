import Synchronization

/// A reading connection with its snapshot, one user at a time.
final class Reader: Sendable {
    private struct State: @unchecked Sendable {
        /// Nil while the file may not be read.
        var connection: SQLiteConnection?
        /// How many commits the snapshot has at least; 0 for none.
        var snapshot: UInt64 = 0
    }

    private let state: Mutex<State>

    init(connection: SQLiteConnection) { state = Mutex(State(connection: connection)) }

    /// Nil where somebody else is reading.
    func tryRead<T>(atLeast wanted: UInt64, _ work: (Connection) throws -> T) -> Result<T, any Error>? {
        var result: Result<T, any Error>?
        _ = state.withLockIfAvailable { state in result = Result { try Self.read(&state, wanted, work) } }
        return result
    }

    func read<T>(atLeast wanted: UInt64, _ work: (Connection) throws -> T) -> Result<T, any Error> {
        var result: Result<T, any Error>?
        state.withLock { state in result = Result { try Self.read(&state, wanted, work) } }
        guard let result else { preconditionFailure("the lock runs its body") }
        return result
    }

    private static func read<T>(
        _ state: inout State, _ wanted: UInt64, _ work: (Connection) throws -> T
    ) throws -> T {
        guard let connection = state.connection else { throw DatabaseError.closed }
        if state.snapshot < wanted {
            endSnapshot(&state)
            try connection.prepare("BEGIN").run()
            state.snapshot = wanted
        }
        return try work(connection)
    }

    private static func endSnapshot(_ state: inout State) {
        guard state.snapshot > 0 else { return }
        state.snapshot = 0
        try? state.connection?.prepare("COMMIT").run()
    }

    /// Ends the snapshot and keeps everyone out while `body` runs.
    func hold(_ body: () -> Void) {
        state.withLock { state in
            Self.endSnapshot(&state)
            body()
        }
    }

    /// Closes the connection, keeps everyone out while `body` runs, and goes on with what `open` gives.
    func renew(around body: () -> Void, open: () throws -> SQLiteConnection?) {
        state.withLock { state in
            Self.endSnapshot(&state)
            state.connection = nil
            body()
            state.connection = try? open()
        }
    }
}
