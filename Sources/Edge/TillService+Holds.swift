import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// What a till wants set aside for a receipt before it is paid.
struct HoldRequest: Sendable {
    let till: String
    let receipt: String
    let key: String?
    let card: CardID?
    let points: Int64
    let offers: [String]

    init(_ json: JSONValue, till: String) throws {
        guard json.kind == .object else { throw BadInput.wrongType("", wanted: "object", got: json) }
        self.till = try Asked.text(json, "till") ?? till
        receipt = try Asked.requiredText(json, "receipt")
        key = try Asked.text(json, "key")
        card = try Asked.text(json, "card").map(CardID.init(rawValue:))
        guard key != nil || card != nil else { throw BadInput.missing("key") }
        points = try Asked.count(json, "points")
        guard let list = json["offers"] else {
            offers = []
            return
        }
        guard let offers = list.array, offers.count <= 100 else {
            throw BadInput.wrongType("offers", wanted: "array of at most 100", got: list)
        }
        self.offers = try offers.map {
            guard let id = $0.string else { throw BadInput.wrongType("offers", wanted: "strings", got: $0) }
            return id
        }
    }
}

/// Members of a till's request.
enum Asked {
    static let textBytesMax = 200

    static func text(_ json: JSONValue, _ name: String) throws -> String? {
        guard let value = json[name] else { return nil }
        guard let text = value.string else { throw BadInput.wrongType(name, wanted: "string", got: value) }
        guard text.utf8.count <= textBytesMax else {
            throw BadInput(code: "tooLong", field: name, message: "is longer than \(textBytesMax) bytes")
        }
        return text.isEmpty ? nil : text
    }

    static func requiredText(_ json: JSONValue, _ name: String) throws -> String {
        guard let text = try text(json, name) else { throw BadInput.missing(name) }
        return text
    }

    /// 0 where it is absent.
    static func count(_ json: JSONValue, _ name: String) throws -> Int64 {
        guard let value = json[name] else { return 0 }
        guard let count = value.integer else { throw BadInput.wrongType(name, wanted: "integer", got: value) }
        guard (0...Money.amountMinorMax).contains(count) else {
            throw BadInput(
                code: "numberOutOfRange", field: name, message: "is outside 0...\(Money.amountMinorMax)")
        }
        return count
    }
}

extension TillService {
    /// Sets points and limited offers aside for a receipt. Asked again for the same receipt, the new wish replaces the old.
    func hold(_ request: HoldRequest, _ responder: any Responder) throws {
        let rules = agent.rules
        guard let programme = rules.programme else { throw Self.notReady }
        let agent = agent
        agent.database.submit { connection in
            try HoldKeeper(agent: agent, rules: rules, programme: programme, connection: connection).keep(request)
        } completion: { result in
            responder.send(result) { outcome in
                .json(
                    JSONWriter.object { object in
                        object.field("till", request.till)
                        object.field("receipt", request.receipt)
                        object.field("points", request.points)
                        object.field("valueMinor", programme.valueMinor(ofPoints: request.points))
                        object.field("offers", strings: request.offers)
                        object.field("expiresAt", outcome.expiresAt.description)
                        object.field("here", outcome.here)
                    })
            }
        }
    }

    /// What is here of a customer's points; central is asked for the rest.
    func grants(_ json: JSONValue) throws -> [UInt8] {
        let rules = agent.rules
        guard let programme = rules.programme else { throw Self.notReady }
        guard json.kind == .object else { throw BadInput.wrongType("", wanted: "object", got: json) }
        let points = try Asked.count(json, "points")
        let key = try Asked.text(json, "key"), card = try Asked.text(json, "card").map(CardID.init(rawValue:))
        guard key != nil || card != nil else { throw BadInput.missing("key") }
        let view = try agent.database.read { connection in
            try CustomerFinder(agent: agent, rules: rules, programme: programme, connection: connection)
                .view(key: key, card: card, at: agent.moment)
        }
        let here = view.pointsHere(on: agent.correctedDay)
        let isAsked = here < points && agent.ask(for: points, of: view.card.id)
        return JSONWriter.object { object in
            object.field("card", view.card.id.rawValue)
            object.field("here", here)
            object.field("total", view.card.points)
            object.field("wanted", points)
            object.field("asked", isAsked)
        }
    }

    static let unknownCard = Problem(
        404, "unknownCard", "This store does not know the customer.",
        next: "Look the customer up again; with the line up, the card comes in a moment.")
    static let ambiguousKey = Problem(
        409, "ambiguousKey", "Several customers share this key.", field: "key",
        next: "Send the card that the customer chose.")
    static let blockedCard = Problem(
        409, "blocked", "The customer's account is blocked.", next: "Central can say why.")
}

/// The one customer whom a request is about.
struct CustomerFinder {
    let agent: Agent
    let rules: Rules
    let programme: Programme
    let connection: Connection

    /// - Throws: `unknownCard`, `ambiguousKey`
    func view(key: String?, card: CardID?, at moment: Moment) throws -> CardCache.View {
        let cache = agent.cards(connection)
        let found = try CardFinder(cache: cache, rules: rules, programme: programme).find(card: card, key: key)
        guard let card = found.card else {
            throw found.flags.contains(.ambiguousKey) ? TillService.ambiguousKey : TillService.unknownCard
        }
        return try cache.view(card, programme, at: moment)
    }
}

/// Sets things aside, on the writer's connection.
private struct HoldKeeper {
    let agent: Agent
    let rules: Rules
    let programme: Programme
    let connection: Connection

    struct Outcome: Sendable {
        let expiresAt: Instant
        /// What can still be used besides.
        let here: Int64
    }

    func keep(_ request: HoldRequest) throws -> Outcome {
        let now = agent.clock.now()
        let holds = Holds(connection: connection)
        try holds.forgetOld(at: now)
        try holds.remove(till: request.till, receipt: request.receipt)
        let view = try CustomerFinder(agent: agent, rules: rules, programme: programme, connection: connection)
            .view(key: request.key, card: request.card, at: agent.moment)
        let day = agent.correctedDay
        guard !view.card.isBlocked else { throw TillService.blockedCard }
        let usable = view.available.filter { $0.lot.isUsable(on: day) }
        let here = view.pointsHere(on: day)
        guard request.points <= here else { throw notEnough(request.points, here, view.card) }
        var parts = usable.filter(\.lot.isPoints).taking(request.points)
        for offer in Set(request.offers).sorted() {
            guard let known = view.card.offers.first(where: { $0.id == offer }), known.isOpen(on: day) else {
                throw offerNotHere(offer)
            }
            guard known.usesLeft != nil else { continue }
            let use = usable.filter { $0.lot == .uses(offer) }.taking(1)
            guard !use.isEmpty else { throw offerNotHere(offer) }
            parts += use
        }
        let until = now.adding(seconds: programme.redemption.holdMinutes * 60)
        try holds.set(parts, till: request.till, receipt: request.receipt, until: until)
        return Outcome(expiresAt: until, here: here - request.points)
    }

    private func notEnough(_ wanted: Int64, _ here: Int64, _ card: Card) -> Problem {
        var problem = Problem(
            409, "notEnoughHere", "This store may let the customer use \(here) of \(card.points) points now.",
            field: "points",
            next: here < wanted && card.points >= wanted
                ? "With the line up, POST /v1/grants brings the rest from central or other stores in seconds."
                : "Use fewer points.")
        problem.numbers = ["here": here, "total": card.points, "wanted": wanted]
        return problem
    }

    private func offerNotHere(_ offer: String) -> Problem {
        Problem(
            409, "offerNotHere", "The offer \(offer) cannot be used in this store now.", field: "offers",
            next: "With the line up, its use may be brought here: POST /v1/grants.")
    }
}
