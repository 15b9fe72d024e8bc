/// Writes JSON straight into bytes, in the order of the calls. Slashes are not escaped.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    public var text: String { String(decoding: bytes, as: UTF8.self) }

    // MARK: values

    public mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    public mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    public mutating func value(_ string: String) {
        separate()
        append(quoted: string)
        needsComma = true
    }

    public mutating func value(_ integer: Int64) {
        separate()
        append(integer)
        needsComma = true
    }

    public mutating func value(_ integer: Int) { value(Int64(integer)) }

    /// A double; without a fraction it is written as an integer, and what is no number as null.
    public mutating func value(_ number: Double) {
        if let whole = Int64(exactly: number) { return value(whole) }
        raw(number.isFinite ? Array("\(number)".utf8) : Array("null".utf8))
    }

    public mutating func value(_ boolean: Bool) { raw(boolean ? Array("true".utf8) : Array("false".utf8)) }

    public mutating func null() { raw(Array("null".utf8)) }

    /// Bytes that are JSON already.
    public mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
        needsComma = true
    }

    // MARK: members

    public mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func key(dynamic name: String) {
        separate()
        append(quoted: name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    public mutating func field(_ name: StaticString, _ string: String) { key(name); value(string) }
    public mutating func field(_ name: StaticString, _ integer: Int64) { key(name); value(integer) }
    public mutating func field(_ name: StaticString, _ integer: Int) { key(name); value(Int64(integer)) }
    public mutating func field(_ name: StaticString, _ number: Double) { key(name); value(number) }
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

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func append(_ integer: Int64) {
        if integer < 0 { bytes.append(UInt8(ascii: "-")) }
        // Sixty-four bits have twenty digits at most, written from the last.
        var digits = SIMD32<UInt8>()
        var start = digits.scalarCount
        var rest = integer.magnitude
        repeat {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest > 0
        withUnsafeBytes(of: digits) { bytes.append(contentsOf: $0[start...]) }
    }

    private mutating func append(quoted string: String) {
        bytes.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { utf8 in
            if utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
                bytes.append(contentsOf: utf8)
            } else {
                for byte in utf8 { append(escaping: byte) }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(escaping byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
        case UInt8(ascii: "\n"): bytes.append(contentsOf: Array("\\n".utf8))
        case UInt8(ascii: "\t"): bytes.append(contentsOf: Array("\\t".utf8))
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        default: bytes.append(byte)
        }
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
