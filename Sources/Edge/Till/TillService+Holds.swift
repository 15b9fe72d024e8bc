import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// What a till wants set aside for a receipt before it is paid.
struct HoldRequest: Sendable {
    let caller: CounterService.Caller
    let receipt: String
    let points: Int64
    let offers: [String]
    /// What is to be paid before points; nil where the till does not know yet.
    let totalMinor: Int64?

    init(_ json: JSONValue, till: String) throws {
        caller = try CounterService.Caller(json, till: till)
        receipt = try json.requiredText("receipt")
        guard !caller.isAnonymous else { throw BadInput.missing("key") }
        points = try json.count("points")
        totalMinor = try json["totalMinor"] == nil ? nil : json.count("totalMinor")
        guard let list = json["offers"] else {
            offers = []
            return
        }
        guard let offers = list.array, offers.count <= Self.offersMax else {
            throw BadInput.wrongType("offers", wanted: "array of at most \(Self.offersMax)", got: list)
        }
        self.offers = try offers.map {
            guard let id = $0.string else { throw BadInput.wrongType("offers", wanted: "strings", got: $0) }
            return id
        }
    }

    private static let offersMax = 100
}

extension JSONValue {
    /// A member's number of points; 0 where it is absent.
    func count(_ name: String) throws -> Int64 {
        guard let value = self[name] else { return 0 }
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
    ///
    /// Waits for a commit, and for a slow hash where a PIN is wanted: not made on a server's own thread.
    func hold(_ request: HoldRequest) throws -> [UInt8] {
        let rules = agent.rules
        guard let programme = rules.programme else { throw Self.notReady }
        let redemption = programme.redemption
        guard request.points == 0 || redemption.points != .deny, request.offers.isEmpty || redemption.offers != .deny
        else { throw Self.redemptionDenied }
        guard request.points == 0 || request.points >= redemption.pointsMin,
            request.points % redemption.pointsStep == 0
        else {
            throw Self.badPoints(redemption)
        }
        if let total = request.totalMinor {
            let most = redemption.pointsMax(
                ofTotalMinor: total, valueHundredths: programme.points.valueHundredths)
            guard request.points <= most else { throw Self.overShare(request.points, most) }
        }
        let value = programme.valueMinor(ofPoints: request.points)
        if let most = redemption.pinAboveMinor, value > most {
            _ = try CounterService(agent: agent).prove(request.caller, for: "redeem")
        }
        let agent = agent
        let outcome = try agent.database.write { connection in
            try HoldKeeper(agent: agent, rules: rules, programme: programme, connection: connection).keep(request)
        }
        return JSONWriter.object { object in
            object.field("till", request.caller.till)
            object.field("receipt", request.receipt)
            object.field("points", request.points)
            object.field("valueMinor", value)
            object.field("as", redemption.form.rawValue)
            object.field("offers", strings: request.offers)
            object.field("expiresAt", outcome.expiresAt.description)
            object.field("here", outcome.here)
        }
    }

    /// What is here of a customer's points; central is asked for the rest.
    func grants(_ json: JSONValue) throws -> [UInt8] {
        let rules = agent.rules
        guard let programme = rules.programme else { throw Self.notReady }
        guard json.kind == .object else { throw BadInput.wrongType("", wanted: "object", got: json) }
        let points = try json.count("points")
        let key = try json.optionalText("key"), card = try json.optionalText("card").map(CardID.init(rawValue:))
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

    static func notEnough(_ wanted: Int64, _ here: Int64, _ card: Card) -> Problem {
        var problem = Problem(
            409, "notEnoughHere", "This store may let the customer use \(here) of \(card.points) points now.",
            field: "points",
            next: here < wanted && card.points >= wanted
                ? "With the line up, POST /v1/grants brings the rest from central or other stores in seconds."
                : "Use fewer points.")
        problem.numbers = ["here": here, "total": card.points, "wanted": wanted]
        return problem
    }

    private static func badPoints(_ redemption: Redemption) -> Problem {
        var problem = Problem(
            BadInput(
                code: "badValue", field: "points",
                message: "wants at least \(redemption.pointsMin), in steps of \(redemption.pointsStep)"))
        problem.numbers = ["pointsMin": redemption.pointsMin, "pointsStep": redemption.pointsStep]
        return problem
    }

    private static func overShare(_ wanted: Int64, _ most: Int64) -> Problem {
        var problem = Problem(
            409, "overShare", "At most \(most) points can be used for this receipt.", field: "points",
            next: "Use fewer points. The programme says which share they may pay: redemption.sharePercentMax.")
        problem.numbers = ["most": most, "wanted": wanted]
        return problem
    }

    static let unknownCard = Problem(
        404, "unknownCard", "This store does not know the customer.",
        next: "Look the customer up again; with the line up, the card comes in a moment.")
    static let ambiguousKey = Problem(
        409, "ambiguousKey", "Several customers share this key.", field: "key",
        next: "Send the card that the customer chose.")
    static let redemptionDenied = Problem(
        409, "redemptionDenied", "The programme does not let points be used this way.",
        next: "The programme says so: redemption in programme.json.")
    static let blockedCard = Problem(
        409, "blocked", "The customer's account is blocked.", next: "Central can say why.")
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
        try holds.remove(till: request.caller.till, receipt: request.receipt)
        let view = try CustomerFinder(agent: agent, rules: rules, programme: programme, connection: connection)
            .view(key: request.caller.key, card: request.caller.card, at: agent.moment)
        let day = agent.correctedDay
        try view.card.checkServes(cashier: request.caller.cashier)
        let usable = view.available.filter { $0.lot.isUsable(on: day) }
        let here = view.pointsHere(on: day)
        let beyond = max(0, request.points - here)
        if beyond > 0,
            try !CapUse(connection: connection, programme: programme).allows(beyond, view.card.id, on: day, at: now)
        {
            throw TillService.notEnough(request.points, here, view.card)
        }
        var parts = view.usablePoints(on: day).taking(request.points)
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
        try holds.set(
            parts, beyond: beyond, of: view.card.id, till: request.caller.till, receipt: request.receipt, until: until)
        return Outcome(expiresAt: until, here: max(0, here - request.points))
    }

    private func offerNotHere(_ offer: String) -> Problem {
        Problem(
            409, "offerNotHere", "The offer \(offer) cannot be used in this store now.", field: "offers",
            next: "With the line up, its use may be brought here: POST /v1/grants.")
    }
}
