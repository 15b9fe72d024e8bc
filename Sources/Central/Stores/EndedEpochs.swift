import Database
import Loyalty
import SyncProtocol

/// Closes epochs that are over, so that what they held can be placed again.
///
/// Always: an epoch is closed only when central has all that was ever used in it, or an administrator takes that risk.
struct EndedEpochs {
    let connection: Connection
    let now: Instant

    /// - Parameter position: how far central has the journal that the machine writes now
    func close(_ header: UploadHeader, current position: Position) throws {
        for (epoch, end) in header.ended.sorted(by: { $0.key < $1.key }) where epoch != header.epoch {
            let known = try connection.first(
                "SELECT sequence, closed_at FROM position WHERE store = $1 AND epoch = $2", header.store.rawValue,
                epoch.rawValue
            ) { (sequence: $0.integer(0), isClosed: !$0.isNull(1)) }
            guard known?.isClosed != true else { continue }
            let hasAll = known?.sequence ?? 0 >= end.last
            let hasCopies = end.isWhole && position.sequence >= header.copied
            guard hasAll || hasCopies else { continue }
            try close(header.store, epoch)
        }
    }

    func close(_ store: StoreID, _ epoch: EpochID) throws {
        try connection.run(
            """
            INSERT INTO position (store, epoch, sequence, chain, opened_at, last_at, closed_at)
            VALUES ($1, $2, 0, $3, $4, $4, $4)
            ON CONFLICT (store, epoch) DO UPDATE SET closed_at = excluded.closed_at
            """, store.rawValue, epoch.rawValue, Chain.start(store: store, epoch: epoch).bytes, now.milliseconds)
        try markDirty(store, epoch)
    }

    /// What an epoch held is to be placed anew. Passes over all counters.
    func markDirty(_ store: StoreID, _ epoch: EpochID) throws {
        try connection.run(
            """
            INSERT INTO dirty (card) SELECT DISTINCT card FROM counter WHERE store = $1 AND epoch = $2
            ON CONFLICT DO NOTHING
            """, store.rawValue, epoch.rawValue)
    }
}
