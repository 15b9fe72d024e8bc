import Database
import Testing

@testable import Edge

@Suite struct `Which movements are a card's` {
    private let first = CardNumber(rawValue: 1), second = CardNumber(rawValue: -2)

    @Test func `each card has its own rows, newest first`() {
        let index = MovementIndex()
        for row: Int64 in 1...6 { index.add(row, of: row.isMultiple(of: 2) ? first : second) }
        #expect(index.rows(of: first) == [6, 4, 2])
        #expect(index.rows(of: second) == [5, 3, 1])
        #expect(index.rows(of: CardNumber(rawValue: 3)) == [])
    }

    @Test func `a row that was noted before its commit failed counts once`() {
        let index = MovementIndex()
        index.add(7, of: first)
        index.add(8, of: first)
        index.add(7, of: first)
        index.add(8, of: first)
        #expect(index.rows(of: first) == [8, 7])
    }

    @Test func `rows are forgotten wherever they stand, and their places are used again`() {
        let index = MovementIndex()
        for row: Int64 in 1...5 { index.add(row, of: first) }
        index.add(6, of: second)
        index.forget([(first, 5), (first, 1), (first, 3), (second, 6), (second, 9)])
        #expect(index.rows(of: first) == [4, 2])
        #expect(index.rows(of: second) == [])
        for row: Int64 in 10...13 { index.add(row, of: second) }
        #expect(index.count == 6)
        #expect(index.rows(of: second) == [13, 12, 11, 10])
        index.forget([(first, 2), (first, 4)])
        #expect(index.rows(of: first) == [])
    }

    @Test func `it is what the table says after a start`() throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try connection.execute("CREATE TABLE movement (row INTEGER PRIMARY KEY, card INTEGER NOT NULL) STRICT")
        try connection.execute("INSERT INTO movement (row, card) VALUES (3, 1), (4, -2), (9, 1)")
        let index = MovementIndex()
        try index.load(connection)
        #expect(index.rows(of: first) == [9, 3])
        #expect(index.rows(of: second) == [4])
    }
}
