import Database
import JSON
import Loyalty
import SyncProtocol

/// Central's file as the oracle reads it: plain rows, without the code that wrote them.
struct CentralRows {
    private let connection: Connection

    init(_ path: String, vfs: String? = nil) throws {
        connection = try SQLiteConnection(path: path, purpose: .reader, vfs: vfs)
    }

    struct PurchaseRow {
        let id: Ledger.ReceiptID
        let totalMinor: Int64
        let linesMinor: Int64
        let points: Int64
        let card: Int64?
        let number: Int64
        let redeemed: Int64
        let returnedMinor: Int64
        let voidCard: Int64?
    }

    func purchases() throws -> [PurchaseRow] {
        try connection.query(
            """
            SELECT store, till, receipt, total_minor, lines_minor, points, card, n, redeemed, returned_minor, void_card
            FROM purchase ORDER BY n
            """
        ) { row in
            PurchaseRow(
                id: .init(store: StoreID(row.text(0)), till: row.text(1), receipt: row.text(2)),
                totalMinor: row.integer(3), linesMinor: row.integer(4), points: row.integer(5),
                card: row.optionalInteger(6), number: row.integer(7), redeemed: row.integer(8),
                returnedMinor: row.integer(9), voidCard: row.optionalInteger(10))
        }
    }

    func receipts() throws -> Set<Ledger.ReceiptID> { Set(try purchases().map(\.id)) }

    struct InboxRow {
        let store: StoreID
        let id: String
        let body: [UInt8]
        /// What stands beside it.
        let personal: [UInt8]?
    }

    /// Every event that was not set aside, in the order of its arrival.
    func inbox() throws -> [InboxRow] {
        try connection.query(
            """
            SELECT e.store, lower(hex(o.id)), e.body, p.body FROM event e
            JOIN event_once o ON o.store = e.store AND o.event = e.n
            LEFT JOIN personal p ON p.event = e.n
            WHERE NOT EXISTS (SELECT 1 FROM aside a WHERE a.store = e.store AND a.event = o.id) ORDER BY e.n
            """
        ) { row in
            InboxRow(
                store: StoreID(row.text(0)), id: row.text(1), body: row.blob(2),
                personal: row.optionalBlob(3))
        }
    }

    struct RewardRow {
        /// The till's.
        let id: String
        let used: [(card: String, points: Int64)]
    }

    /// Rewards in the inbox, and the points that each used.
    func rewards() throws -> [RewardRow] {
        try inbox().compactMap { event in
            let json = try JSONDocument(event.body).root
            guard json["kind"]?.string == "reward", let id = json["given"]?.string else { return nil }
            let parts = json["counting"]?["redeemed"]?.array ?? []
            return RewardRow(
                id: id, used: parts.map { (card: $0["card"]?.string ?? "", points: $0["count"]?.integer ?? 0) })
        }
    }

    /// By the name under which stores know it.
    func cardNumbers() throws -> [String: Int64] {
        let rows = try connection.query("SELECT id, n FROM card") { ($0.text(0), $0.integer(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    struct CardFact: Equatable {
        var purchases: Int64 = 0
        var moneyMinor: Int64 = 0
        var points: Int64 = 0
    }

    /// Whose each card is.
    func customers() throws -> [Int64: Int64] {
        let rows = try connection.query("SELECT n, customer FROM card") { ($0.integer(0), $0.integer(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    func cardFacts() throws -> [Int64: CardFact] {
        let rows = try connection.query("SELECT card, purchases, money_minor, points FROM card_fact") { row in
            (
                row.integer(0),
                CardFact(purchases: row.integer(1), moneyMinor: row.integer(2), points: row.integer(3))
            )
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    struct EntryRow {
        let card: Int64
        let kind: String
        let points: Int64
        let purchase: Int64?
    }

    /// What changed balances besides purchases. An overdraft is a part of its purchase; a correction takes back what a
    /// store counted twice.
    func entries() throws -> [EntryRow] {
        try connection.query(
            """
            SELECT card, kind, points, reverses FROM points_entry WHERE kind NOT IN ('overdraft', 'correction')
            AND lot LIKE 'p%' ORDER BY n
            """
        ) { EntryRow(card: $0.integer(0), kind: $0.text(1), points: $0.integer(2), purchase: $0.optionalInteger(3)) }
    }

    func reversals() throws -> [EntryRow] { try entries().filter { $0.purchase != nil } }

    struct Published {
        var cards: [String: PublishedCard] = [:]
        /// By the hash of the key.
        var keys: [String: [String]] = [:]
    }

    /// What central publishes for a store.
    func published(for store: StoreID) throws -> Published {
        var published = Published()
        let rows = try connection.query(
            "SELECT kind, id, body FROM feed WHERE store = $1 AND body IS NOT NULL ORDER BY revision", store.rawValue
        ) { (kind: $0.text(0), id: $0.text(1), body: $0.blob(2)) }
        for row in rows {
            let json = try JSONDocument(row.body).root
            switch row.kind {
            case "card": published.cards[row.id] = try PublishedCard(id: CardID(row.id), json: json)
            case "key": published.keys[row.id] = (json["cards"]?.array ?? []).compactMap(\.string)
            default: break
            }
        }
        return published
    }

    /// Whose each card number is, as people present it.
    func holders() throws -> [String: Int64] {
        let rows = try connection.query(
            "SELECT i.value, c.customer FROM identity i JOIN card c ON c.n = i.card WHERE i.kind = 'card'"
        ) { ($0.text(0), $0.integer(1)) }
        return Dictionary(rows) { first, _ in first }
    }

    /// The first that has it.
    func card(ofNumber number: String) throws -> CardID? {
        try connection.first(
            "SELECT c.id FROM identity i JOIN card c ON c.n = i.card WHERE i.kind = 'card' AND i.value = $1 ORDER BY c.n",
            number
        ) { CardID($0.text(0)) }
    }

    /// By the name under which stores know the card.
    func customersByCard() throws -> [CardID: Int64] {
        let rows = try connection.query("SELECT id, customer FROM card") { (CardID($0.text(0)), $0.integer(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// By customer.
    func balances() throws -> [Int64: Int64] {
        let rows = try connection.query(
            "SELECT c.customer, SUM(f.points) FROM card c JOIN card_fact f ON f.card = c.n GROUP BY c.customer"
        ) { ($0.integer(0), $0.integer(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    struct EndedRow {
        let kind: String
        let points: Int64
        let card: Int64
        let place: String
        /// Where the purchase's own points are, of what a return takes.
        let purchaseCard: Int64?
        let purchasePlace: String?
    }

    /// What ended and what returns took, in the order in which central did it.
    func endedAndTaken() throws -> [EndedRow] {
        try connection.query(
            """
            SELECT e.kind, e.points, e.card, e.card || ' ' || e.lot, COALESCE(p.card, p.void_card),
                COALESCE(p.card, p.void_card) || ' ' || p.lot
            FROM points_entry e LEFT JOIN purchase p ON p.n = e.reverses
            WHERE e.kind IN ('expire', 'takeBack') AND e.lot LIKE 'p%' ORDER BY e.n
            """
        ) {
            EndedRow(
                kind: $0.text(0), points: $0.integer(1), card: $0.integer(2), place: $0.text(3),
                purchaseCard: $0.optionalInteger(4), purchasePlace: $0.optionalText(5))
        }
    }

    /// Points that ended, by customer; what returns took of them later had ended.
    func ended() throws -> [Int64: Int64] {
        let rows = try connection.query(
            """
            SELECT c.customer, -SUM(e.points) FROM card c JOIN points_entry e ON e.card = c.n AND e.kind = 'expire'
            WHERE e.points < 0 GROUP BY c.customer
            """
        ) { ($0.integer(0), $0.integer(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    func asideCount() throws -> Int64 { try connection.integer("SELECT COUNT(*) FROM aside") }
}
