import Database
import JSON
import Loyalty
import SyncProtocol

extension Facts {
    /// What a store's events came to, on its way into the tables.
    struct Gathered {
        /// A class for the same reason as `UploadedEvent`.
        final class PurchaseRow {
            let number: Int64
            let event: Int64
            let card: Int64?
            let points: Int64
            /// Central's, where the store did not know the key.
            let lot: Lot
            let judgedAt: Instant
            let recorded: RecordedPurchase

            init(
                number: Int64, event: Int64, card: Int64?, points: Int64, lot: Lot, judgedAt: Instant,
                recorded: RecordedPurchase
            ) {
                self.number = number
                self.event = event
                self.card = card
                self.points = points
                self.lot = lot
                self.judgedAt = judgedAt
                self.recorded = recorded
            }
        }

        /// What a card's purchases add to what is kept of it.
        private struct Kept {
            var purchases: Int64 = 0
            var moneyMinor: Int64 = 0
            var points: Int64 = 0
            var lastAt = Int64.min
        }

        private struct Presence {
            var sequence: Int64
            var lastAt: Int64
        }

        var purchases: [PurchaseRow] = []
        private var kept: [Int64: Kept] = [:]
        private var presences: [Int64: Presence] = [:]

        /// An event of this card is counted: the store may forget its own note of it.
        mutating func note(_ card: Int64, _ sequence: Int64, soldAt: Instant) {
            let known = presences[card]
            presences[card] = Presence(
                sequence: max(known?.sequence ?? sequence, sequence),
                lastAt: max(known?.lastAt ?? soldAt.milliseconds, soldAt.milliseconds))
        }

        /// - Throws: `BadInput` where the sums would leave 64 bits; nothing is kept then
        mutating func keep(_ card: Int64, _ purchase: Purchase, at judged: Instant) throws {
            var sum = kept[card] ?? Kept()
            sum.purchases += 1
            sum.moneyMinor = try Self.sum(sum.moneyMinor, purchase.linesMinor)
            sum.lastAt = max(sum.lastAt, judged.milliseconds)
            kept[card] = sum
        }

        /// What a card's points came to besides entries.
        mutating func keep(_ card: Int64, points: Int64) {
            kept[card, default: Kept()].points.add(saturating: points)
        }

        private static func sum(_ one: Int64, _ other: Int64) throws -> Int64 {
            let (sum, isTooLarge) = one.addingReportingOverflow(other)
            guard !isTooLarge else {
                throw BadInput(code: "numberOutOfRange", field: "totalMinor", message: "is too large to be added up")
            }
            return sum
        }

        func write(to connection: Connection, _ store: StoreID, _ epoch: EpochID) throws {
            try writePurchases(connection, store)
            try writeLines(connection, store)
            try writeKept(connection)
            try writePresences(connection, store, epoch)
        }

        private func writePurchases(_ connection: Connection, _ store: StoreID) throws {
            try connection.runEach(
                """
                INSERT INTO purchase (n, store, day, till, receipt, event, card, at, sold_at, lines, total_minor,
                    lines_minor, discount_minor, points, flags, redeemed, lot)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
                """, purchases
            ) { row, statement in
                let purchase = row.recorded.purchase
                statement.bind(1, row.number)
                statement.bind(2, store.rawValue)
                statement.bind(3, Int64(row.recorded.day.number))
                statement.bind(4, purchase.till)
                statement.bind(5, purchase.receipt)
                statement.bind(6, row.event)
                row.card.bind(to: statement, at: 7)
                statement.bind(8, row.judgedAt.milliseconds)
                statement.bind(9, purchase.at.milliseconds)
                statement.bind(10, Int64(purchase.lines.count))
                statement.bind(11, purchase.totalMinor)
                statement.bind(12, purchase.linesMinor)
                statement.bind(13, purchase.lines.reduce(Int64(0)) { $0 + $1.discountMinor })
                statement.bind(14, row.points)
                statement.bind(15, row.recorded.flags.map(\.rawValue).joined(separator: ","))
                statement.bind(16, row.recorded.counting?.redeemedPoints ?? 0)
                statement.bind(17, row.lot.description)
            }
        }

        private func writeLines(_ connection: Connection, _ store: StoreID) throws {
            var places: [LinePlace] = []
            places.reserveCapacity(purchases.reduce(0) { $0 + $1.recorded.purchase.lines.count })
            for (row, purchase) in purchases.enumerated() {
                for line in purchase.recorded.purchase.lines.indices { places.append(LinePlace(row: row, line: line)) }
            }
            try connection.runEach(
                """
                INSERT INTO line (store, purchase, number, sku, category, quantity, amount_minor, discount_minor)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """, places
            ) { place, statement in
                let row = purchases[place.row]
                statement.bind(1, store.rawValue)
                statement.bind(2, row.number)
                statement.bind(3, Int64(place.line))
                statement.bind(row.recorded.purchase.lines[place.line])
            }
        }

        /// Where a line stands: much smaller than the line, of which there are most.
        private struct LinePlace {
            let row: Int
            let line: Int
        }

        /// What a card has stays within 64 bits, whatever a till sends.
        private func writeKept(_ connection: Connection) throws {
            try connection.runEach(
                """
                INSERT INTO card_fact (card, purchases, money_minor, points, last_at, spend_since_minor, visits_since)
                VALUES ($1, $2, $3, $4, $5, $3, $2)
                ON CONFLICT (card) DO UPDATE SET
                    purchases = card_fact.purchases + excluded.purchases,
                    money_minor = CASE WHEN ABS(card_fact.money_minor) < 4000000000000000000
                        THEN card_fact.money_minor + excluded.money_minor ELSE card_fact.money_minor END,
                    points = CASE WHEN ABS(card_fact.points) < 4000000000000000000
                        THEN card_fact.points + excluded.points ELSE card_fact.points END,
                    last_at = CASE WHEN excluded.last_at > card_fact.last_at THEN excluded.last_at
                        ELSE card_fact.last_at END,
                    spend_since_minor = CASE WHEN ABS(card_fact.spend_since_minor) < 4000000000000000000
                        THEN card_fact.spend_since_minor + excluded.spend_since_minor
                        ELSE card_fact.spend_since_minor END,
                    visits_since = card_fact.visits_since + excluded.visits_since, touched = 1
                """, kept.sorted { $0.key < $1.key }
            ) { row, statement in
                statement.bind(1, row.key)
                statement.bind(2, row.value.purchases)
                statement.bind(3, row.value.moneyMinor)
                statement.bind(4, row.value.points)
                statement.bind(5, row.value.purchases > 0 ? row.value.lastAt : 0)
            }
        }

        private func writePresences(_ connection: Connection, _ store: StoreID, _ epoch: EpochID) throws {
            let rows = presences.sorted { $0.key < $1.key }
            try connection.runEach(
                """
                INSERT INTO presence (card, store, epoch, sequence, last_at) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (card, store, epoch) DO UPDATE SET
                    sequence = CASE WHEN excluded.sequence > presence.sequence THEN excluded.sequence
                        ELSE presence.sequence END,
                    last_at = CASE WHEN excluded.last_at > presence.last_at THEN excluded.last_at
                        ELSE presence.last_at END
                """, rows
            ) { row, statement in
                statement.bind(1, row.key)
                statement.bind(2, store.rawValue)
                statement.bind(3, epoch.rawValue)
                statement.bind(4, row.value.sequence)
                statement.bind(5, row.value.lastAt)
            }
            try connection.markDirty(rows.map(\.key))
        }
    }
}

extension Statement {
    fileprivate func bind(_ line: borrowing Purchase.Line) {
        bind(4, line.sku)
        line.category.bind(to: self, at: 5)
        bind(6, line.quantity)
        bind(7, line.amountMinor)
        bind(8, line.discountMinor)
    }
}
