import Database
import Loyalty
import SyncProtocol

/// Whom a central that was put back from a copy must hear of before it grants anything.
extension PointsLedger {
    /// Notes whom a central that was put back from a copy must hear of before it grants anything.
    static func awaitEpochs(_ connection: Connection) throws {
        try connection.run(
            """
            INSERT INTO awaited (store, epoch) SELECT store, epoch FROM position WHERE closed_at IS NULL
            ON CONFLICT DO NOTHING
            """)
        try connection.run(
            "INSERT INTO awaited (store, epoch) SELECT DISTINCT store, '' FROM position WHERE sequence >= 0 ON CONFLICT DO NOTHING"
        )
    }

    /// Stores that have not said what they were granted by the central before this one.
    func awaitedStores() throws -> [StoreID] {
        try connection.query(
            """
            SELECT DISTINCT a.store FROM awaited a LEFT JOIN position p ON p.store = a.store AND p.epoch = a.epoch
            WHERE p.closed_at IS NULL ORDER BY a.store
            """
        ) { StoreID($0.text(0)) }
    }

    /// A store said what it was granted, in one epoch and so in its newest.
    func heard(_ store: StoreID, _ epoch: EpochID?) throws {
        let gone = try connection.run(
            "DELETE FROM awaited WHERE store = $1 AND (epoch = '' OR epoch = $2)", store.rawValue, epoch?.rawValue ?? ""
        )
        if gone > 0 { try resume() }
    }

    /// An administrator takes the risk that a store holds more than is known here.
    func waive(_ store: StoreID) throws {
        try connection.run("DELETE FROM awaited WHERE store = $1", store.rawValue)
        try resume()
    }

    private func resume() throws {
        guard try awaitedStores().isEmpty else { return }
        // What waited for this store may be granted now.
        try connection.run(
            """
            INSERT INTO dirty (card) SELECT DISTINCT card FROM account WHERE issued > taken ON CONFLICT DO NOTHING
            """)
    }
}
