import JSON
import Testing

@testable import Loyalty

@Suite struct Cards {
    @Test(
        arguments: [
            ("María del Carmen", "González", "María G."), ("María", "gonzález", "María G."), ("María", nil, "María"),
            (nil, "González", "G."), (nil, "gonzález", "G."), (nil, nil, ""), ("", "", ""),
            ("  Ana  Luisa ", " Ruiz", "Ana R."),
            ("Ana", "'t Hooft", "Ana T."), ("Ana", "123", "Ana"), ("Íñigo", "Ñáñez", "Íñigo Ñ."),
        ] as [(String?, String?, String)]) func `a name is masked to what confirms it`(
            given: String?, surname: String?, masked: String
        )
    { #expect(Card.mask(given: given, surname: surname) == masked) }

    @Test func `a long given name is cut`() {
        #expect(Card.mask(given: String(repeating: "a", count: 500), surname: "Ruiz").count == 23)
    }

    @Test(arguments: [("María González", "María G."), ("María", "María"), ("", ""), (" Ana  Ruiz Gil ", "Ana R.")])
    func `a full name is masked by its first two words`(fullName: String, masked: String) {
        #expect(Card.mask(fullName: fullName) == masked)
    }

    @Test func `claims that this release does not understand are left out, and the newest are taken`() throws {
        let of = #""of":{"store":"1","till":"2","receipt":"3","day":"2026-03-14"}"#
        let good = "{\(of),\"state\":\"refused\",\"refusal\":\"moon\",\"decided\":\"2026-03-15\"}"
        let strange = [
            "{\(of),\"state\":\"waiting\"}", "{\(of),\"state\":\"refused\",\"refusal\":\"taken\",\"decided\":\"soon\"}",
            "7",
            #"{"state":"refused","refusal":"taken","decided":"2026-03-15"}"#,
        ]
        let text = "[" + (strange + Array(repeating: good, count: 9)).joined(separator: ",") + "]"
        let claims = RefusedClaim.list(try JSONDocument(text).root)
        #expect(claims.count == RefusedClaim.toldMax && claims.allSatisfy { $0.refusal == "moon" && $0.receipt == "3" })
        let written = JSONWriter.object { object in
            object.key("claim"); claims[0].write(to: &object)
        }
        #expect(try JSONDocument(written).root["claim"].flatMap { RefusedClaim(json: $0) } == claims[0])
        #expect(RefusedClaim.list(nil) == [])
    }

    private func card(spend: Int64 = 0, tier: String = "bronze", usesLeft: Int64? = 2) -> Card {
        let day = LocalDay(number: 20_000)
        let benefit = Benefit(value: .amountMinor(100))
        return Card(
            id: CardID("c1"), maskedName: "Ana R.", tier: TierID(tier), points: 100, pendingPoints: 7,
            spendMinor: spend,
            visits: 3, home: StoreID("001"),
            offers: [
                Offer(id: "a", names: ["es": "A"], benefit: benefit, from: day, to: day, usesLeft: usesLeft),
                Offer(id: "b", names: [:], benefit: benefit, from: day, to: day, usesLeft: nil),
            ])
    }

    private func movements(points: Int64 = 0, spend: Int64 = 0, visits: Int64 = 0, uses: [String: Int64] = [:])
        -> Movements
    {
        var movements = Movements()
        (movements.points, movements.spendMinor, movements.visits, movements.uses) = (points, spend, visits, uses)
        return movements
    }

    @Test func `without movements a card is as central made it`() throws {
        let programme = try SampleProgramme.programme()
        // Central may keep a tier that spend alone would not reach.
        let card = card(spend: 9_000_000, tier: "bronze")
        #expect(card.adding(Movements(), programme: programme) == card)
        #expect(Movements().isEmpty && !movements(uses: ["a": 1]).isEmpty && !movements(visits: 1).isEmpty)
        #expect(!movements(points: 1).isEmpty && !movements(spend: 1).isEmpty)
    }

    @Test func `movements are added at once`() throws {
        let changed = card().adding(
            movements(points: 5, spend: 6000, visits: 1), programme: try SampleProgramme.programme())
        #expect(
            changed.points == 105 && changed.spendMinor == 6000 && changed.visits == 4 && changed.pendingPoints == 7)
        #expect(changed.tier == TierID("bronze"))
    }

    @Test func `a better tier is given at once, by spend or by visits`() throws {
        let programme = try SampleProgramme.programme()
        #expect(card(spend: 499_999).adding(movements(spend: 1), programme: programme).tier == TierID("silver"))
        #expect(card(spend: 499_998).adding(movements(spend: 1), programme: programme).tier == TierID("bronze"))
        #expect(card().adding(movements(visits: 7), programme: programme).tier == TierID("silver"))
        #expect(card().adding(movements(spend: 2_000_000), programme: programme).tier == TierID("gold"))
    }

    @Test func `a worse tier is central's to give`() throws {
        let changed = card(spend: 600_000, tier: "gold").adding(
            movements(points: -200, spend: -600_000), programme: try SampleProgramme.programme())
        #expect(changed.tier == TierID("gold") && changed.points == -100 && changed.spendMinor == 0)
    }

    @Test func `used offers have fewer uses left, never below none`() throws {
        let programme = try SampleProgramme.programme()
        func left(_ used: Int64) -> [Int64?] {
            card().adding(movements(uses: ["a": used, "b": used, "other": 1]), programme: programme).offers.map(
                \.usesLeft)
        }
        #expect(left(1) == [1, nil])
        #expect(left(2) == [0, nil])
        #expect(left(3) == [0, nil])
        let names = card().adding(movements(uses: ["a": 1]), programme: programme).offers.map(\.names)
        #expect(names == [["es": "A"], [:]])
    }
}

@Suite struct Offers {
    private let first = LocalDay(number: 20_000)

    @Test(arguments: [
        Benefit(value: .basisPoints(1)), Benefit(value: .basisPoints(29)), Benefit(value: .basisPoints(1250)),
        Benefit(value: .basisPoints(10_000), categories: ["dairy"]), Benefit(value: .amountMinor(5), skus: ["1", "2"]),
    ]) func `an offer survives writing and reading`(benefit: Benefit) throws {
        for usesLeft in [nil, 0, 3] as [Int64?] {
            let offer = Offer(
                id: "a", names: ["es": "Ñ", "en": "N"], benefit: benefit, from: first, to: first.adding(days: 9),
                usesLeft: usesLeft)
            var writer = JSONWriter()
            offer.write(to: &writer)
            #expect(try Offer(json: JSONDocument(writer.bytes).root) == offer)
        }
    }

    @Test func `fields of a newer central are passed over`() throws {
        let text = #"{"offer":"a","from":"2026-03-01","to":"2026-03-02","benefit":{"percent":5},"image":"x.png"}"#
        #expect(try Offer(json: JSONDocument(text).root).benefit.value == .basisPoints(500))
    }

    @Test(arguments: [
        #"{"percent":5,"amountMinor":5}"#, "{}", #"{"percent":0}"#, #"{"percent":100.01}"#, #"{"amountMinor":0}"#,
        #"{"amountMinor":-5}"#, #"{"percent":"5"}"#, #"{"percent":5,"sku":["1"]}"#, #"{"percent":5,"skus":[1]}"#,
    ]) func `a benefit that says nothing clear is an error`(text: String) throws {
        #expect(throws: BadInput.self) { try Benefit(StrictObject(JSONDocument(text).root, path: "benefit")) }
    }

    @Test(arguments: ["offer", "from", "to", "benefit"]) func `an offer without what it needs is an error`(
        missing: String
    ) {
        let members = [
            ("offer", #""a""#), ("from", #""2026-03-01""#), ("to", #""2026-03-02""#), ("benefit", #"{"percent":5}"#),
        ]
        let text = "{\(members.filter { $0.0 != missing }.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ","))}"
        #expect(throws: BadInput.self) { try Offer(json: JSONDocument(text).root) }
    }
}
