/// A prepared statement of one connection; reused, never shared between threads.
public class Statement {
    init() {}

    // MARK: what each engine has of its own

    // Parameters are numbered from 1.
    public func bind(_ index: Int32, _ value: Int64) { preconditionFailure("each engine has its own") }
    public func bind(_ index: Int32, _ value: Double) { preconditionFailure("each engine has its own") }
    public func bind(_ index: Int32, _ value: String) { preconditionFailure("each engine has its own") }
    public func bind(_ index: Int32, _ value: UnsafeRawBufferPointer) { preconditionFailure("each engine has its own") }
    public func bindNull(_ index: Int32) { preconditionFailure("each engine has its own") }

    /// Whether there is a row.
    public func step() throws -> Bool { preconditionFailure("each engine has its own") }
    public func reset() { preconditionFailure("each engine has its own") }

    /// Binds a parameter that need not be copied, since it lies still until the statement is done, and runs to the end.
    public func run(borrowing bytes: [UInt8], at index: Int32) throws {
        bind(index, bytes)
        try run()
    }

    // Of the row it stands on; columns are numbered from 0.
    func isNull(_ column: Int32) -> Bool { preconditionFailure("each engine has its own") }
    func isBlob(_ column: Int32) -> Bool { preconditionFailure("each engine has its own") }
    func integer(_ column: Int32) -> Int64 { preconditionFailure("each engine has its own") }
    func real(_ column: Int32) -> Double { preconditionFailure("each engine has its own") }
    func text(_ column: Int32) -> String { preconditionFailure("each engine has its own") }
    func blob(_ column: Int32) -> [UInt8] { preconditionFailure("each engine has its own") }

    // MARK: what follows from that

    public final func bind(_ index: Int32, _ value: [UInt8]) { value.withUnsafeBytes { bind(index, $0) } }

    final func bindAll(_ values: [any SQLBindable]) {
        for (index, value) in values.enumerated() { value.bind(to: self, at: Int32(index + 1)) }
    }

    /// Runs to the end and makes the statement ready for the next call.
    public final func run() throws {
        defer { reset() }
        while try step() {}
    }

    /// The row it stands on after `step` answered true.
    public final var row: Row { Row(statement: self) }
}

/// The row that a statement stands on; valid inside the closure it is passed to.
public struct Row {
    // The statement outlives its row: that is what valid means above.
    unowned(unsafe) let statement: Statement

    public func isNull(_ column: Int32) -> Bool { statement.isNull(column) }
    public func isBlob(_ column: Int32) -> Bool { statement.isBlob(column) }
    public func integer(_ column: Int32) -> Int64 { statement.integer(column) }
    public func real(_ column: Int32) -> Double { statement.real(column) }
    public func boolean(_ column: Int32) -> Bool { integer(column) != 0 }
    public func text(_ column: Int32) -> String { statement.text(column) }
    public func blob(_ column: Int32) -> [UInt8] { statement.blob(column) }

    public func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
    public func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
    public func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }
}
