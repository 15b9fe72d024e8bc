import Database
import HTTP

// What central does otherwise on PostgreSQL: the schema's words, partitions, and numbers that tell the time.
extension CentralSchema {
    /// The same migrations in PostgreSQL's words, and before them what only it needs.
    static var postgreSQLMigrations: [Migration] {
        [Migration("numbers tell when central received something", numbers)]
            + migrations.map { Migration($0.name, inPostgreSQL($0.sql)) }
    }

    // A number is the millisecond of the server's clock times 2^20, and below that a counter: so partitions by number are
    // partitions by the time of receipt, and every key needs only the number.
    private static let numbers = """
        CREATE SEQUENCE number AS bigint MINVALUE 0 MAXVALUE 1048575 START 0 CYCLE CACHE 1;
        """

    static let numberBits: Int64 = 20

    static func newNumbers(_ count: Int, _ connection: Connection) throws -> [Int64] {
        try connection.query(
            """
            SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint * 1048576 + nextval('number')
            FROM generate_series(1, $1::bigint)
            """, count
        ) { $0.integer(0) }.sorted()
    }

    /// Tables that grow with what was received, with the column that has the number.
    static let partitionedByNumber = [
        "event": "n", "personal": "event", "purchase": "n", "line": "purchase",
        "points_entry": "n",
    ]
    /// Tables that grow with the stores.
    static let partitionedByStore: Set<String> = ["event_once", "purchase_once", "feed"]
    static let storePartitions = 8

    /// Months that have their partitions before they begin.
    static let monthsAhead = 2

    /// Makes the partitions of this month and the next ones; to be called at the start and once a day.
    static func makePartitions(_ database: any Database) throws {
        try database.write { connection in
            guard connection.engine == .postgreSQL else { return }
            let months = try connection.query(
                """
                SELECT to_char(month, '"y"YYYY"m"MM'), (EXTRACT(EPOCH FROM month) * 1000)::bigint * 1048576,
                    (EXTRACT(EPOCH FROM month + interval '1 month') * 1000)::bigint * 1048576
                FROM generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'),
                    date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => $1::int), '1 month') AS month
                """, monthsAhead
            ) { (name: $0.text(0), from: $0.integer(1), to: $0.integer(2)) }
            for table in partitionedByNumber.keys.sorted() {
                for month in months { try makePartition(of: table, month, connection) }
            }
        }
    }

    private static func makePartition(
        of table: String, _ month: (name: String, from: Int64, to: Int64), _ connection: Connection
    ) throws {
        do {
            try connection.savepoint {
                try connection.execute(
                    """
                    CREATE TABLE IF NOT EXISTS \(table)_\(month.name) PARTITION OF \(table)
                        FOR VALUES FROM (\(month.from)) TO (\(month.to))
                    """)
            }
        } catch let error as DatabaseError where error.isConstraint {
            // The server's clock stood in that month before its time. Rows of it go where those went, which is no harm but
            // to who wants to detach the month.
            Log.warning("partition", ["table": "\(table)_\(month.name)", "says": error.message])
        }
    }

    /// Every table is one statement, begins with `CREATE TABLE name (` and ends with `) STRICT` on a line of its own.
    private static func inPostgreSQL(_ sql: String) -> String {
        // Remarks may have semicolons in them.
        let code = sql.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("--") }.joined(separator: "\n")
        let statements = code.replacing(") STRICT, WITHOUT ROWID;", with: ");").replacing(") STRICT;", with: ");")
        return statements.split(separator: ";").filter { !$0.allSatisfy(\.isWhitespace) }.map { statement in
            statementInPostgreSQL(String(statement)) + ";"
        }.joined(separator: "\n")
    }

    private static func statementInPostgreSQL(_ statement: String) -> String {
        var text = statement
        // An index over whole bodies: a tree cannot hold long ones.
        if text.contains("INDEX aside_line ON aside (store, body)") {
            return text.replacing("ON aside (store, body)", with: "ON aside USING hash (body)")
        }
        guard let name = table(text) else { return inWords(text) }
        if let number = partitionedByNumber[name] {
            text = text.replacing("\(number) INTEGER PRIMARY KEY", with: "\(number) INTEGER NOT NULL")
            if !text.contains("PRIMARY KEY") {
                text = closed(text, with: ", PRIMARY KEY (store, \(number))")
            }
            return inWords(text) + """
                 PARTITION BY RANGE (\(number));
                CREATE TABLE \(name)_other PARTITION OF \(name) DEFAULT
                """
        }
        if partitionedByStore.contains(name) {
            return inWords(text) + " PARTITION BY HASH (store);\n"
                + (0..<storePartitions).map { part in
                    """
                    CREATE TABLE \(name)_\(part) PARTITION OF \(name)
                        FOR VALUES WITH (MODULUS \(storePartitions), REMAINDER \(part))
                    """
                }.joined(separator: ";\n")
        }
        return inWords(text)
    }

    /// The name of the table that a statement makes; nil where it makes none.
    private static func table(_ statement: String) -> String? {
        guard let begin = statement.range(of: "CREATE TABLE ") else { return nil }
        return String(statement[begin.upperBound...].prefix { $0 != " " })
    }

    private static func closed(_ text: String, with constraint: String) -> String {
        guard let end = text.lastIndex(of: ")") else { preconditionFailure("a table's columns end with a parenthesis") }
        return text[..<end] + constraint + ")"
    }

    private static func inWords(_ text: String) -> String {
        text.replacing(" INTEGER PRIMARY KEY", with: " bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
            .replacing(" INTEGER", with: " bigint").replacing(" BLOB", with: " bytea")
            .replacing(" REAL", with: " double precision")
            // Texts compare byte by byte, as on SQLite, whatever the database's language is.
            .replacing(" TEXT", with: " text COLLATE \"C\"")
    }
}
