import Foundation
import HTTP
import JSON
import Loyalty

enum AuditList: Command {
    static let name = "audit list"
    static let summary = "lists what administrators did, who and when"
    static let usage = "[--since INSTANT] [--json] --config DIR/central.json"
    static let example = "vuelve audit list --since 2026-03-01T00:00:00Z --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "since"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        if let since = arguments.option("since"), Instant(since) == nil {
            throw Failure.usage("--since wants an instant such as 2026-03-14T00:00:00Z", "vuelve audit list --help")
        }
        let connection = try Connection(arguments)
        let since = (arguments.option("since") ?? "").urlEncoded
        var after: Int64? = 0
        while let number = after {
            let page = try connection.send("GET", "/v1/audit?after=\(number)&since=\(since)")
            for row in page["rows"]?.array ?? [] { print(arguments.has("json") ? row.text : line(row)) }
            after = page["next"]?.integer
        }
        return 0
    }

    private static func line(_ row: JSONValue) -> String {
        [
            "\(row["n"]?.integer ?? 0)", row["at"]?.string ?? "",
            "\(row["role"]?.string ?? "")/\(row["who"]?.string ?? "")",
            row["act"]?.string ?? "", row["subject"]?.string ?? "", row["details"]?.text ?? "",
        ].joined(separator: "\t")
    }
}

enum AuditVerify: Command {
    static let name = "audit verify"
    static let summary = "checks that no row of the audit log was altered, removed or added; exit 1 where one was"
    static let usage = "[--head HASH] [--json] --config DIR/central.json"
    static let example = "vuelve audit verify --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "head"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let kept = arguments.option("head")
        if let kept, kept.utf8.count != 64 {
            throw Failure.usage(
                "--head wants the 64 digits that an earlier verify printed", "vuelve audit verify --help")
        }
        let answer = try Connection(arguments).send(
            "GET", "/v1/audit/verify?head=\((kept ?? "").urlEncoded)", timeoutSeconds: 600)
        let isFine = answer["ok"]?.boolean == true
        if arguments.has("json") {
            print(answer.text)
            return isFine ? 0 : 1
        }
        guard isFine else {
            let row = answer["bad"]?.integer ?? 0
            switch answer["reason"]?.string {
            case "missing": throw Failure("row \(row) of the audit log is missing", next: next)
            case "cut":
                throw Failure(
                    "the audit log has no row with that hash: its end was cut, or it was written anew", next: next)
            default: throw Failure("row \(row) of the audit log is not what it was, or was put in", next: next)
            }
        }
        print("\(answer["rows"]?.integer ?? 0) rows, all as they were written")
        if let row = answer["keptAt"]?.integer { print("the hash you kept is that of row \(row)") }
        print("head \(answer["head"]?.string ?? "")")
        return 0
    }

    private static let next = "compare with a backup: somebody wrote to the database, or it was restored"
}
