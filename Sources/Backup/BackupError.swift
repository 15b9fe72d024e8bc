/// What is wrong with a backup that is made or put back, and what to try.
public struct BackupError: Error, Sendable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        case exists, underWay, cannotWrite, noSpace, cannotRead, badKey, wantsKey, wrongKey, damaged, otherOwner, newer
        case busy, elsewhere
    }

    public let kind: Kind
    public let message: String
    public let next: String

    public init(_ kind: Kind, _ message: String, next: String = "") {
        self.kind = kind
        self.message = message
        self.next = next
    }

    public var description: String { message }
}
