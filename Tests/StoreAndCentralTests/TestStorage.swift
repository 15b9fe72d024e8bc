import Dispatch
import Foundation
import LocalChain
import Testing

@testable import Database

/// Where the tests' centrals keep everything: a file in their folder, or the server of `scripts/with-postgresql`.
enum TestStorage {
    static var isFile: Bool { !SharedServer.isThere }

    /// `storage` of a central in a folder; on the server each folder has a schema of its own.
    static func make(in folder: String) throws -> String {
        try SharedServer.storage(ofFolder: folder) ?? "central.db"
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
