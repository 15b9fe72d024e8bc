import Foundation
import JSON
import LocalChain
import Loyalty
import Synchronization

/// The published purchases of 20 stores through real agents, with every line cut at random: central's totals must be
/// those of `totals.json`, per store, to the cent.
enum Replay: Benchmark {
    static let name = "replay"
    static let names = [name]
    private static let folder = VuelveBinary.packageRoot + "/../shared/data/complete-journey"
    private static let seed: UInt64 = 20_170_101

    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure] {
        guard let totals = FileManager.default.contents(atPath: folder + "/totals.json") else {
            throw BenchmarkFailed(
                "the data are absent: there is no \(folder)/totals.json\ntry: put them there, see the README")
        }
        let expected = try JSONDocument(Array(totals)).root
        let central = try CentralProcess(folder: workshop.path("central"))
        // Within scripts/with-postgresql the data is there.
        if let storage = try SharedServer.storage(ofFolder: central.folder) {
            try central.configure("storage", json: "\"\(storage)\"")
        }
        let address = try central.start()
        let stores = try (expected["byStore"]?.members ?? []).enumerated().map { index, member in
            let store = StoreID(member.key)
            return ReplayedStore(
                store: store, token: try central.addStore(store), line: try CutLine(to: address),
                seed: seed + UInt64(index), folder: workshop.path("store"), file: "\(folder)/stores/\(store).ndjson.gz")
        }
        Progress.say("replaying \(stores.count) stores; the lines are cut by the seed \(seed) and those that follow it")
        let seconds = try secondsTaken { try replay(stores) }
        let cuts = stores.reduce(0) { $0 + $1.line.cutCount }
        Progress.say("the lines were cut \(cuts) times")
        let differences = try differences(try central.totals().root, expected) + ledgerDifferences(central, expected)
        for difference in differences { Progress.say(difference) }
        central.terminate()
        let rate = Double(expected["purchases"]?.integer ?? 0) / seconds
        return [
            Figure(
                name: name, value: rate, unit: "purchases/s", limit: nil,
                target: .checked(differences.isEmpty && cuts >= stores.count))
        ]
    }

    /// Several at a time: the machine has few processors, central is to see some at once.
    private static func replay(_ stores: [ReplayedStore]) throws {
        let rest = Mutex(stores[...])
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: storesAtOnce) { _ in
            while let store = rest.withLock({ $0.popFirst() }), failure.withLock({ $0 == nil }) {
                do { try store.replay() } catch { failure.withLock { $0 = $0 ?? error } }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private static let storesAtOnce = 4

    /// Points, and what each card bought, computed anew from the inbox.
    private static func ledgerDifferences(_ central: CentralProcess, _ expected: JSONValue) throws -> [String] {
        let check = ["central", "recompute", "--check", "--json", "--config", central.configuration]
        let outcome = try Tool.run(check, timeoutSeconds: 600)
        guard outcome.exitCode == 0 || outcome.exitCode == 1 else {
            throw BenchmarkFailed("the ledger could not be checked: \(outcome.errors)")
        }
        let told = try JSONDocument(outcome.output).root
        var differences: [String] = []
        if told["differences"]?.integer != 0 { differences.append("the ledger: \(told.text)") }
        if told["purchases"]?.integer != expected["purchases"]?.integer {
            differences.append(
                "the ledger's check read \(told["purchases"]?.text ?? "no") purchases of \(expected["purchases"]?.text ?? "")"
            )
        }
        return differences
    }

    private static func differences(_ found: JSONValue, _ expected: JSONValue) -> [String] {
        var differences: [String] = []
        func compare(_ name: String, _ found: JSONValue?, _ expected: JSONValue) {
            for key in ["purchases", "lines", "amountMinor"] where found?[key]?.integer != expected[key]?.integer {
                let (got, wanted) = (found?[key]?.text ?? "nothing", expected[key]?.text ?? "nothing")
                differences.append("\(name): \(key) is \(got), should be \(wanted)")
            }
        }
        compare("all", found, expected)
        for (store, sums) in expected["byStore"]?.members ?? [] { compare(store, found["byStore"]?[store], sums) }
        for (store, _) in found["byStore"]?.members ?? [] where expected["byStore"]?[store] == nil {
            differences.append("\(store): is not in totals.json")
        }
        return differences
    }
}

/// A store whose recorded purchases are sold again while its line is cut at random.
private struct ReplayedStore: Sendable {
    let store: StoreID
    let token: String
    let line: CutLine
    let seed: UInt64
    let folder: String
    let file: String

    func replay() throws {
        let agent = try StoreProcess(store, folder: folder, central: line.address, token: token)
        try agent.configure(timeZone: "America/New_York")
        try agent.start()
        // Some batches pass, others break in the middle, and so do some answers.
        line.cutAtRandom(seed: seed, bytesBetweenMax: 100_000, downMillisecondsMax: 800)
        let outcome = try agent.replay([file], connections: 2)
        guard outcome.isFine else { throw BenchmarkFailed("store \(store): \(outcome.output)\(outcome.errors)") }
        if line.cutCount == 0 { line.cut() }
        line.stopCutting()
        guard try agent.sync(timeoutSeconds: 120) else { throw BenchmarkFailed("store \(store) could not synchronise") }
        agent.terminate()
        line.close()
    }
}
