import Central
import Edge
import JSON
import Testing

/// What programmers of tills copy.
@Suite struct `Examples in the documents` {
    @Test(arguments: [StoreOpenAPI.document, CentralOpenAPI.document])
    func `are what their schemas say, and show nothing that is not described`(document: String) throws {
        let file = try OpenAPIFile(document)
        let check = SchemaCheck(file)
        var count = 0
        for operation in file.operations {
            let answers = operation.responses.flatMap { ($0.response["content"]?.members ?? []).map(\.value) }
            for media in [operation.body?.media].compactMap(\.self) + answers {
                guard let example = media["example"], let schema = media["schema"] else { continue }
                count += 1
                let place = "\(operation.method) \(operation.path)"
                #expect(check.mistakes(example, schema) == [], "\(place)")
                #expect(strays(example, [schema], file) == [], "\(place)")
            }
        }
        #expect(count > 40)
    }

    /// Members that none of the schemas names. An object whose members nobody names may have any.
    private func strays(
        _ value: JSONValue, _ schemas: [JSONValue], _ file: OpenAPIFile, at place: String = "$"
    ) -> [String] {
        let schemas = schemas.flatMap { parts(of: $0, file) }
        if let items = value.array {
            let inner = schemas.compactMap { $0["items"] }
            return items.enumerated().flatMap { strays($1, inner, file, at: "\(place)[\($0)]") }
        }
        let named = schemas.compactMap { $0["properties"] }
        let isOpen = named.isEmpty || schemas.contains { $0["additionalProperties"] != nil }
        return (value.members ?? []).flatMap { key, member in
            let own = named.compactMap { $0[key] }
            if own.isEmpty { return isOpen ? [] : ["\(place).\(key)"] }
            return strays(member, own, file, at: "\(place).\(key)")
        }
    }

    /// A schema and those that it is made of.
    private func parts(of schema: JSONValue, _ file: OpenAPIFile) -> [JSONValue] {
        let whole = file.resolve(schema)
        return [whole]
            + ["allOf", "oneOf"].flatMap { whole[$0]?.array ?? [] }.flatMap { parts(of: $0, file) }
    }
}
