import JSON
import LocalChain
import Loyalty
import Testing

@Suite("Rewards, caps and movements")
struct RewardTests {
    private let clock = TestClock()

    private static func programme(_ more: String) -> String {
        #"""
        {"version": 1, "currency": "MXN", "country": "MX", "timeZone": "America/Mexico_City", "windowDays": 365,
         "tiers": [{"id": "bronze", "names": {"es": "Bronce", "en": "Bronze"}}],
         "points": {"perAmountMinor": 100, "points": 1, "valueMinor": 10}, \#(more)}
        """#
    }

    private func pair(_ more: String) throws -> (central: TestCentral, store: TestStore) {
        let central = try TestCentral(clock: clock, programme: Self.programme(more))
        let store = try TestStore("001", central, token: central.addStore("001"))
        try store.sync()
        _ = try store.sell("0", 0, key: "card:1")
        try store.sync()
        return (central, store)
    }

    private func take(_ reward: String, _ id: String, at store: TestStore) throws -> (status: Int, json: JSONValue) {
        let answer = try store.till.call(
            "POST", "/v1/rewards", #"{"id":"\#(id)","till":"1","key":"card:1","reward":"\#(reward)"}"#)
        return (answer.status, answer.json)
    }

    private static let catalogue = #"""
        "rewards": [
          {"id": "mug", "names": {"es": "Taza", "en": "Mug"}, "kind": "product", "points": 300, "sku": "m",
           "stockPerStore": 1},
          {"id": "bag", "names": {"es": "Bolsa", "en": "Bag"}, "kind": "mystery", "points": 50,
           "mystery": {"prizes": [{"id": "tea", "names": {"es": "Té", "en": "Tea"}, "percent": 50},
             {"id": "jam", "names": {"es": "Dulce", "en": "Jam"}, "percent": 50}]}}
        ]
        """#

    @Test func `a reward costs its points once, offline, and only while the store has stock`() throws {
        let (_, store) = try pair(Self.catalogue)
        _ = try store.sell("1", 70_000, key: "card:1")
        store.line.set(.down)
        let listed = try store.lookup("card:1").first?["rewards"]?.array ?? []
        #expect(listed.map { $0["reward"]?.string } == ["mug", "bag"])
        #expect(listed.allSatisfy { $0["usable"]?.boolean == true })
        let first = try take("mug", "w1", at: store)
        #expect(first.status == 200)
        #expect(first.json["points"]?.integer == 300)
        #expect(try take("mug", "w1", at: store).json.text == first.json.text)
        let after = try #require(try store.lookup("card:1").first)
        #expect(after["points"]?["here"]?.integer == 400)
        #expect(after["rewards"]?.array?.map { $0["usable"]?.boolean } == [false, true])
        #expect(after["rewards"]?.array?.first?["reason"]?.string == "outOfStock")
        let second = try take("mug", "w2", at: store)
        #expect(second.status == 409)
        #expect(second.json["code"]?.string == "rewardNotAvailable")
        #expect(try take("plate", "w3", at: store).json["code"]?.string == "unknownReward")
        store.line.set(.up)
        try store.sync()
        #expect(try store.lookup("card:1").first?["points"]?["total"]?.integer == 400)
    }

    @Test func `a mystery is drawn by a number that draws the same again`() throws {
        let (central, store) = try pair(Self.catalogue)
        _ = try store.sell("1", 70_000, key: "card:1")
        let prizes = try (1...8).map { number in
            try take("bag", "w\(number)", at: store).json["prize"]?["prize"]?.string
        }
        #expect(Set(prizes) == ["tea", "jam"])
        try store.sync()
        let kept = try central.aggregator.database.read { connection in
            try connection.query("SELECT drawn, prize FROM reward_given ORDER BY id") { ($0.text(0), $0.text(1)) }
        }
        let mystery = try #require(try Programme(text: Self.programme(Self.catalogue)).reward("bag")?.mystery)
        #expect(kept.map(\.1) == prizes)
        #expect(kept.map { UInt64($0.0).flatMap { mystery.prize(drawnBy: $0)?.id } } == prizes)
    }

    @Test func `a store without a line stops before its prizes cost more than its part of the budget`() throws {
        let (central, store) = try pair(
            #"""
            "rewards": [{"id": "raffle", "names": {"es": "Sorteo"}, "kind": "mystery", "points": 1,
              "mystery": {"draw": "lot", "budgetMinor": 20000, "budgetPerStoreMinor": 10000,
                "legal": {"terms": "https://example.com/bases", "permit": "20260001PS00"},
                "prizes": [{"id": "tv", "percent": 5, "valueMinor": 4000},
                  {"id": "mug", "percent": 60, "valueMinor": 500}]}}]
            """#)
        _ = try store.sell("1", 70_000, key: "card:1")
        store.line.set(.down)
        let value: [String: Int64] = ["tv": 4_000, "mug": 500]
        var drawn: Int64 = 0
        var counts: [String?: Int64] = [:]
        for number in 1...100 {
            let answer = try take("raffle", "w\(number)", at: store)
            // As long as the dearest prize fits, and not once more.
            #expect((answer.status == 200) == (drawn + 4_000 <= 10_000))
            guard answer.status == 200 else { continue }
            let prize = answer.json["prize"]?["prize"]?.string
            drawn += prize.flatMap { value[$0] } ?? 0
            counts[prize, default: 0] += 1
        }
        #expect(drawn > 6_000 && drawn <= 10_000)
        #expect(try take("raffle", "w101", at: store).json["code"]?.string == "rewardNotAvailable")
        store.line.set(.up)
        try store.sync()
        let row = try #require(try central.admin.call("GET", "/v1/rewards").json["rewards"]?.array?.first)
        #expect(row["prizesMinor"]?.integer == drawn && row["budgetLeftMinor"]?.integer == 20_000 - drawn)
        let told = (row["prizes"]?.array ?? []).reduce(into: [String?: Int64]()) {
            $0[$1["prize"]?.string] = $1["given"]?.integer
        }
        #expect(told == counts)
    }

    @Test func `under a cap a store risks so much a card and day, and no more`() throws {
        let (_, store) = try pair(#""redemption": {"points": "cap", "capMinor": 1000}"#)
        _ = try store.sell("1", 10_000, key: "card:1")
        func hold(_ receipt: String, _ points: Int64) throws -> Int {
            try store.till.call(
                "POST", "/v1/holds", #"{"till":"1","receipt":"\#(receipt)","key":"card:1","points":\#(points)}"#
            ).status
        }
        #expect(try hold("2", 201) == 409)
        #expect(try hold("2", 200) == 200)
        // What another receipt has set aside is risked already.
        #expect(try hold("3", 1) == 409)
        let bought = try store.sell("2", 0, key: "card:1")
        #expect(bought["redeemed"]?.integer == 200)
        #expect(bought.flags == [])
        #expect(try hold("3", 1) == 409)
        try store.sync()
        #expect(try store.lookup("card:1").first?["points"]?["total"]?.integer == -100)
        // What the store risked is owed: the next points pay it.
        _ = try store.sell("4", 30_000, key: "card:1")
        try store.sync()
        try store.sync()
        #expect(try store.lookup("card:1").first?["points"]?["here"]?.integer == 200)
    }

    @Test func `points are not used where the programme denies it, and a great sum wants a PIN`() throws {
        let (_, denied) = try pair(#""redemption": {"points": "deny"}"#)
        _ = try denied.sell("1", 10_000, key: "card:1")
        let hold = #"{"till":"1","receipt":"2","key":"card:1","points":50}"#
        #expect(try denied.till.call("POST", "/v1/holds", hold).json["code"]?.string == "redemptionDenied")
        let (_, guarded) = try pair(#""redemption": {"pinAboveMinor": 499}"#)
        _ = try guarded.sell("1", 10_000, key: "card:1")
        #expect(try guarded.till.call("POST", "/v1/holds", hold).json["code"]?.string == "pinRequired")
        let less = #"{"till":"1","receipt":"2","key":"card:1","points":49}"#
        #expect(try guarded.till.call("POST", "/v1/holds", less).status == 200)
    }

    @Test func `a card's last movements are told, the newest first`() throws {
        let (_, store) = try pair(Self.catalogue)
        for number in 1...9 { _ = try store.sell("\(number)", 10_000, key: "card:1") }
        _ = try take("bag", "w1", at: store)
        _ = try store.till.call(
            "POST", "/v1/voids", #"{"id":"v1","till":"1","receipt":"9"}"#)
        let answer = try store.till.call("POST", "/v1/cards/history", #"{"key":"card:1"}"#).json
        let movements = answer["movements"]?.array ?? []
        #expect(movements.count == 10)
        #expect(movements.prefix(3).map { $0["kind"]?.string } == ["return", "reward", "purchase"])
        #expect(movements.prefix(3).map { $0["points"]?.integer } == [-100, -50, 100])
    }
}
