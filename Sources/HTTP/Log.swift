import Database
import Foundation
import Synchronization

/// Logs to standard error, one `key=value` line an event. Nothing personal may be passed in.
public enum Log {
    public static func info(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
        write("info", event, fields)
    }
    public static func warning(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
        write("warning", event, fields)
    }
    public static func error(_ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
        write("error", event, fields)
    }

    /// Says when a database's disk is full or fails, when the file is damaged, and when all is well again.
    public static func storage(of database: any Database) {
        let path = database.name
        let wasFull = Atomic<Bool>(false)
        database.onStorageHealth { health in
            let hadNoRoom = wasFull.exchange(health == .full, ordering: .acquiringAndReleasing)
            if let problem = health.problem {
                error("storage", ["file": path, "problem": problem])
            } else {
                warning(hadNoRoom ? "room" : "reopened", ["file": path])
            }
        }
    }

    private static let isSilent = Atomic<Bool>(false)

    /// For simulations, whose output is their trace.
    public static func silence() { isSilent.store(true, ordering: .relaxed) }

    private static func write(_ level: String, _ event: String, _ fields: KeyValuePairs<String, String>) {
        if isSilent.load(ordering: .relaxed) { return }
        var line = "level=\(level) event=\(event)"
        for (key, value) in fields { line += " \(key)=\(quoted(value))" }
        // A collector that went away must not stop the tills: what cannot be written is lost.
        let bytes = Array((line + "\n").utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 < 0x7f }
        if isPlain { return value }
        return "\"" + value.replacing("\"", with: "'").replacing("\n", with: " ") + "\""
    }
}
