import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import Synchronization

/// Tells another system when stores' states change: one signed message for all that changed together.
///
/// Always: one message at most is on its way, and it stays the same, id and bytes, until it is taken; what changes
/// meanwhile is told by the next. So nothing piles up while nobody answers, and what was taken twice has the same id.
public final class Webhook: Sendable {
    private let aggregator: Aggregator
    private let transport: any Transport
    private let secret: HMACKey
    private let groupSeconds: Int64
    private let state = Mutex(State())

    static let migration = Migration(
        "who listens is told when stores' states change",
        """
        -- The state of each store that the listener knows of.
        CREATE TABLE told (store TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT;
        -- The message on its way.
        CREATE TABLE message (id TEXT PRIMARY KEY, body TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
        """)

    static let retrySecondsMin: Int64 = 10
    static let retrySecondsMax: Int64 = 900
    /// Changes that one message tells of; the rest is for the next.
    static let changesMax = 1_000
    static let timeoutSeconds = 10
    static let secretBytesMin = 16

    private struct State {
        /// When the first change was seen that nobody was told of.
        var changedAt: Instant?
        var tries = 0
        var retryAt: Instant?
    }

    struct Change: Equatable {
        let store: StoreID
        let name: String
        /// Nil for a store that the listener does not know.
        let from: String?
        let to: CentralStatus.State
    }

    private struct Message {
        let id: String
        let body: String
        let createdAt: Instant
    }

    public enum Outcome: Equatable, Sendable {
        case nothing
        /// Something changed, and what changes with it is waited for.
        case gathering
        case told(stores: Int)
        case failed(reason: String)
        /// The last try failed, and the next is not due.
        case waiting
    }

    /// - Parameters:
    ///   - transport: to the configured address
    ///   - secret: signs messages
    public init(
        _ aggregator: Aggregator, _ transport: any Transport, secret: [UInt8], groupSeconds: Int64
    ) {
        self.aggregator = aggregator
        self.transport = transport
        self.secret = HMACKey(secret)
        self.groupSeconds = groupSeconds
    }

    /// Of several processes that are one central one tells.
    public var isInCharge: Bool { aggregator.isInCharge() }

    /// Looks at the stores and tells what is to be told.
    public func step() throws -> Outcome {
        let now = aggregator.clock.now()
        if let message = try aggregator.database.read(Self.pending) { return try send(message, now) }
        let stores = try aggregator.database.read { try CentralStatus.stores(aggregator, $0) }
        let changes = try changes(stores)
        guard !changes.isEmpty else {
            state.withLock { $0.changedAt = nil }
            return .nothing
        }
        let since = state.withLock { state in
            state.changedAt = state.changedAt ?? now
            return state.changedAt ?? now
        }
        // A clock that was set back must not hold a message back.
        guard abs(now.seconds(since: since)) >= groupSeconds else { return .gathering }
        let message = message(Array(changes.prefix(Self.changesMax)), of: stores, now)
        try aggregator.database.write { connection in
            try connection.run(
                "INSERT INTO message (id, body, created_at) VALUES ($1, $2, $3)", message.id, message.body,
                now.milliseconds)
        }
        state.withLock { $0 = State() }
        return try send(message, now)
    }

    private static func pending(_ connection: Connection) throws -> Message? {
        try connection.first("SELECT id, body, created_at FROM message LIMIT 1") {
            Message(id: $0.text(0), body: $0.text(1), createdAt: Instant(milliseconds: $0.integer(2)))
        }
    }

    // MARK: what changed

    /// From one healthy state to another is no news, and neither is a new store that has nothing to complain of.
    private func changes(_ stores: [CentralStatus.Store]) throws -> [Change] {
        let told = try aggregator.database.read { connection in
            Dictionary(
                uniqueKeysWithValues: try connection.query("SELECT store, state FROM told") { ($0.text(0), $0.text(1)) }
            )
        }
        let changes = stores.compactMap { store in
            let from = told[store.id.rawValue]
            return from == store.state.rawValue
                ? nil : Change(store: store.id, name: store.name, from: from, to: store.state)
        }
        let news = changes.filter { change in
            !Self.isWell(change.to)
                || change.from.map { CentralStatus.State(rawValue: $0).map(Self.isWell) != true } == true
        }
        let others = changes.filter { !news.contains($0) }
        if !others.isEmpty {
            try aggregator.database.write { connection in
                for change in others { try Self.remember(change.store.rawValue, change.to.rawValue, connection) }
            }
        }
        return news
    }

    private static func isWell(_ state: CentralStatus.State) -> Bool { state.isHealthy || state == .neverSynced }

    private static func remember(_ store: String, _ state: String, _ connection: Connection) throws {
        try connection.run(
            "INSERT INTO told (store, state) VALUES ($1, $2) ON CONFLICT (store) DO UPDATE SET state = excluded.state",
            store, state)
    }

    private func message(_ changes: [Change], of stores: [CentralStatus.Store], _ now: Instant) -> Message {
        let id = Hex.encode(aggregator.randomness.bytes(12))
        let body = JSONWriter.object { object in
            object.field("id", id)
            object.field("at", now.description)
            object.field("central", aggregator.identity.id)
            object.field("stores", stores.count)
            object.field("unhealthy", stores.count { !$0.state.isHealthy })
            object.array("changes") { list in
                for change in changes {
                    list.object { item in
                        item.field("store", change.store.rawValue)
                        item.field("name", change.name)
                        item.field(ifPresent: "from", change.from)
                        item.field("to", change.to.rawValue)
                        item.field("healthy", change.to.isHealthy)
                        if change.to != .ok { item.field("next", change.to.next(change.store)) }
                    }
                }
            }
        }
        return Message(id: id, body: String(decoding: body, as: UTF8.self), createdAt: now)
    }

    // MARK: telling

    private func send(_ message: Message, _ now: Instant) throws -> Outcome {
        let retryAt = state.withLock { $0.retryAt }
        if let retryAt, now < retryAt, retryAt <= now.adding(seconds: Self.retrySecondsMax) { return .waiting }
        let request = ClientRequest(
            "POST", "", body: Array(message.body.utf8),
            headers: [
                ("Content-Type", "application/json"), ("User-Agent", "vuelve/\(Aggregator.version)"),
                ("Vuelve-Signature", signature(message.body, at: now)),
            ], timeoutSeconds: Self.timeoutSeconds)
        do {
            let response = try transport.send(request)
            guard (200..<300).contains(response.status) else { return failed("status \(response.status)", now) }
        } catch {
            return failed(error.reason, now)
        }
        let changes = try JSONDocument(message.body).root["changes"]?.array ?? []
        try aggregator.database.write { connection in
            for change in changes {
                guard let store = change["store"]?.string, let state = change["to"]?.string else { continue }
                try Self.remember(store, state, connection)
            }
            try connection.run("DELETE FROM message WHERE id = $1", message.id)
        }
        state.withLock { $0 = State() }
        return .told(stores: changes.count)
    }

    /// `t=SECONDS,v1=HEX`: HMAC-SHA-256 under the secret of the seconds since 1970, a full stop, and the body.
    private func signature(_ body: String, at now: Instant) -> String {
        let seconds = now.milliseconds / 1000
        return "t=\(seconds),v1=\(secret.digest(Array("\(seconds).\(body)".utf8)).hex)"
    }

    private func failed(_ reason: String, _ now: Instant) -> Outcome {
        state.withLock { state in
            let wait = min(Self.retrySecondsMin << min(state.tries, 10), Self.retrySecondsMax)
            state.tries += 1
            state.retryAt = now.adding(seconds: wait)
        }
        Log.warning("webhook", ["failed": reason])
        return .failed(reason: reason)
    }
}

/// `webhook` of `central.json`.
public struct WebhookSettings: Sendable {
    /// Empty: nobody is told.
    public var url = ""
    /// Holds the secret that signs messages.
    public var secretFile = ""
    /// What changes within so many seconds is told together.
    public var groupSeconds = groupSecondsDefault

    public static let groupSecondsDefault: Int64 = 30

    static func read(_ outer: inout StrictObject) throws -> WebhookSettings {
        var settings = WebhookSettings()
        guard var object = try outer.object("webhook") else { return settings }
        settings.url = try object.string("url") ?? ""
        settings.secretFile = try object.string("secretFile") ?? ""
        settings.groupSeconds = try object.integer("groupSeconds", in: 0...3600) ?? groupSecondsDefault
        guard settings.url.isEmpty || settings.url.hasPrefix("https://") || settings.url.hasPrefix("http://") else {
            throw BadInput(code: "badValue", field: object.place("url"), message: "is no http:// or https:// address")
        }
        guard settings.url.isEmpty || !settings.secretFile.isEmpty else {
            throw BadInput.missing(object.place("secretFile"))
        }
        try object.finish()
        return settings
    }

    /// The secret's bytes.
    public func secret(in folder: CentralFolder) throws -> [UInt8] {
        let path = folder.path(secretFile)
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw BadInput(code: "missingFile", field: path, message: "cannot be read")
        }
        let secret = Array(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
        guard secret.count >= Webhook.secretBytesMin else {
            throw BadInput(
                code: "badValue", field: path, message: "wants a secret of \(Webhook.secretBytesMin) signs at least")
        }
        return secret
    }
}
