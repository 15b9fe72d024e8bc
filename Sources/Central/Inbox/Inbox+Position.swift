import Database
import Digest
import JSON
import Loyalty
import SyncProtocol

/// Where central stands in each epoch of a store's journal, and what the store says of itself with it.
extension Inbox {
    func position(_ store: StoreID, _ epoch: EpochID) throws -> Position {
        try connection.first(
            "SELECT sequence, chain FROM position WHERE store = $1 AND epoch = $2", store.rawValue, epoch.rawValue
        ) { row in
            guard let chain = Digest(row.blob(1)) else { preconditionFailure("a chain has 32 bytes") }
            return Position(sequence: row.integer(0), chain: chain)
        } ?? Position(sequence: 0, chain: Chain.start(store: store, epoch: epoch))
    }

    /// Whether central went through this very position. Another chain at the same sequence is another machine's journal:
    /// a clone went on where a restored central stood.
    func passed(_ position: Position, _ store: StoreID, _ epoch: EpochID) throws -> Bool {
        try connection.integer(
            "SELECT COUNT(*) FROM passed WHERE store = $1 AND epoch = $2 AND sequence = $3 AND chain = $4",
            store.rawValue, epoch.rawValue, position.sequence, position.chain.bytes) > 0
    }

    func set(_ position: Position, _ header: UploadHeader, recordedAt: Int64?) throws {
        try connection.run(
            """
            INSERT INTO passed (store, epoch, sequence, chain, at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (store, epoch, sequence) DO UPDATE SET chain = excluded.chain, at = excluded.at
            """, header.store.rawValue, header.epoch.rawValue, position.sequence, position.chain.bytes, now.milliseconds
        )
        try connection.run(
            """
            INSERT INTO position (store, epoch, sequence, chain, opened_at, last_at, address, recorded_at)
            VALUES ($1, $2, $3, $4, $5, $5, $6, $7)
            ON CONFLICT (store, epoch) DO UPDATE SET
                sequence = excluded.sequence, chain = excluded.chain, last_at = excluded.last_at,
                address = COALESCE(excluded.address, position.address),
                recorded_at = CASE WHEN COALESCE(excluded.recorded_at, 0) > COALESCE(position.recorded_at, 0)
                    THEN excluded.recorded_at ELSE COALESCE(position.recorded_at, 0) END
            """, header.store.rawValue, header.epoch.rawValue, position.sequence, position.chain.bytes,
            now.milliseconds, address?.description, recordedAt)
        try connection.run(
            "UPDATE store SET last_upload_at = $1 WHERE id = $2", now.milliseconds, header.store.rawValue)
    }

    func note(_ header: UploadHeader) throws {
        var writer = JSONWriter()
        header.report.write(to: &writer)
        try connection.run(
            "UPDATE store SET last_seen_at = $1, clock_offset = $2, report = $3 WHERE id = $4", now.milliseconds,
            header.clock.milliseconds - now.milliseconds, writer.text, header.store.rawValue)
    }
}
