import Database
import Digest
import HTTP
import Loyalty
import SyncProtocol
import Synchronization

/// Where central keeps everything, and who it is by what is there.
final class CentralStorage: Sendable {
    let database: any Database
    private let known = Known()

    /// Outlives the closure that is called for each new connection.
    private final class Known: Sendable {
        let identity = Mutex<CentralIdentity?>(nil)
    }

    var identity: CentralIdentity {
        guard let identity = known.identity.withLock({ $0 }) else {
            preconditionFailure("known since the first connection")
        }
        return identity
    }

    /// Opens the storage, and makes central's identity there on the first start.
    init(
        _ configuration: CentralConfiguration, folder: CentralFolder, secret: ChainSecret, clock: any InstantSource,
        randomness: any Randomness, inline: SQLiteDatabase.Inline?
    ) throws {
        let witness = CentralWitness(path: configuration.witnessPath(in: folder.root))
        guard PostgreSQLAddress.isOne(configuration.storage) else {
            let file = try SQLiteDatabase(
                path: folder.path(configuration.storage), migrations: CentralSchema.migrations, inline: inline)
            let now = clock.now()
            let identity = try file.write { connection in
                try CentralFile.checkSecret(secret, connection)
                try CentralFile.checkNotMoved(connection)
                return try Aggregator.identity(connection, witness, now, randomness)
            }
            database = file
            known.identity.withLock { $0 = identity }
            return
        }
        PostgreSQLWarnings.listen { Log.warning("postgresql", ["says": $0]) }
        let known = known
        database = try PostgreSQLDatabase(
            PostgreSQLAddress(configuration.storage), migrations: CentralSchema.postgreSQLMigrations,
            connectionsMax: configuration.storageConnectionsMax
        ) { connection, lineage in
            // At each connect: the server may be a standby that was promoted, and lack what this one was answered.
            let isKnown = try CentralSetting.text("lineage", connection) == lineage
            try connection.transaction {
                // Nobody waits for a connection to a history that is known.
                if !isKnown { try connection.lockWrites() }
                try CentralFile.checkSecret(secret, connection)
                let identity = try Aggregator.identity(connection, lineage: lineage, witness, clock.now(), randomness)
                known.identity.withLock { $0 = identity }
            }
        }
    }
}
