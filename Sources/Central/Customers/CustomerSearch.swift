import Database
import HTTP
import JSON
import Loyalty

/// The customers whom a key may mean, for people at central: every other call names cards.
struct CustomerSearch {
    let connection: Connection

    private struct Found {
        let card: CardID
        let maskedName: String
        let isBlocked: Bool
        let hasKey: Bool
    }

    /// A number that many gave because they had to give one is nobody's.
    static let customersMax = 100

    /// One JSON object: `customers`, in the order of their numbers, each with all its cards; none where nobody has the key.
    /// `more` where there are more than `customersMax`.
    func find(_ key: Key) throws -> [UInt8] {
        let numbers = try connection.query(
            """
            SELECT DISTINCT c.customer FROM identity i JOIN card c ON c.n = i.card
            WHERE i.kind = $1 AND i.value = $2 ORDER BY c.customer LIMIT $3
            """, key.kind.rawValue, key.value, Self.customersMax + 1
        ) { $0.integer(0) }
        let customers = try numbers.prefix(Self.customersMax).compactMap { number in
            try CustomerList.rows(connection, after: number - 1, max: 1).first.map { ($0, try cards(of: number, key)) }
        }
        return JSONWriter.object { object in
            object.array("customers") { list in
                for (row, cards) in customers {
                    list.object { customer in
                        row.write(to: &customer)
                        customer.array("cards") { list in for card in cards { list.object { write(card, to: &$0) } } }
                    }
                }
            }
            if numbers.count > Self.customersMax { object.field("more", true) }
        }
    }

    private func cards(of customer: Int64, _ key: Key) throws -> [Found] {
        try connection.query(
            """
            SELECT c.id, c.given, c.surname, c.full_name,
                (SELECT COUNT(*) FROM card_block b WHERE b.card = c.n AND b.ended_at IS NULL),
                (SELECT COUNT(*) FROM identity i WHERE i.card = c.n AND i.kind = $2 AND i.value = $3)
            FROM card c WHERE c.customer = $1 ORDER BY c.n
            """, customer, key.kind.rawValue, key.value
        ) { row in
            Found(
                card: CardID(row.text(0)),
                maskedName: Card.mask(
                    given: row.optionalText(1), surname: row.optionalText(2), fullName: row.optionalText(3)),
                isBlocked: row.integer(4) > 0, hasKey: row.integer(5) > 0)
        }
    }

    private func write(_ card: Found, to object: inout JSONWriter) {
        object.field("card", card.card.rawValue)
        object.field("name", card.maskedName)
        object.field("blocked", card.isBlocked)
        object.field("hasKey", card.hasKey)
    }
}

extension CentralAPI {
    static func searchRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            // A key of a person stands in no address.
            .working("POST", "/v1/customers/find", roles: [.central, .admin], bodyBytesMax: 4096) { request in
                let text = try JSONDocument(request.body).root.writtenText("key")
                guard let key = Key(text, callingCode: aggregator.programme.callingCode) else {
                    throw BadInput(
                        code: "badValue", field: "key", message: "is no key such as phone:5512345678 or card:900")
                }
                return .json(try aggregator.database.read { try CustomerSearch(connection: $0).find(key) })
            }
        ]
    }
}
