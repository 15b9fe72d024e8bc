import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import SyncProtocol
import Testing

@testable import Central
@testable import Edge

@Suite struct `Limits of the programme` {
    private let central: TestCentral
    private let store: TestStore
    private let other: TestStore
    private let token: String
    private let clock = TestClock()

    init() throws {
        let limits = [
            "receiptsPerCardDay": 3, "pointsPerCardDay": 100, "returnsPerCardDay": 1, "sameCardPerCashierDay": 2,
            "returnsPerCashierDay": 1, "lateAdditionsPerCashierDay": 1,
        ]
        var programme = CentralDefaults.programme.replacing(
            #""employees": null"#, with: #""employees": {"discountPercent": 20}"#)
        for (name, limit) in limits {
            programme = programme.replacing("\"\(name)\": null", with: "\"\(name)\": \(limit)")
        }
        central = try TestCentral(clock: clock, programme: programme)
        token = try central.addStore("042")
        store = try TestStore("042", central, token: token)
        other = try TestStore("7", central, token: central.addStore("7"), seed: 300)
        let rows = #"{"reference":"1","given":"Ana","surname":"Ruiz","card":"900"}"#
        #expect(try central.admin.call("POST", "/v1/customers?source=base", rows).status == 200)
        for one in [store, other] {
            try one.sync()
            _ = try one.lookup("card:900")
            try one.ask()
        }
        try sync()
        #expect(try store.lookup("card:900").count == 1 && other.lookup("card:900").count == 1)
    }

    private func sync() throws {
        for one in [store, other] { #expect(try one.upload()) }
        try central.aggregator.publishDirty()
        for one in [store, other] { #expect(try one.download()) }
    }

    private func sell(
        _ receipt: String, _ amountMinor: Int64 = 1_000, cashier: String? = nil, days: Int64 = 0,
        at seller: TestStore? = nil
    ) throws -> JSONValue {
        var purchase = (seller ?? store).purchase(receipt, amountMinor, key: "card:900")
        if amountMinor < 0 { purchase.lines[0].quantity = -1 }
        purchase.cashier = cashier
        purchase.at = purchase.at.adding(days: days)
        return try (seller ?? store).sell(purchase)
    }

    private func listed(_ query: String = "from=2026-03-01&to=2026-04-30") throws -> JSONValue {
        try central.admin.call("GET", "/v1/flags?\(query)").json
    }

    @Test func `one card on too many receipts of a day is flagged, never refused, and listed at central`() throws {
        for receipt in 1...3 { #expect(try sell("\(receipt)").flags == []) }
        let fourth = try sell("4")
        #expect(fourth.flags == ["manyReceipts"] && fourth["points"]?.integer == 1)
        #expect(try sell("4")["duplicate"]?.boolean == true)
        #expect(try sell("5", days: 1).flags == [], "another day")
        try sync()
        let flags = try listed()["flags"]?.array ?? []
        #expect(flags.map { $0["receipt"]?.string } == ["4"] && flags.first?.flags == ["manyReceipts"])
        #expect(try listed("from=2026-03-15")["flags"]?.count == 0)
        #expect(try listed("store=7&from=2026-03-01")["flags"]?.count == 0)
        #expect(try central.admin.call("GET", "/v1/flags?from=soon").code == "badQuery")
    }

    @Test func `receipts of several stores are counted together at central`() throws {
        for receipt in 1...2 {
            #expect(try sell("\(receipt)").flags == [])
            #expect(try sell("\(receipt)", at: other).flags == [])
        }
        try sync()
        let cards = try listed()["cards"]?.array ?? []
        #expect(cards.count == 1 && cards[0]["receipts"]?.integer == 4 && cards[0]["stores"]?.integer == 2)
        #expect(try listed()["flags"]?.count == 0)
    }

    @Test func `points, returns, and one card again and again at one cashier are flagged`() throws {
        #expect(try sell("1", 100_000, cashier: "17").flags == [])
        #expect(try sell("2", cashier: "17").flags == ["manyPoints"])
        #expect(try sell("3", cashier: "17").flags == ["manyPoints", "sameCashier"])
        #expect(try sell("4", cashier: "18", days: 1).flags == [])
        #expect(try sell("5", -1_000, cashier: "18", days: 1).flags == [])
        let again = try sell("6", -1_000, cashier: "18", days: 1).flags
        #expect(again == ["manyReturns", "sameCashier", "cashierReturns"])
    }

    @Test func `what was counted before a restart counts after it`() throws {
        for receipt in 1...3 { _ = try sell("\(receipt)") }
        let restarted = try TestStore("042", central, token: token, folder: store.folder, seed: 71)
        #expect(try sell("4", at: restarted).flags == ["manyReceipts"])
    }

    @Test func `late additions of one cashier are flagged and listed`() throws {
        func claim(_ id: String) throws -> Answer {
            _ = try store.sell("c\(id)", 1_000)
            let of = #"{"till":"1","receipt":"c\#(id)","day":"2026-03-14"}"#
            return try store.till.call(
                "POST", "/v1/claims", #"{"id":"\#(id)","key":"card:900","of":\#(of),"cashier":"17"}"#)
        }
        #expect(try claim("1").json.flags == [])
        #expect(try claim("2").json.flags == ["lateAdditions"])
        try sync()
        let flags = try listed()["flags"]?.array ?? []
        #expect(flags.map { $0["receipt"]?.string } == ["042/1/c2"] && flags[0]["cashier"]?.string == "17")
    }

    @Test func `returns beyond a limit are flagged and listed`() throws {
        _ = try sell("1", 50_000)
        func giveBack(_ id: String) throws -> JSONValue {
            let of = #"{"till":"1","receipt":"1","day":"2026-03-14"}"#
            return try store.till.call(
                "POST", "/v1/returns",
                #"{"id":"\#(id)","at":"2026-03-14T18:00:00Z","cashier":"17","of":\#(of),"#
                    + #""lines":[{"sku":"7501","quantity":1,"amountMinor":1}]}"#
            ).json
        }
        #expect(try !giveBack("r1").flags.contains("manyReturns"))
        #expect(try Set(giveBack("r2").flags).isSuperset(of: ["manyReturns", "cashierReturns"]))
        try sync()
        let flags = try listed()["flags"]?.array?.map(\.flags)
        #expect(flags == [["manyReturns", "cashierReturns", "nothingLeft"]])
    }

    @Test func `a cashier cannot claim a receipt for their own card`() throws {
        try mark("17")
        _ = try store.sell("c1", 50_000)
        let of = #"{"till":"1","receipt":"c1","day":"2026-03-14"}"#
        let claim = try store.till.call(
            "POST", "/v1/claims", #"{"id":"1","key":"card:900","of":\#(of),"cashier":"17"}"#)
        #expect(claim.json.flags == ["ownCard"])
        try sync()
        let claims = try central.admin.call("GET", "/v1/claims").json["claims"]?.array ?? []
        #expect(claims.first?["refusal"]?.string == "ownCard")
        #expect(try store.lookup("card:900").first?.points == 0)
    }

    // MARK: employees

    private func mark(_ person: String?) throws {
        let card = try #require(try store.lookup("card:900").first?["card"]?.string)
        let body = person.map { #"{"person":"\#($0)"}"# } ?? "{}"
        #expect(try central.admin.call("POST", "/v1/cards/\(card)/employee", body).status == 200)
        try sync()
    }

    private func quote(cashier: String) throws -> JSONValue {
        let lines = #"[{"sku":"a","quantity":1,"amountMinor":1000}]"#
        return try store.till.call(
            "POST", "/v1/quotes", #"{"key":"card:900","cashier":"\#(cashier)","lines":\#(lines)}"#
        ).json
    }

    @Test func `an employee's card has benefits of its own, and never serves the cashier logged in`() throws {
        try mark("17")
        #expect(try store.lookup("card:900").first?["employee"]?.boolean == true)
        let served = try quote(cashier: "18")
        #expect(served["discountMinor"]?.integer == 200 && served.flags == [])
        let own = try quote(cashier: "17")
        #expect(own["discountMinor"]?.integer == 0 && own["points"]?.integer == 0 && own.flags == ["ownCard"])
        #expect(try sell("1", 50_000, cashier: "18")["points"]?.integer == 50)
        let sale = try sell("2", 20_000, cashier: "17")
        #expect(sale["points"]?.integer == 0 && sale.flags == ["ownCard"])
        func hold(_ cashier: String) throws -> String? {
            let body = #"{"till":"1","receipt":"h\#(cashier)","key":"card:900","points":10,"cashier":"\#(cashier)"}"#
            return try store.till.call("POST", "/v1/holds", body).code
        }
        #expect(try hold("17") == "ownCard" && hold("18") == nil)
        try sync()
        #expect(try listed()["flags"]?.array?.first?.flags == ["ownCard"])
        #expect(try store.lookup("card:900").first?.points == 50)
        try mark(nil)
        #expect(try quote(cashier: "17").flags == [])
        #expect(try store.lookup("card:900").first?["employee"] == nil)
    }

    @Test func `employees stay out of segments`() throws {
        for number in 1...5 { _ = try store.sell("s\(number)", Int64(number) * 1_000, key: "card:\(number)") }
        _ = try sell("1")
        try sync()
        func segment() throws -> String? {
            #expect(try central.admin.call("POST", "/v1/run").status == 200)
            let all = try central.admin.call("GET", "/v1/customers").json["customers"]?.array ?? []
            #expect(all.count == 6)
            return all.first?["segment"]?.string
        }
        #expect(try segment() != nil)
        try mark("17")
        #expect(try segment() == nil)
        let counted = try central.admin.call("GET", "/v1/segments").json["segments"]?.array ?? []
        #expect(counted.reduce(0) { $0 + ($1["customers"]?.integer ?? 0) } == 5)
        #expect(try central.admin.call("POST", "/v1/cards/nobody/employee", "{}").code == "unknownCard")
        let acts = try central.admin.call("GET", "/v1/audit").json["rows"]?.array ?? []
        #expect(acts.contains { $0["act"]?.string == "employeeMarked" })
    }
}
