import HTTP
import JSON

/// Makes requests from a daemon's own document: valid ones, and ones with something wrong in them.
struct RequestMaker {
    let file: OpenAPIFile
    let values: SchemaValues
    /// What `{names}` in paths stand for.
    let names: [String]
    /// Daemons are asked to write no file elsewhere.
    let folder: String
    /// Operations that cost much, which are asked seldom.
    let dear: Set<String>
    /// Of a body of lines, where the schema alone makes none that is accepted.
    var firstLine: @Sendable (inout Dice) -> Tree? = { _ in nil }

    struct Made {
        var request: ClientRequest
        /// Which token: a role's name, or one of the wrong ones.
        var who: String
        var mutations: [String] = []

        /// For people who replay it.
        var text: String {
            let headers = request.headers.map { "\($0.0): \($0.1)" }.joined(separator: ", ")
            let body = String(decoding: request.body.prefix(600), as: UTF8.self)
            return "\(request.method) \(request.path) as \(who) [\(headers)] \(mutations) "
                + "\(request.body.count) bytes: \(body.debugDescription)"
        }
    }

    func next(_ dice: inout Dice) -> Made {
        while true {
            let made = draw(&dice)
            if !writesElsewhere(made.request) { return made }
        }
    }

    /// Whether a file of the machine that runs the tests would be made.
    private func writesElsewhere(_ request: ClientRequest) -> Bool {
        let isPacked = request.headers.contains { $0.0 == "Content-Encoding" && $0.1 == "gzip" }
        let body = isPacked ? (try? Gzip.unpack(request.body, bytesMax: 1 << 20)) ?? [] : request.body
        guard let file = try? JSONDocument(body).root["file"]?.string else { return false }
        return file.hasPrefix("/") && (!file.hasPrefix(folder + "/") || file.contains("/../"))
    }

    private func draw(_ dice: inout Dice) -> Made {
        var operation = dice.pick(file.operations)
        while dear.contains(operation.path), !dice.once(in: 20) { operation = dice.pick(file.operations) }
        var body: Tree?
        if let wanted = operation.body { body = make(wanted.media, &dice) }
        var made = Made(
            request: ClientRequest(operation.method, path(operation, &dice)),
            who: operation.roles.isEmpty ? "nobody" : dice.pick(operation.roles))
        made.request.headers = [("Content-Type", operation.body?.type ?? "application/json")]
        let isMutated = !dice.once(in: 3)
        if isMutated, let whole = body, dice.once(in: 2) {
            body = Mutations.mutate(whole, &dice, &made.mutations)
        }
        made.request.body = body.map { Self.bytes($0, isLines: operation.body?.type == "application/x-ndjson") } ?? []
        if isMutated { Mutations.mutate(&made, &dice) }
        return made
    }

    /// The document's example or a value of its schema.
    private func make(_ media: JSONValue, _ dice: inout Dice) -> Tree {
        if let lines = media["x-lines"] {
            if dice.once(in: 4), let example = media["example"]?.string { return .raw(example) }
            var all: [Tree] = []
            if let first = lines["first"] {
                let sound = dice.once(in: 2) ? firstLine(&dice) : nil
                all.append(sound ?? values.value(first, &dice))
            }
            let then = lines["then"]?.array ?? lines["each"].map { [$0] } ?? []
            for _ in 0..<dice.below(6) where !then.isEmpty { all.append(values.value(dice.pick(then), &dice)) }
            return .array(all)
        }
        let example = media["example"] ?? media["examples"]?.members?.first?.value["value"]
        // An example's own file name must not be written to.
        if dice.once(in: 3), let example, example["file"] == nil { return Tree(example) }
        return media["schema"].map { values.value($0, &dice) } ?? .raw("{}")
    }

    private static func bytes(_ tree: Tree, isLines: Bool) -> [UInt8] {
        guard isLines, case .array(let lines) = tree else { return tree.bytes }
        return Array(lines.map(\.bytes).joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    }

    private func path(_ operation: OpenAPIFile.Operation, _ dice: inout Dice) -> String {
        let segments = operation.path.split(separator: "/").map { $0.hasPrefix("{") ? dice.pick(names) : String($0) }
        var query: [String] = []
        for parameter in operation.parameters where parameter["in"]?.string == "query" && dice.once(in: 2) {
            guard let name = parameter["name"]?.string, let schema = parameter["schema"] else { continue }
            var text = String(decoding: values.value(schema, &dice, name: name).bytes, as: UTF8.self)
            if text.hasPrefix("\"") { text = String(text.dropFirst().dropLast()) }
            query.append("\(name)=\(Self.escaped(text))")
        }
        return "/" + segments.joined(separator: "/") + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
                result.append(character)
            } else {
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
