import Database
import Digest
import Edge
import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import SyncProtocol

/// 200,000 cards from central's feed into an empty store, against prepared inserts of the same cards and keys.
enum FirstLoad: Benchmark {
    static let names = ["first-load"]
    private static let rounds = 3

    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure] {
        let chain = try workshop.chain()
        let rows = try CardRows(feedOf: chain)
        var rounds: [Round] = []
        for _ in 0..<Self.rounds {
            let load = try load(chain, into: workshop.path("store"))
            try workshop.keep(load.store)
            let path = workshop.path("limit")
            let limit = try insert(rows, chain, into: path)
            workshop.remove(path)
            rounds.append(Round(value: Double(CardChain.cards) / load.seconds, limit: Double(CardChain.cards) / limit))
        }
        chain.central.terminate()
        return [Figure("first-load", unit: "cards/s", rounds, .ratioAtLeast(0.4))]
    }

    /// The agent's own downloader, over HTTP from a central of its own process.
    static func load(_ chain: CardChain, into folder: String) throws -> (store: StoreProcess, seconds: Double) {
        if chain.central.daemon == nil { try chain.central.start() }
        let address = chain.central.address
        let store = try StoreProcess(CardChain.store, folder: folder, central: address, token: chain.token)
        let agent = try store.agentHere()
        let downloader = Downloader(agent, Client(base: address, token: chain.token))
        let seconds = try secondsTaken {
            var outcome = try downloader.step(waitSeconds: 0)
            while case .progressed = outcome { outcome = try downloader.step(waitSeconds: 0) }
            guard outcome != .failed else { throw BenchmarkFailed("the first load failed") }
        }
        let loaded = try agent.database.read { try $0.integer("SELECT COUNT(*) FROM card") }
        guard loaded == CardChain.cards else { throw BenchmarkFailed("\(loaded) cards were loaded") }
        try agent.noteWitness()
        return (store, seconds)
    }

    /// In transactions as large as a page of the feed.
    private static func insert(_ rows: CardRows, _ chain: CardChain, into folder: String) throws -> Double {
        let store = try StoreProcess(
            CardChain.store, folder: folder, central: chain.central.address, token: chain.token)
        let database = try store.agentHere().database
        return try secondsTaken {
            for page in rows.pages { try database.write { try CardRows.insert(page, $0) } }
        }
    }
}

extension StoreProcess {
    /// The store's agent in this process; the daemon must stand still.
    func agentHere() throws -> Agent {
        precondition(daemon == nil, "one process owns a store's file")
        let text = try String(contentsOfFile: configuration, encoding: .utf8)
        return try Agent(
            EdgeConfiguration(text: text), path: folder + "/data/store.db", clock: WallClock(),
            randomness: SystemRandomness())
    }
}
