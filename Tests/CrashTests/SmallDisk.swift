import Foundation
import Loyalty

/// A tmpfs of its own that can be filled to the last byte.
final class SmallDisk {
    let path: String
    let isMounted: Bool
    /// MNT_DETACH, which Glibc has as an enumeration.
    private static let detach: Int32 = 2

    init(mebibytes: Int) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("vuelve-disk-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        isMounted = mount("tmpfs", path, "tmpfs", 0, "size=\(mebibytes)m") == 0
    }

    deinit {
        if isMounted { umount2(path, Self.detach) }
        try? FileManager.default.removeItem(atPath: path)
    }

    private var filler: String { path + "/filler" }

    /// Takes all that is left.
    func fill() throws {
        let file = open(filler, O_WRONLY | O_CREAT, 0o600)
        defer { close(file) }
        let block = [UInt8](repeating: 0, count: 4096)
        while write(file, block, block.count) == block.count {}
    }

    func free() { try? FileManager.default.removeItem(atPath: filler) }

    /// A sale of a till that only fills what is left.
    static func sale(number: Int64) -> Purchase {
        Purchase(
            receipt: "\(number)", till: "filler", at: Instant(milliseconds: 1_773_482_400_000),
            lines: [.init(sku: "1", amountMinor: 1)])
    }
}
