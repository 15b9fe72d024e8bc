import JSON

/// JSON that can be taken apart and put together wrongly.
enum Tree {
    case object([(String, Tree)])
    case array([Tree])
    case string(String)
    /// Bytes that stand as they are, JSON or not.
    case raw([UInt8])

    static func raw(_ text: String) -> Tree { .raw(Array(text.utf8)) }

    init(_ value: JSONValue) {
        switch value.kind {
        case .object: self = .object((value.members ?? []).map { ($0.key, Tree($0.value)) })
        case .array: self = .array((value.array ?? []).map { Tree($0) })
        case .string: self = .string(value.string ?? "")
        default: self = .raw(value.text)
        }
    }

    var bytes: [UInt8] {
        switch self {
        case .raw(let bytes): return bytes
        case .string(let text): return Self.quoted(text)
        case .array(let list):
            return [UInt8(ascii: "[")] + list.map(\.bytes).joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
        case .object(let members):
            let parts = members.map { Self.quoted($0.0) + [UInt8(ascii: ":")] + $0.1.bytes }
            return [UInt8(ascii: "{")] + parts.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "}")]
        }
    }

    private static func quoted(_ text: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.value(text)
        return writer.bytes
    }

    /// How many values it has, itself included.
    var count: Int {
        switch self {
        case .object(let members): 1 + members.reduce(0) { $0 + $1.1.count }
        case .array(let list): 1 + list.reduce(0) { $0 + $1.count }
        default: 1
        }
    }

    /// Changes the value of that number, counted from the root on.
    func changing(_ number: Int, _ change: (Tree) -> Tree) -> Tree {
        guard number > 0 else { return change(self) }
        var left = number - 1
        func descend(_ child: Tree) -> Tree {
            defer { left -= child.count }
            return (0..<child.count).contains(left) ? child.changing(left, change) : child
        }
        switch self {
        case .object(let members): return .object(members.map { ($0.0, descend($0.1)) })
        case .array(let list): return .array(list.map(descend))
        default: return self
        }
    }
}
