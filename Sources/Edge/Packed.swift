import Database
import Digest
import Loyalty

/// A card's id or a key's hash as the store's tables have it: the bytes that its hexadecimal stands for, so that half the
/// pages hold all cards. What is no such hexadecimal stays text.
///
/// Always: packed forms are equal only where the texts are.
public enum Packed: SQLBindable, Hashable {
    case bytes([UInt8])
    case text(String)

    /// Of a card's id, 12 bytes as central and stores make them.
    public init(_ card: CardID) { self.init(card.rawValue, bytes: 12, hasPrefix: false) }

    /// Of a key's hash, 16 bytes after the versions of secret and normaliser.
    public init(hash: String) { self.init(hash, bytes: 16, hasPrefix: true) }

    private init(_ text: String, bytes count: Int, hasPrefix: Bool) {
        var whole = text
        let bytes: [UInt8]? = whole.withUTF8 { utf8 in
            let prefix = utf8.count - 2 * count
            guard prefix == 0 || prefix > 0 && hasPrefix else { return nil }
            let digits = UnsafeBufferPointer(rebasing: utf8[prefix...])
            return Hex.decode(digits, isLowerOnly: true).map { Array(utf8[..<prefix]) + $0 }
        }
        self = bytes.map { .bytes($0) } ?? .text(text)
    }

    public func bind(to statement: Statement, at index: Int32) {
        switch self {
        case .bytes(let bytes): statement.bind(index, bytes)
        case .text(let text): statement.bind(index, text)
        }
    }
}

extension Row {
    /// A card's id that was packed.
    func card(_ column: Int32) -> CardID { CardID(isBlob(column) ? Hex.encode(blob(column)) : text(column)) }

    func optionalCard(_ column: Int32) -> CardID? { isNull(column) ? nil : card(column) }
}
