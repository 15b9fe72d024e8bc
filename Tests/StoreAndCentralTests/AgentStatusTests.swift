import LocalChain
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Testing

@testable import Database
@testable import Edge

/// A store that was brought into a state, and how it comes out of it again.
private struct Troubled {
    let store: TestStore
    /// What must be kept alive for it.
    var central: TestCentral
    var heal: () throws -> Void = {}
    /// What status says then.
    var then: AgentStatus.State = .ok
}

/// Every state that an agent's status can say: the switch has no default, so a new state needs a case here.
@Suite struct `An agent's status` {
    @Test(arguments: AgentStatus.State.allCases)
    func `says what is true, and no longer than it is`(state: AgentStatus.State) throws {
        let troubled = try Self.bring(into: state)
        let status = try troubled.store.status()
        #expect(status["state"]?.string == state.rawValue, "\(status.text)")
        let isHealthy = [.ok, .waiting, .centralRestored, .offline].contains(state)
        #expect(status["healthy"]?.boolean == isHealthy)
        #expect(
            (status["next"] == nil) == [.ok, .waiting].contains(state), "what to do is said where there is something")
        try troubled.heal()
        #expect(try troubled.store.status()["state"]?.string == troubled.then.rawValue)
    }

    private static func bring(into state: AgentStatus.State) throws -> Troubled {
        let pair = try Pair()
        let (central, store) = (pair.central, pair.store)
        let isSynced = { _ = try store.sync() }
        switch state {
        case .ok: return Troubled(store: store, central: central)
        case .waiting:
            _ = try store.sell("1", 100)
            return Troubled(store: store, central: central, heal: isSynced)
        case .offline:
            store.line.set(.down)
            _ = try store.sync()
            return Troubled(store: store, central: central) {
                store.line.set(.up)
                _ = try store.sync()
            }
        case .neverSynced:
            let token = try central.addStore("7")
            let new = try TestStore("7", central, token: token)
            return Troubled(store: new, central: central) { _ = try new.sync() }
        case .refused:
            store.line.set(.answers(500))
            _ = try store.download()
            return Troubled(store: store, central: central) {
                store.line.set(.up)
                _ = try store.sync()
            }
        case .centralRestored:
            // The store met another life of this central before.
            try store.agent.database.write { try Setting.centralIncarnation.set("before", $0) }
            _ = try store.download()
            return Troubled(store: store, central: central, heal: { _ = try store.upload() })
        case .certificate:
            store.line.set(.fails(.certificate))
            _ = try store.download()
            return Troubled(store: store, central: central) {
                store.line.set(.up)
                _ = try store.sync()
            }
        case .auth:
            let other = try TestStore("042", central, token: "nobody's", folder: store.folder, seed: 3)
            _ = try other.download()
            return Troubled(store: other, central: central, then: .auth)
        case .tokenFile:
            store.line.set(.fails(.noToken))
            _ = try store.sync()
            return Troubled(store: store, central: central) {
                store.line.set(.up)
                _ = try store.sync()
            }
        case .replaced:
            _ = try central.admin.call("POST", "/v1/stores/042/replace")
            _ = try store.sell("1", 100)
            #expect(try !store.sync())
            #expect(try store.upload(), "its sales are taken")
            return Troubled(store: store, central: central, then: .replaced)
        case .wrongCentral: return try wrongCentral(pair)
        case .clock: return try clock(pair)
        case .diskLow:
            let low = try TestStore("042", central, token: pair.token, folder: store.folder, seed: 3) {
                $0.replacing("\"freeDiskMebibytesMin\": 256", with: "\"freeDiskMebibytesMin\": 1048576")
            }
            _ = try low.sync()
            return Troubled(store: low, central: central, then: .diskLow)
        case .storage:
            store.agent.database.suspect(DatabaseError(code: 10, message: "disk I/O error", statement: "COMMIT"))
            // The next write opens the file anew, and finds it well.
            return Troubled(store: store, central: central, heal: { _ = try store.sell("1", 100) }, then: .waiting)
        case .programmeTooNew: return try unreadable("programme", pair)
        case .feedUnread: return try unreadable("card", pair)
        }
    }

    private static func wrongCentral(_ pair: Pair) throws -> Troubled {
        let other = try TestCentral(clock: pair.clock, seed: 77)
        let token = try other.addStore("042")
        let lost = try TestStore("042", other, token: token, folder: pair.store.folder, seed: 3)
        _ = try lost.download()
        return Troubled(store: lost, central: other, then: .wrongCentral)
    }

    private static func clock(_ pair: Pair) throws -> Troubled {
        let wrong = TestClock()
        wrong.advance(seconds: 3600)
        let early = try TestStore(
            "042", pair.central, token: pair.token, folder: pair.store.folder, seed: 3, clock: wrong)
        _ = try early.download()
        return Troubled(store: early, central: pair.central) {
            wrong.advance(seconds: -3600)
            _ = try early.sync()
        }
    }

    /// Central publishes a row as a later release would, and then one that this release understands.
    private static func unreadable(_ kind: String, _ pair: Pair) throws -> Troubled {
        let (central, store) = (pair.central, pair.store)
        _ = try store.sell("1", 10_000, key: "card:1")
        _ = try store.sync()
        try central.publish(kind, of: "042", body: #"{"later":true}"#)
        _ = try store.download()
        return Troubled(store: store, central: central) {
            try central.publishBack(kind, of: "042")
            _ = try store.download()
        }
    }

    @Test func `a machine that was replaced says whether its sales are delivered`() throws {
        let pair = try Pair()
        let store = pair.store
        _ = try pair.central.admin.call("POST", "/v1/stores/042/replace")
        _ = try store.download()
        _ = try store.sell("1", 100)
        #expect(try store.status()["detail"]?.string == "events that still wait: 1")
        #expect(try store.upload())
        #expect(try store.status()["state"]?.string == "replaced")
        #expect(try store.status()["detail"]?.string == "central has all that this machine sold")
        #expect(store.agent.isReplaced)
    }

    @Test func `why central refuses is shown`() throws {
        let pair = try Pair()
        pair.store.line.set(.says(Problem.storageFull))
        _ = try pair.store.sell("1", 100)
        _ = try pair.store.upload()
        let detail = try pair.store.status()["detail"]?.string ?? ""
        #expect(detail.hasPrefix("central answered 507 storageFull: "), "\(detail)")
    }

    @Test func `a witness that cannot be written is shown, and no longer than it is`() throws {
        let pair = try Pair()
        let place = pair.store.folder.path + "/later"
        let store = try TestStore("042", pair.central, token: pair.token, folder: pair.store.folder, seed: 3) {
            $0.replacing("/witness\"", with: "/later/witness\"")
        }
        _ = try store.sync()
        store.agent.keepWitness()
        let status = try store.status()
        #expect(status["state"]?.string == "ok" && status["healthy"]?.boolean == false)
        let attention = status["attention"]?.array ?? []
        #expect(attention.map { $0["about"]?.string } == ["witness"])
        #expect(attention.first?["detail"]?.string == "cannot write \(place)/witness: No such file or directory")
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        store.agent.keepWitness()
        #expect(try store.status()["attention"]?.array?.isEmpty == true)
        #expect(try store.status()["healthy"]?.boolean == true)
    }

    @Test func `a backup that is due and cannot be made is shown`() throws {
        let pair = try Pair()
        let store = try TestStore("042", pair.central, token: pair.token, folder: pair.store.folder, seed: 3) {
            $0.replacing("\"folder\": \"\"", with: "\"folder\": \"/nope/backups\"")
        }
        _ = try store.sync()
        #expect(throws: (any Error).self) { try store.agent.backups.makeIfDue() }
        let status = try store.status()
        #expect(status["healthy"]?.boolean == false)
        #expect(status["attention"]?.array?.first?["about"]?.string == "backup")
        #expect(status["attention"]?.array?.first?["detail"]?.string?.contains("/nope/backups") == true)
    }

    @Test func `what central refuses in one exchange is not hidden by another that it takes`() throws {
        let pair = try Pair()
        let store = pair.store
        func state() throws -> String? { try store.status()["state"]?.string }
        // A central whose disk is full still answers whoever asks for cards.
        _ = try store.sell("1", 100)
        store.line.set(.answers(507))
        _ = try store.upload()
        let since = try store.status()["problemSince"]?.string
        pair.clock.advance(seconds: 60)
        store.line.set(.up)
        _ = try store.download()
        #expect(try state() == "refused")
        #expect(try store.status()["healthy"]?.boolean == false)
        #expect(try store.status()["problemSince"]?.string == since)
        // Meanwhile the line is down for a moment.
        store.line.set(.down)
        _ = try store.download()
        #expect(try state() == "offline")
        store.line.set(.up)
        _ = try store.download()
        #expect(try state() == "refused")
        _ = try store.upload()
        #expect(try state() == "ok")
        #expect(try store.status()["problemSince"] == nil)

        store.line.set(.answers(500))
        _ = try store.download()
        store.line.set(.up)
        _ = try store.sell("2", 100)
        _ = try store.upload()
        #expect(try state() == "refused")
        _ = try store.download()
        #expect(try state() == "ok")
    }

    @Test func `a cursor that central knows no more is a sign that it was put back`() throws {
        let pair = try Pair()
        try pair.store.agent.database.write { try Setting.cursor.set("1.ffffffffffff", $0) }
        _ = try pair.store.upload()
        _ = try pair.store.download()
        #expect(try pair.store.status()["state"]?.string == "centralRestored")
        _ = try pair.store.upload()
        #expect(try pair.store.status()["state"]?.string == "ok")
    }

    @Test func `offline is no trouble for an hour, and then it is`() throws {
        let pair = try Pair()
        pair.store.line.set(.down)
        _ = try pair.store.download()
        #expect(try pair.store.status()["healthy"]?.boolean == true)
        pair.clock.advance(seconds: AgentStatus.offlineSecondsMax + 1)
        let status = try pair.store.status()
        #expect(status["state"]?.string == "offline" && status["healthy"]?.boolean == false)
    }
}

extension TestCentral {
    /// Gives every row of a kind in a store's feed another body, under a new mark.
    func publish(_ kind: String, of store: String, body: String) throws {
        try rewrite(kind, store, "CREATE TABLE kept AS SELECT * FROM feed") { connection in
            try connection.run(
                "UPDATE feed SET body = $1 WHERE kind = $2 AND store = $3", Array(body.utf8), kind, store)
        }
    }

    /// The bodies that were there before.
    func publishBack(_ kind: String, of store: String) throws {
        try rewrite(kind, store, "") { connection in
            try connection.run(
                """
                UPDATE feed SET body = (SELECT k.body FROM kept k WHERE k.id = feed.id AND k.kind = feed.kind
                    AND k.store = feed.store) WHERE kind = $1 AND store = $2
                """, kind, store)
        }
    }

    private func rewrite(
        _ kind: String, _ store: String, _ first: String, _ change: @escaping (Connection) throws -> Void
    ) throws {
        try aggregator.database.write { connection in
            try connection.execute(first)
            try change(connection)
            let ids = try connection.query("SELECT id FROM feed WHERE kind = $1 AND store = $2", kind, store) {
                $0.text(0)
            }
            for id in ids {
                try connection.run("UPDATE store SET revision = revision + 1 WHERE id = $1", store)
                try connection.run(
                    """
                    UPDATE feed SET revision = (SELECT revision FROM store WHERE id = $1)
                    WHERE id = $2 AND kind = $3 AND store = $1
                    """, store, id, kind)
            }
            try connection.run(
                """
                INSERT INTO publication (store, revision, mark, at)
                SELECT id, revision, '0123456789ab', 0 FROM store WHERE id = $1
                """, store)
        }
    }
}
