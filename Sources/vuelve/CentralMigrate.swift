import Central
import Database
import Foundation

enum CentralMigrate: Command {
    static let name = "central migrate"
    static let summary = "moves a stopped central's data from its file to PostgreSQL; stores go on where they are"
    static let usage = "--from FILE --to postgresql://USER@HOST/DATABASE"
    static let example =
        "vuelve central migrate --from /srv/vuelve/data/central.db --to postgresql://vuelve@db.example/vuelve"
    static let options = ["from", "to"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let file = Folder.absolute(try arguments.required("from"))
        let target = try arguments.required("to")
        // Central's file lies in its folder, or in `data` there; whoever serves it holds that folder's lock.
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        let locks = try [folder, folder.deletingLastPathComponent()].map(\.path).filter {
            FileManager.default.fileExists(atPath: $0 + "/central.json")
        }.map(FolderLock.init)
        defer { withExtendedLifetime(locks) {} }
        var bar: Progress?
        let outcome = try CentralMove(from: file, to: target).perform { step in
            if bar == nil { bar = Progress(total: Int(step.total)) }
            bar?.show(Int(step.rows))
        }
        bar?.end(Int(outcome.rows))
        print("\(outcome.rows) rows of \(outcome.tables) tables are on the server, counts and sums are equal")
        print("next: put that address into central.json as storage, then start central")
        return 0
    }
}
