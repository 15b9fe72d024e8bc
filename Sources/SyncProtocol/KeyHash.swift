import Digest
import Loyalty

/// The chain's secret under which keys are hashed; stores receive it with their feed.
public struct ChainSecret: Sendable {
    public let version: Int64
    public let bytes: [UInt8]
    private let key: HMACKey
    /// `1.1.`
    private let versions: String

    public init(version: Int64, bytes: [UInt8]) {
        self.version = version
        key = HMACKey(bytes)
        versions = "\(version).\(Key.normaliserVersion)."
        self.bytes = bytes
    }

    /// `1.1.0f3a…`: the versions of secret and normaliser, then half of HMAC-SHA-256 of the key.
    /// Pseudonymous, not anonymous: whoever has the secret can try phone numbers.
    public func hash(_ key: Key) -> String {
        let digest = self.key.digest(key.bytes)
        return digest.withUnsafeBytes { versions + Hex.encode($0[..<16]) }
    }

    /// The card of a customer who is known by this key: the same wherever and whenever it is opened, so that stores
    /// without a line, and a central that was put back from a copy, agree on it.
    /// - Parameter name: tells a family apart that shares a phone; a card number or national id is one person's
    public func cardID(for key: Key, name: String? = nil) -> CardID {
        let isOnePersons = [.card, .id].contains(key.kind)
        let person = isOnePersons ? "" : (name ?? "").lowercased()
        return CardID(Hex.encode(self.key.digest(Array("card \(key.text) \(person)".utf8)).bytes.prefix(12)))
    }
}
