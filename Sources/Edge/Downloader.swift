import Database
import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Fetches what central publishes for this store, a page at a time, and takes it into the cache.
public struct Downloader: Sendable {
    private let agent: Agent
    private let transport: any Transport

    public init(_ agent: Agent, _ transport: any Transport) {
        self.agent = agent
        self.transport = transport
    }

    public enum Outcome: Equatable, Sendable {
        /// There may be another page already.
        case progressed(rows: Int)
        /// The feed was read to its end.
        case drained(rows: Int)
        case failed
    }

    /// One exchange: at most a page.
    /// - Parameters:
    ///   - waitSeconds: how long central may hold the answer back until there is news
    ///   - timeoutSeconds: how long central may take besides
    ///   - fresh: central first publishes what it still coalesces, because a till waits
    public func step(waitSeconds: Int, fresh: Bool = false, timeoutSeconds: Int = 30) throws -> Outcome {
        // Cards that went for sales come back when there is room again.
        let cursor = try agent.database.read { connection in
            try agent.savesRoom(connection) ? nil : try Setting.cursor.text(connection) ?? ""
        }
        guard let cursor else { return .failed }
        let query = "after=\(cursor)&wait=\(waitSeconds)\(fresh ? "&fresh=1" : "")"
        let request = ClientRequest(
            "GET", "/v1/stores/\(agent.configuration.store)/changes?\(query)",
            timeoutSeconds: waitSeconds + timeoutSeconds)
        let response: ClientResponse
        do {
            response = try transport.send(request)
        } catch {
            agent.lineFails(error)
            return .failed
        }
        switch response.status {
        case 200: return try agent.understanding { try take(response.body, askedAfter: cursor) } ?? .failed
        case 401, 403: agent.lineFails(.auth)
        default: agent.lineFails(.refused)
        }
        return .failed
    }

    /// Tells central how the store is, also while there is nothing to upload. What becomes of it does not matter.
    public func sendReport() throws {
        var writer = JSONWriter()
        try agent.database.read { try agent.report($0) }.write(to: &writer)
        _ = try? transport.send(
            ClientRequest(
                "POST", "/v1/stores/\(agent.configuration.store)/report", body: writer.bytes,
                headers: [("Content-Type", "application/json")], timeoutSeconds: 10))
    }

    private func take(_ body: [UInt8], askedAfter cursor: String) throws -> Outcome {
        let lines = body.lines()
        guard let first = lines.first else { throw BadInput.missing("cursor") }
        let header = try PageHeader(json: JSONDocument(Array(first)).root)
        guard try agent.meet(header.central, clock: header.clock) else { return .failed }
        let now = agent.clock.now()
        let change = try agent.database.write { connection in
            // Another exchange may have taken this page, or a later one, in the meantime.
            guard try Setting.cursor.text(connection) ?? "" == cursor else { return PageChange() }
            let change = try PageTaker(agent: agent, connection: connection).take(header, lines.dropFirst())
            try Setting.lastSuccessAt.set(now.description, connection)
            return change
        }
        if !header.more { agent.pulse.withLock { $0.asOf = header.clock.description } }
        if change.touchesRules { try agent.reloadRules(isProgrammeTooNew: change.isProgrammeTooNew) }
        return header.more ? .progressed(rows: lines.count - 1) : .drained(rows: lines.count - 1)
    }
}

struct PageChange {
    var touchesRules = false
    var isProgrammeTooNew = false
}

/// Takes one page in, in one transaction.
private struct PageTaker {
    let agent: Agent
    let connection: Connection

    func take(_ header: PageHeader, _ lines: ArraySlice<ArraySlice<UInt8>>) throws -> PageChange {
        var load = try Setting.load.integer(connection) ?? 0
        if header.reset {
            load += 1
            try Setting.load.set(load, connection)
            try Setting.isLoading.set(1, connection)
        }
        if !lines.isEmpty { agent.cardsChange() }
        var change = PageChange()
        let cache = CardCache(connection: connection)
        for line in lines { try take(line, cache, load, &change) }
        try Setting.cursor.set(header.cursor.description, connection)
        if !header.more {
            try Setting.currentAsOf.set(header.clock.description, connection)
            if try Setting.isLoading.integer(connection) == 1 {
                try cache.sweep(load: load)
                try Setting.isLoading.set(0, connection)
            }
        }
        return change
    }

    private func take(_ line: ArraySlice<UInt8>, _ cache: CardCache, _ load: Int64, _ change: inout PageChange) throws {
        let json = try line.withUnsafeBytes { try JSONDocument($0).root }
        // A kind of a newer central is not ours to understand.
        guard let kind = json["kind"]?.string.flatMap(FeedRow.Kind.init(rawValue:)), let id = json["id"]?.string else {
            return
        }
        guard let body = json["body"] else { return try cache.remove(kind, id) }
        switch kind {
        case .card:
            try cache.take(PublishedCard(id: CardID(id), json: body), load: load, rowOf: row)
        case .alias:
            if let root = body["card"]?.string { try cache.take(alias: CardID(id), of: CardID(root), load: load) }
        case .key:
            let cards = (body["cards"]?.array ?? []).compactMap(\.string).map(CardID.init(rawValue:))
            try cache.take(key: id, cards: cards, load: load)
        case .programme:
            change.touchesRules = true
            guard let source = body["source"]?.string else { return }
            // One that this agent cannot evaluate is not taken: the last one stays.
            if (try? Programme(text: source)) == nil {
                change.isProgrammeTooNew = true
            } else {
                try Setting.programme.set(source, connection)
            }
        case .secret:
            change.touchesRules = true
            if let version = body["version"]?.integer, let hex = body["secret"]?.string {
                try Setting.secretVersion.set(version, connection)
                try Setting.secret.set(hex, connection)
            }
        }
    }

    private func row(of epoch: EpochID, _ sequence: Int64) throws -> Int64? {
        let firstRow = try connection.first("SELECT first_row FROM epoch WHERE id = $1", epoch.rawValue) {
            $0.integer(0)
        }
        guard let firstRow, Position.sequences.contains(sequence) else { return nil }
        return firstRow + sequence - 1
    }
}
