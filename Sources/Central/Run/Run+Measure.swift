import Database
import Loyalty

extension Run {
    /// Customers that one transaction measures.
    static let customersMax = 500

    /// Recency, frequency, money, window, home and tier of everyone in the scope, some hundreds at a time.
    func measure(_ summary: inout Summary) throws {
        let (at, aggregator, wantsAll) = (at, aggregator, wantsAll)
        let scope = try write { try RunScope(beginning: at, wantsAll: wantsAll, aggregator, $0) }
        summary.isEveryone = scope.isEveryone
        if scope.isEveryone {
            var numbers = try aggregator.database.read { try scope.customers(after: 0, $0) }
            while let last = numbers.last {
                try measure(numbers, &summary)
                numbers = try aggregator.database.read { try scope.customers(after: last, $0) }
            }
        } else {
            // Whatever arrives from here on is for the next run.
            let numbers = try aggregator.database.read { try scope.customers(after: 0, $0) }
            for start in stride(from: 0, to: numbers.count, by: Self.customersMax) {
                try measure(Array(numbers[start..<min(start + Self.customersMax, numbers.count)]), &summary)
            }
        }
        try write { try scope.finish($0) }
    }

    private func measure(_ numbers: [Int64], _ summary: inout Summary) throws {
        let (programme, at) = (aggregator.programme, at)
        summary.measured += numbers.count
        summary.changed += try write { connection in
            try Measurer(connection: connection, judge: TierJudge(programme, at: at), at: at).measure(numbers)
        }
    }
}

/// Measures a few hundred customers in one transaction, and judges their tiers.
struct Measurer {
    let connection: Connection
    let judge: TierJudge
    let at: Instant

    static let migration = Migration(
        "a run looks at whom something changed for",
        """
        -- Whether something changed since a run last looked.
        ALTER TABLE card_fact ADD COLUMN touched INTEGER NOT NULL DEFAULT 1;
        CREATE INDEX card_fact_touched ON card_fact (card) WHERE touched = 1;
        -- From this instant on a run looks again, because a purchase leaves a window or a period ends.
        ALTER TABLE customer ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX customer_by_due ON customer (due_at);
        """)

    fileprivate struct Measures: Equatable {
        var frequency: Int64 = 0
        var moneyMinor: Int64 = 0
        var lastAt: Int64?
        var windowSpendMinor: Int64 = 0
        var windowVisits: Int64 = 0
        var home: StoreID?
    }

    fileprivate struct State: Equatable {
        var tier: TierID
        var since: LocalDay?
        var windowFrom: Instant?
        var due: Instant
    }

    fileprivate struct Known {
        let number: Int64
        let root: Int64
        let measures: Measures
        let state: State
    }

    /// What is kept of a customer's cards.
    private struct Sums {
        var frequency: Int64 = 0
        var moneyMinor: Int64 = 0
        var lastAt: Int64?
        var isTouched = false
        var due = Instant.never
    }

    /// What a run finds of some hundred customers.
    struct Outcome {
        fileprivate var rows: [(known: Known, measures: Measures, state: State)] = []
        /// Cards that show something else.
        fileprivate var dirty: [Int64] = []
    }

    /// - Returns: how many changes there were
    func measure(_ numbers: [Int64]) throws -> Int {
        let outcome = try outcome(of: numbers)
        try write(outcome)
        return outcome.dirty.count
    }

    func outcome(of numbers: [Int64]) throws -> Outcome {
        let known = try known(numbers)
        let sums = try sums(numbers)
        let histories = try histories(known)
        var outcome = Outcome()
        for customer in known {
            let kept = sums[customer.number] ?? Sums()
            let history = PurchaseHistory(histories[customer.number] ?? [])
            let (measures, state) = measure(customer, kept, history)
            // A card says by which day its tier is to be kept.
            let isShown =
                kept.isTouched || measures != customer.measures || state.tier != customer.state.tier
                || state.since != customer.state.since
            if isShown { outcome.dirty.append(customer.root) }
            if measures != customer.measures || state != customer.state {
                outcome.rows.append((customer, measures, state))
            }
        }
        return outcome
    }

    private func measure(
        _ customer: Known, _ kept: Sums, _ history: PurchaseHistory
    ) -> (measures: Measures, state: State) {
        let judged = judge.judge(tier: customer.state.tier, since: customer.state.since, history)
        let home = history.home(after: homeStart, to: at)
        var measures = Measures(
            frequency: kept.frequency, moneyMinor: kept.moneyMinor, lastAt: kept.lastAt,
            windowSpendMinor: judged.window.spendMinor, windowVisits: judged.window.visits)
        measures.home = home?.store ?? customer.measures.home
        let moves = home?.until?.adding(days: CardBuilder.heldDays) ?? .never
        return (
            measures,
            State(
                tier: judged.tier, since: judged.since, windowFrom: judged.windowFrom,
                due: min(judged.due, moves, kept.due))
        )
    }

    /// Visits later than this make a home.
    private var homeStart: Instant { at.adding(days: -CardBuilder.heldDays) }

    // MARK: reading

    private func known(_ numbers: [Int64]) throws -> [Known] {
        var found: [Known] = []
        try connection.runEach(
            """
            SELECT n, root, frequency, money_minor, last_at, window_spend_minor, window_visits, home, tier, tier_since,
                window_from, due_at FROM customer WHERE n = $1
            """, numbers
        ) {
            $1.bind(1, $0)
        } read: { row in
            found.append(
                Known(
                    number: row.integer(0), root: row.integer(1),
                    measures: Measures(
                        frequency: row.integer(2), moneyMinor: row.integer(3), lastAt: row.optionalInteger(4),
                        windowSpendMinor: row.integer(5), windowVisits: row.integer(6),
                        home: row.optionalText(7).map(StoreID.init(rawValue:))),
                    state: State(
                        tier: TierID(row.text(8)), since: row.optionalInteger(9).map { LocalDay(number: Int($0)) },
                        windowFrom: row.optionalInteger(10).map(Instant.init(milliseconds:)),
                        due: Instant(milliseconds: row.integer(11)))))
        }
        return found
    }

    private struct Fact {
        let card: Int64
        let purchases: Int64
        let moneyMinor: Int64
        let lastAt: Int64
    }

    /// From what is kept per card; a card that bought after the instant is counted from its purchases.
    private func sums(_ numbers: [Int64]) throws -> [Int64: Sums] {
        var facts: [(customer: Int64, fact: Fact, isTouched: Bool)] = []
        try connection.runEach(
            """
            SELECT c.customer, f.card, f.purchases, f.money_minor, f.last_at, f.touched
            FROM card c JOIN card_fact f ON f.card = c.n WHERE c.customer = $1
            """, numbers
        ) {
            $1.bind(1, $0)
        } read: { row in
            let fact = Fact(
                card: row.integer(1), purchases: row.integer(2), moneyMinor: row.integer(3), lastAt: row.integer(4))
            facts.append((row.integer(0), fact, row.integer(5) != 0))
        }
        // In the order in which ingestion takes them.
        facts.sort { $0.fact.card < $1.fact.card }
        var sums: [Int64: Sums] = [:]
        for (customer, fact, isTouched) in facts {
            let counted = try judged(isTouched ? try taken(fact) : fact)
            var sum = sums[customer] ?? Sums()
            sum.isTouched = sum.isTouched || isTouched
            if fact.lastAt > at.milliseconds { sum.due = min(sum.due, Instant(milliseconds: fact.lastAt)) }
            if counted.purchases > 0 {
                sum.frequency += counted.purchases
                sum.moneyMinor.add(saturating: counted.moneyMinor)
                sum.lastAt = max(sum.lastAt ?? 0, counted.lastAt)
            }
            sums[customer] = sum
        }
        return sums
    }

    /// Begins to count anew what arrives after this. What arrived until then is in what is read from here on: whoever
    /// counts it holds this row till then.
    private func taken(_ fact: Fact) throws -> Fact {
        try connection.first(
            """
            UPDATE card_fact SET spend_since_minor = 0, visits_since = 0, touched = 0 WHERE card = $1
            RETURNING purchases, money_minor, last_at
            """, fact.card
        ) { row in
            Fact(card: fact.card, purchases: row.integer(0), moneyMinor: row.integer(1), lastAt: row.integer(2))
        } ?? fact
    }

    private func judged(_ fact: Fact) throws -> Fact {
        guard fact.lastAt > at.milliseconds else { return fact }
        return try connection.first(
            """
            SELECT COUNT(*), COALESCE(SUM(lines_minor / 1000000000), 0),
                COALESCE(SUM(lines_minor % 1000000000), 0), MAX(at)
            FROM purchase WHERE card = $1 AND at <= $2
            """, fact.card, at.milliseconds
        ) { row in
            Fact(
                card: fact.card, purchases: row.integer(0),
                moneyMinor: Int64(saturatingBillions: row.integer(1), rest: row.integer(2)), lastAt: row.integer(3))
        } ?? fact
    }

    private func histories(_ customers: [Known]) throws -> [Int64: [PurchaseHistory.Purchase]] {
        var found: [Int64: [PurchaseHistory.Purchase]] = [:]
        try connection.runEach(
            """
            SELECT c.customer, p.at, p.store, p.lines_minor FROM card c JOIN purchase p ON p.card = c.n
            WHERE c.customer = $1 AND p.at > $2
            """, customers
        ) { customer, statement in
            statement.bind(1, customer.number)
            statement.bind(2, min(homeStart, judge.historyStart(since: customer.state.since)).milliseconds)
        } read: { row in
            found[row.integer(0), default: []].append(
                PurchaseHistory.Purchase(
                    at: Instant(milliseconds: row.integer(1)), store: StoreID(row.text(2)), linesMinor: row.integer(3)))
        }
        return found
    }

    // MARK: writing

    /// A customer who became part of another since is none any more, and nothing is written of them.
    func write(_ outcome: Outcome) throws {
        try connection.runEach(
            """
            UPDATE customer SET tier = $2, tier_since = $3, window_from = $4, frequency = $5, money_minor = $6,
                last_at = $7, window_spend_minor = $8, window_visits = $9, home = $10
            WHERE n = $1
            """, outcome.rows
        ) { row, statement in
            statement.bind(1, row.known.number)
            statement.bind(2, row.state.tier.rawValue)
            (row.state.since?.number).bind(to: statement, at: 3)
            (row.state.windowFrom?.milliseconds).bind(to: statement, at: 4)
            statement.bind(5, row.measures.frequency)
            statement.bind(6, row.measures.moneyMinor)
            row.measures.lastAt.bind(to: statement, at: 7)
            statement.bind(8, row.measures.windowSpendMinor)
            statement.bind(9, row.measures.windowVisits)
            (row.measures.home?.rawValue).bind(to: statement, at: 10)
        }
        // Apart: a purchase that comes seldom changes when the oldest leaves, and this one has an index to keep.
        try connection.runEach(
            "UPDATE customer SET due_at = $2 WHERE n = $1", outcome.rows.filter { $0.state.due != $0.known.state.due }
        ) { row, statement in
            statement.bind(1, row.known.number)
            statement.bind(2, row.state.due.milliseconds)
        }
        try connection.markDirty(outcome.dirty)
    }
}
