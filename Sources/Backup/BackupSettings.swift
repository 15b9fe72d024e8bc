import Foundation
import JSON
import Loyalty

/// `backup` of a configuration: where backups go by themselves, when, how many are kept, and under which key.
public struct BackupSettings: Sendable {
    /// Empty: none is made by itself.
    public var folder = ""
    public var schedule = BackupSchedule.never
    public var keep = keepDefault
    /// Empty: backups are not sealed.
    public var keyFile = ""

    public static let keepDefault: Int64 = 7
    public static let scheduleDefault = "02:00"

    public init() {}

    /// Reads the object `backup` of a configuration; absent it is the default.
    public static func read(_ outer: inout StrictObject) throws -> BackupSettings {
        var settings = BackupSettings()
        guard var object = try outer.object("backup") else { return settings }
        settings.folder = try object.string("folder") ?? ""
        let text = try object.string("schedule") ?? scheduleDefault
        guard let schedule = BackupSchedule(text) else {
            throw BadInput(
                code: "badValue", field: object.place("schedule"),
                message: "\"\(text)\" is neither a time such as 02:00, nor hours such as 6h (1h to 168h)")
        }
        settings.schedule = settings.folder.isEmpty ? .never : schedule
        settings.keep = try object.integer("keep", in: 1...1000) ?? keepDefault
        settings.keyFile = try object.string("keyFile") ?? ""
        try object.finish()
        return settings
    }

    /// As `init` writes it into a configuration.
    public static let text = """
        { "folder": "", "schedule": "\(scheduleDefault)", "keep": \(keepDefault), "keyFile": "" }
        """

    /// The same with paths that are relative to the configuration's folder made absolute.
    public func relative(to root: String) -> BackupSettings {
        var settings = self
        if !folder.isEmpty, !folder.hasPrefix("/") { settings.folder = "\(root)/\(folder)" }
        if !keyFile.isEmpty, !keyFile.hasPrefix("/") { settings.keyFile = "\(root)/\(keyFile)" }
        return settings
    }

    func key() throws -> BackupKey? { keyFile.isEmpty ? nil : try BackupKey.guarded(file: keyFile) }
}

/// When a backup is made by itself.
public enum BackupSchedule: Sendable, Equatable {
    case never
    /// Each day at this minute, in the zone of whoever makes it.
    case daily(minute: Int)
    case every(hours: Int64)

    /// `02:30`, or `6h`; nil for anything else.
    public init?(_ text: String) {
        if text.hasSuffix("h"), let hours = Int64(text.dropLast()), (1...168).contains(hours) {
            self = .every(hours: hours)
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ (1...2).contains($0.count) }), let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        self = .daily(minute: hour * 60 + minute)
    }

    /// Whether one should be made now: one that was missed, because the machine was off, is made as soon as it is on.
    /// - Parameter last: when the newest was made; nil where there is none
    public func isDue(now: Instant, last: Instant?, zone: Zone) -> Bool {
        switch self {
        case .never: return false
        case .every(let hours):
            // A clock that was set back must not stop backups until it has caught up.
            return last.map { abs(now.seconds(since: $0)) >= hours * 3600 } ?? true
        case .daily(let minute):
            guard let last, last <= now else { return true }
            let late = (zone.minuteOfDay(of: now) - minute + 1440) % 1440
            return last < now.adding(seconds: -Int64(late) * 60 - 59)
        }
    }
}
