import Foundation

/// What is left on the disk that holds a file.
public enum FreeDisk {
    /// Nil where the system does not say.
    public static func bytesIfKnown(at path: String) -> Int64? {
        var info = statvfs()
        guard statvfs(path, &info) == 0 else { return nil }
        return Int64(info.f_bavail) * Int64(info.f_frsize)
    }

    /// 0 where the system does not say.
    public static func bytes(at path: String) -> Int64 { bytesIfKnown(at: path) ?? 0 }
}
