import Database
import Digest
import Edge
import Foundation
import HTTP
import JSON
import Loyalty

/// A computer in a store: the real agent on a real file, its witness, and the till beside it.
final class StoreMachine {
    let store: StoreID
    /// Such as `002`, or `002b` for a second machine under the same store.
    let name: String
    let folder: String
    let clock: SimulatedClock
    let line: SimulatedLine
    unowned let world: World
    private(set) var faults = MachineFaults()
    private(set) var agent: Agent?
    private(set) var till: DirectTransport?
    private var uploader: Uploader?
    private var downloader: Downloader?
    private var bounds = Uploader.Bounds()
    private var boots: UInt64 = 0

    // MARK: what the oracle knows of this machine

    var disk = Disk()
    private(set) var copies: [Copy] = []
    /// What this machine's clock showed when an answer of central came.
    private(set) var answeredAt: Set<Instant> = []
    /// How many answers said where central stands in this machine's journal.
    private var positionCount = 0
    /// What this machine's clock showed when the last of them came to this process.
    private var positionAt: Instant?
    /// Of the central that gave the last answer.
    private var incarnation: String?

    // MARK: the till

    /// Sales that no answer came for yet.
    var unanswered: [Ledger.Sale] = []
    var nextReceipt = 1

    init(_ world: World, store: StoreID, name: String, token: String) throws {
        self.world = world
        self.store = store
        self.name = name
        folder = "\(world.folder)/store-\(name)"
        clock = SimulatedClock(world.time)
        line = SimulatedLine(world, name: "store \(name)", token: token, clock: clock)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        line.onDelivery = { [unowned self] request, response in delivered(request, response) }
        line.failsCertificates = { [unowned self, unowned world] in
            world.has(.certificate) && abs(clock.offsetSeconds) > Self.certificateSeconds
        }
    }

    /// A certificate is valid for about this long before and after now.
    private static let certificateSeconds: Int64 = 45 * 86_400
    private static let tillToken = "till"

    var path: String { "\(folder)/store.db" }
    private var witness: String { "\(folder)/witness" }
    var isUp: Bool { agent != nil }

    // MARK: life

    func start() throws {
        boots += 1
        faults = MachineFaults()
        let text = EdgeConfiguration.text(
            store: store, central: "http://127.0.0.1:1", tokenFile: "none", timeZone: "America/Mexico_City",
            witness: witness)
        let agent = try Agent(
            EdgeConfiguration(text: text), path: path, clock: clock,
            randomness: world.randomness("agent \(name) \(boots)"), inline: SQLiteDatabase.Inline(faults: faults))
        try agent.register(token: Self.tillToken, role: .till, subject: "1")
        agent.asksAtOnce(over: line)
        let routes = StoreAPI.routes(agent, ServerCounts()) { _ in StoreAPI.SyncReport(isSynced: false) }
        till = DirectTransport(Router(routes), token: Self.tillToken, authenticate: agent.principal(ofToken:))
        uploader = Uploader(agent, line)
        downloader = Downloader(agent, line)
        bounds = Uploader.Bounds()
        line.forgetAttempts()
        positionAt = nil
        self.agent = agent
        try Plant.apply(world.plants, to: .store, path: path)
    }

    func stop() {
        agent = nil
        till = nil
        uploader = nil
        downloader = nil
    }

    /// Runs `body` where the agent is up, and notices when it died.
    /// - Returns: nil where it is down or died
    func running<T>(_ body: () throws -> T) throws -> T? {
        guard isUp else { return nil }
        var result: T?
        do {
            result = try body()
        } catch is ProcessEnded {
        } catch let error as DatabaseError where error.isStorage {
            // The threads of a real agent log it and go on.
        }
        guard !faults.hasCrashed else {
            stop()
            world.crashed(self)
            return nil
        }
        return result
    }

    // MARK: synchronising

    /// - Returns: whether central has everything and said so without anything being sent
    @discardableResult
    func upload(verifying: Bool) throws -> Bool {
        var isQuiet = true
        var before = positionCount
        let outcome = try running { () -> Uploader.Outcome? in
            try uploader?.ask()
            for _ in 0..<Self.stepsMax {
                let outcome = try uploader?.step(&bounds, verifying: verifying)
                hear(outcome, isTold: positionCount > before)
                before = positionCount
                guard case .progressed? = outcome else { return outcome }
                isQuiet = false
            }
            return nil
        }
        // It died or its disk failed with the answer in its hands, which it took in or did not.
        if positionCount > before { disk.incarnationHeard = nil }
        guard let outcome = outcome ?? nil else { return false }
        world.trace.add("store \(name) upload \(outcome)")
        // What an exchange says is at central is what the oracle takes to be there.
        if outcome == .idle, verifying { world.ledger.centralHas(disk.held) }
        return isQuiet && outcome == .idle
    }

    /// Notes that this disk has heard of all that central lost so far.
    /// - Parameter isTold: central said where it stands
    private func hear(_ outcome: Uploader.Outcome?, isTold: Bool) {
        guard let outcome, outcome != .failed else { return }
        // A store that has nothing to send must ask all the same, once the last answer is old by its own clock; one that
        // does not is held to what it would have heard.
        let isRecent = positionAt.map { abs(clock.now().seconds(since: $0)) <= Self.answerSeconds } ?? false
        if isTold {
            disk.incarnationMet = incarnation
            disk.incarnationHeard = incarnation
        }
        if isTold || outcome == .idle && !isRecent { disk.lossesHeard = world.ledger.lossCount }
    }

    /// For how long an answer may be relied on.
    private static let answerSeconds: Int64 = 300

    /// - Returns: whether the feed was read to its end and brought nothing
    @discardableResult
    func download(fresh: Bool) throws -> Bool {
        var isQuiet = true
        let outcome = try running { () -> Downloader.Outcome? in
            defer { try? downloader?.sendReport() }
            for _ in 0..<Self.stepsMax {
                let outcome = try downloader?.step(waitSeconds: 0, fresh: fresh)
                if outcome != nil, outcome != .failed { disk.incarnationMet = incarnation }
                guard case .progressed? = outcome else { return outcome }
                isQuiet = false
            }
            return nil
        }
        guard let outcome = outcome ?? nil else { return false }
        world.trace.add("store \(name) download \(outcome)")
        return isQuiet && outcome == .drained(rows: 0)
    }

    private static let stepsMax = 20

    func keepHouse() throws {
        _ = try running { try agent?.prune() }
        _ = try running { try agent?.releaseExpired() }
    }

    private func delivered(_ request: ClientRequest, _ response: ClientResponse) {
        // 409 is central's word too: where it stands instead.
        guard [200, 409].contains(response.status) else { return }
        answeredAt.insert(clock.now())
        let header = response.body.prefix { $0 != UInt8(ascii: "\n") }
        incarnation = (try? JSONDocument(Array(header)))?.root["incarnation"]?.string ?? incarnation
        guard request.path.hasSuffix("/events") else { return }
        positionCount += 1
        positionAt = clock.now()
    }

    // MARK: disks

    func copy(number: Int) throws {
        let target = "\(folder)/copy-\(number)"
        try DatabaseFile.copy(path, to: target)
        copies.append(Copy(path: target, disk: disk))
    }

    /// Puts the disk back from an older copy; the witness lies elsewhere and stays, or is lost too.
    func restore(_ copy: Copy, losingWitness: Bool) throws {
        stop()
        try DatabaseFile.copy(copy.path, to: path)
        if losingWitness { try? FileManager.default.removeItem(atPath: witness) }
        disk = copy.disk
    }

    /// Makes this machine's disk that of another one, witness and all.
    func becomeCopy(of other: StoreMachine) throws {
        try DatabaseFile.copy(other.path, to: path)
        try? FileManager.default.copyItem(atPath: other.witness, toPath: witness)
        disk = other.disk
        answeredAt = other.answeredAt
        clock.set(offsetSeconds: other.clock.offsetSeconds)
    }

    /// An agent of a newer release ran here for a moment and wrote what this one would not.
    func appendUnknownEvent(number: Int) throws {
        precondition(!isUp, "one owner per file")
        try UnknownEvent.append(to: path, store: store, number: number, at: clock.now())
    }
}
