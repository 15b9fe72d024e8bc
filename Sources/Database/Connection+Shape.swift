/// What a database is made of, without anything that is in it.
public struct DatabaseShape: Sendable {
    public let sqliteVersion: String
    public let pages: Int64
    public let pageBytes: Int64
    /// The statements that make tables and indexes.
    public let schema: [String]
    /// By table, in its order of name.
    public let rows: [(table: String, count: Int64)]
    public let migrations: [String]
}

extension Connection {
    /// Counts every row of every table: for somebody who looks into a problem, not for each minute.
    public func shape() throws -> DatabaseShape {
        let tables = try query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        ) { $0.text(0) }
        return DatabaseShape(
            sqliteVersion: try first("SELECT sqlite_version()") { $0.text(0) } ?? "",
            pages: try integer("PRAGMA page_count"), pageBytes: try integer("PRAGMA page_size"),
            schema: try query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name") { $0.text(0) },
            // The names come from the schema, so they are no text of a stranger's.
            rows: try tables.map { ($0, try count(ofTable: $0)) },
            migrations: try query("SELECT name FROM migration ORDER BY rowid") { $0.text(0) })
    }

    private func count(ofTable name: String) throws -> Int64 {
        let statement = try prepare(text: "SELECT COUNT(*) FROM \"\(name)\"")
        return try statement.step() ? statement.row.integer(0) : 0
    }
}
