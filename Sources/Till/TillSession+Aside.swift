import JSON
import Loyalty

/// Baskets that wait: put aside at one till, taken up at any other, and priced anew.
extension TillSession {
    mutating func putAside() -> [Act] {
        guard !basket.lines.isEmpty else {
            say(.nothingToPay, .plain)
            return []
        }
        guard !isAgentDown else {
            say(.needsAgent, .bad)
            return []
        }
        let acts = giveBack()
        let id = makeID()
        let body = JSONWriter.object { object in
            object.field("id", id)
            object.field("till", till)
            object.field("at", now.description)
            object.field(ifPresent: "name", basket.member?.name)
            object.field("basket", raw: basket.json)
        }
        return acts + [.call(Call(.putAside, "POST", "/v1/baskets", body))]
    }

    mutating func resume() -> [Act] {
        guard basket.isEmpty else {
            say(.finishFirst, .plain)
            return []
        }
        guard !isAgentDown else {
            say(.needsAgent, .bad)
            return []
        }
        return [.call(Call(.baskets, "GET", "/v1/baskets"))]
    }

    static let basketsShownMax = 20

    mutating func choose(among json: JSONValue) -> [Act] {
        let baskets = (json["baskets"]?.array ?? []).prefix(Self.basketsShownMax)
        let options: [Choice.Option] = baskets.compactMap { value in
            guard let id = value["id"]?.string else { return nil }
            let when = value["at"]?.string.flatMap { Instant($0) }.map { texts.moment($0, now: now, facts.zone) } ?? ""
            let total = value["totalMinor"]?.integer.map(money) ?? ""
            let name = ShownText.clean(value["name"]?.string ?? "")
            let from = "\(texts(.till)) \(ShownText.clean(value["till"]?.string ?? ""))"
            return Choice.Option(
                text: [when, from, total, name].filter { !$0.isEmpty }.joined(separator: "  "), pick: .basket(id: id))
        }
        switch options.count {
        case 0:
            say(.noneAside, .plain)
            return []
        case 1: return options.first.map { if case .basket(let id) = $0.pick { takeBasket(id) } else { [] } } ?? []
        default:
            step = .choice(Choice(title: texts(.keyResume), options: options))
            return []
        }
    }

    func takeBasket(_ id: String) -> [Act] {
        let body = JSONWriter.object { $0.field("till", till) }
        let path = "/v1/baskets/\(id.filter { $0.isLetter || $0.isNumber || "-_.".contains($0) })/take"
        return [.call(Call(.takeBasket, "POST", path, body))]
    }

    mutating func take(basket json: JSONValue) -> [Act] {
        guard let value = json["basket"], let resumed = Basket(resumed: value) else {
            say(.badBasket, .bad)
            return []
        }
        basket = resumed
        step = .sale
        for line in resumed.lines where line.quantity > 0 && prices.count < Self.pricesMax {
            prices[line.sku] = line.priceMinor
        }
        if let card = value["card"]?.string { basket.member = Member(card: card) }
        basket.key = value["key"]?.string.flatMap { Key($0, callingCode: reader.callingCode) }
        return quote()
    }

    /// What became of a basket that was put aside, once it is priced anew.
    mutating func sayWhatChanged() {
        guard let before = basket.totalBefore else { return }
        basket.totalBefore = nil
        let values: KeyValuePairs = ["before": money(before), "now": money(basket.totalMinor)]
        say(before == basket.totalMinor ? .resumedSame : .resumedOther, .warning, values)
    }
}

extension Member {
    /// Known by its card only, until the agent prices the basket.
    init(card: String) {
        self.init(
            card: card, name: "", tier: "", discountPercent: 0, here: 0, total: 0, pending: 0, offers: [], rewards: [],
            isBlocked: false, isProvisional: false)
    }
}
