/// The text of a statement as it stands in the source. Its place there tells it apart from others: that costs much less
/// than its text, at each of the many statements of a sale.
public struct SQL: ExpressibleByStringLiteral, Sendable {
    private let literal: StaticString

    public init(stringLiteral literal: StaticString) { self.literal = literal }

    var place: UnsafeRawPointer { UnsafeRawPointer(literal.utf8Start) }
    var text: String { literal.description }
}
