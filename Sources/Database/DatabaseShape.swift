/// What a database is made of, without anything that is in it.
public struct DatabaseShape: Sendable {
    /// `sqlite` or `postgresql`.
    public let engine: String
    public let version: String
    public let pages: Int64
    public let pageBytes: Int64
    /// The statements that make tables and indexes; on PostgreSQL the columns and the indexes.
    public let schema: [String]
    /// By table, in its order of name.
    public let rows: [(table: String, count: Int64)]
    public let migrations: [String]
}

extension Connection {
    /// Of each table; counts every row, so it is for somebody who looks into a problem, not for each minute.
    func counts(of tables: [String]) throws -> [(table: String, count: Int64)] {
        try tables.map { name in
            // The names come from the schema, so they are no text of a stranger's.
            let statement = try prepare(text: "SELECT COUNT(*) FROM \"\(name)\"")
            return (name, try statement.step() ? statement.row.integer(0) : 0)
        }
    }
}
