import Foundation

/// What is left on the disk that holds a file.
public enum FreeDisk {
    public static func bytes(at path: String) -> Int64 {
        var info = statvfs()
        guard statvfs(path, &info) == 0 else { return 0 }
        return Int64(info.f_bavail) * Int64(info.f_frsize)
    }
}
