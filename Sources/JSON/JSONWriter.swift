/// Writes JSON straight into bytes, in the order of the calls. Slashes are not escaped.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    // MARK: values

    public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open("{")
        try body(&self)
        close("}")
    }

    public mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        open("[")
        try body(&self)
        close("]")
    }

    public mutating func value(_ string: String) {
        var string = string
        string.withUTF8 { text in
            if text.isPlain { put(text.count + 3) { $0.put(quoted: text) } } else { put(escaping: text) }
        }
        needsComma = true
    }

    public mutating func value(_ integer: Int64) {
        put(Pen.integerBytesMax + 1) { $0.put(integer) }
        needsComma = true
    }

    public mutating func value(_ integer: Int) { value(Int64(integer)) }

    /// A double; without a fraction it is written as an integer, and what is no number as null.
    public mutating func value(_ number: Double) {
        if let whole = Int64(exactly: number) { return value(whole) }
        raw(number.isFinite ? Array("\(number)".utf8) : Array("null".utf8))
    }

    public mutating func value(_ boolean: Bool) { put(literal: boolean ? "true" : "false") }

    public mutating func null() { put(literal: "null") }

    /// Bytes that are JSON already.
    public mutating func raw(_ json: [UInt8]) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: json)
        needsComma = true
    }

    // MARK: members

    public mutating func key(_ name: StaticString) {
        put(name.utf8CodeUnitCount + 4) { $0.put(key: name) }
        needsComma = false
    }

    public mutating func key(dynamic name: String) {
        value(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func field(_ name: StaticString, _ string: String) {
        var string = string
        let isWritten = string.withUTF8 { text in
            guard text.isPlain else { return false }
            put(name.utf8CodeUnitCount + text.count + 6) { pen in
                pen.put(key: name)
                pen.put(quoted: text)
            }
            return true
        }
        guard !isWritten else { return needsComma = true }
        key(name)
        value(string)
    }

    public mutating func field(_ name: StaticString, _ integer: Int64) {
        put(name.utf8CodeUnitCount + 4 + Pen.integerBytesMax) { pen in
            pen.put(key: name)
            pen.put(integer)
        }
        needsComma = true
    }

    public mutating func field(_ name: StaticString, _ integer: Int) { field(name, Int64(integer)) }
    public mutating func field(_ name: StaticString, _ number: Double) {
        if let whole = Int64(exactly: number) { return field(name, whole) }
        key(name)
        value(number)
    }
    public mutating func field(_ name: StaticString, _ boolean: Bool) { key(name); value(boolean) }
    public mutating func field(_ name: StaticString, raw json: [UInt8]) { key(name); raw(json) }

    public mutating func object(_ name: StaticString, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(body)
    }

    public mutating func array(_ name: StaticString, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try array(body)
    }

    public mutating func field(_ name: StaticString, strings: [String]) {
        array(name) { list in for string in strings { list.value(string) } }
    }

    /// The member, or nothing where the value is nil.
    public mutating func field(ifPresent name: StaticString, _ string: String?) {
        if let string { field(name, string) }
    }

    public mutating func field(ifPresent name: StaticString, _ integer: Int64?) {
        if let integer { field(name, integer) }
    }

    public mutating func newline() {
        bytes.append(UInt8(ascii: "\n"))
        needsComma = false
    }

    // MARK: bytes

    /// Writes a comma where one is needed, and what `write` writes: `most` bytes at most, the comma included.
    private mutating func put(_ most: Int, _ write: (inout Pen) -> Void) {
        bytes.append(addingCapacity: most) { span in
            span.withUnsafeMutableBufferPointer { room, count in
                precondition(room.count >= most, "there is as much room as was asked for")
                guard let start = room.baseAddress else { return }
                var pen = Pen(place: start)
                if needsComma { pen.put(UInt8(ascii: ",")) }
                write(&pen)
                count = pen.place - start
            }
        }
    }

    private mutating func open(_ bracket: Unicode.Scalar) {
        put(2) { $0.put(UInt8(ascii: bracket)) }
        needsComma = false
    }

    private mutating func close(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func put(literal: StaticString) {
        put(literal.utf8CodeUnitCount + 1) { $0.put(literal) }
        needsComma = true
    }

    private mutating func put(escaping text: UnsafeBufferPointer<UInt8>) {
        // One byte becomes six at most: \u001f.
        put(text.count * 6 + 3) { pen in
            pen.put(UInt8(ascii: "\""))
            for byte in text { pen.put(escaping: byte) }
            pen.put(UInt8(ascii: "\""))
        }
    }
}

/// Writes where there is room already.
private struct Pen {
    var place: UnsafeMutablePointer<UInt8>

    /// Sixty-four bits have nineteen digits at most, and a sign.
    static let integerBytesMax = 20

    mutating func put(_ byte: UInt8) {
        place.pointee = byte
        place += 1
    }

    mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        place.update(from: start, count: bytes.count)
        place += bytes.count
    }

    mutating func put(_ text: StaticString) {
        put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func put(key name: StaticString) {
        put(UInt8(ascii: "\""))
        put(name)
        put(UInt8(ascii: "\""))
        put(UInt8(ascii: ":"))
    }

    mutating func put(quoted text: UnsafeBufferPointer<UInt8>) {
        put(UInt8(ascii: "\""))
        put(text)
        put(UInt8(ascii: "\""))
    }

    mutating func put(_ integer: Int64) {
        if integer < 0 { put(UInt8(ascii: "-")) }
        var rest = integer.magnitude
        var digits = 1
        var bound: UInt64 = 10
        while digits < 19, rest >= bound {
            digits += 1
            bound &*= 10
        }
        for index in (0..<digits).reversed() {
            place[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        place += digits
    }

    mutating func put(escaping byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            put(UInt8(ascii: "\\"))
            put(byte)
        case UInt8(ascii: "\n"): put("\\n")
        case UInt8(ascii: "\t"): put("\\t")
        case 0..<0x20:
            put("\\u00")
            put(Self.digit(byte >> 4))
            put(Self.digit(byte & 15))
        default: put(byte)
        }
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") - 10 + nibble
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether it can stand in a JSON string as it is. Looks at eight bytes at a time.
    fileprivate var isPlain: Bool {
        let raw = UnsafeRawBufferPointer(self)
        var index = 0
        while index + 8 <= count {
            if Self.hasSpecial(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) { return false }
            index += 8
        }
        while index < count {
            let byte = self[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
            index += 1
        }
        return true
    }

    /// Whether any of eight bytes is below 0x20, a quote or a backslash.
    /// Source: Sean Eron Anderson, "Bit Twiddling Hacks", haszero and hasless.
    private static func hasSpecial(_ eight: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = eight ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = eight ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let found =
            (eight &- ones &* 0x20) & ~eight | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
        return found & (ones &* 0x80) != 0
    }
}

extension JSONWriter {
    /// The bytes of one object.
    public static func object(_ body: (inout JSONWriter) throws -> Void) rethrows -> [UInt8] {
        var writer = JSONWriter()
        try writer.object(body)
        return writer.bytes
    }
}
