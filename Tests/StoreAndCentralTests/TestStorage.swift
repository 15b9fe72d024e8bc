import Dispatch
import Foundation
import Testing

@testable import Database

/// Where the tests' centrals keep everything: a file in their folder, or the server of `scripts/with-postgresql`.
enum TestStorage {
    private static let server = ProcessInfo.processInfo.environment["VUELVE_POSTGRESQL"]

    static var isFile: Bool { server == nil }

    /// `storage` of a central in a folder; on the server each folder has a schema of its own.
    static func make(in folder: String) throws -> String {
        guard let server else { return "central.db" }
        let schema = URL(fileURLWithPath: folder).lastPathComponent.lowercased().replacing("-", with: "_")
        try PostgreSQLConnection(PostgreSQLAddress(server)).execute("CREATE SCHEMA IF NOT EXISTS \(schema)")
        return "\(server)&options=-csearch_path%3D\(schema)"
    }
}

extension Trait where Self == ConditionTrait {
    /// For what copies central's file, or looks into it.
    static var centralInAFile: Self { .enabled(if: TestStorage.isFile, "central's data is on a server") }
}

extension Database {
    /// Waits for what was submitted for a store.
    func settle(_ store: String) {
        let isDone = DispatchSemaphore(value: 0)
        submit(.store(store)) { _ in
        } completion: { _ in
            isDone.signal()
        }
        isDone.wait()
    }

    /// Of tests that are for a central in a file.
    func copyOfFile(to target: String) throws {
        guard let file = self as? SQLiteDatabase else { preconditionFailure("the test is for a central in a file") }
        try file.copy(to: target)
    }
}
