import CCrypto

/// A short secret, such as a PIN, as it may be kept: PBKDF2-HMAC-SHA-256 over it and a random salt, computed by OpenSSL.
/// Source: RFC 8018, section 5.2.
///
/// Slow on purpose, so that whoever steals it needs long for each guess. Four digits are few all the same.
public struct SlowHash: Hashable, Sendable {
    public let rounds: Int
    public let salt: [UInt8]
    private let digest: Digest

    /// Some 20 ms on a machine of 2024: a till waits for it.
    public static let roundsUsual = 60_000
    /// What is computed at most for a hash that came from elsewhere.
    public static let roundsMax = 200_000
    private static let saltBytes = 16
    private static let scheme = "pbkdf2-sha256"

    public init(of secret: String, rounds: Int = roundsUsual, _ randomness: some Randomness) {
        self.rounds = rounds
        salt = randomness.bytes(Self.saltBytes)
        digest = Self.derive(secret, salt, rounds)
    }

    /// Reads `pbkdf2-sha256$60000$SALT$HASH`; nil where it is none, or would take too long.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == Self.scheme, let rounds = Int(parts[1]),
            (1...Self.roundsMax).contains(rounds), let salt = Hex.decode(parts[2]), salt.count == Self.saltBytes,
            let digest = Digest(hex: parts[3])
        else { return nil }
        self.rounds = rounds
        self.salt = salt
        self.digest = digest
    }

    public var text: String { "\(Self.scheme)$\(rounds)$\(Hex.encode(salt))$\(digest.hex)" }

    /// Takes as long for a wrong secret as for the right one.
    public func matches(_ secret: String) -> Bool {
        let other = Self.derive(secret, salt, rounds)
        return digest.withUnsafeBytes { mine in
            other.withUnsafeBytes { CRYPTO_memcmp(mine.baseAddress, $0.baseAddress, mine.count) == 0 }
        }
    }

    private static func derive(_ secret: String, _ salt: [UInt8], _ rounds: Int) -> Digest {
        var secret = secret
        var output = [UInt8](repeating: 0, count: 32)
        let isDone = secret.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                PKCS5_PBKDF2_HMAC(
                    text.baseAddress, Int32(text.count), salt, Int32(salt.count), Int32(rounds), EVP_sha256(), 32,
                    &output)
            }
        }
        guard isDone == 1, let digest = Digest(output) else {
            preconditionFailure("OpenSSL has PBKDF2 unless memory is out")
        }
        return digest
    }
}
