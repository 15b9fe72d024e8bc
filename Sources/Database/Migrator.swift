/// One change of the schema, named by a sentence; never edited once released.
public struct Migration: Sendable {
    public let name: String
    public let sql: String

    public init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }
}

extension Connection {
    /// Runs the migrations that this file has not seen, each in one transaction.
    public func migrate(_ migrations: [Migration]) throws {
        try execute("CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY) STRICT")
        for migration in try missing(migrations) { try transaction { try perform(migration) } }
    }

    /// Runs those that this database on a server has not seen, all in the transaction that is under way.
    func migrateInside(_ migrations: [Migration]) throws {
        try execute(
            "CREATE TABLE IF NOT EXISTS migration (n bigint GENERATED ALWAYS AS IDENTITY, name text PRIMARY KEY)")
        for migration in try missing(migrations) { try perform(migration) }
    }

    private func missing(_ migrations: [Migration]) throws -> [Migration] {
        let done = Set(try query("SELECT name FROM migration") { $0.text(0) })
        return migrations.filter { !done.contains($0.name) }
    }

    private func perform(_ migration: Migration) throws {
        try execute(migration.sql)
        try run("INSERT INTO migration (name) VALUES ($1)", migration.name)
    }
}
