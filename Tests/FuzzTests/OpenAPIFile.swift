import HTTP
import JSON

/// A daemon's own OpenAPI document, as far as requests are made from it and answers held against it.
struct OpenAPIFile {
    let root: JSONValue
    let operations: [Operation]

    struct Operation {
        let method: String
        let path: String
        /// Empty: no token needed.
        let roles: [String]
        let parameters: [JSONValue]
        /// The media type and what stands under it.
        let body: (type: String, media: JSONValue)?
        /// By status, resolved.
        let responses: [(status: Int, response: JSONValue)]

        /// The codes that a problem of this status may have here, beside those of every path.
        func codes(_ status: Int) -> Set<String> {
            guard let text = responses.first(where: { $0.status == status })?.response["description"]?.string else {
                return []
            }
            let listed = text.split(separator: "Codes:").last.map(String.init) ?? text
            return Set(
                listed.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) })
        }
    }

    /// What the document's introduction says of every path.
    static let codesEverywhere: [Int: Set<String>] = [
        404: ["unknownPath"], 405: ["wrongMethod"], 413: ["bodyTooLarge"], 400: ["badGzip", "ambiguousLength"],
        429: ["tooManyWithoutToken"],
    ]

    init(_ document: String) throws {
        let root = try JSONDocument(document).root
        self.root = root
        operations = (root["paths"]?.members ?? []).flatMap { path, methods in
            (methods.members ?? []).map { method, operation in
                Operation(
                    method: method.uppercased(), path: path,
                    roles: (operation["x-roles"]?.array ?? []).compactMap(\.string),
                    parameters: (operation["parameters"]?.array ?? []).map { Self.resolve($0, root) },
                    body: operation["requestBody"]?["content"]?.members?.first.map { ($0.key, $0.value) },
                    responses: (operation["responses"]?.members ?? []).map {
                        (Int($0.key) ?? 0, Self.resolve($0.value, root))
                    })
            }
        }
    }

    func resolve(_ value: JSONValue) -> JSONValue { Self.resolve(value, root) }

    private static func resolve(_ value: JSONValue, _ root: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.string else { return value }
        let found = reference.split(separator: "/").dropFirst().reduce(root as JSONValue?) { $0?[String($1)] }
        guard let found else { preconditionFailure("the document refers to \(reference), which it has not") }
        return resolve(found, root)
    }

    /// The operation of a path as asked; nil where there is none.
    func operation(_ method: String, _ path: String) -> Operation? {
        let asked = path.split(separator: "/", omittingEmptySubsequences: true)
        return operations.first { operation in
            let wanted = operation.path.split(separator: "/")
            return operation.method == method && wanted.count == asked.count
                && zip(wanted, asked).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
    }
}
