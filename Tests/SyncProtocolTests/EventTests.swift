import Digest
import JSON
import Loyalty
import SyncProtocol
import Testing

@Suite struct Chains {
    @Test func `a chain follows the published formula`() throws {
        let store = StoreID("042"), epoch = EpochID("e1")
        let start = Digest.sha256("042e1")
        #expect(Chain.start(store: store, epoch: epoch) == start)
        let body = Array("{}".utf8)
        let input = start.bytes + [0, 0, 0, 0, 0, 0, 0, 1] + Digest.sha256(body).bytes
        #expect(Chain.next(after: start, sequence: 1, body: body) == Digest.sha256(input))
    }

    @Test func `another body, place or predecessor gives another chain`() {
        let start = Chain.start(store: StoreID("1"), epoch: EpochID("a"))
        let chain = Chain.next(after: start, sequence: 1, body: [1])
        #expect(chain != Chain.next(after: start, sequence: 1, body: [2]))
        #expect(chain != Chain.next(after: start, sequence: 2, body: [1]))
        #expect(chain != Chain.next(after: chain, sequence: 1, body: [1]))
    }
}

@Suite struct Events {
    private let randomness = SeededRandomness(seed: 1)

    @Test func `a purchase survives its body, and nothing personal is in it`() throws {
        var purchase = Purchase(
            receipt: "1", till: "2", at: try #require(Instant("2026-03-14T10:00:00Z")), key: "phone:5512345678",
            lines: [.init(sku: "a", category: "b", quantity: 0.35, amountMinor: 1299, discountMinor: 1)])
        purchase.offers = ["summer"]
        let personal = Personal(salt: "00ff", key: "phone:+525512345678", name: "María")
        let event = Event(
            id: .make(at: Instant(milliseconds: 5), randomness), recordedAt: Instant(milliseconds: 6),
            content: .purchase(
                RecordedPurchase(
                    purchase: purchase, day: LocalDay(number: 20_526), programmeVersion: 3, card: CardID("c"),
                    points: 7,
                    tier: TierID("gold"), flags: [.unknownOffer], clockOffsetMilliseconds: -4)))
        let body = event.body(personal: personal)
        let text = String(decoding: body, as: UTF8.self)
        #expect(!text.contains("5512345678") && !text.contains("María"))
        #expect(text.contains(personal.digest))
        let read = try Event(json: JSONDocument(body).root)
        guard case .purchase(let recorded) = read.content else { throw BadInput.missing("purchase") }
        #expect(read.id == event.id && read.recordedAt == event.recordedAt)
        var expected = purchase
        expected.key = nil
        #expect(recorded.purchase == expected)
        #expect(recorded.points == 7 && recorded.flags == [.unknownOffer] && recorded.card == CardID("c"))
        #expect(recorded.clockOffsetMilliseconds == -4 && recorded.programmeVersion == 3)
    }

    @Test func `what a store was granted in all may be more than a customer ever has`() throws {
        let granted = [LotAmount(card: CardID("c"), lot: .plain, count: 3 * Money.amountMinorMax)]
        let holdings = Holdings(incarnation: "i", epoch: EpochID("e"), granted: granted, isLast: true)
        let event = Event(
            id: .make(at: Instant(milliseconds: 5), randomness), recordedAt: Instant(milliseconds: 6),
            content: .holdings(holdings))
        guard case .holdings(let read) = try Event(json: JSONDocument(event.body(personal: nil)).root).content else {
            throw BadInput.missing("kind")
        }
        #expect(read == holdings)
    }

    @Test func `a personal line hashes differently under another salt`() {
        let one = Personal(salt: "00", key: "phone:1", name: nil), two = Personal(salt: "01", key: "phone:1", name: nil)
        #expect(one.digest != two.digest)
    }

    private static let services: [Service] = [
        .pinTried(PINTry(person: PersonID("17"), till: "1", act: "return", outcome: .wrong, triesLeft: 3)),
        .pinTried(PINTry(person: nil, till: "1", act: "verify", outcome: .unknown, triesLeft: 0)),
        .complaint(Complaint(number: "260314-K7QM", card: CardID("c"), till: "1", cashier: "17")),
        .cardBlocked(CardBlock(card: nil, till: "1", cashier: nil, supervisor: PersonID("3"))),
        .cardReplaced(
            CardReplacement(card: CardID("c"), oldHash: "1.1.ab", till: "1", cashier: "17", supervisor: nil)),
        .receiptClaimed(
            ReceiptClaim(
                receipt: .init(store: StoreID("7"), till: "2", receipt: "9", day: LocalDay(number: 20_526)),
                card: CardID("c"), from: CardID("d"), till: "1", cashier: "17", supervisor: PersonID("3"),
                flags: [.lateAdditions])),
    ]

    @Test(arguments: services) func `what happened at a counter survives its body, and what was said is not in it`(
        service: Service
    ) throws {
        let personal = Personal(salt: "00ff", key: "card:901", text: "She was rude")
        let event = Event(
            id: .make(at: Instant(milliseconds: 5), randomness), recordedAt: Instant(milliseconds: 6),
            content: .service(service))
        let body = event.body(personal: personal)
        let text = String(decoding: body, as: UTF8.self)
        #expect(!text.contains("rude") && !text.contains("901") && text.contains(personal.digest))
        guard case .service(let read) = try Event(json: JSONDocument(body).root).content else {
            throw BadInput.missing("kind")
        }
        #expect(read == service)
        #expect(Personal(json: try JSONDocument(personal.line(for: event.id)).root) == personal)
    }

    @Test(arguments: ["pinTried", "complaint", "cardReplaced", "receiptClaimed"])
    func `what lacks its essentials is told`(kind: String) throws {
        let text =
            #"{"id":"00112233445566778899aabbccddeeff","kind":"\#(kind)","recordedAt":"2026-01-01T00:00:00Z"}"#
        #expect { try Event(json: JSONDocument(text).root) } throws: { ($0 as? BadInput)?.code == "missingField" }
    }

    @Test func `what was said makes another digest, and an old personal line keeps its own`() {
        let old = Personal(salt: "00", key: "phone:1", name: "A")
        #expect(old.digest == Hex.encode(Digest.sha256("00|phone:1|A").bytes.prefix(16)))
        #expect(Personal(salt: "00", key: "phone:1", name: "A", text: "B").digest != old.digest)
    }

    @Test func `an event of a newer agent is told apart`() throws {
        let text = #"{"id":"00112233445566778899aabbccddeeff","kind":"gift","recordedAt":"2026-01-01T00:00:00Z"}"#
        #expect { try Event(json: JSONDocument(text).root) } throws: { ($0 as? BadInput)?.code == "unknownKind" }
    }

    @Test func `a cursor is read as it is written, rubbish is none`() {
        #expect(Cursor("12.ab") == Cursor(revision: 12, mark: "ab"))
        #expect(Cursor("-1.ab") == nil && Cursor("12") == nil && Cursor("x.y") == nil)
    }
}
