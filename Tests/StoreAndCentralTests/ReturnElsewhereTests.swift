import HTTP
import JSON
import LocalChain
import Loyalty
import Testing

@testable import Edge

@Suite("Goods that come back where central can be asked")
struct ReturnElsewhereTests: AtTwoStores {
    let chain: TwoStores

    /// The customer has 250 points at home, and then a receipt that they paid a tenth of.
    init() throws {
        chain = try TwoStores()
        for store in chain.stores { store.agent.asksAtOnce(over: store.line) }
        _ = try home.sell("0", 25_000, key: "card:1")
        try sync()
        var purchase = home.purchase("1", 0, key: "card:1")
        purchase.lines = [
            .init(sku: "milk", quantity: 2, amountMinor: 20_000), .init(sku: "bread", quantity: 1, amountMinor: 5_000),
        ]
        purchase.totalMinor = 25_000
        purchase.redeemedPoints = 250
        purchase.payments = [.init(kind: "points", amountMinor: 2_500), .init(kind: "cash", amountMinor: 22_500)]
        #expect(try home.sell(purchase)["redeemed"]?.integer == 250)
        try sync()
    }

    private func tell(
        _ id: String, at store: TestStore, receipt: String = "1", _ sku: String, _ quantity: Double = 1,
        path: String = "/v1/returns"
    ) throws -> JSONValue {
        let lines = #"[{"sku":"\#(sku)","quantity":\#(quantity),"amountMinor":0}]"#
        let of = #"{"store":"001","till":"1","receipt":"\#(receipt)","day":"2026-03-14"}"#
        return try store.till.call("POST", path, #"{"id":"\#(id)","till":"1","of":\#(of),"lines":\#(lines)}"#).json
    }

    private func recorded(at store: TestStore) throws -> Int64 {
        try store.agent.database.read { try $0.integer("SELECT COUNT(*) FROM journal") }
    }

    @Test func `another store knows what points paid, before money is paid back`() throws {
        let before = try recorded(at: other)
        let check = try tell("r1", at: other, "milk", path: "/v1/returns/check")
        #expect(check["found"]?.boolean == true && check["event"]?.string == nil)
        #expect(check["amountMinor"]?.integer == 10_000 && check["restoredMinor"]?.integer == 1_000)
        #expect(check["restored"]?.integer == 100 && check["pending"]?.boolean == true)
        #expect(check.flags == ["decidedByCentral"])
        #expect(try recorded(at: other) == before, "a check records nothing")
        let told = try tell("r1", at: other, "milk")
        #expect(told["event"]?.string != nil)
        #expect(told["restoredMinor"]?.integer == 1_000 && told["amountMinor"]?.integer == 10_000)
        // What was recorded stands, whatever is asked.
        #expect(try tell("r1", at: other, "milk", path: "/v1/returns/check").text == told.text)
    }

    @Test func `what came back counts before central has heard of it, and wherever it came back`() throws {
        _ = try tell("r1", at: other, "bread")
        #expect(try tell("r2", at: other, "bread").flags == ["nothingLeft", "decidedByCentral"])
        #expect(try tell("r3", at: other, "milk", 5).flags == ["capped", "decidedByCentral"])
        try sync()
        // The store of the receipt is told too, which recorded nothing of that.
        let again = try tell("r4", at: home, "bread")
        #expect(again.flags == ["nothingLeft"] && again["restoredMinor"]?.integer == 0)
        #expect(again["amountMinor"]?.integer == 0)
        try sync()
        let restored = try central.admin.call("GET", "/v1/returns").json["returns"]?.array ?? []
        #expect(restored.map { $0["restored"]?.integer ?? -1 }.reduce(0, +) == 250)
    }

    @Test func `what is on its way to central while it is asked counts once`() throws {
        // Central has it, and the store does not know that.
        _ = try tell("r1", at: other, "milk")
        other.line.set(.losesAnswers)
        _ = try other.upload()
        other.line.set(.up)
        #expect(try other.download())
        let check = try tell("c1", at: other, "milk", path: "/v1/returns/check")
        #expect(check["found"]?.boolean == true && check.flags == ["decidedByCentral"])
        // Central answers before it has this one, and acknowledges it before the answer is used.
        _ = try tell("r2", at: other, "bread")
        other.agent.asksAtOnce(over: LineWithNews(over: other.line) { _ = try? other.upload() })
        #expect(
            try tell("c2", at: other, "bread", path: "/v1/returns/check").flags == ["nothingLeft", "decidedByCentral"])
    }

    @Test func `a return is no worse off where central cannot be asked`() throws {
        func isUnknown(_ answer: JSONValue) -> Bool {
            answer["found"]?.boolean == false && answer["amountMinor"] == nil && answer.flags == ["decidedByCentral"]
        }
        #expect(isUnknown(try tell("r1", at: other, receipt: "none", "milk")))
        for (id, mode) in [("r2", TestLine.Mode.down), ("r3", .answers(500)), ("r4", .answers(200))] {
            other.line.set(mode)
            clock.advance(seconds: 60)
            #expect(isUnknown(try tell(id, at: other, "milk")))
        }
        // The store of the receipt goes by itself.
        home.line.set(.down)
        #expect(try tell("r5", at: home, "milk")["restoredMinor"]?.integer == 1_000)
    }

    @Test func `a line that nobody answers on is not waited for by the next till`() throws {
        func isFound(_ id: String) throws -> Bool {
            try tell(id, at: other, "milk", path: "/v1/returns/check")["found"]?.boolean == true
        }
        #expect(try isFound("c1"))
        other.line.set(.losesAnswers)
        #expect(try !isFound("c2"))
        other.line.set(.up)
        clock.advance(seconds: 29)
        #expect(try !isFound("c3"))
        clock.advance(seconds: 1)
        #expect(try isFound("c4") && isFound("c5"))
    }

    @Test func `a store asks only as itself, and a receipt that is none is refused`() throws {
        let token = try central.addStore("003")
        let body = #"{"store":"001","till":"1","receipt":"1","day":"2026-03-14"}"#
        func ask(_ store: String, _ body: String) throws -> Answer {
            try central.line(token: token).call("POST", "/v1/stores/\(store)/receipts", body)
        }
        #expect(try ask("001", body).status == 403)
        #expect(try ask("003", body).json["lines"]?.count == 2)
        #expect(try ask("003", #"{"till":"1"}"#).code == "missingField")
        #expect(try ask("003", #"{"till":"1","receipt":"1"}"#).json["found"]?.boolean == false)
    }
}

/// Something else happens between an answer and its use.
private final class LineWithNews: Transport, @unchecked Sendable {
    private let inner: any Transport
    private let news: () -> Void

    init(over inner: any Transport, _ news: @escaping () -> Void) {
        self.inner = inner
        self.news = news
    }

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        defer { news() }
        return try inner.send(request)
    }
}
