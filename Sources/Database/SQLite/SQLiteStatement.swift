import CSQLite

final class SQLiteStatement: Statement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    private let sql: String
    /// SQLite numbers `$N` by where it first meets it: parameter N is bound at `slots[N - 1]`. Nil where that is in order.
    private let slots: [Int32]?

    init(connection: OpaquePointer, sql: String) throws {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw SQLiteConnection.error(connection, sql) }
        self.handle = handle
        self.connection = connection
        self.sql = sql
        let count = sqlite3_bind_parameter_count(handle)
        let numbers = (0..<count).map { slot in
            sqlite3_bind_parameter_name(handle, slot + 1).flatMap { Int32(String(cString: $0).dropFirst()) } ?? slot + 1
        }
        if numbers.enumerated().allSatisfy({ $1 == Int32($0) + 1 }) {
            slots = nil
        } else {
            var slots = [Int32](repeating: 0, count: numbers.count)
            for (slot, number) in numbers.enumerated() { slots[Int(number) - 1] = Int32(slot) + 1 }
            self.slots = slots
        }
        super.init()
    }

    private func slot(_ number: Int32) -> Int32 {
        guard let slots else { return number }
        precondition(slots.indices.contains(Int(number) - 1), "parameter \(number) of: \(sql)")
        return slots[Int(number) - 1]
    }

    deinit { sqlite3_finalize(handle) }

    // MARK: parameters

    // A bind fails only for a wrong index or without memory: both are mistakes of the program.
    private func check(_ code: Int32) { precondition(code == SQLITE_OK, "binding a parameter of: \(sql)") }

    override func bind(_ index: Int32, _ value: Int64) { check(sqlite3_bind_int64(handle, slot(index), value)) }
    override func bind(_ index: Int32, _ value: Double) { check(sqlite3_bind_double(handle, slot(index), value)) }
    override func bindNull(_ index: Int32) { check(sqlite3_bind_null(handle, slot(index))) }

    override func bind(_ index: Int32, _ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            let bytes = UnsafeRawPointer(utf8.baseAddress)?.assumingMemoryBound(to: CChar.self)
            check(vuelve_bind_text(handle, slot(index), bytes ?? Self.emptyText, Int32(utf8.count)))
        }
    }

    override func bind(_ index: Int32, _ value: UnsafeRawBufferPointer) {
        check(vuelve_bind_blob(handle, slot(index), value.baseAddress, Int32(value.count)))
    }

    // An empty buffer may have no address, and a null pointer would bind NULL.
    nonisolated(unsafe) private static let emptyText: UnsafePointer<CChar> = {
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        text.pointee = 0
        return UnsafePointer(text)
    }()

    // MARK: running

    override func run(borrowing bytes: [UInt8], at index: Int32) throws {
        try bytes.withUnsafeBytes { bytes in
            check(vuelve_bind_borrowed(handle, slot(index), bytes.baseAddress, Int32(bytes.count)))
            try run()
        }
    }

    override func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw SQLiteConnection.error(connection, sql)
        }
    }

    override func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    // MARK: the row it stands on

    override func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    override func isBlob(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_BLOB }
    override func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
    override func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

    override func text(_ column: Int32) -> String {
        sqlite3_column_text(handle, column).map { String(cString: $0) } ?? ""
    }

    override func blob(_ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(handle, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, column))))
    }
}
