import Database
import Edge
import Foundation
import HTTP
import LocalChain
import Loyalty

/// A backlog of purchases from the store's journal to central's facts, against prepared inserts of the same rows; and
/// what it weighs on the wire, against gzip -6 of the same lines.
enum Upload: Benchmark {
    static let names = ["upload", "wire-bytes"]
    private static let rounds = 3

    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure] {
        Progress.say("recording \(Backlog.purchases) purchases while the line is down …")
        let backlog = try Backlog(workshop)
        var rounds: [Round] = []
        var sent = 0
        for _ in 0..<(names.contains("upload") ? Self.rounds : 1) {
            let sending = try send(backlog, workshop)
            let facts = try CentralFacts(centralFolder: sending.centralFolder, after: backlog.eventsBefore)
            guard facts.purchases.count == Backlog.purchases else {
                throw BenchmarkFailed("central has \(facts.purchases.count) of \(Backlog.purchases) purchases")
            }
            let path = try backlog.copyOfCentral(workshop)
            let limit = try facts.insert(into: path, batches: sending.batches)
            for folder in [path, sending.centralFolder, sending.storeFolder] { workshop.remove(folder) }
            let count = Double(Backlog.purchases)
            rounds.append(Round(value: count / sending.seconds, limit: count / limit))
            sent = sending.bytesSent
        }
        let packed = Gzip.pack(try backlog.lines(), level: 6).count
        let weight = Round(
            value: Double(sent) / Double(Backlog.purchases), limit: Double(packed) / Double(Backlog.purchases))
        let figures = [
            Figure("upload", unit: "purchases/s", rounds, .ratioAtLeast(0.6)),
            Figure("wire-bytes", unit: "bytes/purchase", [weight], .ratioAtMost(1.1)),
        ]
        return figures.filter { names.contains($0.name) }
    }

    private struct Sending {
        let centralFolder: String
        let storeFolder: String
        let seconds: Double
        let bytesSent: Int
        /// Events of each batch.
        let batches: [Int]
    }

    /// The agent's own uploader, over HTTP to a central of its own process.
    private static func send(_ backlog: Backlog, _ workshop: Workshop) throws -> Sending {
        let central = try CentralProcess(folder: try backlog.copyOfCentral(workshop))
        let address = try central.start()
        let store = try backlog.store.copied(to: workshop.path("store"))
        let uploader = Uploader(try store.agentHere(), Client(base: address, token: backlog.token), beside: .global())
        var bounds = Uploader.Bounds()
        var bytes = 0
        var batches: [Int] = []
        let seconds = try secondsTaken {
            while case let outcome = try uploader.step(&bounds), outcome != .idle {
                guard case .progressed(let events, let sent) = outcome else {
                    throw BenchmarkFailed("the upload failed")
                }
                bytes += sent
                batches.append(events)
            }
        }
        central.terminate()
        return Sending(
            centralFolder: central.folder, storeFolder: store.folder, seconds: seconds, bytesSent: bytes,
            batches: batches)
    }
}
