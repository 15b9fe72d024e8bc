import CCrypto
import Synchronization

/// 32 bytes of SHA-256 or HMAC-SHA-256, computed by OpenSSL.
public struct Digest: Hashable, Sendable {
    // Within the value, since a journal makes three digests for each event.
    private var value = SIMD32<UInt8>()

    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        withUnsafeMutableBytes(of: &value) { $0.copyBytes(from: bytes) }
    }

    public init?(hex: String) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes)
    }

    fileprivate init(filledBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        withUnsafeMutableBytes(of: &value) { buffer in
            fill(buffer.baseAddress!.assumingMemoryBound(to: UInt8.self))  // 32 bytes, so there is a base address
        }
    }

    public func withUnsafeBytes<T>(_ body: (UnsafeRawBufferPointer) throws -> T) rethrows -> T {
        try Swift.withUnsafeBytes(of: value, body)
    }

    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    public var hex: String { Hex.encode(bytes) }

    // OpenSSL looks an algorithm up by name in every call that does not bring one. Never changed once it is made.
    nonisolated(unsafe) private static let sha256Algorithm = EVP_MD_fetch(nil, "SHA256", nil)

    public static func sha256(_ data: [UInt8]) -> Digest { data.withUnsafeBytes { sha256($0) } }

    public static func sha256(_ data: UnsafeRawBufferPointer) -> Digest {
        Digest { output in
            let isDone = EVP_Digest(data.baseAddress, data.count, output, nil, sha256Algorithm, nil) == 1
            precondition(isDone, "OpenSSL has SHA-256 unless memory is out")
        }
    }

    /// Of both, one after the other.
    public static func sha256(_ data: [UInt8], then text: String) -> Digest {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("a context needs memory only") }
        defer { EVP_MD_CTX_free(context) }
        var text = text
        return Digest { output in
            let isDone =
                EVP_DigestInit_ex(context, sha256Algorithm, nil) == 1
                && EVP_DigestUpdate(context, data, data.count) == 1
                && text.withUTF8 { EVP_DigestUpdate(context, $0.baseAddress, $0.count) } == 1
                && EVP_DigestFinal_ex(context, output, nil) == 1
            precondition(isDone, "OpenSSL has SHA-256 unless memory is out")
        }
    }

    public static func sha256(_ text: String) -> Digest { sha256(Array(text.utf8)) }
}

/// HMAC-SHA-256 under one key, made ready once. Source: RFC 2104.
public final class HMACKey: @unchecked Sendable {
    // Used by one digest at a time.
    private struct Context: @unchecked Sendable { let pointer: OpaquePointer }

    private let idle: Mutex<[Context]>

    public init(_ key: [UInt8]) {
        let algorithm = EVP_MAC_fetch(nil, "HMAC", nil)
        defer { EVP_MAC_free(algorithm) }
        guard let algorithm, let context = EVP_MAC_CTX_new(algorithm) else {
            preconditionFailure("OpenSSL has HMAC unless memory is out")
        }
        // Both texts must live until the call that reads them: a parameter keeps pointers.
        let started = "digest".withCString { name in
            "SHA256".withCString { value in
                var parameters = [
                    OSSL_PARAM_construct_utf8_string(name, UnsafeMutablePointer(mutating: value), 0),
                    OSSL_PARAM_construct_end(),
                ]
                return EVP_MAC_init(context, key, key.count, &parameters)
            }
        }
        precondition(started == 1, "HMAC takes a key of any length")
        idle = Mutex([Context(pointer: context)])
    }

    deinit { idle.withLock { for context in $0 { EVP_MAC_CTX_free(context.pointer) } } }

    public func digest(_ data: [UInt8]) -> Digest {
        let context = take()
        defer { idle.withLock { $0.append(context) } }
        return Digest { output in
            var length = 0
            // Without a key it begins anew under the one it has.
            let isDone =
                EVP_MAC_init(context.pointer, nil, 0, nil) == 1
                && EVP_MAC_update(context.pointer, data, data.count) == 1
                && EVP_MAC_final(context.pointer, output, &length, 32) == 1
            precondition(isDone && length == 32, "HMAC-SHA-256 has 32 bytes")
        }
    }

    /// There are as many as threads that ask at once, since the last one is never taken: others are its copies.
    private func take() -> Context {
        idle.withLock { idle in
            if idle.count > 1 { return idle.removeLast() }
            guard let copy = EVP_MAC_CTX_dup(idle[0].pointer) else { preconditionFailure("a copy needs memory only") }
            return Context(pointer: copy)
        }
    }
}
