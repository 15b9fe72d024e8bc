import CPostgreSQL

/// One statement for many rows, made of the statement for one.
///
/// `INSERT INTO t (…) VALUES ($1, $2)` becomes `COPY`; with `ON CONFLICT`, `RETURNING` or a parameter that is used twice it
/// becomes `INSERT INTO t (…) SELECT r.p1, r.p2 FROM unnest($1::…[], $2::…[]) AS r (p1, p2) …`. A `SELECT` with `= $1` asks
/// for all with `= ANY ($1)`, one with several parameters for each row of them. `UPDATE t SET … WHERE …` takes its values `FROM`
/// the rows.
final class PostgreSQLBulk {
    enum Form {
        case copy(String)
        case arrays(PostgreSQLStatement)
    }

    let form: Form
    let types: [PostgreSQLType]

    init(_ connection: PostgreSQLConnection, _ sql: String) throws {
        let one = try PostgreSQLStatement(connection, name: "", sql)
        types = try one.parameterTypes().map { oid in
            guard let type = PostgreSQLType(oid) else { preconditionFailure("a parameter has type \(oid) in: \(sql)") }
            return type
        }
        guard let values = Values(sql) else {
            if sql.hasPrefix("UPDATE") {
                form = .arrays(try connection.bulkStatement(Self.update(sql, types)))
                return
            }
            precondition(sql.hasPrefix("SELECT"), "neither INSERT, UPDATE nor SELECT: \(sql)")
            guard types.count == 1 else {
                let (names, arrays) = Self.columns(types)
                let each = sql.replacing("$", with: "r.p")
                let text = "SELECT q.* FROM unnest(\(arrays)) AS r (\(names)) CROSS JOIN LATERAL (\(each)) AS q"
                form = .arrays(try connection.bulkStatement(text))
                return
            }
            precondition(sql.contains("= $1"), "a look-up by one key says so: \(sql)")
            let text = sql.replacing("= $1", with: "= ANY ($1::\(types[0].name)[])")
            form = .arrays(try connection.bulkStatement(text))
            return
        }
        if values.isPlain(parameters: types.count) {
            let target = values.head.replacing("INSERT INTO", with: "COPY", maxReplacements: 1)
            form = .copy("\(target) FROM STDIN (FORMAT binary)")
            return
        }
        let (names, arrays) = Self.columns(types)
        let text =
            "\(values.head) SELECT \(values.list.replacing("$", with: "r.p")) FROM unnest(\(arrays)) AS r (\(names)) \(values.tail)"
        form = .arrays(try connection.bulkStatement(text))
    }

    private static func update(_ sql: String, _ types: [PostgreSQLType]) -> String {
        guard let condition = sql.range(of: "WHERE ") else {
            preconditionFailure("an update says of which rows: \(sql)")
        }
        let (names, arrays) = columns(types)
        let head = sql[..<condition.lowerBound].replacing("$", with: "r.p")
        let tail = sql[condition.lowerBound...].replacing("$", with: "r.p")
        return "\(head) FROM unnest(\(arrays)) AS r (\(names)) \(tail)"
    }

    private static func columns(_ types: [PostgreSQLType]) -> (names: String, arrays: String) {
        (
            types.indices.map { "p\($0 + 1)" }.joined(separator: ", "),
            types.enumerated().map { "$\($0 + 1)::\($1.name)[]" }.joined(separator: ", ")
        )
    }

    /// The parts of an insertion of one row.
    private struct Values {
        let head: String
        let list: String
        let tail: String

        /// Nil for another statement. The list has no parentheses in it.
        init?(_ sql: String) {
            guard let begin = sql.range(of: "VALUES ("),
                let end = sql[begin.upperBound...].firstIndex(of: ")")
            else { return nil }
            head = String(sql[..<begin.lowerBound]).replacing("\n", with: " ")
            list = String(sql[begin.upperBound..<end])
            tail = String(sql[sql.index(after: end)...])
        }

        func isPlain(parameters: Int) -> Bool {
            tail.allSatisfy(\.isWhitespace) && list == (1...parameters).map { "$\($0)" }.joined(separator: ", ")
        }
    }
}

extension PostgreSQLConnection {
    func bulkStatement(_ text: String) throws -> PostgreSQLStatement {
        guard let statement = try makeStatement(text, isKept: true) as? PostgreSQLStatement else {
            preconditionFailure("this engine makes its own statements")
        }
        return statement
    }

    func copy(_ command: String, _ rows: PostgreSQLRows) throws {
        _ = try check(PQexec(handle, command), command)
        let bytes = rows.copyBytes
        let isSent = bytes.withUnsafeBytes {
            PQputCopyData(handle, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count)) == 1
        }
        guard isSent, PQputCopyEnd(handle, nil) == 1 else {
            isLost = true
            throw DatabaseError(state: "08006", message: "the connection was lost", statement: command)
        }
        var failure: (any Error)?
        while let result = PQgetResult(handle) {
            do { changedRows = try check(result, command).changedRows } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }
}

/// Takes the parameters of many rows, as columns or one row after the other.
final class PostgreSQLRows: Statement {
    private let types: [PostgreSQLType]
    private let asColumns: Bool
    private var columns: [[UInt8]]
    private var rows: [UInt8] = []
    private var count = 0

    init(_ types: [PostgreSQLType], asColumns: Bool) {
        self.types = types
        self.asColumns = asColumns
        columns = [[UInt8]](repeating: [], count: asColumns ? types.count : 0)
        super.init()
    }

    private func add(_ index: Int32, _ length: Int32, _ write: (inout [UInt8]) -> Void) {
        if index == 1 {
            count += 1
            if !asColumns { Self.append(UInt16(types.count), to: &rows) }
        }
        if asColumns {
            Self.append(UInt32(bitPattern: length), to: &columns[Int(index) - 1])
            write(&columns[Int(index) - 1])
        } else {
            Self.append(UInt32(bitPattern: length), to: &rows)
            write(&rows)
        }
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    private func type(_ index: Int32) -> PostgreSQLType { types[Int(index) - 1] }

    override func bind(_ index: Int32, _ value: Int64) {
        switch type(index) {
        case .bigint: add(index, 8) { Self.append(value, to: &$0) }
        case .double: bind(index, Double(value))
        case .text: bind(index, String(value))
        case .bytea: preconditionFailure("an integer is bound to bytes")
        }
    }

    override func bind(_ index: Int32, _ value: Double) {
        precondition(type(index) == .double, "a number with a fraction is bound to \(type(index).name)")
        add(index, 8) { Self.append(value.bitPattern, to: &$0) }
    }

    override func bind(_ index: Int32, _ value: String) {
        precondition(type(index) == .text, "a text is bound to \(type(index).name)")
        var value = value
        value.withUTF8 { utf8 in add(index, Int32(utf8.count)) { $0.append(contentsOf: utf8) } }
    }

    override func bind(_ index: Int32, _ value: UnsafeRawBufferPointer) {
        precondition(type(index) == .bytea, "bytes are bound to \(type(index).name)")
        add(index, Int32(value.count)) { $0.append(contentsOf: value) }
    }

    override func bindNull(_ index: Int32) { add(index, -1) { _ in } }

    /// Of all rows so far.
    var byteCount: Int { asColumns ? columns.reduce(0) { $0 + $1.count } : rows.count }

    /// Binary arrays, one for each parameter.
    func bind(to statement: PostgreSQLStatement) {
        for (index, elements) in columns.enumerated() {
            var array: [UInt8] = []
            array.reserveCapacity(elements.count + 20)
            for number in [1, 1, types[index].oid, UInt32(count), 1] { Self.append(number, to: &array) }
            array += elements
            statement.bind(Int32(index + 1), array)
        }
    }

    /// A binary `COPY`'s bytes: signature, flags, length of the extension, the rows, the end.
    var copyBytes: [UInt8] {
        Array("PGCOPY\n".utf8) + [0xff, 0x0d, 0x0a, 0] + [UInt8](repeating: 0, count: 8) + rows + [0xff, 0xff]
    }
}
