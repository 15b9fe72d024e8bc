import Foundation
import HTTP
import JSON

enum CustomersFind: Command {
    static let name = "customers find"
    static let summary = "finds who has a phone, e-mail, card number or id, with all their cards"
    static let usage = "KEY|- [--json] --config DIR/central.json    (- reads the key from standard input)"
    static let example = "vuelve customers find phone:5512345678 --config /srv/vuelve/central.json"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        var key = try arguments.single("key")
        if key == "-" { key = readLine() ?? "" }
        let answer = try Connection(arguments).find(key)
        let customers = answer["customers"]?.array ?? []
        if arguments.has("json") {
            print(answer.text)
        } else {
            for customer in customers {
                for card in customer["cards"]?.array ?? [] { print(line(card, of: customer)) }
            }
        }
        if customers.isEmpty { Note.say("nobody has this key") }
        if answer["more"]?.boolean == true { Note.say("more than \(customers.count) customers have this key") }
        return customers.isEmpty ? 1 : 0
    }

    private static func line(_ card: JSONValue, of customer: JSONValue) -> String {
        let id = card["card"]?.string ?? ""
        var marks: [String] = []
        if card["hasKey"]?.boolean == true { marks.append("key") }
        if id == customer["card"]?.string { marks.append("first") }
        if card["blocked"]?.boolean == true { marks.append("blocked") }
        let number = customer["customer"]?.integer ?? 0
        let points = customer["points"]?.integer ?? 0
        let fields = [
            "\(number)", id, card["name"]?.string ?? "", customer["tier"]?.string ?? "", "\(points)",
            customer["home"]?.string ?? "-", marks.joined(separator: ","),
        ]
        return fields.joined(separator: "\t")
    }
}

extension Connection {
    fileprivate func find(_ key: String) throws -> JSONValue {
        try send("POST", "/v1/customers/find", body: JSONWriter.object { $0.field("key", key) })
    }

    /// What a person names a customer by: a card or a customer's number as it is, a key by the card that has it.
    /// - Parameter wantsOneCard: any card of the customer would not do
    fileprivate func customer(_ word: String, wantsOneCard: Bool = false) throws -> String {
        guard word.contains(":") else { return word }
        let found = try find(word)["customers"]?.array ?? []
        let cards = found.flatMap { $0["cards"]?.array ?? [] }.filter { $0["hasKey"]?.boolean == true }
        let next = "vuelve customers find KEY, then name the card"
        guard found.count == 1, let card = cards.first?["card"]?.string else {
            throw Failure("\(found.isEmpty ? "nobody has" : "several customers have") this key", next: next)
        }
        guard cards.count == 1 || !wantsOneCard else {
            throw Failure("\(cards.count) cards of this customer have this key", next: next)
        }
        return card
    }
}

enum CustomersLedger: Command {
    static let name = "customers ledger"
    static let summary =
        "shows every entry of a customer's points, oldest first: what, why, where, and the balance after it"
    static let usage = "CARD|KEY|NUMBER [--json] --config DIR/central.json"
    static let example = "vuelve customers ledger 5f1c0e9a77b24d3c8e6a01bf --config /srv/vuelve/central.json"
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let connection = try Connection(arguments)
        let id = try connection.customer(arguments.single("card id, key or customer's number"))
        var after: Int64? = 0
        while let last = after {
            let page = try connection.send("GET", "/v1/customers/\(id.urlEncoded)/ledger?after=\(last)")
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
    static let usage = "CARD|KEY|NUMBER POINTS --reason TEXT [--id ID] --config DIR/central.json"
    static let example =
        "vuelve customers adjust 5f1c0e9a77b24d3c8e6a01bf 200 --reason 'a wrong price on 14 March' --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "reason", "id"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        guard arguments.positional.count == 2, let points = Int64(arguments.positional[1]), points != 0 else {
            throw Failure.usage(
                "\(name) wants a card id or key and points, such as 200 or -200", "vuelve \(name) --help")
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
            let connection = try Connection(arguments)
            let customer = try connection.customer(arguments.positional[0])
            answer = try connection.send("POST", "/v1/customers/\(customer.urlEncoded)/adjust", body: body)
        } catch {
            Note.say("id \(id)")
            throw error
        }
        Note.say("balance \(answer["balance"]?.integer ?? 0)")
        return 0
    }
}

enum CustomersUnblock: Command {
    static let name = "customers unblock"
    static let summary = "ends the blocks of a card, at every store"
    static let usage = "CARD|KEY --config DIR/central.json"
    static let example = "vuelve customers unblock 5f1c0e9a77b24d3c8e6a01bf --config /srv/vuelve/central.json"

    static func run(_ arguments: Arguments) throws -> Int32 {
        let connection = try Connection(arguments)
        let card = try connection.customer(arguments.single("card id or key"))
        let answer = try connection.send("POST", "/v1/cards/\(card.urlEncoded)/unblock", body: Array("{}".utf8))
        let ended = answer["ended"]?.integer ?? 0
        Note.say(ended > 0 ? "unblocked: \(ended)" : "it was not blocked")
        return 0
    }
}

enum CustomersUnmerge: Command {
    static let name = "customers unmerge"
    static let summary = "takes a card out of the customer that it was joined to, with all that is recorded under it"
    static let usage = "CARD|KEY --reason TEXT --config DIR/central.json"
    static let example =
        "vuelve customers unmerge 5f1c0e9a77b24d3c8e6a01bf --reason 'mother and daughter' --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "reason"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let reason = try arguments.required("reason")
        let connection = try Connection(arguments)
        let card = try connection.customer(arguments.single("card id or key"), wantsOneCard: true)
        let body = JSONWriter.object { $0.field("reason", reason) }
        let answer = try connection.send("POST", "/v1/cards/\(card.urlEncoded)/unmerge", body: body)
        for name in ["cards", "rest"] {
            print((answer[name]?.array ?? []).compactMap(\.string).joined(separator: "\t"))
        }
        Note.say("two customers; the next run judges both tiers")
        return 0
    }
}

enum CustomersMerge: Command {
    static let name = "customers merge"
    static let summary = "joins the customers of two cards, whatever speaks against it; the older card lives on"
    static let usage = "CARD|KEY CARD|KEY --reason TEXT --config DIR/central.json"
    static let example =
        "vuelve customers merge 5f1c0e9a77b24d3c8e6a01bf 0a4b… --reason 'showed both cards' --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "reason"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        guard arguments.positional.count == 2 else {
            throw Failure.usage("\(name) wants two card ids or keys", "vuelve \(name) --help")
        }
        let reason = try arguments.required("reason")
        let connection = try Connection(arguments)
        let cards = try arguments.positional.map { try connection.customer($0) }
        let body = JSONWriter.object { object in
            object.field("with", cards[1])
            object.field("reason", reason)
        }
        let answer = try connection.send("POST", "/v1/cards/\(cards[0].urlEncoded)/merge", body: body)
        print((answer["cards"]?.array ?? []).compactMap(\.string).joined(separator: "\t"))
        Note.say("one customer; the next run judges the tier")
        return 0
    }
}

enum CustomersEmployee: Command {
    static let name = "customers employee"
    static let summary = "says whose card it is of those who work at tills, or with --none that it is nobody's"
    static let usage = "CARD|KEY PERSON | CARD|KEY --none   --config DIR/central.json"
    static let example = "vuelve customers employee 5f1c0e9a77b24d3c8e6a01bf 17 --config /srv/vuelve/central.json"
    static let flags = ["none"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let isNone = arguments.has("none")
        guard arguments.positional.count == (isNone ? 1 : 2) else {
            throw Failure.usage("\(name) wants a card id or key and a person, or --none", "vuelve \(name) --help")
        }
        let body = JSONWriter.object { if !isNone { $0.field("person", arguments.positional[1]) } }
        let connection = try Connection(arguments)
        let card = try connection.customer(arguments.positional[0])
        _ = try connection.send("POST", "/v1/cards/\(card.urlEncoded)/employee", body: body)
        Note.say(isNone ? "nobody's card any more" : "the card of \(arguments.positional[1])")
        return 0
    }
}
