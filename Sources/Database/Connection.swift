/// One connection to a database of either engine. Used by one thread at a time; its owner sees to that.
///
/// SQL is one text for both engines, in the subset they share, with `$1` parameters.
public class Connection: @unchecked Sendable {
    private var statements: [UnsafeRawPointer: Statement] = [:]

    /// What whoever writes here knows of its own rows without reading them. Forgotten where any work is undone.
    public final var known: AnyObject?

    public enum Engine: Sendable { case sqlite, postgreSQL }

    public let engine: Engine

    init(_ engine: Engine) { self.engine = engine }

    /// Forgets all prepared statements, which must go before their connection does.
    final func forgetStatements() { statements.removeAll() }

    // MARK: what each engine has of its own

    /// - Parameter isKept: whether it is in the source, and stays prepared as long as the connection
    func makeStatement(_ text: String, isKept: Bool) throws -> Statement {
        preconditionFailure("each engine has its own")
    }

    /// Runs a script of several statements without parameters.
    public func execute(_ script: String) throws { preconditionFailure("each engine has its own") }

    /// How many rows the last statement changed.
    public var changes: Int { preconditionFailure("each engine has its own") }

    /// Begins a transaction that may write.
    func begin() throws { preconditionFailure("each engine has its own") }

    /// Waits, in a transaction, until nobody else writes. On SQLite nobody does.
    public func lockWrites() throws {}

    /// What the database is made of. Counts every row.
    public func shape() throws -> DatabaseShape { preconditionFailure("each engine has its own") }

    func commit() throws { preconditionFailure("each engine has its own") }

    /// Tells other processes that use this database; they hear it once the transaction is committed.
    /// Nobody else uses a SQLite file.
    public func announce(_ announcement: Announcement) throws {}

    /// Runs one statement for each item; on an engine behind a network in few round trips.
    ///
    /// Of an `INSERT` with `ON CONFLICT`, no two items may have the same key.
    /// - Parameter bind: binds an item's parameters, all of them, in order
    /// - Parameter read: called for each row that came back
    public func runEach<Items: Collection>(
        _ sql: SQL, _ items: Items, bind: (Items.Element, Statement) throws -> Void,
        read: (Row) throws -> Void = { _ in }
    ) throws {
        let statement = try prepare(sql)
        for item in items {
            defer { statement.reset() }
            try bind(item, statement)
            while try statement.step() { try read(statement.row) }
        }
    }

    // MARK: statements

    /// The prepared statement, made once for each place in the source.
    public final func prepare(_ sql: SQL) throws -> Statement {
        if let statement = statements[sql.place] { return statement }
        let statement = try makeStatement(sql.text, isKept: true)
        statements[sql.place] = statement
        return statement
    }

    /// A statement whose text is not in the source; nobody keeps it. To be run before the next one of this kind is made.
    public final func prepare(text: String) throws -> Statement { try makeStatement(text, isKept: false) }

    /// Runs one statement; answers how many rows it changed.
    @discardableResult
    public final func run(_ sql: SQL, _ values: any SQLBindable...) throws -> Int {
        let statement = try prepare(sql)
        statement.bindAll(values)
        try statement.run()
        return changes
    }

    public final func query<T>(_ sql: SQL, _ values: any SQLBindable..., read: (Row) throws -> T) throws -> [T] {
        let statement = try prepare(sql)
        statement.bindAll(values)
        defer { statement.reset() }
        var result: [T] = []
        while try statement.step() { result.append(try read(statement.row)) }
        return result
    }

    /// The first row, or nil.
    public final func first<T>(_ sql: SQL, _ values: any SQLBindable..., read: (Row) throws -> T) throws -> T? {
        let statement = try prepare(sql)
        statement.bindAll(values)
        defer { statement.reset() }
        return try statement.step() ? try read(statement.row) : nil
    }

    /// A single integer, 0 where there is no row.
    public final func integer(_ sql: SQL, _ values: any SQLBindable...) throws -> Int64 {
        let statement = try prepare(sql)
        statement.bindAll(values)
        defer { statement.reset() }
        return try statement.step() ? statement.row.integer(0) : 0
    }

    // MARK: transactions

    /// Everything in `body`, or nothing.
    public final func transaction<T>(_ body: () throws -> T) throws -> T {
        try begin()
        do {
            let result = try body()
            try commit()
            return result
        } catch {
            // The error may have ended the transaction already; what matters is the first error.
            try? execute("ROLLBACK")
            known = nil
            throw error
        }
    }

    /// The same inside a transaction that is under way.
    public final func savepoint<T>(_ body: () throws -> T) throws -> T {
        try prepare("SAVEPOINT step").run()
        do {
            let result = try body()
            try prepare("RELEASE step").run()
            return result
        } catch {
            try? execute("ROLLBACK TO step; RELEASE step")
            known = nil
            throw error
        }
    }
}
