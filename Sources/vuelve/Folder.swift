import Foundation

/// Files of a daemon's folder: made with care, read with clear errors.
enum Folder {
    static func make(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure("cannot make the folder \(path): \(error.localizedDescription)")
        }
    }

    /// Never replaces what is there.
    static func write(_ text: String, to path: String, mode: mode_t = 0o644) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else {
            let reason = errno == EEXIST ? "is there already" : String(cString: strerror(errno))
            throw Failure("\(path) \(reason)", next: "choose another folder, or remove it if nothing in it is needed")
        }
        defer { close(file) }
        let bytes = Array(text.utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw Failure("cannot write \(path): \(String(cString: strerror(errno)))")
        }
    }

    /// Replaces the file as a whole.
    static func replace(_ path: String, with text: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure("cannot write \(path): \(error.localizedDescription)")
        }
    }

    static func read(_ path: String) throws -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure("cannot read \(path)", next: "check that the file is there and may be read")
        }
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("cannot read \(path)", next: "check that the file is there and may be read")
        }
        return Array(data)
    }

    static func token(_ path: String) throws -> String {
        let token = try read(path).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty else { throw Failure("\(path) holds no token") }
        return token
    }

    /// The folder that a configuration lies in, as an absolute path.
    static func of(_ configuration: String) -> String {
        URL(fileURLWithPath: configuration).deletingLastPathComponent().standardizedFileURL.path
    }

    static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}

/// Keeps a second process out of a folder. The lock dies with the process.
final class FolderLock: Sendable {
    let folder: String
    private let file: Int32

    init(_ folder: String) throws {
        self.folder = folder
        let path = folder + "/lock"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Failure("cannot open \(path): \(String(cString: strerror(errno)))") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw Failure(
                "another vuelve serves \(folder) already", next: "stop it first; one process owns a folder")
        }
    }

    deinit { close(file) }
}
