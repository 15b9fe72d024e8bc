import Digest
import JSON
import Loyalty
import SyncProtocol

/// A customer of the benchmarks, with the rows that central publishes of them. Every tenth has an offer.
struct PublishedPerson {
    let cardRow: FeedRow
    let keyRow: FeedRow

    private static let given = ["María", "José", "Lupe", "Juan", "Ana", "Luis", "Rosa", "Miguel", "Carmen", "Pedro"]
    private static let initials = Array("ABCDEFGHIJKLMNOP")
    private static let offer = Offer(
        id: "primavera", names: ["es": "10 % en tu compra", "en": "10% off your basket"],
        benefit: Benefit(value: .basisPoints(1000)), from: LocalDay(number: 0), to: LocalDay(number: 40_000),
        usesLeft: nil)

    init(_ number: Int, _ secret: ChainSecret, _ randomness: SeededRandomness) {
        let draw = randomness.bytes(3)
        let visits = Int64(draw[0])
        let card = Card(
            id: CardID(Hex.encode(randomness.bytes(12))),
            maskedName: "\(Self.given[number % 10]) \(Self.initials[Int(draw[1]) % Self.initials.count]).",
            tier: TierID(visits > 240 ? "gold" : visits > 180 ? "silver" : "bronze"), points: Int64(draw[2]) * 7,
            spendMinor: visits * 8_000, visits: visits / 4, home: CardChain.store,
            offers: number % 10 == 0 ? [Self.offer] : [])
        guard let key = Key(CardChain.sales.key(ofCustomer: number), callingCode: "52") else {
            preconditionFailure("the keys of seeded sales are keys")
        }
        cardRow = FeedRow(
            kind: .card, id: card.id.rawValue, body: PublishedCard(card: card, includes: [:]).body)
        keyRow = FeedRow(
            kind: .key, id: secret.hash(key),
            body: JSONWriter.object { $0.field("cards", strings: [card.id.rawValue]) })
    }
}
