import Database
import JSON
import Loyalty
import SyncProtocol

/// What stores say of themselves, and when they last succeeded.
extension Aggregator {
    /// Kept in memory until the store's next report: a commit for each poll would be too many.
    func feedWasRead(by store: StoreID) {
        let now = clock.now()
        feedReads.withLock { $0[store] = now }
    }

    /// A commit of its own is not worth waiting for.
    func note(_ report: AgentReport, of store: StoreID) {
        let now = clock.now()
        let readAt = feedReads.withLock { $0[store] }
        var writer = JSONWriter()
        report.write(to: &writer)
        let text = writer.text
        database.submit(.store(store.rawValue)) { connection in
            try connection.run(
                """
                UPDATE store SET last_seen_at = $1, report = $2,
                    last_success_at = CASE WHEN $3 > COALESCE(last_success_at, 0) THEN $3 ELSE last_success_at END
                WHERE id = $4
                """, now.milliseconds, text, readAt?.milliseconds, store.rawValue)
        } completion: { _ in
        }
    }

    /// A till asked for keys that its store does not know: their cards go there for 90 days.
    /// - Parameter hashes: of the keys, under the chain's secret
    func ask(for hashes: [String], by store: StoreID) throws {
        let now = clock.now()
        try database.write { connection in
            for hash in hashes.prefix(Self.askedMax) {
                let customers = try connection.query(
                    "SELECT DISTINCT c.customer, c.n FROM identity i JOIN card c ON c.n = i.card WHERE i.hash = $1",
                    hash
                ) { (customer: $0.integer(0), card: $0.integer(1)) }
                for found in customers {
                    try connection.run(
                        """
                        INSERT INTO asked (store, customer, until) VALUES ($1, $2, $3)
                        ON CONFLICT (customer, store) DO UPDATE SET until = excluded.until
                        """, store.rawValue, found.customer, now.adding(days: Self.askedDays).milliseconds)
                    try connection.markDirty(found.card)
                }
            }
        }
        try publishDirty()
    }

    /// A till waits for points of some customers: what is free goes there, what other stores hold they are asked for.
    func wish(for wishes: [PointsWish], by store: StoreID) throws {
        let until = clock.now().adding(seconds: Self.wishSeconds).milliseconds
        try database.write { connection in
            for wish in wishes {
                let members = try connection.query(
                    """
                    SELECT m.n FROM card c JOIN card m ON m.customer = c.customer WHERE c.id = $1 ORDER BY m.n
                    """, wish.card.rawValue
                ) { $0.integer(0) }
                for member in members {
                    try connection.run(
                        """
                        INSERT INTO wish (card, store, points, until) VALUES ($1, $2, $3, $4)
                        ON CONFLICT (card, store) DO UPDATE SET points = excluded.points, until = excluded.until
                        """, member, store.rawValue, wish.points, until)
                    try connection.markDirty(member)
                }
            }
        }
        try publishDirty()
    }

    /// How long a customer waits at a till, at most.
    static let wishSeconds: Int64 = 600

    static let askedMax = 100
    static let askedDays: Int64 = 90
}

/// Points of a card that a till waits for.
struct PointsWish: Sendable {
    let card: CardID
    let points: Int64

    init(json: JSONValue) throws {
        guard let card = json["card"]?.string else { throw BadInput.missing("cards.card") }
        guard let points = json["points"]?.integer, (0...Money.amountMinorMax).contains(points) else {
            throw BadInput(code: "numberOutOfRange", field: "cards.points", message: "is no number of points")
        }
        self.card = CardID(card)
        self.points = points
    }
}
