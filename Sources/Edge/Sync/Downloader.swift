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
        guard let cursor = try cursor() else { return .failed }
        let query = "after=\(cursor)&wait=\(waitSeconds)\(fresh ? "&fresh=1" : "")"
        let request = ClientRequest(
            "GET", "/v1/stores/\(agent.configuration.store)/changes?\(query)",
            timeoutSeconds: waitSeconds + timeoutSeconds)
        let response: ClientResponse
        do {
            response = try transport.send(request)
        } catch {
            agent.lineFails(error, in: .download)
            return .failed
        }
        switch response.status {
        case 200:
            return try agent.understanding(in: .download) { try take(response.body, askedAfter: cursor) } ?? .failed
        default: agent.lineFails(response, in: .download)
        }
        return .failed
    }

    /// Where to go on; empty: at the start. Nil where nothing may be fetched now.
    private func cursor() throws -> String? {
        let now = agent.clock.now()
        let (cursor, mustReadAnew) = try agent.database.read { connection in
            // Cards that went for sales come back when there is room again.
            let cursor = try agent.savesRoom(connection) ? nil : try Setting.cursor.text(connection) ?? ""
            let isDue = try UnreadRows(connection: connection).areDue(at: now) && !agent.isDiskLow
            return (cursor, isDue && cursor?.isEmpty == false)
        }
        guard mustReadAnew else { return cursor }
        Log.info("feedAnew", ["reason": "unreadRows"])
        try agent.database.write { try UnreadRows(connection: $0).beginAgain(at: now) }
        return ""
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
        guard try agent.meet(header.central, clock: header.clock, in: .download) else { return .failed }
        let now = agent.clock.now()
        let isWhole = body.last == UInt8(ascii: "\n")
        let change = try agent.database.write { connection in
            // Another exchange may have taken this page, or a later one, in the meantime.
            guard try Setting.cursor.text(connection) ?? "" == cursor else { return PageChange() }
            // It knew where the feed stood here, and does not any more.
            if header.reset, !cursor.isEmpty { try Setting.mayLackMore.set(1, connection) }
            let change = try PageTaker(agent: agent, connection: connection, isWhole: isWhole)
                .take(header, lines.dropFirst())
            try Setting.lastSuccessAt.set(now.description, connection)
            return change
        }
        if !change.goneMovements.isEmpty {
            agent.database.passReaders()
            agent.movementIndex.forget(change.goneMovements)
        }
        if header.reset, !cursor.isEmpty { agent.mustVerifySoon() }
        if !header.more { agent.pulse.withLock { $0.asOf = header.clock.description } }
        if change.touchesRules { try agent.reloadRules() }
        return header.more ? .progressed(rows: lines.count - 1) : .drained(rows: lines.count - 1)
    }
}

struct PageChange {
    var touchesRules = false
    var goneMovements: CardCache.Gone = []
}

/// Takes one page in, in one transaction.
private struct PageTaker {
    let agent: Agent
    let connection: Connection
    /// The page came to the end of its last line.
    let isWhole: Bool

    private var cache: CardCache { agent.cards(connection) }
    private var unread: UnreadRows { UnreadRows(connection: connection) }

    func take(_ header: PageHeader, _ lines: ArraySlice<ArraySlice<UInt8>>) throws -> PageChange {
        var load = try Setting.load.integer(connection) ?? 0
        if header.reset {
            load += 1
            try Setting.load.set(load, connection)
            try CardChanges(connection: connection).forgetWords()
            try Setting.isLoading.set(1, connection)
        }
        if !lines.isEmpty { agent.cardsChange() }
        var change = PageChange()
        let hasUnread = try !unread.isEmpty
        for (index, line) in lines.enumerated() {
            // A page that was cut off ends within a line: all of it is fetched again.
            let isCut = index == lines.count - 1 && !isWhole
            try take(line, load, &change, hasUnread: hasUnread, isCut: isCut)
        }
        try Setting.cursor.set(header.cursor.description, connection)
        if !header.more {
            try Setting.currentAsOf.set(header.clock.description, connection)
            try cache.settleChanges(load: load)
            if try Setting.isLoading.integer(connection) == 1 {
                try cache.sweep(load: load, gone: &change.goneMovements)
                try unread.sweep(load: load)
                try Setting.isLoading.set(0, connection)
            }
        }
        return change
    }

    /// - Parameter hasUnread: rows were noted before this page
    private func take(
        _ line: ArraySlice<UInt8>, _ load: Int64, _ change: inout PageChange, hasUnread: Bool, isCut: Bool
    ) throws {
        let json: JSONValue
        do { json = try line.withUnsafeBytes { try JSONDocument($0).root } } catch let error as JSONSyntaxError {
            if isCut { throw error }
            return try skip("line", Digest.sha256(Array(line)).hex, "notJSON", load)
        }
        guard let name = json["kind"]?.string, let id = json["id"]?.string else {
            return try skip("line", Digest.sha256(Array(line)).hex, "missingField", load)
        }
        guard let kind = FeedRow.Kind(rawValue: name) else {
            return try unread.note(unknownKind: name, load: load, at: agent.clock.now())
        }
        change.touchesRules = change.touchesRules || [.secret, .programme].contains(kind)
        do {
            if let body = json["body"] {
                try take(kind, id, body, load, &change)
            } else {
                try cache.remove(kind, id, gone: &change.goneMovements)
            }
            if hasUnread { try unread.forget(kind, id) }
        } catch let error as BadInput {
            try skip(name, id, error.code, load)
            try cache.keep(kind, id, load: load)
        }
    }

    private func skip(_ kind: String, _ id: String, _ reason: String, _ load: Int64) throws {
        Log.warning("feedRowUnread", ["kind": kind, "reason": reason])
        try unread.note(kind, id, reason, load: load, at: agent.clock.now())
    }

    /// - Throws: `BadInput` before anything is changed
    private func take(
        _ kind: FeedRow.Kind, _ id: String, _ body: JSONValue, _ load: Int64, _ change: inout PageChange
    ) throws {
        switch kind {
        case .card:
            try cache.take(
                PublishedCard(id: CardID(id), json: body), load: load, rowOf: row, gone: &change.goneMovements)
        case .alias:
            guard let root = body["card"]?.string else { throw BadInput.missing("card") }
            try cache.take(alias: CardID(id), of: CardID(root), load: load, gone: &change.goneMovements)
        case .key:
            guard let cards = body["cards"]?.array else { throw BadInput.missing("cards") }
            try cache.take(key: id, cards: cards.compactMap(\.string).map(CardID.init(rawValue:)), load: load)
        case .counters:
            let counters = agent.counters(connection)
            let journal = Journal(store: agent.configuration.store, connection: connection)
            let wanted = try counters.take(
                CardID(id), PublishedCounters(json: body), in: journal.currentEpoch().id, at: agent.clock.now())
            try agent.release(wanted, .wanted, connection)
        case .pin: try Pins.take(PublishedPIN(id: PersonID(id), json: body), load: load, connection)
        case .programme:
            guard let source = body["source"]?.string else { throw BadInput.missing("source") }
            // One that this agent cannot evaluate is not taken: the last one stays.
            _ = try Programme(text: source)
            try Setting.programme.set(source, connection)
            if let next = body["next"]?["source"]?.string {
                try Setting.nextProgramme.set(next, connection)
            } else {
                try Setting.nextProgramme.remove(connection)
            }
        case .secret:
            guard let version = body["version"]?.integer else { throw BadInput.missing("version") }
            guard let hex = body["secret"]?.string else { throw BadInput.missing("secret") }
            try Setting.secretVersion.set(version, connection)
            try Setting.secret.set(hex, connection)
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
