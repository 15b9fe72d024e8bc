import Database

/// A bug that a test plants into a database, to see that a checker finds it.
public struct Plant: Sendable {
    public enum Side: Sendable { case store, central }

    let side: Side
    /// A trigger, made after the daemon opened its file.
    let sql: String

    public init(_ side: Side, _ sql: String) {
        self.side = side
        self.sql = sql
    }

    static func apply(_ plants: [Plant], to side: Side, path: String) throws {
        let mine = plants.filter { $0.side == side }
        guard !mine.isEmpty else { return }
        let connection = try SQLiteConnection(path: path)
        for plant in mine { try connection.execute(plant.sql) }
    }
}
