import Foundation
import HTTP
import JSON
import Loyalty

enum Support: Command {
    static let name = "support"
    static let summary =
        "writes a folder for whoever helps: versions, status, figures, schema; nothing personal, no secret"
    static let usage = "[--output DIR] [--log FILE] --config DIR/central.json|DIR/edge.json"
    static let example = "vuelve support --output /tmp/vuelve-support --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "output", "log"]

    static let logLinesMax = 2_000
    static let logBytesMax = 1 << 20

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let configuration = try arguments.required("config")
        let now = SystemClock().now()
        let stamp = now.description.replacing(":", with: "").replacing("-", with: "").prefix { $0 != "." }
        let folder = Folder.absolute(arguments.option("output") ?? "vuelve-support-\(stamp)")
        umask(0o077)
        try Folder.make(folder)
        try Folder.write(versions(now), to: "\(folder)/versions.txt")
        try Folder.write(try cleaned(configuration), to: "\(folder)/configuration.json")
        // What went wrong may be that no daemon answers: then that is what is written.
        for (file, path) in [
            ("status.json", "/v1/status"), ("metrics.txt", "/metrics"), ("database.json", "/v1/support"),
        ] {
            try Folder.write(asked(path, arguments), to: "\(folder)/\(file)")
        }
        if let log = arguments.option("log") { try Folder.write(try lastLines(log), to: "\(folder)/log.txt") }
        print(folder)
        Note.say("look through it before you send it; tar czf \(folder).tar.gz -C \(folder) . packs it")
        return 0
    }

    private static func versions(_ now: Instant) -> String {
        var system = utsname()
        uname(&system)
        func text<T>(_ field: T) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        let release = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
        let name = release.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") } ?? ""
        return """
            vuelve \(Version.current)
            at \(now)
            kernel \(text(system.release)) \(text(system.machine))
            \(name)
            processors \(ProcessInfo.processInfo.activeProcessorCount)
            memory \(ProcessInfo.processInfo.physicalMemory >> 20) MiB

            """
    }

    private static func asked(_ path: String, _ arguments: Arguments) -> String {
        do {
            return try Connection(arguments, admin: true).text(path) + "\n"
        } catch {
            let failure = Failure(error)
            return "\(path): \(failure.message)\n\(failure.next)\n"
        }
    }

    // MARK: what may not leave

    /// The configuration as it is, but of an address only the host: a path or user in it may be a secret.
    private static func cleaned(_ file: String) throws -> String {
        guard let root = try? JSONDocument(Folder.bytes(file)).root else { return "\(file) is no JSON\n" }
        var writer = JSONWriter()
        write(root, to: &writer)
        return writer.text + "\n"
    }

    private static func write(_ value: JSONValue, to writer: inout JSONWriter) {
        if let members = value.members {
            writer.object { object in
                for (name, member) in members {
                    object.key(dynamic: name)
                    write(member, to: &object)
                }
            }
        } else if let elements = value.array {
            writer.array { list in for element in elements { write(element, to: &list) } }
        } else if let string = value.string {
            writer.value(withoutSecrets(string))
        } else {
            writer.raw(Array(value.text.utf8))
        }
    }

    static func withoutSecrets(_ string: String) -> String {
        guard let scheme = string.range(of: "://") else { return masked(string) }
        let rest = string[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let hidden = host.count == rest.count ? "" : "/…"
        return string[..<scheme.upperBound] + host + hidden
    }

    /// Logs hold nothing personal and no token; should one ever, it does not leave with this.
    static func masked(_ line: String) -> String {
        line.replacing(#/vt_[0-9a-f]{8,}/#, with: "vt_…")
            .replacing(#/[^\s"'<>,;:=]+@[^\s"'<>,;]+/#, with: "•••")
            .replacing(#/(?:phone|email|id|card):[^\s"']+/#, with: "•••")
    }

    /// The log's end.
    private static func lastLines(_ path: String) throws -> String {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw Failure("cannot read \(path)", next: "check that the file is there and may be read")
        }
        let end = try file.seekToEnd()
        try file.seek(toOffset: end > UInt64(logBytesMax) ? end - UInt64(logBytesMax) : 0)
        let text = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        return text.split(separator: "\n").suffix(logLinesMax).map { masked(String($0)) }.joined(separator: "\n") + "\n"
    }
}
