import Digest
import Dispatch
import Edge
import Foundation
import HTTP
import Loyalty
import Synchronization

enum EdgeServe: Command {
    static let name = "edge serve"
    static let summary = "runs a store's agent"
    static let usage = "--config DIR/edge.json [--listen HOST:PORT]"
    static let example = "vuelve edge serve --config /srv/tienda/edge.json"
    static let options = ["config", "listen"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let end = EndSignal()
        // The database holds what only its owner may read.
        umask(0o077)
        let file = try arguments.required("config")
        let folder = Folder.of(file)
        let configuration = try reading(file) { try EdgeConfiguration(text: $0).inside(folder) }
        let listen = try Daemon.listenAddress(arguments, default: configuration.listen)
        let certificate = try Daemon.certificate(configuration.certificate)
        if certificate == nil { try Daemon.checkListen(listen, configuration.plainHTTPFrom) }
        try checkCentral(configuration)
        let lock = try FolderLock(folder)
        try Folder.make(folder + "/data")
        let agent = try Agent(
            configuration, path: folder + "/data/store.db", clock: SystemClock(), randomness: SystemRandomness())
        try agent.register(token: Folder.token(folder + "/till.token"), role: .till, subject: "till")
        try agent.register(token: Folder.token(folder + "/admin.token"), role: .admin, subject: "admin")
        agent.serves(certificate)
        let synchroniser = Synchroniser(agent)
        let counts = ServerCounts()
        let server = Server(
            Router(StoreAPI.routes(agent, counts, synchronise: synchroniser.synchronise(timeoutSeconds:))),
            certificate: certificate, plainHTTP: PlainHTTP(configuration.plainHTTPFrom),
            limits: Daemon.fit(configuration.limits),
            trustedProxies: configuration.trustedProxies, counts: counts, authenticate: agent.principal(ofToken:))
        try Daemon.announce(server, listen, certificate, folder: folder)
        synchroniser.start()
        Daemon.keepBackups(agent.backups)
        Daemon.serve(server, agent.database, until: end, lock)
    }

    /// A token is not sent in the clear beyond the networks that the configuration names.
    private static func checkCentral(_ configuration: EdgeConfiguration) throws {
        guard configuration.central.hasPrefix("http://") else { return }
        guard let host = URL(string: configuration.central)?.host else {
            throw Failure("\(configuration.central) is no address", next: "correct central in edge.json")
        }
        guard PlainHTTP(configuration.plainHTTPFrom).allows(host: host) else {
            throw Failure(
                "plain HTTP to central at \(host) is refused",
                next: "use https://, or name central's network in plainHTTPFrom")
        }
    }
}
