import Foundation

/// The command that a local chain is made of.
public enum VuelveBinary {
    /// The repository's folder, found from this file.
    public static let packageRoot: String = {
        let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        return folders.joined(separator: "/")
    }()

    /// `VUELVE_BINARY` where it is set, else the release build of this package.
    public static func path() throws -> String {
        let named = ProcessInfo.processInfo.environment["VUELVE_BINARY"]
        let path = named ?? packageRoot + "/.build/release/vuelve"
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw Missing(path: path, isNamed: named != nil)
        }
        return path
    }

    public struct Missing: Error, CustomStringConvertible {
        public let path: String
        let isNamed: Bool

        public var description: String {
            let next =
                isNamed
                ? "set VUELVE_BINARY to the command's path, or unset it"
                : "swift build -c release --static-swift-stdlib --product vuelve"
            return "there is no command at \(path)\ntry: \(next)"
        }
    }
}
