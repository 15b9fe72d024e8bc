import Database
import Loyalty
import SyncProtocol
import Testing

@testable import Edge

private struct Undone: Error {}

/// A store's tables without an agent.
private struct Tables {
    let connection: Connection
    let index = MovementIndex()
    let programme: Programme
    private var gone: CardCache.Gone = []

    static let hash = "1.1.00112233445566778899aabbccddeeff"
    static let first = CardID("00112233445566778899aaaa"), second = CardID("11112233445566778899bbbb")

    init() throws {
        connection = try SQLiteConnection(path: ":memory:")
        try connection.migrate(EdgeSchema.migrations)
        programme = try Programme(
            text: """
                {"currency": "MXN", "timeZone": "UTC", "tiers": [{"id": "bronze"}], "points": {"perAmountMinor": 100}}
                """)
    }

    var cache: CardCache { CardCache(connection: connection, movementIndex: index) }

    mutating func take(_ id: CardID, points: Int64 = 0, includedRow: Int64 = 0) throws {
        let card = Card(id: id, maskedName: id.rawValue, tier: TierID("bronze"), points: points)
        try cache.take(
            PublishedCard(card: card, includes: [EpochID("e"): includedRow]), load: 1, rowOf: { $1 }, gone: &gone)
    }

    mutating func take(alias: CardID, of root: CardID) throws {
        try cache.take(alias: alias, of: root, load: 1, gone: &gone)
    }

    mutating func remove(alias: CardID) throws { try cache.remove(.alias, alias.rawValue, gone: &gone) }

    mutating func forget() {
        index.forget(gone)
        gone = []
    }

    func sell(_ card: CardID, points: Int64, row: Int64) throws {
        var movements = Movements()
        movements.points = points
        try cache.record(movements, on: CardNumber(card), row: row)
    }

    /// By card, in the order in which a till sees them.
    func lookup() throws -> [(card: CardID, points: Int64)] {
        try cache.views(
            hash: Self.hash, programme: programme,
            at: Moment(now: Instant(milliseconds: 0), day: LocalDay(number: 20_000))
        ).map { ($0.card.id, $0.card.points) }
    }
}

@Suite struct `What a store holds of its customers` {
    @Test func `a key that names an alias leads to the card that lives on, once, and back when the alias ends`() throws
    {
        var tables = try Tables()
        try tables.take(Tables.first)
        try tables.take(Tables.second)
        try tables.cache.take(key: Tables.hash, cards: [Tables.first, Tables.second], load: 1)
        #expect(try tables.lookup().map(\.card) == [Tables.first, Tables.second])
        try tables.take(alias: Tables.first, of: Tables.second)
        #expect(try tables.lookup().map(\.card) == [Tables.second])
        try tables.cache.take(key: Tables.hash, cards: [Tables.first], load: 1)
        #expect(try tables.lookup().map(\.card) == [Tables.second])
        try tables.take(Tables.first)
        try tables.remove(alias: Tables.first)
        #expect(try tables.lookup().map(\.card) == [Tables.first])
    }

    @Test func `sales count until central includes them, under whichever id they were recorded`() throws {
        var tables = try Tables()
        try tables.take(Tables.first)
        try tables.take(Tables.second)
        try tables.cache.take(key: Tables.hash, cards: [Tables.second], load: 1)
        try tables.sell(Tables.first, points: 1, row: 1)
        try tables.sell(Tables.second, points: 20, row: 2)
        try tables.sell(Tables.first, points: 300, row: 3)
        try tables.take(alias: Tables.first, of: Tables.second)
        #expect(try tables.lookup().map(\.points) == [321])
        tables.forget()
        #expect(try tables.lookup().map(\.points) == [321])
        try tables.take(Tables.second, points: 1_000, includedRow: 2)
        #expect(try tables.lookup().map(\.points) == [1_300])
        tables.forget()
        #expect(try tables.lookup().map(\.points) == [1_300])
        #expect(try tables.connection.integer("SELECT COUNT(*) FROM movement") == 1)
    }

    @Test func `a sale that was undone and tried again counts once, and so do those of others at its row`() throws {
        let tables = try Tables()
        var taking = tables
        try taking.take(Tables.first)
        try taking.take(Tables.second)
        try tables.cache.take(key: Tables.hash, cards: [Tables.first], load: 1)
        try tables.connection.transaction {
            for _ in 1...2 {
                try? tables.connection.savepoint {
                    try tables.sell(Tables.first, points: 1, row: 1)
                    try tables.sell(Tables.first, points: 10, row: 2)
                    throw Undone()
                }
            }
            try tables.sell(Tables.first, points: 1, row: 1)
            try tables.sell(Tables.second, points: 100, row: 2)
        }
        #expect(try tables.lookup().map(\.points) == [1])
    }

    @Test func `a card whose number is another's is not taken`() throws {
        var tables = try Tables()
        let twin = CardID(String(Tables.first.rawValue.dropLast(8)) + "ffffffff")
        try tables.take(Tables.first, points: 5)
        try tables.take(twin, points: 9)
        try tables.cache.take(key: Tables.hash, cards: [Tables.first], load: 1)
        let cards = try tables.lookup()
        #expect(cards.map(\.card) == [Tables.first] && cards.map(\.points) == [5])
    }
}
