import CSV
import Foundation
import HTTP
import JSON

enum CentralAddStore: Command {
    static let name = "central add-store"
    static let summary = "registers a store and prints its token, once"
    static let usage =
        "ID [--name NAME] [--time-zone ZONE] [--region R] [--hours TEXT] | --file stores.csv   --config DIR/central.json"
    static let example = "vuelve central add-store 042 --name 'Centro' --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "file", "name", "time-zone", "region", "hours"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let connection = try Connection(arguments)
        if let file = arguments.option("file") {
            try arguments.noWords()
            return try addAll(file, connection)
        }
        let store = StoreRow(
            id: try arguments.single("store id"), name: arguments.option("name"),
            timeZone: arguments.option("time-zone"),
            region: arguments.option("region"), openingHours: arguments.option("hours"))
        print(try add(store, connection))
        return 0
    }

    private struct StoreRow {
        var id: String
        var name: String?
        var timeZone: String?
        var region: String?
        var openingHours: String?
    }

    private static func add(_ store: StoreRow, _ connection: Connection) throws -> String {
        let body = JSONWriter.object { object in
            object.field("id", store.id)
            object.field(ifPresent: "name", store.name)
            object.field(ifPresent: "timeZone", store.timeZone)
            object.field(ifPresent: "region", store.region)
            object.field(ifPresent: "openingHours", store.openingHours)
        }
        return try connection.send("POST", "/v1/stores", body: body)["token"]?.string ?? ""
    }

    /// Prints ID<TAB>TOKEN for each; a store that is refused is named and does not stop the others.
    private static func addAll(_ file: String, _ connection: Connection) throws -> Int32 {
        var reader = try CSVReader(Folder.bytes(file))
        let columns = reader.header.map {
            $0.lowercased().replacing("_", with: " ").trimmingCharacters(in: .whitespaces)
        }
        func index(_ names: String...) -> Int? { columns.firstIndex { names.contains($0) } }
        guard let id = index("id", "store", "tienda") else {
            throw Failure(
                "\(file) has no column id", next: "name the columns id, name, time zone, region, opening hours")
        }
        var code: Int32 = 0
        while let row = try reader.next() {
            func value(_ column: Int?) -> String? {
                column.flatMap { $0 < row.fields.count && !row.fields[$0].isEmpty ? row.fields[$0] : nil }
            }
            let store = StoreRow(
                id: value(id) ?? "", name: value(index("name", "nombre")),
                timeZone: value(index("time zone", "timezone", "zona horaria")),
                region: value(index("region", "región")),
                openingHours: value(index("opening hours", "horario")))
            do {
                print("\(store.id)\t\(try add(store, connection))")
            } catch {
                let failure = Failure(error)
                Failure("line \(row.line): \(failure.message)", next: failure.next).print()
                code = 1
            }
        }
        return code
    }
}

enum CentralRotateToken: Command {
    static let name = "central rotate-token"
    static let summary = "prints a new token; the old one works for a day longer"
    static let usage = "ID --config DIR/central.json"
    static let example = "vuelve central rotate-token 042 --config /srv/vuelve/central.json"

    static func run(_ arguments: Arguments) throws -> Int32 {
        let subject = try arguments.single("store id or name").urlEncoded
        let answer = try Connection(arguments).send("POST", "/v1/tokens/\(subject)/rotate")
        let token = answer["token"]?.string ?? ""
        print(token)
        if subject == "admin", let configuration = arguments.option("config") {
            // The tools themselves use this one.
            let file = Folder.of(configuration) + "/admin.token"
            try Folder.replace(file, with: token + "\n")
            chmod(file, 0o600)
            Note.say("\(file) holds the new token")
        }
        return 0
    }
}

enum CentralRevokeToken: Command {
    static let name = "central revoke-token"
    static let summary = "ends all tokens of a store or person now"
    static let usage = "ID --config DIR/central.json"
    static let example = "vuelve central revoke-token 042 --config /srv/vuelve/central.json"

    static func run(_ arguments: Arguments) throws -> Int32 {
        let subject = try arguments.single("store id or name").urlEncoded
        let answer = try Connection(arguments).send("POST", "/v1/tokens/\(subject)/revoke")
        Note.say("revoked \(answer["revoked"]?.integer ?? 0)")
        return 0
    }
}

enum CentralAddToken: Command {
    static let name = "central add-token"
    static let summary = "prints a new token for a person of the central team or an administrator"
    static let usage = "--role central|admin [--name NAME] --config DIR/central.json"
    static let example = "vuelve central add-token --role central --name ana --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "role", "name"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let role = try arguments.required("role")
        let body = JSONWriter.object { object in
            object.field("role", role)
            object.field(ifPresent: "subject", arguments.option("name"))
        }
        print(try Connection(arguments).send("POST", "/v1/tokens", body: body)["token"]?.string ?? "")
        return 0
    }
}

/// Says something to a person that is no data: on standard error.
enum Note {
    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
