import CSimdJSON

/// Names of the members that an object may have, which are found together in one pass.
public struct JSONNames: @unchecked Sendable {
    // They point into the program's text, which never changes.
    fileprivate let names: [vuelve_json_bytes]

    public init(_ names: StaticString...) {
        self.names = names.map { name in
            name.utf8Start.withMemoryRebound(to: CChar.self, capacity: name.utf8CodeUnitCount) {
                vuelve_json_bytes(start: $0, count: name.utf8CodeUnitCount)
            }
        }
    }

    public func contains(_ name: String) -> Bool { names.contains { String($0) == name } }
}

/// The members of an object, each by its place in `JSONNames`; valid inside the closure it is passed to.
public struct JSONMembers {
    fileprivate let names: JSONNames
    fileprivate let found: UnsafeMutablePointer<vuelve_json>
    fileprivate let document: JSONDocument
    /// How many members have other names; nulls do not count.
    public let others: Int

    public func name(_ place: Int) -> String { String(names.names[place]) }

    /// Whether it is there, and not null.
    public func has(_ place: Int) -> Bool { found[place].document != nil }

    public subscript(place: Int) -> JSONValue? {
        has(place) ? JSONValue(found[place], document: document) : nil
    }

    // Nil where it is absent, or of another kind.

    public func string(_ place: Int) -> String? {
        var bytes = vuelve_json_bytes()
        return has(place) && vuelve_json_get_string(found[place], &bytes) ? String(bytes) : nil
    }

    public func integer(_ place: Int) -> Int64? {
        var integer: Int64 = 0
        return has(place) && vuelve_json_get_integer(found[place], &integer) ? integer : nil
    }

    public func number(_ place: Int) -> Double? {
        var number: Double = 0
        return has(place) && vuelve_json_get_number(found[place], &number) ? number : nil
    }
}

extension JSONValue {
    /// Finds members by name, in one pass. Nil where this is no object.
    public func withMembers<T>(_ names: JSONNames, _ body: (JSONMembers) throws -> T) rethrows -> T? {
        try withUnsafeTemporaryAllocation(of: vuelve_json.self, capacity: names.names.count) { found in
            guard let place = found.baseAddress else { return nil }
            let others = names.names.withUnsafeBufferPointer { names in
                names.baseAddress.map { vuelve_json_find(value, $0, names.count, place) } ?? -1
            }
            guard others >= 0 else { return nil }
            return try body(JSONMembers(names: names, found: place, document: document, others: others))
        }
    }
}
