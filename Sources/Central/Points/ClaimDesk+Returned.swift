import Database
import JSON
import Loyalty
import SyncProtocol

/// What came back of a receipt, or ended of its points, before it was claimed or moved.
extension ClaimDesk {
    /// Nil where the month of its event was moved away: its lines are not known any more.
    func recorded(_ purchase: Claims.Sold) throws -> RecordedPurchase? {
        guard case .purchase(let recorded) = try event(purchase.event, of: purchase.store)?.content else { return nil }
        return recorded
    }

    private func event(_ number: Int64, of store: StoreID) throws -> Event? {
        try connection.first("SELECT body FROM event WHERE n = $1 AND store = $2", number, store.rawValue) { row in
            try? Event(json: JSONDocument(row.blob(0)).root)
        } ?? nil
    }

    /// Whose the receipt is wrongly, of a card that central came to know after the claim; 0 where it still does not.
    func wronglyNamed(_ claim: Claims.Waiting) throws -> Int64 {
        guard case .service(.receiptClaimed(let asked)) = try event(claim.event, of: claim.askedAt)?.content,
            let from = asked.from
        else { return 0 }
        return try cards.number(of: from) ?? 0
    }

    func isCancelled(_ purchase: Claims.Sold) throws -> Bool {
        try connection.integer(
            "SELECT COUNT(*) FROM goods_return WHERE purchase = $1 AND is_void = 1", purchase.number) > 0
    }

    /// What was taken back from whom the receipt counted for.
    func takenBack(_ purchase: Claims.Sold) throws -> Int64 {
        try connection.integer(
            "SELECT COALESCE(SUM(points), 0) FROM goods_return WHERE purchase = $1", purchase.number)
    }

    /// What goods that came back while the receipt was nobody's would have taken back. Divided as `Returns` divides what
    /// comes back later.
    func returnedPoints(_ purchase: Claims.Sold, of points: Int64) throws -> Int64 {
        guard points > 0, let recorded = try recorded(purchase) else { return 0 }
        let items = try connection.returnedItems(of: purchase.number)
        guard !items.isEmpty else { return 0 }
        let lines = recorded.purchase.lines
        var linePoints = lines.map { _ in Int64(0) }
        Money.distribute(points, by: lines.map { max(0, $0.amountMinor) }) { linePoints[$0] += $1 }
        var left = ReturnedPurchase(lines: lines, linePoints: linePoints, redeemedPoints: 0)
        return left.take(items).points
    }

    /// What ended of the points of a receipt that moves is not taken a second time of whom it counted for: it ends with whom
    /// it counts for now.
    func takeOfEnded(_ points: Int64, _ purchase: Claims.Sold, _ lot: Lot, _ claim: Claims.Waiting) throws {
        guard let holder = purchase.card else { return }
        let ledger = PointsLedger(connection: connection)
        let ended = min(points, try ledger.ended(of: lot, card: holder))
        guard ended > 0 else { return }
        try ledger.add([
            PointsLedger.Entry(
                card: holder, kind: .expire, lot: lot, points: ended, at: claim.at, event: claim.event,
                reverses: purchase.number)
        ])
    }

    /// What came back stays taken, from whom the receipt counts for now.
    func carryOver(
        _ returned: Int64, _ purchase: Claims.Sold, _ lot: Lot, to card: Int64, _ claim: Claims.Waiting
    ) throws {
        guard returned > 0 else { return }
        func entry(_ card: Int64, _ kind: PointsLedger.Kind, _ points: Int64) -> PointsLedger.Entry {
            PointsLedger.Entry(
                card: card, kind: kind, lot: lot, points: points, at: claim.at, event: claim.event,
                reverses: purchase.number)
        }
        try PointsLedger(connection: connection).add(
            [entry(card, .takeBack, -returned)] + (purchase.card.map { [entry($0, .adjust, returned)] } ?? []))
    }
}
