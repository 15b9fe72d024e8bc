import Foundation

/// A small file that is replaced as a whole: whoever reads it finds what was there before, or what is there now.
public enum WholeFile {
    public struct Unwritable: Error, CustomStringConvertible {
        public let description: String

        init(_ path: String) { description = "cannot write \(path): \(String(cString: strerror(errno)))" }
    }

    /// - Throws: `Unwritable`, which names the file and the cause
    public static func replace(_ path: String, with bytes: [UInt8]) throws {
        let new = path + ".new"
        let file = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw Unwritable(path) }
        let isWritten = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0 && rename(new, path) == 0
        let failure = isWritten ? nil : Unwritable(path)
        close(file)
        guard let failure else { return }
        unlink(new)
        throw failure
    }
}
