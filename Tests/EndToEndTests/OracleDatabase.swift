import Database

/// A database in memory that answers one script.
enum OracleDatabase {
    /// Runs all statements; the last one's first column is the answer.
    static func rows(_ script: String) throws -> [String] {
        let connection = try SQLiteConnection(path: ":memory:")
        let statements = script.split(separator: ";\n").map(String.init)
        try connection.execute("BEGIN; " + statements.dropLast().joined(separator: ";\n") + "; COMMIT")
        let last = (statements.last ?? "").trimmingSuffix(";")
        let statement = try connection.prepare(text: last)
        var rows: [String] = []
        while try statement.step() { rows.append(statement.row.text(0)) }
        return rows
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
