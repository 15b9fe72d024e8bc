import Foundation
import JSON
import Loyalty

enum TillBuy: Command {
    static let name = "till buy"
    static let summary = "sells: scan or type lines, or send a purchase from a file"
    static let usage = "[FILE.json] [--till 1] [--lang es|en] [--json] --config DIR/edge.json"
    static let example = "vuelve till buy --config /srv/tienda/edge.json"
    static let options = ["config", "url", "token-file", "till", "lang"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        let connection = try Connection(arguments)
        let language = try Language(arguments)
        let answer: JSONValue
        if let file = arguments.positional.first {
            answer = try connection.send("POST", "/v1/purchases", body: Folder.bytes(try arguments.single("file")))
            _ = file
        } else {
            var sale = try InteractiveSale(
                connection: connection, language: language, till: arguments.option("till") ?? "1")
            guard let purchase = try sale.run() else { return 1 }
            answer = try connection.send("POST", "/v1/purchases", body: purchase.json)
        }
        if arguments.has("json") {
            print(answer.text)
            return 0
        }
        print("\(language.text("recorded")): \(answer["receipt"]?.string ?? "")")
        print("\(language.text("earned")) \(answer["points"]?.integer ?? 0) \(language.text("points"))")
        for flag in answer["flags"]?.array ?? [] { print("! \(flag.string ?? "")") }
        if let card = answer["card"] { print(CardText(card, language).lines.joined(separator: "\n")) }
        return 0
    }
}

/// A sale typed at a terminal.
private struct InteractiveSale {
    let connection: Connection
    let language: Language
    let till: String
    private let amount: Amount
    private var lines: [Purchase.Line] = []
    private var card: CardID?
    private var key: String?

    init(connection: Connection, language: Language, till: String) throws {
        amount = Amount(currency: try connection.send("GET", "/v1/status")["currency"]?.string ?? "")
        self.connection = connection
        self.language = language
        self.till = till
    }

    /// - Returns: nil where nothing was sold
    mutating func run() throws -> Purchase? {
        try askCustomer()
        while let text = ask("askLine"), !text.isEmpty {
            if text == "-" {
                _ = lines.popLast()
            } else if let line = line(text) {
                lines.append(line)
            } else {
                print(language.text("badLine"))
                continue
            }
            try show()
        }
        guard !lines.isEmpty else { return nil }
        let quote = try quote()
        let now = SystemClock().now()
        var purchase = Purchase(
            receipt: "T\(now.milliseconds)", till: till, at: now, key: card == nil ? key : nil, card: card,
            lines: Self.priced(lines, quote))
        purchase.offers = (quote?["offers"]?.array ?? []).compactMap(\.string)
        return purchase
    }

    private func ask(_ text: String) -> String? {
        FileHandle.standardOutput.write(Data(language.text(text).utf8))
        return readLine()?.trimmingCharacters(in: .whitespaces)
    }

    private mutating func askCustomer() throws {
        guard var text = ask("askKey"), !text.isEmpty else { return }
        if !text.contains(":") { text = text.contains("@") ? "email:\(text)" : "card:\(text)" }
        key = text
        let answer = try connection.send(
            "POST", "/v1/cards/lookup", body: JSONWriter.object { $0.field("key", text) })
        let cards = answer["cards"]?.array ?? []
        if cards.isEmpty { return print(language.text("unknown")) }
        for (index, card) in cards.enumerated() {
            if cards.count > 1 { print("\(index + 1).") }
            print(CardText(card, language).lines.joined(separator: "\n"))
        }
        var chosen = 0
        if cards.count > 1 {
            guard let number = ask("choose").flatMap({ Int($0) }), cards.indices.contains(number - 1) else { return }
            chosen = number - 1
        }
        card = cards[chosen]["card"]?.string.map(CardID.init(rawValue:))
    }

    /// `SKU AMOUNT [QUANTITY] [CATEGORY]`; the amount is that of one.
    private func line(_ text: String) -> Purchase.Line? {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count >= 2, let price = amount.read(words[1]) else { return nil }
        var quantity = 1.0
        if words.count >= 3 {
            guard let read = Double(words[2].replacing(",", with: ".")), read != 0, read.magnitude <= 10_000 else {
                return nil
            }
            quantity = read
        }
        let category = words.count >= 4 ? words[3...].joined(separator: " ") : nil
        return Purchase.Line(
            sku: words[0], category: category, quantity: quantity,
            amountMinor: Int64((Double(price) * quantity).rounded()))
    }

    /// Nil while the store has no programme: it sells at the prices typed.
    private func quote() throws -> JSONValue? {
        var purchase = Purchase(receipt: "", till: till, at: SystemClock().now(), lines: lines)
        purchase.card = card
        purchase.key = card == nil ? key : nil
        do {
            return try connection.send("POST", "/v1/quotes", body: purchase.json)
        } catch let failure as Failure where failure.message.contains("notReady") {
            return nil
        }
    }

    private static func priced(_ lines: [Purchase.Line], _ quote: JSONValue?) -> [Purchase.Line] {
        guard let quote else { return lines }
        return zip(lines, quote["lines"]?.array ?? []).map { line, quoted in
            var line = line
            line.amountMinor = quoted["amountMinor"]?.integer ?? line.amountMinor
            line.discountMinor = quoted["discountMinor"]?.integer ?? 0
            return line
        }
    }

    private func show() throws {
        guard let quote = try quote() else {
            return print("  \(language.text("total")) \(amount.text(lines.reduce(0) { $0 + $1.amountMinor }))")
        }
        let total = quote["totalMinor"]?.integer ?? 0
        let saved = quote["discountMinor"]?.integer ?? 0
        var text = "  \(language.text("total")) \(amount.text(total))"
        if saved > 0 { text += "   \(language.text("saved")) \(amount.text(saved))" }
        text += "   \(language.text("earned")) \(quote["points"]?.integer ?? 0) \(language.text("points"))"
        print(text)
    }
}
