import Database
import Digest
import Loyalty
import Testing

@testable import Edge

@Suite struct `Packed ids and hashes` {
    /// Texts that are the hexadecimal that we write, and texts that nearly are.
    private static let ids = [
        "00112233445566778899aabb", "00112233445566778899AABB", "00112233445566778899aab", "0011223344556677889900aabb",
        "ghost", "", "12 bytes now", "ñ0112233445566778899aab", "zz112233445566778899aabb",
    ]

    @Test(arguments: ids) func `a card's id is read as it was written`(text: String) throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try connection.execute("CREATE TABLE card (id ANY PRIMARY KEY) STRICT, WITHOUT ROWID")
        try connection.run("INSERT INTO card (id) VALUES ($1)", Packed(CardID(text)))
        #expect(try connection.first("SELECT id FROM card") { $0.card(0) } == CardID(text))
    }

    @Test func `different texts stay different`() {
        let half = "00112233445566778899aabbccddeeff"
        let hashes = [
            "1.1.\(half)", "1.2.\(half)", "11.\(half)", half, "1.1.\(half.uppercased())", "1.1.\(half)0", "", "x",
        ]
        #expect(Set(hashes.map(KeyNumber.init(hash:))).count == hashes.count)
        #expect(Set(Self.ids.map { Packed(CardID($0)) }).count == Self.ids.count)
        #expect(Set(Self.ids.map { CardNumber(CardID($0)) }).count == Self.ids.count)
    }

    @Test func `what central and stores make takes half the bytes`() {
        #expect(
            Packed(CardID("00112233445566778899aabb")) == .bytes([0, 17, 34, 51, 68, 85, 102, 119, 136, 153, 170, 187]))
    }

    @Test func `a card's number is the first half of its id`() {
        #expect(CardNumber(CardID("0102030405060708aabbccdd")).rawValue == 0x0102_0304_0506_0708)
        #expect(CardNumber(CardID("ffffffffffffffffaabbccdd")).rawValue == -1)
    }
}
