import JSON
import Loyalty

/// Questions that are asked one after the other, and the call that is made of their answers.
struct Form: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case findCustomer, enrol(Key), redeem, reward(id: String, name: String)
        case block, replace, complaint
        case findReceipt, cancel(ReceiptReference), claim(ReceiptReference), move(ReceiptReference)
        case returnGoods, cashier
    }

    enum Question: Sendable, Equatable {
        case key, name, consent, points, reason, number, words, receipt, supervisor, pin, cashier
        /// The one that a receipt is moved away from.
        case wrongKey
    }

    let kind: Kind
    /// Those still to be asked.
    var questions: [Question]
    var answers: [String: String] = [:]
    /// The same for every attempt, as is the time.
    let id: String
    let at: Instant
    /// Where the till was.
    var isPaying = false

    init(_ kind: Kind, _ questions: [Question], id: String, at: Instant) {
        self.kind = kind
        self.questions = questions
        self.id = id
        self.at = at
    }

    subscript(question: Question) -> String? {
        get { answers["\(question)"] }
        set { answers["\(question)"] = newValue }
    }

    /// Whether what is typed is shown as dots.
    var isSecret: Bool { questions.first == .pin }
}

extension TillSession {
    /// One answer to the first question of a form.
    mutating func enter(_ text: String, _ form: Form) -> [Act] {
        var form = form
        guard let question = form.questions.first else { return submit(form) }
        if case .enrol(let key) = form.kind, question == .name, !text.contains(where: \.isLetter) {
            // No name, but the next article: the sale goes on.
            return goOnUnknown(key) + (text.isEmpty ? [] : enterSale(text))
        }
        guard let answer = check(text, question, form) else {
            step = .form(form)
            return []
        }
        form[question] = answer
        form.questions.removeFirst()
        if form.questions.isEmpty { return submit(form) }
        step = .form(form)
        return []
    }

    /// The answer as it is sent; nil, and a notice, where it is none.
    private mutating func check(_ text: String, _ question: Form.Question, _ form: Form) -> String? {
        switch question {
        case .consent: return ["", "1"].contains(text) ? text : again(.refusedConsent)
        case .points: return checkPoints(text)
        case .key, .wrongKey, .number: return checkKey(text)
        case .receipt:
            guard let reference = try? reader.read(text).first, case .receipt(let found) = reference else {
                return ReceiptReference("#\(text)") == nil ? again(.refusedReceipt) : "#\(text)"
            }
            return found.description
        case .name, .reason, .words, .supervisor, .pin, .cashier:
            return text.isEmpty ? again(.refusedEmpty) : text
        }
    }

    private mutating func again(_ key: TextKey) -> String? {
        say(key, .bad)
        return nil
    }

    private mutating func checkKey(_ text: String) -> String? {
        do {
            for case .customer(let key) in try reader.read(text) { return key.text }
            return again(.refusedCustomer)
        } catch {
            notice = Notice(text: texts.refusal(error), role: .bad)
            return nil
        }
    }

    private mutating func checkPoints(_ text: String) -> String? {
        if text.isEmpty { return String(usefulPoints) }
        guard let points = Int64(text), points >= 0, let member = basket.member else { return again(.refusedPoints) }
        guard points <= member.total else {
            say(.refusedTooMany, .bad, ["total": texts.number(member.total)])
            return nil
        }
        return String(points)
    }

    /// No more than pay the basket, and no more than may be used here.
    var usefulPoints: Int64 {
        guard let member = basket.member else { return 0 }
        let most = basket.redeemable?.points ?? member.here
        guard let value = member.valueMinor, value > 0, member.total > 0 else { return most }
        // What is set aside already is replaced.
        let due = max(0, basket.dueMinor + basket.pointsPayMinor)
        return min(most, Int64(saturating: (Double(due) * Double(member.total) / Double(value)).rounded(.down)))
    }

    // MARK: sending

    /// A form whose questions are answered.
    mutating func submit(_ form: Form) -> [Act] {
        var form = form
        form.questions = []
        switch form.kind {
        case .findCustomer:
            step = .sale
            guard let key = form[.key].flatMap({ Key($0, callingCode: reader.callingCode) }) else { return [] }
            return take(.customer(key))
        case .findReceipt:
            step = .sale
            guard let reference = form[.receipt].flatMap(ReceiptReference.init) else { return [] }
            return take(.receipt(reference))
        case .cashier:
            cashier = form[.cashier]
            step = .sale
            // Whose card it is may be another matter now.
            return quote()
        default: break
        }
        guard !isAgentDown else {
            say(.needsAgent, .bad)
            step = form.isPaying ? .pay : .sale
            return []
        }
        step = .form(form)
        let receipt = form.kind == .redeem ? makeReceipt() : ""
        return [.call(Call(.form, "POST", form.path, body(of: form, receipt: receipt)))]
    }

    func body(of form: Form, receipt: String = "") -> [UInt8] {
        JSONWriter.object { object in
            if form.kind != .redeem { object.field("id", form.id) }
            object.field("till", cancelledTill(form) ?? till)
            object.field("at", form.at.description)
            object.field(ifPresent: "cashier", cashier)
            object.field(ifPresent: "supervisor", form[.supervisor])
            object.field(ifPresent: "pin", form[.pin])
            object.field(ifPresent: "reason", form[.reason])
            write(form, receipt: receipt, to: &object)
        }
    }

    /// A cancellation names the till of its receipt.
    private func cancelledTill(_ form: Form) -> String? {
        if case .cancel(let reference) = form.kind { reference.till } else { nil }
    }

    private func write(_ form: Form, receipt: String, to object: inout JSONWriter) {
        switch form.kind {
        case .enrol(let key):
            object.field("key", key.text)
            object.field(ifPresent: "name", form[.name])
            write(consents: ["programme"] + (form[.consent] == "1" ? settings.consents : []), to: &object)
        case .redeem:
            object.field("receipt", receipt)
            object.field("points", form[.points].flatMap { Int64($0) } ?? 0)
            object.field("totalMinor", max(0, basket.totalMinor))
            // A receipt's newer wish replaces the one before it.
            object.field("offers", strings: basket.limitedOffers)
            basket.writeWho(to: &object)
        case .reward(let id, _):
            object.field("reward", id)
            basket.writeWho(to: &object)
        case .block: basket.writeWho(to: &object)
        case .replace:
            object.field(ifPresent: "number", form[.number])
            basket.writeWho(to: &object)
            // Who shows the old card needs no supervisor.
            if basket.member != nil, let key = basket.key, key.kind == .card { object.field("key", key.text) }
        case .complaint:
            object.field(ifPresent: "text", form[.words])
            basket.writeWho(to: &object)
        case .cancel(let reference):
            object.field("receipt", reference.receipt)
            object.field(ifPresent: "day", reference.day?.description)
        case .claim(let reference):
            writeWho(form[.key], to: &object)
            write(reference, to: &object)
        case .move(let reference):
            writeWho(form[.key], to: &object)
            object.field(ifPresent: "from", form[.wrongKey])
            write(reference, to: &object)
        case .returnGoods: writeReturn(to: &object)
        case .findCustomer, .findReceipt, .cashier: break
        }
    }

    private func writeWho(_ key: String?, to object: inout JSONWriter) {
        if let key { object.field("key", key) } else { basket.writeWho(to: &object) }
    }

    private func write(consents: [String], to object: inout JSONWriter) {
        object.array("consents") { list in
            for purpose in consents {
                list.object { consent in
                    consent.field("purpose", purpose)
                    consent.field("granted", true)
                    consent.field("noticeVersion", settings.noticeVersion)
                    consent.field("language", texts.language.rawValue)
                    consent.field("method", "till")
                }
            }
        }
    }

    private func write(_ reference: ReceiptReference, to object: inout JSONWriter) {
        object.object("of") { of in
            of.field(ifPresent: "store", reference.store)
            of.field("till", reference.till ?? till)
            of.field("receipt", reference.receipt)
            of.field("day", (reference.day ?? today).description)
        }
    }

    private func writeReturn(to object: inout JSONWriter) {
        basket.writeWho(to: &object)
        if let reference = basket.returnedOf.flatMap(ReceiptReference.init) { write(reference, to: &object) }
        object.array("lines") { list in
            for index in basket.lines.indices where basket.lines[index].quantity < 0 {
                list.object { line in
                    line.field("sku", basket.lines[index].sku)
                    line.field("quantity", -basket.lines[index].quantity)
                    line.field("amountMinor", -basket.amountMinor(index))
                }
            }
        }
    }

}

extension Form {
    fileprivate var path: String {
        switch kind {
        case .enrol: "/v1/customers"
        case .redeem: "/v1/holds"
        case .reward: "/v1/rewards"
        case .block: "/v1/cards/block"
        case .replace: "/v1/cards/replace"
        case .complaint: "/v1/complaints"
        case .cancel: "/v1/voids"
        case .claim, .move: "/v1/claims"
        case .returnGoods: "/v1/returns"
        case .findCustomer, .findReceipt, .cashier: "/"
        }
    }
}
