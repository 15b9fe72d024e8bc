import Backup
import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// What is true of this store now: last success and oldest unacknowledged event, not "connected".
struct AgentStatus {
    let store: StoreID
    let state: State
    let report: AgentReport
    let lastSuccessAt: Instant?
    let problemSince: Instant?
    let clockOffsetMilliseconds: Int64
    let now: Instant
    let currency: String
    let country: String
    let timeZone: String
    /// What the line itself said of its problem.
    let detail: String?
    /// Nil where tills are served plain HTTP.
    let certificate: CertificateReport?
    let backups: Backups
    /// What is wrong besides the state.
    let attention: [Attention]

    /// Without a line the tills work on, but after so long somebody should look.
    static let offlineSecondsMax: Int64 = 3600
    static let nightlyOfflineSecondsMax: Int64 = 26 * 3600

    var isHealthy: Bool {
        if certificate?.isHealthy == false || !attention.isEmpty { return false }
        switch state {
        case .ok, .waiting, .centralRestored: return true
        case .offline:
            let limit = report.mode == "nightly" ? Self.nightlyOfflineSecondsMax : Self.offlineSecondsMax
            return lastSuccessAt.map { now.seconds(since: $0) <= limit } ?? false
        default: return false
        }
    }

    /// Worst first; the raw value is the code that status shows.
    enum State: String, CaseIterable {
        case storage, tokenFile, auth, replaced, wrongCentral, certificate, clock, diskLow, refused, programmeTooNew,
            feedUnread,
            neverSynced, offline, centralRestored, waiting, ok

        var next: String {
            switch self {
            case .storage:
                "the disk is full or fails, or the file is damaged: see detail, make room, or replace the disk and restore"
            case .tokenFile: "the token file cannot be read: check tokenFile in edge.json, and who may read the file"
            case .auth: "central refused the token: vuelve central rotate-token, then put it in the token file"
            case .replaced:
                "another machine is this store now: what waits here is sent; once nothing does, switch this one off"
            case .wrongCentral: "another central answers at this address: check the key central in edge.json"
            case .certificate:
                "central's certificate is not believed: check its dates and name, caFile in edge.json, and this clock"
            case .clock: "the clock is far off: set it"
            case .diskLow: "the disk is nearly full: make room, before sales must be refused"
            case .refused: "central refuses requests: see its log"
            case .programmeTooNew: "update the agent: it keeps the last programme that it understands"
            case .feedUnread:
                "update the agent: cards stay as they were, because it does not understand central's newest"
            case .neverSynced: "connect the agent to central once"
            case .offline: "no line: sales are kept and sent later"
            case .centralRestored:
                "central was put back from a copy and is asked what it lacks: more may wait than is counted here"
            case .waiting, .ok: ""
            }
        }
    }

    init(_ agent: Agent) throws {
        let now = agent.clock.now()
        let line = agent.line.withLock { $0 }
        let offset = agent.pulse.withLock { $0.clockOffset }
        let rules = agent.rules
        let storage = agent.database.storageHealth
        let facts = try Self.facts(agent, storage)
        self.now = now
        detail =
            switch line.problem {
            case .replaced? where storage == .well:
                facts.report.waiting == 0
                    ? "central has all that this machine sold" : "events that still wait: \(facts.report.waiting)"
            default: storage.problem ?? line.trouble?.detail
            }
        certificate = agent.servedCertificate?.report(at: now)
        backups = agent.backups
        attention = [Attention(.witness, agent.witnessing.problem), agent.backups.attention].compactMap { $0 }
        currency = rules.programme?.currency ?? ""
        country = rules.programme?.country ?? ""
        timeZone = agent.configuration.timeZone.name
        store = agent.configuration.store
        report = facts.report
        lastSuccessAt = facts.success
        clockOffsetMilliseconds = offset
        problemSince = line.problemSince
        state =
            switch line.problem {
            case _ where storage != .well: .storage
            case .tokenFile?: .tokenFile
            case .auth?: .auth
            case .replaced?: .replaced
            case .wrongCentral?: .wrongCentral
            case .certificate?: .certificate
            case .clock?: .clock
            case _ where facts.report.isDiskLow: .diskLow
            case .refused?: .refused
            case .unreachable? where facts.success == nil: .neverSynced
            case .unreachable?: .offline
            case nil where rules.isProgrammeTooNew: .programmeTooNew
            case nil where facts.report.unreadRows > 0: .feedUnread
            case nil where facts.success == nil: .neverSynced
            case nil where abs(offset) > ClockDoubt.offsetMillisecondsMax: .clock
            case nil where facts.mayLackMore: .centralRestored
            case nil where facts.report.waiting > 0: .waiting
            case nil: .ok
            }
    }

    /// What the file says; nothing where it cannot be read, since that must be shown too.
    private static func facts(_ agent: Agent, _ storage: StorageHealth) throws -> (
        report: AgentReport, success: Instant?, mayLackMore: Bool
    ) {
        do {
            return try agent.database.read { connection in
                (
                    try agent.report(connection), try Setting.lastSuccessAt.text(connection).flatMap(Instant.init),
                    try Setting.mayLackMore.text(connection) != nil
                )
            }
        } catch {
            guard storage != .well else { throw error }
            return (AgentReport(), nil, false)
        }
    }

    var json: [UInt8] {
        JSONWriter.object { object in
            object.field("store", store.rawValue)
            object.field("state", state.rawValue)
            object.field("healthy", isHealthy)
            if !state.next.isEmpty { object.field("next", state.next) }
            object.field(ifPresent: "detail", detail)
            object.field("now", now.description)
            object.field("currency", currency)
            object.field("country", country)
            object.field("timeZone", timeZone)
            object.field(ifPresent: "lastSuccessAt", lastSuccessAt?.description)
            object.field(ifPresent: "problemSince", problemSince?.description)
            object.field("clockOffsetMilliseconds", clockOffsetMilliseconds)
            if let certificate {
                object.key("certificate")
                certificate.write(to: &object)
            }
            object.key("report")
            report.write(to: &object)
            backups.write(to: &object)
            Attention.write(attention, to: &object)
        }
    }
}
