/// What is wrong with something that a person or a machine sent: a stable code, the field, a sentence.
public struct BadInput: Error, Equatable, Sendable, CustomStringConvertible {
    public let code: String
    public let field: String
    public let message: String

    public init(code: String, field: String, message: String) {
        self.code = code
        self.field = field
        self.message = message
    }

    public init(_ error: JSONSyntaxError) {
        let code = error.reason == .numberOutOfRange ? "numberOutOfRange" : "notJSON"
        self.init(code: code, field: "", message: error.description)
    }

    public var description: String { field.isEmpty ? message : "\(field): \(message)" }

    public static func missing(_ field: String) -> BadInput {
        BadInput(code: "missingField", field: field, message: "is required")
    }

    public static func wrongType(_ field: String, wanted: String, got: JSONValue) -> BadInput {
        BadInput(code: "wrongType", field: field, message: "wants \(wanted), got \(got.kind.rawValue)")
    }
}
