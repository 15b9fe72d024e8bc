import Database
import Dispatch
import HTTP
import JSON
import Loyalty
import SyncProtocol
import Synchronization

/// Sends the journal to central, a batch at a time, and takes central's word for where it stands.
public final class Uploader: Sendable {
    let agent: Agent
    let transport: any Transport
    private let beside: DispatchQueue?
    private let ahead = Mutex<Ahead?>(nil)

    /// - Parameter beside: where the next batch is prepared while central takes this one; nil where all is to happen on
    ///   the caller's thread
    public init(_ agent: Agent, _ transport: any Transport, beside: DispatchQueue? = nil) {
        self.agent = agent
        self.transport = transport
        self.beside = beside
    }

    public enum Outcome: Equatable, Sendable {
        /// Central has more than before, or said where to go on.
        case progressed(events: Int, bytesSent: Int)
        /// Central has everything.
        case idle
        /// Nothing was lost; try again later.
        case failed
    }

    /// Bounds of the next batch; halved when central finds it too large.
    public struct Bounds: Sendable {
        public var events = UploadHeader.eventsMax
        public var bytes = 3 * 1024 * 1024
        /// While the line is down a single event asks whether it is up again: preparing thousands for nothing would
        /// take the processor from the tills.
        var isProbing = false

        public init() {}

        var eventsNow: Int { isProbing ? 1 : events }

        mutating func halve() {
            events = max(1, events / 2)
            bytes = max(64 * 1024, bytes / 2)
        }
    }

    /// One exchange with central.
    /// - Parameter verifying: ask central where it stands even where there is nothing to send
    /// - Parameter timeoutSeconds: how long central may take to answer
    public func step(
        _ bounds: inout Bounds, verifying: Bool = false, timeoutSeconds: Int = 60
    ) throws -> Outcome {
        let limits = bounds
        let mustVerify = verifying || agent.mustVerify
        let prepared = try takeAhead() ?? agent.database.read { try prepare($0, limits, mustVerify: mustVerify) }
        guard let prepared else { return .idle }
        prepareAhead(of: prepared, limits)
        // From here on the answer before this one is not relied on, also where this one cannot be taken in.
        agent.mustVerifySoon()
        let response: ClientResponse
        do {
            var request = prepared.request
            request.timeoutSeconds = timeoutSeconds
            response = try transport.send(request)
        } catch {
            agent.lineFails(error, in: .upload)
            // A batch that does not fit through the line in time never will.
            if error.isTimedOut, prepared.count > 1 { bounds.halve() }
            bounds.isProbing = true
            ahead.withLock { $0 = nil }
            return .failed
        }
        bounds.isProbing = false
        switch response.status {
        case 200: return try agent.understanding(in: .upload) { try take(response, prepared) } ?? .failed
        case 409:
            let code = (try? JSONDocument(response.body))?.root["code"]?.string
            if code == "positionDiffers" {
                return try agent.understanding(in: .upload) { try take(response, prepared) } ?? .failed
            }
            agent.lineFails(.wrongCentral, in: .upload)
            return .failed
        case 413:
            // A single event that somebody on the way finds too large is kept and tried again later.
            guard prepared.count > 1 else {
                agent.lineFails(response, in: .upload)
                return .failed
            }
            bounds.halve()
            return .progressed(events: 0, bytesSent: response.bytesSent)
        default:
            agent.lineFails(response, in: .upload)
            return .failed
        }
    }

    private struct Prepared: Sendable {
        let request: ClientRequest
        let epoch: EpochID
        let after: Position
        let last: Position
        let count: Int
    }

    /// A batch that is being prepared for when central has the one before it.
    private final class Ahead: Sendable {
        let prepared = Mutex<Prepared?>(nil)
        let isDone = DispatchSemaphore(value: 0)
    }

    private func prepareAhead(of prepared: Prepared, _ bounds: Bounds) {
        guard let beside, prepared.count > 0, !bounds.isProbing else { return }
        let next = Ahead()
        ahead.withLock { $0 = next }
        beside.async { [self] in
            let found = try? agent.database.read { try prepare($0, bounds, after: prepared.last, mustVerify: false) }
            next.prepared.withLock { $0 = found }
            next.isDone.signal()
        }
    }

    /// What was prepared ahead, if it is what comes next now.
    private func takeAhead() throws -> Prepared? {
        let next = ahead.withLock { ahead in
            defer { ahead = nil }
            return ahead
        }
        guard let next else { return nil }
        next.isDone.wait()
        guard let prepared = next.prepared.withLock({ $0 }) else { return nil }
        let isNext = try agent.database.read { connection in
            let journal = Journal(store: agent.configuration.store, connection: connection)
            let epoch = try journal.currentEpoch()
            let acknowledged = epoch.sequence(ofRow: try journal.acknowledgedRow())
            return epoch.id == prepared.epoch && acknowledged == prepared.after.sequence
        }
        return isNext ? prepared : nil
    }

    /// - Parameter after: nil for what central acknowledged
    private func prepare(
        _ connection: Connection, _ bounds: Bounds, after known: Position? = nil, mustVerify: Bool
    ) throws -> Prepared? {
        let journal = Journal(store: agent.configuration.store, connection: connection)
        let head = try journal.head()
        let acknowledged = max(0, head.epoch.sequence(ofRow: try journal.acknowledgedRow()))
        guard let after = try known ?? journal.position(at: acknowledged) else {
            preconditionFailure("the acknowledged row is kept")
        }
        let batch = try journal.batch(after: after, eventsMax: bounds.eventsNow, bytesMax: bounds.bytes)
        guard batch != nil || mustVerify else { return nil }
        var header = UploadHeader(
            store: agent.configuration.store, epoch: head.epoch.id, after: after, agentVersion: Agent.version,
            clock: agent.clock.now(), report: try agent.report(connection))
        header.central = try Setting.centralID.text(connection)
        header.earlier = try journal.earlierEpochs(max: UploadHeader.earlierMax)
        header.firstMet = try Setting.firstIncarnation.text(connection)
        header.ended = try journal.endedEpochs(max: UploadHeader.earlierMax)
        if !header.ended.isEmpty { header.copied = try Setting.copiedCount.integer(connection) ?? 0 }
        let body = Gzip.pack(
            header.line + [UInt8(ascii: "\n")] + (batch?.lines ?? []))
        let request = ClientRequest(
            "POST", "/v1/stores/\(agent.configuration.store)/events", body: body,
            headers: [("Content-Type", "application/x-ndjson"), ("Content-Encoding", "gzip")], timeoutSeconds: 60)
        return Prepared(
            request: request, epoch: head.epoch.id, after: after, last: batch?.last ?? after, count: batch?.count ?? 0)
    }

    private func take(_ response: ClientResponse, _ prepared: Prepared) throws -> Outcome {
        let answer = try UploadAnswer(json: JSONDocument(response.body).root)
        guard try agent.meet(answer.central, clock: answer.clock, in: .upload) else { return .failed }
        let agent = agent
        let now = agent.clock.now()
        let next = try agent.database.write { connection in
            let journal = Journal(store: agent.configuration.store, connection: connection)
            let known = try journal.position(at: answer.position.sequence)
            let isCurrent = try journal.currentEpoch().id == prepared.epoch
            let next = Self.next(after: answer.position, known: known, isCurrentEpoch: isCurrent)
            switch next {
            case .goOn where answer.lacksEarlier:
                Log.warning("newEpoch", ["reason": Journal.EpochReason.centralRestored.rawValue])
                try agent.startEpoch(.centralRestored, journal, at: now)
            case .goOn:
                try journal.acknowledge(answer.position.sequence, at: answer.clock)
                try Setting.lastSuccessAt.set(now.description, connection)
            case .newEpoch:
                // What central acknowledged it need not have any more: it may have been put back from a copy, and another
                // machine of this store may have gone on from there.
                Log.warning("newEpoch", ["reason": Journal.EpochReason.divergedFromCentral.rawValue])
                try agent.startEpoch(.divergedFromCentral, journal, at: now)
            case .ignore: return next
            }
            // Either central has what it acknowledged, or all of it waits again.
            try Setting.mayLackMore.remove(connection)
            return next
        }
        if next == .goOn, !answer.lacksEarlier { agent.verified() }
        let events = response.status == 200 ? prepared.count : 0
        // An exchange that only asked, and found everything as it was, leaves nothing to do.
        if prepared.count == 0, response.status == 200, next == .goOn, !answer.lacksEarlier { return .idle }
        return .progressed(events: events, bytesSent: response.bytesSent)
    }

    enum Next: Equatable { case goOn, newEpoch, ignore }

    /// What follows from central's position.
    /// - Parameter known: this journal's own position at that sequence; nil beyond its end, or where it is pruned
    static func next(after central: Position, known: Position?, isCurrentEpoch: Bool) -> Next {
        guard isCurrentEpoch else { return .ignore }
        return known == central ? .goOn : .newEpoch
    }
}
