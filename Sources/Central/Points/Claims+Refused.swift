import Database
import Loyalty

extension Claims {
    /// Receipts that a customer's cards tell of, the newest refusal first and each receipt once. One that is theirs by now,
    /// since it was moved or they had it already, is nothing to tell.
    /// - Parameter since: refusals after this are told
    func refused(to customer: Int64, since: Int64, _ zone: Zone) throws -> [RefusedClaim] {
        let found = try connection.query(
            """
            SELECT c.of_store, c.of_till, c.of_receipt, c.of_day, c.reason, c.decided_at
            FROM card m JOIN claim c ON c.card = m.n
            WHERE m.customer = $1 AND c.state = 'refused' AND c.decided_at > $2 AND c.reason <> 'alreadyTheirs'
            AND NOT EXISTS (
                SELECT 1 FROM purchase_once o JOIN purchase p ON p.n = o.purchase AND p.store = o.store
                JOIN card h ON h.n = p.card
                WHERE o.store = c.of_store AND o.day = c.of_day AND o.till = c.of_till AND o.receipt = c.of_receipt
                AND h.customer = $1)
            ORDER BY c.decided_at DESC, c.event DESC LIMIT $3
            """, customer, since, Self.refusedMax
        ) { row in
            RefusedClaim(
                store: StoreID(row.text(0)), till: row.text(1), receipt: row.text(2),
                day: LocalDay(number: Int(row.integer(3))), refusal: row.text(4),
                decided: zone.day(of: Instant(milliseconds: row.integer(5))))
        }
        return Array(
            found.enumerated().filter { index, claim in
                !found[..<index].contains {
                    ($0.store, $0.till, $0.receipt, $0.day) == (claim.store, claim.till, claim.receipt, claim.day)
                }
            }.map(\.element).prefix(RefusedClaim.toldMax))
    }

    /// Of one customer, that are looked at: one receipt may be refused at many tills.
    private static let refusedMax: Int64 = 50
}
