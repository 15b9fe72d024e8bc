import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central
@testable import Database

@Suite(.centralOnAServer) struct `A connection to PostgreSQL` {
    private let database: any Database

    init() throws { database = try TestCentral(clock: TestClock()).aggregator.database }

    /// The server answers a commit of a transaction in which something failed as if all were well, and takes it back.
    @Test func `is not believed when it commits a transaction in which something failed`() throws {
        #expect(throws: DatabaseError.self) {
            try database.write { connection in
                try CentralSetting.set("kept", "yes", connection)
                _ = try? connection.integer("SELECT 1 / 0")
            }
        }
        #expect(try database.read { try CentralSetting.text("kept", $0) } == nil)
        try database.write { try CentralSetting.set("kept", "yes", $0) }
        #expect(try database.read { try CentralSetting.text("kept", $0) } == "yes")
    }

    @Test func `keeps no statement that is not in the source`() throws {
        try database.write { connection in
            let before = try connection.integer("SELECT COUNT(*) FROM pg_prepared_statements")
            _ = try connection.shape()
            _ = try connection.shape()
            // Those of `shape` that are in the source.
            #expect(try connection.integer("SELECT COUNT(*) FROM pg_prepared_statements") <= before + 6)
        }
    }
}

@Suite(.centralOnAServer, .serialized) struct `A server that goes away` {
    @Test func `cuts every connection, and nothing is lost or doubled`() throws {
        let pair = try Pair()
        for number in 1...20 {
            _ = try pair.store.sell("\(number)", 100, key: "card:1")
            if number.isMultiple(of: 4) {
                // Of this central's, but not the one that asks.
                _ = try pair.central.aggregator.database.read { connection in
                    try connection.integer(
                        """
                        SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
                        WHERE pid <> pg_backend_pid() AND query LIKE '%' || current_schema() || '%'
                        """)
                }
            }
            _ = try pair.store.sync()
        }
        #expect(try pair.store.sync())
        #expect(try pair.central.totals()["purchases"]?.integer == 20)
    }

    @Test func `is answered 503, stores keep everything, and all goes on when it is back`() throws {
        let server = try PostgreSQLServer()
        let chain = try ServedChain(server)
        try chain.sell(1...3)
        #expect(try chain.store.sync())
        server.stop()
        try chain.sell(4...6)
        #expect(try !chain.store.sync())
        let answer = try chain.central.admin.call("GET", "/v1/totals")
        #expect(answer.status == 503 && answer.code == "storageAway")
        #expect(try chain.store.status()["report"]?["waiting"]?.integer == 3)
        try server.start()
        #expect(try chain.store.sync())
        #expect(try chain.central.totals()["purchases"]?.integer == 6)
    }

    @Test func `is replaced by a standby that lost commits: stores send again, and totals are equal`() throws {
        let server = try PostgreSQLServer()
        let chain = try ServedChain(server)
        try chain.sell(1...5)
        #expect(try chain.store.sync())
        let before = chain.central.aggregator.identity
        try server.copyForStandby()
        try chain.sell(6...12)
        #expect(try chain.store.sync())
        #expect(try chain.central.totals()["purchases"]?.integer == 12)
        try server.failOver()
        #expect(try chain.central.totals()["purchases"]?.integer == 5, "the standby lacks them")
        #expect(try chain.central.admin.call("GET", "/v1/status").json["synchronousStandby"]?.boolean == false)
        #expect(chain.central.aggregator.identity.id == before.id)
        #expect(chain.central.aggregator.identity.incarnation != before.incarnation)
        try chain.sell(13...13)
        for _ in 0..<3 { _ = try chain.store.sync() }
        #expect(try chain.store.sync())
        #expect(try chain.central.totals()["purchases"]?.integer == 13)
        #expect(try chain.store.lookup("card:1").first?.points == 130)
        let acts = try chain.central.admin.call("GET", "/v1/audit").json["rows"]?.array ?? []
        #expect(
            acts.contains {
                $0["act"]?.string == "incarnationBegun" && $0["details"]?.text.contains("failedOver") == true
            })
    }
}

/// A store and its central on a server of their own.
private struct ServedChain {
    let clock = TestClock()
    let central: TestCentral
    let store: TestStore

    init(_ server: PostgreSQLServer) throws {
        central = try TestCentral(clock: clock, storage: server.address)
        store = try TestStore("042", central, token: central.addStore("042"))
        try store.sync()
    }

    func sell(_ receipts: ClosedRange<Int>) throws {
        for number in receipts { _ = try store.sell("\(number)", 10_000, key: "card:1") }
    }
}
