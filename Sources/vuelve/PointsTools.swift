import Foundation
import HTTP
import JSON

enum PointsLiabilityShow: Command {
    static let name = "points liability"
    static let summary = "shows the points that customers have, what they are worth, when they end, and what is owed"
    static let usage = "[--json] --config DIR/central.json"
    static let example = "vuelve points liability --config /srv/vuelve/central.json"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let answer = try Connection(arguments).send("GET", "/v1/points/liability", timeoutSeconds: 300)
        if arguments.has("json") {
            print(answer.text)
            return 0
        }
        let amount = Amount(currency: answer["currency"]?.string ?? "")
        func line(_ name: String, _ points: JSONValue?, _ minor: JSONValue? = nil) {
            let value = minor?.integer.map { "\t\(amount.text($0))" } ?? ""
            print("\(name)\t\(points?.integer ?? 0)\(value)")
        }
        line("points", answer["points"], answer["valueMinor"])
        line("  pending", answer["pending"])
        for month in answer["byMonth"]?.array ?? [] {
            line("  end in \(month["month"]?.string ?? "")", month["points"], month["valueMinor"])
        }
        line("  never end", answer["never"])
        line("ended", answer["ended"])
        line("owed", answer["owed"], answer["owedMinor"])
        line("lots below zero", answer["lotsBelowZero"])
        line("overdrawn", answer["overdrawn"])
        return 0
    }
}

enum CentralRecompute: Command {
    static let name = "central recompute"
    static let summary =
        "computes all points and purchases anew from what stores sent and central did; exit 1 where they differ"
    static let usage = "--check [--json] --config DIR/central.json"
    static let example = "vuelve central recompute --check --config /srv/vuelve/central.json"
    static let flags = ["check", "json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        guard arguments.has("check") else {
            throw Failure.usage("\(name) wants --check: it changes nothing", "vuelve \(name) --help")
        }
        let answer = try Connection(arguments).send("GET", "/v1/points/check", timeoutSeconds: 3600)
        let count = answer["differences"]?.integer ?? 0
        if arguments.has("json") {
            print(answer.text)
            return count == 0 ? 0 : 1
        }
        for row in answer["first"]?.array ?? [] {
            print(
                [
                    row["what"]?.string ?? "", "\(row["card"]?.integer ?? 0)", row["place"]?.string ?? "",
                    row["kept"]?.string ?? "", row["computed"]?.string ?? "",
                ].joined(separator: "\t"))
        }
        Note.say("events \(answer["events"]?.integer ?? 0), differences \(count)")
        return count == 0 ? 0 : 1
    }
}

enum CentralWaive: Command {
    static let name = "central waive"
    static let summary = "a central that was put back stops waiting for a store; without --yes it only shows the risk"
    static let usage = "ID [--yes] --config DIR/central.json"
    static let example = "vuelve central waive 042 --yes --config /srv/vuelve/central.json"
    static let flags = ["yes"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let store = try arguments.single("store id")
        let connection = try Connection(arguments)
        let awaited = try connection.send("GET", "/v1/status")["awaitedStores"]?.array ?? []
        guard awaited.contains(where: { $0.string == store }) else {
            Note.say("central does not wait for store \(store)")
            return 0
        }
        Note.say(
            "central was put back from a copy and does not know what it had granted store \(store) after that copy. Until "
                + "the store says so, no store is granted points. Without its word, what it still holds of those grants "
                + "may be granted and used a second time elsewhere: at most what it was granted since the copy; an "
                + "overdraft shows it")
        guard arguments.has("yes") else {
            throw Failure("nothing was changed", next: "the same with --yes, if that store will not be back soon")
        }
        let answer = try connection.send("POST", "/v1/stores/\(store.urlEncoded)/waive", body: Array("{}".utf8))
        let left = (answer["awaitedStores"]?.array ?? []).compactMap(\.string)
        Note.say(left.isEmpty ? "it waits for no store any more" : "it still waits for \(left.joined(separator: " "))")
        return 0
    }
}
