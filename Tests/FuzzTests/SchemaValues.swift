import JSON

/// Makes values that a schema allows.
struct SchemaValues {
    let file: OpenAPIFile
    /// Values of properties that mean something to the daemon that is asked, such as keys that it knows.
    let known: [String: [String]]

    func value(_ schema: JSONValue, _ dice: inout Dice, name: String = "", depth: Int = 0) -> Tree {
        if let words = known[name], !dice.once(in: 4) { return .string(dice.pick(words)) }
        if schema["$ref"] != nil { return value(file.resolve(schema), &dice, name: name, depth: depth) }
        if let constant = schema["const"] { return Tree(constant) }
        if let choices = schema["enum"]?.array { return Tree(dice.pick(choices)) }
        if let examples = schema["examples"]?.array, dice.once(in: 2) { return Tree(dice.pick(examples)) }
        if let parts = schema["allOf"]?.array { return joined(parts, &dice, depth) }
        if let choices = schema["oneOf"]?.array, schema["properties"] == nil {
            return value(dice.pick(choices), &dice, name: name, depth: depth)
        }
        let type = schema["type"]?.string ?? (schema["type"]?.array).map { dice.pick($0).string ?? "" } ?? ""
        switch type {
        case "object": return object(schema, &dice, depth)
        case "array":
            guard let items = schema["items"], depth < 6 else { return .array([]) }
            let least = Int(schema["minItems"]?.integer ?? 0)
            let most = min(least + 4, Int(schema["maxItems"]?.integer ?? 100))
            return .array((0..<least + dice.below(most - least + 1)).map { _ in value(items, &dice, depth: depth + 1) })
        case "string": return .string(string(schema, &dice))
        case "integer", "number": return .raw(number(schema, isInteger: type == "integer", &dice))
        case "boolean": return .raw(dice.once(in: 2) ? "true" : "false")
        case "null": return .raw("null")
        default: return .string("any")
        }
    }

    private func joined(_ parts: [JSONValue], _ dice: inout Dice, _ depth: Int) -> Tree {
        var members: [(String, Tree)] = []
        for part in parts {
            guard case .object(let more) = value(part, &dice, depth: depth) else {
                return value(part, &dice, depth: depth)
            }
            members += more.filter { new in !members.contains { $0.0 == new.0 } }
        }
        return .object(members)
    }

    private func object(_ schema: JSONValue, _ dice: inout Dice, _ depth: Int) -> Tree {
        var required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var excluded: Set<String> = []
        if let alternatives = schema["oneOf"]?.array {
            let names = alternatives.map { Set(($0["required"]?.array ?? []).compactMap(\.string)) }
            let chosen = dice.below(names.count)
            required.formUnion(names[chosen])
            for other in names.indices where other != chosen {
                excluded.formUnion(names[other].subtracting(names[chosen]))
            }
        }
        var members: [(String, Tree)] = []
        for (name, property) in schema["properties"]?.members ?? []
        where !excluded.contains(name) && (required.contains(name) || !dice.once(in: 3)) {
            members.append((name, value(property, &dice, name: name, depth: depth + 1)))
        }
        if let more = schema["additionalProperties"], more.kind == .object, depth < 6 {
            for number in 0..<dice.below(3) {
                let name = schema["propertyNames"].map { value($0, &dice) } ?? .string("more\(number)")
                guard case .string(let text) = name, !members.contains(where: { $0.0 == text }) else { continue }
                members.append((text, value(more, &dice, depth: depth + 1)))
            }
        }
        return .object(members)
    }

    private func string(_ schema: JSONValue, _ dice: inout Dice) -> String {
        switch schema["format"]?.string {
        case "date": return "20\(10 + dice.below(30))-0\(1 + dice.below(9))-1\(dice.below(10))"
        case "date-time":
            return "20\(10 + dice.below(30))-0\(1 + dice.below(9))-1\(dice.below(10))T1\(dice.below(10)):20:05Z"
        default: break
        }
        if let pattern = schema["pattern"]?.string { return Self.text(matching: pattern, &dice) }
        let least = Int(schema["minLength"]?.integer ?? 0)
        let most = min(least + 30, Int(schema["maxLength"]?.integer ?? 200))
        let letters = Array("abcXYZ 0123456789ñÁ·%&=/\\\"'<>\n\t🛒́")
        return String((0..<least + dice.below(most - least + 1)).map { _ in dice.pick(letters) })
    }

    /// Enough for `^[class]{n}\.[class]*$`: literals, classes and their counts.
    static func text(matching pattern: String, _ dice: inout Dice) -> String {
        var result = ""
        var rest = Substring(pattern)
        while let first = rest.first {
            rest.removeFirst()
            var choices: [Character] = [first]
            switch first {
            case "^", "$": continue
            case "\\": choices = [rest.removeFirst()]
            case "[":
                let end = rest.firstIndex(of: "]") ?? rest.endIndex
                choices = letters(of: rest[..<end])
                rest = rest[rest.index(after: end)...]
            default: break
            }
            for _ in 0..<repetitions(&rest, &dice) { result.append(dice.pick(choices)) }
        }
        return result
    }

    private static func letters(of text: Substring) -> [Character] {
        let all = Array(text.unicodeScalars)
        var letters: [Character] = []
        var index = 0
        while index < all.count {
            if index + 2 < all.count, all[index + 1] == "-" {
                letters += (all[index].value...all[index + 2].value).compactMap { Unicode.Scalar($0) }.map {
                    Character($0)
                }
                index += 3
            } else {
                letters.append(Character(all[index]))
                index += 1
            }
        }
        return letters
    }

    private static func repetitions(_ rest: inout Substring, _ dice: inout Dice) -> Int {
        switch rest.first {
        case "+":
            rest.removeFirst()
            return 1 + dice.below(6)
        case "*":
            rest.removeFirst()
            return dice.below(6)
        case "{":
            let end = rest.firstIndex(of: "}") ?? rest.startIndex
            let bounds = rest[rest.index(after: rest.startIndex)..<end].split(separator: ",").map { Int($0) ?? 0 }
            rest = rest[rest.index(after: end)...]
            return bounds[0] + (bounds.count > 1 ? dice.below(bounds[1] - bounds[0] + 1) : 0)
        default: return 1
        }
    }

    private func number(_ schema: JSONValue, isInteger: Bool, _ dice: inout Dice) -> String {
        let least = schema["minimum"]?.number ?? -1_000_000_000_000
        let most = schema["maximum"]?.number ?? 1_000_000_000_000
        // Mostly small, sometimes at a bound.
        let chosen: Double =
            switch dice.below(6) {
            case 0: least
            case 1: most
            default: min(most, max(least, Double(dice.below(100_000))))
            }
        let scale = isInteger ? 1.0 : 100.0
        guard let whole = Int64(exactly: (chosen * scale).rounded()) else { return "1" }
        return isInteger ? "\(whole)" : "\(Double(whole) / scale)"
    }
}
