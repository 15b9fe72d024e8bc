import Database
import JSON
import Loyalty
import SyncProtocol

extension Run {
    /// Cards that one transaction looks at.
    static let bonusCardsMax = 200

    /// Gives what the programme gives once, after those who are one person were joined.
    func giveBonuses() throws {
        while true {
            let programme = aggregator.programme
            let at = min(at, aggregator.clock.now())
            let looked = try write { connection in
                try Bonuses(connection: connection, programme: programme, at: at).giveSome()
            }
            if looked < Self.bonusCardsMax { return }
        }
    }

    /// Customers that one transaction looks at.
    static let entitledMax = 500

    /// Gives rewards by right to the customers of their tiers who have none yet. Passes over the customers of those tiers.
    func entitle() throws {
        let programme = aggregator.programme
        let at = min(at, aggregator.clock.now())
        let today = (Zone(programme.timeZone) ?? .utc).day(of: at)
        for reward in programme.rewards where reward.isOpen(on: today) {
            guard case .entitlement(let uses) = reward.price else { continue }
            let tiers: [TierID?] = reward.tiers.isEmpty ? [nil] : reward.tiers
            for tier in tiers { try entitle(tier, to: reward, uses: uses, at) }
        }
    }

    private func entitle(_ tier: TierID?, to reward: Reward, uses: Int64, _ at: Instant) throws {
        let lot = reward.entitlement
        var after: Int64 = 0
        while true {
            // Read beside the writer; nothing but a run gives any.
            let start = after
            let customers = try aggregator.database.read { connection in
                try connection.query(
                    """
                    SELECT u.n, u.root FROM customer u
                    WHERE u.n > $1 AND (CAST($2 AS TEXT) IS NULL OR u.tier = $2) AND NOT EXISTS (
                        SELECT 1 FROM card m JOIN account a ON a.card = m.n AND a.lot = $3 WHERE m.customer = u.n)
                    ORDER BY u.n LIMIT $4
                    """, start, tier?.rawValue, lot.description, Self.entitledMax
                ) { (number: $0.integer(0), root: $0.integer(1)) }
            }
            guard let last = customers.last else { return }
            after = last.number
            try write { connection in
                try PointsLedger(connection: connection).add(
                    customers.map { customer in
                        PointsLedger.Entry(
                            card: customer.root, kind: .issue, lot: lot, points: uses, at: at, reason: reward.id)
                    })
            }
        }
    }
}

extension Reward {
    fileprivate func isOpen(on day: LocalDay) -> Bool {
        (from.map { $0 <= day } ?? true) && (to.map { day <= $0 } ?? true)
    }
}

/// What is given once in a customer's life, for an enrolment and for a first purchase, and what is given once a year.
///
/// Always: a rule gives once to a customer (in a calendar year, where it says so), whichever of their cards it was for, and once for an identity: one phone that was
/// enrolled at three stores without a line, under three names, gets one bonus.
struct Bonuses {
    let connection: Connection
    let programme: Programme
    let at: Instant

    enum Due: String { case enrolment, firstPurchase, year }

    static let migration = Migration(
        "some points are given once in a customer's life",
        """
        -- Cards that were enrolled, or bought, since the run before; looked at by the next one.
        CREATE TABLE bonus_due (
            card INTEGER NOT NULL,
            kind TEXT NOT NULL,
            event INTEGER NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (card, kind)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE bonus (
            card INTEGER NOT NULL,
            rule TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (card, rule)
        ) STRICT, WITHOUT ROWID;
        """)

    /// The next run looks at these cards.
    /// - Parameter event: the first that it is about
    static func note(_ cards: [Int64], _ due: Due, event: Int64, at: Instant, _ connection: Connection) throws {
        try connection.runEach(
            """
            INSERT INTO bonus_due (card, kind, event, at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (card, kind) DO UPDATE SET event = excluded.event WHERE excluded.event < bonus_due.event
            """, cards
        ) { card, statement in
            statement.bind(1, card)
            statement.bind(2, due.rawValue)
            statement.bind(3, event)
            statement.bind(4, at.milliseconds)
        }
    }

    private struct Row {
        let card: Int64
        let due: Due?
        let event: Int64
        let at: Instant
    }

    /// What was given, and for which event.
    private struct Gift {
        /// What was given is known by these: a rule's id, with the year where it gives once a year.
        let parts: [(mark: String, part: Earned.Part)]
        let event: Int64
        let day: LocalDay
    }

    /// - Returns: how many were looked at
    func giveSome() throws -> Int {
        let rows = try connection.query(
            "SELECT card, kind, event, at FROM bonus_due ORDER BY card, kind LIMIT $1", Run.bonusCardsMax
        ) {
            Row(
                card: $0.integer(0), due: Due(rawValue: $0.text(1)), event: $0.integer(2),
                at: Instant(milliseconds: $0.integer(3)))
        }
        for row in rows {
            let gifts: [Gift] =
                switch row.due {
                case .enrolment: try [enrolment(row)].compactMap(\.self)
                case .firstPurchase: try [firstPurchase(of: row.card)].compactMap(\.self)
                case .year: try yearly(row)
                case nil: []
                }
            for gift in gifts { try give(gift, to: row.card) }
            try connection.run(
                "DELETE FROM bonus_due WHERE card = $1 AND kind = $2", row.card, row.due?.rawValue ?? "")
        }
        return rows.count
    }

    private func enrolment(_ row: Row) throws -> Gift? {
        guard programme.earning.rules.contains(where: { $0.once == .enrolment }) else { return nil }
        let zone = Zone(programme.timeZone) ?? .utc
        let context = try context(of: row.card, on: zone.day(of: row.at), minute: zone.minuteOfDay(of: row.at))
        let parts = programme.enrolmentBonuses(context).map { (mark: $0.rule, part: $0) }
        return Gift(parts: parts, event: row.event, day: context.day)
    }

    private typealias Bought = (event: Int64, body: [UInt8])

    private func firstPurchase(of card: Int64) throws -> Gift? {
        let first = try connection.first(
            """
            SELECT p.event, e.body FROM card c JOIN card m ON m.customer = c.customer JOIN purchase p ON p.card = m.n
            JOIN event e ON e.n = p.event WHERE c.n = $1 ORDER BY p.at, p.n LIMIT 1
            """, card
        ) { Bought($0.integer(0), $0.blob(1)) }
        return try first.flatMap { try gift(for: $0, to: card, .firstPurchase) }
    }

    /// For each of the card's purchases that came since the run before.
    private func yearly(_ row: Row) throws -> [Gift] {
        let came = try connection.query(
            """
            SELECT p.event, e.body FROM purchase p JOIN event e ON e.n = p.event
            WHERE p.card = $1 AND p.event >= $2 ORDER BY p.at, p.n
            """, row.card, row.event
        ) { Bought($0.integer(0), $0.blob(1)) }
        return try came.compactMap { try gift(for: $0, to: row.card, .year) }
    }

    /// By the programme that was in force at the store: a rule that came later gives nothing for what was bought before.
    private func gift(for bought: Bought, to card: Int64, _ once: EarningRule.Once) throws -> Gift? {
        guard let event = try? Event(json: JSONDocument(bought.body).root),
            case .purchase(let recorded) = event.content,
            let programme = try self.programme(recorded.programmeVersion)
        else { return nil }
        var context = try context(
            of: card, on: recorded.day,
            minute: (Zone(programme.timeZone) ?? .utc).minuteOfDay(of: recorded.purchase.at))
        context.tier = recorded.tier ?? context.tier
        context.isFirstPurchase = once == .firstPurchase
        context.isEmployee = recorded.purchase.employeeSale
        context.paidWithPointsMinor = recorded.purchase.paidWithPointsMinor
        let ofKind = Set(programme.earning.rules.filter { $0.once == once }.map(\.id))
        let year = once == .year ? "@\(recorded.day.civil.year)" : ""
        return Gift(
            parts: programme.earned(by: recorded.purchase.lines, context).pending.filter { ofKind.contains($0.rule) }
                .map { ("\($0.rule)\(year)", $0) },
            event: bought.event, day: recorded.day)
    }

    private func programme(_ version: Int64) throws -> Programme? {
        if version == programme.version { return programme }
        return try connection.first("SELECT source FROM programme WHERE version = $1", version) {
            try Programme(text: $0.text(0))
        }
    }

    private func context(of card: Int64, on day: LocalDay, minute: Int) throws -> EarningContext {
        let known = try connection.first(
            """
            SELECT u.tier, COALESCE(c.birth_day, (
                SELECT MIN(m.birth_day) FROM card m WHERE m.customer = c.customer))
            FROM card c JOIN customer u ON u.n = c.customer WHERE c.n = $1
            """, card
        ) { (tier: TierID($0.text(0)), birthDay: $0.optionalInteger(1)) }
        return EarningContext(
            day: day, minuteOfDay: minute, tier: known?.tier,
            birthMonth: known?.birthDay.map { LocalDay(number: Int($0)).civil.month })
    }

    private func give(_ gift: Gift, to card: Int64) throws {
        let today = (Zone(programme.timeZone) ?? .utc).day(of: at)
        let lot = programme.points.lot(earnedOn: min(gift.day, today))
        for (mark, part) in gift.parts where part.points > 0 {
            guard try !wasGiven(mark, to: card) else { continue }
            try connection.run(
                "INSERT INTO bonus (card, rule, at) VALUES ($1, $2, $3)", card, mark, at.milliseconds)
            try PointsLedger(connection: connection).add([
                PointsLedger.Entry(
                    card: card, kind: .issue, lot: lot, points: part.points, at: at, event: gift.event,
                    reason: part.rule)
            ])
        }
    }

    private func wasGiven(_ rule: String, to card: Int64) throws -> Bool {
        let own = try connection.integer(
            """
            SELECT COUNT(*) FROM card c JOIN card m ON m.customer = c.customer JOIN bonus b ON b.card = m.n
            WHERE c.n = $1 AND b.rule = $2
            """, card, rule)
        if own > 0 { return true }
        return try connection.integer(
            """
            SELECT COUNT(*) FROM card c JOIN card m ON m.customer = c.customer JOIN identity i ON i.card = m.n
            JOIN identity o ON o.kind = i.kind AND o.value = i.value JOIN bonus b ON b.card = o.card
            WHERE c.n = $1 AND b.rule = $2
            """, card, rule) > 0
    }
}
