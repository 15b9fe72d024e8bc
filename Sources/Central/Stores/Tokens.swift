import Database
import Digest
import HTTP
import JSON
import Loyalty

/// What a token's holder may do, and until when.
struct TokenGrant: Sendable {
    let principal: Principal
    let expiresAt: Instant?

    static func all(_ connection: Connection) throws -> [Digest: TokenGrant] {
        let rows = try connection.query("SELECT hash, role, subject, expires_at, is_former FROM token") { row in
            (
                Digest(row.blob(0)), Role(rawValue: row.text(1)), row.text(2),
                row.optionalInteger(3).map(Instant.init(milliseconds:)), row.boolean(4)
            )
        }
        return rows.reduce(into: [:]) { grants, row in
            guard let hash = row.0, let role = row.1 else { return }
            grants[hash] = TokenGrant(
                principal: Principal(role: role, subject: row.2, isFormer: row.4), expiresAt: row.3)
        }
    }
}

extension Aggregator {
    /// How long a rotated token still works beside the new one.
    static let overlapSeconds: Int64 = 24 * 3600

    /// Runs `work` in a transaction after which every process knows the tokens as they are then.
    @discardableResult
    func changeTokens<T>(_ work: @escaping (Connection) throws -> T) throws -> T {
        let result = try database.write { connection in
            try connection.announce(.settings)
            return try work(connection)
        }
        try reloadTokens()
        return result
    }

    /// Accepts a token from now on; one that is known already stays as it is.
    public func register(token: String, role: Role, subject: String) throws {
        let now = clock.now()
        try changeTokens { connection in
            let isNew = try Self.insert(token, role, subject, connection, now)
            if isNew { try Self.auditToken(.tokenMade, role, subject, by: .central, connection, now) }
        }
    }

    /// - Returns: false for one that is known
    static func insert(
        _ token: String, _ role: Role, _ subject: String, _ connection: Connection, _ now: Instant
    ) throws -> Bool {
        try connection.run(
            "INSERT INTO token (hash, role, subject, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            Token.hash(token).bytes, role.rawValue, subject, now.milliseconds) == 1
    }

    private static func auditToken(
        _ act: AuditAct, _ role: Role, _ subject: String, by actor: Actor, _ connection: Connection, _ now: Instant
    ) throws {
        try Audit(connection: connection, now: now).record(act, subject, by: actor) {
            $0.field("role", role.rawValue)
        }
    }

    /// A name for a token that was given none.
    func unusedSubject(_ role: Role) -> String { "\(role.rawValue)-\(Hex.encode(randomness.bytes(3)))" }

    /// A token for a person. A name that is a store's would make the two hard to tell apart.
    func addPersonsToken(role: Role, subject: String, by actor: Actor) throws -> String {
        guard StoreID(subject).isValid else {
            throw BadInput(code: "badValue", field: "subject", message: "wants letters, digits, -, _ and ., at most 40")
        }
        guard subject != "admin" else {
            throw BadInput(
                code: "badValue", field: "subject", message: "\"admin\" is the folder's own token; choose another name")
        }
        let isStore = try database.read {
            try $0.integer("SELECT COUNT(*) FROM store WHERE id = $1", subject) > 0
        }
        guard !isStore else {
            throw BadInput(
                code: "badValue", field: "subject", message: "\"\(subject)\" is a store; choose another name")
        }
        let token = Token.make(randomness)
        let now = clock.now()
        try changeTokens { connection in
            _ = try Self.insert(token, role, subject, connection, now)
            try Self.auditToken(.tokenMade, role, subject, by: actor, connection, now)
        }
        return token
    }

    /// A new token; the old ones work for a day longer.
    func rotateToken(of subject: String, by actor: Actor) throws -> String {
        let now = clock.now()
        let token = Token.make(randomness)
        try changeTokens { connection in
            let role = try connection.first(
                "SELECT role FROM token WHERE subject = $1 AND (expires_at IS NULL OR expires_at > $2) LIMIT 1",
                subject,
                now.milliseconds
            ) { $0.text(0) }
            // A store whose tokens were all revoked can be given a new one.
            let isStore = try connection.integer("SELECT COUNT(*) FROM store WHERE id = $1", subject) > 0
            guard let role = role.flatMap(Role.init(rawValue:)) ?? (isStore ? .store : nil) else {
                throw Problem(404, "unknownSubject", "There is no token of \(subject).", next: "See vuelve status.")
            }
            try connection.run(
                "UPDATE token SET expires_at = $1 WHERE subject = $2 AND role = $3 AND expires_at IS NULL",
                now.adding(seconds: Self.overlapSeconds).milliseconds, subject, role.rawValue)
            _ = try Self.insert(token, role, subject, connection, now)
            try Self.auditToken(.tokenRotated, role, subject, by: actor, connection, now)
        }
        return token
    }

    /// All tokens of a store or person end now.
    func revokeTokens(of subject: String, by actor: Actor) throws -> Int {
        let now = clock.now()
        // The rows stay, so that a token that lies in a file is not registered again at the next start.
        let count = try changeTokens { connection in
            let count = try connection.run(
                "UPDATE token SET expires_at = $1 WHERE subject = $2 AND (expires_at IS NULL OR expires_at > $1)",
                now.milliseconds, subject)
            guard count > 0 else {
                throw Problem(404, "unknownSubject", "There is no token of \(subject).", next: "See vuelve status.")
            }
            try Audit(connection: connection, now: now).record(.tokenRevoked, subject, by: actor) {
                $0.field("tokens", count)
            }
            return count
        }
        return count
    }
}
