import Database
import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// What tills do for customers beside selling: complaints, lost cards. Works without a line; central hears of it by events.
///
/// Its calls wait for a commit, and some for a slow hash: none is made on a server's own thread.
struct CounterService {
    let agent: Agent

    static let textBytesMax = 4_000

    /// Who asks for something, and for whom.
    struct Caller: Sendable {
        let till: String
        let cashier: String?
        let supervisor: String?
        let pin: String?
        let card: CardID?
        let key: String?

        init(_ json: JSONValue, till: String) throws {
            self.till = try json.optionalText("till") ?? till
            cashier = try json.optionalText("cashier")
            supervisor = try json.optionalText("supervisor")
            pin = try json.optionalText("pin")
            card = try json.optionalText("card").map(CardID.init(rawValue:))
            key = try json.optionalText("key")
        }

        var isAnonymous: Bool { card == nil && key == nil }

        static let fields = ["till", "cashier", "supervisor", "card", "key"]
    }

    // MARK: complaints

    func complain(_ json: JSONValue, till: String) throws -> [UInt8] {
        let caller = try Caller(json, till: till)
        let request = try ServiceRequest(json, "complaint", Caller.fields + ["text"])
        let text = try json.requiredText("text", bytesMax: Self.textBytesMax)
        if let told = try told(request) { return told }
        let number = number(at: agent.clock.now())
        return try once(request) { connection in
            let found = try find(caller, connection)
            let personal = personal(key: found.card == nil ? caller.key : nil, text: text)
            let complaint = Complaint(
                number: number, card: found.card?.card.id, till: caller.till, cashier: caller.cashier)
            let (event, row) = try append(.complaint(complaint), personal, connection)
            return (answer(event, found) { $0.field("number", number) }, row)
        }
    }

    /// Such as `260314-K7QM`: the day, and four signs that are told apart when they are read aloud. Drawn by lot, so that a
    /// store's file that was put back from a copy gives no number twice, but once in some hundred thousand times.
    private func number(at now: Instant) -> String {
        let signs = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
        let day = agent.configuration.timeZone.day(of: now).description.filter { $0 != "-" }.dropFirst(2)
        let drawn = agent.randomness.bytes(4).map { signs[Int($0) % signs.count] }
        return "\(day)-\(String(drawn))"
    }

    // MARK: lost cards

    /// At once here, and everywhere once central has heard of it. Where the card is not known here, central finds it.
    func block(_ json: JSONValue, till: String) throws -> [UInt8] {
        let caller = try Caller(json, till: till)
        guard !caller.isAnonymous else { throw BadInput.missing("key") }
        let request = try ServiceRequest(json, "block", Caller.fields + ["reason"])
        let reason = try json.requiredText("reason", bytesMax: 400)
        if let told = try told(request) { return told }
        let supervisor = try caller.supervisor.map { _ in try prove(caller, for: "block") }
        return try once(request) { connection in
            let found = try find(caller, connection)
            guard !found.flags.contains(.ambiguousKey) else { throw Self.ambiguousKey }
            guard found.card != nil || caller.key.flatMap(agent.rules.key) != nil else { throw Self.unknownCard }
            let personal = personal(key: found.card == nil ? caller.key : nil, text: reason)
            let block = CardBlock(
                card: found.card?.card.id, till: caller.till, cashier: caller.cashier, supervisor: supervisor?.id)
            let (event, row) = try append(.cardBlocked(block), personal, connection)
            if let card = found.card { try CardChanges(connection: connection).block(card.number, row: row) }
            return (answer(event, found) { $0.field("blocked", found.card != nil) }, row)
        }
    }

    /// Another card number, at once here. Who shows the old number needs no PIN; without it a supervisor's is wanted, since
    /// any phone number would do.
    func replace(_ json: JSONValue, till: String) throws -> [UInt8] {
        let caller = try Caller(json, till: till)
        guard !caller.isAnonymous else { throw BadInput.missing("key") }
        let request = try ServiceRequest(json, "replace", Caller.fields + ["number", "old", "reason"])
        let (rules, number) = (agent.rules, try json.requiredText("number"))
        let reason = try json.optionalText("reason", bytesMax: 400)
        guard rules.secret != nil else { throw TillService.notReady }
        guard let new = key(ofNumber: number), let newHash = rules.hash(new) else { throw TillService.badKey }
        let shown = caller.key.flatMap(rules.key).flatMap { $0.kind == .card ? $0 : nil }
        let old = try json.optionalText("old").flatMap(key(ofNumber:)) ?? shown
        if let told = try told(request) { return told }
        let supervisor = caller.supervisor != nil || shown == nil ? try prove(caller, for: "replace") : nil
        return try once(request) { connection in
            let found = try find(caller, connection)
            guard !found.flags.contains(.ambiguousKey) else { throw Self.ambiguousKey }
            guard let card = found.card else { throw Self.unknownCard }
            try check(new, newHash, isFreeFor: card, instead: old, connection)
            let oldHash = old.flatMap(rules.hash)
            let replacement = CardReplacement(
                card: card.card.id, oldHash: oldHash, till: caller.till, cashier: caller.cashier,
                supervisor: supervisor?.id)
            let (event, row) = try append(
                .cardReplaced(replacement), personal(key: new.text, text: reason), connection)
            try CardChanges(connection: connection).replace(
                oldHash.map(KeyNumber.init(hash:)), by: KeyNumber(hash: newHash), of: card.number, row: row)
            return (answer(event, found) { $0.field("replaced", true) }, row)
        }
    }

    /// As people write it, with `card:` or without.
    private func key(ofNumber text: String) -> Key? {
        let number = text.hasPrefix("card:") ? String(text.dropFirst(5)) : text
        // Another kind of key is no number of a card.
        guard !number.contains(":") else { return nil }
        return Key(kind: .card, number, callingCode: agent.rules.programme?.callingCode ?? "")
    }

    private func check(
        _ new: Key, _ hash: String, isFreeFor card: CardCache.Stored, instead old: Key?, _ connection: Connection
    ) throws {
        guard new != old else {
            throw BadInput(code: "badValue", field: "number", message: "is the number that is to be replaced")
        }
        try CardChanges(connection: connection).checkInUse(KeyNumber(hash: hash))
        guard let programme = agent.rules.programme else { throw TillService.notReady }
        let holders = try agent.cards(connection).stored(hash: hash, programme: programme)
        guard holders.allSatisfy({ $0.number == card.number }) else {
            throw Problem(
                409, "numberTaken", "This number is another customer's.", field: "number",
                next: "Take another piece of plastic.")
        }
    }

    // MARK: what all have in common

    func find(_ caller: Caller, _ connection: Connection) throws -> CardFinder.Found {
        guard let programme = agent.rules.programme else { throw TillService.notReady }
        return try CardFinder(cache: agent.cards(connection), rules: agent.rules, programme: programme)
            .find(card: caller.card, key: caller.key)
    }

    func prove(_ caller: Caller, for act: String) throws -> Person {
        try agent.pins.supervisor(caller.supervisor, pin: caller.pin, at: caller.till, for: act)
    }

    /// What the till was told when it sent this before: nobody types a PIN again for a lost answer.
    func told(_ request: ServiceRequest) throws -> [UInt8]? {
        try agent.database.read { try ServiceRequests(connection: $0).answer(to: request) }
    }

    /// Does it, unless it was done.
    func once(
        _ request: ServiceRequest, _ body: @escaping (Connection) throws -> (answer: [UInt8], row: Int64)
    ) throws -> [UInt8] {
        try agent.database.write { connection in
            let requests = ServiceRequests(connection: connection)
            if let told = try requests.answer(to: request) { return told }
            let done = try body(connection)
            try requests.keep(done.answer, of: request, row: done.row)
            return done.answer
        }
    }

    /// Nil where there is nothing to keep beside the event.
    func personal(key: String?, text: String?) -> Personal? {
        guard key != nil || text != nil else { return nil }
        let normal = key.flatMap(agent.rules.key)?.text ?? key.map { String($0.prefix(200)) }
        return Personal(salt: Hex.encode(agent.randomness.bytes(8)), key: normal, text: text)
    }

    func append(
        _ service: Service, _ personal: Personal?, _ connection: Connection
    ) throws -> (event: EventID, row: Int64) {
        try agent.append(.service(service), personal: personal, connection)
    }

    func answer(
        _ event: EventID, _ found: CardFinder.Found, _ more: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        JSONWriter.object { object in
            object.field("event", event.hex)
            object.field(ifPresent: "card", found.card?.card.id.rawValue)
            more(&object)
        }
    }

    static let unknownCard = Problem(
        404, "unknownCard", "This store does not know the customer.", field: "key",
        next: "With the line up, look them up first.")
    static let ambiguousKey = Problem(
        409, "ambiguousKey", "Several customers have this key.", field: "key", next: "Send card, from the lookup.")
}
