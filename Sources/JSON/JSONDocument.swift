import CJansson
import Foundation

/// Text that is no JSON, with the place of the mistake.
public struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
    public enum Reason: Sendable { case syntax, numberOutOfRange }
    public let reason: Reason
    public let line: Int
    public let column: Int
    public let message: String

    public var description: String { "\(message) at line \(line), column \(column)" }
}

/// A parsed JSON text. Values borrow from it and keep it alive. Parsing is jansson's; integers are 64 bits or an error.
public final class JSONDocument: @unchecked Sendable {
    // Never changed after init, so reading from several threads is safe.
    fileprivate let pointer: UnsafeMutablePointer<json_t>
    private var arena = vuelve_arena()

    private static let arenasAreUsed: Void = vuelve_json_use_arenas()

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
        Self.arenasAreUsed
        var error = json_error_t()
        var arena = vuelve_arena()
        let parsed = bytes.withUnsafeBytes { buffer in
            vuelve_json_parse(
                buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count,
                Int(JSON_DECODE_ANY | JSON_REJECT_DUPLICATES), &error, &arena)
        }
        guard let parsed else {
            vuelve_arena_release(&arena)
            let isOverflow = vuelve_json_code(&error) == Int32(json_error_numeric_overflow.rawValue)
            throw JSONSyntaxError(
                reason: isOverflow ? .numberOutOfRange : .syntax, line: Int(error.line), column: Int(error.column),
                message: String(cString: vuelve_json_text(&error)))
        }
        pointer = parsed
        self.arena = arena
    }

    // The values have no memory of their own besides the arena.
    deinit { vuelve_arena_release(&arena) }

    public var root: JSONValue { JSONValue(pointer: pointer, document: self) }
}

/// One value inside a `JSONDocument`.
public struct JSONValue: @unchecked Sendable {
    fileprivate let pointer: UnsafeMutablePointer<json_t>
    private let document: JSONDocument

    fileprivate init(pointer: UnsafeMutablePointer<json_t>, document: JSONDocument) {
        self.pointer = pointer
        self.document = document
    }

    public enum Kind: String, Sendable { case object, array, string, integer, real, boolean, null }

    public var kind: Kind {
        switch vuelve_json_type(pointer) {
        case JSON_OBJECT: .object
        case JSON_ARRAY: .array
        case JSON_STRING: .string
        case JSON_INTEGER: .integer
        case JSON_REAL: .real
        case JSON_TRUE, JSON_FALSE: .boolean
        default: .null
        }
    }

    public var isNull: Bool { kind == .null }

    /// The member of an object; nil where this is none, or the member is absent or null.
    public subscript(key: String) -> JSONValue? {
        guard let member = json_object_get(pointer, key), vuelve_json_type(member) != JSON_NULL else { return nil }
        return JSONValue(pointer: member, document: document)
    }

    public var string: String? {
        guard vuelve_json_type(pointer) == JSON_STRING, let text = json_string_value(pointer) else { return nil }
        return String(cString: text)
    }

    public var integer: Int64? {
        vuelve_json_type(pointer) == JSON_INTEGER ? json_integer_value(pointer) : nil
    }

    /// An integer or a real, as a double.
    public var number: Double? {
        switch vuelve_json_type(pointer) {
        case JSON_INTEGER: Double(json_integer_value(pointer))
        case JSON_REAL: json_real_value(pointer)
        default: nil
        }
    }

    public var boolean: Bool? {
        switch vuelve_json_type(pointer) {
        case JSON_TRUE: true
        case JSON_FALSE: false
        default: nil
        }
    }

    /// The elements; nil where this is no array.
    public var array: [JSONValue]? {
        guard vuelve_json_type(pointer) == JSON_ARRAY else { return nil }
        return (0..<json_array_size(pointer)).compactMap { index in
            json_array_get(pointer, index).map { JSONValue(pointer: $0, document: document) }
        }
    }

    /// The members in their written order; nil where this is no object.
    public var members: [(key: String, value: JSONValue)]? {
        guard vuelve_json_type(pointer) == JSON_OBJECT else { return nil }
        var members: [(key: String, value: JSONValue)] = []
        var iterator = json_object_iter(pointer)
        while let current = iterator {
            if let key = json_object_iter_key(current), let value = json_object_iter_value(current) {
                members.append((String(cString: key), JSONValue(pointer: value, document: document)))
            }
            iterator = json_object_iter_next(pointer, current)
        }
        return members
    }

    /// How many members an object, or elements an array, has.
    public var count: Int {
        switch vuelve_json_type(pointer) {
        case JSON_OBJECT: json_object_size(pointer)
        case JSON_ARRAY: json_array_size(pointer)
        default: 0
        }
    }

    /// The value as compact JSON text.
    public var text: String {
        guard let bytes = json_dumps(pointer, Int(JSON_COMPACT | JSON_ENCODE_ANY)) else { return "null" }
        defer { vuelve_json_free(bytes) }
        return String(cString: bytes)
    }
}
