import Database
import Digest
import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import SyncProtocol

/// A central with 200,000 cards published to one store, in the rows that its publisher writes.
struct CardChain {
    static let cards = 200_000
    static let store = StoreID("001")
    static let sales = SeededSales(seed: 1)

    let central: CentralProcess
    /// The store's.
    let token: String

    init(folder: String) throws {
        central = try CentralProcess(folder: folder)
        try central.start()
        token = try central.addStore(Self.store)
        // One process owns the file: central stands still while the feed is written.
        central.terminate()
        try Self.publish(into: folder)
    }

    private static func publish(into folder: String) throws {
        let secret = try secret(of: folder)
        // What is measured comes later: all of it in memory, and one commit.
        let connection = try SQLiteConnection(path: folder + "/data/central.db", cacheKibibytes: 400_000)
        let randomness = SeededRandomness(seed: 2)
        try connection.execute("BEGIN")
        for start in stride(from: 0, to: cards, by: publicationCards) {
            let people = (start..<min(cards, start + publicationCards)).map { PublishedPerson($0, secret, randomness) }
            let mark = Hex.encode(randomness.bytes(6))
            try write(people.map(\.cardRow) + people.map(\.keyRow), mark, connection)
        }
        try connection.execute("COMMIT")
        try connection.checkpoint(.emptying)
    }

    /// As many as central's publisher takes at once.
    private static let publicationCards = 400

    private static func write(_ rows: [FeedRow], _ mark: String, _ connection: Connection) throws {
        var revision = try connection.integer("SELECT revision FROM store WHERE id = $1", store.rawValue)
        let statement = try connection.prepare(
            "INSERT INTO feed (id, kind, store, revision, body) VALUES ($1, $2, $3, $4, $5)")
        for row in rows {
            revision += 1
            statement.bind(1, row.id)
            statement.bind(2, row.kind.rawValue)
            statement.bind(3, store.rawValue)
            statement.bind(4, revision)
            statement.bind(5, row.body ?? [])
            try statement.run()
        }
        try connection.run("UPDATE store SET revision = $1 WHERE id = $2", revision, store.rawValue)
        try connection.run(
            "INSERT INTO publication (store, revision, mark, at) VALUES ($1, $2, $3, $4)", store.rawValue, revision,
            mark,
            WallClock().now().milliseconds)
    }

    static func secret(of folder: String) throws -> ChainSecret {
        let text = try String(contentsOfFile: folder + "/chain.secret", encoding: .utf8)
        guard let bytes = Hex.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw BenchmarkFailed("\(folder)/chain.secret is no secret")
        }
        return ChainSecret(version: 1, bytes: bytes)
    }
}
