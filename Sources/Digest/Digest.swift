import CCrypto

/// 32 bytes of SHA-256 or HMAC-SHA-256, computed by OpenSSL.
public struct Digest: Hashable, Sendable {
    public let bytes: [UInt8]

    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    public init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }

    private init(filledBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        bytes = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            fill(buffer.baseAddress!)  // capacity 32, so there is a base address
            count = 32
        }
    }

    public var hex: String { Hex.encode(bytes) }

    public static func sha256(_ data: [UInt8]) -> Digest {
        Digest { output in _ = SHA256(data, data.count, output) }
    }

    public static func sha256(_ data: UnsafeRawBufferPointer) -> Digest {
        Digest { output in _ = SHA256(data.baseAddress?.assumingMemoryBound(to: UInt8.self), data.count, output) }
    }

    public static func sha256(_ text: String) -> Digest { sha256(Array(text.utf8)) }

    /// Source: RFC 2104 over SHA-256.
    public static func hmac(key: [UInt8], _ data: [UInt8]) -> Digest {
        Digest { output in
            var length: UInt32 = 32
            _ = HMAC(EVP_sha256(), key, Int32(key.count), data, data.count, output, &length)
        }
    }
}
