import Foundation
import HTTP
import JSON

enum CustomersLedger: Command {
    static let name = "customers ledger"
    static let summary =
        "shows every entry of a customer's points, oldest first: what, why, where, and the balance after it"
    static let usage = "CARD|NUMBER [--json] --config DIR/central.json"
    static let example = "vuelve customers ledger 5f1c0e9a77b24d3c8e6a01bf --config /srv/vuelve/central.json"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let id = try arguments.single("card id or customer's number").urlEncoded
        let connection = try Connection(arguments)
        var after: Int64? = 0
        while let last = after {
            let page = try connection.send("GET", "/v1/customers/\(id)/ledger?after=\(last)")
            for entry in page["entries"]?.array ?? [] { print(arguments.has("json") ? entry.text : line(entry)) }
            after = page["next"]?.integer
            guard after == nil, !arguments.has("json") else { continue }
            print("\(page["card"]?.string ?? "")\t\(page["balance"]?.integer ?? 0)")
        }
        return 0
    }

    private static func line(_ entry: JSONValue) -> String {
        let points = entry["points"]?.integer ?? 0
        let place = ["store", "till", "receipt"].compactMap { entry[$0]?.string }.joined(separator: "/")
        return [
            entry["at"]?.string ?? "", entry["kind"]?.string ?? "", points > 0 ? "+\(points)" : "\(points)",
            "\(entry["balance"]?.integer ?? 0)", entry["lot"]?.string ?? "", place.isEmpty ? "-" : place,
            entry["person"]?.string ?? "-",
            (entry["reason"]?.string ?? "").split(whereSeparator: \.isNewline).joined(separator: " / "),
        ].joined(separator: "\t")
    }
}

enum CustomersAdjust: Command {
    static let name = "customers adjust"
    static let summary = "gives a customer points, or takes some with -N, for a reason that stays on record"
    static let usage = "CARD|NUMBER POINTS --reason TEXT [--id ID] --config DIR/central.json"
    static let example =
        "vuelve customers adjust 5f1c0e9a77b24d3c8e6a01bf 200 --reason 'a wrong price on 14 March' --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "reason", "id"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        guard arguments.positional.count == 2, let points = Int64(arguments.positional[1]), points != 0 else {
            throw Failure.usage("\(name) wants a card id and points, such as 200 or -200", "vuelve \(name) --help")
        }
        // Who is not sure whether it was done asks again with the same id.
        let id = arguments.option("id") ?? UUID().uuidString.lowercased()
        let body = JSONWriter.object { object in
            object.field("id", id)
            object.field("points", points)
            object.field("reason", arguments.option("reason") ?? "")
        }
        _ = try arguments.required("reason")
        let answer: JSONValue
        do {
            answer = try Connection(arguments).send(
                "POST", "/v1/customers/\(arguments.positional[0].urlEncoded)/adjust", body: body)
        } catch {
            Note.say("id \(id)")
            throw error
        }
        Note.say("balance \(answer["balance"]?.integer ?? 0)")
        return 0
    }
}

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
