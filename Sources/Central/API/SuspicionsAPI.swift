import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Employees' cards, and what is beyond the programme's limits.
extension CentralAPI {
    static func suspicionRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("GET", "/v1/flags", roles: [.central, .admin]) { request in
                let store = request.query["store"].flatMap { $0.isEmpty ? nil : StoreID($0) }
                let before = try request.integer("before", in: 1...Int64.max) ?? Int64.max
                let programme = aggregator.programme
                let zone = Zone(programme.timeZone) ?? .utc
                let today = zone.day(of: aggregator.clock.now())
                let from = try day(request, "from") ?? today.adding(days: -6)
                let to = try day(request, "to") ?? today.adding(days: 1)
                return .json(
                    try aggregator.database.read { connection in
                        let suspicions = Suspicions(connection: connection)
                        return try JSONWriter.object { object in
                            try suspicions.write(from: from, to: to, store: store, before: before, to: &object)
                            // Once, with the first page.
                            guard let limit = programme.limits.receiptsPerCardDay, before == Int64.max, store == nil
                            else { return }
                            try suspicions.writeCards(from: from, to: to, limit: limit, to: &object)
                        }
                    })
            },
            .working("POST", "/v1/cards/{card}/employee", roles: [.admin], bodyBytesMax: 4096) { request in
                let card = CardID(request.parameters[0])
                let json = try JSONDocument(request.body).root
                guard json.kind == .object else { throw BadInput.wrongType("", wanted: "object", got: json) }
                if let person = json["person"], person.string == nil {
                    throw BadInput.wrongType("person", wanted: "string", got: person)
                }
                let person = json["person"]?.string.map(PersonID.init(rawValue:))
                guard person?.isValid != false else {
                    throw BadInput(
                        code: "badValue", field: "person", message: "wants letters, digits, -, _ and ., at most 40")
                }
                try aggregator.markEmployee(card, person, by: Actor(request))
                return .json(
                    JSONWriter.object { object in
                        object.field("card", card.rawValue)
                        object.field(ifPresent: "person", person?.rawValue)
                    })
            },
        ]
    }

    private static func day(_ request: Request, _ name: String) throws -> LocalDay? {
        guard let text = request.query[name], !text.isEmpty else { return nil }
        guard let day = LocalDay(text) else {
            throw BadInput(code: "badQuery", field: name, message: "wants a day such as 2026-03-14")
        }
        return day
    }
}

extension Problem {
    static func unknownCard(_ card: CardID) -> Problem {
        Problem(404, "unknownCard", "There is no card \(card).", next: "vuelve customers find KEY")
    }
}
