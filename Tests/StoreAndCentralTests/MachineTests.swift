import LocalChain
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Testing

@testable import Central
@testable import Edge

@Suite struct `Machines of a store` {
    private let pair: Pair

    init() throws { pair = try Pair() }

    private var admin: DirectTransport { pair.central.admin }

    private func storeStatus() throws -> JSONValue? {
        try admin.call("GET", "/v1/status").json["stores"]?.array?.first
    }

    private func acts() throws -> [String] {
        let rows = try admin.call("GET", "/v1/audit").json["rows"]?.array ?? []
        return rows.map { "\($0["act"]?.string ?? "") \($0["subject"]?.string ?? "") \($0["details"]?.text ?? "")" }
    }

    private func copy(of store: TestStore) throws -> TemporaryFolder {
        let copy = try TemporaryFolder()
        for name in try FileManager.default.contentsOfDirectory(atPath: store.folder.path) where name != "witness" {
            try FileManager.default.copyItem(atPath: "\(store.folder.path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        return copy
    }

    @Test func `a new machine takes over, and what the old disk still holds is accepted`() throws {
        pair.store.line.set(.down)
        for receipt in 1...3 { _ = try pair.store.sell("\(receipt)", 1_000, key: "card:1") }
        let answer = try admin.call("POST", "/v1/stores/042/replace")
        #expect(answer.status == 201)
        let token = try #require(answer.json["token"]?.string)
        pair.clock.advance(seconds: 60)
        let new = try TestStore("042", pair.central, token: token, seed: 900)
        _ = try new.sell("10", 1_000, key: "card:1")
        #expect(try new.sync())
        pair.clock.advance(seconds: 30 * 86_400)
        // The old disk is put into a machine with a line: it sends, and gets nothing.
        pair.store.line.set(.up)
        #expect(try pair.store.upload())
        #expect(try pair.central.totals()["purchases"]?.integer == 4)
        let line = pair.central.line(token: pair.token)
        for (method, path) in [("GET", "changes"), ("POST", "asked")] {
            #expect(try line.call(method, "/v1/stores/042/\(path)", "{}").code == "replaced")
        }
        pair.clock.advance(seconds: 60)
        _ = try new.sell("11", 1_000, key: "card:1")
        #expect(try new.sync())
        #expect(try storeStatus()?["state"]?.string == "ok", "sending what it had makes no clone of it")
        #expect(try new.lookup("card:1").first?.points == 5)
        // But selling on does.
        pair.clock.advance(seconds: 60)
        _ = try pair.store.sell("4", 1_000)
        #expect(try new.sync() && pair.store.upload())
        #expect(try storeStatus()?["state"]?.string == "cloned")
        #expect(try acts().contains { $0.hasPrefix(#"storeReplaced 042 {"formerTokens":1,"until":"2026-"#) })
    }

    @Test func `the old disk may send for 90 days, and is then refused`() throws {
        _ = try admin.call("POST", "/v1/stores/042/replace")
        _ = try pair.store.sell("1", 1_000)
        pair.clock.advance(seconds: 90 * 86_400 + 1)
        #expect(try !pair.store.upload())
        #expect(pair.store.agent.lineProblem == "auth")
        // Its sales are not lost: with the new machine's token they are accepted.
        let token = try #require(try admin.call("POST", "/v1/tokens/042/rotate").json["token"]?.string)
        let again = try TestStore("042", pair.central, token: token, folder: pair.store.folder, seed: 7)
        #expect(try again.sync())
        #expect(try pair.central.totals()["purchases"]?.integer == 1)
    }

    @Test func `a lost store gets and gives nothing from now on, and whose data it held is listed`() throws {
        for number in 1...3 {
            let body = #"{"key":"phone:551234567\#(number)","name":"Ana Ruiz"}"#
            #expect(try pair.store.till.call("POST", "/v1/customers", body).status == 201)
        }
        try pair.store.sync()
        try pair.central.aggregator.publishDirty()
        try pair.store.sync()
        let answer = try admin.call("POST", "/v1/stores/042/lost").json
        #expect(answer["revoked"]?.integer == 1 && answer["cards"]?.integer == 3)
        let held = try admin.call("GET", "/v1/stores/042/held").json["cards"]?.array ?? []
        #expect(held.map { $0["name"]?.string } == ["Ana R.", "Ana R.", "Ana R."])
        let known = try pair.store.agent.database.read {
            try $0.query("SELECT lower(hex(id)) FROM card ORDER BY id") { $0.text(0) }
        }
        #expect(held.compactMap { $0["card"]?.string } == known)
        _ = try pair.store.sell("0", 1_000)
        #expect(try !pair.store.upload())
        #expect(pair.store.agent.lineProblem == "auth")
        #expect(try storeStatus()?["state"]?.string == "revoked")
        #expect(try acts().last == #"storeLost 042 {"tokens":1,"cards":3}"#)
        // After a loss nothing of the old machine is accepted, also when another takes over.
        let token = try #require(try admin.call("POST", "/v1/stores/042/replace").json["token"]?.string)
        _ = try pair.store.sell("1", 1_000)
        #expect(try !pair.store.upload())
        #expect(try TestStore("042", pair.central, token: token, seed: 8).sync())
        #expect(try storeStatus()?["state"]?.string != "revoked")
    }

    @Test func `two machines that send as one store are shown with both addresses`() throws {
        let first = try TestStore(
            "042", pair.central, token: pair.token, folder: pair.store.folder, seed: 11, from: "10.0.4.2")
        _ = try first.sell("1", 1_000)
        #expect(try first.sync())
        let clone = try TestStore(
            "042", pair.central, token: pair.token, folder: try copy(of: first), seed: 12, from: "192.0.2.77")
        for round in 2...3 {
            pair.clock.advance(seconds: 60)
            _ = try clone.sell("c\(round)", 1_000)
            #expect(try clone.sync())
            pair.clock.advance(seconds: 60)
            _ = try first.sell("f\(round)", 1_000)
            #expect(try first.sync())
        }
        let status = try #require(try storeStatus())
        #expect(status["state"]?.string == "cloned")
        let addresses = (status["machines"]?.array ?? []).compactMap { $0["address"]?.string }
        #expect(Set(addresses) == ["10.0.4.2", "192.0.2.77"])
        // The copy is found and stopped, and its epoch closed: the store is well again before the week is over.
        let epoch = try clone.agent.journalEnd().epoch
        let body = JSONWriter.object { $0.field("epoch", epoch.rawValue) }
        pair.clock.advance(seconds: 60)
        for other in try admin.call("GET", "/v1/stores/042/epochs").json["epochs"]?.array ?? [] {
            let old = JSONWriter.object { $0.field("epoch", other["epoch"]?.string ?? "") }
            if other["epoch"]?.string != (try first.agent.journalEnd().epoch.rawValue) {
                _ = try admin.call("POST", "/v1/stores/042/close-epoch", old)
            }
        }
        #expect(try admin.call("POST", "/v1/stores/042/close-epoch", body).json["closedAt"]?.string != nil)
        _ = try first.sell("9", 1_000)
        #expect(try first.sync())
        let after = try #require(try storeStatus())
        #expect(after["machines"] == nil && after["state"]?.string == "ok")
    }

    @Test func `an epoch that was closed still counts what it sends, and is shown as alive again`() throws {
        _ = try pair.store.sell("1", 1_000)
        try pair.store.sync()
        let epoch = try pair.store.agent.journalEnd().epoch.rawValue
        let body = JSONWriter.object { $0.field("epoch", epoch) }
        let closed = try admin.call("POST", "/v1/stores/042/close-epoch", body)
        #expect(closed.status == 200 && closed.json["sequence"]?.integer == 1 && closed.json["closedAt"] != nil)
        #expect(
            try admin.call("POST", "/v1/stores/042/close-epoch", body).json["closedAt"]?.text
                == closed.json["closedAt"]?.text)
        #expect(try acts().count { $0.hasPrefix("epochClosed 042") } == 1)
        _ = try pair.store.sell("2", 1_000)
        #expect(try pair.store.sync())
        #expect(try pair.central.totals()["purchases"]?.integer == 2)
        #expect(try admin.call("POST", "/v1/stores/042/close-epoch", #"{"epoch":"none"}"#).code == "unknownEpoch")
    }

    @Test(arguments: [
        ("POST", "/v1/stores/042/replace"), ("POST", "/v1/stores/042/lost"), ("POST", "/v1/stores/042/close-epoch"),
        ("GET", "/v1/stores/042/held"), ("GET", "/v1/stores/042/epochs"),
    ]) func `only an administrator decides over machines, and of stores that there are`(
        method: String, path: String
    ) throws {
        let team = try admin.call("POST", "/v1/tokens", #"{"role":"central","subject":"eva"}"#).json["token"]?.string
        let line = pair.central.line(token: team ?? "")
        let isSeenByTeam = path.hasSuffix("epochs")
        #expect(try line.call(method, path, #"{"epoch":"e"}"#).code == (isSeenByTeam ? nil : "wrongRole"))
        #expect(try pair.central.line(token: pair.token).call(method, path, "{}").code == "wrongRole")
        let other = path.replacing("042", with: "999")
        #expect(try admin.call(method, other, #"{"epoch":"e"}"#).code == "unknownStore")
    }
}
