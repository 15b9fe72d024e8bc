import Database
import Digest
import Loyalty

/// What a store's tables know a card by: 64 bits of its id, so that whoever follows a card touches few pages.
///
/// Ids are HMACs, or random. Two of a million cards share a number in one of 37 million stores; the second one is then
/// not taken, so that nobody is shown another's card.
public struct CardNumber: Hashable, Sendable, SQLBindable {
    let rawValue: Int64

    init(rawValue: Int64) { self.rawValue = rawValue }

    /// The first half of the hexadecimal that central and stores make; of any other text the first bytes of its SHA-256.
    public init(_ card: CardID) {
        var text = card.rawValue
        let number = text.withUTF8 { utf8 in
            utf8.count == 24 ? firstNumber(utf8) : nil
        }
        self.init(rawValue: number ?? hashedNumber(text))
    }

    public func bind(to statement: Statement, at index: Int32) { statement.bind(index, rawValue) }
}

/// What a store's tables know a key by: 64 bits of its hash, mixed with the versions of secret and normaliser.
///
/// Among 200,000 keys, one that is unknown here is taken for another's once in 9 * 10^13 times.
public struct KeyNumber: Hashable, Sendable, SQLBindable {
    let rawValue: Int64

    init(rawValue: Int64) { self.rawValue = rawValue }

    public init(hash: String) {
        var text = hash
        let number: Int64? = text.withUTF8 { utf8 in
            let prefix = utf8.count - 32
            guard prefix >= 0, let number = firstNumber(UnsafeBufferPointer(rebasing: utf8[prefix...])) else {
                return nil
            }
            return utf8[..<prefix].reduce(0) { ($0 ^ Int64($1)) &* 0x0100_0000_01b3 } ^ number
        }
        rawValue = number ?? hashedNumber(text)
    }

    public func bind(to statement: Statement, at index: Int32) { statement.bind(index, rawValue) }
}

/// Of sixteen hexadecimal digits; nil where any of all is none.
private func firstNumber(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard let first = Hex.number(UnsafeBufferPointer(rebasing: digits[..<16])),
        Hex.number(UnsafeBufferPointer(rebasing: digits[16...])) != nil
    else { return nil }
    return Int64(bitPattern: first)
}

private func hashedNumber(_ text: String) -> Int64 {
    Int64(bitPattern: Digest.sha256(text).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
}

extension Row {
    func cardNumber(_ column: Int32) -> CardNumber { CardNumber(rawValue: integer(column)) }

    func optionalCardNumber(_ column: Int32) -> CardNumber? { isNull(column) ? nil : cardNumber(column) }
}
