import Database
import Loyalty

/// What a store let customers use beyond what it holds, where the programme takes that risk: so much a card and day.
struct CapUse {
    let connection: Connection
    let programme: Programme

    static let migration = Migration(
        "a programme may let stores risk some points",
        """
        CREATE TABLE cap_use (
            day INTEGER NOT NULL,
            card INTEGER NOT NULL,
            points INTEGER NOT NULL,
            PRIMARY KEY (day, card)
        ) STRICT, WITHOUT ROWID;
        """)

    /// Whether so many more are within the cap, with what was used and set aside on the day.
    func allows(_ points: Int64, _ card: CardID, on day: LocalDay, at now: Instant) throws -> Bool {
        guard programme.redemption.points == .cap else { return false }
        var sum = try used(card, on: day, at: now)
        sum.add(saturating: points)
        return programme.valueMinor(ofPoints: sum) <= programme.redemption.capMinor
    }

    /// How many more are within the cap; none where the programme takes no risk.
    func left(_ card: CardID, on day: LocalDay, at now: Instant) throws -> Int64 {
        guard programme.redemption.points == .cap, programme.points.valueHundredths > 0 else { return 0 }
        let most = Money.part(programme.redemption.capMinor, 100, of: programme.points.valueHundredths)
        return max(0, most - (try used(card, on: day, at: now)))
    }

    private func used(_ card: CardID, on day: LocalDay, at now: Instant) throws -> Int64 {
        let used = try connection.integer(
            "SELECT points FROM cap_use WHERE day = $1 AND card = $2", day.number, CardNumber(card))
        var sum = try Holds(connection: connection).openBeyond(card, at: now)
        sum.add(saturating: used)
        return sum
    }

    func note(_ points: Int64, _ card: CardNumber, on day: LocalDay) throws {
        try connection.run("DELETE FROM cap_use WHERE day < $1", day.number - 1)
        try connection.run(
            """
            INSERT INTO cap_use (day, card, points) VALUES ($1, $2, $3)
            ON CONFLICT (day, card) DO UPDATE SET points = cap_use.points + excluded.points
            """, day.number, card, points)
    }
}
