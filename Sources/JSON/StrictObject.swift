/// Reads an object that a person wrote: every key must be known, and a misspelt one is named with the nearest right one.
///
/// Read each key once, then call `finish()`.
public struct StrictObject {
    public let path: String
    private let value: JSONValue
    private var known: [String] = []

    public init(_ value: JSONValue, path: String = "") throws {
        guard value.kind == .object else { throw BadInput.wrongType(path, wanted: "object", got: value) }
        self.value = value
        self.path = path
    }

    public func place(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    public mutating func value(_ key: String) -> JSONValue? {
        known.append(key)
        return value[key]
    }

    public mutating func require(_ key: String) throws -> JSONValue {
        guard let found = value(key) else { throw BadInput.missing(place(key)) }
        return found
    }

    public mutating func string(_ key: String) throws -> String? {
        guard let found = value(key) else { return nil }
        guard let string = found.string else { throw BadInput.wrongType(place(key), wanted: "string", got: found) }
        return string
    }

    public mutating func requireString(_ key: String) throws -> String {
        guard let string = try string(key) else { throw BadInput.missing(place(key)) }
        return string
    }

    /// One of `choices`; another value is named with the nearest right one.
    public mutating func choice(_ key: String, of choices: [String]) throws -> String? {
        guard let string = try string(key) else { return nil }
        guard choices.contains(string) else {
            throw BadInput(
                code: "badValue", field: place(key),
                message:
                    "\"\(string)\" is not one of \(choices.joined(separator: ", "))\(Nearest.hint(string, choices))")
        }
        return string
    }

    public mutating func integer(_ key: String, in range: ClosedRange<Int64>) throws -> Int64? {
        guard let found = value(key) else { return nil }
        guard let integer = found.integer else { throw BadInput.wrongType(place(key), wanted: "integer", got: found) }
        guard range.contains(integer) else {
            throw BadInput(
                code: "badValue", field: place(key),
                message: "\(integer) is outside \(range.lowerBound)...\(range.upperBound)")
        }
        return integer
    }

    public mutating func number(_ key: String, in range: ClosedRange<Double>) throws -> Double? {
        guard let found = value(key) else { return nil }
        guard let number = found.number else { throw BadInput.wrongType(place(key), wanted: "number", got: found) }
        guard range.contains(number) else {
            throw BadInput(
                code: "badValue", field: place(key),
                message: "\(number) is outside \(range.lowerBound)...\(range.upperBound)")
        }
        return number
    }

    public mutating func boolean(_ key: String) throws -> Bool? {
        guard let found = value(key) else { return nil }
        guard let boolean = found.boolean else { throw BadInput.wrongType(place(key), wanted: "boolean", got: found) }
        return boolean
    }

    public mutating func array(_ key: String) throws -> [JSONValue]? {
        guard let found = value(key) else { return nil }
        guard let array = found.array else { throw BadInput.wrongType(place(key), wanted: "array", got: found) }
        return array
    }

    public mutating func strings(_ key: String) throws -> [String]? {
        let field = place(key)
        return try array(key)?.map { element in
            guard let string = element.string else { throw BadInput.wrongType(field, wanted: "strings", got: element) }
            return string
        }
    }

    public mutating func object(_ key: String) throws -> StrictObject? {
        guard let found = value(key) else { return nil }
        return try StrictObject(found, path: place(key))
    }

    /// Names the first key that was never asked for.
    public func finish() throws {
        for (key, _) in value.members ?? [] where !known.contains(key) {
            throw BadInput(
                code: "unknownKey", field: place(key),
                message: "is not a known key\(Nearest.hint(key, known))")
        }
    }
}
