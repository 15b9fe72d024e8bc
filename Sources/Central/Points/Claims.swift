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
        /// 0: central did not know the card when the claim came.
        let from: Int64?
        let cashier: String?
        let day: LocalDay
        let store: StoreID
        /// Where it was asked.
        let askedAt: StoreID
        /// Nil: it never came.
        let purchase: Int64?
    }

    /// A purchase as it is now.
    struct Sold {
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

    /// Those whose purchase came, or for which the time is over; in the order in which they came.
    func due(at now: Instant) throws -> [Waiting] {
        try connection.query(
            """
            SELECT c.event, c.at, c.card, c.from_card, c.cashier, c.of_day, c.of_store, c.store, p.n
            FROM claim c
            LEFT JOIN purchase_once o ON o.store = c.of_store AND o.day = c.of_day AND o.till = c.of_till
                AND o.receipt = c.of_receipt
            LEFT JOIN purchase p ON p.n = o.purchase AND p.store = o.store
            WHERE c.state = 'waiting' AND (p.n IS NOT NULL OR c.at < $1) ORDER BY c.event LIMIT $2
            """, now.adding(days: -Self.waitDays).milliseconds, Self.decidedMax
        ) { row in
            Waiting(
                event: row.integer(0), at: Instant(milliseconds: row.integer(1)), card: row.integer(2),
                from: row.optionalInteger(3), cashier: row.optionalText(4), day: LocalDay(number: Int(row.integer(5))),
                store: StoreID(row.text(6)), askedAt: StoreID(row.text(7)), purchase: row.optionalInteger(8))
        }
    }

    func sold(_ number: Int64, of store: StoreID) throws -> Sold? {
        try connection.first(
            """
            SELECT card, event, at, lines_minor, points, redeemed, lot FROM purchase WHERE n = $1 AND store = $2
            """, number, store.rawValue
        ) { row in
            Sold(
                number: number, store: store, card: row.optionalInteger(0), event: row.integer(1), at: row.integer(2),
                linesMinor: row.integer(3), points: row.integer(4), redeemed: row.integer(5),
                lot: Lot(row.text(6)) ?? .plain)
        }
    }

    /// - Parameter holder: the card that it counted for, of whoever was said to have it wrongly; nil where it was nobody's
    func decide(
        _ claim: Waiting, _ refusal: ClaimRefusal?, from holder: Int64? = nil, points: Int64 = 0, at now: Instant
    ) throws {
        let state = refusal != nil ? "refused" : holder != nil ? "moved" : "given"
        try connection.run(
            """
            UPDATE claim SET state = $1, reason = $2, points = $3, decided_at = $4, from_card = COALESCE($5, from_card)
            WHERE event = $6
            """, state, refusal?.rawValue, points, now.milliseconds, holder, claim.event)
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
        guard let number = claim.purchase, let purchase = try claims.sold(number, of: claim.store) else {
            return try refuse(claim, .noPurchase)
        }
        if let refusal = try refusal(claim, purchase) { return try refuse(claim, refusal) }
        let isMove = purchase.card != nil
        let points = try isMove ? purchase.points : earned(purchase, claim.card)
        let returned = try isMove ? takenBack(purchase) : returnedPoints(purchase, of: points)
        let zone = Zone(programme.timeZone) ?? .utc
        let earnedOn = min(day(claim, purchase, zone), zone.day(of: now))
        let lot = isMove ? purchase.lot : programme.points.lot(earnedOn: earnedOn)
        try give(purchase, to: claim.card, points, lot)
        if let holder = purchase.card { try take(purchase, from: holder, points, lot) }
        try carryOver(returned, purchase, lot, to: claim.card, claim)
        try takeOfEnded(points - returned, purchase, lot, claim)
        try claims.decide(claim, nil, from: purchase.card, points: points - returned, at: now)
    }

    private func refuse(_ claim: Claims.Waiting, _ refusal: ClaimRefusal) throws {
        try claims.decide(claim, refusal, at: now)
        // The card tells of it.
        try connection.markDirty(claim.card)
    }

    private func refusal(_ claim: Claims.Waiting, _ purchase: Claims.Sold) throws -> ClaimRefusal? {
        let zone = Zone(programme.timeZone) ?? .utc
        // A day is given to stores in other zones.
        if zone.day(of: claim.at) > day(claim, purchase, zone).adding(days: Int(programme.limits.claimDays) + 1) {
            return .tooLate
        }
        if try CounterFacts(connection: connection).isBlocked(claim.card, at: claim.at) { return .blocked }
        if let cashier = claim.cashier, try employeeCards(of: claim.card, cashier: cashier) > 0 { return .ownCard }
        guard let holder = purchase.card else { return try isCancelled(purchase) ? .cancelled : nil }
        if try cards.areOnes(holder, claim.card) { return .alreadyTheirs }
        guard let from = try claim.from == 0 ? wronglyNamed(claim) : claim.from else { return .taken }
        guard try cards.areOnes(holder, from) else { return .notTheirs }
        // Points of one customer are not paid back by moving the receipt that they paid.
        return purchase.redeemed > 0 ? .pointsUsed : nil
    }

    /// When it was sold: a clock that was far behind printed an earlier day.
    private func day(_ claim: Claims.Waiting, _ purchase: Claims.Sold, _ zone: Zone) -> LocalDay {
        max(claim.day, zone.day(of: Instant(milliseconds: purchase.at)))
    }

    /// What the purchase would have earned, had the card been shown.
    private func earned(_ purchase: Claims.Sold, _ card: Int64) throws -> Int64 {
        guard let recorded = try recorded(purchase) else {
            return programme.pointsEarned(earningMinor: max(0, purchase.linesMinor))
        }
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
                tier: tier ?? programme.tiers[0].id,
                isEmployee: try recorded.purchase.employeeSale || employeeCards(of: card) > 0,
                paidWithPointsMinor: recorded.purchase.paidWithPointsMinor)
        ).points
    }

    /// Cards of the customer that are this person's, or anybody's.
    private func employeeCards(of card: Int64, cashier: String? = nil) throws -> Int64 {
        try connection.integer(
            """
            SELECT COUNT(*) FROM card c JOIN card m ON m.customer = c.customer JOIN employee_card e ON e.card = m.n
            WHERE c.n = $1 AND (CAST($2 AS TEXT) IS NULL OR e.person = $2)
            """, card, cashier)
    }

    private func give(_ purchase: Claims.Sold, to card: Int64, _ points: Int64, _ lot: Lot) throws {
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
                visits_since = card_fact.visits_since + 1, touched = 1
            """, card, purchase.linesMinor, points, purchase.at)
        try connection.markDirty(card)
    }

    /// What arrived since the last run is not told apart here: the next run counts the purchases themselves.
    private func take(_ purchase: Claims.Sold, from card: Int64, _ points: Int64, _ lot: Lot) throws {
        try PointsLedger(connection: connection).count(taken: points, of: lot, card: card)
        try connection.run(
            """
            UPDATE card_fact SET purchases = purchases - 1, points = points - $1, touched = 1,
                money_minor = CASE WHEN ABS(money_minor) < 4000000000000000000
                    THEN money_minor - $2 ELSE money_minor END
            WHERE card = $3
            """, points, purchase.linesMinor, card)
        try connection.markDirty(card)
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
