import Database
import Digest
import HTTP
import JSON
import Loyalty

/// The programme's versions that matter now.
/// Always: a version never changes; of those whose day has come, the one with the highest number is in force.
struct ProgrammeVersions: Sendable {
    let inForce: Programme
    /// Takes its place on its day, which stores hear of before; nil where none is announced.
    var next: Programme?
    /// When that day begins, in the programme's zone.
    var nextAt: Instant?

    init(inForce: Programme) { self.inForce = inForce }

    /// Nil before the first one.
    init?(_ connection: Connection, at now: Instant) throws {
        var announced: (programme: Programme, from: Instant)?
        for programme in try Self.all(connection) {
            if let start = programme.start, start > now {
                if announced.map({ start < $0.from }) ?? true { announced = (programme, start) }
                continue
            }
            self.init(inForce: programme)
            (next, nextAt) = (announced?.programme, announced?.from)
            return
        }
        // A first programme is in force whatever its day: there is none to go by until then.
        guard let first = announced else { return nil }
        self.init(inForce: first.programme)
    }

    func isNextDue(_ now: Instant) -> Bool { nextAt.map { $0 <= now } ?? false }

    func at(_ now: Instant) -> ProgrammeVersions {
        if isNextDue(now), let next { return ProgrammeVersions(inForce: next) }
        return self
    }

    /// The newest first.
    static func all(_ connection: Connection) throws -> [Programme] {
        try connection.query("SELECT source FROM programme ORDER BY version DESC") { try Programme(text: $0.text(0)) }
    }

    /// `superseded`: announced, and on its day one with a higher number is in force already.
    enum State: String { case inForce, announced, superseded, past }

    /// - Parameter all: every version, this one too
    func state(of programme: Programme, at now: Instant, among all: [Programme]) -> State {
        if programme.version == inForce.version { return .inForce }
        guard let start = programme.start, start > now else { return .past }
        return all.contains { $0.supersedes(programme) } ? .superseded : .announced
    }

    /// As stores receive it.
    func write(to object: inout JSONWriter) {
        object.field("version", inForce.version)
        object.field("source", inForce.source)
        guard let next else { return }
        object.object("next") { inner in
            inner.field("version", next.version)
            inner.field("source", next.source)
        }
    }

    /// What a draft would make worse for a member who counts on what is in force, or was told of what is to come.
    func worsenings(by draft: Programme) -> [ProgrammeFinding] {
        var worse = draft.worsenings(after: inForce)
        for finding in next.map(draft.worsenings) ?? [] where !worse.contains(finding) { worse.append(finding) }
        return worse
    }

    /// - Throws: `BadInput` where members have to be told earlier
    func demandNotice(of draft: Programme, _ worse: [ProgrammeFinding], at now: Instant) throws {
        guard inForce.noticeDays > 0, let first = worse.first else { return }
        let earliest = (Zone(inForce.timeZone) ?? .utc).day(of: now).adding(days: Int(inForce.noticeDays))
        if let from = draft.from, from >= earliest { return }
        let others = worse.count > 1 ? " (and \(worse.count - 1) more)" : ""
        throw BadInput(
            code: "noticeTooShort", field: "from",
            message: "\(first.place): \(first.message)\(others); members are told \(inForce.noticeDays) days before: "
                + "\"from\" \(earliest) or later")
    }
}

extension Programme {
    /// When its first day begins; nil: at once.
    var start: Instant? { from.map { (Zone(timeZone) ?? .utc).start(of: $0) } }

    /// Whether the other one will never be in force because of this one.
    fileprivate func supersedes(_ other: Programme) -> Bool {
        guard version > other.version, let otherStart = other.start else { return false }
        return start.map { $0 <= otherStart } ?? true
    }
}

/// What became of a programme that was sent.
struct PublishedProgramme: Sendable {
    let programme: Programme
    let isNew: Bool
    let state: ProgrammeVersions.State
    let worse: [ProgrammeFinding]
    /// Were announced until now, and will never be in force.
    let superseded: [Programme]
}

extension Aggregator {
    /// The one in force now.
    var programme: Programme { programmes.withLock { $0.at(clock.now()).inForce } }

    /// Reads `programme.json` again and publishes it where it is new.
    func reloadProgramme(by actor: Actor) throws {
        try publish(try folder.programme(), by: actor)
    }

    /// At the start. A programme that members must be told of first does not keep central from starting.
    func publishFolder(_ programme: Programme) throws {
        do { try publish(programme, by: .central) } catch let error as BadInput where error.code == "noticeTooShort" {
            Log.warning("programmeNotPublished", ["version": "\(programme.version)", "reason": error.code])
            try takePublishedProgrammes()
            try publishRules()
        }
    }

    /// Another process may have published.
    func takePublishedProgrammes() throws {
        let now = clock.now()
        guard let versions = try database.read({ try ProgrammeVersions($0, at: now) }) else { return }
        programmes.withLock { $0 = versions }
    }

    /// Where the announced programme's day has come. Stores go over to it by themselves; who heard of it too late, or
    /// cannot wait for a day, hears of it now.
    func beginAnnouncedProgramme() throws {
        let now = clock.now()
        if programmes.withLock({ $0.isNextDue(now) }) { try takePublishedProgrammes() }
        // It may have begun here already, when another process spoke of it.
        guard rulesVersion.withLock({ $0 }) != programme.version else { return }
        try publishRules()
    }

    /// A version is immutable: other content needs a number of its own, above all others.
    @discardableResult
    func publish(_ programme: Programme, by actor: Actor) throws -> PublishedProgramme {
        let now = clock.now()
        let (isNew, worse, others) = try database.write { connection -> (Bool, [ProgrammeFinding], [Programme]) in
            let others = try ProgrammeVersions.all(connection)
            if try Self.isPublished(programme, connection) { return (false, [], others) }
            let versions = try ProgrammeVersions(connection, at: now)
            if let known = versions?.inForce.currency, known != programme.currency {
                throw BadInput(
                    code: "badValue", field: "currency",
                    message: "is \(programme.currency), and all that was sold and published is in \(known); "
                        + "one central has one currency")
            }
            let worse = versions?.worsenings(by: programme) ?? []
            try versions?.demandNotice(of: programme, worse, at: now)
            try connection.run(
                "INSERT INTO programme (version, source, published_at) VALUES ($1, $2, $3)",
                programme.version, programme.source, now.milliseconds)
            try connection.announce(.settings)
            try Audit(connection: connection, now: now).record(
                .programmePublished, "\(programme.version)", by: actor
            ) {
                $0.field("sha256", Digest.sha256(programme.source).hex)
            }
            return (true, worse, others)
        }
        try takePublishedProgrammes()
        try publishRules()
        let versions = programmes.withLock { $0.at(now) }
        let gone = others.filter {
            isNew && programme.supersedes($0) && versions.state(of: $0, at: now, among: others) == .announced
        }
        return PublishedProgramme(
            programme: programme, isNew: isNew, state: versions.state(of: programme, at: now, among: others),
            worse: worse, superseded: gone)
    }

    /// - Throws: `BadInput` where the number is taken, or passed over
    private static func isPublished(_ programme: Programme, _ connection: Connection) throws -> Bool {
        let known = try connection.first("SELECT source FROM programme WHERE version = $1", programme.version) {
            $0.text(0)
        }
        if let known, known != programme.source {
            throw BadInput(
                code: "programmeChanged", field: "version",
                message:
                    "version \(programme.version) was published with other content; give the new one a higher number")
        }
        if known != nil { return true }
        let newest = try connection.integer("SELECT COALESCE(MAX(version), 0) FROM programme")
        guard programme.version > newest else {
            throw BadInput(
                code: "programmeChanged", field: "version",
                message: "version \(newest) was published already; give the new one a higher number")
        }
        return false
    }
}

// MARK: - the routes

extension CentralAPI {
    static func programmeRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("GET", "/v1/programmes", roles: [.central, .admin]) { _ in
                let now = aggregator.clock.now()
                return .json(try aggregator.database.read { try ProgrammeList($0, at: now).json })
            },
            .working("GET", "/v1/programmes/{version}", roles: [.central, .admin]) { request in
                let now = aggregator.clock.now()
                let list = try aggregator.database.read { try ProgrammeList($0, at: now) }
                guard let row = list.rows.first(where: { "\($0.programme.version)" == request.parameters[0] }) else {
                    throw Problem(
                        404, "unknownProgramme", "No version \(request.parameters[0]) was published.",
                        next: "vuelve programme list")
                }
                return .json(JSONWriter.object { list.write(row, withSource: true, to: &$0) })
            },
            .working("POST", "/v1/programmes", roles: [.central, .admin]) { request in
                let programme = try Programme(text: String(decoding: request.body, as: UTF8.self))
                let published = try aggregator.publish(programme, by: Actor(request))
                return .json(published.json, status: published.isNew ? 201 : 200)
            },
        ]
    }
}

/// All versions, the newest first.
private struct ProgrammeList {
    struct Row {
        let programme: Programme
        let publishedAt: Instant
    }

    let rows: [Row]
    private let versions: ProgrammeVersions?
    private let now: Instant

    init(_ connection: Connection, at now: Instant) throws {
        self.now = now
        versions = try ProgrammeVersions(connection, at: now)
        rows = try connection.query("SELECT source, published_at FROM programme ORDER BY version DESC") { row in
            Row(programme: try Programme(text: row.text(0)), publishedAt: Instant(milliseconds: row.integer(1)))
        }
    }

    var json: [UInt8] {
        JSONWriter.object { object in
            object.array("programmes") { list in
                for row in rows { list.object { write(row, withSource: false, to: &$0) } }
            }
        }
    }

    func write(_ row: Row, withSource: Bool, to object: inout JSONWriter) {
        object.field("version", row.programme.version)
        object.field("sha256", Digest.sha256(row.programme.source).hex)
        object.field("publishedAt", row.publishedAt.description)
        object.field(ifPresent: "from", row.programme.from?.description)
        object.field(
            ifPresent: "state", versions?.state(of: row.programme, at: now, among: rows.map(\.programme)).rawValue)
        if withSource { object.field("source", row.programme.source) }
    }
}

extension PublishedProgramme {
    fileprivate var json: [UInt8] {
        JSONWriter.object { object in
            object.field("version", programme.version)
            object.field("sha256", Digest.sha256(programme.source).hex)
            object.field("new", isNew)
            object.field("state", state.rawValue)
            object.field(ifPresent: "from", programme.from?.description)
            object.array("worse") { list in
                for finding in worse {
                    list.object {
                        $0.field("place", finding.place)
                        $0.field("message", finding.message)
                    }
                }
            }
            object.array("superseded") { list in
                for other in superseded {
                    list.object {
                        $0.field("version", other.version)
                        $0.field(ifPresent: "from", other.from?.description)
                    }
                }
            }
        }
    }
}
