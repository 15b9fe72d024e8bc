import Foundation
import Loyalty

/// The names of backups that are made by schedule: `store-042-20260314T020000Z.backup`.
struct BackupName {
    let owner: String

    static let ending = ".backup"

    /// `20260314T020000Z`.
    static func stamp(_ instant: Instant) -> String {
        let second = Instant(milliseconds: instant.milliseconds / 1000 * 1000)
        return second.description.replacing("-", with: "").replacing(":", with: "")
    }

    func file(at instant: Instant) -> String { "\(owner)-\(Self.stamp(instant))\(Self.ending)" }

    /// When the backup of this name was made; nil for a file that is none of this owner's.
    func instant(of file: String) -> Instant? {
        guard file.hasPrefix("\(owner)-"), file.hasSuffix(Self.ending) else { return nil }
        let stamp = Array(file.dropFirst(owner.count + 1).dropLast(Self.ending.count))
        guard stamp.count == 16 else { return nil }
        func part(_ range: Range<Int>) -> String { String(stamp[range]) }
        let instant = Instant(
            "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15))Z")
        return instant.flatMap { Self.stamp($0) == String(stamp) ? $0 : nil }
    }

    /// What is written before it gets its name.
    static func partial(_ file: String) -> String { "\(file).partial" }

    /// This owner's files in a folder that never got their names.
    func unfinished(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter {
            $0.hasSuffix(Self.partial("")) && instant(of: String($0.dropLast(Self.partial("").count))) != nil
        }
        .map { "\(folder)/\($0)" }
    }

    /// This owner's backups in a folder, oldest first.
    func all(in folder: String) -> [(file: String, at: Instant)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in instant(of: name).map { ("\(folder)/\(name)", $0) } }
            .sorted { $0.at < $1.at }
    }
}
