import LocalChain
import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import Testing

@testable import Central

@Suite struct `The audit log` {
    private let pair: Pair

    init() throws { pair = try Pair() }

    private var admin: DirectTransport { pair.central.admin }

    private func rows() throws -> [JSONValue] { try admin.call("GET", "/v1/audit").json["rows"]?.array ?? [] }

    private func verify(_ head: String = "") throws -> JSONValue {
        try admin.call("GET", "/v1/audit/verify?head=\(head)").json
    }

    private func tamper(_ sql: String) throws { try pair.central.aggregator.database.write { try $0.execute(sql) } }

    /// What each act writes: act, subject, who.
    private func doEverything() throws {
        _ = try admin.call("POST", "/v1/tokens", #"{"role":"admin","subject":"ana"}"#)
        _ = try admin.call("POST", "/v1/tokens/042/rotate")
        _ = try admin.call("POST", "/v1/tokens/ana/revoke")
        _ = try admin.call(
            "POST", "/v1/customers?source=clientes.csv", #"{"phone":"5512345678","fullName":"Ana Ruiz"}"#)
        _ = try admin.call("POST", "/v1/campaigns", CentralDefaults.campaigns["welcome-back.json"] ?? "")
        _ = try admin.call("POST", "/v1/run")
        // A server has backups of its own.
        guard TestStorage.isFile else { return _ = try admin.call("POST", "/v1/run") }
        let file = pair.central.folder.path + "/a.backup"
        _ = try admin.call("POST", "/v1/backups", JSONWriter.object { $0.field("file", file) })
    }

    @Test func `has a row for each act, with who did it and no secret and no person`() throws {
        try doEverything()
        let found = try rows().map {
            "\($0["act"]?.string ?? "") \($0["subject"]?.string ?? "") \($0["who"]?.string ?? "")"
        }
        #expect(
            found == [
                "programmePublished 1 central", "tokenMade admin central", "storeAdded 042 admin",
                "tokenMade ana admin",
                "tokenRotated 042 admin", "tokenRevoked ana admin", "customersImported customers admin",
                "campaignPushed welcome-back admin", "runStarted run admin",
                TestStorage.isFile ? "backupMade central admin" : "runStarted run admin",
            ])
        let text = try rows().map(\.text).joined()
        for secret in ["vt_", "5512345678", "Ruiz", "clientes", pair.token] { #expect(!text.contains(secret)) }
        #expect(try rows().map { $0["n"]?.integer } == (1...10).map { Int64($0) })
    }

    @Test func `an act that fails leaves no row`() throws {
        let before = try rows().count
        #expect(try admin.call("POST", "/v1/stores", #"{"id":"042"}"#).code == "storeExists")
        #expect(try admin.call("POST", "/v1/tokens/nobody/revoke").code == "unknownSubject")
        #expect(try admin.call("POST", "/v1/campaigns", "{}").status == 400)
        #expect(try rows().count == before)
    }

    @Test func `its hashes are what anyone can work out from what it lists`() throws {
        try doEverything()
        var hash = Digest.sha256("vuelve audit")
        for row in try rows() {
            // The listed object without its hash, as it is written.
            let text = row.text.replacing(#/,"hash":"[0-9a-f]{64}"}$/#, with: "}")
            hash = Digest.sha256(hash.bytes + Array(text.utf8))
            #expect(row["hash"]?.string == hash.hex)
        }
        #expect(try verify()["head"]?.string == hash.hex)
    }

    @Test(arguments: [
        ("UPDATE audit SET who = 'nobody' WHERE n = 4", 4, "altered"),
        ("UPDATE audit SET details = '{}' WHERE n = 3", 3, "altered"),
        ("UPDATE audit SET at = at + 1 WHERE n = 10", 10, "altered"),
        ("UPDATE audit SET hash = (SELECT hash FROM audit WHERE n = 4) WHERE n = 5", 5, "altered"),
        ("DELETE FROM audit WHERE n = 6", 6, "missing"), ("DELETE FROM audit WHERE n = 1", 1, "missing"),
        (
            "INSERT INTO audit (n, at, role, who, act, subject, details, hash) SELECT 11, at, role, who, act, subject, details, hash FROM audit WHERE n = 9",
            11,
            "altered"
        ),
        (
            "INSERT INTO audit (n, at, role, who, act, subject, details, hash) SELECT 0, at, role, who, act, subject, details, hash FROM audit WHERE n = 9",
            0, "missing"
        ),
        ("UPDATE audit SET n = n + 1 WHERE n = 10", 10, "missing"),
    ]) func `shows the first row that was changed, removed or put in`(sql: String, row: Int64, reason: String) throws {
        try doEverything()
        #expect(try verify()["ok"]?.boolean == true)
        try tamper(sql)
        let verdict = try verify()
        #expect(verdict["ok"]?.boolean == false)
        #expect(verdict["bad"]?.integer == row && verdict["reason"]?.string == reason)
    }

    @Test func `cut at its end is found by a hash that was kept elsewhere`() throws {
        try doEverything()
        let kept = try #require(try verify()["head"]?.string)
        _ = try admin.call("POST", "/v1/tokens/042/rotate")
        let later = try verify(kept)
        #expect(later["ok"]?.boolean == true && later["keptAt"]?.integer == 10)
        try tamper("DELETE FROM audit WHERE n >= 9")
        #expect(try verify()["ok"]?.boolean == true, "by itself a log that was cut looks whole")
        let verdict = try verify(kept)
        #expect(verdict["ok"]?.boolean == false && verdict["reason"]?.string == "cut")
    }

    @Test func `is for administrators, page by page, since an instant`() throws {
        let team = try admin.call("POST", "/v1/tokens", #"{"role":"central","subject":"eva"}"#)
        let line = pair.central.line(token: team.json["token"]?.string ?? "")
        for path in ["/v1/audit", "/v1/audit/verify"] {
            #expect(try line.call("GET", path).code == "wrongRole")
        }
        pair.clock.advance(seconds: 3600)
        let since = pair.clock.now().description
        for _ in 0..<(AuditLog.rowsMax + 5) { _ = try admin.call("POST", "/v1/tokens/042/rotate") }
        let first = try admin.call("GET", "/v1/audit?since=\(since)").json
        #expect(first["rows"]?.count == AuditLog.rowsMax)
        let next = try #require(first["next"]?.integer)
        let second = try admin.call("GET", "/v1/audit?since=\(since)&after=\(next)").json
        #expect(second["rows"]?.count == 5 && second["next"] == nil)
        #expect(try admin.call("GET", "/v1/audit?since=noon").code == "badQuery")
        #expect(try admin.call("GET", "/v1/audit/verify?head=zz").code == "badQuery")
    }

    @Test(.centralInAFile) func `tells of a restore, and goes on where the backup ends`() throws {
        let file = pair.central.folder.path + "/a.backup"
        _ = try pair.central.aggregator.backups.make(to: file)
        _ = try admin.call("POST", "/v1/tokens/042/rotate")
        let kept = try #require(try verify()["head"]?.string)
        let folder = try TemporaryFolder()
        _ = try CentralFile.restore(file, inPlaceOf: folder.path + "/central.db", key: nil, at: pair.clock.now())
        let restored = try TestCentral(clock: pair.clock, folder: folder, seed: 7)
        let rows = try restored.admin.call("GET", "/v1/audit").json["rows"]?.array ?? []
        #expect(rows.suffix(2).map { $0["act"]?.string } == ["restored", "incarnationBegun"])
        #expect(try restored.admin.call("GET", "/v1/audit/verify").json["ok"]?.boolean == true)
        #expect(try restored.admin.call("GET", "/v1/audit/verify?head=\(kept)").json["ok"]?.boolean == false)
    }
}
