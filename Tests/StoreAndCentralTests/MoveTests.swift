import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central
@testable import Database

@Suite(.centralOnAServer) struct `Moving central to PostgreSQL` {
    @Test func `stores carry on, totals are equal, and what is sent twice counts once`() throws {
        let clock = TestClock()
        let folder = try TemporaryFolder()
        var central: TestCentral? = try TestCentral(clock: clock, folder: folder, storage: "central.db")
        let token = try #require(try central?.addStore("042"))
        let storeFolder = try TemporaryFolder()
        let before = try storeBefore(token, #require(central), storeFolder)
        let incarnation = central?.aggregator.identity
        // Central has these, and the store has not heard so: it sends them again.
        before.line.set(.losesAnswers)
        _ = try before.sell("8", 10_000, key: "card:1")
        _ = try? before.upload()
        _ = try central?.admin.call("POST", "/v1/run")
        let totals = try central?.totals().text
        central = nil
        let storage = try TestStorage.make(in: folder.path)
        var shown: [CentralMove.Progress] = []
        let move = try CentralMove(from: folder.path + "/central.db", to: storage)
        let outcome = try move.perform { shown.append($0) }
        #expect(outcome.rows > 30 && shown.last?.rows == outcome.rows && !outcome.wasThere)
        let moved = try TestCentral(clock: clock, folder: folder, seed: 5, storage: storage)
        #expect(try moved.totals().text == totals)
        #expect(moved.aggregator.identity == incarnation, "the same history: no new incarnation")
        let store = try TestStore("042", moved, token: token, folder: storeFolder, seed: 300)
        let cursor = try store.agent.database.read {
            try $0.first("SELECT value FROM setting WHERE name = 'cursor'") { $0.text(0) }
        }
        _ = try store.sell("9", 10_000, key: "card:1")
        #expect(try store.sync())
        #expect(try moved.totals()["purchases"]?.integer == 9)
        #expect(try store.lookup("card:1").first?.points == 90)
        #expect(cursor != nil)
        #expect(try moved.admin.call("GET", "/v1/audit/verify").json["ok"]?.boolean == true)
        #expect(try moved.admin.call("POST", "/v1/run").status == 200)
        // New rows get numbers of their own.
        _ = try moved.admin.call("POST", "/v1/customers?source=base", #"{"phone":"5512345678","fullName":"Ana Ruiz"}"#)
        #expect(try moved.admin.call("POST", "/v1/stores", #"{"id":"043"}"#).status == 201)
    }

    private func storeBefore(_ token: String, _ central: TestCentral, _ folder: TemporaryFolder) throws -> TestStore {
        let store = try TestStore("042", central, token: token, folder: folder)
        for number in 1...7 { _ = try store.sell("\(number)", 10_000, key: "card:1") }
        #expect(try store.sync())
        return store
    }

    @Test func `the old file refuses to serve, and another central's data is not overwritten`() throws {
        let clock = TestClock()
        let folders = try [TemporaryFolder(), TemporaryFolder()]
        for (index, folder) in folders.enumerated() {
            _ = try TestCentral(clock: clock, folder: folder, seed: UInt64(index + 1), storage: "central.db")
        }
        let storage = try TestStorage.make(in: folders[0].path)
        _ = try CentralMove(from: folders[0].path + "/central.db", to: storage).perform { _ in }
        #expect { _ = try TestCentral(clock: clock, folder: folders[0], storage: "central.db") } throws: {
            ($0 as? CentralMoveError)?.message.contains("was moved to") == true
        }
        #expect {
            _ = try CentralMove(from: folders[1].path + "/central.db", to: storage).perform { _ in }
        } throws: {
            ($0 as? CentralMoveError)?.message.contains("another central's data") == true
        }
    }

    @Test func `a move that was interrupted before it marked the file is finished by the next`() throws {
        let clock = TestClock()
        let folder = try TemporaryFolder()
        _ = try TestCentral(clock: clock, folder: folder, storage: "central.db")
        let storage = try TestStorage.make(in: folder.path)
        let file = folder.path + "/central.db"
        _ = try CentralMove(from: file, to: storage).perform { _ in }
        try SQLiteConnection(path: file).run("DELETE FROM setting WHERE name = 'movedTo'")
        #expect(try CentralMove(from: file, to: storage).perform { _ in }.wasThere)
    }

    @Test func `what differs is found`() throws {
        let clock = TestClock()
        let folder = try TemporaryFolder()
        _ = try TestCentral(clock: clock, folder: folder, storage: "central.db").addStore("042")
        let storage = try TestStorage.make(in: folder.path)
        let file = folder.path + "/central.db"
        _ = try CentralMove(from: file, to: storage).perform { _ in }
        try SQLiteConnection(path: file).run("DELETE FROM setting WHERE name = 'movedTo'")
        try SQLiteConnection(path: file).run("UPDATE store SET created_at = created_at + 1")
        #expect {
            _ = try CentralMove(from: file, to: storage).perform { _ in }
        } throws: {
            ($0 as? CentralMoveError)?.message.contains("differ in store.created_at;") == true
        }
    }
}
