import Digest
import Dispatch
import Edge
import Foundation
import HTTP
import Loyalty
import Synchronization

/// The agent's two threads that speak to central, and the till's wish that they speak now.
final class Synchroniser: Sendable {
    private let agent: Agent
    private let uploading: CentralLine
    private let downloading: CentralLine
    private let asking: CentralLine
    private let uploaderIsBusy = DispatchSemaphore(value: 1)
    private let news = DispatchSemaphore(value: 0)
    private let isAwake = Atomic<Bool>(false)
    private let works = Mutex<[String: RepeatedWork]>([:])

    static let idleSeconds = 5

    init(_ agent: Agent) {
        self.agent = agent
        uploading = CentralLine(agent.configuration)
        downloading = CentralLine(agent.configuration)
        asking = CentralLine(agent.configuration)
    }

    func start() {
        agent.database.onCommit { [self] in wakeUploader() }
        agent.onAsk { [self] in wakeUploader() }
        agent.asksAtOnce(over: CentralLine(agent.configuration))
        Daemon.thread("upload") { [self] in uploadForEver() }
        Daemon.thread("download") { [self] in downloadForEver() }
        Daemon.thread("witness") { [self] in keepHouse() }
    }

    private func wakeUploader() {
        guard isAwake.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged else {
            return
        }
        news.signal()
    }

    private var newBackoff: Backoff { Backoff(secondsMax: Double(agent.configuration.retrySecondsMax)) }

    // MARK: threads

    private func uploadForEver() {
        var backoff = newBackoff
        var bounds = Uploader.Bounds()
        let uploader = Uploader(agent, uploading, beside: .global())
        while true {
            waitForWindow()
            isAwake.store(false, ordering: .releasing)
            _ = step("ask") { try uploader.ask() }
            switch step("upload", { try exclusively { try uploader.step(&bounds) } }) ?? .failed {
            case .progressed: backoff = newBackoff
            case .idle:
                backoff = newBackoff
                _ = news.wait(timeout: .now() + .seconds(Self.idleSeconds))
            case .failed: pause(backoff.next())
            }
        }
    }

    private func downloadForEver() {
        var backoff = newBackoff
        let downloader = Downloader(agent, downloading)
        while true {
            waitForWindow()
            _ = step("report") { try downloader.sendReport() }
            switch step("download", { try downloader.step(waitSeconds: agent.configuration.pollSeconds) }) ?? .failed {
            case .progressed: backoff = newBackoff
            case .drained:
                backoff = newBackoff
                // Jitter, so that stores that were answered together do not ask together.
                pause(Double.random(in: 0...0.3) + (agent.configuration.pollSeconds == 0 ? 5 : 0))
            case .failed: pause(backoff.next())
            }
        }
    }

    /// Notes the witness, prunes, and gives up what is past its last day: off the till's path.
    private func keepHouse() {
        var seconds = 0
        while true {
            agent.keepWitness()
            agent.database.lookForRoom()
            if seconds % 60 == 0 {
                _ = step("prune") { try agent.prune() }
                _ = step("release") { try agent.releaseExpired() }
                _ = step("reserve") { try agent.keepReserve() }
            }
            sleep(1)
            seconds += 1
        }
    }

    /// What fails each second is said once, until it changes.
    private func step<T>(_ name: String, _ body: () throws -> T) -> T? {
        let work = works.withLock { works in
            let work = works[name] ?? RepeatedWork(name)
            works[name] = work
            return work
        }
        return work.run(body)
    }

    private func exclusively<T>(_ body: () throws -> T) rethrows -> T {
        uploaderIsBusy.wait()
        defer { uploaderIsBusy.signal() }
        return try body()
    }

    private func waitForWindow() {
        while true {
            let seconds = agent.secondsUntilWindow()
            if seconds <= 0 { return }
            sleep(UInt32(min(seconds, 60)))
        }
    }

    private func pause(_ seconds: Double) { usleep(UInt32(seconds * 1_000_000)) }

    // MARK: now

    /// Uploads what was recorded before the call and reads the feed to its end, or gives up at the deadline.
    func synchronise(timeoutSeconds: Int) -> StoreAPI.SyncReport {
        let deadline = DispatchTime.now() + .seconds(timeoutSeconds)
        var bounds = Uploader.Bounds()
        let uploader = Uploader(agent, asking, beside: .global())
        let downloader = Downloader(agent, asking)
        var end = try? agent.journalEnd()
        var isUploaded = false
        while DispatchTime.now() < deadline {
            if !isUploaded {
                // The background's own upload is waited for no longer than the caller waits.
                guard uploaderIsBusy.wait(timeout: deadline) == .success else { break }
                defer { uploaderIsBusy.signal() }
                let outcome = step("upload") {
                    try uploader.step(&bounds, verifying: true, timeoutSeconds: Self.seconds(until: deadline))
                }
                switch outcome ?? .failed {
                case .progressed:
                    // What is sold during the call is not waited for.
                    guard hasEverything(upTo: &end) else { continue }
                    isUploaded = true
                case .idle: isUploaded = true
                case .failed:
                    pause(0.3)
                    continue
                }
            }
            let outcome = step("download") {
                try downloader.step(waitSeconds: 0, fresh: true, timeoutSeconds: Self.seconds(until: deadline))
            }
            switch outcome ?? .failed {
            case .progressed: continue
            case .drained:
                _ = step("report") { try downloader.sendReport() }
                return StoreAPI.SyncReport(isSynced: true)
            case .failed where agent.isReplaced: return StoreAPI.SyncReport(isSynced: true, reason: "replaced")
            case .failed: pause(0.3)
            }
        }
        return StoreAPI.SyncReport(isSynced: false, reason: agent.lineProblem ?? "timeout")
    }

    /// Whether central has what was recorded up to `end`; after a new epoch, which numbers anew, up to now.
    private func hasEverything(upTo end: inout Agent.JournalEnd?) -> Bool {
        guard let wanted = end, let now = try? agent.journalEnd() else { return false }
        guard now.epoch == wanted.epoch else {
            end = now
            return false
        }
        return (try? agent.isAcknowledged(wanted)) ?? false
    }

    /// Whole seconds that are left, at least one.
    private static func seconds(until deadline: DispatchTime) -> Int {
        let now = DispatchTime.now()
        guard deadline > now else { return 1 }
        return Int((deadline.uptimeNanoseconds - now.uptimeNanoseconds) / 1_000_000_000) + 1
    }
}

/// Waits between tries: doubling up to a bound, each with jitter.
struct Backoff {
    private let secondsMax: Double
    private var seconds = 0.25

    init(secondsMax: Double) { self.secondsMax = secondsMax }

    mutating func next() -> Double {
        seconds = min(seconds * 2, secondsMax)
        return seconds * Double.random(in: 0.5...1)
    }
}

/// libcurl to central, with the store's token; the token file is read again after a 401.
final class CentralLine: Transport {
    private let client: Client
    private let tokenFile: String

    init(_ configuration: EdgeConfiguration) {
        tokenFile = configuration.tokenFile
        var way = Client.Way()
        way.caFile = configuration.caFile
        way.proxy = configuration.proxy
        way.sendBytesPerSecondMax = configuration.uploadBytesPerSecondMax
        client = Client(
            base: configuration.central, token: (try? Folder.token(configuration.tokenFile)) ?? "", way: way)
    }

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        let response = try client.send(request)
        guard response.status == 401 else { return response }
        do { client.use(token: try Folder.token(tokenFile)) } catch {
            throw TransportError(Failure(error).message, kind: .noToken)
        }
        return try client.send(request)
    }
}
