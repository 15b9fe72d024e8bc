import Database
import HTTP
import JSON
import Loyalty

/// Joins customers, and takes them apart again.
///
/// A merge moves no fact: the golden customer is the union of its cards, of their lots and counters. So an unmerge gives each
/// card back all that was recorded under it. What stores recorded meanwhile stands under the card that they named: while two
/// are one, that is the one that lives on.
struct Merger {
    let connection: Connection
    let at: Instant

    static let migration = Migration(
        "merges are on record, and are undone",
        """
        -- A customer that is part of another, as it was. Its own number may be another's by now.
        CREATE TABLE merged (
            n INTEGER PRIMARY KEY,
            -- The customer that it is part of; NULL where that one is part of another itself, by the merge `inside`.
            survivor INTEGER,
            inside INTEGER,
            at INTEGER NOT NULL,
            tier TEXT NOT NULL,
            tier_since INTEGER,
            window_from INTEGER,
            home TEXT,
            window_spend_minor INTEGER NOT NULL,
            window_visits INTEGER NOT NULL
        ) STRICT;

        -- The cards that it had.
        CREATE TABLE merged_card (
            card INTEGER NOT NULL,
            merge INTEGER NOT NULL,
            PRIMARY KEY (card, merge)
        ) STRICT, WITHOUT ROWID;

        -- Cards that a person took apart: no run joins them again. The lesser number first.
        CREATE TABLE kept_apart (
            card INTEGER NOT NULL,
            other INTEGER NOT NULL,
            PRIMARY KEY (card, other)
        ) STRICT, WITHOUT ROWID;
        """)

    // MARK: joining

    /// - Returns: how many customers ended
    func merge(_ cards: [Int64]) throws -> Int {
        var customers: Set<Int64> = []
        for card in cards {
            customers.insert(try connection.integer("SELECT customer FROM card WHERE n = $1", card))
        }
        guard customers.count > 1 else { return 0 }
        // The oldest card is the one that lives on, the others become its aliases.
        let members = try customers.flatMap(self.cards(of:)).sorted()
        let survivor = try connection.integer("SELECT customer FROM card WHERE n = $1", members[0])
        for ended in customers.sorted() where ended != survivor { try end(ended, in: survivor) }
        // To be measured anew: what counts for it came from several.
        try connection.run("UPDATE customer SET root = $1, due_at = 0 WHERE n = $2", members[0], survivor)
        try connection.markDirty(members)
        return customers.count - 1
    }

    private func end(_ ended: Int64, in survivor: Int64) throws {
        let merge = try connection.integer(
            """
            INSERT INTO merged (survivor, at, tier, tier_since, window_from, home, window_spend_minor, window_visits)
            SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), tier, tier_since, window_from, home, window_spend_minor,
                window_visits
            FROM customer WHERE n = $3 RETURNING n
            """, survivor, at.milliseconds, ended)
        for card in try cards(of: ended) {
            try connection.run("INSERT INTO merged_card (card, merge) VALUES ($1, $2)", card, merge)
        }
        try connection.run("UPDATE merged SET survivor = NULL, inside = $1 WHERE survivor = $2", merge, ended)
        try connection.run("UPDATE card SET customer = $1 WHERE customer = $2", survivor, ended)
        try copyAssignments(from: ended, to: survivor)
        try connection.run("DELETE FROM assignment WHERE customer = $1", ended)
        try connection.run("DELETE FROM asked WHERE customer = $1", ended)
        try connection.run("DELETE FROM customer WHERE n = $1", ended)
    }

    private func copyAssignments(from one: Int64, to other: Int64) throws {
        try connection.run(
            """
            INSERT INTO assignment (customer, campaign, is_control, is_current, assigned_at)
            SELECT $1, campaign, is_control, is_current, assigned_at FROM assignment WHERE customer = $2
            ON CONFLICT DO NOTHING
            """, other, one)
    }

    // MARK: taking apart

    /// Undoes the last merge that made a card part of another customer, and keeps the two apart.
    /// - Returns: the cards that are a customer of their own again, and those that stay; nil where the card joined nobody
    func unmerge(_ card: Int64) throws -> (apart: [Int64], rest: [Int64])? {
        let customer = try connection.integer("SELECT customer FROM card WHERE n = $1", card)
        let merge = try connection.first(
            "SELECT m.n FROM merged_card c JOIN merged m ON m.n = c.merge WHERE c.card = $1 AND m.survivor = $2", card,
            customer
        ) { $0.integer(0) }
        guard let merge else { return nil }
        let apart = try connection.query("SELECT card FROM merged_card WHERE merge = $1 ORDER BY card", merge) {
            $0.integer(0)
        }
        let own = try connection.integer(
            """
            INSERT INTO customer (root, tier, tier_since, window_from, home, window_spend_minor, window_visits)
            SELECT CAST($1 AS BIGINT), tier, tier_since, window_from, home, window_spend_minor, window_visits FROM merged
            WHERE n = $2 RETURNING n
            """, apart[0], merge)
        for card in apart { try connection.run("UPDATE card SET customer = $1 WHERE n = $2", own, card) }
        try copyAssignments(from: customer, to: own)
        try connection.run("UPDATE merged SET survivor = $1, inside = NULL WHERE inside = $2", own, merge)
        try connection.run("DELETE FROM merged WHERE n = $1", merge)
        try connection.run("DELETE FROM merged_card WHERE merge = $1", merge)
        let rest = try cards(of: customer)
        try connection.run("UPDATE customer SET root = $1, due_at = 0 WHERE n = $2", rest[0], customer)
        for one in apart {
            for other in rest {
                try connection.run(
                    "INSERT INTO kept_apart (card, other) VALUES ($1, $2) ON CONFLICT DO NOTHING", min(one, other),
                    max(one, other))
            }
        }
        try connection.markDirty(apart + rest)
        return (apart, rest)
    }

    /// What a person joins by hand is apart no longer.
    func forgetApart(_ one: Int64, _ other: Int64) throws {
        try connection.run(
            """
            DELETE FROM kept_apart WHERE EXISTS (
                SELECT 1 FROM card a JOIN card b ON b.n = kept_apart.other
                JOIN card x ON x.n = $1 JOIN card y ON y.n = $2
                WHERE a.n = kept_apart.card AND ((a.customer = x.customer AND b.customer = y.customer)
                    OR (a.customer = y.customer AND b.customer = x.customer)))
            """, one, other)
    }

    /// Pairs that no run joins.
    func keptApart() throws -> [(Int64, Int64)] {
        try connection.query("SELECT card, other FROM kept_apart ORDER BY card, other") {
            ($0.integer(0), $0.integer(1))
        }
    }

    private func cards(of customer: Int64) throws -> [Int64] {
        try connection.query("SELECT n FROM card WHERE customer = $1 ORDER BY n", customer) { $0.integer(0) }
    }
}

extension Aggregator {
    static let notMerged = Problem(
        409, "notMerged", "This card became part of no other customer.", field: "card",
        next: "Name the card that was joined to it.")

    /// Undoes the last merge of a card. Both customers keep their tiers of before until the next run judges them.
    /// - Returns: the cards that are a customer of their own again, and those of the other
    func unmerge(_ card: CardID, because reason: String, by actor: Actor) throws -> (apart: [CardID], rest: [CardID]) {
        let now = clock.now()
        let outcome = try database.write { [self] connection in
            let number = try number(of: card, connection)
            guard let outcome = try Merger(connection: connection, at: now).unmerge(number) else {
                throw Self.notMerged
            }
            try Audit(connection: connection, now: now).record(.customersUnmerged, card.rawValue, by: actor) {
                $0.field("reason", reason)
            }
            return try (ids(outcome.apart, connection), ids(outcome.rest, connection))
        }
        try publishDirty()
        return outcome
    }

    /// Joins the customers of two cards, whatever speaks against it.
    /// - Returns: the cards of the one that they are now, the oldest first; that one lives on
    func merge(_ card: CardID, with other: CardID, because reason: String, by actor: Actor) throws -> [CardID] {
        let now = clock.now()
        let cards = try database.write { [self] connection in
            let (one, two) = try (number(of: card, connection), number(of: other, connection))
            let merger = Merger(connection: connection, at: now)
            try merger.forgetApart(one, two)
            guard try merger.merge([one, two]) > 0 else { return try self.cards(withCard: one, connection) }
            try Audit(connection: connection, now: now).record(.customersMerged, card.rawValue, by: actor) {
                $0.field("with", other.rawValue)
                $0.field("reason", reason)
            }
            return try self.cards(withCard: one, connection)
        }
        try publishDirty()
        return cards
    }

    private func number(of card: CardID, _ connection: Connection) throws -> Int64 {
        let cards = Cards(connection: connection, secret: secret, programme: programme)
        guard let number = try cards.number(of: card) else { throw Problem.unknownCard(card) }
        return number
    }

    private func cards(withCard card: Int64, _ connection: Connection) throws -> [CardID] {
        try connection.query(
            "SELECT m.id FROM card c JOIN card m ON m.customer = c.customer WHERE c.n = $1 ORDER BY m.n", card
        ) { CardID($0.text(0)) }
    }

    private func ids(_ cards: [Int64], _ connection: Connection) throws -> [CardID] {
        try cards.compactMap { card in
            try connection.first("SELECT id FROM card WHERE n = $1", card) { CardID($0.text(0)) }
        }
    }
}

extension CentralAPI {
    static func mergeRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("POST", "/v1/cards/{card}/unmerge", roles: [.admin], bodyBytesMax: 4096) { request in
                let reason = try JSONDocument(request.body).root.writtenText("reason")
                let card = CardID(request.parameters[0])
                let (apart, rest) = try aggregator.unmerge(card, because: reason, by: Actor(request))
                return .json(
                    JSONWriter.object { object in
                        object.field("cards", strings: apart.map(\.rawValue))
                        object.field("rest", strings: rest.map(\.rawValue))
                    })
            },
            .working("POST", "/v1/cards/{card}/merge", roles: [.admin], bodyBytesMax: 4096) { request in
                let json = try JSONDocument(request.body).root
                let (reason, other) = try (json.writtenText("reason"), json.writtenText("with"))
                let cards = try aggregator.merge(
                    CardID(request.parameters[0]), with: CardID(other), because: reason, by: Actor(request))
                return .json(JSONWriter.object { $0.field("cards", strings: cards.map(\.rawValue)) })
            },
        ]
    }
}
