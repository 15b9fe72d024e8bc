import Database
import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Taking in what central publishes. Every row is the latest state of one thing, so taking one twice changes nothing.
extension CardCache {
    static let birthMonthMigration = Migration(
        "a card has its customer's month of birth", "ALTER TABLE card ADD COLUMN birth_month INTEGER;")

    static let outlookMigration = Migration(
        "a card says by when its tiers are reached and kept",
        """
        ALTER TABLE card ADD COLUMN next_by INTEGER;
        ALTER TABLE card ADD COLUMN keep_by INTEGER;
        ALTER TABLE card ADD COLUMN keep_spend_minor INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE card ADD COLUMN keep_visits INTEGER NOT NULL DEFAULT 0;
        """)

    static let claimsMigration = Migration(
        "a card says which claims central refused", "ALTER TABLE card ADD COLUMN claims BLOB;")

    static func outlook(_ row: Row) -> TierOutlook? {
        guard !row.isNull(15) || !row.isNull(16) else { return nil }
        return TierOutlook(
            nextBy: row.optionalInteger(15).map { LocalDay(number: Int($0)) },
            keepBy: row.optionalInteger(16).map { LocalDay(number: Int($0)) },
            kept: TierRules.Qualifying(spendMinor: row.integer(17), visits: row.integer(18)))
    }

    /// Rows of `movement` that were deleted, for the index to forget after the commit.
    typealias Gone = [(card: CardNumber, row: Int64)]

    /// - Parameters:
    ///   - load: the number of the load this row belongs to
    ///   - row: the journal row of an epoch's sequence; nil for an epoch that this file never had
    func take(
        _ published: PublishedCard, load: Int64, rowOf: (EpochID, Int64) throws -> Int64?, gone: inout Gone
    ) throws {
        let card = published.card
        var includedRow: Int64 = 0
        for (epoch, sequence) in published.includes {
            if let row = try rowOf(epoch, sequence) { includedRow = max(includedRow, row) }
        }
        let offers = Self.list(card.offers) { $0.write(to: &$1) }
        let claims = Self.list(card.refusedClaims) { $0.write(to: &$1) }
        let statement = try connection.prepare(
            """
            INSERT INTO card (number, id, name, tier, points, pending, spend_minor, visits, home, blocked, offers,
                included_row, is_local, load, lots, employee, birth_month, next_by, keep_by, keep_spend_minor,
                keep_visits, claims)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, $15, $16, $17, $18, $19, $20, $21)
            ON CONFLICT (number) DO UPDATE SET
                name = excluded.name, tier = excluded.tier, points = excluded.points, pending = excluded.pending,
                spend_minor = excluded.spend_minor, visits = excluded.visits, home = excluded.home,
                blocked = excluded.blocked, offers = excluded.offers, included_row = excluded.included_row,
                is_local = 0, load = excluded.load, lots = excluded.lots,
                employee = excluded.employee, birth_month = excluded.birth_month, next_by = excluded.next_by,
                keep_by = excluded.keep_by, keep_spend_minor = excluded.keep_spend_minor,
                keep_visits = excluded.keep_visits, claims = excluded.claims
            WHERE id = excluded.id
            """)
        let number = CardNumber(card.id)
        number.bind(to: statement, at: 1)
        Packed(card.id).bind(to: statement, at: 2)
        statement.bind(3, card.maskedName)
        statement.bind(4, card.tier.rawValue)
        statement.bind(5, card.points)
        statement.bind(6, card.pendingPoints)
        statement.bind(7, card.spendMinor)
        statement.bind(8, card.visits)
        card.home?.rawValue.bind(to: statement, at: 9)
        let changes = CardChanges(connection: connection)
        (try card.isBlocked || changes.isBlocked(number, after: includedRow)).bind(to: statement, at: 10)
        offers.bind(to: statement, at: 11)
        statement.bind(12, includedRow)
        statement.bind(13, load)
        card.lotsText.bind(to: statement, at: 14)
        card.employee.bind(to: statement, at: 15)
        card.birthMonth.map(Int64.init).bind(to: statement, at: 16)
        (card.outlook?.nextBy?.number).map(Int64.init).bind(to: statement, at: 17)
        (card.outlook?.keepBy?.number).map(Int64.init).bind(to: statement, at: 18)
        statement.bind(19, card.outlook?.kept.spendMinor ?? 0)
        statement.bind(20, card.outlook?.kept.visits ?? 0)
        claims.bind(to: statement, at: 21)
        try statement.run()
        if connection.changes == 0 { Log.warning("cardNumberTaken", ["card": card.id.rawValue]) }
        try deleteMovements(of: card.id, upTo: includedRow, &gone)
        try changes.forget(number, upTo: includedRow)
    }

    /// As the table has them; nil for none.
    private static func list<T>(_ items: [T], _ write: (T, inout JSONWriter) -> Void) -> [UInt8]? {
        guard !items.isEmpty else { return nil }
        var writer = JSONWriter()
        writer.array { list in for item in items { write(item, &list) } }
        return writer.bytes
    }

    private var counters: StoreCounters { StoreCounters(connection: connection, movementIndex: movementIndex) }

    private func deleteMovements(of id: CardID, upTo included: Int64, _ gone: inout Gone) throws {
        let card = CardNumber(id)
        WriterMemory.of(connection)?.forget(card)
        for row in movementIndex.rows(of: card) where row <= included {
            try counters.settle(id, row: row)
            try connection.run("DELETE FROM movement WHERE row = $1 AND card = $2", row, card)
            gone.append((card, row))
        }
    }

    /// This card's customer is another card's: what was recorded under the one counts for the other. Keys that name the
    /// alias lead to the other card, see `stored(hash:)`.
    func take(alias: CardID, of root: CardID, load: Int64, gone: inout Gone) throws {
        let (aliasID, alias, root) = (alias, CardNumber(alias), CardNumber(root))
        // Of a feed, only the last of several states is seen.
        if let before = try self.root(of: alias), before != root { try remove(alias: alias, gone: &gone) }
        try connection.run(
            """
            INSERT INTO alias (number, card, load) VALUES ($1, $2, $3)
            ON CONFLICT (number) DO UPDATE SET card = excluded.card, load = excluded.load
            """, alias, root, load)
        try connection.run("UPDATE alias SET card = $1 WHERE card = $2", root, alias)
        let included = try connection.integer("SELECT included_row FROM card WHERE number = $1", root)
        try deleteMovements(of: aliasID, upTo: included, &gone)
        guard alias != root else { return }
        try CardChanges(connection: connection).move(from: alias, to: root, after: included)
        WriterMemory.of(connection)?.forget(root)
        for row in movementIndex.rows(of: alias) where row > included {
            // What was earned under the alias is held under it, whoever's it is by now: an unmerge finds it there.
            try counters.settle(aliasID, row: row)
            let moved = try connection.run(
                "UPDATE movement SET card = $1 WHERE row = $2 AND card = $3", root, row, alias)
            if moved > 0 { movementIndex.add(row, of: root) }
            gone.append((alias, row))
        }
        try connection.run("DELETE FROM card WHERE number = $1", alias)
    }

    /// The cards of a key. A card that joined here stays under its key until central names it.
    func take(key hash: String, cards: [CardID], load: Int64) throws {
        let (hash, cards) = (KeyNumber(hash: hash), cards.map(CardNumber.init))
        // What a till changed here counts until central has heard of it.
        if try CardChanges(connection: connection).hear(hash, leadsTo: cards, load: load) { return }
        try take(hash, cards, load: load)
    }

    /// All that central publishes is here.
    func settleChanges(load: Int64) throws {
        for key in try CardChanges(connection: connection).settle() {
            try take(key.hash, key.cards, load: key.isSaid ? load : 0)
        }
    }

    private func take(_ hash: KeyNumber, _ cards: [CardNumber], load: Int64) throws {
        try connection.run(
            """
            DELETE FROM card_key WHERE hash = $1
            AND NOT (is_local = 1 AND EXISTS (SELECT 1 FROM card c WHERE c.number = card_key.card AND c.is_local = 1))
            """, hash)
        let statement = try connection.prepare(
            """
            INSERT INTO card_key (hash, card, is_local, load) VALUES ($1, $2, 0, $3)
            ON CONFLICT (hash, card) DO UPDATE SET is_local = 0, load = excluded.load
            """)
        for card in cards {
            hash.bind(to: statement, at: 1)
            card.bind(to: statement, at: 2)
            statement.bind(3, load)
            try statement.run()
        }
        try CardChanges(connection: connection).noteRetired(hash, cards.isEmpty && load > 0)
    }

    /// This card is its customer's own again: what was recorded under it counts for it, and no longer for the other.
    private func remove(alias: CardNumber, gone: inout Gone) throws {
        guard let root = try root(of: alias) else { return }
        try connection.run("DELETE FROM alias WHERE number = $1", alias)
        let memory = WriterMemory.of(connection)
        memory?.forget(root)
        memory?.forget(alias)
        for row in movementIndex.rows(of: root) {
            let body = try connection.first("SELECT body FROM journal WHERE row = $1", row) { $0.blob(0) }
            let event = body.flatMap { try? Event(json: JSONDocument($0).root) }
            guard let card = event?.card, CardNumber(card) == alias else { continue }
            let moved = try connection.run(
                "UPDATE movement SET card = $1 WHERE row = $2 AND card = $3", alias, row, root)
            guard moved > 0 else { continue }
            movementIndex.add(row, of: alias)
            gone.append((root, row))
        }
    }

    func remove(_ kind: FeedRow.Kind, _ id: String, gone: inout Gone) throws {
        switch kind {
        case .card: try connection.run("DELETE FROM card WHERE number = $1", CardNumber(CardID(id)))
        case .alias: try remove(alias: CardNumber(CardID(id)), gone: &gone)
        case .key: try take(key: id, cards: [], load: 0)
        case .pin: try Pins.forget(PersonID(id), connection)
        case .secret, .programme, .counters: break
        }
    }

    /// A row that could not be read is published still: what is here of it outlives the load.
    func keep(_ kind: FeedRow.Kind, _ id: String, load: Int64) throws {
        switch kind {
        case .card: try connection.run("UPDATE card SET load = $1 WHERE number = $2", load, CardNumber(CardID(id)))
        case .alias: try connection.run("UPDATE alias SET load = $1 WHERE number = $2", load, CardNumber(CardID(id)))
        case .key: try connection.run("UPDATE card_key SET load = $1 WHERE hash = $2", load, KeyNumber(hash: id))
        case .pin: try Pins.keep(PersonID(id), load: load, connection)
        case .secret, .programme, .counters: break
        }
    }

    /// Ends a load: what it did not bring is no longer published. Costs a pass over the cache.
    func sweep(load: Int64, gone: inout Gone) throws {
        let aliases = try connection.query("SELECT number FROM alias WHERE load < $1", load) { $0.cardNumber(0) }
        for alias in aliases { try remove(alias: alias, gone: &gone) }
        try connection.run("DELETE FROM card WHERE load < $1 AND is_local = 0", load)
        try connection.run("DELETE FROM card_key WHERE load < $1 AND is_local = 0", load)
        try Pins.sweep(load: load, connection)
    }
}

extension Card {
    /// As the store's table has them; nil where all points are plain.
    fileprivate var lotsText: String? {
        guard !lots.isEmpty else { return nil }
        let bytes = JSONWriter.object { object in
            for (lot, count) in lots.sorted(by: { $0.key < $1.key }) {
                object.key(dynamic: lot.description)
                object.value(count)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
