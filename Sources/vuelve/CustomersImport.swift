import CSV
import Foundation
import HTTP
import JSON

enum CustomersImport: Command {
    static let name = "customers import"
    static let summary = "brings a customer base in from a CSV file; the same file again changes nothing"
    static let usage = "FILE.csv[.gz] [--map FILE] [--json] --config DIR/central.json"
    static let example = "vuelve customers import clientes.csv --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "map"]
    static let flags = ["json"]
    static let rowsAtOnce = 1_000

    static func run(_ arguments: Arguments) throws -> Int32 {
        let file = try arguments.single("file")
        let connection = try Connection(arguments)
        var reader = try read(file)
        let columns = try CustomerColumns(header: reader.header, map: try arguments.option("map").map(map) ?? [:])
        let source = URL(fileURLWithPath: file).lastPathComponent
        var sum = Sum()
        var body: [UInt8] = []
        var count = 0
        func send() throws {
            guard count > 0 else { return }
            let answer = try connection.send(
                "POST", "/v1/customers?source=\(source.urlEncoded)", body: body, type: "application/x-ndjson",
                timeoutSeconds: 120)
            sum.added += answer["added"]?.integer ?? 0
            sum.known += answer["known"]?.integer ?? 0
            sum.unreadableKeys += answer["unreadableKeys"]?.integer ?? 0
            sum.empty += answer["empty"]?.integer ?? 0
            sum.taken += count
            body = []
            count = 0
        }
        do {
            while let row = try reader.next() {
                body += line(columns.row(row.fields)) + [UInt8(ascii: "\n")]
                count += 1
                sum.rows += 1
                if count == rowsAtOnce { try send() }
            }
            try send()
        } catch let error as CSVError {
            // Those before it are as good as they are in a file without it.
            try send()
            throw Failure(
                "\(file): \(error)",
                next: "the \(sum.taken) rows before it were taken; correct it and import the file again: "
                    + "what is there already stays as it is")
        } catch {
            let failure = Failure(error)
            Note.say("\(sum.taken) of the first \(sum.rows) rows of \(file) were taken")
            throw failure
        }
        report(sum, columns, json: arguments.has("json"))
        return 0
    }

    private struct Sum {
        var rows = 0
        var added: Int64 = 0
        var known: Int64 = 0
        var unreadableKeys: Int64 = 0
        var empty: Int64 = 0
        /// Rows that central answered for.
        var taken = 0
    }

    private static func read(_ file: String) throws -> CSVReader {
        var bytes = try Folder.bytes(file)
        if bytes.starts(with: [0x1f, 0x8b]) {
            do { bytes = try Gzip.unpack(bytes, bytesMax: 4 << 30) } catch {
                throw Failure("\(file) is no complete gzip", next: "fetch it again")
            }
        }
        do { return try CSVReader(bytes) } catch { throw Failure("\(file): \(error)") }
    }

    /// `{"column": "field"}`.
    private static func map(_ file: String) throws -> [String: String] {
        let json: JSONValue
        do { json = try JSONDocument(Folder.bytes(file)).root } catch let error as JSONSyntaxError {
            throw Failure("\(file) is no JSON: \(error)")
        }
        guard let members = json.members else { throw Failure("\(file) wants an object of column and field") }
        return try members.reduce(into: [:]) { map, member in
            guard let field = member.value.string else { throw Failure("\(file): \(member.key) wants a field's name") }
            map[member.key] = field
        }
    }

    private static func line(_ row: CustomerRow) -> [UInt8] {
        JSONWriter.object { object in
            object.field(ifPresent: "reference", row.reference)
            object.field(ifPresent: "card", row.card)
            object.field(ifPresent: "phone", row.phone)
            object.field(ifPresent: "email", row.email)
            object.field(ifPresent: "id", row.id)
            object.field(ifPresent: "given", row.given)
            object.field(ifPresent: "surname", row.surname)
            object.field(ifPresent: "secondSurname", row.secondSurname)
            object.field(ifPresent: "fullName", row.fullName)
            object.field(ifPresent: "birthDate", row.birthDate)
            object.field(ifPresent: "store", row.store)
        }
    }

    private static func report(_ sum: Sum, _ columns: CustomerColumns, json: Bool) {
        if json {
            let text = JSONWriter.object { object in
                object.field("rows", sum.rows)
                object.field("added", sum.added)
                object.field("known", sum.known)
                object.field("unreadableKeys", sum.unreadableKeys)
                object.field("empty", sum.empty)
                object.field("unusedColumns", strings: columns.unusedHeaders)
            }
            return print(String(decoding: text, as: UTF8.self))
        }
        print("\(sum.rows) rows: \(sum.added) added, \(sum.known) known already")
        if sum.unreadableKeys > 0 { print("\(sum.unreadableKeys) phones, e-mails, cards or ids could not be read") }
        if sum.empty > 0 { print("\(sum.empty) rows were left out: no name, phone, e-mail, card or id in them") }
        if !columns.unusedHeaders.isEmpty {
            print("columns not used: \(columns.unusedHeaders.joined(separator: ", "))")
        }
        print("next: vuelve central run joins the records that are one person")
    }
}
