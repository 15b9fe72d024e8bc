import Digest
import Foundation

/// The 256-bit key under which backups are sealed. It must not lie where the backups lie.
public struct BackupKey: Sendable {
    let bytes: [UInt8]

    /// - Parameter file: holds 64 hexadecimal digits
    public init(file: String) throws {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw BackupError(.badKey, "the key file \(file) cannot be read", next: "check its path and owner")
        }
        guard let bytes = Hex.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)), bytes.count == 32 else {
            throw BackupError(
                .badKey, "the key file \(file) wants 64 hexadecimal digits", next: "openssl rand -hex 32 makes a key")
        }
        self.bytes = bytes
    }

    /// The same, where nobody but the file's owner may read it.
    static func guarded(file: String) throws -> BackupKey {
        var info = stat()
        if stat(file, &info) == 0, info.st_mode & 0o077 != 0 {
            throw BackupError(.badKey, "the key file \(file) may be read by others", next: "chmod 600 \(file)")
        }
        return try BackupKey(file: file)
    }

    public init(bytes: [UInt8]) {
        precondition(bytes.count == 32, "AES-256 has a key of 32 bytes")
        self.bytes = bytes
    }
}
