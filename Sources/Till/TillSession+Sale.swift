import JSON
import Loyalty

extension TillSession {
    // MARK: the one field

    mutating func enterSale(_ text: String) -> [Act] {
        step = .sale
        switch text {
        case "": return startPayment()
        case "-":
            basket.removeLast()
            return quote()
        case "?": return run(.help)
        default: break
        }
        do {
            let entries = try reader.read(text)
            guard entries.count > 1 else { return entries.first.map { take($0) } ?? [] }
            let options = entries.map { Choice.Option(text: describe($0), pick: .entry($0)) }
            step = .choice(Choice(title: texts(.whichOne), options: options))
        } catch {
            notice = Notice(text: texts.refusal(error), role: .bad)
        }
        return []
    }

    private func describe(_ entry: Entry) -> String {
        switch entry {
        case .item(let item): "\(texts(.article)) \(item.sku)"
        case .customer(let key) where key.kind == .phone: "\(texts(.phone)) \(key.value)"
        case .customer(let key): "\(texts(.document)) \(key.value)"
        case .receipt(let reference): "\(texts(.receiptTitle)) \(reference)"
        case .quantity(let quantity): texts.quantity(quantity)
        }
    }

    mutating func take(_ entry: Entry) -> [Act] {
        switch entry {
        case .item(let item): return take(item)
        case .quantity(let quantity):
            pendingQuantity = quantity
            say(.quantityNext, .plain, ["quantity": texts.quantity(quantity)])
            return []
        case .customer(let key):
            guard basket.hold == nil else {
                say(.holdFirst, .bad)
                return []
            }
            return [lookup(key)]
        case .receipt(let reference):
            if returning != nil {
                returning = Returning(of: full(reference))
                return []
            }
            openReceipt(full(reference))
            return []
        }
    }

    /// With what was left out: this store, this till, today.
    func full(_ reference: ReceiptReference) -> ReceiptReference {
        ReceiptReference(
            store: reference.store ?? facts.store, till: reference.till ?? till, receipt: reference.receipt,
            day: reference.day ?? today)
    }

    // MARK: articles

    private mutating func take(_ item: Entry.Item) -> [Act] {
        var item = item
        if let quantity = pendingQuantity {
            item.quantity = quantity
            pendingQuantity = nil
        }
        item.isReturned = item.isReturned || returning != nil
        guard let price = item.priceMinor ?? priceOfReturned(item) ?? prices[item.sku] else {
            step = .price(item)
            return []
        }
        return add(item, priceMinor: price)
    }

    /// What was paid for one, where its receipt is known here.
    private func priceOfReturned(_ item: Entry.Item) -> Int64? {
        guard item.isReturned, let reference = returning?.of,
            let line = slips.last(where: { $0.reference == reference })?.lines.first(where: { $0.sku == item.sku }),
            line.quantity > 0
        else { return nil }
        return Int64((Double(line.amountMinor) / line.quantity).rounded())
    }

    mutating func enterPrice(_ text: String, _ item: Entry.Item) -> [Act] {
        guard let price = amount.read(text) else {
            say(.refusedPrice, .bad)
            return []
        }
        return add(item, priceMinor: price)
    }

    private mutating func add(_ item: Entry.Item, priceMinor: Int64) -> [Act] {
        step = .sale
        var line = Basket.Line(
            sku: item.sku, quantity: item.isReturned ? -item.quantity : item.quantity, priceMinor: priceMinor)
        line.receipt = item.isReturned ? returning?.of?.description : nil
        guard basket.lines.count < Basket.linesMax, line.grossMinor.magnitude <= UInt64(Money.amountMinorMax) else {
            say(.basketFull, .bad)
            return []
        }
        if !item.isReturned, prices.count < Self.pricesMax { prices[item.sku] = priceMinor }
        basket.add(line)
        return quote()
    }

    /// Prices the basket anew; without an agent it stays at the prices typed.
    func quote() -> [Act] {
        guard !basket.lines.isEmpty, !basket.isReturnOnly, !isAgentDown else { return [] }
        return [.call(Call(.quote, "POST", "/v1/quotes", basket.quoteBody(till: till, at: now, cashier: cashier)))]
    }

    // MARK: customers

    func lookup(_ key: Key, again: Bool = false) -> Act {
        let body = JSONWriter.object { object in
            object.field("key", key.text)
            object.field(ifPresent: "cashier", cashier)
        }
        return .call(Call(again ? .lookupAgain(key) : .lookup(key), "POST", "/v1/cards/lookup", body))
    }

    mutating func found(_ key: Key, _ json: JSONValue) -> [Act] {
        let members = (json["cards"]?.array ?? []).compactMap { Member($0, texts.language.names) }
        if members.count > 1 {
            let options = members.map { Choice.Option(text: "\($0.name)  \($0.tier)", pick: .member($0)) }
            step = .choice(Choice(title: texts(.whichOne), options: options))
            return []
        }
        if let member = members.first { return serve(member, key) }
        asking = json["asked"]?.boolean == true ? ask(key, triesLeft: Self.askTries) : nil
        offerEnrolment(key)
        return []
    }

    /// Central's answer, a moment later: the cashier may have gone on.
    mutating func foundLater(_ key: Key, _ json: JSONValue) -> [Act] {
        guard let member = (json["cards"]?.array ?? []).first.flatMap({ Member($0, texts.language.names) }) else {
            return []
        }
        asking = nil
        if case .form(let form) = step, form.kind == .enrol(key) { return serve(member, key) }
        let isSelling: Bool
        switch step {
        case .sale, .price: isSelling = true
        default: isSelling = false
        }
        guard isSelling, basket.member == nil, basket.key == key else { return [] }
        basket.member = member
        tell(of: member)
        return quote()
    }

    mutating func serve(_ member: Member, _ key: Key?) -> [Act] {
        basket.member = member
        basket.key = key
        asking = nil
        field = ""
        step = .sale
        notice = nil
        tell(of: member)
        return quote()
    }

    /// What the customer is to hear besides what the card shows.
    private mutating func tell(of member: Member) {
        if member.isBlocked { return say(.blocked, .bad) }
        if member.isOwnCard { return say(.problemOwnCard, .bad) }
        guard !member.refusedClaims.isEmpty else { return }
        let told = member.refusedClaims.prefix(Self.claimsToldMax).map { texts.sentence($0, today: today) }
        notice = Notice(text: told.joined(separator: " "), role: .warning)
    }

    /// What the rows for notices have room for.
    private static let claimsToldMax = 2

    mutating func offerEnrolment(_ key: Key) {
        step = .form(Form(.enrol(key), [.name, .consent], id: makeID(), at: now))
        let text: TextKey = asking != nil ? .askingCentral : link.lineDownSince == nil ? .notFound : .notFoundHere
        say(text, .warning, ["key": key.value])
    }

    /// The receipt carries the key; whose it is, central finds out.
    mutating func goOnUnknown(_ key: Key) -> [Act] {
        basket.member = nil
        basket.key = key
        step = .sale
        say(.soldToUnknown, .plain, ["key": key.value])
        return quote()
    }
}
