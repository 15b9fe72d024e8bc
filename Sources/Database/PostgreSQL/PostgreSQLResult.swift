import CPostgreSQL

/// Rows that a server sent, in the binary format.
final class PostgreSQLResult {
    private let handle: OpaquePointer
    let rowCount: Int32
    private let types: [Oid]

    init(_ handle: OpaquePointer) {
        self.handle = handle
        rowCount = PQntuples(handle)
        types = (0..<PQnfields(handle)).map { PQftype(handle, $0) }
    }

    deinit { PQclear(handle) }

    /// What the server did, such as `COMMIT` or `ROLLBACK`.
    var command: String { String(cString: PQcmdStatus(handle)) }

    /// Rows that a statement changed.
    var changedRows: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    func isNull(_ row: Int32, _ column: Int32) -> Bool { PQgetisnull(handle, row, column) == 1 }

    func bytes(_ row: Int32, _ column: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: PQgetvalue(handle, row, column), count: Int(PQgetlength(handle, row, column)))
    }

    func integer(_ row: Int32, _ column: Int32) -> Int64 {
        if isNull(row, column) { return 0 }
        let bytes = bytes(row, column)
        switch types[Int(column)] {
        case PostgreSQLType.bigint.oid: return Int64(bitPattern: Self.bigEndian(bytes))
        case PostgreSQLType.integer: return Int64(Int32(truncatingIfNeeded: Self.bigEndian(bytes)))
        case PostgreSQLType.smallint: return Int64(Int16(truncatingIfNeeded: Self.bigEndian(bytes)))
        case PostgreSQLType.boolean: return bytes.first == 1 ? 1 : 0
        case PostgreSQLType.double.oid: return Int64(real(row, column))
        case PostgreSQLType.numeric: return Self.whole(ofNumeric: bytes)
        default: preconditionFailure("a column that is read as an integer has type \(types[Int(column)])")
        }
    }

    func real(_ row: Int32, _ column: Int32) -> Double {
        if isNull(row, column) { return 0 }
        guard types[Int(column)] == PostgreSQLType.double.oid else { return Double(integer(row, column)) }
        return Double(bitPattern: Self.bigEndian(bytes(row, column)))
    }

    /// A sum: digits to the base 10,000, the first of them worth 10,000 to the power of the weight.
    private static func whole(ofNumeric bytes: UnsafeRawBufferPointer) -> Int64 {
        let words = stride(from: 0, to: bytes.count, by: 2).map { Int64(bytes[$0]) << 8 | Int64(bytes[$0 + 1]) }
        let weight = Int(Int16(truncatingIfNeeded: words[1]))
        guard weight >= 0 else { return 0 }
        let isNegative = words[2] == 0x4000
        var sum: Int64 = 0
        for place in 0...weight {
            let digit = place < Int(words[0]) ? words[4 + place] : 0
            let (shifted, isTooLarge) = sum.multipliedReportingOverflow(by: 10_000)
            let (next, isStillTooLarge) = shifted.addingReportingOverflow(isNegative ? -digit : digit)
            precondition(!isTooLarge && !isStillTooLarge, "a sum fits into 64 bits")
            sum = next
        }
        return sum
    }

    /// A number is written out, as SQLite does it.
    func text(_ row: Int32, _ column: Int32) -> String {
        switch types[Int(column)] {
        case PostgreSQLType.bigint.oid, PostgreSQLType.integer, PostgreSQLType.numeric:
            isNull(row, column) ? "" : String(integer(row, column))
        default: String(decoding: bytes(row, column), as: UTF8.self)
        }
    }

    private static func bigEndian(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// The types of central's columns, with PostgreSQL's fixed numbers for them.
enum PostgreSQLType: CaseIterable {
    case bigint, double, text, bytea

    static let integer: Oid = 23
    static let smallint: Oid = 21
    static let boolean: Oid = 16
    /// What sums of integers are.
    static let numeric: Oid = 1700

    init?(_ oid: Oid) {
        guard let found = Self.allCases.first(where: { $0.oid == oid }) else { return nil }
        self = found
    }

    var oid: Oid {
        switch self {
        case .bigint: 20
        case .double: 701
        case .text: 25
        case .bytea: 17
        }
    }

    var name: String {
        switch self {
        case .bigint: "bigint"
        case .double: "double precision"
        case .text: "text"
        case .bytea: "bytea"
        }
    }
}
