import Database
import Loyalty
import SyncProtocol

/// What customers took of the catalogue.
struct RewardFacts {
    static let migration = Migration(
        "customers take rewards",
        """
        CREATE TABLE reward_given (
            store TEXT NOT NULL,
            id TEXT NOT NULL,
            event INTEGER NOT NULL,
            card INTEGER NOT NULL,
            reward TEXT NOT NULL,
            points INTEGER NOT NULL,
            code TEXT NOT NULL,
            -- As it was drawn, and what with, for whoever audits the draw.
            drawn TEXT,
            prize TEXT,
            at INTEGER NOT NULL,
            PRIMARY KEY (store, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX reward_given_by_card ON reward_given (card);
        """)
    static let prizeMigration = Migration(
        "what drawn prizes cost is counted",
        "ALTER TABLE reward_given ADD COLUMN prize_minor INTEGER NOT NULL DEFAULT 0;")
}

extension Facts {
    func apply(_ given: RewardGiven, event: Int64, at place: EventPlace, _ at: Instant) throws {
        let card = try number(of: given.card)
        let isNew =
            try connection.run(
                """
                INSERT INTO reward_given (store, id, event, card, reward, points, code, drawn, prize, at,
                    prize_minor)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING
                """, store.rawValue, given.id, event, card, given.reward, given.points, given.code,
                given.drawn.map(String.init), given.prize, at.milliseconds, given.prizeMinor) > 0
        try count(given.counting)
        // One that a store gave, lost, and gave again costs once.
        if !isNew { try refund(given.counting.redeemed, event: event, at: at) }
        note(card, at: place, at)
    }

    /// What was used a second time for the same thing is the customer's again.
    func refund(_ used: [LotAmount], event: Int64, at: Instant) throws {
        for part in used where part.lot.isPoints {
            counted.entries.append(
                PointsLedger.Entry(
                    card: try number(of: part.card), kind: .correction, lot: part.lot, points: part.count, at: at,
                    store: store, event: event))
        }
    }
}
