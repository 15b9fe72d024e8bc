import LocalChain

/// The most memory that the static binary had resident, with 200,000 cards, under 64 connections that look up and sell.
enum AgentMemory: Benchmark {
    static let names = ["agent-memory"]

    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure] {
        let store = try workshop.storeWithCards()
        try store.goOffline()
        try store.start()
        guard let agent = store.daemon else { preconditionFailure("started just now") }
        let script = try WrkScript(folder: workshop.folder)
        let token = try store.tillToken
        let wrk = Wrk(connections: 64, seconds: 4)
        _ = try wrk.run(script.lookups(token: token, seed: 1), against: agent, folder: workshop.folder)
        _ = try wrk.run(script.purchases(token: token, seed: 2, first: 0), against: agent, folder: workshop.folder)
        let mebibytes = Double(agent.memoryPeakBytes) / 1_048_576
        store.kill()
        workshop.remove(store.folder)
        return [Figure(name: "agent-memory", value: mebibytes, unit: "MiB", limit: nil, target: .valueAtMost(64))]
    }
}
