import Digest

/// What a token may do.
public enum Role: String, Sendable, CaseIterable { case store, till, central, admin }

/// Who presented a token.
public struct Principal: Sendable, Hashable {
    public let role: Role
    /// The store's or till's id, or the person's name.
    public let subject: String
    /// Of a store's machine that was replaced: it may only send what it has.
    public let isFormer: Bool

    public init(role: Role, subject: String, isFormer: Bool = false) {
        self.role = role
        self.subject = subject
        self.isFormer = isFormer
    }
}

/// A bearer token: 256 random bits, kept as their hash only.
public enum Token {
    public static func make(_ randomness: some Randomness) -> String { "vt_" + Hex.encode(randomness.bytes(32)) }

    public static func hash(_ token: String) -> Digest { Digest.sha256(token) }
}
