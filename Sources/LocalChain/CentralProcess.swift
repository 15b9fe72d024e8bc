import Foundation
import HTTP
import JSON
import Loyalty

/// A central in a folder of its own, run by the real command.
public final class CentralProcess {
    public let folder: String
    public var configuration: String { folder + "/central.json" }
    public var log: String { folder + "/central.log" }
    public private(set) var daemon: Daemon?
    // Kept from the first start on, so that stores find central again after a restart.
    private var listen = "127.0.0.1:0"

    /// Makes the folder with `vuelve central init`; one that is there already is used as it is.
    public init(folder: String) throws {
        self.folder = folder
        if !FileManager.default.fileExists(atPath: folder + "/central.json") {
            try Tool.expect(["central", "init", folder])
        }
    }

    /// Another process of the same central: its folder is a copy of the first one's.
    public init(copyOf first: CentralProcess, in folder: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in [
            "central.json", "programme.json", "segmentation.json", "campaigns", "chain.secret", "admin.token", "data",
        ] { try FileManager.default.copyItem(atPath: "\(first.folder)/\(name)", toPath: "\(folder)/\(name)") }
    }

    // MARK: its life

    /// Starts it, on the same port as before.
    @discardableResult
    public func start(environment: [String: String] = [:]) throws -> String {
        let daemon = try Daemon(
            ["central", "serve", "--config", configuration, "--listen", listen], environment: environment, log: log)
        self.daemon = daemon
        listen = String(daemon.address.split(separator: "/").last ?? "")
        return daemon.address
    }

    /// SIGKILL.
    public func kill() {
        daemon?.kill()
        daemon = nil
    }

    /// SIGTERM. - Returns: the exit code; nil where it had to be killed
    @discardableResult
    public func terminate() -> Int32? {
        defer { daemon = nil }
        return daemon?.terminate()
    }

    public func restart() throws {
        terminate()
        try start()
    }

    /// Of the running daemon; empty before the first start.
    public var address: String { daemon?.address ?? (listen.hasSuffix(":0") ? "" : "http://\(listen)") }

    // MARK: its configuration

    /// - Parameter json: the value's text, such as `5` or `"03:30"` in quotes
    public func configure(_ key: String, json: String) throws {
        try ConfigurationFile(path: configuration).set(key, json: json)
    }

    public var adminToken: String { get throws { try TokenFile.read(folder + "/admin.token") } }

    /// One user at a time.
    public func client() throws -> Client { Client(base: address, token: try adminToken) }

    // MARK: what tools ask of it

    /// - Returns: the store's token
    public func addStore(_ store: StoreID) throws -> String {
        try Tool.expect(["central", "add-store", store.rawValue, "--config", configuration])
    }

    /// - Parameter at: up to which instant purchases count; now where it is nil
    @discardableResult
    public func run(at instant: Instant? = nil) throws -> String {
        let at = instant.map { ["--at", $0.description] } ?? []
        return try Tool.expect(["central", "run"] + at + ["--config", configuration], timeoutSeconds: 600)
    }

    public func totals() throws -> JSONDocument {
        try JSONDocument(try Tool.expect(["purchases", "totals", "--json", "--config", configuration]))
    }
}

/// A token in a file of its own.
enum TokenFile {
    static func read(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func write(_ token: String, to path: String) throws {
        try Data((token + "\n").utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }
}
