import Foundation
import JSON

/// Holds values against schemas: the part of JSON Schema that our documents use. A keyword that it does not know is a
/// mistake itself, so that nothing is passed over in silence.
final class SchemaCheck {
    private let file: OpenAPIFile
    private var expressions: [String: NSRegularExpression] = [:]

    init(_ file: OpenAPIFile) { self.file = file }

    private static let annotations: Set<String> = ["description", "example", "examples", "default", "title"]

    /// - Returns: what is wrong, each with its place; empty where nothing is
    func mistakes(_ value: JSONValue, _ schema: JSONValue, at place: String = "$") -> [String] {
        // `true` allows everything, `false` nothing.
        if let isAllowed = schema.boolean { return isAllowed ? [] : ["\(place) must not be there"] }
        var found: [String] = []
        for (keyword, wanted) in schema.members ?? [] where !Self.annotations.contains(keyword) {
            found += mistakes(value, keyword, wanted, schema, place)
        }
        return found
    }

    private func mistakes(
        _ value: JSONValue, _ keyword: String, _ wanted: JSONValue, _ schema: JSONValue, _ place: String
    ) -> [String] {
        func claim(_ holds: Bool?) -> [String] {
            holds ?? true ? [] : ["\(place) is \(value.text.prefix(80)), against \(keyword) \(wanted.text.prefix(120))"]
        }
        switch keyword {
        case "$ref": return mistakes(value, file.resolve(schema), at: place)
        case "allOf": return (wanted.array ?? []).flatMap { mistakes(value, $0, at: place) }
        case "oneOf": return claim((wanted.array ?? []).count { mistakes(value, $0, at: place).isEmpty } == 1)
        case "type": return claim((wanted.array ?? [wanted]).contains { Self.is(value, $0.string ?? "") })
        case "enum": return claim((wanted.array ?? []).contains { $0.text == value.text })
        case "const": return claim(wanted.text == value.text)
        case "minimum": return claim(value.number.map { $0 >= wanted.number ?? 0 })
        case "maximum": return claim(value.number.map { $0 <= wanted.number ?? 0 })
        case "minLength": return claim(value.string.map { Int64($0.unicodeScalars.count) >= wanted.integer ?? 0 })
        case "maxLength": return claim(value.string.map { Int64($0.unicodeScalars.count) <= wanted.integer ?? 0 })
        case "minItems": return claim(value.array.map { Int64($0.count) >= wanted.integer ?? 0 })
        case "maxItems": return claim(value.array.map { Int64($0.count) <= wanted.integer ?? 0 })
        case "pattern": return claim(value.string.map { matches($0, wanted.string ?? "") })
        case "format": return claim(Self.hasFormat(value, wanted.string ?? ""))
        case "items":
            return (value.array ?? []).enumerated().flatMap { mistakes($1, wanted, at: "\(place)[\($0)]") }
        default: return mistakesOfObject(value, keyword, wanted, schema, place)
        }
    }

    private func mistakesOfObject(
        _ value: JSONValue, _ keyword: String, _ wanted: JSONValue, _ schema: JSONValue, _ place: String
    ) -> [String] {
        let members = value.members ?? []
        switch keyword {
        case "required":
            guard value.kind == .object else { return [] }
            let keys = Set(members.map(\.key))
            return (wanted.array ?? []).compactMap(\.string).filter { !keys.contains($0) }.map {
                "\(place) has no \($0)"
            }
        case "properties":
            return members.flatMap { key, member in
                wanted[key].map { mistakes(member, $0, at: "\(place).\(key)") } ?? []
            }
        case "additionalProperties":
            return members.filter { schema["properties"]?[$0.key] == nil }.flatMap {
                mistakes($0.value, wanted, at: "\(place).\($0.key)")
            }
        case "propertyNames":
            return members.flatMap { key, _ in
                (try? JSONDocument(Tree.string(key).bytes)).map { mistakes($0.root, wanted, at: "\(place) key") } ?? []
            }
        default: return ["\(place): the schema has \(keyword), which this check does not know"]
        }
    }

    private static func `is`(_ value: JSONValue, _ type: String) -> Bool {
        switch value.kind {
        case .integer: type == "integer" || type == "number"
        case .real: type == "number"
        default: value.kind.rawValue == type
        }
    }

    private static func hasFormat(_ value: JSONValue, _ format: String) -> Bool? {
        switch format {
        case "int64": return value.kind == .real ? false : nil
        case "date": return value.string.map { $0.utf8.count == 10 && matchesDay($0) }
        case "date-time": return value.string.map { $0.contains("T") && ($0.hasSuffix("Z") || $0.contains("+")) }
        default: return false
        }
    }

    private static func matchesDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-").map { Int($0) ?? -1 }
        return parts.count == 3 && parts[0] >= 0 && (1...12).contains(parts[1]) && (1...31).contains(parts[2])
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        if expressions[pattern] == nil { expressions[pattern] = try? NSRegularExpression(pattern: pattern) }
        guard let expression = expressions[pattern] else { return false }
        let whole = NSRange(text.startIndex..., in: text)
        return expression.firstMatch(in: text, range: whole) != nil
    }
}
