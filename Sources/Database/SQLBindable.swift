/// A value that a statement can take as a parameter.
public protocol SQLBindable {
    func bind(to statement: Statement, at index: Int32)
}

extension Int64: SQLBindable {
    public func bind(to statement: Statement, at index: Int32) { statement.bind(index, self) }
}

extension Int: SQLBindable {
    public func bind(to statement: Statement, at index: Int32) { statement.bind(index, Int64(self)) }
}

extension Bool: SQLBindable {
    public func bind(to statement: Statement, at index: Int32) { statement.bind(index, Int64(self ? 1 : 0)) }
}

extension Double: SQLBindable {
    public func bind(to statement: Statement, at index: Int32) { statement.bind(index, self) }
}

extension String: SQLBindable {
    public func bind(to statement: Statement, at index: Int32) { statement.bind(index, self) }
}

extension Array: SQLBindable where Element == UInt8 {
    public func bind(to statement: Statement, at index: Int32) { statement.bind(index, self) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    public func bind(to statement: Statement, at index: Int32) {
        if let self { self.bind(to: statement, at: index) } else { statement.bindNull(index) }
    }
}
