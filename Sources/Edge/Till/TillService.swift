import Database
import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// What tills ask and tell. Answers whether or not the line is up; nothing about loyalty refuses a receipt.
struct TillService {
    let agent: Agent

    // MARK: lookup

    /// The cards of a key; none where the store does not know it.
    /// - Parameter cashier: who is logged in at the till
    func lookup(_ text: String, at: Instant, cashier: String?) throws -> [UInt8] {
        let rules = agent.rules
        guard let programme = rules.programme else { throw Self.notReady }
        guard let key = rules.key(text) else { throw Self.badKey }
        let day = agent.configuration.timeZone.day(of: at)
        guard let hash = rules.hash(key) else { throw Self.notReady }
        let views = try agent.database.read {
            try agent.cards($0).views(hash: hash, programme: programme, at: agent.moment)
        }
        let asOf = agent.pulse.withLock { $0.asOf }
        let isAsked = views.isEmpty && agent.ask(for: hash)
        let answer = CardAnswer(
            programme: programme, store: agent.configuration.store, day: day, asOf: asOf, cashier: cashier)
        var writer = JSONWriter(capacity: 1024)
        writer.object { object in
            object.array("cards") { list in for view in views { answer.write(view, to: &list) } }
            // Central was asked just now; where it knows the customer, the card is here in a moment.
            if isAsked { object.field("asked", true) }
        }
        return writer.bytes
    }

    // MARK: quote

    /// - Parameter till: of whose token it is
    func quote(_ json: JSONValue, till: String) throws -> [UInt8] {
        let rules = agent.rules
        guard let programme = rules.programme else { throw Self.notReady }
        let at = try Purchase.optionalInstant(json, "at") ?? agent.correctedNow
        let basket = try BasketRequest(json, till: till)
        let day = agent.configuration.timeZone.day(of: at)
        let store = agent.configuration.store
        let (view, flags, own, risk) = try agent.database.read { connection in
            let cache = agent.cards(connection)
            let found = try CardFinder(cache: cache, rules: rules, programme: programme, cashier: basket.cashier)
                .find(card: basket.card, key: basket.key)
            let moment = agent.moment
            let risk = try found.card.map {
                try CapUse(connection: connection, programme: programme).left(
                    $0.card.id, on: moment.day, at: moment.now)
            }
            let own = try basket.receipt.flatMap {
                try Holds(connection: connection).hold(till: basket.till, receipt: $0, at: moment.now)
            }
            return (try found.card.map { try cache.view($0, programme, at: moment) }, found.flags, own, risk ?? 0)
        }
        let asOf = agent.pulse.withLock { $0.asOf }
        let quote = Quote(
            basket: basket.lines, card: flags.contains(.ownCard) ? nil : view?.card, programme: programme, day: day,
            minuteOfDay: agent.configuration.timeZone.minuteOfDay(of: at), store: store,
            isEmployee: basket.isEmployee || view?.card.employee != nil,
            // Lapsed, they pay all the same: the till takes them for what is to be paid.
            asideMinor: programme.valueMinor(ofPoints: own?.points ?? 0))
        var writer = JSONWriter(capacity: 1024)
        writer.object { object in
            quote.write(programme, to: &object)
            object.field("programme", programme.version)
            object.field("flags", strings: flags.map(\.rawValue))
            if let view {
                if !flags.contains(.ownCard) {
                    let more = risk + (own?.isLapsed == false ? own?.points ?? 0 : 0)
                    let redeemable =
                        view.card.isBlocked
                        ? Redeemable(.blocked)
                        : programme.redeemable(
                            ofTotalMinor: quote.totalMinor, here: view.pointsHere(on: day) + more,
                            balance: view.card.points)
                    redeemable.write(programme, to: &object)
                }
                object.key("card")
                CardAnswer(programme: programme, store: store, day: day, asOf: asOf, cashier: basket.cashier)
                    .write(view, to: &object)
            }
        }
        return writer.bytes
    }

    // MARK: enrol

    struct EnrolmentRequest {
        let key: String
        let name: String?
        let consents: [Consent]

        init(_ json: JSONValue) throws {
            guard json.kind == .object else { throw BadInput.wrongType("", wanted: "object", got: json) }
            guard let keyValue = json["key"] else { throw BadInput.missing("key") }
            guard let key = keyValue.string else { throw BadInput.wrongType("key", wanted: "string", got: keyValue) }
            self.key = key
            if let nameValue = json["name"], nameValue.string == nil {
                throw BadInput.wrongType("name", wanted: "string", got: nameValue)
            }
            name = json["name"]?.string.map { String($0.prefix(120)) }
            if let list = json["consents"], list.array == nil {
                throw BadInput.wrongType("consents", wanted: "array", got: list)
            }
            consents = try (json["consents"]?.array ?? []).prefix(50).map(Consent.init(json:))
        }
    }

    /// Makes a card that works at once in this store; a known key answers with its cards and changes nothing.
    func enrol(_ request: EnrolmentRequest, till: String, _ responder: any Responder) throws {
        let rules = agent.rules
        guard let programme = rules.programme else { throw Self.notReady }
        guard let key = rules.key(request.key) else { throw Self.badKey }
        guard let hash = rules.hash(key), let id = rules.secret?.cardID(for: key, name: request.name) else {
            throw Self.notReady
        }
        let agent = agent
        agent.database.submit { connection -> (known: Bool, views: [CardCache.View]) in
            let cache = agent.cards(connection)
            let known = try cache.views(hash: hash, programme: programme, at: agent.moment)
            if !known.isEmpty { return (true, known) }
            try CardChanges(connection: connection).checkInUse(KeyNumber(hash: hash))
            let card = Card(
                id: id, maskedName: Card.mask(fullName: request.name ?? ""),
                tier: programme.tiers[0].id, home: agent.configuration.store)
            try cache.add(card, keyHash: hash)
            agent.cardsChange()
            let personal = Personal(salt: Hex.encode(agent.randomness.bytes(8)), key: key.text, name: request.name)
            let enrolment = Enrolment(
                card: card.id, till: till, maskedName: card.maskedName, consents: request.consents)
            try agent.append(.enrolment(enrolment), personal: personal, connection)
            return (false, try cache.views(hash: hash, programme: programme, at: agent.moment))
        } completion: { result in
            responder.send(result) { outcome in
                let answer = CardAnswer(
                    programme: programme, store: agent.configuration.store,
                    day: agent.correctedDay, asOf: agent.pulse.withLock { $0.asOf }
                )
                return .json(
                    JSONWriter.object { object in
                        object.field("known", outcome.known)
                        object.array("cards") { list in
                            for view in outcome.views { answer.write(view, to: &list) }
                        }
                    }, status: outcome.known ? 200 : 201)
            }
        }
    }

    // MARK: problems

    static let notReady = Problem(
        503, "notReady", "This store has not received the programme yet.",
        next: "Sales are recorded all the same; connect the agent to central once.", retryAfterSeconds: 5)
    static let badKey = Problem(
        400, "badKey", "The key is none.", field: "key",
        next: "Send phone:, email:, card: or id: followed by the value, such as phone:+525512345678.")
}

/// Lines and customer of a quote.
struct BasketRequest {
    let lines: [Purchase.Line]
    let key: String?
    let card: CardID?
    let isEmployee: Bool
    let cashier: String?
    let till: String
    /// What is set aside for it may be used for it.
    let receipt: String?

    /// The lines are those of a purchase, and are read by the same rules.
    init(_ json: JSONValue, till: String) throws {
        guard json.kind == .object else { throw BadInput.wrongType("", wanted: "object", got: json) }
        guard let lines = json["lines"] else { throw BadInput.missing("lines") }
        self.lines = try Purchase.lines(lines)
        if let key = json["key"], key.string == nil { throw BadInput.wrongType("key", wanted: "string", got: key) }
        if let card = json["card"], card.string == nil { throw BadInput.wrongType("card", wanted: "string", got: card) }
        key = json["key"]?.string
        card = json["card"]?.string.map(CardID.init(rawValue:))
        if let sale = json["employeeSale"], sale.boolean == nil {
            throw BadInput.wrongType("employeeSale", wanted: "boolean", got: sale)
        }
        isEmployee = json["employeeSale"]?.boolean ?? false
        cashier = try json.optionalText("cashier")
        self.till = try json.optionalText("till") ?? till
        receipt = try json.optionalText("receipt")
    }
}
