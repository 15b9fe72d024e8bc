import Foundation
import LocalChain

/// Purchases that are on disk when they are answered, against a handler that only commits the raw body in a group.
enum DurablePurchase: Benchmark {
    static let connections = [1, 64, 256]
    static let names = connections.map { "durable-purchase-\($0)" }
    private static let rounds = 3
    private static let seconds = 3

    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure] {
        let store = try workshop.storeWithCards()
        try store.goOffline()
        try store.start()
        guard let agent = store.daemon else { preconditionFailure("started just now") }
        let folder = workshop.path("limit")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let limit = try LimitServer.start(
            .commit(file: folder + "/bodies.db"), answerBytes: try CardLookup.answerBytes(store),
            log: workshop.path("limit.log"))
        let script = try WrkScript(folder: workshop.folder)
        let token = try store.tillToken
        var run = 0
        let figures = try connections.filter { names.contains("durable-purchase-\($0)") }.map { connections in
            let wrk = Wrk(connections: connections, seconds: seconds)
            let rounds = try (0..<Self.rounds).map { _ in
                run += 1
                let first = run * 100_000_000
                let figure = try wrk.run(
                    script.purchases(token: token, seed: run, first: first), against: agent, folder: workshop.folder)
                let least = try wrk.run(
                    script.purchases(token: LimitServer.token, seed: run, first: first), against: limit,
                    folder: workshop.folder)
                return Round(figure, least)
            }
            return Figure("durable-purchase-\(connections)", unit: "purchases/s", rounds, .ratioAtLeast(0.5))
        }
        store.kill()
        limit.kill()
        workshop.remove(store.folder)
        workshop.remove(folder)
        return figures
    }
}
