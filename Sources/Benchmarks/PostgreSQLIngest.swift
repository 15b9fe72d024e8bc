import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty

/// Uploads of many stores into central on PostgreSQL, whose commits reach the disk.
enum PostgreSQLIngest: Benchmark {
    static let names = ["postgresql-ingest", "postgresql-two-processes", "postgresql-thousand-stores"]
    private static let rounds = 3
    private static let customers = 4_000

    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure] {
        var figures: [Figure] = []
        if names.contains("postgresql-ingest") { figures.append(try ingest(workshop)) }
        if names.contains("postgresql-two-processes") { figures.append(try twoProcesses(workshop)) }
        if names.contains("postgresql-thousand-stores") { figures.append(try thousandStores(workshop)) }
        return figures
    }

    // MARK: a central on a server of its own

    private final class Chain {
        let server: PostgreSQLServer
        private(set) var processes: [CentralProcess] = []

        init(_ workshop: Workshop, processes count: Int) throws {
            server = try PostgreSQLServer(isDurable: true)
            let first = try CentralProcess(folder: workshop.path("central"))
            try first.configure("storage", json: "\"\(server.address)\"")
            // Publishing is another matter than ingesting.
            try first.configure("publishSeconds", json: "600")
            try first.start()
            processes = [first]
            for _ in 1..<count {
                let next = try CentralProcess(copyOf: first, in: workshop.path("central"))
                try next.start()
                processes.append(next)
            }
        }

        deinit { for process in processes { process.kill() } }

        var addresses: [String] { processes.map(\.address) }

        func addStores(_ count: Int) throws -> [StoreUploads] {
            let client = try processes[0].client()
            let stores = try (1...count).map { number in
                let id = String(format: "%04d", number)
                let answer = try client.send(
                    ClientRequest("POST", "/v1/stores", body: Array("{\"id\":\"\(id)\"}".utf8)))
                guard let token = try JSONDocument(answer.body).root["token"]?.string else {
                    throw BenchmarkFailed("store \(id) could not be added: \(answer.status)")
                }
                return StoreUploads(StoreID(id), token: token)
            }
            // Another process hears of the last token within moments.
            sleep(1)
            return stores
        }
    }

    private static func rate(
        _ stores: inout [StoreUploads], _ addresses: [String], purchasesEach: Int
    ) throws -> Double {
        let wave = UploadWave(&stores, to: addresses, purchasesEach: purchasesEach, customers: customers)
        return Double(stores.count * purchasesEach) / (try wave.send())
    }

    // MARK: figures

    /// Against `COPY` of the same rows into the same tables.
    private static func ingest(_ workshop: Workshop) throws -> Figure {
        var rounds: [Round] = []
        for _ in 0..<Self.rounds {
            let chain = try Chain(workshop, processes: 1)
            var stores = try chain.addStores(16)
            // Customers are opened by the first sales of theirs, and are known afterwards.
            for _ in 0..<3 { _ = try rate(&stores, chain.addresses, purchasesEach: 500) }
            try chain.server.run("CHECKPOINT")
            let before = try chain.server.run("SELECT COALESCE(MAX(n), 0) FROM event")
            let each = 1_250
            let value = try rate(&stores, chain.addresses, purchasesEach: each)
            chain.processes[0].terminate()
            let limit = try copyRate(chain.server, after: before, purchases: stores.count * each)
            rounds.append(Round(value: value, limit: limit))
        }
        return Figure("postgresql-ingest", unit: "purchases/s", rounds, .ratioAtLeast(0.4))
    }

    /// Takes the rows of the last wave out, and copies them into empty tables that are the same.
    private static func copyRate(_ server: PostgreSQLServer, after event: String, purchases: Int) throws -> Double {
        let conditions = [
            ("event", "n > \(event)"), ("event_once", "event > \(event)"), ("purchase", "event > \(event)"),
            ("purchase_once", "purchase > \(event)"), ("line", "purchase > \(event)"),
            ("card_fact", "card IN (SELECT card FROM purchase WHERE event > \(event))"),
            ("presence", "card IN (SELECT card FROM purchase WHERE event > \(event))"),
            ("dirty", "card IN (SELECT card FROM purchase WHERE event > \(event))"),
        ]
        for (table, condition) in conditions {
            try server.run(
                "COPY (SELECT * FROM \(table) WHERE \(condition)) TO '\(server.filePath(table))' (FORMAT binary)")
        }
        for (table, _) in conditions { try server.run("TRUNCATE \(table)") }
        try server.run("CHECKPOINT")
        let script = conditions.map { "COPY \($0.0) FROM '\(server.filePath($0.0))' (FORMAT binary);" }.joined(
            separator: "\n")
        let seconds = try secondsTaken { try server.run("BEGIN; \(script) COMMIT") }
        return Double(purchases) / seconds
    }

    private static func twoProcesses(_ workshop: Workshop) throws -> Figure {
        let chain = try Chain(workshop, processes: 2)
        var stores = try chain.addStores(64)
        for _ in 0..<2 { _ = try rate(&stores, chain.addresses, purchasesEach: 150) }
        let rounds = try (0..<Self.rounds).map { _ in
            let one = try rate(&stores, [chain.addresses[0]], purchasesEach: 300)
            return Round(value: try rate(&stores, chain.addresses, purchasesEach: 300), limit: one)
        }
        return Figure("postgresql-two-processes", unit: "purchases/s", rounds, .ratioAtLeast(0.9))
    }

    /// Microseconds for each event, of a thousand stores against ten, in uploads of the same size.
    private static func thousandStores(_ workshop: Workshop) throws -> Figure {
        let chain = try Chain(workshop, processes: 1)
        var stores = try chain.addStores(1_000)
        _ = try rate(&stores, chain.addresses, purchasesEach: 20)
        let each = 20
        let rounds = try (0..<Self.rounds).map { _ in
            let many = try rate(&stores, chain.addresses, purchasesEach: each)
            // As many uploads of the same size, from ten stores.
            var few = Array(stores.prefix(10))
            var seconds = 0.0
            for _ in 0..<100 {
                seconds += Double(few.count * each) / (try rate(&few, chain.addresses, purchasesEach: each))
            }
            stores.replaceSubrange(0..<10, with: few)
            return Round(value: 1_000_000 / many, limit: seconds * 1_000_000 / Double(1_000 * each))
        }
        return Figure("postgresql-thousand-stores", unit: "µs/event", rounds, .ratioAtMost(1.2))
    }
}
