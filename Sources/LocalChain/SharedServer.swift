import Foundation

/// The PostgreSQL server that `scripts/with-postgresql` started for everything that runs in it.
public enum SharedServer {
    private static let address = ProcessInfo.processInfo.environment["VUELVE_POSTGRESQL"]

    public static var isThere: Bool { address != nil }

    /// `storage` of a central whose folder it is: a schema of its own, the same for the same folder.
    /// - Returns: nil where there is no such server
    public static func storage(ofFolder folder: String) throws -> String? {
        guard let address else { return nil }
        let schema = "c_" + URL(fileURLWithPath: folder).lastPathComponent.lowercased().replacing("-", with: "_")
        let outcome = try Tool.run(
            [address, "-qX", "-c", "CREATE SCHEMA IF NOT EXISTS \(schema)"], executable: "/usr/bin/psql")
        guard outcome.isFine else { throw PostgreSQLServer.Failed(command: "CREATE SCHEMA: \(outcome.errors)") }
        return "\(address)&options=-csearch_path%3D\(schema)"
    }
}
