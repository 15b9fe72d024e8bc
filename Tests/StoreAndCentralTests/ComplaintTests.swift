import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central
@testable import Edge

@Suite struct `Complaints` {
    @Test func `a complaint gets a number offline, once, and central lists it with what was said`() throws {
        let counter = try Counter()
        counter.store.line.set(.down)
        let body = #"{"id":"c1","till":"4","key":"phone:5512345678","text":"The yoghurt\nwas off.","cashier":"17"}"#
        let answer = try counter.ask("/v1/complaints", body)
        let number = try #require(answer.json["number"]?.string)
        #expect(answer.status == 200 && number.wholeMatch(of: #/[0-9]{6}-[0-9A-Z]{4}/#) != nil)
        #expect(try counter.ask("/v1/complaints", body).json["number"]?.string == number)
        let changed = body.replacing("off", with: "fine")
        #expect(try counter.ask("/v1/complaints", changed).code == "idReused")
        let others = try counter.ask("/v1/complaints", #"{"id":"c2","text":"No trolley."}"#)
        #expect(others.json["number"]?.string != number)
        counter.store.line.set(.up)
        try counter.sync()
        let listed = try counter.admin.call("GET", "/v1/complaints?store=042").json["complaints"]?.array ?? []
        #expect(listed.map { $0["text"]?.string } == ["No trolley.", "The yoghurt\nwas off."])
        #expect(listed.last?["number"]?.string == number && listed.last?["cashier"]?.string == "17")
        #expect(listed.last?["card"]?.string != nil && listed.first?["card"]?.string == nil)
        let journal = try counter.store.agent.database.read {
            try $0.query("SELECT body FROM journal") { String(decoding: $0.blob(0), as: UTF8.self) }
        }.joined()
        #expect(journal.contains(number) && !journal.contains("yoghurt"), "what was said is no part of the body")
    }

    @Test func `a request is known in the next epoch too, and forgotten with its event`() throws {
        let counter = try Counter()
        let body = #"{"id":"c1","text":"No trolley."}"#
        let number = try counter.ask("/v1/complaints", body).json["number"]?.string
        let agent = counter.store.agent
        try agent.database.write { connection in
            let journal = Journal(store: counter.store.id, connection: connection)
            try agent.startEpoch(.restored, journal, at: agent.clock.now())
        }
        #expect(try counter.ask("/v1/complaints", body).json["number"]?.string == number)
        for day in 0..<40 {
            counter.pair.clock.advance(seconds: 86_400)
            _ = try counter.store.sell("d\(day)", 100)
            try counter.store.upload()
        }
        while try agent.prune() > 0 {}
        #expect(try counter.ask("/v1/complaints", body).json["number"]?.string != number)
    }
}
