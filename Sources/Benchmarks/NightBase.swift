import Database
import Digest
import Foundation
import JSON
import LocalChain
import Loyalty

/// A million customers as they are after a night, written from a seed straight into central's tables: who bought what in the
/// last 13 months, what plain SQL makes of that, and points of which the hundredth part ends each day.
///
/// Buyers of one day are the hundredth part of the customers: as many purchases leave each window as come in.
struct NightBase {
    static let customers = 1_000_000
    static let touched = customers / 100
    private static let days: Int64 = 396
    private static let stores = (1...20).map { "\(100 + $0)" }

    let central: CentralProcess
    /// The day before, on which everyone was measured.
    private let evening: Instant
    private let zone: Zone

    init(folder: String, night: Instant) throws {
        central = try CentralProcess(folder: folder)
        // It goes with the folder, and is noted at the end: a copy is the same central.
        try central.configure("witness", json: "\"witness\"")
        // Publishing is the run's alone.
        try central.configure("publishSeconds", json: "600")
        try central.start()
        for store in Self.stores { _ = try central.addStore(StoreID(store)) }
        central.terminate()
        evening = night.adding(days: -1)
        guard let zone = Zone("America/Mexico_City") else { throw BenchmarkFailed("there is no zone of Mexico") }
        self.zone = zone
    }

    private func open() throws -> SQLiteConnection {
        // What is measured comes later: most of it in memory.
        try SQLiteConnection(path: central.folder + "/data/central.db", cacheKibibytes: 1_000_000)
    }

    // MARK: the base

    func fill() throws {
        let connection = try open()
        try connection.execute("DROP INDEX purchase_by_card; DROP INDEX customer_by_due; BEGIN")
        try sell(connection, from: evening.adding(days: -Self.days), to: evening, seed: 1) { random in
            // Few buy much, and many little.
            Int64(random.unit() * random.unit() * Double(Self.customers)) + 1
        }
        try connection.execute(
            """
            CREATE INDEX purchase_by_card ON purchase (card, at, store, lines_minor) WHERE card IS NOT NULL;
            CREATE INDEX customer_by_due ON customer (due_at)
            """)
        try countFacts(connection)
        try measurePlainly(connection)
        try givePoints(connection)
        try connection.execute("COMMIT; ANALYZE")
        try connection.checkpoint(.emptying)
    }

    private static let dayMilliseconds: Int64 = 86_400_000

    /// Purchases as they would have come, the oldest first; a fifth of them not at the customer's own store.
    private func sell(
        _ connection: Connection, from start: Instant, to end: Instant, seed: UInt64,
        customer: (SeededRandomness) -> Int64
    ) throws {
        let random = SeededRandomness(seed: seed)
        let step = Self.dayMilliseconds / Int64(Self.touched)
        let statement = try connection.prepare(
            """
            INSERT INTO purchase (store, day, till, receipt, event, card, at, sold_at, lines, total_minor, lines_minor,
                discount_minor, points, flags) VALUES ($1, $2, '1', $3, 0, $4, $5, $5, 3, $6, $6, 0, $7, '')
            """)
        var at = start.adding(milliseconds: step)
        var number = 0
        while at <= end {
            let card = customer(random)
            let store = random.unit() < 0.8 ? Int(card) % 20 : Int(random.unit() * 20)
            let amount = Int64(random.unit() * random.unit() * 200_000) + 1_000
            statement.bind(1, Self.stores[store])
            statement.bind(2, at.milliseconds / Self.dayMilliseconds)
            statement.bind(3, String(number))
            statement.bind(4, card)
            statement.bind(5, at.milliseconds)
            statement.bind(6, amount)
            statement.bind(7, amount / 1_000)
            try statement.run()
            at = at.adding(milliseconds: step)
            number += 1
        }
    }

    private func countFacts(_ connection: Connection) throws {
        try connection.run(
            """
            INSERT INTO card (n, id, customer, source, store, created_at, needs_matching)
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1)
            SELECT n, printf('%016x', n * 7919), n, 'till', 101 + n % 20, $2, 0 FROM numbers
            """, Self.customers, evening.milliseconds)
        try connection.execute(
            """
            INSERT INTO card_fact (card, purchases, money_minor, points, last_at, spend_since_minor, visits_since, touched)
            SELECT card, COUNT(*), SUM(lines_minor), 0, MAX(at), 0, 0, 0 FROM purchase WHERE card IS NOT NULL GROUP BY card;
            INSERT INTO presence (card, store, epoch, sequence, last_at)
            SELECT card, store, 'e', COUNT(*), MAX(at) FROM purchase WHERE card IS NOT NULL GROUP BY card, store
            """)
    }

    /// What a run makes of it, by the default programme, in plain SQL: the run that follows must find nothing to change.
    private func measurePlainly(_ connection: Connection) throws {
        try connection.run(
            """
            INSERT INTO customer (n, root, tier, home, frequency, money_minor, last_at, window_spend_minor, window_visits)
            WITH lately AS (
                SELECT card, SUM(lines_minor) AS spend, COUNT(*) AS visits FROM purchase
                WHERE card IS NOT NULL AND at > $1 GROUP BY card
            ), visited AS (
                SELECT card, store, ROW_NUMBER() OVER (
                    PARTITION BY card ORDER BY COUNT(*) DESC, MAX(at) DESC, store DESC) AS place
                FROM purchase WHERE card IS NOT NULL AND at > $2 GROUP BY card, store
            )
            SELECT c.n, c.n, CASE WHEN l.spend >= 2000000 OR l.visits >= 40 THEN 'gold'
                    WHEN l.spend >= 500000 OR l.visits >= 12 THEN 'silver' ELSE 'bronze' END,
                COALESCE(v.store, c.store), COALESCE(f.purchases, 0), COALESCE(f.money_minor, 0), f.last_at,
                COALESCE(l.spend, 0), COALESCE(l.visits, 0)
            FROM card c LEFT JOIN card_fact f ON f.card = c.n LEFT JOIN lately l ON l.card = c.n
            LEFT JOIN visited v ON v.card = c.n AND v.place = 1 ORDER BY c.n
            """, evening.adding(days: -365).milliseconds, evening.adding(days: -396).milliseconds)
    }

    /// Everyone has points of one lot; lots end on the hundred days from this evening on. What ends first, its store has let go.
    private func givePoints(_ connection: Connection) throws {
        let today = zone.day(of: evening)
        for number in 0..<100 {
            let day = today.adding(days: number)
            try connection.run(
                """
                INSERT INTO counter (card, lot, store, epoch, granted, earned, redeemed, released, wanted)
                SELECT n, $1, store, 'e', 0, 50, 0, $2, 50 FROM card WHERE n % 100 = $3
                """, Lot.points(availableFrom: nil, expires: day).description, number == 0 ? 50 : 0, number)
            try connection.run(
                "INSERT INTO ending (expires, card, lot) SELECT $1, n, $2 FROM card WHERE n % 100 = $3", day.number,
                Lot.points(availableFrom: nil, expires: day).description, number)
        }
        try connection.run(
            """
            INSERT INTO card_fact (card, purchases, money_minor, points, last_at, spend_since_minor, visits_since, touched)
            SELECT n, 0, 0, 50, 0, 0, 0, 0 FROM card WHERE true
            ON CONFLICT (card) DO UPDATE SET points = card_fact.points + 50
            """)
    }

    // MARK: the evening, and the day after

    /// Measures everyone once, so that central knows who is to be looked at when.
    func measureAll() throws {
        try central.start()
        _ = try NightRun(of: central, at: evening, all: true)
        central.terminate()
        let connection = try open()
        let published = try connection.integer("SELECT COUNT(*) FROM feed WHERE kind = 'card'")
        guard published == 0 else {
            throw BenchmarkFailed("the run measured \(published) customers otherwise than plain SQL does")
        }
    }

    /// Each of the hundredth part of all customers buys once, as central's facts would have it.
    func liveADay(to night: Instant) throws {
        let connection = try open()
        try connection.execute("BEGIN")
        var buyers: Set<Int64> = []
        try sell(connection, from: evening, to: night, seed: 2) { random in
            while true {
                let card = Int64(random.unit() * random.unit() * Double(Self.customers)) + 1
                if buyers.insert(card).inserted { return card }
            }
        }
        guard buyers.count == Self.touched else { throw BenchmarkFailed("\(buyers.count) bought on that day") }
        try connection.run(
            """
            INSERT INTO card_fact (card, purchases, money_minor, points, last_at, spend_since_minor, visits_since)
            SELECT card, 1, lines_minor, 0, at, lines_minor, 1 FROM purchase WHERE at > $1
            ON CONFLICT (card) DO UPDATE SET purchases = card_fact.purchases + 1,
                money_minor = card_fact.money_minor + excluded.money_minor, last_at = excluded.last_at,
                spend_since_minor = card_fact.spend_since_minor + excluded.spend_since_minor,
                visits_since = card_fact.visits_since + 1, touched = 1
            """, evening.milliseconds)
        try connection.run(
            """
            INSERT INTO presence (card, store, epoch, sequence, last_at) SELECT card, store, 'e', 1, at FROM purchase
            WHERE at > $1 ON CONFLICT (card, store, epoch) DO UPDATE SET sequence = presence.sequence + 1,
                last_at = excluded.last_at
            """, evening.milliseconds)
        try connection.run(
            "INSERT INTO dirty (card) SELECT card FROM purchase WHERE at > $1 ON CONFLICT DO NOTHING",
            evening.milliseconds)
        try connection.execute("COMMIT")
        try connection.checkpoint(.emptying)
    }

    /// Another central of the same data, running.
    func copy(in folder: String) throws -> CentralProcess {
        let copy = try CentralProcess(copyOf: central, in: folder)
        try FileManager.default.copyItem(atPath: central.folder + "/witness", toPath: folder + "/witness")
        try copy.start()
        return copy
    }
}
