import Foundation
import JSON
import LocalChain
import Loyalty
import SyncProtocol
import Testing

@testable import Central
@testable import Edge

/// A mother and a daughter of one name and one phone, whom a run takes for one person. Both buy at both stores.
private struct Family {
    let central: TestCentral
    let stores: [TestStore]
    var a: TestStore { stores[0] }
    var b: TestStore { stores[1] }

    init() throws {
        let central = try TestCentral(clock: TestClock())
        self.central = central
        stores = try ["A", "B"].enumerated().map { index, id in
            let store = try TestStore(id, central, token: central.addStore(id), seed: UInt64(index + 30))
            try store.sync()
            return store
        }
        let rows = ["1", "2"].map {
            #"{"reference":"\#($0)","card":"\#($0)","phone":"5512345678","given":"María","surname":"González"}"#
        }
        _ = try central.admin.call("POST", "/v1/customers?source=base", rows.joined(separator: "\n"))
        for store in stores {
            _ = try store.sell("m0", 0, key: "card:1")
            _ = try store.sell("d0", 0, key: "card:2")
        }
        try sync()
        _ = try a.sell("m1", 60_000, key: "card:1")
        _ = try a.sell("d1", 10_000, key: "card:2")
        _ = try b.sell("m1", 20_000, key: "card:1")
        _ = try b.sell("d1", 30_000, key: "card:2")
        try sync()
    }

    func sync() throws { for _ in 0..<3 { for store in stores { try store.sync() } } }

    @discardableResult
    func run() throws -> JSONValue {
        let answer = try central.admin.call("POST", "/v1/run")
        #expect(answer.status == 200)
        return answer.json
    }

    /// The id of a card number's own card, whichever customer has it.
    func card(_ number: String) throws -> CardID {
        try central.aggregator.database.read { connection in
            let id = try connection.first(
                "SELECT c.id FROM identity i JOIN card c ON c.n = i.card WHERE i.kind = 'card' AND i.value = $1", number
            ) { CardID($0.text(0)) }
            return try #require(id)
        }
    }

    @discardableResult
    func unmerge(_ number: String) throws -> (status: Int, json: JSONValue) {
        let answer = try central.admin.call(
            "POST", "/v1/cards/\(card(number))/unmerge", #"{"reason":"mother and daughter"}"#)
        return (answer.status, answer.json)
    }

    func merge(_ number: String, with other: String) throws {
        let body = try JSONWriter.object { object in
            try object.field("with", card(other).rawValue)
            object.field("reason", "one after all")
        }
        #expect(try central.admin.call("POST", "/v1/cards/\(card(number))/merge", body).status == 200)
    }

    func points(_ store: TestStore, _ number: String) throws -> [Int64] {
        try store.lookup("card:\(number)").compactMap { $0["points"]?["total"]?.integer }
    }

    func differences() throws -> [String] {
        try central.aggregator.database.read { try LedgerCheck($0).differences() }.map { "\($0)" }
    }
}

@Suite("Customers who were taken for one")
struct MergeTests {
    private let family: Family

    init() throws { family = try Family() }

    private func expect(_ mother: Int64, _ daughter: Int64, at stores: [TestStore]) throws {
        for store in stores {
            let points = try (family.points(store, "1"), family.points(store, "2"))
            #expect(points == ([mother], [daughter]), "\(store.id)")
        }
    }

    @Test func `of a number that everybody gave, a hundred are found, and that there are more`() throws {
        let central = try TestCentral(clock: TestClock())
        func bring(_ numbers: Range<Int>) throws {
            let rows = numbers.map { #"{"reference":"\#($0)","phone":"5500000000","given":"N\#($0)"}"# }
            _ = try central.admin.call("POST", "/v1/customers?source=base", rows.joined(separator: "\n"))
        }
        func find() throws -> JSONValue {
            try central.admin.call("POST", "/v1/customers/find", #"{"key":"phone:5500000000"}"#).json
        }
        try bring(0..<CustomerSearch.customersMax)
        #expect(try find()["customers"]?.count == 100 && find()["more"] == nil)
        try bring(0..<CustomerSearch.customersMax + 1)
        #expect(try find()["customers"]?.count == 100 && find()["more"]?.boolean == true)
    }

    @Test func `where only the other of two was known, a key means nobody once they are apart again`() throws {
        let central = try TestCentral(clock: TestClock())
        let stores = try ["A", "B"].enumerated().map { index, id in
            try TestStore(id, central, token: central.addStore(id), seed: UInt64(index + 40))
        }
        for store in stores { try store.sync() }
        _ = try stores[0].sell("1", 10_000, key: "card:1")
        _ = try stores[1].sell("1", 10_000, key: "card:1")
        _ = try stores[0].sell("2", 10_000, key: "card:2")
        func sync() throws { for _ in 0..<3 { for store in stores { try store.sync() } } }
        try sync()
        let cards = try ["card:1", "card:2"].map { try #require(try stores[0].lookup($0).first?["card"]?.string) }
        let reason = #""reason":"one person""#
        let merge = try central.admin.call(
            "POST", "/v1/cards/\(cards[0])/merge", #"{"with":"\#(cards[1])",\#(reason)}"#)
        #expect(merge.status == 200)
        try sync()
        stores[1].line.set(.down)
        #expect(try stores[1].lookup("card:2").first?["card"]?.string == cards[0])
        stores[1].line.set(.up)
        #expect(try central.admin.call("POST", "/v1/cards/\(cards[1])/unmerge", "{\(reason)}").status == 200)
        try sync()
        stores[1].line.set(.down)
        #expect(try stores[1].lookup("card:2").isEmpty, "B never saw the second person")
        #expect(try stores[1].lookup("card:1").first?["card"]?.string == cards[0])
        #expect(try stores[0].lookup("card:2").first?["card"]?.string == cards[1])
    }

    @Test func `a key finds each customer who has it, with all cards, and no contact data`() throws {
        let family = try Family()
        func find(_ key: String) throws -> [JSONValue] {
            let answer = try family.central.admin.call("POST", "/v1/customers/find", #"{"key":"\#(key)"}"#)
            #expect(answer.status == 200 && !answer.json.text.contains("55123"))
            return answer.json["customers"]?.array ?? []
        }
        #expect(try find("phone:55 1234-5678").map { $0["cards"]?.count } == [1, 1])
        #expect(try find("card:2").map { $0["points"]?.integer } == [40])
        #expect(try find("card:3").isEmpty)
        try family.run()
        let one = try #require(try find("phone:+525512345678").first)
        #expect(one["points"]?.integer == 120 && one["cards"]?.array?.map { $0["hasKey"]?.boolean } == [true, true])
        #expect(one["cards"]?.array?.map { $0["name"]?.string } == ["María G.", "María G."])
        let second = try #require(try find("card:2").first?["cards"]?.array)
        #expect(second.map { $0["hasKey"]?.boolean } == [false, true])
        #expect(try family.central.admin.call("POST", "/v1/customers/find", #"{"key":"nobody"}"#).status == 400)
        let store = try family.central.addStore("C")
        let asStore = family.central.line(token: store)
        #expect(try asStore.call("POST", "/v1/customers/find", #"{"key":"card:2"}"#).status == 403)
    }

    @Test func `a merge is undone exactly, in every store, and no run repeats it`() throws {
        try expect(80, 40, at: family.stores)
        #expect(try family.run()["merged"]?.integer == 1)
        try family.sync()
        try expect(120, 120, at: family.stores)
        let answer = try family.unmerge("2")
        #expect(answer.status == 200 && answer.json["cards"]?.count == 1 && answer.json["rest"]?.count == 1)
        for store in family.stores { try store.download() }
        try expect(80, 40, at: family.stores)
        // The run looks at both again, since there is one more record of the daughter.
        let row = #"{"card":"2","phone":"5512345678","email":"maria@example.mx","given":"María","surname":"González"}"#
        _ = try family.central.admin.call("POST", "/v1/customers?source=web", row)
        #expect(try family.run()["merged"]?.integer == 1)
        try family.sync()
        try expect(80, 40, at: family.stores)
        #expect(try family.unmerge("2").json["code"]?.string == "notMerged")
        #expect(try family.differences() == [])
        // What people joined by hand stays joined.
        try family.merge("2", with: "1")
        #expect(try family.run()["merged"]?.integer == 0)
        try family.sync()
        try expect(120, 120, at: family.stores)
        let acts = try family.central.aggregator.database.read {
            try $0.query("SELECT act FROM audit WHERE act LIKE 'customers%erged' ORDER BY n") { $0.text(0) }
        }
        #expect(acts == ["customersUnmerged", "customersMerged"])
    }

    @Test
    func `what stores did to both cards without a line, before, while and after they were one, is each one's own`()
        throws
    {
        let (a, b) = (family.a, family.b)
        // A sells to the daughter, hears of the merge, and cannot send the sale.
        _ = try a.sell("d2", 5_000, key: "card:2")
        try family.run()
        try a.download()
        try expect(125, 125, at: [a])
        // Meanwhile B knows two persons; the daughter uses points there that B holds of hers.
        b.line.set(.down)
        _ = try b.sell("d2", 7_000, key: "card:2")
        var used = b.purchase("d3", 9_000, key: "card:2")
        used.redeemedPoints = 10
        #expect(try b.sell(used)["redeemed"]?.integer == 10)
        // At A the daughter shows her card: it is that of the one customer, and so is the sale.
        a.line.set(.down)
        #expect(try a.sell("d3", 4_000, key: "card:2")["points"]?.integer == 4)
        #expect(try family.unmerge("2").status == 200)
        a.line.set(.up)
        try a.download()
        try expect(84, 45, at: [a])
        b.line.set(.up)
        try family.sync()
        try expect(84, 51, at: family.stores)
        try family.run()
        try family.sync()
        try expect(84, 51, at: family.stores)
        for store in family.stores {
            for number in ["1", "2"] { #expect(try store.lookup("card:\(number)").first?["provisional"]?.count == 0) }
        }
        let aside = try family.central.aggregator.database.read { try $0.integer("SELECT COUNT(*) FROM aside") }
        #expect(try family.differences() == [] && aside == 0)
    }

    @Test func `a store that reads the feed anew after an unmerge knows both, with what it has not sent`() throws {
        let a = family.a
        try family.run()
        try family.sync()
        a.line.set(.down)
        var sale = a.purchase("d2", 5_000)
        sale.card = try family.card("2")
        _ = try a.sell(sale)
        #expect(try family.unmerge("2").status == 200)
        a.line.set(.up)
        try a.agent.database.write { try Setting.cursor.remove($0) }
        try a.download()
        try expect(85, 40, at: [a])
        try family.sync()
        try expect(85, 40, at: family.stores)
    }

    @Test func `a card that goes from one customer to another while the line is down takes along what it bought`()
        throws
    {
        let a = family.a
        _ = try family.central.admin.call(
            "POST", "/v1/customers?source=base", #"{"reference":"3","card":"3","given":"Eva","surname":"Ruiz"}"#)
        _ = try a.sell("e0", 10_000, key: "card:3")
        try family.sync()
        // Sold before the store heard of the merge, and not sent.
        _ = try a.sell("e1", 5_000, key: "card:3")
        try family.merge("3", with: "1")
        try a.download()
        try expect(95, 40, at: [a])
        // The store hears only of what came last.
        #expect(try family.unmerge("3").status == 200)
        try family.merge("3", with: "2")
        try a.download()
        try expect(80, 55, at: [a])
        #expect(try family.points(a, "3") == [55])
        try family.sync()
        try expect(80, 55, at: [a])
        for number in ["1", "2"] { #expect(try a.lookup("card:\(number)").first?["provisional"]?.count == 0) }
        #expect(try family.differences() == [])
    }

    @Test func `two who are taken apart while a run has them for one stay two, and the next run joins the rest`() throws
    {
        try family.run()
        let row = #"{"reference":"3","card":"3","phone":"5512345678","given":"María","surname":"González"}"#
        _ = try family.central.admin.call("POST", "/v1/customers?source=base", row)
        let aggregator = family.central.aggregator
        do {
            let run = Run(
                aggregator: aggregator, at: aggregator.clock.now(), wantsAll: false, actor: .central,
                fence: try RunFence(aggregator.database))
            let matched = try run.matched()
            #expect(matched.clusters.map(\.count) == [3])
            #expect(try family.unmerge("2").status == 200)
            #expect(try run.join(matched) == 0)
        }
        try family.sync()
        try expect(80, 40, at: family.stores)
        #expect(try family.run()["merged"]?.integer == 1)
        #expect(try family.run()["merged"]?.integer == 0)
        try family.sync()
        try expect(80, 40, at: family.stores)
    }

    @Test func `of three who were joined one by one, the last merge is undone first`() throws {
        try family.run()
        let row = #"{"reference":"3","card":"3","phone":"5512345678","given":"María","surname":"González"}"#
        _ = try family.central.admin.call("POST", "/v1/customers?source=base", row)
        #expect(try family.run()["merged"]?.integer == 1)
        #expect(try family.unmerge("1").json["code"]?.string == "notMerged")
        #expect(try family.unmerge("3").json["rest"]?.count == 2)
        #expect(try family.unmerge("2").json["rest"]?.count == 1)
        #expect(try family.run()["merged"]?.integer == 0)
        try family.sync()
        try expect(80, 40, at: family.stores)
    }
}
