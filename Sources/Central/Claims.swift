import Database
import JSON
import Loyalty
import SyncProtocol

/// Receipts that customers claim afterwards, and those that are moved from the wrong card.
///
/// Always: a claim is decided once, in the order in which claims came, when its purchase is here: whichever came first. One
/// receipt is given to one customer once; the move of it names whose it is. What the store had given to the wrong card is taken
/// there and issued to the right one, and the purchase's row names whose it is from then on.
struct Claims {
    let connection: Connection

    static let migration = Migration(
        "receipts are claimed afterwards, and moved from the wrong card",
        """
        CREATE TABLE claim (
            event INTEGER PRIMARY KEY,
            -- Where it was asked.
            store TEXT NOT NULL,
            till TEXT NOT NULL,
            cashier TEXT,
            supervisor TEXT,
            at INTEGER NOT NULL,
            -- Which receipt.
            of_store TEXT NOT NULL,
            of_till TEXT NOT NULL,
            of_receipt TEXT NOT NULL,
            of_day INTEGER NOT NULL,
            card INTEGER NOT NULL,
            from_card INTEGER,
            flags TEXT NOT NULL,
            -- waiting, given, moved or refused
            state TEXT NOT NULL,
            reason TEXT,
            points INTEGER NOT NULL DEFAULT 0,
            decided_at INTEGER
        ) STRICT;
        CREATE INDEX claim_waiting ON claim (event) WHERE state = 'waiting';
        CREATE INDEX claim_by_card ON claim (card);
        """)

    enum Refusal: String, CaseIterable {
        case tooLate, taken, alreadyTheirs, notTheirs, pointsUsed, blocked, noPurchase
    }

    /// How long a claim waits for its purchase: as long as an old disk may still send it.
    static let waitDays = Aggregator.formerDays
    /// Claims that one transaction decides.
    static let decidedMax: Int64 = 200

    func add(
        _ claim: ReceiptClaim, card: Int64, from: Int64?, at: Instant, store: StoreID, event: Int64
    ) throws {
        try connection.run(
            """
            INSERT INTO claim (event, store, till, cashier, supervisor, at, of_store, of_till, of_receipt, of_day, card,
                from_card, flags, state)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'waiting')
            """, event, store.rawValue, claim.till, claim.cashier, claim.supervisor?.rawValue, at.milliseconds,
            claim.receipt.store.rawValue, claim.receipt.till, claim.receipt.receipt, claim.receipt.day.number, card,
            from, claim.flags.map(\.rawValue).joined(separator: ","))
    }

    var areWaiting: Bool {
        get throws { try connection.integer("SELECT COUNT(*) FROM claim WHERE state = 'waiting'") > 0 }
    }

    /// A claim whose purchase may be here.
    struct Waiting {
        let event: Int64
        let at: Instant
        let card: Int64
        let from: Int64?
        let day: LocalDay
        let purchase: Purchase?

        struct Purchase {
            let number: Int64
            let store: StoreID
            let card: Int64?
            let event: Int64
            let at: Int64
            let linesMinor: Int64
            let points: Int64
            let redeemed: Int64
            let lot: Lot
        }
    }

    /// Those whose purchase came, or for which the time is over; in the order in which they came.
    func due(at now: Instant) throws -> [Waiting] {
        try connection.query(
            """
            SELECT c.event, c.at, c.card, c.from_card, c.of_day, p.n, p.store, p.card, p.event, p.at, p.lines_minor,
                p.points, p.redeemed, p.lot
            FROM claim c
            LEFT JOIN purchase_once o ON o.store = c.of_store AND o.day = c.of_day AND o.till = c.of_till
                AND o.receipt = c.of_receipt
            LEFT JOIN purchase p ON p.n = o.purchase AND p.store = o.store
            WHERE c.state = 'waiting' AND (p.n IS NOT NULL OR c.at < $1) ORDER BY c.event LIMIT $2
            """, now.adding(days: -Self.waitDays).milliseconds, Self.decidedMax
        ) { row in
            let purchase =
                row.isNull(5)
                ? nil
                : Waiting.Purchase(
                    number: row.integer(5), store: StoreID(row.text(6)), card: row.optionalInteger(7),
                    event: row.integer(8), at: row.integer(9), linesMinor: row.integer(10), points: row.integer(11),
                    redeemed: row.integer(12), lot: Lot(row.text(13)) ?? .plain)
            return Waiting(
                event: row.integer(0), at: Instant(milliseconds: row.integer(1)), card: row.integer(2),
                from: row.optionalInteger(3), day: LocalDay(number: Int(row.integer(4))), purchase: purchase)
        }
    }

    func decide(_ claim: Waiting, _ refusal: Refusal?, points: Int64, at now: Instant) throws {
        let state = refusal != nil ? "refused" : claim.purchase?.card == nil ? "given" : "moved"
        try connection.run(
            "UPDATE claim SET state = $1, reason = $2, points = $3, decided_at = $4 WHERE event = $5", state,
            refusal?.rawValue, points, now.milliseconds, claim.event)
    }
}

/// Decides claims, and carries out what they come to.
struct ClaimDesk {
    let connection: Connection
    let programme: Programme
    let cards: Cards
    let now: Instant

    private var claims: Claims { Claims(connection: connection) }

    /// - Returns: how many were decided
    func settle() throws -> Int {
        let due = try claims.due(at: now)
        // One receipt may be claimed twice in one batch: each is judged on what the one before left.
        for claim in due { try settle(claim) }
        return due.count
    }

    private func settle(_ claim: Claims.Waiting) throws {
        guard let purchase = claim.purchase else { return try claims.decide(claim, .noPurchase, points: 0, at: now) }
        let holder =
            try connection.first(
                "SELECT card FROM purchase WHERE n = $1 AND store = $2", purchase.number, purchase.store.rawValue
            ) { $0.optionalInteger(0) } ?? nil
        if let refusal = try refusal(claim, purchase, holder: holder) {
            return try claims.decide(claim, refusal, points: 0, at: now)
        }
        let points = try holder == nil ? earned(purchase, claim.card) : purchase.points
        let today = (Zone(programme.timeZone) ?? .utc).day(of: now)
        let lot = holder == nil ? programme.points.lot(earnedOn: min(claim.day, today)) : purchase.lot
        try give(purchase, to: claim.card, points, lot)
        if let holder { try take(purchase, from: holder, points, lot) }
        try claims.decide(claim, nil, points: points, at: now)
    }

    private func refusal(
        _ claim: Claims.Waiting, _ purchase: Claims.Waiting.Purchase, holder: Int64?
    ) throws -> Claims.Refusal? {
        let zone = Zone(programme.timeZone) ?? .utc
        // A day is given to stores in other zones.
        if zone.day(of: claim.at) > claim.day.adding(days: Int(programme.limits.claimDays) + 1) { return .tooLate }
        if try connection.integer(
            """
            SELECT COUNT(*) FROM card c JOIN card m ON m.customer = c.customer JOIN card_block b ON b.card = m.n
            WHERE c.n = $1 AND b.ended_at IS NULL
            """, claim.card) > 0
        {
            return .blocked
        }
        guard let holder else { return nil }
        if try cards.areOnes(holder, claim.card) { return .alreadyTheirs }
        guard let from = claim.from else { return .taken }
        guard try cards.areOnes(holder, from) else { return .notTheirs }
        // Points of one customer are not paid back by moving the receipt that they paid.
        return purchase.redeemed > 0 ? .pointsUsed : nil
    }

    /// What the purchase would have earned, had the card been shown.
    private func earned(_ purchase: Claims.Waiting.Purchase, _ card: Int64) throws -> Int64 {
        let body = try connection.first(
            "SELECT body FROM event WHERE n = $1 AND store = $2", purchase.event, purchase.store.rawValue
        ) { $0.blob(0) }
        // Where the month of the event was moved away, its lines are not known any more.
        guard let body, let event = try? Event(json: JSONDocument(body).root),
            case .purchase(let recorded) = event.content
        else { return programme.pointsEarned(earningMinor: max(0, purchase.linesMinor)) }
        let tier = try connection.first(
            "SELECT u.tier FROM card c JOIN customer u ON u.n = c.customer WHERE c.n = $1", card
        ) { TierID($0.text(0)) }
        let zone =
            try connection.first(
                "SELECT time_zone FROM store WHERE id = $1", purchase.store.rawValue
            ) { Zone($0.text(0)) } ?? nil
        return programme.earned(
            by: recorded.purchase.lines,
            EarningContext(
                day: recorded.day, minuteOfDay: (zone ?? .utc).minuteOfDay(of: recorded.purchase.at),
                tier: tier ?? programme.tiers[0].id, isEmployee: recorded.purchase.employeeSale,
                paidWithPointsMinor: recorded.purchase.paidWithPointsMinor)
        ).points
    }

    private func give(_ purchase: Claims.Waiting.Purchase, to card: Int64, _ points: Int64, _ lot: Lot) throws {
        try connection.run(
            "UPDATE purchase SET card = $1, points = $2, lot = $3 WHERE n = $4 AND store = $5", card, points,
            lot.description, purchase.number, purchase.store.rawValue)
        try PointsLedger(connection: connection).count(issued: points, of: lot, card: card)
        try connection.run(
            """
            INSERT INTO card_fact (card, purchases, money_minor, points, last_at, spend_since_minor, visits_since)
            VALUES ($1, 1, $2, $3, $4, $2, 1)
            ON CONFLICT (card) DO UPDATE SET
                purchases = card_fact.purchases + 1,
                money_minor = CASE WHEN ABS(card_fact.money_minor) < 4000000000000000000
                    THEN card_fact.money_minor + excluded.money_minor ELSE card_fact.money_minor END,
                points = card_fact.points + excluded.points,
                last_at = CASE WHEN excluded.last_at > card_fact.last_at THEN excluded.last_at
                    ELSE card_fact.last_at END,
                spend_since_minor = CASE WHEN ABS(card_fact.spend_since_minor) < 4000000000000000000
                    THEN card_fact.spend_since_minor + excluded.spend_since_minor
                    ELSE card_fact.spend_since_minor END,
                visits_since = card_fact.visits_since + 1
            """, card, purchase.linesMinor, points, purchase.at)
        try cards.markDirty(card)
    }

    /// What arrived since the last run is not told apart here: the next run counts the purchases themselves.
    private func take(_ purchase: Claims.Waiting.Purchase, from card: Int64, _ points: Int64, _ lot: Lot) throws {
        try PointsLedger(connection: connection).count(taken: points, of: lot, card: card)
        try connection.run(
            """
            UPDATE card_fact SET purchases = purchases - 1, points = points - $1,
                money_minor = CASE WHEN ABS(money_minor) < 4000000000000000000
                    THEN money_minor - $2 ELSE money_minor END
            WHERE card = $3
            """, points, purchase.linesMinor, card)
        try cards.markDirty(card)
    }
}

extension Aggregator {
    /// Decides the claims whose purchases are here, in short transactions.
    func settleClaims() throws {
        guard try database.read({ try Claims(connection: $0).areWaiting }) else { return }
        var settled = 0
        repeat {
            let now = clock.now()
            settled = try database.write { [self] connection in
                let cards = Cards(connection: connection, secret: secret, programme: programme)
                return try ClaimDesk(connection: connection, programme: programme, cards: cards, now: now).settle()
            }
        } while settled == Int(Claims.decidedMax)
    }
}
