import LocalChain
import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import Synchronization
import Testing

@testable import Edge

/// A disk on which so many commits find no room, or which is full until somebody makes some.
final class FullDisk: CommitFaults {
    private let refusals = Mutex(0)

    func refuse(_ count: Int) { refusals.withLock { $0 = count } }

    func beforeCommit() throws {
        try refusals.withLock { left in
            guard left > 0 else { return }
            left -= 1
            throw DatabaseError.diskFull
        }
    }

    func afterCommit() {}
}

/// Counts what is asked of it.
private final class EveryAnswer: Transport {
    let count = Mutex(0)

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        count.withLock { $0 += 1 }
        throw TransportError("no line")
    }
}

@Suite struct `A disk that is full` {
    private let disk = FullDisk()
    private let folder: TemporaryFolder
    private let agent: Agent
    private let till: DirectTransport

    init() throws {
        folder = try TemporaryFolder()
        let text = EdgeConfiguration.text(
            store: StoreID("042"), central: "http://127.0.0.1:1", tokenFile: "none", timeZone: "UTC",
            witness: folder.path + "/witness")
        agent = try Agent(
            EdgeConfiguration(text: text), path: folder.path + "/store.db", clock: TestClock(),
            randomness: SeededRandomness(seed: 5), inline: SQLiteDatabase.Inline(faults: disk))
        try agent.register(token: "till", role: .till, subject: "1")
        let routes = StoreAPI.routes(agent, ServerCounts()) { _ in StoreAPI.SyncReport(isSynced: true) }
        till = DirectTransport(Router(routes), token: "till", authenticate: agent.principal(ofToken:))
        try agent.database.write { connection in
            for number in 0..<20 {
                try connection.run(
                    """
                    INSERT INTO card (id, name, tier, points, pending, spend_minor, visits, home, blocked, offers,
                        included_row, is_local, load)
                    VALUES ($1, 'Ana R.', 'bronze', 0, 0, 0, 0, NULL, 0, NULL, 0, $2, 1)
                    """, "card-\(number)", number < 2)
            }
            try Setting.cursor.set("7.abc", connection)
        }
    }

    private func sell(_ receipt: String) throws -> Int {
        let purchase = Purchase(
            receipt: receipt, till: "1", at: Instant(milliseconds: 1_773_482_400_000),
            lines: [.init(sku: "7501", amountMinor: 100)])
        return try till.send(ClientRequest("POST", "/v1/purchases", body: purchase.json)).status
    }

    private func count(_ table: SQL) throws -> Int64 { try agent.database.read { try $0.integer(table) } }

    @Test func `gives up its reserve first, and the sale is recorded`() throws {
        try agent.keepReserve()
        let reserve = folder.path + "/store.db.reserve"
        #expect(FileManager.default.fileExists(atPath: reserve))
        disk.refuse(2)
        #expect(try sell("1") == 200)
        #expect(!FileManager.default.fileExists(atPath: reserve))
        #expect(try count("SELECT COUNT(*) FROM card") == 20)
    }

    @Test func `gives up cards that central can send again before a sale is refused, never those that only it has`()
        throws
    {
        // Emptying the log does not help, and there is no reserve.
        disk.refuse(2)
        #expect(try sell("1") == 200)
        #expect(try count("SELECT COUNT(*) FROM card") == 2)
        #expect(try count("SELECT COUNT(*) FROM card WHERE is_local = 1") == 2)
        #expect(try agent.database.read { try Setting.cursor.text($0) } == nil, "all cards are fetched anew")
    }

    @Test func `refuses a sale clearly when nothing is left to go, and keeps every one it took`() throws {
        #expect(try sell("1") == 200)
        disk.refuse(.max)
        #expect(try sell("2") == 507)
        #expect(try count("SELECT COUNT(*) FROM journal") == 1)
        func status() throws -> JSONValue { try JSONDocument(AgentStatus(agent).json).root }
        #expect(try status()["state"]?.string == "storage" && status()["healthy"]?.boolean == false)
        #expect(try status()["detail"]?.string?.contains("full") == true)
        agent.database.lookForRoom()
        #expect(try status()["state"]?.string == "storage", "there is none yet")
        disk.refuse(0)
        agent.database.lookForRoom()
        #expect(try status()["state"]?.string != "storage", "also where nothing is sold")
        #expect(try sell("2") == 200)
        #expect(try count("SELECT COUNT(*) FROM journal") == 2)
    }

    @Test func `gets its cards back only when there is room, also after a restart`() throws {
        let line = EveryAnswer()
        func isAsked(freeMebibytesMin: Int) throws -> Bool {
            let text = EdgeConfiguration.text(
                store: StoreID("042"), central: "http://127.0.0.1:1", tokenFile: "none", timeZone: "UTC",
                witness: folder.path + "/other-witness"
            ).replacing("\"freeDiskMebibytesMin\": 256", with: "\"freeDiskMebibytesMin\": \(freeMebibytesMin)")
            let restarted = try Agent(
                EdgeConfiguration(text: text), path: folder.path + "/again.db", clock: TestClock(),
                randomness: SeededRandomness(seed: 6))
            try restarted.database.write { connection in
                try Setting.load.set(1, connection)
                try Setting.cursor.remove(connection)
            }
            line.count.withLock { $0 = 0 }
            _ = try Downloader(restarted, line).step(waitSeconds: 0)
            return line.count.withLock { $0 } > 0
        }
        #expect(try !isAsked(freeMebibytesMin: 1_048_576))
        #expect(try isAsked(freeMebibytesMin: 1))
    }

    @Test func `that runs low is said long before`() throws {
        let text = EdgeConfiguration.text(
            store: StoreID("042"), central: "http://127.0.0.1:1", tokenFile: "none", timeZone: "UTC",
            witness: folder.path + "/other-witness"
        ).replacing("\"freeDiskMebibytesMin\": 256", with: "\"freeDiskMebibytesMin\": 1048576")
        let low = try Agent(
            EdgeConfiguration(text: text), path: folder.path + "/low.db", clock: TestClock(),
            randomness: SeededRandomness(seed: 6))
        let status = try JSONDocument(AgentStatus(low).json).root
        #expect(status["state"]?.string == "diskLow" && status["healthy"]?.boolean == false)
        #expect(status["report"]?["diskLow"]?.boolean == true)
        try low.keepReserve()
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/low.db.reserve"), "no reserve on a low disk")
    }
}
