import Database
import Loyalty
import SyncProtocol

/// What is set aside for receipts that are not paid yet: a purchase captures it, a void or its lapse gives it back.
///
/// Always: it is part of what the store holds, so that giving it back needs nobody.
struct Holds {
    let connection: Connection

    struct Hold {
        var parts: [LotAmount]
        /// Points beyond what the store holds, which the programme lets it risk.
        var beyond: Int64 = 0
        var isLapsed: Bool

        var points: Int64 { parts.reduce(beyond) { $1.lot.isPoints ? $0 + $1.count : $0 } }
    }

    private static let beyondLot = "beyond"

    /// No hold is longer, so that a clock that jumped back does not keep points from anyone.
    static let millisecondsMax: Int64 = 86_400_000

    /// Of a receipt that is not recorded yet; nil where nothing was set aside, or it lapsed long ago.
    func hold(till: String, receipt: String, at now: Instant) throws -> Hold? {
        let memory = WriterMemory.of(connection)
        if memory?.isWithoutHolds == true { return nil }
        var hold = Hold(parts: [], isLapsed: false)
        let rows = try connection.query(
            "SELECT id, lot, count, expires_at FROM hold WHERE till = $1 AND receipt = $2 ORDER BY id, lot", till,
            receipt
        ) { (card: $0.card(0), lot: $0.text(1), count: $0.integer(2), expiresAt: $0.integer(3)) }
        guard !rows.isEmpty else {
            if let memory, memory.isWithoutHolds == nil {
                memory.isWithoutHolds = try connection.integer("SELECT COUNT(*) FROM (SELECT 1 FROM hold LIMIT 1)") == 0
            }
            return nil
        }
        for row in rows {
            if row.lot == Self.beyondLot { hold.beyond = row.count }
            if let lot = Lot(row.lot) { hold.parts.append(LotAmount(card: row.card, lot: lot, count: row.count)) }
            hold.isLapsed = hold.isLapsed || !Self.isOpen(row.expiresAt, at: now)
        }
        return hold
    }

    private static func isOpen(_ expiresAt: Int64, at now: Instant) -> Bool {
        expiresAt > now.milliseconds && expiresAt <= now.milliseconds + millisecondsMax
    }

    /// - Parameter beyond: points of `root` that the store does not hold
    func set(
        _ parts: [LotAmount], beyond: Int64 = 0, of root: CardID, till: String, receipt: String, until: Instant
    ) throws {
        WriterMemory.of(connection)?.isWithoutHolds = false
        var rows = parts.map { (card: $0.card, lot: $0.lot.description, count: $0.count) }
        if beyond > 0 { rows.append((root, Self.beyondLot, beyond)) }
        for row in rows {
            try connection.run(
                "INSERT INTO hold (till, receipt, id, lot, count, expires_at) VALUES ($1, $2, $3, $4, $5, $6)", till,
                receipt, Packed(row.card), row.lot, row.count, until.milliseconds)
        }
    }

    /// - Returns: whether there was anything
    @discardableResult
    func remove(till: String, receipt: String) throws -> Bool {
        WriterMemory.of(connection)?.isWithoutHolds = nil
        return try connection.run("DELETE FROM hold WHERE till = $1 AND receipt = $2", till, receipt) > 0
    }

    /// Lapsed ones are known for a day, so that a late purchase is told why.
    func forgetOld(at now: Instant) throws {
        WriterMemory.of(connection)?.isWithoutHolds = nil
        try connection.run(
            "DELETE FROM hold WHERE expires_at < $1 OR expires_at > $2", now.milliseconds - Self.millisecondsMax,
            now.milliseconds + Self.millisecondsMax)
    }

    /// What other receipts that are not paid yet may use of a customer beyond what the store holds.
    func openBeyond(_ card: CardID, at now: Instant) throws -> Int64 {
        try connection.integer(
            """
            SELECT COALESCE(SUM(count), 0) FROM hold
            WHERE lot = $1 AND id = $2 AND expires_at > $3 AND expires_at <= $4
            """, Self.beyondLot, Packed(card), now.milliseconds, now.milliseconds + Self.millisecondsMax)
    }

    /// For all receipts that are not paid yet. Few: a hold lapses after minutes.
    func open(at now: Instant) throws -> [LotAmount] {
        try connection.query(
            "SELECT id, lot, count FROM hold WHERE expires_at > $1 AND expires_at <= $2", now.milliseconds,
            now.milliseconds + Self.millisecondsMax
        ) { row in
            Lot(row.text(1)).map { LotAmount(card: row.card(0), lot: $0, count: row.integer(2)) }
        }.compactMap { $0 }
    }
}
