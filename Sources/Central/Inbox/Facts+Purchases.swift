import Database
import Digest
import JSON
import Loyalty
import SyncProtocol

/// A sale: new, or here already.
extension Facts {
    func apply(
        _ recorded: RecordedPurchase, _ uploaded: UploadedEvent, event: Int64, judgedAt judged: Instant,
        at place: EventPlace
    ) throws {
        if let number = uploaded.id.flatMap({ expected[$0] }) {
            try apply(
                recorded, personal: uploaded.personal, number: number, event: event, judgedAt: judged, at: place)
        } else {
            let content = uploaded.content ?? Self.content(recorded.purchase)
            try again(recorded, content, event: event, judgedAt: judged, place)
        }
    }

    private func apply(
        _ recorded: RecordedPurchase, personal: Personal?, number: Int64, event: Int64, judgedAt judged: Instant,
        at place: EventPlace
    ) throws {
        let buyer: Buyer
        if let card = recorded.card.flatMap({ numbers[$0] }) {
            buyer = Buyer(card: card, points: recorded.points, lot: nil)
        } else {
            buyer = try opening(recorded, personal, soldAt: judged)
        }
        if let card = buyer.card {
            try gathered.keep(card, recorded.purchase, at: judged)
        }
        try count(recorded, buyer, event: event, at: judged)
        gathered.purchases.append(
            Gathered.PurchaseRow(
                number: number, event: event, card: buyer.card, points: buyer.points, lot: buyer.lot ?? recorded.lot,
                judgedAt: judged,
                recorded: recorded))
        hasSales = true
        let purchase = recorded.purchase
        try Suspicions(connection: connection).note(
            recorded.flags.filter(\.isSuspicious).map(\.rawValue), event: event, store: store, day: recorded.day,
            till: purchase.till,
            receipt: purchase.receipt, card: buyer.card, cashier: purchase.cashier)
        guard let card = buyer.card else { return }
        gathered.note(card, place.sequence, soldAt: judged)
        if givesForFirstPurchase { bought.insert(card) }
        if givesOnceAYear { boughtFirst[card] = min(event, boughtFirst[card] ?? event) }
        for offer in Set(recorded.purchase.offers).sorted() {
            try connection.run(
                """
                INSERT INTO offer_use (card, campaign, purchase)
                SELECT $1, id, $2 FROM campaign WHERE id = $3 ON CONFLICT DO NOTHING
                """, card, number, offer)
            try takeUnheldUse(of: offer, card: card, recorded)
        }
    }

    /// The purchase is here already: the same content changes nothing but where its card was seen.
    private func again(
        _ recorded: RecordedPurchase, _ content: [UInt8], event: Int64, judgedAt judged: Instant, _ place: EventPlace
    ) throws {
        guard let earlier = try earlier(recorded) else {
            preconditionFailure("a purchase whose identity could not be taken is here")
        }
        guard earlier.content == content else {
            let purchase = recorded.purchase
            throw BadInput(
                code: "receiptReused", field: "receipt",
                message: "\(purchase.receipt) of till \(purchase.till) on \(recorded.day) is here with other content")
        }
        try countAgain(recorded, event: event, at: judged)
        try seenAgain(recorded, earlier, at: place)
    }

    /// Its customer's place is new. By now that may be another one than the store went by: the receipt was moved.
    func seenAgain(_ recorded: RecordedPurchase, _ earlier: EarlierPurchase, at place: EventPlace) throws {
        let named = try recorded.card.flatMap { try numbers[$0] ?? cards.number(of: $0) }
        for card in Set([earlier.card, named].compactMap(\.self)).sorted() {
            gathered.note(card, place.sequence, soldAt: earlier.soldAt)
        }
    }

    struct EarlierPurchase {
        let content: [UInt8]
        /// Nil also where the purchase was moved away.
        let card: Int64?
        let soldAt: Instant
    }

    /// A purchase is (store, till, receipt, local day of sale).
    func earlier(_ recorded: RecordedPurchase) throws -> EarlierPurchase? {
        let purchase = recorded.purchase
        let found = try connection.first(
            """
            SELECT o.content, o.purchase, p.card, p.sold_at FROM purchase_once o
            LEFT JOIN purchase p ON p.n = o.purchase AND p.store = o.store
            WHERE o.store = $1 AND o.day = $2 AND o.till = $3 AND o.receipt = $4
            """, store.rawValue, recorded.day.number, purchase.till, purchase.receipt
        ) { row in
            (
                number: row.integer(1),
                earlier: EarlierPurchase(
                    content: row.blob(0), card: row.optionalInteger(2), soldAt: Instant(milliseconds: row.integer(3)))
            )
        }
        guard let found, let row = gathered.purchases.first(where: { $0.number == found.number }) else {
            return found?.earlier
        }
        return EarlierPurchase(content: found.earlier.content, card: row.card, soldAt: row.recorded.purchase.at)
    }

    /// Equal for the same purchase in whichever event it comes, and whether or not the store knew the customer.
    static func content(_ purchase: Purchase) -> [UInt8] {
        var anonymous = purchase
        anonymous.card = nil
        var writer = JSONWriter(capacity: 128 + purchase.lines.count * 110)
        anonymous.write(to: &writer, includingKey: false)
        return Array(Digest.sha256(writer.bytes).bytes.prefix(16))
    }
}
