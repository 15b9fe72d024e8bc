import Central
import Foundation
import HTTP
import JSON
import Loyalty
import Testing

@testable import Edge

/// Writes what this release leaves behind: see `Fixtures/README.md`.
@Suite(.centralInAFile) struct FixtureMaker {
    private static let isWanted = ProcessInfo.processInfo.environment["VUELVE_WRITE_FIXTURES"] != nil
    private static let keys = ["card:1", "card:2", "phone:5512345678", "card:900"]

    @Test(.enabled(if: isWanted)) func `writes the files and messages of this release`() throws {
        let pair = try Pair()
        try liveADay(pair)
        let folder = "\(Fixture.root)/\(Agent.version)"
        try? FileManager.default.removeItem(atPath: folder)
        try write(pair, to: folder)
        try sayTheRest(pair, folder)
    }

    /// Customers, sales of every kind, a campaign, a run, a second life of the store's file, and sales that wait.
    private func liveADay(_ pair: Pair) throws {
        let (central, store) = (pair.central, pair.store)
        let joined =
            #"{"key":"phone:5512345678","name":"Ana Ruiz","consents":[{"purpose":"programme","granted":true}]}"#
        #expect(try store.till.call("POST", "/v1/customers", joined).status == 201)
        for number in 1...8 { _ = try store.sell("a\(number)", Int64(number) * 1_000, key: Self.keys[number % 3]) }
        _ = try store.sell("a1", 55_555)
        try store.sync()
        #expect(try central.admin.call("POST", "/v1/run").status == 200)
        let campaign = """
            {"id":"march","names":{"es":"Marzo"},"audience":{},"benefit":{"percent":10},"from":"2026-03-01",
             "to":"2026-03-31","usesPerCustomer":2}
            """
        #expect(try central.admin.call("POST", "/v1/campaigns", campaign).status == 200)
        #expect(try central.admin.call("POST", "/v1/run").status == 200)
        try store.sync()
        pair.clock.advance(seconds: 3_600)
        try store.agent.database.write { connection in
            let journal = Journal(store: store.id, connection: connection)
            try journal.startEpoch(
                .make(store.agent.randomness), .restored, copyingAfter: journal.acknowledgedRow(), at: pair.clock.now())
        }
        for number in 1...6 {
            _ = try store.sell("b\(number)", Int64(number) * 700, key: Self.keys[number % 4], offers: ["march"])
        }
        _ = try store.sell("b1", 1)
        var training = store.purchase("t1", 900)
        training.training = true
        _ = try store.sell(training)
        pair.clock.advance(seconds: 60)
        try store.agent.noteWitness()
        try central.aggregator.noteWitness()
    }

    private func write(_ pair: Pair, to folder: String) throws {
        let folders = (store: folder + "/store", central: folder + "/central")
        for path in [folders.store, folders.central] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        try pair.store.agent.database.copy(to: folders.store + "/store.db")
        try pair.central.aggregator.database.copyOfFile(to: folders.central + "/central.db")
        try FileManager.default.copyItem(
            atPath: pair.store.folder.path + "/witness", toPath: folders.store + "/witness")
        for name in ["witness", "programme.json", "segmentation.json", "chain.secret"] {
            try FileManager.default.copyItem(
                atPath: "\(pair.central.folder.path)/\(name)", toPath: "\(folders.central)/\(name)")
        }
    }

    /// The store delivers what waits, and reads its feed to the end.
    private func sayTheRest(_ pair: Pair, _ folder: String) throws {
        let line = RecordingLine(pair.central.line(token: pair.token))
        var bounds = Uploader.Bounds()
        let uploader = Uploader(pair.store.agent, line)
        while case .progressed = try uploader.step(&bounds) {}
        let downloader = Downloader(pair.store.agent, line)
        while case .progressed = try downloader.step(waitSeconds: 0, fresh: true) {}
        try downloader.sendReport()
        let lines = line.kept.withLock { $0 }.map { $0.line + [UInt8(ascii: "\n")] }
        try Data(lines.joined()).write(to: URL(fileURLWithPath: folder + "/messages.ndjson"))
        var writer = JSONWriter()
        try writer.object { object in
            object.field("token", pair.token)
            object.field("clock", pair.clock.now().description)
            object.field("totals", raw: Array(try pair.central.totals().text.utf8))
            try object.object("cards") { cards in
                for key in Self.keys {
                    cards.key(dynamic: key)
                    try cards.array { list in
                        for card in try pair.store.lookup(key) { list.raw(Array(card.text.utf8)) }
                    }
                }
            }
        }
        try Data(writer.bytes + [UInt8(ascii: "\n")]).write(to: URL(fileURLWithPath: folder + "/after.json"))
    }
}
