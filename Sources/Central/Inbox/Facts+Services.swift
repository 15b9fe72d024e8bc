import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Facts of what happened at a counter beside sales. Complain of an event before they write anything of it.
extension Facts {
    func apply(
        _ service: Service, _ event: Event, personal: Personal?, number: Int64, at place: EventPlace
    ) throws {
        let at = try recordedAt(event)
        let facts = CounterFacts(connection: connection)
        switch service {
        case .pinTried(let tried):
            try Pins(connection: connection).note(tried, at: at, store: store, event: number)
        case .complaint(let complaint):
            let card = try known(complaint.card, personal)
            try facts.note(complaint, card: card, at: at, store: store, event: number)
            if let card { note(card, at: place, at) }
        case .cardBlocked(let block):
            guard let card = try known(block.card, personal) else {
                throw BadInput(code: "unknownCard", field: "key", message: "is no one customer's")
            }
            try facts.note(block, card: card, at: at, store: store, event: number)
            note(card, at: place, at)
        case .cardReplaced(let replacement):
            guard let new = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }), new.kind == .card
            else { throw BadInput.missing("number") }
            let card: Int64
            do { card = try replacing(replacement.card, new) } catch let error as BadInput {
                try sayAgain(whose: new, replacement)
                note(try self.number(of: replacement.card), at: place, now)
                throw error
            }
            try facts.replace(replacement, by: new, of: card, cards, at: at, event: number)
            note(card, at: place, at)
        case .receiptClaimed(let claim):
            let card = try claimant(claim, personal)
            // A card that nobody has is nobody's wrong card.
            let from = try claim.from.map { try cards.number(of: $0) ?? 0 }
            try Claims(connection: connection).add(claim, card: card, from: from, at: at, store: store, event: number)
            let receipt = claim.receipt
            try Suspicions(connection: connection).note(
                claim.flags.filter(\.isSuspicious).map(\.rawValue), event: number, store: store,
                day: (Zone(programme.timeZone) ?? .utc).day(of: at),
                till: claim.till, receipt: "\(receipt.store)/\(receipt.till)/\(receipt.receipt)", card: card,
                cashier: claim.cashier)
            note(card, at: place, at)
        }
    }

    /// The event came again in another epoch: its card's place is new.
    func seenAgain(_ service: Service, _ event: Event, at place: EventPlace) throws {
        let id: CardID? =
            switch service {
            case .pinTried: nil
            case .complaint(let complaint): complaint.card
            case .cardBlocked(let block): block.card
            case .cardReplaced(let replacement): replacement.card
            case .receiptClaimed(let claim): claim.card
            }
        if case .cardReplaced(let replacement) = service { try sayAgain(whose: nil, replacement) }
        guard let card = try id.flatMap(cards.number(of:)) else { return }
        note(card, at: place, try recordedAt(event))
    }

    /// The store goes by what its till did to these numbers until it hears that the event came: what central says of them
    /// must reach it then, though nothing changed.
    private func sayAgain(whose new: Key?, _ replacement: CardReplacement) throws {
        for hash in [replacement.oldHash, new.map(cards.secret.hash)].compactMap(\.self) {
            try connection.run("DELETE FROM feed WHERE id = $1 AND kind = 'key' AND store = $2", hash, store.rawValue)
        }
        try connection.markDirty(new.map(cards.holders) ?? [])
    }

    /// The card that the store named, opened where central does not know it yet; else that of the key beside the event,
    /// where it is one customer's.
    private func known(_ id: CardID?, _ personal: Personal?) throws -> Int64? {
        if let id { return try cards.number(of: id) ?? open(id, source: "till") }
        guard let key = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }) else { return nil }
        let found = try cards.find(key)
        return found.count == 1 ? found[0] : nil
    }

    /// Who wants a receipt to be theirs: opened as by a purchase where nobody has the key yet.
    private func claimant(_ claim: ReceiptClaim, _ personal: Personal?) throws -> Int64 {
        if let id = claim.card { return try number(of: id) }
        guard let key = personal?.key.flatMap({ Key($0, callingCode: programme.callingCode) }),
            try cards.retired(key) == nil
        else { throw BadInput(code: "unknownCard", field: "key", message: "is no one customer's") }
        let found = try cards.find(key)
        guard found.count <= 1 else {
            throw BadInput(code: "unknownCard", field: "key", message: "is several customers'")
        }
        if let card = found.first { return card }
        let card = try number(of: aggregator.secret.cardID(for: key))
        try cards.add(key, to: card)
        return card
    }

    /// The new number may have been shown in another store before this one's line was up, which opened a customer for it:
    /// nobody's but by that number, who is one with this one after the next run.
    /// - Throws: `BadInput` where the number is another customer's
    private func replacing(_ id: CardID, _ new: Key) throws -> Int64 {
        let card = try cards.number(of: id)
        for holder in try cards.holders(new) where try card.map({ try cards.areOnes($0, holder) }) != true {
            if try cards.isKnown(holder, byNothingBut: new) { continue }
            throw BadInput(code: "numberTaken", field: "number", message: "is another customer's")
        }
        return try card ?? open(id, source: "till")
    }
}
