import Backup
import Database
import Dispatch
import Foundation
import HTTP
import Synchronization

/// SIGTERM or SIGINT, listened for from the start on.
final class EndSignal {
    private let arrived = DispatchSemaphore(value: 0)
    private let sources: [any DispatchSourceSignal]

    init() {
        // Neither a till nor a log collector that goes away may end a daemon.
        signal(SIGPIPE, SIG_IGN)
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: .global())
        }
        for source in sources {
            source.setEventHandler { [arrived] in arrived.signal() }
            source.resume()
        }
    }

    func wait() { arrived.wait() }
}

/// What both daemons do when they start and end.
enum Daemon {
    /// Refuses to be reached without TLS from networks that the configuration does not name.
    static func checkListen(_ listen: ListenAddress, _ networks: [Network]) throws {
        guard listen.isLoopback || !networks.isEmpty else {
            throw Failure(
                "plain HTTP on \(listen) is refused",
                next: "serve TLS (certificateFile, keyFile), or name the network it is allowed from in plainHTTPFrom")
        }
    }

    /// Files that a daemon has open besides its connections.
    private static let otherFilesMax = 256

    /// Lets the process have as many connections as it may; where that is too few, says so and makes do.
    static func fit(_ limits: ServerLimits) -> ServerLimits {
        var files = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        files.rlim_cur = files.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        // Those that were told to close are open for a moment longer.
        let most = (Int(clamping: files.rlim_cur) - otherFilesMax) / 2
        guard most < limits.connectionsMax else { return limits }
        var fitting = limits
        fitting.connectionsMax = max(1, most)
        Log.warning(
            "connections",
            ["wanted": "\(limits.connectionsMax)", "max": "\(fitting.connectionsMax)", "next": "raise LimitNOFILE"])
        return fitting
    }

    static func listenAddress(_ arguments: Arguments, default standard: ListenAddress) throws -> ListenAddress {
        guard let text = arguments.option("listen") else { return standard }
        guard let address = ListenAddress(text) else {
            throw Failure.usage("--listen wants HOST:PORT, got \"\(text)\"", "vuelve \(arguments.command) --help")
        }
        return address
    }

    /// Starts serving, leaves the address for the tools and prints it.
    static func announce(
        _ server: Server, _ listen: ListenAddress, _ certificate: ServedCertificate?, folder: String
    ) throws {
        let bound: ListenAddress
        do {
            bound = try server.start(listen)
        } catch {
            throw Failure("\(error)", next: "free the port, or give another with --listen")
        }
        let address = "\(server.scheme)://\(bound)"
        // On a full disk tills are served all the same; only the tools of this machine need these files.
        do {
            try show(certificate, in: folder)
            try Folder.replace(folder + "/address", with: "\(address)\n")
        } catch { Log.error("address", ["error": Failure(error).message, "next": "give tools --url \(address)"]) }
        var text = "\(address)\n"
        if let certificate { text += "sha256 \(certificate.certificate.fingerprint)\n" }
        let bytes = Array(text.utf8)
        _ = Glibc.write(STDOUT_FILENO, bytes, bytes.count)
        Log.info("serving", ["address": "\(bound)"])
        let hangUp = HangUpSignal()
        if let certificate { keepCertificate(certificate, in: folder, hangUp) }
    }

    /// Serves until the signal; ends within a second, open long polls included.
    static func serve(
        _ server: Server, _ database: any Database, until end: EndSignal, _ lock: FolderLock
    ) -> Never {
        end.wait()
        Log.info("stopping")
        // What a till was not answered it sends again; what it was answered is on disk.
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(700)) { _exit(0) }
        server.stop()
        database.rest()
        unlink(lock.folder + "/address")
        _exit(0)
    }

    static let backupPauseSeconds: UInt32 = 20

    /// Makes backups as the configuration's schedule wants them.
    /// - Parameter made: is told of each
    static func keepBackups(_ backups: Backups, made: @escaping @Sendable (BackupReceipt) throws -> Void = { _ in }) {
        guard backups.isScheduled else { return }
        thread("backup") {
            while true {
                do { if let receipt = try backups.makeIfDue() { try made(receipt) } } catch {
                    Log.error("backup", ["error": "\(error)"])
                }
                sleep(backupPauseSeconds)
            }
        }
    }

    /// Runs a loop on a thread of its own for as long as the process lives.
    static func thread(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread { body() }
        thread.name = name
        thread.start()
    }
}
