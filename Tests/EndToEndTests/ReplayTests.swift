import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import Synchronization
import Testing

private let journey = VuelveBinary.packageRoot + "/../shared/data/complete-journey"
private let hasJourney: Bool = {
    let isThere = FileManager.default.fileExists(atPath: journey + "/totals.json")
    if !isThere { print("ABSENT: ../shared/data/complete-journey: the published purchases are not replayed") }
    return isThere
}()

/// A slice of the published stores; `scripts/bench replay` does the whole.
@Suite(.serialized, .enabled(if: hasJourney)) struct `Published purchases` {
    static let slice = ["369", "318", "410"]

    @Test func `replayed through cut lines and killed agents they equal the published totals, and the run its oracle`()
        throws
    {
        let work = try Workplace()
        try work.central.start()
        let line = try CutLine(to: work.central.address)
        defer { line.close() }
        for id in Self.slice { _ = try work.addStore(id, through: line.address) }
        for store in work.stores { #expect(try store.sync()) }
        line.cutAtRandom(seed: 7, bytesBetweenMax: 200_000, downMillisecondsMax: 200)
        for store in work.stores { try replay(store) }
        line.stopCutting()
        line.heal()
        for store in work.stores { #expect(try store.sync()) }
        #expect(line.cutCount > 3)
        try checkTotals(work)
        try checkRun(work)
        try checkLedger(work)
        try checkCampaign(work)
    }

    @Test(.enabled(if: PostgreSQLServer.isInstalled, "there is no PostgreSQL server here"))
    func
        `replayed into PostgreSQL through two centrals, one of them killed again and again, they equal the published totals`()
        throws
    {
        let server = try PostgreSQLServer()
        let work = try Workplace()
        try work.central.configure("storage", json: #""\#(server.address)""#)
        try work.central.start()
        let second = try CentralProcess(copyOf: work.central, in: work.folder + "/central-2")
        defer { second.kill() }
        try second.start()
        for (index, id) in Self.slice.enumerated() {
            _ = try work.addStore(id, through: index == 0 ? work.central.address : second.address)
        }
        for store in work.stores { #expect(try store.sync()) }
        let isOver = Atomic<Bool>(false)
        // This thread does nothing else with it meanwhile.
        nonisolated(unsafe) let killed = second
        let kills = Atomic<Int>(0)
        let finished = DispatchSemaphore(value: 0)
        Thread {
            while !isOver.load(ordering: .acquiring) {
                usleep(100_000)
                killed.kill()
                _ = try? killed.start()
                kills.wrappingAdd(1, ordering: .relaxed)
            }
            finished.signal()
        }.start()
        for store in work.stores {
            #expect(try store.replay(["\(journey)/stores/\(store.store).ndjson.gz"]).exitCode == 0)
        }
        isOver.store(true, ordering: .releasing)
        finished.wait()
        for store in work.stores { #expect(try store.sync()) }
        #expect(kills.load(ordering: .relaxed) > 2)
        try checkTotals(work)
        try checkRun(work)
        try checkLedger(work)
        try checkCampaign(work)
    }

    @Test(.enabled(if: PostgreSQLServer.isInstalled, "there is no PostgreSQL server here"))
    func `replayed into a file and moved to PostgreSQL they equal the published totals, and stores go on`() throws {
        let server = try PostgreSQLServer()
        let work = try Workplace()
        try work.central.start()
        for id in Self.slice { _ = try work.addStore(id) }
        for store in work.stores {
            #expect(try store.sync())
            #expect(try store.replay(["\(journey)/stores/\(store.store).ndjson.gz"]).exitCode == 0)
        }
        // The last store's sales are on their way when central stops.
        for store in work.stores.dropLast() { #expect(try store.sync()) }
        let file = work.central.folder + "/data/central.db"
        let move = ["central", "migrate", "--from", file, "--to", server.address]
        #expect(try Tool.run(move).exitCode == 1, "central serves that file")
        work.central.terminate()
        #expect(try Tool.expect(move, timeoutSeconds: 120).contains("counts and sums are equal"))
        try work.central.configure("storage", json: #""\#(server.address)""#)
        try work.central.start()
        for store in work.stores {
            #expect(try store.sync())
            let again = try store.replay(["\(journey)/stores/\(store.store).ndjson.gz"])
            #expect(again.output.contains(" 0 recorded"), "\(again.output)")
            #expect(try store.sync())
        }
        try checkTotals(work)
        try checkRun(work)
        try checkLedger(work)
        try checkCampaign(work)
    }

    /// Once with the agent killed on the way, then again as a whole: what was recorded counts once.
    private func replay(_ store: StoreProcess) throws {
        let file = "\(journey)/stores/\(store.store).ndjson.gz"
        // The test's own thread waits for the replay and does not touch the store meanwhile.
        nonisolated(unsafe) let killed = store
        let finished = DispatchSemaphore(value: 0)
        let killer = Thread {
            for _ in 0..<3 {
                usleep(150_000)
                killed.kill()
                _ = try? killed.start()
            }
            finished.signal()
        }
        killer.start()
        let first = try store.replay([file])
        finished.wait()
        #expect(first.exitCode == 0, "\(first.errors)")
        let again = try store.replay([file])
        #expect(again.exitCode == 0 && again.output.contains(" 0 recorded"), "\(again.output)")
    }

    private func checkTotals(_ work: Workplace) throws {
        let totals = try work.central.totals().root
        let published = try JSONDocument(String(contentsOfFile: journey + "/totals.json", encoding: .utf8)).root
        for id in Self.slice {
            #expect(totals["byStore"]?[id]?.text == published["byStore"]?[id]?.text, "store \(id)")
        }
    }

    private func checkRun(_ work: Workplace) throws {
        let at = "2017-10-01T00:00:00Z"
        let arguments = ["central", "run", "--at", at, "--json", "--config", work.central.configuration]
        _ = try Tool.expect(arguments, timeoutSeconds: 120)
        let customers = try customers(work)
        let oracle = try Oracle(stores: Self.slice)
        #expect(customers.count == oracle.customers.count)
        let found = customers.map { customer in
            let numbers = ["purchases", "moneyMinor"].map { String(customer[$0]?.integer ?? -1) }
            let names = ["segment", "tier"].map { customer[$0]?.string ?? "" }
            return (numbers + names).joined(separator: " ")
        }
        #expect(found.sorted() == oracle.customers.sorted())
        let again = try JSONDocument(Tool.expect(arguments, timeoutSeconds: 120)).root
        #expect(again["changed"]?.integer == 0 && again["merged"]?.integer == 0)
    }

    /// Points, and what each card bought, computed anew from the inbox: nothing differs, and every receipt was read.
    private func checkLedger(_ work: Workplace) throws {
        let told = try JSONDocument(
            Tool.expect(
                ["central", "recompute", "--check", "--json", "--config", work.central.configuration],
                timeoutSeconds: 120)
        ).root
        let purchases = try work.central.totals().root["purchases"]?.integer ?? 0
        #expect(told["differences"]?.integer == 0, "\(told.text)")
        #expect(purchases > 0 && told["purchases"]?.integer == purchases)
        #expect((told["events"]?.integer ?? 0) >= purchases)
    }

    private func checkCampaign(_ work: Workplace) throws {
        let file = work.folder + "/stars.json"
        try """
        {"id":"stars","benefit":{"percent":10},"audience":{"segments":["high-high"]},"from":"2017-09-01","to":"2017-12-31"}
        """.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try Tool.run(["campaign", "push", file, "--config", work.central.configuration]).isFine)
        for store in work.stores { #expect(try store.sync()) }
        let stars = Set(
            try customers(work).filter { $0["segment"]?.string == "high-high" }.compactMap { $0["card"]?.string })
        #expect(stars.count > 10)
        var seen: Set<String> = []
        for store in work.stores {
            for household in try Oracle.households(of: store.store.rawValue) {
                let body = #"{"key":"card:\#(household)","at":"2017-10-01T00:00:00Z"}"#
                for card in try json(store.post("/v1/cards/lookup", Array(body.utf8)))["cards"]?.array ?? [] {
                    let id = card["card"]?.string ?? ""
                    let hasOffer = (card["offers"]?.array ?? []).contains { $0["offer"]?.string == "stars" }
                    #expect(hasOffer == stars.contains(id))
                    if hasOffer { seen.insert(id) }
                }
            }
        }
        #expect(seen == stars)
    }

    private func customers(_ work: Workplace) throws -> [JSONValue] {
        var all: [JSONValue] = []
        var after: Int64? = 0
        let client = try work.central.client()
        while let start = after {
            let page = try json(client.send(ClientRequest("GET", "/v1/customers?after=\(start)")))
            all += page["customers"]?.array ?? []
            after = page["next"]?.integer
        }
        return all
    }
}

/// What the run must find, by the slowest and most obvious way: one SQL query over the published files.
private struct Oracle {
    /// Purchases, money, segment and tier of each household.
    let customers: [String]

    init(stores: [String]) throws {
        var script = "CREATE TABLE p (household TEXT, at TEXT, amount INTEGER);\n"
        for store in stores {
            for purchase in try Self.purchases(of: store) {
                script += "INSERT INTO p VALUES ('\(purchase.household)', '\(purchase.at)', \(purchase.amount));\n"
            }
        }
        script += """
            WITH b AS (SELECT household, MAX(at) AS last, COUNT(*) AS frequency, SUM(amount) AS money,
                SUM(at > '2016-10-01T00:00:00Z') AS visits, SUM(CASE WHEN at > '2016-10-01T00:00:00Z' THEN amount ELSE 0 END) AS spend
                FROM p WHERE at <= '2017-10-01T00:00:00Z' GROUP BY household),
            s AS (SELECT *, 1 + (RANK() OVER (ORDER BY last) - 1) * 5 / COUNT(*) OVER () AS r,
                1 + (RANK() OVER (ORDER BY frequency) - 1) * 5 / COUNT(*) OVER () AS f,
                1 + (RANK() OVER (ORDER BY money) - 1) * 5 / COUNT(*) OVER () AS m FROM b)
            SELECT frequency || ' ' || money || ' ' ||
                CASE WHEN r + f >= 8 THEN 'high' WHEN r + f >= 5 THEN 'mid' ELSE 'low' END || '-' ||
                CASE WHEN m >= 5 THEN 'high' WHEN m >= 3 THEN 'mid' ELSE 'low' END || ' ' ||
                CASE WHEN spend >= 2000000 OR visits >= 40 THEN 'gold' WHEN spend >= 500000 OR visits >= 12 THEN 'silver'
                    ELSE 'bronze' END FROM s;
            """
        customers = try OracleDatabase.rows(script)
    }

    static func households(of store: String) throws -> Set<String> { Set(try purchases(of: store).map(\.household)) }

    private static func purchases(of store: String) throws -> [(household: String, at: String, amount: Int64)] {
        let packed = try Data(contentsOf: URL(fileURLWithPath: "\(journey)/stores/\(store).ndjson.gz"))
        return try Gzip.unpack(Array(packed), bytesMax: 1 << 30).split(separator: UInt8(ascii: "\n")).map { line in
            let json = try JSONDocument(Array(line)).root
            return (
                String((json["key"]?.string ?? "").dropFirst("card:".count)), json["at"]?.string ?? "",
                json["totalMinor"]?.integer ?? 0
            )
        }
    }
}
