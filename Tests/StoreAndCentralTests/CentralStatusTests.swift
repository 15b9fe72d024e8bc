import LocalChain
import Central
import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Testing

@testable import Central

/// Every state that central's status can say of a store: the switch has no default, so a new state needs a case here.
@Suite struct `Central's status of a store` {
    private let pair: Pair

    init() throws {
        pair = try Pair()
        try report(pair.store)
    }

    /// An agent says beside each exchange how it is; central does not wait for that commit, a test does.
    private func report(_ store: TestStore) throws {
        try store.report()
        pair.central.aggregator.database.settle(store.id.rawValue)
    }

    private func state(of store: String = "042") throws -> JSONValue? {
        try pair.central.admin.call("GET", "/v1/status").json["stores"]?.array?
            .first { $0["store"]?.string == store }
    }

    @Test(arguments: CentralStatus.State.allCases)
    func `says what is true`(state wanted: CentralStatus.State) throws {
        #expect(try state()?["state"]?.string == "ok", "what each begins with")
        let store = try bring(into: wanted)
        let found = try state(of: store)
        #expect(found?["state"]?.string == wanted.rawValue, "\(found?.text ?? "")")
        #expect(found?["healthy"]?.boolean == [.ok, .programmeOld].contains(wanted))
        #expect((found?["next"] == nil) == (wanted == .ok), "what to do is said where there is something")
        let metrics = try pair.central.admin.send(ClientRequest("GET", "/metrics")).body
        let line = "vuelve_store_healthy{store=\"\(store)\",state=\"\(wanted.rawValue)\"}"
        #expect(String(decoding: metrics, as: UTF8.self).contains(line))
    }

    /// - Returns: the store that is in it
    private func bring(into state: CentralStatus.State) throws -> String {
        let (central, store) = (pair.central, pair.store)
        switch state {
        case .ok: break
        case .revoked: _ = try central.admin.call("POST", "/v1/stores/042/lost")
        case .neverSynced:
            _ = try central.addStore("7")
            return "7"
        case .silent: pair.clock.advance(seconds: 86_400)
        case .clock:
            let wrong = TestClock()
            wrong.advance(seconds: 600)
            let early = try TestStore("042", central, token: pair.token, folder: store.folder, seed: 3, clock: wrong)
            _ = try early.sell("1", 100)
            _ = try early.sync()
        case .diskLow:
            let low = try TestStore("042", central, token: pair.token, folder: store.folder, seed: 3) {
                $0.replacing("\"freeDiskMebibytesMin\": 256", with: "\"freeDiskMebibytesMin\": 1048576")
            }
            try report(low)
        case .cloned: try clone()
        case .setAside:
            _ = try store.sell("1", 100)
            _ = try store.sell("1", 200)
            _ = try store.sync()
        case .behind:
            _ = try store.sell("1", 100)
            pair.clock.advance(seconds: CentralStatus.Judge.behindSeconds + 60)
            // It hears of central, and central of it, while its sales do not come through.
            _ = try store.download()
            try report(store)
        case .feedUnread:
            _ = try store.sell("1", 100, key: "card:1")
            _ = try store.sync()
            try central.publish("card", of: "042", body: #"{"later":true}"#)
            _ = try store.download()
            try report(store)
        case .programmeOld:
            try report(store)
            let newer = CentralDefaults.programme.replacing("\"version\": 1,", with: "\"version\": 2,")
            try newer.write(toFile: central.folder.path + "/programme.json", atomically: true, encoding: .utf8)
            try central.aggregator.reloadProgramme(by: .central)
        }
        return "042"
    }

    private func clone() throws {
        let copy = try TemporaryFolder()
        for name in ["store.db", "store.db-wal"] {
            try FileManager.default.copyItem(
                atPath: "\(pair.store.folder.path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        let clone = try TestStore("042", pair.central, token: pair.token, folder: copy, seed: 9)
        for round in 1...3 {
            for (name, machine) in [("a", pair.store), ("b", clone)] {
                _ = try machine.sell("\(name)\(round)", 100)
                _ = try machine.sync()
                pair.clock.advance(seconds: 1)
            }
        }
    }

    @Test func `a full disk of central's own is said, until there is room`() throws {
        let disk = FullDisk()
        let central = try TestCentral(
            clock: TestClock(), storage: "central.db", inline: SQLiteDatabase.Inline(faults: disk))
        func status() throws -> JSONValue { try central.admin.call("GET", "/v1/status").json }
        #expect(try status()["healthy"]?.boolean == true)
        disk.refuse(.max)
        #expect(try central.admin.call("POST", "/v1/stores", #"{"id": "7"}"#).status == 507)
        #expect(try status()["storageProblem"]?.string?.contains("full") == true)
        #expect(try status()["healthy"]?.boolean == false)
        disk.refuse(0)
        central.aggregator.database.lookForRoom()
        #expect(try status()["storageProblem"] == nil && status()["healthy"]?.boolean == true)
    }

    @Test func `a witness of central's that cannot be written is said`() throws {
        let central = try TestCentral(clock: TestClock(), storage: "central.db", witness: "/nope/witness")
        central.aggregator.keepWitness()
        let status = try central.admin.call("GET", "/v1/status").json
        #expect(status["attention"]?.array?.first?["about"]?.string == "witness")
        #expect(status["healthy"]?.boolean == false)
    }

    @Test(arguments: [
        ("America/Mexico_City", false), ("America/Monterrey", false), ("America/Tijuana", true), ("UTC", true),
    ]) func `a store that tells other days than it was registered with is named`(zone: String, differs: Bool) throws {
        let other = try TestStore("042", pair.central, token: pair.token, folder: pair.store.folder, seed: 3) {
            $0.replacing("America/Mexico_City", with: zone)
        }
        try report(other)
        let found = try state()
        #expect(found?["timeZone"]?.string == "America/Mexico_City")
        #expect(found?["agentTimeZone"]?.string == (differs ? zone : nil))
    }

    @Test func `a store that speaks at night is silent a day later only`() throws {
        let night = try TestStore("042", pair.central, token: pair.token, folder: pair.store.folder, seed: 3) {
            $0.replacing("\"continuous\"", with: "\"nightly\"")
        }
        try report(night)
        pair.clock.advance(seconds: 20 * 3600)
        #expect(try state()?["state"]?.string == "ok")
        pair.clock.advance(seconds: 7 * 3600)
        #expect(try state()?["state"]?.string == "silent")
    }
}
