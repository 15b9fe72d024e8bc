import Database
import Digest
import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central

/// One chain twice, living the same days by the same seed; what the nights look at is all that differs.
private struct Twin {
    let clock = TestClock()
    let central: TestCentral
    let stores: [TestStore]

    init(_ programme: String) throws {
        let central = try TestCentral(clock: clock, programme: programme)
        self.central = central
        stores = try ["A", "B"].enumerated().map { index, id in
            try TestStore(id, central, token: central.addStore(id), seed: UInt64(index + 10))
        }
        let person = #"{"person":"3","role":"supervisor","pin":"471193","all":true}"#
        #expect(try central.admin.call("POST", "/v1/pins", person).status == 201)
        try sync()
    }

    func sync() throws { for _ in 0..<2 { for store in stores { try store.sync() } } }

    func pass(days: Int64, hours: Int64) { clock.advance(seconds: days * 86_400 + hours * 3_600) }

    /// - Parameter back: days by which it is judged earlier than now
    func run(all: Bool, back: Int64) throws -> JSONValue {
        let at = clock.now().adding(days: -back)
        let answer = try central.admin.call("POST", "/v1/run", #"{"at":"\#(at)","all":\#(all)}"#)
        #expect(answer.status == 200)
        return answer.json
    }

    /// All that a night leaves behind, of customers, points and what stores are told.
    func state() throws -> [String] {
        try central.aggregator.database.read { connection in
            try connection.query(
                """
                SELECT r.id, u.tier, u.tier_since, u.window_from, u.segment, u.home, u.frequency, u.money_minor, u.last_at,
                    u.window_spend_minor, u.window_visits, u.due_at FROM customer u JOIN card r ON r.n = u.root ORDER BY r.id
                """
            ) { row in (0..<12).map { row.optionalText(Int32($0)) ?? "-" }.joined(separator: " ") }
                + connection.query(
                    """
                    SELECT c.id, f.points, f.spend_since_minor, f.visits_since, f.touched FROM card_fact f
                    JOIN card c ON c.n = f.card ORDER BY c.id
                    """
                ) { row in (0..<5).map { row.text(Int32($0)) }.joined(separator: " ") }
                + connection.query("SELECT kind, lot, points FROM points_entry ORDER BY kind, lot, points") {
                    "\($0.text(0)) \($0.text(1)) \($0.integer(2))"
                }
                + connection.query(
                    "SELECT store, kind, id, body FROM feed WHERE kind IN ('card', 'counters') ORDER BY store, kind, id"
                ) { row in
                    let body = row.optionalBlob(3).map { String(decoding: $0, as: UTF8.self) } ?? "gone"
                    return "\(row.text(0)) \(row.text(1)) \(row.text(2)) \(body)"
                }
        }
    }
}

/// What happens on one day, drawn once and done in both.
private struct Day {
    enum Act {
        case sale(store: Int, customer: Int, amount: Int64, daysAgo: Int64)
        case goodsReturn(store: Int, receipt: Int)
        case void(store: Int)
        case claim(store: Int, customer: Int, receipt: Int)
        case enrolment(store: Int, person: Int)
        /// A receipt that was rung up on somebody else's card.
        case move(store: Int, customer: Int, receipt: Int)
        /// Head office learns that two customers have one name and one phone, or takes them apart.
        case join, takeApart
    }

    var acts: [Act]
    let days: Int64
    let hours: Int64
    /// Days by which the night is judged earlier than it is.
    let back: Int64

    init(_ random: SeededRandomness) {
        func below(_ bound: Int) -> Int { Int(random.unit() * Double(bound)) }
        days = below(4) == 0 ? 1 + Int64(below(60)) : 1
        hours = Int64(below(24))
        back = below(12) == 0 ? Int64(below(20)) : 0
        acts = (0..<1 + below(5)).map { _ in
            let store = below(2)
            switch below(16) {
            case 0: return .goodsReturn(store: store, receipt: below(20))
            case 1: return .void(store: store)
            case 2: return .claim(store: store, customer: below(5), receipt: below(10))
            case 3, 7: return .enrolment(store: store, person: below(2))
            case 4, 6: return .move(store: store, customer: below(5), receipt: below(10))
            case 5: return [.join, .takeApart, .void(store: store), .void(store: store)][below(4)]
            default:
                return .sale(
                    store: store, customer: below(6), amount: Int64(below(9)) * 3_000 + 500,
                    daysAgo: below(4) == 0 ? Int64(below(80)) : 0)
            }
        }
    }
}

/// Does a day's acts in one chain.
private struct Tills {
    let twin: Twin
    private var sold: [(store: Int, receipt: String, amount: Int64, day: String, key: String?)] = []
    private var number = 0

    init(_ twin: Twin) { self.twin = twin }

    mutating func live(_ day: Day) throws {
        for act in day.acts { try perform(act) }
        try twin.sync()
    }

    private mutating func perform(_ act: Day.Act) throws {
        number += 1
        switch act {
        case .sale(let store, let customer, let amount, let daysAgo):
            // The last shows nothing, and claims afterwards.
            let key = customer == 5 ? nil : "card:\(customer)"
            var purchase = twin.stores[store].purchase("\(number)", amount, key: key)
            purchase.at = twin.clock.now().adding(days: -daysAgo)
            _ = try twin.stores[store].sell(purchase)
            let day = try #require(Zone("America/Mexico_City")).day(of: purchase.at)
            sold.append((store, "\(number)", amount, day.description, key))
        case .goodsReturn(let store, let receipt):
            guard let sale = sold.isEmpty ? nil : sold[receipt % sold.count] else { return }
            _ = try twin.stores[store].till.call(
                "POST", "/v1/returns",
                #"{"id":"r\#(number)","till":"1","of":{"store":"\#(["A", "B"][sale.store])","till":"1","receipt":"\#(sale.receipt)","day":"\#(sale.day)"},"lines":[{"sku":"7501","quantity":1,"amountMinor":\#(sale.amount)}]}"#
            )
        case .void(let store):
            guard let sale = sold.last(where: { $0.store == store }) else { return }
            _ = try twin.stores[store].till.call(
                "POST", "/v1/voids", #"{"id":"v\#(number)","till":"1","receipt":"\#(sale.receipt)"}"#)
        case .claim(let store, let customer, let receipt):
            guard let sale = sold.isEmpty ? nil : sold[sold.count - 1 - receipt % sold.count] else { return }
            _ = try twin.stores[store].till.call(
                "POST", "/v1/claims",
                #"{"id":"k\#(number)","till":"1","key":"card:\#(customer)","of":{"store":"\#(["A", "B"][sale.store])","till":"1","receipt":"\#(sale.receipt)","day":"\#(sale.day)"}}"#
            )
        case .move(let store, let customer, let receipt):
            guard let sale = sold.isEmpty ? nil : sold[sold.count - 1 - receipt % sold.count],
                let wrong = try sale.key.flatMap({ try twin.stores[store].lookup($0).first?["card"]?.string })
            else { return }
            _ = try twin.stores[store].till.call(
                "POST", "/v1/claims",
                #"{"id":"m\#(number)","till":"1","key":"card:\#(customer)","from":"\#(wrong)","reason":"x","supervisor":"3","pin":"471193","of":{"store":"\#(["A", "B"][sale.store])","till":"1","receipt":"\#(sale.receipt)","day":"\#(sale.day)"}}"#
            )
        case .join:
            let rows = ["3", "4"].map {
                #"{"reference":"\#($0)","card":"\#($0)","given":"Ana","surname":"Ruiz","phone":"5512340000"}"#
            }
            _ = try twin.central.admin.call("POST", "/v1/customers?source=f", rows.joined(separator: "\n"))
        case .takeApart:
            guard let card = try twin.stores[0].lookup("card:4").first?["card"]?.string else { return }
            _ = try twin.central.admin.call("POST", "/v1/cards/\(card)/unmerge", #"{"reason":"not one"}"#)
        case .enrolment(let store, let person):
            // Maybe at both stores while neither hears of the other: one key is one card wherever it is opened.
            let key = "phone:551234567\(person)"
            twin.stores[store].line.set(.down)
            _ = try twin.stores[store].till.call(
                "POST", "/v1/customers", #"{"key":"\#(key)","name":"María González Ruiz"}"#)
            _ = try twin.stores[store].sell("e\(number)", 12_000, key: key)
            twin.stores[store].line.set(.up)
        }
    }
}

@Suite struct `A night` {
    private static let rules = [
        "{}", #"{"graceDays":9}"#, #"{"downgradeAt":"periodEnd","downgrade":"oneStep","graceDays":3}"#,
        #"{"period":"calendarYear","graceDays":20}"#, #"{"period":"calendarYear","downgrade":"oneStep"}"#,
        #"{"period":"sinceChange","graceDays":5}"#, #"{"period":"sinceChange","downgrade":"never"}"#,
    ]

    private static func programme(_ rules: String) -> String {
        """
        {"version":1,"currency":"MXN","timeZone":"America/Mexico_City","windowDays":45,"tierRules":\(rules),
         "tiers":[{"id":"all"},{"id":"silver","spendMinor":15000,"visits":3},{"id":"gold","spendMinor":40000},
          {"id":"often","visits":7}],
         "points":{"perAmountMinor":100,"points":1,"valueMinor":10,"pendingDays":1,"expiry":{"months":2,"until":"day"}},
         "limits":{"claimDays":90}}
        """
    }

    private static let nights = 25

    @Test(arguments: zip(rules, UInt64(1)...7))
    func `that looks only at whom something changed for leaves what one that looks at all leaves`(
        _ rules: String, _ seed: UInt64
    ) throws {
        let random = SeededRandomness(seed: seed)
        let programme = Self.programme(rules)
        let (few, all) = (try Twin(programme), try Twin(programme))
        var (fewTills, allTills) = (Tills(few), Tills(all))
        var (spared, merged, tiers): (Int64, Int64, Set<String>) = (0, 0, [])
        for night in 0..<Self.nights {
            var day = Day(random)
            // Whatever chance brings.
            if night == Self.nights / 4 { day.acts.append(.join) }
            for (twin, isAll) in [(few, false), (all, true)] {
                twin.pass(days: day.days, hours: day.hours)
                if isAll { try allTills.live(day) } else { try fewTills.live(day) }
                for store in twin.stores { _ = try store.agent.releaseExpired() }
                try twin.sync()
                let told = try twin.run(all: isAll, back: day.back)
                merged += told["merged"]?.integer ?? 0
                if isAll { tiers.formUnion((told["tiers"]?.members ?? []).map(\.key)) }
                if !isAll, told["all"]?.boolean == false {
                    spared += (told["customers"]?.integer ?? 0) - (told["measured"]?.integer ?? 0)
                }
                try twin.sync()
            }
            let (one, other) = (try few.state(), try all.state())
            try #require(one == other, "seed \(seed), night \(night), \(few.clock.now())")
        }
        #expect(spared > Self.nights, "the nights looked at nearly all")
        #expect(tiers.count >= 3 && merged > 0)
        #expect(
            try few.central.aggregator.database.read {
                try $0.integer("SELECT COUNT(*) FROM claim WHERE state = 'moved'")
            } > 0)
        let differences = try few.central.aggregator.database.read { try LedgerCheck($0).differences() }
        #expect(differences.map { "\($0.what) \($0.card) \($0.place): \($0.kept); \($0.computed)" } == [])
    }

    @Test func `measures all where the programme changed, where it goes back in time, and where it is told to`() throws
    {
        let twin = try Twin(Self.programme("{}"))
        for customer in 0..<5 { _ = try twin.stores[0].sell("\(customer)", 20_000, key: "card:\(customer)") }
        try twin.sync()
        func night(all: Bool = false, back: Int64 = 0) throws -> [Int64?] {
            let told = try twin.run(all: all, back: back)
            return [told["measured"]?.integer, told["all"]?.boolean == true ? 1 : 0]
        }
        #expect(try night() == [5, 1])
        #expect(try night() == [0, 0])
        twin.pass(days: 1, hours: 0)
        var again = twin.stores[0].purchase("again", 20_000, key: "card:3")
        again.at = twin.clock.now()
        _ = try twin.stores[0].sell(again)
        try twin.sync()
        #expect(try night() == [1, 0])
        #expect(try night(all: true) == [5, 1])
        #expect(try night() == [0, 0])
        #expect(try night(back: 1) == [5, 1])
        #expect(try night() == [1, 0], "the purchase after the instant before")
        twin.pass(days: 46, hours: 0)
        #expect(try night() == [5, 0], "their purchases left the window")
        let changed = Self.programme("{}").replacing(#""version":1"#, with: #""version":2"#)
        #expect(try twin.central.admin.call("POST", "/v1/programmes", changed).status == 201)
        try changed.write(
            toFile: twin.central.folder.path + "/programme.json", atomically: true, encoding: .utf8)
        #expect(try night() == [5, 1])
        #expect(try night() == [0, 0])
        #expect(try twin.central.admin.call("POST", "/v1/run", #"{"all":1}"#).code == "wrongType")
    }

    @Test func `that ended halfway is made up for by the next one`() throws {
        let twin = try Twin(Self.programme("{}"))
        for customer in 0..<5 { _ = try twin.stores[0].sell("\(customer)", 20_000, key: "card:\(customer)") }
        try twin.sync()
        _ = try twin.run(all: false, back: 0)
        twin.pass(days: 50, hours: 0)
        let aggregator = twin.central.aggregator
        let at = twin.clock.now()
        let scope = try aggregator.database.write {
            try RunScope(beginning: at, wantsAll: false, aggregator, $0)
        }
        #expect(!scope.isEveryone)
        let numbers = try aggregator.database.read { try scope.customers(after: 0, $0) }
        #expect(numbers.count == 5)
        let programme = aggregator.programme
        _ = try aggregator.database.write {
            try Measurer(connection: $0, judge: TierJudge(programme, at: at), at: at).measure(Array(numbers.prefix(2)))
        }
        #expect(try twin.run(all: false, back: 1)["all"]?.boolean == true, "some were measured later than this")
        #expect(try twin.run(all: false, back: 0)["all"]?.boolean == false)
        let left = try aggregator.database.write {
            try RunScope(beginning: at, wantsAll: true, aggregator, $0)
        }
        #expect(left.isEveryone)
        #expect(try twin.run(all: false, back: 0)["all"]?.boolean == true, "one that was to measure all did not")
    }

    @Test func `after goods came back alone leaves on the card what the purchases are worth`() throws {
        let twin = try Twin(Self.programme("{}"))
        _ = try twin.stores[0].sell("1", 14_000, key: "card:1")
        try twin.sync()
        _ = try twin.run(all: false, back: 0)
        try twin.sync()
        _ = try twin.stores[0].till.call(
            "POST", "/v1/returns",
            #"{"id":"r","till":"1","of":{"till":"1","receipt":"1","day":"2026-03-14"},"lines":[{"sku":"7501","quantity":1,"amountMinor":14000}]}"#
        )
        try twin.sync()
        _ = try twin.run(all: false, back: 0)
        try twin.sync()
        #expect(try twin.stores[0].lookup("card:1").first?["next"]?["spendMinor"]?.integer == 15_000)
    }
}
