import HTTP
import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central

/// A programme with one tier, whose points are for so much money.
private func programme(_ version: Int, perAmountMinor: Int, _ more: String = "") -> String {
    """
    {"version":\(version),"currency":"MXN","timeZone":"America/Mexico_City","tiers":[{"id":"all"}],
     "points":{"perAmountMinor":\(perAmountMinor)}\(more)}
    """
}

@Suite struct `Versions of the programme` {
    private let clock = TestClock()
    private let central: TestCentral
    private let store: TestStore

    init() throws {
        central = try TestCentral(clock: clock, programme: programme(1, perAmountMinor: 1000, #","noticeDays":30"#))
        store = try TestStore("042", central, token: try central.addStore("042"))
        try store.sync()
    }

    private func push(_ text: String) throws -> Answer { try central.admin.call("POST", "/v1/programmes", text) }

    /// What a guest is told of 100.00.
    private func memberPoints() throws -> Int64? {
        let basket = #"{"lines":[{"sku":"1","quantity":1,"amountMinor":10000}]}"#
        return try store.till.call("POST", "/v1/quotes", basket).json["memberPoints"]?.integer
    }

    @Test func `a better one is in force at once, and is the store's with its next download`() throws {
        let answer = try push(programme(2, perAmountMinor: 500, #","noticeDays":30"#))
        #expect(answer.status == 201 && answer.json["state"]?.string == "inForce" && answer.json["worse"]?.count == 0)
        #expect(try memberPoints() == 10)
        try store.download()
        #expect(try memberPoints() == 20)
        let list = try central.admin.call("GET", "/v1/programmes").json["programmes"]?.array ?? []
        #expect(list.map { $0["version"]?.integer } == [2, 1])
        #expect(list.map { $0["state"]?.string } == ["inForce", "past"])
        let audit = try central.admin.call("GET", "/v1/audit").json["rows"]?.array ?? []
        #expect(audit.contains { $0["act"]?.string == "programmePublished" && $0["subject"]?.string == "2" })
    }

    @Test func `a version never changes, and is pushed once`() throws {
        let second = programme(2, perAmountMinor: 500)
        #expect(try push(second).code == "noticeTooShort", "it has fewer days of notice")
        let better = programme(2, perAmountMinor: 500, #","noticeDays":30"#)
        #expect(try push(better).status == 201)
        #expect(try push(better).status == 200)
        #expect(try push(programme(2, perAmountMinor: 400, #","noticeDays":30"#)).code == "programmeChanged")
        let old = try central.admin.call("GET", "/v1/programmes/1").json
        #expect(old["source"]?.string == programme(1, perAmountMinor: 1000, #","noticeDays":30"#))
        #expect(try push(old["source"]?.string ?? "").status == 200, "known, and still past")
        #expect(try central.admin.call("GET", "/v1/programmes/2").json["state"]?.string == "inForce")
        #expect(try central.admin.call("GET", "/v1/programmes/3").code == "unknownProgramme")
        #expect(try push(programme(4, perAmountMinor: 400, #","noticeDays":30"#)).status == 201)
        #expect(try push(programme(3, perAmountMinor: 300, #","noticeDays":30"#)).code == "programmeChanged")
    }

    @Test func `what is wrong is refused with its place, and changes nothing`() throws {
        let wrong = try push(programme(2, perAmountMinor: 500, #","erning":{}"#))
        #expect(wrong.status == 400 && wrong.code == "unknownKey" && wrong.json["field"]?.string == "erning")
        #expect(try central.admin.call("GET", "/v1/programmes").json["programmes"]?.count == 1)
    }

    @Test func `rules that worsen a member's lot are told of in time`() throws {
        func worse(_ from: String) -> String {
            programme(2, perAmountMinor: 2000, #","noticeDays":30,"from":"\#(from)""#)
        }
        // It is March 14th in Mexico: thirty days later is April 13th.
        let late = try push(worse("2026-04-12"))
        #expect(late.status == 400 && late.code == "noticeTooShort" && late.json["field"]?.string == "from")
        #expect(late.json["detail"]?.string?.contains("2026-04-13") ?? false)
        #expect(try push(programme(2, perAmountMinor: 2000, #","noticeDays":30"#)).code == "noticeTooShort")
        let answer = try push(worse("2026-04-13"))
        #expect(answer.status == 201 && answer.json["state"]?.string == "announced")
        #expect(answer.json["worse"]?.array?.first?["place"]?.string == "points")
        #expect(try central.admin.call("GET", "/v1/status").json["programme"]?.integer == 1)
    }

    @Test func `an announced programme begins with its day, in a store without a line too`() throws {
        #expect(try push(programme(2, perAmountMinor: 2000, #","noticeDays":30,"from":"2026-04-13""#)).status == 201)
        try store.download()
        #expect(try memberPoints() == 10)
        // To 2026-04-13T05:59:59Z: a second before midnight there.
        clock.advance(seconds: 29 * 86_400 + 19 * 3600 + 3599)
        #expect(try memberPoints() == 10)
        clock.advance(seconds: 1)
        #expect(try memberPoints() == 5)
        #expect(try central.admin.call("GET", "/v1/status").json["programme"]?.integer == 2)
        try central.aggregator.publishDirty()
        try store.download()
        #expect(try memberPoints() == 5)
        // A clock that was wrong and is put right.
        clock.advance(seconds: -1)
        #expect(try memberPoints() == 5, "central's word stands: it is in force there")
    }

    @Test func `a better version may come before the announced one, which begins all the same`() throws {
        #expect(try push(programme(2, perAmountMinor: 2000, #","noticeDays":30,"from":"2026-04-13""#)).status == 201)
        let soon = programme(3, perAmountMinor: 1600, #","noticeDays":30,"from":"2026-04-13""#)
        #expect(try push(soon).status == 201)
        try store.download()
        #expect(try memberPoints() == 10)
        clock.advance(seconds: 30 * 86_400)
        #expect(try memberPoints() == 6, "of two that begin on a day the one with the higher number")
        #expect(try central.admin.call("GET", "/v1/status").json["programme"]?.integer == 3)
    }

    @Test func `an announced one that a higher number will keep from its day is superseded, and who pushes is told`()
        throws
    {
        #expect(try push(programme(2, perAmountMinor: 1000, #","noticeDays":30,"from":"2027-01-15""#)).status == 201)
        let later = try push(programme(3, perAmountMinor: 1000, #","noticeDays":30,"from":"2027-02-15""#))
        #expect(later.json["superseded"]?.count == 0, "2 has a month")
        let answer = try push(programme(4, perAmountMinor: 900, #","noticeDays":30"#))
        #expect(answer.json["superseded"]?.array?.map { $0["version"]?.integer } == [3, 2])
        #expect(answer.json["superseded"]?.array?.last?["from"]?.string == "2027-01-15")
        let list = try central.admin.call("GET", "/v1/programmes").json["programmes"]?.array ?? []
        #expect(list.map { $0["state"]?.string } == ["inForce", "superseded", "superseded", "past"])
        clock.advance(seconds: 340 * 86_400)
        #expect(try central.admin.call("GET", "/v1/status").json["programme"]?.integer == 4)
    }

    @Test func `another currency is refused, however early it is announced`() throws {
        let text = programme(2, perAmountMinor: 500, #","from":"2030-01-01""#).replacing("MXN", with: "USD")
        let answer = try push(text)
        #expect(answer.status == 400 && answer.code == "badValue" && answer.json["field"]?.string == "currency")
    }

    @Test func `a store that cannot understand the announced one keeps its own, and says so before its day`() throws {
        let body =
            #"{"version":1,"source":\#(Self.quoted(programme(1, perAmountMinor: 900))),"next":{"version":2,"source":"{\"magic\":true}"}}"#
        try central.publish("programme", of: "042", body: body)
        try store.download()
        #expect(try memberPoints() == 11)
        #expect(try store.status()["state"]?.string == "programmeTooNew")
        clock.advance(seconds: 400 * 86_400)
        #expect(try memberPoints() == 11)
    }

    @Test func `central starts with a folder's programme that members must be told of first, and keeps the last`()
        throws
    {
        let folder = try TemporaryFolder()
        do {
            let first = programme(1, perAmountMinor: 1000, #","noticeDays":30"#)
            let central = try TestCentral(clock: clock, folder: folder, programme: first)
            try programme(2, perAmountMinor: 2000, #","noticeDays":30"#)
                .write(toFile: folder.path + "/programme.json", atomically: true, encoding: .utf8)
            #expect { try central.aggregator.reloadProgramme(by: .central) } throws: {
                ($0 as? BadInput)?.code == "noticeTooShort"
            }
        }
        let again = try TestCentral(clock: clock, folder: folder, seed: 5)
        #expect(try again.admin.call("GET", "/v1/status").json["programme"]?.integer == 1)
    }

    @Test func `a birthday's month comes with the card, for quote and purchase alike`() throws {
        let rule = #","noticeDays":30,"earning":{"rules":[{"id":"birthday","birthMonth":true,"multiplier":3}]}"#
        #expect(try push(programme(2, perAmountMinor: 1000, rule)).status == 201)
        let rows = #"{"card":"900","fullName":"Ana Ruiz","birthDate":"1980-03-14"}"#
        #expect(try central.admin.call("POST", "/v1/customers?source=a", rows).json["added"]?.integer == 1)
        _ = try store.lookup("card:900")
        try store.ask()
        try central.aggregator.publishDirty()
        try store.download()
        let basket = #"{"key":"card:900","at":"AT","lines":[{"sku":"1","quantity":1,"amountMinor":10000}]}"#
        let march = try store.till.call("POST", "/v1/quotes", basket.replacing("AT", with: "2026-03-31T20:00:00Z")).json
        #expect(march["earned"]?.array?.map { $0["rule"]?.string } == ["base", "birthday"])
        #expect(march["points"]?.integer == 30 && march["lines"]?.array?.first?["points"]?.integer == 30)
        let april = try store.till.call("POST", "/v1/quotes", basket.replacing("AT", with: "2026-04-01T20:00:00Z")).json
        #expect(april["points"]?.integer == 10)
        #expect(try store.sell("1", 10_000, key: "card:900")["points"]?.integer == 30)
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.object { $0.field("x", text) }
        return String(String(decoding: writer.bytes, as: UTF8.self).dropFirst(5).dropLast())
    }
}
