import Backup
import Central
import Edge
import Database
import Foundation
import HTTP
import JSON
import Loyalty

/// Asks the running daemon for a backup: it alone has its file open.
private func askForBackup(_ arguments: Arguments) throws -> Int32 {
    let file = Folder.absolute(try arguments.single("file"))
    let body = JSONWriter.object { $0.field("file", file) }
    let answer = try Connection(arguments, admin: true).send("POST", "/v1/backups", body: body, timeoutSeconds: 3600)
    let sealed = answer["sealed"]?.boolean == true ? ", sealed" : ""
    print("\(answer["file"]?.string ?? file): \(answer["bytes"]?.integer ?? 0) bytes\(sealed), verified")
    return 0
}

/// The key named on the command line, or else in the configuration.
private func backupKey(_ arguments: Arguments, _ settings: BackupSettings) throws -> BackupKey? {
    if let file = arguments.option("key-file") { return try BackupKey(file: file) }
    return settings.keyFile.isEmpty ? nil : try BackupKey(file: settings.keyFile)
}

private func report(_ file: String, _ replaced: String?, next: String) -> Int32 {
    print("restored \(file)")
    if let replaced { print("the replaced file is \(replaced)") }
    Note.say(next)
    return 0
}

enum EdgeBackup: Command {
    static let name = "edge backup"
    static let summary = "writes a verified copy of a running agent's data; tills go on meanwhile"
    static let usage = "FILE --config DIR/edge.json"
    static let example = "vuelve edge backup /var/lib/vuelve/042.backup --config /srv/tienda/edge.json"

    static func run(_ arguments: Arguments) throws -> Int32 { try askForBackup(arguments) }
}

enum CentralBackup: Command {
    static let name = "central backup"
    static let summary = "writes a verified copy of a running central's data"
    static let usage = "FILE --config DIR/central.json"
    static let example = "vuelve central backup /var/lib/vuelve/central.backup --config /srv/vuelve/central.json"

    static func run(_ arguments: Arguments) throws -> Int32 { try askForBackup(arguments) }
}

enum EdgeRestore: Command {
    static let name = "edge restore"
    static let summary = "puts a backup in the place of a stopped agent's data, which is kept beside it"
    static let usage = "FILE [--key-file FILE] --config DIR/edge.json"
    static let example = "vuelve edge restore /var/lib/vuelve/042.backup --config /srv/tienda/edge.json"
    static let options = ["config", "key-file"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let backup = Folder.absolute(try arguments.single("file"))
        umask(0o077)
        let file = try arguments.required("config")
        let folder = Folder.of(file)
        let configuration = try reading(file) { try EdgeConfiguration(text: $0) }
        let lock = try FolderLock(folder)
        defer { withExtendedLifetime(lock) {} }
        try Folder.make(folder + "/data")
        let replaced = try StoreFile.restore(
            backup, inPlaceOf: folder + "/data/store.db", of: configuration.store,
            key: backupKey(arguments, configuration.backup.relative(to: folder)), at: SystemClock().now())
        return report(
            backup, replaced, next: "next: start the agent; it begins a new epoch and tells central by itself")
    }
}

enum CentralRestore: Command {
    static let name = "central restore"
    static let summary = "puts a backup in the place of a stopped central's data, which is kept beside it"
    static let usage = "FILE [--key-file FILE] --config DIR/central.json"
    static let example = "vuelve central restore /var/lib/vuelve/central.backup --config /srv/vuelve/central.json"
    static let options = ["config", "key-file"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let backup = Folder.absolute(try arguments.single("file"))
        umask(0o077)
        let file = try arguments.required("config")
        let folder = Folder.of(file)
        let configuration = try reading(file) { try CentralConfiguration(text: $0) }
        guard !PostgreSQLAddress.isOne(configuration.storage) else {
            throw Failure(
                "central's data is on PostgreSQL", next: "put it back with PostgreSQL's own tools, then start central")
        }
        let lock = try FolderLock(folder)
        defer { withExtendedLifetime(lock) {} }
        let replaced = try CentralFile.restore(
            backup, inPlaceOf: CentralFolder(folder).path(configuration.storage),
            key: backupKey(arguments, configuration.backup.relative(to: folder)), at: SystemClock().now())
        return report(
            backup, replaced,
            next: """
                next: start central; it begins a new incarnation, and stores send again what it lacks, by themselves
                Tokens that were revoked since the backup are valid again: revoke them anew with vuelve central revoke-token.
                """
        )
    }
}
