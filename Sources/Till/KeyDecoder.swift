/// Bytes of a terminal as keystrokes. Source: ECMA-48, and xterm's, VT220's and Linux's sequences for function keys.
public struct KeyDecoder: Sendable {
    private var bytes: [UInt8] = []
    private var isAfterReturn = false

    public init() {}

    /// Whether a sequence has begun whose end did not come yet; a lone Escape is one.
    public var isWaiting: Bool { !bytes.isEmpty }

    public mutating func take(_ more: some Sequence<UInt8>) -> [Keystroke] {
        bytes.append(contentsOf: more)
        var keys: [Keystroke] = []
        while let key = next() { if let key { keys.append(key) } }
        return keys
    }

    /// What waits is all that comes: Escape by itself.
    public mutating func flush() -> [Keystroke] {
        let wasEscape = bytes.first == Self.escape
        let rest = Array(bytes.dropFirst())
        bytes = []
        guard wasEscape else { return [] }
        return [.escape] + (rest.isEmpty ? [] : take(rest))
    }

    private static let escape: UInt8 = 0x1b

    /// The outer nil: more bytes are needed. The inner: they mean nothing to a till.
    private mutating func next() -> Keystroke?? {
        guard let first = bytes.first else { return nil }
        let wasAfterReturn = isAfterReturn
        isAfterReturn = first == 0x0d
        switch first {
        case Self.escape: return sequence()
        case 0x0d: return take(1, .enter)
        // Scanners end with CR and LF: that is one Enter.
        case 0x0a: return take(1, wasAfterReturn ? nil : .enter)
        case 0x08, 0x7f: return take(1, .backspace)
        case 0x03, 0x04: return take(1, .interrupt)
        case 0x15: return take(1, .clear)
        case 0..<0x20: return take(1, nil)
        default: return character()
        }
    }

    private mutating func take(_ count: Int, _ key: Keystroke?) -> Keystroke?? {
        bytes.removeFirst(count)
        return .some(key)
    }

    /// One UTF-8 character, or nothing for what is none.
    private mutating func character() -> Keystroke?? {
        guard let first = bytes.first else { return nil }
        let length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0
        guard length > 0 else { return take(1, nil) }
        guard bytes.count >= length else { return nil }
        guard let text = String(validating: bytes.prefix(length), as: UTF8.self) else { return take(1, nil) }
        return take(length, .text(text))
    }

    private mutating func sequence() -> Keystroke?? {
        guard bytes.count > 1 else { return nil }
        switch bytes[1] {
        // ESC O P: F1 to F4 of xterm.
        case UInt8(ascii: "O"):
            guard bytes.count > 2 else { return nil }
            return take(3, Self.letter(bytes[2]))
        case UInt8(ascii: "["): return control()
        default: return take(1, .escape)
        }
    }

    private static let sequenceBytesMax = 16

    private mutating func control() -> Keystroke?? {
        // ESC [ [ A: F1 to F5 of the Linux console.
        if bytes.count > 2, bytes[2] == UInt8(ascii: "[") {
            guard bytes.count > 3 else { return nil }
            let number = Int(bytes[3]) - Int(UInt8(ascii: "A")) + 1
            return take(4, (1...5).contains(number) ? .function(number) : nil)
        }
        guard let end = bytes.dropFirst(2).firstIndex(where: { (0x40...0x7e).contains($0) }) else {
            return bytes.count > Self.sequenceBytesMax ? take(bytes.count, nil) : nil
        }
        let last = bytes[end]
        let numbers = String(decoding: bytes[2..<end], as: UTF8.self).split(separator: ";").map { Int($0) }
        guard last == UInt8(ascii: "~") else { return take(end + 1, Self.letter(last)) }
        return take(end + 1, numbers.first.flatMap { $0 }.flatMap { Self.numbered[$0] }.map { .function($0) })
    }

    private static func letter(_ byte: UInt8) -> Keystroke? {
        let number = Int(byte) - Int(UInt8(ascii: "P")) + 1
        return (1...4).contains(number) ? .function(number) : nil
    }

    private static let numbered = [
        11: 1, 12: 2, 13: 3, 14: 4, 15: 5, 17: 6, 18: 7, 19: 8, 20: 9, 21: 10, 23: 11, 24: 12,
    ]
}
