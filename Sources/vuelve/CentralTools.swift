import Foundation
import HTTP
import JSON

enum SegmentsShow: Command {
    static let name = "segments show"
    static let summary = "shows the matrix of captivity and potential after the last run"
    static let usage = "[--json] [--lang es|en] --config DIR/central.json"
    static let example = "vuelve segments show --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "lang"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let answer = try Connection(arguments).send("GET", "/v1/segments")
        if arguments.has("json") {
            print(answer.text)
            return 0
        }
        let language = try Language(arguments)
        for row in answer["segments"]?.array ?? [] {
            let name = row["names"]?[language.code]?.string ?? ""
            let segment = (row["segment"]?.string ?? "").padding(toLength: 10, withPad: " ", startingAt: 0)
            print(
                "\(segment) \(name.padding(toLength: 30, withPad: " ", startingAt: 0)) \(row["customers"]?.integer ?? 0)"
            )
        }
        return 0
    }
}

enum PurchasesTotals: Command {
    static let name = "purchases totals"
    static let summary = "shows what central has counted, in all and per store"
    static let usage = "[--json] --config DIR/central.json"
    static let example = "vuelve purchases totals --json --config /srv/vuelve/central.json"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let answer = try Connection(arguments).send("GET", "/v1/totals", timeoutSeconds: 300)
        if arguments.has("json") {
            print(answer.text)
            return 0
        }
        let connection = try Connection(arguments)
        let amount = Amount(currency: try connection.send("GET", "/v1/status")["currency"]?.string ?? "")
        for (store, sum) in answer["byStore"]?.members ?? [] { print(line(store, sum, amount)) }
        print(line("Σ", answer, amount))
        return 0
    }

    private static func line(_ name: String, _ sum: JSONValue, _ amount: Amount) -> String {
        let counts = [sum["purchases"], sum["lines"]].map { String($0?.integer ?? 0) }
        return ([name] + counts + [amount.text(sum["amountMinor"]?.integer ?? 0)]).joined(separator: "\t")
    }
}
