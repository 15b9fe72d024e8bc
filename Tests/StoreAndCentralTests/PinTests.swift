import Digest
import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import SyncProtocol
import Testing

@testable import Central
@testable import Edge

@Suite struct `PINs of those who work at tills` {
    private let pair: Pair

    init() throws { pair = try Pair() }

    private func set(
        _ pin: String, of person: String = "17", role: String = "supervisor", at place: String = #""store":"042""#
    ) throws -> Answer {
        try pair.central.admin.call(
            "POST", "/v1/pins", #"{"person":"\#(person)","role":"\#(role)","pin":"\#(pin)",\#(place)}"#)
    }

    private func tries(_ pin: String, of person: String = "17", at store: TestStore? = nil) throws -> Answer {
        try (store ?? pair.store).till.call(
            "POST", "/v1/pins/verify", #"{"person":"\#(person)","pin":"\#(pin)"}"#)
    }

    private func listed() throws -> [String] {
        let rows = try pair.central.admin.call("GET", "/v1/pins/tries").json["tries"]?.array ?? []
        return rows.map { row in
            [row["person"]?.string ?? "?", row["act"]?.string ?? "", row["outcome"]?.string ?? ""].joined(
                separator: " ")
        }
    }

    @Test func `a PIN is verified offline, and everyone who tried is on record at central`() throws {
        #expect(try set("471193").status == 201)
        #expect(try pair.store.sync())
        pair.store.line.set(.down)
        let right = try tries("471193")
        #expect(right.status == 200 && right.json["person"]?.string == "17")
        #expect(right.json["role"]?.string == "supervisor")
        let wrong = try tries("471194")
        #expect(wrong.status == 403 && wrong.code == "badPin" && wrong.json["triesLeft"]?.integer == 4)
        #expect(try tries("471193", of: "471193").code == "unknownPerson")
        pair.store.line.set(.up)
        try pair.store.sync()
        #expect(try listed() == ["? verify unknown", "17 verify wrong", "17 verify right"])
    }

    @Test func `after five wrong tries the right one does not help, also after a restart and a feed read anew`() throws
    {
        _ = try set("471193")
        try pair.store.sync()
        for left in [4, 3, 2, 1, 0] { #expect(try tries("9999").json["triesLeft"]?.integer == Int64(left)) }
        #expect(try tries("471193").code == "pinLocked")
        // The same store after a restart, which reads its feed from the start.
        let restarted = try TestStore("042", pair.central, token: pair.token, folder: pair.store.folder, seed: 71)
        try restarted.agent.database.write { try Setting.cursor.remove($0) }
        #expect(try restarted.sync())
        #expect(try tries("471193", at: restarted).code == "pinLocked")
        #expect(try pair.central.admin.call("POST", "/v1/pins/unlock", #"{"person":"17","store":"042"}"#).status == 200)
        try restarted.sync()
        #expect(try tries("471193", at: restarted).status == 200)
    }

    @Test func `the right one lets wrong tries count anew, and another PIN unlocks`() throws {
        _ = try set("471193")
        try pair.store.sync()
        for _ in 1...4 { #expect(try tries("9999").code == "badPin") }
        #expect(try tries("471193").status == 200)
        for _ in 1...5 { #expect(try tries("9999").code == "badPin") }
        #expect(try tries("9999").code == "pinLocked")
        _ = try set("582204")
        try pair.store.sync()
        #expect(try tries("471193").json["triesLeft"]?.integer == 4)
        #expect(try tries("582204").status == 200)
    }

    @Test func `guesses that come all at once are five too`() throws {
        _ = try set("471193")
        try pair.store.sync()
        let agent = pair.store.agent
        let codes = CollectedCodes()
        DispatchQueue.concurrentPerform(iterations: 24) { index in
            do {
                _ = try agent.pins.verify(person: PersonID("17"), pin: "90\(index)", at: "1", for: "verify")
            } catch { codes.add((error as? Problem)?.code ?? "\(error)") }
        }
        #expect(codes.count("badPin") == 5 && codes.count("pinLocked") == 19)
    }

    @Test func `a PIN for all stores is in force at those that come later, and a store's own comes before it`() throws {
        #expect(try set("471193", at: #""all":true"#).status == 201)
        let token = try pair.central.addStore("7")
        let other = try TestStore("7", pair.central, token: token, seed: 9)
        try other.sync()
        try pair.store.sync()
        #expect(try tries("471193").status == 200 && tries("471193", at: other).status == 200)
        _ = try set("582204", role: "cashier")
        try pair.store.sync()
        #expect(try tries("582204").json["role"]?.string == "cashier")
        #expect(try tries("471193", at: other).status == 200)
        // Taken away at one store, then everywhere.
        let remove = "/v1/pins/remove"
        #expect(try pair.central.admin.call("POST", remove, #"{"person":"17","store":"042"}"#).status == 200)
        try pair.store.sync()
        try other.sync()
        #expect(try tries("582204").code == "unknownPerson" && tries("471193", at: other).status == 200)
        #expect(try pair.central.admin.call("POST", remove, #"{"person":"17","all":true}"#).status == 200)
        try other.sync()
        #expect(try tries("471193", at: other).code == "unknownPerson")
        #expect(try pair.central.admin.call("POST", remove, #"{"person":"17","all":true}"#).code == "unknownPerson")
    }

    @Test func `what needs a supervisor says so to everybody else`() throws {
        _ = try set("471193")
        _ = try set("582204", of: "9", role: "cashier")
        try pair.store.sync()
        func code(_ person: String?, _ pin: String?) -> String? {
            do {
                _ = try pair.store.agent.pins.supervisor(person, pin: pin, at: "1", for: "return")
                return nil
            } catch { return (error as? Problem)?.code }
        }
        #expect(code("17", "471193") == nil)
        #expect(code("9", "582204") == "notSupervisor")
        #expect(code("17", nil) == "pinRequired" && code(nil, "471193") == "pinRequired")
        try pair.store.sync()
        #expect(try listed() == ["9 return right", "17 return right"])
    }

    @Test(arguments: ["", "123", "0000", "1234", "98765", "12a4", "1234567890123"])
    func `a bad PIN is refused, and what was typed is in no answer`(pin: String) throws {
        let refused = try set(pin)
        #expect(refused.status == 400)
        #expect(pin.count < 3 || !refused.json.text.contains(pin) || refused.json.text.contains("such as"))
    }

    @Test func `a PIN is in no audit row, no event and no list`() throws {
        _ = try set("471193")
        try pair.store.sync()
        _ = try tries("471193")
        _ = try tries("471194")
        try pair.store.sync()
        let audit = try pair.central.admin.call("GET", "/v1/audit").json.text
        #expect(audit.contains("pinSet") && audit.contains("supervisor"))
        let bodies = try pair.store.agent.database.read {
            try $0.query("SELECT body FROM journal") { String(decoding: $0.blob(0), as: UTF8.self) }
        }.joined()
        #expect(bodies.contains("pinTried"))
        let lists = try ["/v1/pins", "/v1/pins/tries"].map { try pair.central.admin.call("GET", $0).json.text }.joined()
        for text in [audit, bodies, lists] {
            #expect(!text.contains("47119") && !text.contains("pbkdf2"))
        }
    }

    @Test func `only an administrator sets PINs, and of stores that there are`() throws {
        let team = try pair.central.admin.call("POST", "/v1/tokens", #"{"role":"central","subject":"eva"}"#)
        let line = pair.central.line(token: team.json["token"]?.string ?? "")
        for path in ["/v1/pins", "/v1/pins/unlock", "/v1/pins/remove"] {
            #expect(try line.call("POST", path, "{}").code == "wrongRole")
        }
        #expect(try line.call("GET", "/v1/pins").status == 200)
        #expect(try set("471193", at: #""store":"999""#).code == "unknownStore")
    }
}

private final class CollectedCodes: @unchecked Sendable {
    private let lock = NSLock()
    private var codes: [String] = []

    func add(_ code: String) { lock.withLock { codes.append(code) } }
    func count(_ code: String) -> Int { lock.withLock { codes.count { $0 == code } } }
}
