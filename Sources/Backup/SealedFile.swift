import CCrypto
import Digest

/// A file sealed under a key: nobody reads it or changes it without.
///
/// The file is a header of 48 bytes, then chunks. The header is the 16 bytes `vuelve sealed 1\n` and a salt of 32 random
/// bytes; the file's own key is HMAC-SHA-256(key, header), so that no two files share one. Each chunk is AES-256-GCM of
/// 65,536 bytes of the content (the last has the rest, which may be nothing) with its tag of 16 bytes after it; its nonce is
/// 4 bytes of zero and its number from 0 as 8 bytes, big-endian; authenticated with it are that number and one byte, 1 for
/// the last chunk and 0 for others. So a chunk that was changed, moved, doubled or left out, and a file that was cut or
/// added to, do not open.
/// Source: the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (2015), "Online Authenticated-Encryption and
/// its Nonce-Reuse Misuse-Resistance".
enum SealedFile {
    static let magic = Array("vuelve sealed 1\n".utf8)
    static let saltBytes = 32
    static let chunkBytes = 65_536
    static let tagBytes = 16

    static func isSealed(_ path: String) throws -> Bool { try OpenFile(reading: path).read(magic.count) == magic }

    /// How large the sealed file of so many bytes is.
    static func sealedBytes(of bytes: Int64) -> Int64 {
        let chunks = max(1, (bytes + Int64(chunkBytes) - 1) / Int64(chunkBytes))
        return Int64(magic.count + saltBytes) + bytes + chunks * Int64(tagBytes)
    }

    /// Seals what is read from one file into another.
    static func seal(_ source: OpenFile, into target: OpenFile, _ key: BackupKey, _ randomness: any Randomness) throws {
        let header = magic + randomness.bytes(saltBytes)
        try target.write(header)
        let cipher = Cipher(key, header)
        var number: UInt64 = 0
        var chunk = try source.read(chunkBytes)
        while true {
            let following = chunk.count == chunkBytes ? try source.read(chunkBytes) : []
            let isLast = following.isEmpty
            try target.write(cipher.seal(chunk, number: number, isLast: isLast))
            if isLast { return }
            chunk = following
            number += 1
        }
    }

    /// Opens a sealed file.
    /// - Throws: `BackupError` `wrongKey` where already the first chunk does not open, `damaged` for a later one
    static func open(_ source: OpenFile, _ key: BackupKey, _ take: ([UInt8]) throws -> Void) throws {
        let header = try source.read(magic.count + saltBytes)
        guard header.count == magic.count + saltBytes, header.starts(with: magic) else {
            throw BackupError(.damaged, "\(source.path) is no sealed backup")
        }
        let cipher = Cipher(key, header)
        var number: UInt64 = 0
        var sealed = try source.read(chunkBytes + tagBytes)
        while true {
            let following = sealed.count == chunkBytes + tagBytes ? try source.read(chunkBytes + tagBytes) : []
            let isLast = following.isEmpty
            guard let chunk = cipher.open(sealed, number: number, isLast: isLast) else {
                if number == 0 {
                    throw BackupError(
                        .wrongKey, "\(source.path) does not open: it was sealed under another key, or it was altered",
                        next: "give the key that was configured when it was made, with --key-file")
                }
                throw BackupError(
                    .damaged, "\(source.path) was altered or cut \(number * UInt64(chunkBytes)) bytes from its start",
                    next: "take another backup")
            }
            try take(chunk)
            if isLast { return }
            sealed = following
            number += 1
        }
    }
}

/// AES-256-GCM by OpenSSL, a chunk at a time.
private final class Cipher {
    private let context: OpaquePointer
    private let key: [UInt8]

    init(_ key: BackupKey, _ header: [UInt8]) {
        guard let context = EVP_CIPHER_CTX_new() else { preconditionFailure("a context needs memory only") }
        self.context = context
        self.key = HMACKey(key.bytes).digest(header).bytes
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    private static func bigEndian(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }

    func seal(_ chunk: [UInt8], number: UInt64, isLast: Bool) -> [UInt8] {
        begin(number, isLast, encrypting: 1)
        var sealed = [UInt8](repeating: 0, count: chunk.count + SealedFile.tagBytes)
        sealed.withUnsafeMutableBytes { output in
            let bytes = output.baseAddress!.assumingMemoryBound(to: UInt8.self)  // it has room for a tag at least
            var written: Int32 = 0
            var isDone = EVP_CipherUpdate(context, bytes, &written, chunk, Int32(chunk.count)) == 1
            var rest: Int32 = 0
            isDone = isDone && EVP_CipherFinal_ex(context, bytes + Int(written), &rest) == 1
            isDone =
                isDone
                && EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_GET_TAG, Int32(SealedFile.tagBytes), bytes + chunk.count) == 1
            precondition(isDone && written + rest == chunk.count, "AES-256-GCM encrypts whatever it is given")
        }
        return sealed
    }

    /// Nil where it was changed, stands elsewhere, or the key is another.
    func open(_ sealed: [UInt8], number: UInt64, isLast: Bool) -> [UInt8]? {
        guard sealed.count >= SealedFile.tagBytes else { return nil }
        begin(number, isLast, encrypting: 0)
        let count = sealed.count - SealedFile.tagBytes
        // OpenSSL wants somewhere to write even where there is nothing to write.
        var chunk = [UInt8](repeating: 0, count: max(1, count))
        var tag = Array(sealed.suffix(SealedFile.tagBytes))
        var written: Int32 = 0
        var rest: Int32 = 0
        let isGenuine = chunk.withUnsafeMutableBufferPointer { output in
            let bytes = output.baseAddress!  // at least one byte
            return EVP_CipherUpdate(context, bytes, &written, sealed, Int32(count)) == 1
                && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(SealedFile.tagBytes), &tag) == 1
                && EVP_CipherFinal_ex(context, bytes + Int(written), &rest) == 1
        }
        return isGenuine ? Array(chunk.prefix(count)) : nil
    }

    private func begin(_ number: UInt64, _ isLast: Bool, encrypting: Int32) {
        let nonce = [0, 0, 0, 0] + Self.bigEndian(number)
        let place = Self.bigEndian(number) + [isLast ? 1 : 0]
        var ignored: Int32 = 0
        let isReady =
            EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, encrypting) == 1
            && EVP_CipherUpdate(context, nil, &ignored, place, Int32(place.count)) == 1
        precondition(isReady, "OpenSSL has AES-256-GCM unless memory is out")
    }
}
