import Database
import Edge
import Foundation
import JSON
import Loyalty
import SyncProtocol

/// The rows of a feed as the store's tables have them, ready to insert.
struct CardRows {
    enum Row {
        case card(Packed, Card, offers: [UInt8]?)
        case key(hash: KeyNumber, card: CardNumber)
    }

    /// In the feed's order and in its pages.
    let pages: [[Row]]

    /// Reads what central publishes, while it stands still.
    init(feedOf chain: CardChain) throws {
        chain.central.terminate()
        let connection = try SQLiteConnection(path: chain.central.folder + "/data/central.db")
        let rows = try connection.query(
            "SELECT kind, id, body FROM feed WHERE store = $1 AND kind IN ('card', 'key') ORDER BY revision",
            CardChain.store.rawValue
        ) { try Self.row(kind: $0.text(0), id: $0.text(1), JSONDocument($0.blob(2)).root) }
        pages = stride(from: 0, to: rows.count, by: PageHeader.rowsMax).map { start in
            Array(rows[start..<min(rows.count, start + PageHeader.rowsMax)])
        }
    }

    private static func row(kind: String, id: String, _ body: JSONValue) throws -> Row {
        if kind == "key" {
            let card = CardID(body["cards"]?.array?.first?.string ?? "")
            return .key(hash: KeyNumber(hash: id), card: CardNumber(card))
        }
        let card = try PublishedCard(id: CardID(id), json: body).card
        guard !card.offers.isEmpty else { return .card(Packed(card.id), card, offers: nil) }
        var writer = JSONWriter()
        writer.array { list in for offer in card.offers { offer.write(to: &list) } }
        return .card(Packed(card.id), card, offers: writer.bytes)
    }

    static func insert(_ rows: [Row], _ connection: Connection) throws {
        let card = try connection.prepare(
            """
            INSERT INTO card (number, id, name, tier, points, pending, spend_minor, visits, home, blocked, offers,
                included_row, is_local, load)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 1)
            """)
        let key = try connection.prepare("INSERT INTO card_key (hash, card, is_local, load) VALUES ($1, $2, 0, 1)")
        for row in rows {
            switch row {
            case .card(let id, let values, let offers):
                CardNumber(values.id).bind(to: card, at: 1)
                id.bind(to: card, at: 2)
                card.bind(3, values.maskedName)
                card.bind(4, values.tier.rawValue)
                card.bind(5, values.points)
                card.bind(6, values.pendingPoints)
                card.bind(7, values.spendMinor)
                card.bind(8, values.visits)
                card.bind(9, values.home?.rawValue ?? "")
                card.bind(10, Int64(values.isBlocked ? 1 : 0))
                if let offers { card.bind(11, offers) } else { card.bindNull(11) }
                try card.run()
            case .key(let hash, let id):
                hash.bind(to: key, at: 1)
                id.bind(to: key, at: 2)
                try key.run()
            }
        }
    }
}
