import JSON

extension JSONValue {
    /// A member's text as a person wrote it: 1 to 400 bytes.
    /// - Throws: `BadInput` with `missingField`, `wrongType`, `badValue`, never with the text itself
    func writtenText(_ name: String) throws -> String {
        guard kind == .object else { throw BadInput.wrongType("", wanted: "object", got: self) }
        guard let value = self[name] else { throw BadInput.missing(name) }
        guard let text = value.string else { throw BadInput.wrongType(name, wanted: "string", got: value) }
        guard !text.isEmpty, text.utf8.count <= writtenBytesMax else {
            throw BadInput(code: "badValue", field: name, message: "wants 1 to \(writtenBytesMax) bytes")
        }
        return text
    }
}

private let writtenBytesMax = 400
