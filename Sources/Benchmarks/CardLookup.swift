import Foundation
import LocalChain

/// Card lookups over HTTP, 32 connections, random keys of 200,000 cards, against constant bytes of the same length.
enum CardLookup: Benchmark {
    static let names = ["card-lookup"]
    private static let rounds = 3
    private static let wrk = Wrk(connections: 32, seconds: 3)

    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure] {
        let store = try workshop.storeWithCards()
        try store.goOffline()
        try store.start()
        guard let agent = store.daemon else { preconditionFailure("started just now") }
        let bytes = try answerBytes(store)
        let limit = try LimitServer.start(.constant, answerBytes: bytes, log: workshop.path("limit.log"))
        let script = try WrkScript(folder: workshop.folder)
        let token = try store.tillToken
        var rounds: [Round] = []
        for round in 0..<Self.rounds {
            let figure = try wrk.run(
                script.lookups(token: token, seed: round), against: agent, folder: workshop.folder)
            let least = try wrk.run(
                script.lookups(token: LimitServer.token, seed: round), against: limit, folder: workshop.folder)
            rounds.append(Round(figure, least))
        }
        store.kill()
        workshop.remove(store.folder)
        return [Figure("card-lookup", unit: "lookups/s", rounds, .ratioAtLeast(0.45))]
    }

    /// The mean of some answers, each of which has a card.
    static func answerBytes(_ store: StoreProcess) throws -> Int {
        let sample = 1_000
        let bodies = try (0..<sample).map { number in
            let response = try store.lookup(CardChain.sales.key(ofCustomer: number * 7))
            guard response.status == 200, response.body.count > 100 else {
                throw BenchmarkFailed(
                    "a lookup was answered \(response.status) \(String(decoding: response.body, as: UTF8.self))")
            }
            return response.body.count
        }
        return bodies.reduce(0, +) / sample
    }
}

extension Round {
    init(_ figure: Wrk.Result, _ limit: Wrk.Result) {
        self.init(
            value: figure.perSecond, limit: limit.perSecond,
            processorMicroseconds: (figure.processorMicroseconds, limit.processorMicroseconds))
    }
}

extension StoreProcess {
    /// Points the agent at an address where nobody listens: the tills are measured, not the line.
    func goOffline() throws { try configure(central: "http://127.0.0.1:9") }
}
