import Dispatch
import Foundation
import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central
@testable import Database

/// Two customers, each with one purchase, whom somebody joins by hand while a run works.
private struct JoinedByHand {
    let clock = TestClock()
    let central: TestCentral
    let store: TestStore
    let numbers: [Int64]
    private let at: Instant

    init(storage: String? = nil) throws {
        central = try TestCentral(clock: clock, storage: storage)
        store = try TestStore("001", central, token: central.addStore("001"))
        try store.sync()
        for key in ["card:1", "card:2"] { _ = try store.sell("\(key)", 10_000, key: key) }
        try store.sync()
        at = clock.now()
        numbers = try central.aggregator.database.read { connection in
            try connection.query("SELECT n FROM customer ORDER BY n") { $0.integer(0) }
        }
        #expect(numbers.count == 2)
    }

    func measurer(_ connection: Connection) -> Measurer {
        Measurer(connection: connection, judge: TierJudge(central.aggregator.programme, at: at), at: at)
    }

    func merge(_ connection: Connection) throws {
        let cards = try connection.query("SELECT n FROM card ORDER BY n") { $0.integer(0) }
        #expect(try Merger(connection: connection, at: at).merge(cards) == 1)
    }

    /// One customer, who has both purchases, and whom the next run leaves so.
    func isOne() throws -> Bool {
        #expect(try central.admin.call("POST", "/v1/run").status == 200)
        try store.sync()
        let customers = try central.admin.call("GET", "/v1/customers").json["customers"]?.array ?? []
        let kept = try central.aggregator.database.read { connection in
            try connection.query("SELECT n, frequency FROM customer") { [$0.integer(0), $0.integer(1)] }
        }
        #expect(kept == [[numbers[0], 2]])
        return try customers.count == 1 && store.lookup("card:2").map(\.points) == [20]
    }
}

@Suite struct `Customers who are joined by hand while a run measures them` {
    @Test func `are one customer, whatever the run had read of the other`() throws {
        let joined = try JoinedByHand()
        let database = joined.central.aggregator.database
        let outcome = try database.write { try joined.measurer($0).outcome(of: joined.numbers) }
        try database.write { try joined.merge($0) }
        try database.write { try joined.measurer($0).write(outcome) }
        #expect(try joined.isOne())
    }

    /// Its transactions begin to see before they wait for the others' writes, unless they say otherwise.
    @Test(.centralOnAServer) func `are one also on a server whose transactions see what was when they began`() throws {
        let server = try PostgreSQLServer()
        let joined = try JoinedByHand(storage: server.address)
        let first = joined.central.aggregator.database
        #expect(try joined.central.admin.call("POST", "/v1/run").status == 200)
        // To be measured anew, with nothing new to show.
        try first.write { try $0.execute("UPDATE customer SET due_at = 0") }
        try first.write {
            try $0.execute("ALTER DATABASE vuelve SET default_transaction_isolation = 'repeatable read'")
        }
        let other = try TestCentral(
            clock: joined.clock, folder: joined.central.folder, seed: 2, storage: server.address)
        nonisolated(unsafe) let (second, measured) = (other.aggregator.database, joined)
        // The other one is measured in another transaction: to write them both would be refused, and tried again.
        let ended = [joined.numbers[1]]
        let isDone = DispatchSemaphore(value: 0)
        try first.write { connection in
            try joined.merge(connection)
            DispatchQueue.global().async {
                _ = try? second.write { try measured.measurer($0).measure(ended) }
                isDone.signal()
            }
            // Until it waits for this one.
            let end = Date().addingTimeInterval(20)
            while try connection.integer("SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                == 0
            {
                guard Date() < end else { return _ = Issue.record("nobody waits") }
                usleep(10_000)
            }
        }
        #expect(isDone.wait(timeout: .now() + 20) == .success)
        #expect(try joined.isOne())
    }
}
