import HTTP
import JSON

/// Holds an answer against the document of the daemon that gave it.
struct AnswerCheck {
    let file: OpenAPIFile
    let schemas: SchemaCheck

    init(_ file: OpenAPIFile) {
        self.file = file
        schemas = SchemaCheck(file)
    }

    /// - Returns: what is wrong with the answer; empty where nothing is
    /// - Parameter who: whose token was shown; nil where that is not looked at
    func mistakes(_ request: ClientRequest, _ response: Response, who: String? = nil) -> [String] {
        let status = response.status
        let type = response.headers.first { $0.0 == "Content-Type" }?.1 ?? ""
        var found = traces(response)
        let mayBe5xx =
            status == 507 || (status == 503 && response.headers.contains { $0.0 == "Retry-After" })
        if status >= 500, !mayBe5xx { found.append("status \(status)") }
        let path = String(request.path.split(separator: "?", maxSplits: 1).first ?? "")
        let operation = file.operation(request.method, path)
        if let who, let roles = operation?.roles, !roles.isEmpty, !roles.contains(who), status < 400 {
            found.append("\(status) to \(who), and only \(roles) may ask")
        }
        guard type == "application/problem+json" else {
            if status >= 400, status != 409 { found.append("status \(status) with \(type)") }
            guard let operation else { return found + ["\(status) of a path that the document has not"] }
            return found + mistakes(response, type, operation)
        }
        guard status >= 400 else { return found + ["a problem with status \(status)"] }
        guard let problem = try? JSONDocument(response.body).root, let code = problem["code"]?.string else {
            return found + ["a problem without a code"]
        }
        if let schema = file.root["components"]?["schemas"]?["Problem"] { found += schemas.mistakes(problem, schema) }
        let isKnown =
            OpenAPIFile.codesEverywhere[status]?.contains(code) ?? false
            || operation?.codes(status).contains(code) ?? false
        if !isKnown {
            found.append("\(status) \(code) is not in the document for \(operation?.path ?? "unknown paths")")
        }
        return found
    }

    /// What only the program's own people should read: names of its files, statements, addresses.
    private func traces(_ response: Response) -> [String] {
        guard response.status >= 400 else { return [] }
        let text = String(decoding: response.body.prefix(100_000), as: UTF8.self)
        return Self.tracesOfPrograms.filter(text.contains).map { "\(response.status) says \($0)" }
    }

    private static let tracesOfPrograms = [
        ".swift:", "SQLite", "SELECT ", "INSERT INTO", "Fatal error", "Optional(", "0x0000",
    ]

    private func mistakes(_ response: Response, _ type: String, _ operation: OpenAPIFile.Operation) -> [String] {
        let documented = operation.responses.first { $0.status == response.status }?.response
        guard let documented else { return ["the document has no \(response.status) for \(operation.path)"] }
        guard let media = documented["content"]?[type] else { return ["the document has no \(type) there"] }
        var body = response.body
        if response.headers.contains(where: { $0.0 == "Content-Encoding" }) {
            guard let unpacked = try? Gzip.unpack(body, bytesMax: 1 << 28) else { return ["a bad gzip"] }
            body = unpacked
        }
        if let lines = media["x-lines"] { return mistakes(lines: body, lines) }
        guard type == "application/json" else { return [] }
        guard let schema = media["schema"] else { return ["the document has no schema there"] }
        guard let document = try? JSONDocument(body) else { return ["no JSON"] }
        return schemas.mistakes(document.root, schema)
    }

    private func mistakes(lines body: [UInt8], _ wanted: JSONValue) -> [String] {
        var found: [String] = []
        let then = wanted["then"]?.array ?? []
        for (number, line) in body.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let value = try? JSONDocument(Array(line)).root else { return ["line \(number) is no JSON"] }
            if number == 0, let first = wanted["first"] {
                found += schemas.mistakes(value, first, at: "line 0")
            } else {
                let each = then.map { schemas.mistakes(value, $0, at: "line \(number)") }
                if !each.contains([]) { found += each.min { $0.count < $1.count } ?? [] }
            }
        }
        return found
    }
}
