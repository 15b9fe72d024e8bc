import Foundation

/// A PostgreSQL server of its own, in a folder that is removed with it, which may be stopped, copied and promoted.
public final class PostgreSQLServer {
    private let folder: String
    private var data: String
    private let programs: String
    /// A server refuses to run as root.
    private static let user = "postgres"

    /// - Parameter isDurable: whether commits reach the disk
    /// - Throws: where no server is installed
    public init(isDurable: Bool = false) throws {
        guard let programs = Self.programs else { throw Missing() }
        self.programs = programs
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("vuelve-pg-\(UUID().uuidString)").path
        data = folder + "/primary"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if getuid() == 0 { try Self.run("/bin/chown", [Self.user, folder]) }
        try program("initdb", ["-D", data, "-U", "vuelve", "-A", "trust", "-E", "UTF8", "--no-sync"])
        var settings = "listen_addresses = ''\nunix_socket_directories = '\(folder)'\nshared_buffers = 256MB\n"
        settings += "max_wal_size = 4GB\nmax_connections = 200\n"
        if !isDurable { settings += "fsync = off\n" }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: data + "/postgresql.conf"))
        try file.seekToEnd()
        try file.write(contentsOf: Data(settings.utf8))
        try start()
        try program("createdb", ["-h", folder, "-U", "vuelve", "vuelve"])
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    public static var isInstalled: Bool { programs != nil }

    /// Debian keeps them out of PATH, by version.
    private static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }.last.map { "\(root)/\($0)/bin" }
    }()

    public var address: String { "postgresql:///vuelve?host=\(folder)&user=vuelve" }

    public func start() throws { try program("pg_ctl", ["-D", data, "-l", data + ".log", "-s", "-w", "start"]) }

    /// Without a checkpoint, as a machine that loses its power.
    public func stop() { try? program("pg_ctl", ["-D", data, "-s", "-m", "immediate", "stop"]) }

    /// A copy of everything that is committed now.
    public func copyForStandby() throws {
        try program(
            "pg_basebackup",
            ["-h", folder, "-U", "vuelve", "-D", folder + "/standby", "-X", "stream", "-R", "-c", "fast"])
    }

    /// The primary is gone, and the standby, which lacks what was committed since its copy, is promoted at its address.
    public func failOver() throws {
        stop()
        data = folder + "/standby"
        try start()
        try program("pg_ctl", ["-D", data, "-s", "-w", "promote"])
    }

    /// A file that the server can write and read.
    public func filePath(_ name: String) -> String { "\(folder)/\(name).rows" }

    /// Runs SQL; several statements with `BEGIN` and `COMMIT` in one transaction.
    /// - Returns: what the last one answered, without a heading
    @discardableResult
    public func run(_ sql: String) throws -> String {
        let outcome = try Tool.run(
            ["-h", folder, "-U", "vuelve", "-d", "vuelve", "-qAtX", "-v", "ON_ERROR_STOP=1"], input: sql,
            executable: programs + "/psql", timeoutSeconds: 600)
        guard outcome.isFine else { throw Failed(command: "\(sql.prefix(200)): \(outcome.errors)") }
        return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func program(_ name: String, _ arguments: [String]) throws {
        let command = [programs + "/" + name] + arguments
        guard getuid() == 0 else { return try Self.run(command[0], Array(command.dropFirst())) }
        try Self.run("/usr/bin/setpriv", ["--reuid=\(Self.user)", "--regid=\(Self.user)", "--init-groups"] + command)
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nowhere) }
        let process = try ChildProcess(
            program, arguments, environment: ["TZ": "UTC"], descriptors: [nowhere, nowhere, nowhere])
        guard process.wait() == 0 else { throw Failed(command: ([program] + arguments).joined(separator: " ")) }
    }

    public struct Missing: Error, CustomStringConvertible {
        public var description: String { "there is no PostgreSQL server here: scripts/setup installs it" }
    }

    public struct Failed: Error { let command: String }
}
