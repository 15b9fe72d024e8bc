import LocalChain
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Testing

@testable import Central
@testable import Edge

/// Cases of the README's reliability table that have no test elsewhere.
@Suite struct `A chain of which parts are copied or put back` {
    /// With the files of a folder, and whatever of its log is not in them yet.
    private func copy(of folder: TemporaryFolder) throws -> TemporaryFolder {
        let copy = try TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where !name.hasSuffix("-shm") {
            try FileManager.default.copyItem(atPath: "\(folder.path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        return copy
    }

    private func syncInTurn(_ stores: [TestStore]) throws {
        for _ in 1...4 { for store in stores { #expect(try store.sync()) } }
    }

    /// Both machines sell, deliver in turn, and know the customer alike.
    private func goOn(_ pair: Pair, cloned folder: TemporaryFolder) throws {
        let clone = try TestStore("042", pair.central, token: pair.token, folder: folder, seed: 7)
        _ = try clone.sell("clone", 1_000, key: "card:1")
        _ = try pair.store.sell("original", 1_000, key: "card:1")
        try syncInTurn([clone, pair.store])
        #expect(try pair.central.totals()["purchases"]?.integer == 7)
        #expect(try pair.store.lookup("card:1").first?.points == 7 && clone.lookup("card:1").first?.points == 7)
    }

    @Test func `cloned before anything was acknowledged, both deliver, and what both hold counts once`() throws {
        let pair = try Pair()
        for number in 1...5 { _ = try pair.store.sell("\(number)", 1_000, key: "card:1") }
        try pair.store.agent.noteWitness()
        try goOn(pair, cloned: copy(of: pair.store.folder))
    }

    @Test func `cloned after everything was acknowledged, both go on, and each sale of both counts once`() throws {
        let pair = try Pair()
        for number in 1...5 { _ = try pair.store.sell("\(number)", 1_000, key: "card:1") }
        try pair.store.sync()
        try pair.store.agent.noteWitness()
        try goOn(pair, cloned: copy(of: pair.store.folder))
    }

    @Test(.centralInAFile) func `a clone went on where a restored central stood, and what it displaced is sent again`()
        throws
    {
        let clock = TestClock()
        let folder = try TemporaryFolder()
        var central: TestCentral? = try TestCentral(clock: clock, folder: folder)
        let token = try #require(try central?.addStore("042"))
        let first = try TestStore("042", #require(central), token: token)
        try first.sync()
        try first.agent.noteWitness()
        let cloned = try copy(of: first.folder)
        let yesterday = try copy(of: folder)
        for number in 1...3 { _ = try first.sell("first-\(number)", 1_000) }
        try first.sync()
        central = nil
        // The clone's sales take the very sequences that the first machine's had at the central that was lost.
        let restored = try TestCentral(clock: clock, folder: yesterday, seed: 2)
        let clone = try TestStore("042", restored, token: token, folder: cloned, seed: 7)
        for number in 1...5 { _ = try clone.sell("clone-\(number)", 1_000) }
        try clone.sync()
        let again = try TestStore("042", restored, token: token, folder: first.folder, seed: 8)
        for _ in 1...3 {
            clock.advance(seconds: 400)
            #expect(try again.sync() && clone.sync())
        }
        #expect(try restored.totals()["purchases"]?.integer == 8)
    }

    @Test(.centralInAFile) func `what only central knew since its backup is lost with its disk, and no sale is`() throws
    {
        let clock = TestClock()
        let folder = try TemporaryFolder()
        var central: TestCentral? = try TestCentral(clock: clock, folder: folder)
        let token = try #require(try central?.addStore("042"))
        let store = try TestStore("042", #require(central), token: token)
        _ = try store.sell("1", 1_000, key: "card:1")
        try store.sync()
        let yesterday = try copy(of: folder)
        let later = try #require(try central?.addStore("043"))
        let admin = try #require(central?.admin)
        let campaign = """
            {"id":"march","names":{"es":"Marzo"},"audience":{},"benefit":{"percent":10},"from":"2026-03-01",
             "to":"2026-03-31"}
            """
        #expect(try admin.call("POST", "/v1/campaigns", campaign).status == 200)
        #expect(try admin.call("GET", "/v1/campaigns").json.text.contains("march"))
        let imported = #"{"reference":"7","card":"7","given":"Ana","surname":"Ruiz"}"#
        #expect(try admin.call("POST", "/v1/customers?source=base", imported).status == 200)
        _ = try store.sell("2", 2_000, key: "card:1")
        let other = try TestStore("043", #require(central), token: later, seed: 9)
        _ = try other.sell("3", 4_000)
        #expect(try store.sync() && other.sync())
        #expect(try admin.call("GET", "/v1/customers").json["customers"]?.count == 2)
        central = nil
        let restored = try TestCentral(clock: clock, folder: yesterday, seed: 2)
        #expect(try !restored.admin.call("GET", "/v1/campaigns").json.text.contains("march"))
        #expect(try restored.admin.call("GET", "/v1/customers").json["customers"]?.count == 1)
        let again = try TestStore("042", restored, token: token, folder: store.folder, seed: 8)
        for _ in 1...2 { #expect(try again.sync()) }
        #expect(try restored.totals()["amountMinor"]?.integer == 3_000)
        // The store that was added since has a token that nobody knows, says so, and keeps its sale for a new one.
        let stranger = try TestStore("043", restored, token: later, folder: other.folder, seed: 10)
        #expect(try !stranger.upload())
        #expect(try stranger.status()["state"]?.string == "auth")
        let fresh = try TestStore("043", restored, token: restored.addStore("043"), folder: other.folder, seed: 11)
        for _ in 1...2 { #expect(try fresh.sync()) }
        #expect(try restored.totals()["amountMinor"]?.integer == 7_000)
    }

    @Test(.centralInAFile) func `a cursor ahead of a restored central fetches everything anew`() throws {
        let clock = TestClock()
        let folder = try TemporaryFolder()
        var central: TestCentral? = try TestCentral(clock: clock, folder: folder)
        let token = try #require(try central?.addStore("042"))
        let store = try TestStore("042", #require(central), token: token)
        try store.sync()
        let yesterday = try copy(of: folder)
        for number in 1...3 { _ = try store.sell("\(number)", 1_000, key: "card:\(number)") }
        try store.sync()
        central = nil
        let restored = try TestCentral(clock: clock, folder: yesterday, seed: 2)
        let again = try TestStore("042", restored, token: token, folder: store.folder, seed: 8)
        clock.advance(seconds: 400)
        for _ in 1...2 { #expect(try again.sync()) }
        for number in 1...3 { #expect(try again.lookup("card:\(number)").first?.points == 1) }
    }

    @Test func `a cursor behind, of a store put back from a copy, brings what it missed`() throws {
        let pair = try Pair()
        _ = try pair.store.sell("1", 1_000, key: "card:1")
        try pair.store.sync()
        try pair.store.agent.noteWitness()
        let yesterday = try copy(of: pair.store.folder)
        _ = try pair.store.sell("2", 5_000, key: "card:1")
        _ = try pair.store.sell("3", 5_000, key: "card:3")
        try pair.store.sync()
        let restored = try TestStore("042", pair.central, token: pair.token, folder: yesterday, seed: 8)
        #expect(try restored.lookup("card:1").first?.points == 1)
        #expect(try restored.sync())
        #expect(try restored.lookup("card:1").first?.points == 6)
        #expect(try restored.lookup("card:3").first?.points == 5)
    }

    @Test func `a new database under an old store's id gets the cards and loses no earlier sale`() throws {
        let pair = try Pair()
        _ = try pair.store.sell("1", 1_000, key: "card:1")
        try pair.store.sync()
        let fresh = try TestStore("042", pair.central, token: pair.token, seed: 9)
        #expect(try fresh.sync())
        #expect(try fresh.lookup("card:1").first?.points == 1)
        _ = try fresh.sell("1", 2_000, key: "card:1")
        _ = try fresh.sell("2", 2_000, key: "card:1")
        #expect(try fresh.sync())
        // Its first receipt has the number of one that central has with another content: kept, set aside, not counted.
        #expect(try pair.central.totals()["purchases"]?.integer == 2)
        #expect(try fresh.lookup("card:1").first?.points == 3)
    }

    @Test(.centralInAFile) func `a customer whom only purchases mention has the same card again at a restored central`()
        throws
    {
        let clock = TestClock()
        let folder = try TemporaryFolder()
        var central: TestCentral? = try TestCentral(clock: clock, folder: folder)
        let token = try #require(try central?.addStore("042"))
        let store = try TestStore("042", #require(central), token: token)
        try store.sync()
        let yesterday = try copy(of: folder)
        _ = try store.sell("1", 1_000, key: "card:1")
        try store.sync()
        let card = try store.lookup("card:1").first?["card"]?.string
        // From here on sales name the card, no more the key.
        _ = try store.sell("2", 1_000, key: "card:1")
        try store.sync()
        central = nil
        let restored = try TestCentral(clock: clock, folder: yesterday, seed: 2)
        let again = try TestStore("042", restored, token: token, folder: store.folder, seed: 8)
        clock.advance(seconds: 400)
        for _ in 1...2 { #expect(try again.sync()) }
        let shown = try #require(try again.lookup("card:1").first)
        #expect(shown["card"]?.string == card && shown.points == 2)
    }

    @Test func `a sale of a store whose clock stands in 1970 counts as sold when central heard of it`() throws {
        let pair = try Pair()
        let broken = TestClock()
        broken.advance(seconds: -broken.now().milliseconds / 1000 + 86_400)
        let store = try TestStore(
            "042", pair.central, token: pair.token, folder: pair.store.folder, seed: 8, clock: broken)
        let purchase = Purchase(
            receipt: "1", till: "1", at: broken.now(), key: "card:1", lines: [.init(sku: "7501", amountMinor: 1_000)])
        _ = try store.sell(purchase)
        #expect(try store.upload())
        let at = try pair.central.aggregator.database.read { try $0.integer("SELECT at FROM purchase") }
        #expect(at == pair.clock.now().milliseconds)
    }
}
