import Database
import Digest
import Loyalty

/// A card's id as the store's tables have it: the bytes that its hexadecimal stands for, so that half the pages hold all
/// cards. What is no such hexadecimal stays text.
///
/// Always: packed forms are equal only where the texts are.
public enum Packed: SQLBindable, Hashable {
    case bytes([UInt8])
    case text(String)

    /// 12 bytes as central and stores make them.
    public init(_ card: CardID) {
        var text = card.rawValue
        let bytes: [UInt8]? = text.withUTF8 { utf8 in
            utf8.count == 24 ? Hex.decode(utf8, isLowerOnly: true) : nil
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
}
