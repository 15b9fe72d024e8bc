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
        let done = Set(try query("SELECT name FROM migration") { $0.text(0) })
        for migration in migrations where !done.contains(migration.name) {
            try transaction {
                try execute(migration.sql)
                try run("INSERT INTO migration (name) VALUES ($1)", migration.name)
            }
        }
    }
}
