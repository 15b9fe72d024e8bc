import Foundation
import HTTP
import JSON
import Loyalty

/// A store's agent in a folder of its own, run by the real command.
public final class StoreProcess {
    public let store: StoreID
    public let folder: String
    public var configuration: String { folder + "/edge.json" }
    public var log: String { folder + "/edge.log" }
    public private(set) var daemon: Daemon?
    // Kept from the first start on, so that tills find the agent again after a restart.
    private var listen = "127.0.0.1:0"
    private var till: Client?

    /// Makes the folder with `vuelve edge init`; one that is there already is used as it is.
    /// - Parameters:
    ///   - central: central's address, or that of a `CutLine` to it
    ///   - token: the store's, from `add-store`
    public init(_ store: StoreID, folder: String, central: String, token: String) throws {
        self.store = store
        self.folder = folder
        guard !FileManager.default.fileExists(atPath: folder + "/edge.json") else { return }
        let tokenFile = folder + ".token"
        try TokenFile.write(token, to: tokenFile)
        try Tool.expect(
            ["edge", "init", folder, "--store", store.rawValue, "--central", central, "--token-file", tokenFile])
    }

    // MARK: its life

    /// Starts it, on the same port as before.
    @discardableResult
    public func start(environment: [String: String] = [:]) throws -> String {
        let daemon = try Daemon(
            ["edge", "serve", "--config", configuration, "--listen", listen], environment: environment, log: log)
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

    /// - Parameter json: the value's text, such as `"nightly"` in quotes
    public func configure(_ key: String, json: String) throws {
        try ConfigurationFile(path: configuration).set(key, json: json)
    }

    public func configure(timeZone: String) throws {
        try configure("timeZone", json: ConfigurationFile.quoted(timeZone))
    }

    public var tillToken: String { get throws { try TokenFile.read(folder + "/till.token") } }
    public var adminToken: String { get throws { try TokenFile.read(folder + "/admin.token") } }

    /// With a till's token; one user at a time.
    public func tillClient() throws -> Client { Client(base: address, token: try tillToken) }
    public func adminClient() throws -> Client { Client(base: address, token: try adminToken) }

    // MARK: what tills and tools ask of it

    /// Over one kept connection; for many at once use several `tillClient`s.
    @discardableResult
    public func post(_ path: String, _ body: [UInt8]) throws -> ClientResponse {
        let till = try self.till ?? tillClient()
        self.till = till
        return try till.send(
            ClientRequest("POST", path, body: body, headers: [("Content-Type", "application/json")]))
    }

    public func buy(_ purchase: Purchase) throws -> ClientResponse { try post("/v1/purchases", purchase.json) }

    public func lookup(_ key: String) throws -> ClientResponse {
        try post("/v1/cards/lookup", JSONWriter.object { $0.field("key", key) })
    }

    /// Whether central has every event recorded before the call and the feed is drained.
    public func sync(timeoutSeconds: Int = 60) throws -> Bool {
        let arguments = ["edge", "sync", "--config", configuration, "--timeout", "\(timeoutSeconds)"]
        return try Tool.run(arguments, timeoutSeconds: Double(timeoutSeconds) + 15).isFine
    }

    /// Posts recorded purchases. - Returns: as the command ended
    public func replay(_ files: [String], connections: Int = 8, timeoutSeconds: Double = 600) throws -> Tool.Outcome {
        try Tool.run(
            ["till", "replay"] + files + ["--connections", "\(connections)", "--config", configuration],
            timeoutSeconds: timeoutSeconds)
    }
}
