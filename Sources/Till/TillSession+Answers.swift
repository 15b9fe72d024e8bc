import JSON
import Loyalty

extension TillSession {
    /// What came of a call.
    public mutating func hear(_ answer: Answer, to call: Call, at instant: Instant) -> [Act] {
        now = instant
        if case .nobody = answer { return heardNothing(of: call) }
        let wasDown = isAgentDown
        link.agentDownSince = nil
        switch answer {
        case .done(let json):
            let acts = heard(json, of: call)
            // The basket was last priced by hand; who pays already has heard the price.
            return wasDown && call.purpose == .status && step != .pay ? acts + quote() : acts
        case .refused(let status, let code, let detail, let json):
            return heardNo(status, code, detail, json, of: call)
        case .nobody: return []
        }
    }

    private mutating func heard(_ json: JSONValue, of call: Call) -> [Act] {
        switch call.purpose {
        case .status: note(status: json)
        case .lookup(let key): return found(key, json)
        case .lookupAgain(let key): return foundLater(key, json)
        case .quote:
            heard(quote: json)
        case .purchase: return [.settle(call.body)] + recorded(json)
        case .holdOffers: isHeld(json)
        case .checkReturn: checked(json, of: call)
        case .giveBack: break
        case .grants: say(.pointsAsked, .plain)
        case .putAside:
            basket = Basket()
            step = .sale
            say(.putAside, .good)
        case .baskets: return choose(among: json)
        case .takeBasket: return take(basket: json)
        case .history: show(history: json)
        case .form:
            guard case .form(let form) = step else { return [] }
            return done(form, json)
        }
        return []
    }

    private mutating func heard(quote json: JSONValue) {
        let wasOwnCard = basket.member?.isOwnCard == true
        basket.take(quote: json, texts.language.names)
        sayWhatChanged()
        if case .form(let form) = step, form.kind == .redeem, form.questions == [.points] { sayHowManyPoints() }
        if !wasOwnCard, basket.member?.isOwnCard == true { say(.problemOwnCard, .bad) }
    }

    private mutating func note(status json: JSONValue) {
        if let known = StoreFacts(json), !known.currency.isEmpty { facts = known }
        let state = json["state"]?.string ?? ""
        let isDown = ["offline", "neverSynced", "auth", "wrongCentral", "certificate", "clock", "refused"]
        guard isDown.contains(state) else { return link.lineDownSince = nil }
        let since = (json["problemSince"] ?? json["lastSuccessAt"])?.string.flatMap { Instant($0) }
        link.lineDownSince = since ?? link.lineDownSince ?? now
    }

    // MARK: no

    /// Nobody answers: the till goes on by itself.
    private mutating func heardNothing(of call: Call) -> [Act] {
        if link.agentDownSince == nil { link.agentDownSince = now }
        link.askedAt = now
        switch call.purpose {
        case .purchase: return recordedNothing()
        case .lookup(let key):
            let acts = goOnUnknown(key)
            say(.soldToUnknown, .warning, ["key": key.value])
            return acts
        case .form:
            if case .form(let form) = step, form.kind == .returnGoods { return keepReturn() }
            say(.needsAgent, .bad)
            if case .form(let form) = step { step = form.isPaying ? .pay : .sale }
        case .putAside, .baskets, .takeBasket, .history, .grants: say(.needsAgent, .bad)
        case .status, .quote, .holdOffers, .checkReturn, .giveBack, .lookupAgain: break
        }
        return []
    }

    private mutating func heardNo(
        _ status: Int, _ code: String, _ detail: String, _ json: JSONValue?, of call: Call
    ) -> [Act] {
        switch call.purpose {
        // Of a return it is said again when it is recorded.
        case .status, .giveBack, .lookupAgain, .checkReturn: return []
        case .quote where code == "notReady": return []
        case .holdOffers:
            // Another till was quicker: the offer is no longer part of the price.
            notice = Notice(text: sentence(code, detail, json), role: .bad)
            return quote()
        case .purchase:
            let acts = recordedNothing()
            notice = Notice(text: sentence(code, detail, json), role: .bad)
            return (Self.refusesForGood(status) ? [.setAside(call.body)] : []) + acts
        case .form:
            guard case .form(let form) = step else { return [] }
            return refused(form, code, detail, json)
        default:
            notice = Notice(text: sentence(code, detail, json), role: .bad)
            return []
        }
    }

    /// The agent takes everything that is a receipt: where it cannot even read one, somebody must look at it. A token that
    /// it does not accept can be replaced.
    public static func refusesForGood(_ status: Int) -> Bool { [400, 413, 415, 422].contains(status) }

    /// The chain's own words for a code; the agent's where there are none.
    func sentence(_ code: String, _ detail: String, _ json: JSONValue?) -> String {
        guard var text = texts.sentence(forCode: code) else { return ShownText.clean(detail) }
        for name in ["here", "total", "wanted", "most", "triesLeft", "days"] {
            guard let number = json?[name]?.integer else { continue }
            text = TillTexts.fill(text, name, texts.number(number))
        }
        return text
    }

    /// The programme wants a least number of points, and steps.
    private mutating func sayWhichPoints(_ json: JSONValue?) {
        guard let fewest = json?["pointsMin"]?.integer, let step = json?["pointsStep"]?.integer else {
            return say(.refusedPoints, .bad)
        }
        let values: KeyValuePairs = ["pointsMin": texts.number(fewest), "pointsStep": texts.number(step)]
        say(step > 1 ? .refusedSteps : .refusedFewest, .bad, values)
    }

    private mutating func refused(_ form: Form, _ code: String, _ detail: String, _ json: JSONValue?) -> [Act] {
        var form = form
        // The last wrong one has locked it.
        let code = code == "badPin" && json?["triesLeft"]?.integer == 0 ? "pinLocked" : code
        notice = Notice(text: sentence(code, detail, json), role: .bad)
        switch code {
        case "pinRequired", "unknownPerson", "notSupervisor":
            form.questions = [.supervisor, .pin]
            step = .form(form)
        case "badPin":
            form.questions = [.pin]
            step = .form(form)
        case "notEnoughHere":
            step = form.isPaying ? .pay : .sale
            basket.hasAskedPoints = true
            guard link.lineDownSince == nil, let wanted = form[.points].flatMap({ Int64($0) }) else { return [] }
            let body = JSONWriter.object { object in
                basket.writeWho(to: &object)
                object.field("points", wanted)
            }
            return [.call(Call(.grants, "POST", "/v1/grants", body))]
        case "badValue" where form.kind == .redeem:
            form.questions = [.points]
            step = .form(form)
            sayWhichPoints(json)
        default: step = form.isPaying ? .pay : .sale
        }
        return []
    }

    // MARK: yes

    private mutating func done(_ form: Form, _ json: JSONValue) -> [Act] {
        step = form.isPaying ? .pay : .sale
        let card = (json["card"] ?? json["cards"]?.array?.first).flatMap { Member($0, texts.language.names) }
        let points = texts.number(json["points"]?.integer ?? 0)
        switch form.kind {
        case .enrol(let key):
            guard let card else { return [] }
            let acts = serve(card, key)
            say(json["known"]?.boolean == true ? .knownAlready : .enrolled, .good, ["name": card.name])
            return acts
        case .redeem:
            isHeld(json)
            if let hold = basket.hold, hold.points > 0 {
                say(.held, .good, ["points": texts.number(hold.points), "value": money(hold.valueMinor)])
            }
            // What points pay may earn none.
            return quote()
        case .reward(_, let name):
            if let card { basket.member = card }
            return showReward(name, json) + quote()
        case .returnGoods: return returned(json)
        case .cancel(let reference): return cancelled(reference, json)
        case .block:
            say(.didBlock, .good)
            return quote()
        case .replace: say(.didReplace, .good)
        case .complaint:
            let number = ShownText.clean(json["number"]?.string ?? json["number"]?.integer.map(String.init) ?? "")
            let row = texts(.didComplaint, ["number": number])
            step = .show(title: row, rows: [])
            return [.print([row])]
        case .claim: say(json["pending"]?.boolean == true ? .didClaimLater : .didClaim, .good, ["points": points])
        case .move: say(.didMove, .good)
        case .findCustomer, .findReceipt, .cashier: break
        }
        return []
    }

    private mutating func showReward(_ name: String, _ json: JSONValue) -> [Act] {
        let code = ShownText.clean(json["code"]?.string ?? "")
        var rows = [name]
        if let text = json["texts"]?[texts.language.names]?.string { rows.append(ShownText.clean(text)) }
        if !code.isEmpty { rows.append("\(texts(.rewardCode)): \(code)") }
        if let prize = json["prize"] {
            rows.append(ShownText.clean(prize["names"]?[texts.language.names]?.string ?? prize.string ?? ""))
        }
        step = .show(title: texts(.didReward), rows: rows)
        return [.print([texts(.didReward)] + rows)]
    }

    private mutating func cancelled(_ reference: ReceiptReference, _ json: JSONValue) -> [Act] {
        guard json["event"] != nil else {
            say(.problemUnknownReceipt, .bad)
            return []
        }
        // Nobody here can say what was paid, or whether it was paid back.
        guard json["found"]?.boolean ?? true else {
            say(.didCancelUnknown, .bad, ["number": reference.receipt])
            return []
        }
        guard !Self.has("nothingLeft", json) else {
            say(.didCancelNothing, .bad, ["number": reference.receipt])
            return []
        }
        let inPoints = json["restoredMinor"]?.integer ?? 0
        let isTooLate = Self.isTooLate(json)
        say(
            isTooLate ? .didCancelTooLate : inPoints > 0 ? .didCancelPoints : .didCancel, .good,
            ["number": reference.receipt, "value": money(inPoints)])
        guard var slip = slips.last(where: { $0.reference == reference }) else { return [] }
        slip.kind = .cancelled
        slip.at = now
        slip.changeMinor = 0
        slip.points = nil
        slip.member = nil
        if isTooLate { slip.remarks.append(texts(.slipTooLate)) }
        let restored = json["restored"]?.integer ?? 0
        if restored > 0 { slip.remarks.append(texts(.slipRestored, ["points": texts.number(restored)])) }
        return [print(slip)]
    }

    static let movementsMax = 10

    private mutating func show(history json: JSONValue) {
        let movements = (json["movements"]?.array ?? []).prefix(Self.movementsMax)
        let rows = movements.map { value in
            let when = value["at"]?.string.flatMap { Instant($0) }.map { texts.stamp($0, now: now, facts.zone) } ?? ""
            let kind = value["kind"]?.string ?? ""
            let name = TextKey(rawValue: "movement\(kind.prefix(1).uppercased())\(kind.dropFirst())")
            let points = value["points"]?.integer ?? 0, redeemed = value["redeemed"]?.integer ?? 0
            let counts = [points, -redeemed].filter { $0 != 0 }.map { ($0 > 0 ? "+" : "") + texts.number($0) }
            let count = counts.isEmpty ? texts.number(0) : counts.joined(separator: "  ")
            return "\(when)  \(name.map { texts($0) } ?? ShownText.clean(kind))  \(count)"
                + (value["receipt"]?.string).map { "  #\(ShownText.clean($0))" }.orNothing
                + (value["reward"]?.string).map { "  \(ShownText.clean($0))" }.orNothing
        }
        step = .show(title: texts(.actHistory), rows: rows.isEmpty ? [texts(.noMovements)] : rows)
    }
}

extension Optional<String> {
    fileprivate var orNothing: String { self ?? "" }
}
