import JSON
import Loyalty

/// Goods that come back: asked about before money is paid back, and recorded before what is bought for them.
extension TillSession {
    private mutating func returnForm() -> Form {
        let form = basket.returnForm ?? Form(.returnGoods, [], id: makeID(), at: now)
        basket.returnForm = form
        return form
    }

    /// Before money is paid back.
    mutating func checkReturn() -> [Act] {
        guard !isAgentDown, !basket.isReturnRecorded, basket.returnedOf != nil else { return [] }
        return [.call(Call(.checkReturn, "POST", "/v1/returns/check", body(of: returnForm())))]
    }

    mutating func checked(_ json: JSONValue, of call: Call) {
        // Who pays is quicker than the answer at times: then it is said when the return is recorded. Or it is about goods of
        // which nobody speaks any more.
        guard step == .pay, !basket.isReturnRecorded, let form = basket.returnForm, call.body == body(of: form) else {
            return
        }
        let goods = basket.refundMinor + basket.restoredMinor
        basket.restoredMinor = restoredMinor(json, nil)
        let inPoints = basket.restoredMinor
        let paid = json["amountMinor"]?.integer
        let most = ["amount": money(max(0, (paid ?? goods) - inPoints))] as KeyValuePairs
        if json["found"]?.boolean == false {
            say(.returnUnknown, .warning)
        } else if Self.has("nothingLeft", json) {
            say(.returnNothing, .bad)
        } else if Self.has("capped", json) {
            say(.returnPart, .bad, most)
        } else if let paid, paid < goods {
            say(.returnPaid, .bad, most)
        } else if inPoints > 0 {
            say(Self.isTooLate(json) ? .returnPointsLate : .returnPoints, .warning, ["amount": money(inPoints)])
        }
    }

    mutating func returnGoods() -> [Act] { isAgentDown ? keepReturn() : submit(returnForm()) }

    /// Without an agent a return waits at the till, where it names its receipt; without one somebody must look at it.
    mutating func keepReturn() -> [Act] {
        guard let form = basket.returnForm, basket.returnedOf != nil else {
            basket.payments = []
            step = .pay
            say(.needsAgent, .bad)
            return []
        }
        step = .pay
        recording = Recording(
            call: Call(.form, "POST", "/v1/returns", body(of: form)), isKept: false, isReturn: true)
        return recording.map { [.keep($0.call.kept)] } ?? []
    }

    /// - Parameter json: what the agent made of it; nil where it could not be told yet
    mutating func returned(_ json: JSONValue?) -> [Act] {
        basket.isReturnRecorded = true
        let isTooLate = Self.isTooLate(json)
        let card = json?["card"].flatMap { Member($0, texts.language.names) }
        let said = basket.restoredMinor
        basket.restoredMinor = json.map { restoredMinor($0, card) } ?? said
        if basket.restoredMinor != said {
            guard payAnew() else {
                say(isTooLate ? .tooLateDue : .restoredDue, .warning, ["amount": money(basket.restoredMinor)])
                return []
            }
        }
        guard basket.isReturnOnly else { return sell() }
        var slip = slip(.returned, makeReceipt())
        slip.payments = basket.payments
        if let json, let card {
            let points = json["points"]?.integer ?? 0
            slip.member = card
            slip.points = Slip.Points(
                before: card.total - Self.counted(points, json), earned: points, redeemed: 0, after: card.total,
                pending: card.pending,
                asOf: link.lineDownSince == nil ? nil : card.asOf ?? link.lineDownSince)
        }
        slip.isTooLateForPoints = isTooLate
        if isTooLate { slip.remarks.append(texts(.slipTooLate)) }
        let restored = json?["restored"]?.integer ?? 0
        if restored > 0 { slip.remarks.append(texts(.slipRestored, ["points": texts.number(restored)])) }
        if restored == 0, !isTooLate, json?["pending"]?.boolean ?? true { slip.remarks.append(texts(.slipReturnLater)) }
        sayFlags(of: json)
        return close(slip)
    }

    /// The money is another sum than was said before. What was received stays received.
    /// - Returns: whether it is enough
    private mutating func payAnew() -> Bool {
        let taken = basket.payments.filter { $0.amountMinor > 0 }
        let received = taken.reduce(basket.changeMinor) { $0 + $1.amountMinor }
        let kind = taken.first?.kind ?? "cash"
        basket.payments = []
        let due = basket.dueMinor
        let paid = due > 0 ? min(due, received) : due
        if paid != 0 { basket.payments = [.init(kind: due > 0 ? kind : "cash", amountMinor: paid)] }
        basket.changeMinor = due > 0 ? received - paid : received
        if basket.dueMinor > 0 { step = .pay }
        return basket.dueMinor <= 0
    }

    /// Whether the purchase was too old for its points to change.
    static func isTooLate(_ json: JSONValue?) -> Bool { has("tooLate", json) }

    static func has(_ flag: String, _ json: JSONValue?) -> Bool {
        (json?["flags"]?.array ?? []).contains { $0.string == flag }
    }

    /// What the points that come back are worth, or would be, at most what the goods are.
    private func restoredMinor(_ json: JSONValue, _ card: Member?) -> Int64 {
        let goods = basket.refundMinor + basket.restoredMinor
        if let value = json["restoredMinor"]?.integer { return min(goods, value) }
        guard let points = json["restored"]?.integer, points > 0 else { return 0 }
        // As they paid, where the receipt is known here; else as points are worth now.
        let known = basket.returnedOf.flatMap(ReceiptReference.init).flatMap { of in slips.last { $0.reference == of } }
        let paid = known.map { slip in
            slip.payments.reduce(slip.pointsDiscountMinor) { $1.kind == "points" ? $0 + $1.amountMinor : $0 }
        }
        if let paid, let used = known?.points?.redeemed, used > 0 {
            return min(goods, Int64(saturating: Double(paid) * Double(points) / Double(used)))
        }
        guard let card, let value = card.valueMinor, card.total > 0 else { return 0 }
        return min(goods, Int64(saturating: Double(value) * Double(points) / Double(card.total)))
    }
}
