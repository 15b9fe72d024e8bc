import CPostgreSQL

/// A statement that the server prepared; its rows arrive all at once.
final class PostgreSQLStatement: Statement {
    private unowned let connection: PostgreSQLConnection
    private let name: String
    private let sql: String
    private var parameters: PostgreSQLParameters
    private var result: PostgreSQLResult?
    private var current: Int32 = -1

    init(_ connection: PostgreSQLConnection, name: String, _ sql: String) throws {
        self.connection = connection
        self.name = name
        self.sql = sql
        _ = try connection.check(PQprepare(connection.handle, name, sql, 0, nil), sql)
        parameters = PostgreSQLParameters()
        super.init()
    }

    /// The types of its parameters, as the server understood them.
    func parameterTypes() throws -> [Oid] {
        let described = PQdescribePrepared(connection.handle, name)
        defer { PQclear(described) }
        guard PQresultStatus(described) == PGRES_COMMAND_OK else {
            throw DatabaseError(state: "XX000", message: "cannot be described", statement: sql)
        }
        return (0..<PQnparams(described)).map { PQparamtype(described, $0) }
    }

    // MARK: parameters

    override func bind(_ index: Int32, _ value: Int64) { parameters.set(index, text: String(value)) }
    override func bind(_ index: Int32, _ value: Double) { parameters.set(index, text: "\(value)") }
    override func bind(_ index: Int32, _ value: String) { parameters.set(index, text: value) }
    override func bind(_ index: Int32, _ value: UnsafeRawBufferPointer) { parameters.set(index, binary: value) }
    override func bindNull(_ index: Int32) { parameters.setNull(index) }

    // MARK: running

    override func step() throws -> Bool {
        if result == nil {
            let sent = try parameters.withPointers(sql) { values, lengths, formats in
                PQexecPrepared(
                    connection.handle, name, Int32(values.count), values.baseAddress, lengths.baseAddress,
                    formats.baseAddress, 1)
            }
            let result = try connection.check(sent, sql)
            connection.changedRows = result.changedRows
            self.result = result
        }
        current += 1
        return current < (result?.rowCount ?? 0)
    }

    override func reset() {
        result = nil
        current = -1
        parameters.clear()
    }

    // MARK: the row it stands on

    private var rows: PostgreSQLResult {
        guard let result else { preconditionFailure("a statement that stands on a row has a result") }
        return result
    }

    override func isNull(_ column: Int32) -> Bool { rows.isNull(current, column) }
    override func isBlob(_ column: Int32) -> Bool { preconditionFailure("columns of PostgreSQL have one type each") }
    override func integer(_ column: Int32) -> Int64 { rows.integer(current, column) }
    override func real(_ column: Int32) -> Double { rows.real(current, column) }
    override func text(_ column: Int32) -> String { rows.text(current, column) }
    override func blob(_ column: Int32) -> [UInt8] { [UInt8](rows.bytes(current, column)) }
}

/// The parameters of one execution, in one buffer.
struct PostgreSQLParameters {
    private var buffer: [UInt8] = []
    /// Where each begins; nil for NULL.
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []
    private var hasNUL = false

    private mutating func reserve(_ index: Int32) -> Int {
        while starts.count < Int(index) {
            starts.append(nil)
            lengths.append(0)
            formats.append(0)
        }
        return Int(index) - 1
    }

    mutating func set(_ index: Int32, text: String) {
        let place = reserve(index)
        starts[place] = buffer.count
        var text = text
        text.withUTF8 { utf8 in
            hasNUL = hasNUL || utf8.contains(0)
            buffer.append(contentsOf: utf8)
        }
        lengths[place] = Int32(buffer.count - (starts[place] ?? 0))
        formats[place] = 0
        buffer.append(0)
    }

    mutating func set(_ index: Int32, binary bytes: UnsafeRawBufferPointer) {
        let place = reserve(index)
        starts[place] = buffer.count
        buffer.append(contentsOf: bytes)
        lengths[place] = Int32(bytes.count)
        formats[place] = 1
        // An address beyond the end is none.
        buffer.append(0)
    }

    mutating func setNull(_ index: Int32) { starts[reserve(index)] = nil }

    mutating func clear() {
        buffer.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        hasNUL = false
    }

    typealias Pointers<T> = (
        UnsafeBufferPointer<UnsafePointer<CChar>?>, UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Int32>
    ) -> T

    /// - Throws: `DatabaseError` where a text has a NUL, which a text of PostgreSQL cannot hold
    func withPointers<T>(_ sql: String, _ body: Pointers<T>) throws -> T {
        guard !hasNUL else {
            throw DatabaseError(state: "22021", message: "a text with a NUL cannot be stored", statement: sql)
        }
        return buffer.withUnsafeBytes { bytes in
            let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = starts.map { start in start.flatMap { base?.advanced(by: $0) } }
            return values.withUnsafeBufferPointer { values in
                lengths.withUnsafeBufferPointer { lengths in
                    formats.withUnsafeBufferPointer { formats in body(values, lengths, formats) }
                }
            }
        }
    }
}
