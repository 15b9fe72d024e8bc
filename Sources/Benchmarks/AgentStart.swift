import HTTP
import LocalChain

/// From exec to the first answers (`/healthz`, then a lookup), with 200,000 cards, after a SIGKILL.
enum AgentStart: Benchmark {
    static let names = ["agent-start"]
    private static let rounds = 9

    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure] {
        let store = try workshop.storeWithCards()
        try store.goOffline()
        let token = try store.tillToken
        let milliseconds = try (0..<rounds).map { round in
            let seconds = try secondsTaken {
                let client = Client(base: try store.start(), token: token)
                let health = try client.send(ClientRequest("GET", "/healthz"))
                let body = #"{"key":"\#(CardChain.sales.key(ofCustomer: round))"}"#
                let lookup = try client.send(ClientRequest("POST", "/v1/cards/lookup", body: Array(body.utf8)))
                guard health.status == 200, lookup.status == 200 else {
                    throw BenchmarkFailed("the first answers were \(health.status) and \(lookup.status)")
                }
            }
            store.kill()
            return seconds * 1000
        }
        workshop.remove(store.folder)
        let median = milliseconds.sorted()[rounds / 2]
        return [Figure(name: "agent-start", value: median, unit: "ms", limit: nil, target: .valueAtMost(100))]
    }
}
