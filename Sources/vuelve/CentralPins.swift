import Foundation
import HTTP
import JSON

/// Whose PIN a command is about, and at which store.
private struct PinPlace {
    let person: String
    let store: String?

    init(_ arguments: Arguments) throws {
        let isAll = arguments.has("all")
        let words = arguments.positional
        guard words.count == (isAll ? 1 : 2) else {
            throw Failure.usage(
                "\(arguments.command) wants a store and a person, or --all and a person",
                "vuelve \(arguments.command) --help")
        }
        store = isAll ? nil : words[0]
        person = words[isAll ? 0 : 1]
    }

    var place: String { store.map { "at store \($0)" } ?? "at all stores" }

    func body(_ more: (inout JSONWriter) -> Void = { _ in }) -> [UInt8] {
        JSONWriter.object { object in
            object.field("person", person)
            if let store { object.field("store", store) } else { object.field("all", true) }
            more(&object)
        }
    }
}

enum CentralSetPin: Command {
    static let name = "central set-pin"
    static let summary = "gives a person a PIN at a store, or another one; reads it from standard input"
    static let usage = "STORE|--all PERSON [--role cashier|supervisor] --config DIR/central.json"
    static let example = "vuelve central set-pin 042 17 --role supervisor --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "role"]
    static let flags = ["all"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let place = try PinPlace(arguments)
        let role = arguments.option("role") ?? "cashier"
        guard ["cashier", "supervisor"].contains(role) else {
            throw Failure.usage("--role wants cashier or supervisor", "vuelve \(name) --help")
        }
        let connection = try Connection(arguments)
        let pin = try Secret.read("PIN of \(place.person): ")
        let body = place.body { object in
            object.field("role", role)
            object.field("pin", pin)
        }
        _ = try connection.send("POST", "/v1/pins", body: body)
        Note.say("\(place.person) has a PIN \(place.place), as \(role)")
        return 0
    }
}

enum CentralUnlockPin: Command {
    static let name = "central unlock-pin"
    static let summary = "lets a PIN be tried again that five wrong tries have locked"
    static let usage = "STORE|--all PERSON --config DIR/central.json"
    static let example = "vuelve central unlock-pin 042 17 --config /srv/vuelve/central.json"
    static let flags = ["all"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let place = try PinPlace(arguments)
        _ = try Connection(arguments).send("POST", "/v1/pins/unlock", body: place.body())
        Note.say("\(place.person) may try again \(place.place)")
        return 0
    }
}

enum CentralRemovePin: Command {
    static let name = "central remove-pin"
    static let summary = "takes a person's PIN away at a store or at all"
    static let usage = "STORE|--all PERSON --config DIR/central.json"
    static let example = "vuelve central remove-pin --all 17 --config /srv/vuelve/central.json"
    static let flags = ["all"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let place = try PinPlace(arguments)
        _ = try Connection(arguments).send("POST", "/v1/pins/remove", body: place.body())
        Note.say("\(place.person) has no PIN \(place.place)")
        return 0
    }
}

enum CentralPins: Command {
    static let name = "central pins"
    static let summary = "lists who has a PIN where; with --tries who typed one, the newest first"
    static let usage = "[--tries [--store ID]] [--json] --config DIR/central.json"
    static let example = "vuelve central pins --tries --store 042 --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "store"]
    static let flags = ["tries", "json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let connection = try Connection(arguments)
        guard arguments.has("tries") else {
            for pin in try connection.send("GET", "/v1/pins")["pins"]?.array ?? [] {
                print(arguments.has("json") ? pin.text : line(pin))
            }
            return 0
        }
        let store = (arguments.option("store") ?? "").urlEncoded
        var before: String? = ""
        while let last = before {
            let page = try connection.send("GET", "/v1/pins/tries?store=\(store)&before=\(last)")
            for tried in page["tries"]?.array ?? [] { print(arguments.has("json") ? tried.text : line(tried: tried)) }
            before = page["next"]?.integer.map(String.init)
        }
        return 0
    }

    private static func line(_ pin: JSONValue) -> String {
        [
            pin["person"]?.string ?? "", pin["store"]?.string ?? "*", pin["role"]?.string ?? "",
            pin["has"]?.boolean == true ? "set" : "removed", pin["setAt"]?.string ?? "",
        ].joined(separator: "\t")
    }

    private static func line(tried: JSONValue) -> String {
        [
            tried["at"]?.string ?? "", tried["store"]?.string ?? "", tried["till"]?.string ?? "",
            tried["person"]?.string ?? "?", tried["act"]?.string ?? "", tried["outcome"]?.string ?? "",
            "\(tried["triesLeft"]?.integer ?? 0) left",
        ].joined(separator: "\t")
    }
}

/// What a person types and nobody else may read.
enum Secret {
    /// The first line of standard input, without showing it on a terminal.
    static func read(_ question: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            guard let line = readLine() else {
                throw Failure("standard input is empty", next: "type it, or pipe it in")
            }
            return line
        }
        FileHandle.standardError.write(Data(question.utf8))
        var shown = termios()
        tcgetattr(STDIN_FILENO, &shown)
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        guard let line = readLine() else { throw Failure("nothing was typed", next: "type it again") }
        return line
    }
}
