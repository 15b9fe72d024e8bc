import Central
import Dispatch
import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import SyncProtocol
import Synchronization
import Testing

@testable import Central
@testable import Database

extension Trait where Self == ConditionTrait {
    static var centralOnAServer: Self {
        .enabled(if: !TestStorage.isFile, "needs a server: scripts/with-postgresql swift test")
    }
}

/// Two processes' worth of central on one database.
private struct TwoProcesses {
    let clock = TestClock()
    let first: TestCentral
    let second: TestCentral

    init() throws {
        first = try TestCentral(clock: clock)
        second = try TestCentral(clock: clock, folder: first.folder, seed: 2)
    }

    /// What another process announced is heard soon.
    func eventually(_ what: Comment, _ isSo: () throws -> Bool) throws {
        let end = Date().addingTimeInterval(20)
        while try !isSo() {
            guard Date() < end else { return _ = Issue.record(what) }
            usleep(10_000)
        }
    }
}

@Suite(.centralOnAServer) struct `Several processes that are one central` {
    @Test func `share tokens, programme and identity`() throws {
        let two = try TwoProcesses()
        #expect(two.first.aggregator.identity == two.second.aggregator.identity)
        let token = try two.first.addStore("042")
        try two.eventually("a token made by one is known to the other") {
            two.second.aggregator.principal(ofToken: token) != nil
        }
        let newer = CentralDefaults.programme.replacing("\"version\": 1,", with: "\"version\": 2,")
        try newer.write(toFile: two.first.folder.path + "/programme.json", atomically: true, encoding: .utf8)
        try two.first.aggregator.reloadProgramme(by: .central)
        try two.eventually("a programme published by one is used by the other") {
            two.second.aggregator.programme.version == 2
        }
        _ = try two.second.admin.call("POST", "/v1/tokens/042/revoke")
        try two.eventually("a token revoked by one is refused by the other") {
            two.first.aggregator.principal(ofToken: token) == nil
        }
    }

    @Test func `take uploads of one store in turn, and each sale once`() throws {
        let two = try TwoProcesses()
        let token = try two.first.addStore("042")
        try two.eventually("the token is known") { two.second.aggregator.principal(ofToken: token) != nil }
        let store = try TestStore("042", two.first, token: token)
        let other = try TestStore("042", two.second, token: token, folder: store.folder, seed: 9)
        for number in 1...6 {
            let machine = number.isMultiple(of: 2) ? store : other
            _ = try machine.sell("\(number)", 100, key: "card:\(number % 3)")
            #expect(try machine.sync())
        }
        #expect(try two.first.totals()["purchases"]?.integer == 6)
        #expect(try two.second.totals()["amountMinor"]?.integer == 600)
    }

    @Test func `take the same upload at the same time once`() throws {
        let two = try TwoProcesses()
        let token = try two.first.addStore("042")
        try two.eventually("the token is known") { two.second.aggregator.principal(ofToken: token) != nil }
        let upload = SampleUpload(store: "042", purchases: 300)
        let lines = [two.first.line(token: token), two.second.line(token: token)]
        let statuses = Mutex<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { index in
            let status =
                (try? lines[index % 2].send(ClientRequest("POST", "/v1/stores/042/events", body: upload.bytes)))?.status
            statuses.withLock { $0.append(status ?? 0) }
        }
        #expect(statuses.withLock { $0.filter { $0 == 200 }.count } == 1)
        #expect(statuses.withLock { $0.filter { $0 == 409 }.count } == 7, "the others hear where central stands")
        #expect(try two.first.totals()["purchases"]?.integer == 300)
    }

    /// Different stores' uploads that have the same customers, who are all new.
    @Test func `take many stores' uploads side by side`() throws {
        let two = try TwoProcesses()
        let stores = (1...8).map { String(format: "%03d", $0) }
        let tokens = try stores.map { try two.first.addStore($0) }
        try two.eventually("tokens are known") {
            tokens.allSatisfy { two.second.aggregator.principal(ofToken: $0) != nil }
        }
        let failures = Mutex<[String]>([])
        let lines = tokens.enumerated().map {
            ($0.isMultiple(of: 2) ? two.first : two.second).line(token: $1)
        }
        DispatchQueue.concurrentPerform(iterations: stores.count) { index in
            let upload = SampleUpload(store: stores[index], purchases: 400)
            let answer = try? lines[index].send(
                ClientRequest("POST", "/v1/stores/\(stores[index])/events", body: upload.bytes))
            if answer?.status != 200 {
                failures.withLock { $0.append(String(decoding: answer?.body ?? [], as: UTF8.self)) }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(try two.first.totals()["purchases"]?.integer == 3200)
        let cards = try two.first.aggregator.database.read { connection in
            try connection.integer("SELECT COUNT(*) FROM card") * 1000
                + connection.integer("SELECT COUNT(*) FROM customer")
        }
        #expect(cards == 50_050, "each of 50 customers was opened once")
        let sums = try two.first.aggregator.database.read { connection in
            try connection.integer("SELECT SUM(purchases) FROM card_fact")
        }
        #expect(sums == 3200)
    }

    @Test func `know what came once when its month was detached`() throws {
        let two = try TwoProcesses()
        let line = two.first.line(token: try two.first.addStore("042"))
        func send(_ upload: SampleUpload) throws -> Int {
            try line.send(ClientRequest("POST", "/v1/stores/042/events", body: upload.bytes)).status
        }
        #expect(try send(SampleUpload(store: "042", purchases: 20)) == 200)
        try two.first.aggregator.database.write { connection in
            let months = try connection.query(
                """
                SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
                    AND c.relname LIKE '%~_y20%' ESCAPE '~'
                """
            ) { $0.text(0) }
            #expect(months.count == 15, "this month and two more, of five tables")
            for month in months {
                let table = try #require(month.range(of: "_y20").map { month[..<$0.lowerBound] })
                try connection.execute("ALTER TABLE \(table) DETACH PARTITION \(month)")
            }
        }
        #expect(try two.first.totals()["purchases"]?.integer == 0)
        // The store was put back from a copy, and sends the same events in another epoch.
        #expect(try send(SampleUpload(store: "042", purchases: 20, epoch: "again")) == 200)
        #expect(try two.first.totals()["purchases"]?.integer == 0)
        // The same receipts in other events.
        #expect(try send(SampleUpload(store: "042", purchases: 20, epoch: "others", firstID: 500)) == 200)
        #expect(try two.first.totals()["purchases"]?.integer == 0)
        let aside = try two.first.aggregator.database.read { try $0.integer("SELECT COUNT(*) FROM aside") }
        #expect(aside == 0)
    }

    @Test func `start although a month's rows came before its partition`() throws {
        let two = try TwoProcesses()
        let last = try two.first.aggregator.database.write { connection in
            let month = try #require(
                try connection.first(
                    """
                    SELECT c.relname, 1 + substring(pg_get_expr(c.relpartbound, c.oid) FROM '\\d+')::bigint
                    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
                        AND c.relname LIKE 'event~_y%' ESCAPE '~' ORDER BY c.relname DESC LIMIT 1
                    """
                ) { (name: $0.text(0), number: $0.integer(1)) })
            try connection.execute("DROP TABLE \(month.name)")
            // The server's clock stood far ahead once.
            try connection.run(
                "INSERT INTO event (n, store, received_at, body) VALUES ($1, 'x', 0, $2)", month.number, [UInt8]())
            return month.name
        }
        let third = try TestCentral(clock: two.clock, folder: two.first.folder, seed: 3)
        #expect(try third.admin.call("GET", "/v1/totals").status == 200)
        let others = try third.aggregator.database.read { connection in
            try connection.integer(
                "SELECT COUNT(*) FROM pg_class WHERE relname = $1", last.replacing("event", with: "line"))
        }
        #expect(others >= 1, "the other tables have theirs")
    }

    @Test func `never let a reader of a feed skip a revision while both publish`() throws {
        let two = try TwoProcesses()
        let token = try two.first.addStore("042")
        try two.eventually("the token is known") { two.second.aggregator.principal(ofToken: token) != nil }
        let upload = SampleUpload(store: "042", purchases: 60, customers: 60)
        _ = try two.first.line(token: token).send(ClientRequest("POST", "/v1/stores/042/events", body: upload.bytes))
        let isDone = Atomic<Bool>(false)
        let group = DispatchGroup()
        for central in [two.first, two.second] {
            // Each is used by one thread.
            nonisolated(unsafe) let central = central
            DispatchQueue.global().async(group: group) {
                for _ in 0..<25 {
                    // Some customers' cards change, and change back, again and again.
                    try? central.aggregator.database.write { connection in
                        try connection.run(
                            "UPDATE card_fact SET points = points + 1 WHERE card % 7 = $1", Int64.random(in: 0..<7))
                        try connection.run(
                            "INSERT INTO dirty (card) SELECT card FROM card_fact ON CONFLICT DO NOTHING")
                    }
                    try? central.aggregator.publishDirty()
                }
            }
        }
        group.notify(queue: .global()) { isDone.store(true, ordering: .releasing) }
        var reader = FeedReader(line: two.second.line(token: token))
        var isLast = false
        repeat {
            isLast = isDone.load(ordering: .acquiring)
            try reader.read()
        } while !isLast
        let feed = try two.first.aggregator.database.read { connection in
            try connection.query("SELECT kind || ' ' || id, revision, body FROM feed WHERE store = '042'") {
                (id: $0.text(0), body: $0.optionalBlob(2))
            }
        }
        #expect(reader.pages > 10)
        #expect(reader.bodies.count == feed.count)
        for row in feed where reader.bodies[row.id] != row.body.map({ String(decoding: $0, as: UTF8.self) }) {
            Issue.record("the reader has an older state of \(row.id)")
        }
    }

    @Test func `wake each other's long polls`() throws {
        let two = try TwoProcesses()
        let token = try two.first.addStore("042")
        try two.eventually("the token is known") { two.second.aggregator.principal(ofToken: token) != nil }
        let store = try TestStore("042", two.first, token: token)
        try store.sync()
        _ = try store.sell("1", 100, key: "card:1")
        try store.upload()
        // As the daemon does it: the first answer says where the feed stands.
        var reader = FeedReader(line: two.second.line(token: token))
        try reader.read()
        let before = reader.rows
        let answered = DispatchSemaphore(value: 0)
        let rows = Atomic<Int>(0)
        nonisolated(unsafe) var waiting = reader
        DispatchQueue.global().async {
            try? waiting.read(waitSeconds: 20)
            rows.store(waiting.rows, ordering: .releasing)
            answered.signal()
        }
        try two.eventually("the poll waits") { two.second.aggregator.waiters.count == 1 }
        try two.first.aggregator.publishDirty()
        #expect(answered.wait(timeout: .now() + 20) == .success)
        #expect(rows.load(ordering: .acquiring) > before)
    }

    @Test func `run one at a time, and who lost the lock writes nothing more`() throws {
        let two = try TwoProcesses()
        var fence: RunFence? = try RunFence(two.first.aggregator.database)
        #expect(throws: Problem.self) { _ = try RunFence(two.second.aggregator.database) }
        #expect(try two.second.admin.call("POST", "/v1/run").code == "runUnderWay")
        let old = try #require(fence)
        // Its session ends, as it does with its process, and the other takes over.
        fence = nil
        let held = try two.first.aggregator.database.read { connection in
            try connection.query(
                "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 3 AND classid::bigint = $1",
                Int64(UInt32(bitPattern: (connection as? PostgreSQLConnection)?.lockClass ?? 0))
            ) { $0.integer(0) }
        }
        try two.second.aggregator.database.write { connection in
            for process in held { _ = try connection.integer("SELECT pg_terminate_backend($1::int)::int", process) }
        }
        try two.eventually("the lock is free") { (try? two.second.admin.call("POST", "/v1/run").status) == 200 }
        #expect(throws: Problem.self) { try two.first.aggregator.database.write { try old.check($0) } }
    }

    @Test func `have one that acts by the clock, and another when it ends`() throws {
        let two = try TwoProcesses()
        #expect(two.first.aggregator.isInCharge() && !two.second.aggregator.isInCharge())
        two.first.aggregator.charge.withLock { $0 = nil }
        try two.eventually("the other takes over") { two.second.aggregator.isInCharge() }
        #expect(!two.first.aggregator.isInCharge())
    }
}

/// A first upload of a new journal.
private struct SampleUpload {
    let bytes: [UInt8]

    init(store: String, purchases: Int, customers: Int = 50, epoch: String = "first", firstID: Int = 0) {
        let epoch = EpochID(epoch)
        let chain = Chain.start(store: StoreID(store), epoch: epoch)
        var lines = [
            """
            {"protocol":1,"store":"\(store)","epoch":"\(epoch)","after":0,"chain":"\(chain.hex)","agent":"0.1.0",
            "clock":"2026-03-14T10:00:00Z","report":{"mode":"continuous"}}
            """.replacing("\n", with: "")
        ]
        for number in 0..<purchases {
            // Each store meets the customers in an order of its own.
            let customer = (number * 7 + (Int(store) ?? 0) * 13) % customers
            let id = String(format: "%08x%024x", Int(store) ?? 0, firstID + number)
            let card = String(format: "%024x", customer + 1)
            lines.append(
                """
                {"id":"\(id)","recordedAt":"2026-03-14T09:00:00Z","kind":"purchase","day":"2026-03-14","programme":1,
                "card":"\(card)","purchase":{"receipt":"\(number)","till":"1","at":"2026-03-14T09:00:00Z",
                "lines":[{"sku":"a","quantity":1,"amountMinor":100}],"totalMinor":100},"points":1}
                """.replacing("\n", with: ""))
        }
        bytes = Array(lines.joined(separator: "\n").utf8)
    }
}

/// Reads a store's feed as an agent does, and keeps the latest state of each row.
private struct FeedReader {
    let line: DirectTransport
    private(set) var bodies: [String: String?] = [:]
    private(set) var pages = 0
    private(set) var rows = 0
    private var cursor = ""

    init(line: DirectTransport) { self.line = line }

    /// Page by page to the end.
    mutating func read(waitSeconds: Int = 0) throws {
        var more = true
        while more {
            let answer = try line.send(
                ClientRequest("GET", "/v1/stores/042/changes?after=\(cursor)&wait=\(waitSeconds)"))
            let lines = answer.body.split(separator: UInt8(ascii: "\n")).map { Array($0) }
            let header = try JSONDocument(lines[0]).root
            for row in lines.dropFirst() {
                let json = try JSONDocument(row).root
                let id = "\(json["kind"]?.string ?? "") \(json["id"]?.string ?? "")"
                bodies[id] = json["body"]?.text
                rows += 1
            }
            pages += 1
            cursor = header["cursor"]?.string ?? ""
            more = header["more"]?.boolean ?? false
        }
    }
}
