/// Carries the rows of all tables from a SQLite file to PostgreSQL, and compares the two.
///
/// Both have the same tables with the same columns: their migrations are the same.
public struct TableCopy {
    private let source: SQLiteConnection
    private let target: PostgreSQLConnection
    public let tables: [Table]

    public struct Table: Sendable {
        public let name: String
        public let rows: Int64
        fileprivate let columns: [Column]
    }

    fileprivate struct Column {
        let name: String
        /// As the file declares it: `INTEGER`, `REAL`, `TEXT` or `BLOB`.
        let type: String
    }

    /// Rows are sent when they have so many bytes together.
    static let bytesAtOnce = 4 << 20

    /// - Parameters:
    ///   - source: a connection to the file
    ///   - target: one to the server, in a transaction
    public init(from source: Connection, to target: Connection) throws {
        guard let source = source as? SQLiteConnection, let target = target as? PostgreSQLConnection else {
            preconditionFailure("rows go from a file to a server")
        }
        self.source = source
        self.target = target
        tables = try source.shape().rows.filter { $0.table != "migration" }.map { table, rows in
            let statement = try source.prepare(text: "SELECT name, type FROM pragma_table_info('\(table)')")
            var columns: [Column] = []
            while try statement.step() {
                columns.append(Column(name: statement.row.text(0), type: statement.row.text(1)))
            }
            return Table(name: table, rows: rows, columns: columns)
        }
    }

    /// - Parameter progress: called with the rows of this table that are carried
    public func carry(_ table: Table, progress: (Int64) -> Void) throws {
        let names = table.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")
        let parameters = table.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        let bulk = try PostgreSQLBulk(target, "INSERT INTO \"\(table.name)\" (\(names)) VALUES (\(parameters))")
        guard case .copy(let command) = bulk.form else { preconditionFailure("a plain insertion is a copy") }
        let statement = try source.prepare(text: "SELECT \(names) FROM \"\(table.name)\"")
        var rows = PostgreSQLRows(bulk.types, asColumns: false)
        var done: Int64 = 0
        while try statement.step() {
            for (index, type) in bulk.types.enumerated() {
                Self.carry(statement.row, Int32(index), type, to: rows)
            }
            done += 1
            if rows.byteCount >= Self.bytesAtOnce {
                try target.copy(command, rows)
                rows = PostgreSQLRows(bulk.types, asColumns: false)
                progress(done)
            }
        }
        try target.copy(command, rows)
        progress(done)
        try followNumbers(table)
    }

    private static func carry(_ row: Row, _ column: Int32, _ type: PostgreSQLType, to rows: PostgreSQLRows) {
        guard !row.isNull(column) else { return rows.bindNull(column + 1) }
        switch type {
        case .bigint: rows.bind(column + 1, row.integer(column))
        case .double: rows.bind(column + 1, row.real(column))
        case .text: rows.bind(column + 1, row.text(column))
        case .bytea: rows.bind(column + 1, row.blob(column))
        }
    }

    /// The next number that the server gives is above those that came along.
    private func followNumbers(_ table: Table) throws {
        guard table.rows > 0, table.columns.contains(where: { $0.name == "n" && $0.type == "INTEGER" }) else { return }
        let statement = try target.prepare(
            text: """
                SELECT setval(s, (SELECT MAX(n) FROM "\(table.name)"))
                FROM pg_get_serial_sequence('\(table.name)', 'n') AS s WHERE s IS NOT NULL
                """)
        try statement.run()
    }

    /// Counts, and a sum over each column: of integers by three remainders, of others by their lengths in bytes.
    /// - Returns: what differs, such as `purchase.total_minor`; empty where all is equal
    public func differences(_ table: Table) throws -> [String] {
        let names = ["count"] + table.columns.map(\.name)
        let ours = try sums(table, source), theirs = try sums(table, target)
        return zip(names, zip(ours, theirs)).filter { $1.0 != $1.1 }.map { "\(table.name).\($0.0)" }
    }

    private func sums(_ table: Table, _ connection: Connection) throws -> [String] {
        let sums = table.columns.map { column in
            let name = "\"\(column.name)\""
            switch column.type {
            case "INTEGER": return "COUNT(\(name)), SUM(\(name) % 999983), SUM(\(name) / 999983 % 999979)"
            case "REAL": return "COUNT(\(name)), 0, 0"
            default:
                let bytes = connection.engine == .sqlite ? "LENGTH(CAST(\(name) AS BLOB))" : "OCTET_LENGTH(\(name))"
                return "COUNT(\(name)), SUM(\(bytes)), MAX(\(bytes))"
            }
        }
        let statement = try connection.prepare(
            text: "SELECT COUNT(*), \(sums.joined(separator: ", ")) FROM \"\(table.name)\"")
        guard try statement.step() else { return [] }
        let row = statement.row
        return [row.text(0)]
            + table.columns.indices.map { index in
                (0..<3).map { row.text(Int32(1 + index * 3 + $0)) }.joined(separator: "/")
            }
    }
}
