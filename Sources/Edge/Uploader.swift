import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Sends the journal to central, a batch at a time, and takes central's word for where it stands.
public struct Uploader: Sendable {
    private let agent: Agent
    private let transport: any Transport

    public init(_ agent: Agent, _ transport: any Transport) {
        self.agent = agent
        self.transport = transport
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
        public var events = 1_000
        public var bytes = 1024 * 1024
        public init() {}

        mutating func halve() {
            events = max(1, events / 2)
            bytes = max(64 * 1024, bytes / 2)
        }
    }

    /// One exchange with central.
    public func step(_ bounds: inout Bounds) throws -> Outcome {
        let limits = bounds
        let prepared = try agent.database.read { try prepare($0, limits) }
        guard let prepared else { return .idle }
        let response: ClientResponse
        do {
            response = try transport.send(prepared.request)
        } catch {
            agent.lineFails(.unreachable)
            return .failed
        }
        switch response.status {
        case 200, 409: return try take(response, prepared)
        case 413:
            bounds.halve()
            return .progressed(events: 0, bytesSent: response.bytesSent)
        case 401, 403:
            agent.lineFails(.auth)
            return .failed
        default:
            agent.lineFails(.refused)
            return .failed
        }
    }

    private struct Prepared {
        let request: ClientRequest
        let batch: Journal.Batch
    }

    private func prepare(_ connection: Connection, _ bounds: Bounds) throws -> Prepared? {
        let journal = Journal(store: agent.configuration.store, connection: connection)
        let head = try journal.head()
        let acknowledged = max(0, head.epoch.sequence(ofRow: try journal.acknowledgedRow()))
        guard let after = try journal.position(at: acknowledged) else {
            preconditionFailure("the acknowledged row is kept as long as it is the last")
        }
        guard let batch = try journal.batch(after: after, eventsMax: bounds.events, bytesMax: bounds.bytes) else {
            return nil
        }
        let header = UploadHeader(
            store: agent.configuration.store, epoch: head.epoch.id, after: after, agentVersion: Agent.version,
            clock: agent.clock.now(), report: try agent.report(connection))
        let body = Gzip.pack(header.line + [UInt8(ascii: "\n")] + batch.lines)
        let request = ClientRequest(
            "POST", "/v1/stores/\(agent.configuration.store)/events", body: body,
            headers: [("Content-Type", "application/x-ndjson"), ("Content-Encoding", "gzip")], timeoutSeconds: 60)
        return Prepared(request: request, batch: batch)
    }

    private func take(_ response: ClientResponse, _ prepared: Prepared) throws -> Outcome {
        let answer = try UploadAnswer(json: JSONDocument(response.body).root)
        guard try agent.meet(answer.central, clock: answer.clock) else { return .failed }
        let agent = agent
        let now = agent.clock.now()
        try agent.database.write { connection in
            let journal = Journal(store: agent.configuration.store, connection: connection)
            let known = try journal.position(at: answer.position.sequence)
            switch Self.next(after: answer.position, known: known, isCurrentEpoch: try isCurrent(prepared, journal)) {
            case .goOn:
                try journal.acknowledge(answer.position.sequence)
                try Setting.lastSuccessAt.set(now.description, connection)
            case .newEpoch:
                // What central acknowledged before it surely has, unless it stands before that now.
                let acknowledged = try journal.acknowledgedRow()
                let isBehind = try journal.currentEpoch().row(ofSequence: answer.position.sequence) < acknowledged
                Log.warning("newEpoch", ["reason": Journal.EpochReason.divergedFromCentral.rawValue])
                try journal.startEpoch(
                    .make(agent.randomness), .divergedFromCentral, copyingAfter: isBehind ? 0 : acknowledged, at: now)
            case .ignore: break
            }
        }
        return .progressed(events: response.status == 200 ? prepared.batch.count : 0, bytesSent: response.bytesSent)
    }

    private func isCurrent(_ prepared: Prepared, _ journal: Journal) throws -> Bool {
        try journal.currentEpoch().id == prepared.batch.epoch.id
    }

    enum Next: Equatable { case goOn, newEpoch, ignore }

    /// What follows from central's position.
    /// - Parameter known: this journal's own position at that sequence; nil beyond its end, or where it is pruned
    static func next(after central: Position, known: Position?, isCurrentEpoch: Bool) -> Next {
        guard isCurrentEpoch else { return .ignore }
        return known == central ? .goOn : .newEpoch
    }
}
