import Foundation

/// A file that is read or written from beginning to end. Errors name it.
final class OpenFile {
    let path: String
    private let descriptor: Int32

    /// To read.
    init(reading path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw BackupError(
                .cannotRead, "cannot read \(path): \(String(cString: strerror(errno)))",
                next: "check that the file is there and may be read")
        }
    }

    /// A new file that only its owner may read; what is there is never touched.
    init(making path: String) throws {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.cannotWrite(path) }
    }

    deinit { close(descriptor) }

    static func cannotWrite(_ path: String) -> BackupError {
        let code = errno
        if code == ENOSPC || code == EDQUOT {
            return BackupError(.noSpace, "the disk of \(path) is full", next: "free space there, or give another disk")
        }
        return BackupError(
            .cannotWrite, "cannot write \(path): \(String(cString: strerror(code)))",
            next: "give a folder that the daemon's user may write")
    }

    /// Up to `count` bytes; fewer only at the end.
    func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress! + filled, count - filled) }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else {
                throw BackupError(.cannotRead, "cannot read \(path): \(String(cString: strerror(errno)))")
            }
            if got == 0 { break }
            filled += got
        }
        return filled == count ? bytes : Array(bytes[..<filled])
    }

    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let put = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { throw Self.cannotWrite(path) }
            rest = rest.dropFirst(put)
        }
    }

    func reachDisk() throws {
        guard fsync(descriptor) == 0 else { throw Self.cannotWrite(path) }
    }

    // MARK: names

    /// After a rename, so that the name survives a power cut.
    static func reachDisk(folderOf path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotWrite(folder) }
        defer { close(descriptor) }
        // A file system that cannot do this, such as some on the network, has no better to offer.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw cannotWrite(folder) }
    }

    static func reachDisk(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotWrite(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw cannotWrite(path) }
    }

    static func bytes(of path: String) -> Int64 {
        var info = stat()
        return stat(path, &info) == 0 ? Int64(info.st_size) : 0
    }

    static func isThere(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0
    }
}
