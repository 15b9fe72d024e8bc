import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

extension CounterService {
    /// Asks that a receipt counts for a card: one that no card was shown for, or one of the wrong card. Central decides, also
    /// where the receipt is another store's, or has not reached it yet; what is plain here is refused here.
    func claim(_ json: JSONValue, till: String) throws -> [UInt8] {
        let caller = try Caller(json, till: till)
        guard !caller.isAnonymous else { throw BadInput.missing("key") }
        let request = try ServiceRequest(json, "claim", Caller.fields + ["of", "from", "reason"])
        let receipt = try receipt(json)
        let wrong = try json.optionalText("from")
        let reason = try json.optionalText("reason", bytesMax: 400)
        guard wrong == nil || reason != nil else { throw BadInput.missing("reason") }
        if let told = try told(request) { return told }
        try checkDay(receipt)
        let supervisor = wrong != nil || caller.supervisor != nil ? try prove(caller, for: "claim") : nil
        return try once(request) { connection in
            let found = try find(caller, connection)
            guard !found.flags.contains(.ambiguousKey) else { throw Self.ambiguousKey }
            guard found.card != nil || caller.key.flatMap(agent.rules.key) != nil else { throw Self.unknownCard }
            guard found.card?.card.isBlocked != true else { throw TillService.blockedCard }
            let from = try wrong.map { try card(of: $0, connection) }
            try check(receipt, for: found.card, from: from, connection)
            let today = agent.configuration.timeZone.day(of: agent.clock.now())
            var flags =
                agent.rules.programme.map {
                    agent.tally.lateFlags(cashier: caller.cashier, on: today, $0.limits)
                } ?? []
            if let cashier = caller.cashier, found.card?.card.employee == cashier { flags.append(.ownCard) }
            let claim = ReceiptClaim(
                receipt: receipt, card: found.card?.card.id, from: from, till: caller.till, cashier: caller.cashier,
                supervisor: supervisor?.id, flags: flags)
            let (event, row) = try append(
                .receiptClaimed(claim), personal(key: found.card == nil ? caller.key : nil, text: reason), connection)
            agent.tally.noteLateAddition(DayTally.Item(event), cashier: caller.cashier, on: today)
            let answer = answer(event, found) { object in
                object.field("pending", true)
                object.field("flags", strings: flags.map(\.rawValue))
            }
            return (answer, row)
        }
    }

    /// Whose it is wrongly: a card's id, or a key that this store knows.
    private func card(of text: String, _ connection: Connection) throws -> CardID {
        guard let programme = agent.rules.programme else { throw TillService.notReady }
        guard text.contains(":") else { return CardID(text) }
        let found = try CardFinder(cache: agent.cards(connection), rules: agent.rules, programme: programme)
            .find(card: nil, key: text)
        guard !found.flags.contains(.ambiguousKey) else { throw Self.ambiguousKey }
        guard let card = found.card else { throw Self.unknownCard }
        return card.card.id
    }

    private func receipt(_ json: JSONValue) throws -> ReceiptClaim.Receipt {
        guard let of = json["of"] else { throw BadInput.missing("of") }
        guard of.kind == .object else { throw BadInput.wrongType("of", wanted: "object", got: of) }
        guard let text = try of.optionalText("day") else { throw BadInput.missing("of.day") }
        guard let day = LocalDay(text) else {
            throw BadInput(code: "badValue", field: "of.day", message: "is no day such as 2026-03-14")
        }
        guard let till = try of.optionalText("till") else { throw BadInput.missing("of.till") }
        guard let receipt = try of.optionalText("receipt") else { throw BadInput.missing("of.receipt") }
        let store = try of.optionalText("store").map(StoreID.init(rawValue:)) ?? agent.configuration.store
        return ReceiptClaim.Receipt(store: store, till: till, receipt: receipt, day: day)
    }

    private func checkDay(_ receipt: ReceiptClaim.Receipt) throws {
        guard let programme = agent.rules.programme else { throw TillService.notReady }
        let today = agent.configuration.timeZone.day(of: agent.clock.now())
        // Another store's day may have begun already.
        guard receipt.day <= today.adding(days: 1) else {
            throw BadInput(code: "badValue", field: "of.day", message: "is still to come")
        }
        guard receipt.day.adding(days: Int(programme.limits.claimDays)) >= today else {
            throw Problem(
                409, "claimTooLate", "Receipts can be claimed for \(programme.limits.claimDays) days.", field: "of.day",
                next: "Tell the customer the programme's rule.")
        }
    }

    /// What this store knows of a receipt of its own.
    private func check(
        _ receipt: ReceiptClaim.Receipt, for card: CardCache.Stored?, from: CardID?, _ connection: Connection
    ) throws {
        guard receipt.store == agent.configuration.store else { return }
        let cache = agent.cards(connection)
        let rows = try connection.query(
            "SELECT card FROM receipt WHERE day = $1 AND till = $2 AND receipt = $3", receipt.day.number, receipt.till,
            receipt.receipt
        ) { $0.optionalCardNumber(0) }
        guard let row = rows.first, let holder = try row.map({ try cache.resolve($0) }) else { return }
        guard holder != card?.number else {
            throw Problem(
                409, "alreadyTheirs", "This receipt counts for this customer already.", field: "of",
                next: "Nothing is to be done.")
        }
        guard let from, try cache.resolve(CardNumber(from)) == holder else {
            throw Problem(
                409, "receiptTaken", "This receipt counts for \(from == nil ? "a" : "another") customer.",
                field: "from",
                next: "Where that is wrong, move it: send from, reason, supervisor and pin.")
        }
    }
}
