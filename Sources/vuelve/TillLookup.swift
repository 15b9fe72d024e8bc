import Foundation
import JSON

enum TillLookup: Command {
    static let name = "till lookup"
    static let summary = "shows the cards of a key: tier, points, offers"
    static let usage =
        "KEY|- [--at INSTANT] [--json] [--lang es|en] --config DIR/edge.json    (- reads the key from standard input)"
    static let example = "vuelve till lookup phone:5512345678 --config /srv/tienda/edge.json"
    static let options = ["config", "url", "token-file", "at", "lang"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        var key = try arguments.single("key")
        if key == "-" { key = readLine() ?? "" }
        let body = JSONWriter.object { object in
            object.field("key", key)
            object.field(ifPresent: "at", arguments.option("at"))
        }
        let connection = try Connection(arguments)
        var answer = try connection.send("POST", "/v1/cards/lookup", body: body)
        for _ in 0..<20 where answer["asked"]?.boolean == true {
            usleep(100_000)
            answer = try connection.send("POST", "/v1/cards/lookup", body: body)
        }
        let language = try Language(arguments)
        if arguments.has("json") {
            print(answer.text)
        } else {
            let cards = answer["cards"]?.array ?? []
            if cards.isEmpty { print(language.text("unknown")) }
            for card in cards { print(CardText(card, language).lines.joined(separator: "\n")) }
        }
        return (answer["cards"]?.count ?? 0) > 0 ? 0 : 1
    }
}
