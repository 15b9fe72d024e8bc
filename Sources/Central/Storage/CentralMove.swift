import Database
import Foundation
import HTTP
import JSON
import Loyalty

/// Why a central was not moved, or does not serve what was moved away.
public struct CentralMoveError: Error, Sendable, CustomStringConvertible {
    public let message: String
    public let next: String

    init(_ message: String, next: String) {
        self.message = message
        self.next = next
    }

    public var description: String { message }
}

/// Carries a central that stands still from its file to PostgreSQL. Identity, incarnation and marks come along, so stores
/// go on from where they are; the file refuses to serve afterwards.
public struct CentralMove {
    private let file: String
    private let address: PostgreSQLAddress

    public struct Progress: Sendable {
        public let table: String
        public let rows: Int64
        public let total: Int64
    }

    public struct Outcome: Sendable {
        public let tables: Int
        public let rows: Int64
        /// The data was there already: an earlier move was interrupted before it marked the file.
        public let wasThere: Bool
    }

    /// - Parameters:
    ///   - file: the database's path; its central is stopped
    ///   - target: `postgresql://…`, an empty database or schema
    public init(from file: String, to target: String) throws {
        guard FileManager.default.fileExists(atPath: file) else {
            throw CentralMoveError("\(file) is not there", next: "name central's file: storage of its central.json")
        }
        guard PostgreSQLAddress.isOne(target) else {
            throw CentralMoveError("\(target) is no address of PostgreSQL", next: "postgresql://USER@HOST/DATABASE")
        }
        self.file = file
        address = PostgreSQLAddress(target)
    }

    /// All in one transaction on the server: it has everything or nothing.
    public func perform(progress: @escaping (Progress) -> Void) throws -> Outcome {
        let source = try SQLiteConnection(path: file)
        try source.migrate(CentralSchema.migrations)
        try CentralFile.checkNotMoved(source)
        guard let id = try CentralSetting.text("centralID", source) else {
            throw CentralMoveError("\(file) is no central's file", next: "name storage of its central.json")
        }
        let server = try PostgreSQLDatabase(
            address, migrations: CentralSchema.postgreSQLMigrations, connectionsMax: 2, connected: { _, _ in })
        try CentralSchema.makePartitions(server)
        let lineage = server.lineage ?? ""
        // The source is this thread's; `write` runs its work on the same one.
        let outcome = try server.write { target in
            let copy = try TableCopy(from: source, to: target)
            let wasThere = try isThere(id, target)
            let total = copy.tables.reduce(Int64(0)) { $0 + $1.rows }
            var done: Int64 = 0
            for table in copy.tables where !wasThere {
                try copy.carry(table) { progress(Progress(table: table.name, rows: done + $0, total: total)) }
                done += table.rows
            }
            let differences = try copy.tables.filter { !wasThere || $0.name != "setting" }.flatMap(copy.differences)
            guard differences.isEmpty else {
                throw CentralMoveError(
                    "the file and the server differ in \(differences.joined(separator: ", ")); nothing was moved",
                    next: "see that nobody uses the database, empty it, then try again")
            }
            // It is the same history: nothing that a store was told is missing.
            try CentralSetting.set("lineage", lineage, target)
            return Outcome(tables: copy.tables.count, rows: total, wasThere: wasThere)
        }
        try source.transaction { try CentralSetting.set("movedTo", address.description, source) }
        return outcome
    }

    /// Whether this central's data is on the server; throws where another's is.
    private func isThere(_ id: String, _ target: Connection) throws -> Bool {
        guard let there = try CentralSetting.text("centralID", target) else { return false }
        guard there == id else {
            throw CentralMoveError(
                "\(address) holds another central's data", next: "give an empty database, or another schema")
        }
        return true
    }
}
