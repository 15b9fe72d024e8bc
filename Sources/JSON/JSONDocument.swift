import CSimdJSON

/// Text that is no JSON, with the place of the mistake.
public struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
    public enum Reason: Sendable { case syntax, numberOutOfRange }
    public let reason: Reason
    public let line: Int
    /// In bytes, from 1.
    public let column: Int
    public let message: String

    public var description: String { "\(message) at line \(line), column \(column)" }

    fileprivate init(_ text: UnsafeBufferPointer<UInt8>) {
        let mistake = text.withMemoryRebound(to: CChar.self) { vuelve_json_explain($0.baseAddress, $0.count) }
        let before = text.prefix(Int(mistake.offset))
        let newline = UInt8(ascii: "\n")
        reason = mistake.is_out_of_range ? .numberOutOfRange : .syntax
        line = 1 + before.count { $0 == newline }
        column = 1 + before.count - (before.lastIndex(of: newline).map { $0 + 1 } ?? 0)
        message = String(cString: mistake.message)
    }
}

/// A parsed JSON text. Values borrow from it and keep it alive. Parsing is simdjson's; an integer beyond 64 bits, a key
/// that stands twice in one object, and a NUL in a string are errors.
public final class JSONDocument: @unchecked Sendable {
    // Never changed after init, so reading from several threads is safe.
    private let document: OpaquePointer
    private let value: vuelve_json

    public convenience init(_ text: String) throws(JSONSyntaxError) {
        try self.init(Array(text.utf8))
    }

    public convenience init(_ bytes: [UInt8]) throws(JSONSyntaxError) {
        try self.init(bytes.span.bytes)
    }

    public convenience init(_ bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
        try self.init(bytes.bytes)
    }

    private init(_ bytes: borrowing RawSpan) throws(JSONSyntaxError) {
        var value = vuelve_json()
        let parsed = bytes.withUnsafeBytes { buffer in
            let text = buffer.bindMemory(to: CChar.self)
            return vuelve_json_parse(text.baseAddress, text.count, &value)
        }
        guard let parsed else {
            throw bytes.withUnsafeBytes { JSONSyntaxError($0.bindMemory(to: UInt8.self)) }
        }
        document = parsed
        self.value = value
    }

    deinit { vuelve_json_release(document) }

    public var root: JSONValue { JSONValue(value, document: self) }
}

/// One value inside a `JSONDocument`.
public struct JSONValue: @unchecked Sendable {
    let value: vuelve_json
    let document: JSONDocument

    init(_ value: vuelve_json, document: JSONDocument) {
        self.value = value
        self.document = document
    }

    public enum Kind: String, Sendable { case object, array, string, integer, real, boolean, null }

    public var kind: Kind {
        switch vuelve_json_kind_of(value) {
        case vuelve_json_object: .object
        case vuelve_json_array: .array
        case vuelve_json_string: .string
        case vuelve_json_integer: .integer
        case vuelve_json_real: .real
        case vuelve_json_boolean: .boolean
        default: .null
        }
    }

    public var isNull: Bool { kind == .null }

    /// The member of an object; nil where this is none, or the member is absent or null.
    public subscript(key: String) -> JSONValue? {
        var key = key
        var member = vuelve_json()
        let isThere = key.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { vuelve_json_member(value, $0.baseAddress, $0.count, &member) }
        }
        guard isThere, vuelve_json_kind_of(member) != vuelve_json_null else { return nil }
        return JSONValue(member, document: document)
    }

    public var string: String? {
        var bytes = vuelve_json_bytes()
        return vuelve_json_get_string(value, &bytes) ? String(bytes) : nil
    }

    public var integer: Int64? {
        var integer: Int64 = 0
        return vuelve_json_get_integer(value, &integer) ? integer : nil
    }

    /// An integer or a real, as a double.
    public var number: Double? {
        var number: Double = 0
        return vuelve_json_get_number(value, &number) ? number : nil
    }

    public var boolean: Bool? {
        var boolean = false
        return vuelve_json_get_boolean(value, &boolean) ? boolean : nil
    }

    /// The elements; nil where this is no array.
    public var array: [JSONValue]? {
        guard kind == .array else { return nil }
        return withUnsafeTemporaryAllocation(of: vuelve_json.self, capacity: count) { elements in
            vuelve_json_elements(value, elements.baseAddress)
            return elements.map { JSONValue($0, document: document) }
        }
    }

    /// The members in their written order; nil where this is no object.
    public var members: [(key: String, value: JSONValue)]? {
        guard kind == .object else { return nil }
        return withUnsafeTemporaryAllocation(of: vuelve_json_bytes.self, capacity: count) { keys in
            withUnsafeTemporaryAllocation(of: vuelve_json.self, capacity: keys.count) { values in
                vuelve_json_members(value, keys.baseAddress, values.baseAddress)
                return zip(keys, values).map { (key: String($0), value: JSONValue($1, document: document)) }
            }
        }
    }

    /// How many members an object, or elements an array, has.
    public var count: Int { vuelve_json_count(value) }

    /// The value as compact JSON text.
    public var text: String {
        var text = ""
        withUnsafeMutablePointer(to: &text) { vuelve_json_write(value, $0, takeText) }
        return text
    }
}

extension String {
    init(_ bytes: vuelve_json_bytes) {
        let buffer = UnsafeBufferPointer(start: bytes.start, count: bytes.count)
        self = buffer.withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
    }
}

// C calls it on the thread that asks for the text, so it belongs to no actor.
private func takeText(context: UnsafeMutableRawPointer?, text: vuelve_json_bytes) {
    context?.assumingMemoryBound(to: String.self).pointee = String(text)
}
