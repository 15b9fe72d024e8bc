import Central
import Digest
import Dispatch
import Foundation
import HTTP
import Loyalty
import Synchronization

enum CentralServe: Command {
    static let name = "central serve"
    static let summary = "runs central"
    static let usage = "--config DIR/central.json [--listen HOST:PORT]"
    static let example = "vuelve central serve --config /srv/vuelve/central.json"
    static let options = ["config", "listen"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let end = EndSignal()
        // The database holds what only its owner may read.
        umask(0o077)
        let file = try arguments.required("config")
        let folder = Folder.of(file)
        let configuration = try reading(file) { try CentralConfiguration(text: $0) }
        let listen = try Daemon.listenAddress(arguments, default: configuration.listen)
        let certificate = try Daemon.certificate(configuration.certificate?.inside(folder))
        if certificate == nil { try Daemon.checkListen(listen, configuration.plainHTTPFrom) }
        let lock = try FolderLock(folder)
        let aggregator = try Aggregator(
            configuration, folder: CentralFolder(folder), clock: SystemClock(), randomness: SystemRandomness())
        try aggregator.register(token: Folder.token(folder + "/admin.token"), role: .admin, subject: "admin")
        aggregator.serves(certificate)
        let counts = ServerCounts()
        let server = Server(
            Router(CentralAPI.routes(aggregator, counts)), certificate: certificate,
            plainHTTP: PlainHTTP(configuration.plainHTTPFrom), limits: Daemon.fit(configuration.limits),
            trustedProxies: configuration.trustedProxies, counts: counts, authenticate: aggregator.principal(ofToken:))
        let webhook = try webhook(aggregator)
        keepWitness(aggregator)
        try Daemon.announce(server, listen, certificate, folder: folder)
        keepTime(aggregator)
        Daemon.keepBackups(aggregator.backups, made: aggregator.noteScheduled)
        if let webhook { keepWebhook(webhook) }
        Daemon.serve(server, aggregator.database, until: end, lock)
    }

    /// Nil where none is configured.
    private static func webhook(_ aggregator: Aggregator) throws -> Webhook? {
        let settings = aggregator.configuration.webhook
        guard !settings.url.isEmpty else { return nil }
        let isPlain = settings.url.hasPrefix("http://")
        let networks = PlainHTTP(aggregator.configuration.plainHTTPFrom)
        guard let host = URL(string: settings.url)?.host, !isPlain || networks.allows(host: host) else {
            throw Failure(
                "plain HTTP to \(settings.url) is refused", next: "use https://, or name the network in plainHTTPFrom")
        }
        return Webhook(
            aggregator, Client(base: settings.url), secret: try settings.secret(in: aggregator.folder),
            groupSeconds: settings.groupSeconds)
    }

    static let webhookPauseSeconds: UInt32 = 5

    private static func keepWebhook(_ webhook: Webhook) {
        Daemon.thread("webhook") {
            while true {
                sleep(webhookPauseSeconds)
                guard webhook.isInCharge else { continue }
                do { _ = try webhook.step() } catch { Log.error("webhook", ["error": "\(error)"]) }
            }
        }
    }

    /// The first note is made before anyone is answered.
    private static func keepWitness(_ aggregator: Aggregator) {
        aggregator.keepWitness()
        Daemon.thread("witness") {
            while true {
                sleep(1)
                aggregator.keepWitness()
                aggregator.database.lookForRoom()
            }
        }
    }

    private static let partitionMinutes = 360

    /// Ends long polls, publishes what is dirty, and starts the scheduled run.
    private static func keepTime(_ aggregator: Aggregator) {
        Daemon.thread("polls") {
            while true {
                sleep(1)
                aggregator.endLongPolls()
            }
        }
        Daemon.thread("publisher") {
            while true {
                sleep(UInt32(aggregator.configuration.publishSeconds))
                do { try aggregator.publishDirty() } catch { Log.error("publish", ["error": "\(error)"]) }
            }
        }
        let minute = aggregator.configuration.runAtMinute
        Daemon.thread("run") {
            for turn in 1... {
                sleep(60)
                guard aggregator.isInCharge() else { continue }
                do {
                    if turn.isMultiple(of: partitionMinutes) { try aggregator.keepPartitions() }
                    if let minute, try aggregator.isRunDue(atMinute: minute) { try aggregator.scheduledRun() }
                } catch { Log.error("run", ["error": "\(error)"]) }
            }
        }
    }
}

/// Reads a configuration; an error names the file.
func reading<T>(_ file: String, _ read: (String) throws -> T) throws -> T {
    let text = try Folder.read(file)
    do {
        return try read(text)
    } catch {
        throw Failure("\(file): \(error)", next: "correct the file, then start again")
    }
}
