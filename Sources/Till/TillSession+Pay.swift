import JSON
import Loyalty

extension TillSession {
    mutating func startPayment() -> [Act] {
        guard !basket.lines.isEmpty else {
            say(.nothingToPay, .plain)
            return []
        }
        basket.payments = []
        step = .pay
        return holdOffers() + checkReturn()
    }

    /// Of an offer that has one use, no other till may give the same.
    private mutating func holdOffers() -> [Act] {
        let offers = basket.limitedOffers
        guard !isAgentDown, !offers.isEmpty, offers != basket.hold?.offers else { return [] }
        let points = basket.hold?.points(paying: basket.pointsPayMinor) ?? 0
        return [hold(points: points, offers: offers, .holdOffers)]
    }

    /// What is set aside for this receipt, in place of what was.
    private mutating func hold(points: Int64, offers: [String], _ purpose: Call.Purpose) -> Act {
        let receipt = makeReceipt()
        let body = JSONWriter.object { object in
            object.field("till", till)
            object.field("receipt", receipt)
            object.field("points", points)
            if points > 0 { object.field("totalMinor", max(0, basket.totalMinor)) }
            object.field("offers", strings: offers)
            basket.writeWho(to: &object)
        }
        return .call(Call(purpose, "POST", "/v1/holds", body))
    }

    mutating func isHeld(_ json: JSONValue) {
        let hold = Basket.Hold(
            points: json["points"]?.integer ?? 0, valueMinor: json["valueMinor"]?.integer ?? 0,
            offers: (json["offers"]?.array ?? []).compactMap(\.string),
            isDiscount: json["as"]?.string == "discount")
        basket.hold = hold.points > 0 || !hold.offers.isEmpty ? hold : nil
    }

    mutating func enterPayment(_ text: String) -> [Act] {
        if text.isEmpty { return pay("cash", basket.dueMinor) }
        if let received = amount.read(text) {
            guard basket.dueMinor > 0 else { return finish() }
            return pay("cash", received)
        }
        // Somebody scanned another article: the sale goes on.
        basket.payments = []
        return enterSale(text)
    }

    /// - Parameter received: what lies on the counter; more than is due gives change
    mutating func pay(_ kind: String, _ received: Int64) -> [Act] {
        let due = basket.dueMinor
        let part = due > 0 ? min(received, due) : due
        if part != 0 { basket.payments.append(Purchase.Part(kind: kind, amountMinor: part)) }
        guard basket.dueMinor == 0 else { return [] }
        return finish(changeMinor: max(0, received - part))
    }

    /// Goods that come back are recorded first, by themselves: what their purchase gave is taken back line by line.
    private mutating func finish(changeMinor: Int64 = 0) -> [Act] {
        basket.changeMinor = changeMinor
        return basket.hasReturned && !basket.isReturnRecorded ? returnGoods() : sell()
    }

    mutating func sell() -> [Act] {
        let purchase = basket.purchase(receipt: makeReceipt(), till: till, at: now, cashier: cashier)
        var slip = slip(.sale, purchase.receipt)
        slip.payments = basket.payments
        if basket.pointsPayMinor > basket.pointsDiscountMinor {
            slip.payments.insert(.init(kind: "points", amountMinor: basket.pointsPayMinor), at: 0)
        }
        slip.changeMinor = basket.changeMinor
        step = .done(slip)
        let body = purchase.json
        recording = Recording(call: Call(.purchase, "POST", "/v1/purchases", body), isKept: false)
        return [.keep(body)]
    }

    /// Whether the receipt is on the till's own disk. Without an agent that is all; it is sent when the agent answers again.
    public mutating func kept(_ isKept: Bool) -> [Act] {
        recording?.isKept = isKept
        guard let recording else { return [] }
        if recording.isReturn { return isKept ? returned(nil) : recordedNothing() }
        return isAgentDown ? recordedNothing() : [.call(recording.call)]
    }

    func slip(_ kind: Slip.Kind, _ receipt: String) -> Slip {
        var slip = Slip(
            kind: kind,
            reference: ReceiptReference(store: facts.store, till: till, receipt: receipt, day: today), at: now,
            lines: basket.slipLines, totalMinor: basket.totalMinor - basket.pointsDiscountMinor)
        slip.restoredMinor = basket.restoredMinor
        slip.pointsDiscountMinor = basket.pointsDiscountMinor
        slip.cashier = cashier
        slip.member = basket.member
        return slip
    }

    // MARK: what the agent made of it

    /// The agent has the receipt: points are known, and it is printed.
    mutating func recorded(_ json: JSONValue) -> [Act] {
        guard case .done(var slip) = step else { return [] }
        let after = json["card"].flatMap { Member($0, texts.language.names) }
        slip.points = after.map { points($0, json) }
        slip.member = after
        if after == nil, basket.key != nil { slip.remarks.append(texts(.slipLater)) }
        sayFlags(of: json)
        return close(slip)
    }

    /// What a programme's limits remark.
    private static let limitFlags: Set<String> = [
        "manyReceipts", "manyPoints", "muchRedeemed", "manyReturns", "sameCashier", "cashierReturns", "lateAdditions",
    ]

    /// What the agent remarks, in the chain's words.
    mutating func sayFlags(of json: JSONValue?) {
        notice = nil
        for flag in (json?["flags"]?.array ?? []).compactMap(\.string) {
            let key =
                Self.limitFlags.contains(flag)
                ? .flagReviewed : TextKey(rawValue: "flag\(flag.prefix(1).uppercased())\(flag.dropFirst())")
            notice = Notice(text: key.map { texts($0) } ?? ShownText.clean(flag), role: .warning)
        }
    }

    /// What the customer reads of their points: before, earned, redeemed, after.
    private func points(_ member: Member, _ json: JSONValue) -> Slip.Points {
        let earned = json["points"]?.integer ?? 0
        let redeemed = json["redeemed"]?.integer ?? basket.hold?.points ?? 0
        return Slip.Points(
            before: member.total - Self.counted(earned, json) + redeemed, earned: earned, redeemed: redeemed,
            after: member.total,
            pending: member.pending, asOf: link.lineDownSince == nil ? nil : member.asOf ?? link.lineDownSince)
    }

    /// What can be used on a later day only is no part of the balance.
    static func counted(_ points: Int64, _ json: JSONValue) -> Int64 {
        json["availableFrom"] == nil ? points : 0
    }

    /// The agent could not be told: the receipt waits here, and the customer's points with it.
    mutating func recordedNothing() -> [Act] {
        guard recording?.isKept == true else {
            // Nowhere: the goods stay until it is.
            basket.payments = []
            step = .pay
            say(.notRecorded, .bad)
            return []
        }
        guard case .done(var slip) = step else { return [] }
        if basket.member != nil || basket.key != nil { slip.remarks.append(texts(.slipLater)) }
        say(.keptHere, .warning)
        return close(slip)
    }

    mutating func close(_ slip: Slip) -> [Act] {
        slips.append(slip)
        if slips.count > Self.slipsMax { slips.removeFirst() }
        step = .done(slip)
        basket = Basket()
        returning = nil
        recording = nil
        return [print(slip)]
    }

    // MARK: points set aside

    /// Gives points back that were set aside for a receipt which does not come. Should the agent not hear of it, they come
    /// back by themselves.
    mutating func giveBack() -> [Act] {
        guard basket.hold != nil else { return [] }
        let act = hold(points: 0, offers: [], .giveBack)
        basket.hold = nil
        // A receipt that was given up is not used again.
        basket.receipt = nil
        return isAgentDown ? [] : [act]
    }

    mutating func cancelSale() -> [Act] {
        let acts = giveBack()
        basket = Basket()
        returning = nil
        step = .sale
        say(.saleCancelled, .plain)
        return acts
    }
}
