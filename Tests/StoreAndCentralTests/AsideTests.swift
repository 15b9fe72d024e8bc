import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Testing

@testable import Central

@Suite struct `Events that were set aside` {
    private let pair: Pair

    init() throws { pair = try Pair() }

    private var admin: DirectTransport { pair.central.admin }

    private func list(_ query: String = "") throws -> [JSONValue] {
        try admin.call("GET", "/v1/events\(query)").json["events"]?.array ?? []
    }

    private func storeStatus() throws -> JSONValue? {
        try admin.call("GET", "/v1/status").json["stores"]?.array?.first
    }

    /// What an older central could not take: here a rule of the file that a newer one has no more.
    private func refuse(_ receipt: String) throws {
        try pair.central.aggregator.database.write { connection in
            try connection.execute(
                connection.engine == .sqlite
                    ? """
                    CREATE TRIGGER refuse BEFORE INSERT ON purchase WHEN NEW.receipt = '\(receipt)'
                    BEGIN SELECT RAISE(ABORT, 'not yet'); END
                    """
                    : """
                    CREATE FUNCTION refuse() RETURNS trigger AS $$
                        BEGIN RAISE EXCEPTION 'not yet' USING ERRCODE = 'check_violation'; END
                    $$ LANGUAGE plpgsql;
                    CREATE TRIGGER refuse BEFORE INSERT ON purchase FOR EACH ROW WHEN (NEW.receipt = '\(receipt)')
                    EXECUTE FUNCTION refuse()
                    """)
        }
    }

    private func allow() throws {
        try pair.central.aggregator.database.write { connection in
            try connection.execute("DROP TRIGGER refuse" + (connection.engine == .sqlite ? "" : " ON purchase"))
        }
    }

    private func wish(_ events: [String], reason: String? = nil) -> [UInt8] {
        JSONWriter.object { object in
            object.field("events", strings: events)
            object.field(ifPresent: "reason", reason)
        }
    }

    @Test func `one is applied again once it can be, and counts once`() throws {
        try refuse("2")
        for receipt in 1...3 { _ = try pair.store.sell("\(receipt)", 1_000, key: "phone:5512345678") }
        try pair.store.sync()
        #expect(try pair.central.totals()["purchases"]?.integer == 2)
        let found = try #require(try list().first)
        #expect(found["reason"]?.string == "cannotApply" && found["store"]?.string == "042")
        let event = try #require(found["event"]?.string)
        #expect(try storeStatus()?["state"]?.string == "setAside")
        let failed = try admin.call("POST", "/v1/events/retry", wish([event])).json
        #expect(failed["applied"]?.integer == 0 && failed["failures"]?.array?.first?["reason"]?.string == "cannotApply")
        #expect(try list().first?["triedAt"] != nil)
        try allow()
        pair.clock.advance(seconds: 3 * 86_400)
        for number in [1, 0] as [Int64] {
            let answer = try admin.call("POST", "/v1/events/retry", wish([event])).json
            #expect(answer["applied"]?.integer == number && answer["unknown"]?.count == (number == 0 ? 1 : 0))
        }
        #expect(try pair.central.totals()["purchases"]?.integer == 3)
        #expect(try pair.central.totals()["amountMinor"]?.integer == 3_000)
        #expect(try list().isEmpty)
        try pair.store.sync()
        #expect(try storeStatus()?["state"]?.string == "ok")
        // Its key reached the same customer as the others', and the sale is of the day that it came.
        #expect(try pair.store.lookup("phone:5512345678").first?.points == 3)
        let days = try pair.central.aggregator.database.read { connection in
            try connection.query("SELECT DISTINCT at FROM purchase") { $0.integer(0) }
        }
        #expect(days.count == 1)
    }

    @Test func `all of a store are tried again at once`() throws {
        try refuse("x")
        _ = try pair.store.sell("x", 700)
        _ = try pair.store.sell("y", 100)
        _ = try pair.store.sell("y", 200)
        try pair.store.sync()
        try allow()
        let answer = try admin.call("POST", "/v1/events/retry", #"{"all":true,"store":"042"}"#).json
        #expect(answer["applied"]?.integer == 1 && answer["failed"]?.integer == 1)
        #expect(try list().map { $0["reason"]?.string } == ["receiptReused"])
        #expect(try admin.call("POST", "/v1/events/retry", #"{"all":true,"store":"999"}"#).json["failed"]?.integer == 0)
        let acts = try admin.call("GET", "/v1/audit").json["rows"]?.array ?? []
        #expect(acts.last?["act"]?.string == "eventsRetried")
        #expect(acts.last?["details"]?.text == #"{"applied":1,"failed":1}"#)
    }

    @Test func `one that is dismissed keeps nobody unhealthy and stays on record`() throws {
        _ = try pair.store.sell("1", 100)
        _ = try pair.store.sell("1", 200)
        try pair.store.sync()
        #expect(try storeStatus()?["state"]?.string == "setAside")
        let event = try #require(try list().first?["event"]?.string)
        #expect(try admin.call("POST", "/v1/events/dismiss", wish([event])).code == "missingField")
        let answer = try admin.call("POST", "/v1/events/dismiss", wish([event], reason: "printed twice")).json
        #expect(answer["dismissed"]?.integer == 1)
        #expect(try storeStatus()?["state"]?.string == "ok")
        #expect(try storeStatus()?["aside"]?.integer == 0)
        #expect(try list().isEmpty)
        let shown = try admin.call("GET", "/v1/events/show?event=\(event)").json
        #expect(shown["dismissedBecause"]?.string == "printed twice")
        let row = try admin.call("GET", "/v1/audit").json["rows"]?.array?.last
        #expect(row?["act"]?.string == "eventDismissed" && row?["subject"]?.string == event)
        #expect(try admin.call("POST", "/v1/events/retry", wish([event])).json["unknown"]?.count == 1)
    }

    @Test func `one is shown whole without what is personal`() throws {
        try refuse("9")
        _ = try pair.store.sell("9", 1_000, key: "email:ana.ruiz@example.mx")
        try pair.store.sync()
        let event = try #require(try list().first?["event"]?.string)
        let shown = try admin.call("GET", "/v1/events/show?event=\(event)").json
        #expect(shown["body"]?["purchase"]?["receipt"]?.string == "9")
        #expect(shown["personal"]?["key"]?.string == "e•••mx")
        #expect(!shown.text.contains("ana.ruiz"))
        let team = try admin.call("POST", "/v1/tokens", #"{"role":"central","subject":"eva"}"#).json["token"]?.string
        let line = pair.central.line(token: team ?? "")
        #expect(try line.call("GET", "/v1/events/show?event=\(event)").status == 200)
        #expect(try line.call("POST", "/v1/events/retry", wish([event])).code == "wrongRole")
        #expect(try line.call("POST", "/v1/events/dismiss", wish([event], reason: "x")).code == "wrongRole")
        #expect(try admin.call("GET", "/v1/events/show?event=042/none/1").code == "unknownEvent")
        #expect(try admin.call("GET", "/v1/events/show?event=042").code == "badQuery")
    }

    /// Sends lines as a store with an epoch of its own would.
    private func upload(_ lines: [String], epoch name: String, to central: TestCentral, token: String) throws -> Answer
    {
        let epoch = EpochID(name)
        let header = UploadHeader(
            store: StoreID("042"), epoch: epoch,
            after: Position(sequence: 0, chain: Chain.start(store: StoreID("042"), epoch: epoch)), agentVersion: "x",
            clock: pair.clock.now(), report: AgentReport())
        let body = String(decoding: header.line, as: UTF8.self) + "\n" + lines.joined(separator: "\n")
        return try central.line(token: token).call("POST", "/v1/stores/042/events", body)
    }

    @Test func `a line that is none is kept with what lies beside it, and once in whichever epoch it comes`() throws {
        let lines = [
            "call Ana on 55 1234 5678 or ana@example.mx",
            #"{"personal":"00","salt":"abcdef","key":"phone:5512345678","name":"Ana Ruiz"}"#,
        ]
        for epoch in ["e", "f"] {
            #expect(try upload(lines, epoch: epoch, to: pair.central, token: pair.token).status == 200)
        }
        #expect(try list().count == 1)
        let shown = try admin.call("GET", "/v1/events/show?event=042/e/1").json
        #expect(shown["body"]?.string == "call Ana on ••• or •••")
        #expect(shown["personal"]?["name"]?.string == "A•••iz")
        #expect(try !admin.call("GET", "/v1/events").json.text.contains("1234"))
    }

    @Test func `an epoch may have any sign in its name`() throws {
        _ = try upload(["rubbish"], epoch: "a/b c&d", to: pair.central, token: pair.token)
        let event = try #require(try list().first?["event"]?.string)
        #expect(event == "042/a/b c&d/1")
        #expect(
            try admin.call("POST", "/v1/events/dismiss", wish([event], reason: "x")).json["dismissed"]?.integer == 1)
    }

    @Test func `however many are set aside, good events behind them are applied and the store stays in sight`() throws {
        let central = try TestCentral(clock: pair.clock, asideAlarm: 3)
        let token = try central.addStore("042")
        let store = try TestStore("042", central, token: token, seed: 9)
        try store.sync()
        #expect(try upload((1...50).map { "rubbish \($0)" }, epoch: "e", to: central, token: token).status == 200)
        _ = try store.sell("1", 700)
        #expect(try store.sync())
        #expect(try central.totals()["purchases"]?.integer == 1)
        let status = try central.admin.call("GET", "/v1/status").json
        #expect(status["totals"]?["aside"]?.integer == 50 && status["totals"]?["asideAlarm"]?.integer == 3)
        let metrics = String(
            decoding: try central.admin.send(ClientRequest("GET", "/metrics")).body, as: UTF8.self)
        #expect(metrics.contains("vuelve_events_aside_store_max 50\n"))
        #expect(metrics.contains("vuelve_events_aside_store_alarm 3\n"))
        func state() throws -> String? {
            try store.sync()
            return try central.admin.call("GET", "/v1/status").json["stores"]?.array?.first?["state"]?.string
        }
        // So many are no old news, however old.
        pair.clock.advance(seconds: 30 * 86_400)
        #expect(try state() == "setAside")
        _ = try central.admin.call("POST", "/v1/events/dismiss", #"{"all":true,"reason":"rubbish"}"#)
        #expect(try state() == "ok")
    }

    @Test func `a long list comes page by page`() throws {
        let lines = (1...1203).map { "line \($0)" }
        #expect(try upload(lines, epoch: "e", to: pair.central, token: pair.token).status == 200)
        var seen: [Int64] = []
        var after: String? = ""
        while let last = after {
            let page = try admin.call("GET", "/v1/events?after=\(last)").json
            seen += (page["events"]?.array ?? []).compactMap { $0["sequence"]?.integer }
            after = page["next"]?.string
        }
        #expect(seen == (1...1203).map { Int64($0) })
    }
}
