import Central
import Foundation
import JSON
import Loyalty

/// The file that a programme command means: the one named, or the folder's `programme.json`.
private func programmeFile(_ arguments: Arguments) throws -> String {
    guard arguments.positional.count <= 1 else {
        throw Failure.usage("\(arguments.command) takes one file", "vuelve \(arguments.command) --help")
    }
    return try arguments.positional.first ?? Folder.of(arguments.required("config")) + "/programme.json"
}

private func programme(_ file: String) throws -> Programme {
    do { return try Programme(text: Folder.read(file)) } catch let input as BadInput {
        throw Failure("\(file): \(input.description)", next: "correct that place; central/README.md lists every key")
    }
}

enum ProgrammeCheck: Command {
    static let name = "programme check"
    static let summary = "checks a programme: misspelt keys, tiers nobody reaches, gaps, contradictions"
    static let usage = "FILE | --config DIR/central.json  [--json]"
    static let example = "vuelve programme check draft.json"
    static let options = ["config"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let file = try programmeFile(arguments)
        let programme = try programme(file)
        let today = (Zone(programme.timeZone) ?? .utc).day(of: SystemClock().now())
        let findings = programme.findings(on: today)
        if arguments.has("json") {
            let text = JSONWriter.object { object in
                object.field("version", programme.version)
                object.array("findings") { list in for finding in findings { write(finding, to: &list) } }
            }
            print(String(decoding: text, as: UTF8.self))
        } else if findings.isEmpty {
            print("\(file): version \(programme.version) ok")
        } else {
            for finding in findings { print("\(finding.place): \(finding.message)\n  try: \(finding.suggestion)") }
        }
        return findings.isEmpty ? 0 : 1
    }

    private static func write(_ finding: ProgrammeFinding, to list: inout JSONWriter) {
        list.object {
            $0.field("place", finding.place)
            $0.field("message", finding.message)
            $0.field("suggestion", finding.suggestion)
        }
    }
}

enum ProgrammePush: Command {
    static let name = "programme push"
    static let summary = "publishes a programme as a version that never changes; online stores have it in seconds"
    static let usage = "[FILE] [--json] --config DIR/central.json"
    static let example = "vuelve programme push --config /srv/vuelve/central.json"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let file = try programmeFile(arguments)
        _ = try programme(file)
        let answer = try Connection(arguments).send("POST", "/v1/programmes", body: Folder.bytes(file))
        if arguments.has("json") {
            print(answer.text)
            return 0
        }
        let version = "version \(answer["version"]?.integer ?? 0) (\((answer["sha256"]?.string ?? "").prefix(12)))"
        let isAnnounced = answer["state"]?.string == "announced"
        let state = isAnnounced ? "announced for \(answer["from"]?.string ?? "")" : "in force"
        print("\(version): \(answer["new"]?.boolean == true ? state : "published already")")
        for worse in answer["worse"]?.array ?? [] {
            print("worse for members: \(worse["place"]?.string ?? ""): \(worse["message"]?.string ?? "")")
        }
        for gone in answer["superseded"]?.array ?? [] {
            print(
                "superseded: version \(gone["version"]?.integer ?? 0), announced for \(gone["from"]?.string ?? ""), "
                    + "will never be in force: the highest number is; publish its content anew with a higher one")
        }
        return 0
    }
}

enum ProgrammeVersionList: Command {
    static let name = "programme list"
    static let summary = "lists the versions that were published, and which is in force"
    static let usage = "[--json] --config DIR/central.json"
    static let example = "vuelve programme list --config /srv/vuelve/central.json"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let answer = try Connection(arguments).send("GET", "/v1/programmes")
        if arguments.has("json") {
            print(answer.text)
            return 0
        }
        for row in answer["programmes"]?.array ?? [] {
            let words = [
                "\(row["version"]?.integer ?? 0)", row["state"]?.string ?? "", row["from"]?.string ?? "-",
                row["publishedAt"]?.string ?? "", String((row["sha256"]?.string ?? "").prefix(12)),
            ]
            print(words.joined(separator: "\t"))
        }
        return 0
    }
}
