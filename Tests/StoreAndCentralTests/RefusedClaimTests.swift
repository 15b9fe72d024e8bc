import Foundation
import JSON
import LocalChain
import Loyalty
import Testing

@testable import Central

@Suite struct `Claims that central refuses`: Claiming {
    let chain: ClaimChain

    init() throws { chain = try ClaimChain() }

    /// What a card tells of claims that central refused, at a store.
    private func told(_ key: String, at store: TestStore? = nil) throws -> [String] {
        (try (store ?? pair.store).lookup(key).first?["claims"]?.array ?? []).map { claim in
            let of = ["store", "till", "receipt", "day"].compactMap { claim["of"]?[$0]?.string }
            let rest = ["state", "refusal", "decided"].compactMap { claim[$0]?.string }
            return of.joined(separator: ".") + " " + rest.joined(separator: " ")
        }
    }

    @Test func `a claim that central refuses is told by the card, wherever it is, for thirty days`() throws {
        _ = try pair.store.sell("1", 50_000)
        other.line.set(.down)
        #expect(try claim("c1", "1", for: luis, at: other).json["pending"]?.boolean == true)
        #expect(try points(luis, at: other) == 2)
        #expect(try other.lookup(luis).first?["provisional"]?.count == 0)
        // Meanwhile somebody else claims it where the line is up.
        _ = try claim("c2", "1", for: ana)
        #expect(try pair.store.upload())
        try pair.central.aggregator.publishDirty()
        other.line.set(.up)
        try sync()
        let line = "042.1.1.2026-03-14 refused taken 2026-03-14"
        for store in [pair.store, other] {
            #expect(try told(luis, at: store) == [line])
            #expect(try told(ana, at: store) == [], "what was given is in the points")
            #expect(try points(luis, at: store) == 2 && points(ana, at: store) == 52)
            #expect(try store.lookup(luis).first?["provisional"]?.count == 0)
        }
        // Asked for once more, and by who has it: nothing more is told.
        _ = try claim("c3", "1", for: luis, at: other)
        _ = try claim("c4", "1", for: ana, at: other)
        try sync()
        #expect(try states() == ["given", "refused taken", "refused taken", "refused alreadyTheirs"])
        #expect(try told(luis) == [line] && told(ana) == [])
        pair.clock.advance(seconds: 30 * 86_400)
        #expect(try told(luis) == [line] && told(luis, at: other) == [line])
        pair.clock.advance(seconds: 86_400)
        #expect(try told(luis) == [] && told(luis, at: other) == [])
        // And central no longer publishes it.
        #expect(try claimsPublished() == 2)
        pair.clock.advance(seconds: 86_400)
        _ = try pair.store.sell("09", 1_000, key: luis)
        try sync()
        #expect(try claimsPublished() == 0)
    }

    /// Rows in the feeds that tell of claims.
    private func claimsPublished() throws -> Int {
        try pair.central.aggregator.database.read { connection in
            try connection.query("SELECT body FROM feed WHERE kind = 'card' AND body IS NOT NULL") { $0.blob(0) }
        }.count { try JSONDocument($0).root["claims"] != nil }
    }

    @Test func `one that came too late for a programme that the store had not heard of is told`() throws {
        _ = try pair.store.sell("1", 50_000)
        try sync()
        other.line.set(.down)
        let newer = CentralDefaults.programme.replacing("\"version\": 1,", with: "\"version\": 2,")
            .replacing("\"claimDays\": 30", with: "\"claimDays\": 1")
        try newer.write(toFile: pair.central.folder.path + "/programme.json", atomically: true, encoding: .utf8)
        try pair.central.aggregator.reloadProgramme(by: .central)
        pair.clock.advance(seconds: 5 * 86_400)
        #expect(try claim("c1", "1", for: ana, at: other).json["pending"]?.boolean == true)
        other.line.set(.up)
        try sync()
        #expect(try states() == ["refused tooLate"])
        #expect(try told(ana, at: other) == ["042.1.1.2026-03-14 refused tooLate 2026-03-19"])
        #expect(try told(ana) == told(ana, at: other) && points(ana) == 2)
    }

    @Test func `what is the customer's in the end is no longer told, and is again where it is taken from them`() throws
    {
        _ = try pair.store.sell("1", 50_000, key: luis)
        _ = try claim("c1", "1", for: ana, at: other)
        try sync()
        let line = "042.1.1.2026-03-14 refused taken 2026-03-14"
        #expect(try told(ana) == [line])
        let (one, two) = try (card(ana), card(luis))
        let body = #"{"with":"\#(two)","reason":"one person"}"#
        #expect(try pair.central.admin.call("POST", "/v1/cards/\(one)/merge", body).status == 200)
        try sync()
        #expect(try told(ana) == [] && points(ana) == 54)
        // The younger card is the one that joined.
        #expect(try pair.central.admin.call("POST", "/v1/cards/\(two)/unmerge", #"{"reason":"two"}"#).status == 200)
        try sync()
        #expect(try told(ana) == [line] && told(luis) == [])
        _ = try claim("m1", "1", for: ana, more: #","from":"\#(two)""# + proof)
        try sync()
        #expect(try states() == ["refused taken", "moved"])
        #expect(try told(ana) == [] && told(luis) == [])
    }

    @Test func `one that waited is told when it is decided, although nothing else changed`() throws {
        other.line.set(.down)
        _ = try other.sell("1", 50_000)
        _ = try claim("c1", "1", for: ana, of: "7")
        _ = try claim("c2", "1", for: luis, of: "7")
        _ = try claim("c3", "none", for: luis, of: "7")
        #expect(try pair.store.sync())
        try pair.central.aggregator.publishDirty()
        #expect(try pair.store.sync())
        #expect(try states() == ["waiting", "waiting", "waiting"] && told(luis) == [])
        other.line.set(.up)
        try sync()
        #expect(try states() == ["given", "refused taken", "waiting"])
        #expect(try told(luis) == ["7.1.1.2026-03-14 refused taken 2026-03-14"] && told(ana) == [])
        pair.clock.advance(seconds: (Claims.waitDays + 1) * 86_400)
        try sync()
        let decided = try #require(LocalDay("2026-03-14")).adding(days: Int(Claims.waitDays) + 1)
        #expect(try told(luis) == ["7.1.none.2026-03-14 refused noPurchase \(decided)"])
    }

    @Test func `a card tells of the newest claims only`() throws {
        for number in 1...7 { _ = try pair.store.sell("\(number)", 50_000, key: luis) }
        try sync()
        for number in 1...7 { _ = try claim("c\(number)", "\(number)", for: ana, at: other) }
        try sync()
        let newest = (3...7).reversed().map { "042.1.\($0).2026-03-14 refused taken 2026-03-14" }
        #expect(try told(ana) == newest && newest.count == RefusedClaim.toldMax)
    }
}
