import Database
import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Turns dirty cards into feed rows, for the stores that need them and only where something changed.
///
/// Always: revisions of a store are taken and written in one transaction, so that a reader never sees n+1 before n;
/// within a publication come cards, aliases, keys, counters, then removals, so that every prefix is safe.
struct Publisher {
    let aggregator: Aggregator
    let connection: Connection
    let now: Instant

    /// Customers that one transaction publishes at most, so that ingestion never waits long.
    static let customersMax = 400
    /// The same where every statement is a round trip.
    static let customersOnServerMax = 100

    /// - Returns: the stores that have news, and whether more is dirty
    func publishSome() throws -> (stores: Set<StoreID>, more: Bool) {
        let most = connection.engine == .sqlite ? Self.customersMax : Self.customersOnServerMax
        let cards = try connection.query("SELECT card FROM dirty ORDER BY card LIMIT $1", most + 1) { $0.integer(0) }
        let taken = cards.prefix(most)
        var customers: [Int64] = []
        var known: Set<Int64> = []
        for card in taken {
            let customer = try connection.integer("SELECT customer FROM card WHERE n = $1", card)
            if known.insert(customer).inserted { customers.append(customer) }
        }
        let builder = try CardBuilder(aggregator: aggregator, connection: connection)
        var batches: [StoreID: StoreBatch] = [:]
        for customer in customers { try gather(customer, builder, &batches) }
        for card in taken { try connection.run("DELETE FROM dirty WHERE card = $1", card) }
        var stores: Set<StoreID> = []
        for (store, batch) in batches.sorted(by: { $0.key < $1.key }) where try write(batch.rows, to: store) {
            stores.insert(store)
        }
        if !stores.isEmpty { try connection.announce(.feeds(stores.map(\.rawValue).sorted())) }
        return (stores, cards.count > taken.count)
    }

    /// What one publication brings to one store.
    private struct StoreBatch {
        var cards: [FeedRow] = []
        var aliases: [FeedRow] = []
        var keys: [FeedRow] = []
        var counters: [FeedRow] = []
        var removals: [FeedRow] = []

        var rows: [FeedRow] {
            // One customer's key may be another's too, who comes to the store with it now.
            let published = Set(keys.map(\.id))
            return cards + aliases + keys + counters + removals.filter { $0.kind != .key || !published.contains($0.id) }
        }
    }

    private func gather(_ customer: Int64, _ builder: CardBuilder, _ batches: inout [StoreID: StoreBatch]) throws {
        guard let built = try builder.build(customer) else { return }
        for (store, published) in built.stores {
            var batch = batches[store] ?? StoreBatch()
            batch.cards.append(FeedRow(kind: .card, id: built.root.rawValue, body: published.body))
            for alias in built.aliases {
                let body = JSONWriter.object { $0.field("card", built.root.rawValue) }
                batch.aliases.append(FeedRow(kind: .alias, id: alias.rawValue, body: body))
                if try holds(store, .card, alias.rawValue) {
                    batch.removals.append(FeedRow(kind: .card, id: alias.rawValue, body: nil))
                }
            }
            for (hash, cards) in built.keys { batch.keys.append(Self.keyRow(hash, cards)) }
            batches[store] = batch
        }
        try removeAliases(built, &batches)
        // Whoever holds something of the customer is told, also a store that has the card no longer.
        for (card, stores) in built.counters {
            for (store, counters) in stores {
                batches[store, default: StoreBatch()].counters.append(
                    FeedRow(kind: .counters, id: card.rawValue, body: counters.body))
            }
        }
        for store in try holders(.card, built.root.rawValue) where built.stores[store] == nil {
            batches[store, default: StoreBatch()].removals.append(
                FeedRow(kind: .card, id: built.root.rawValue, body: nil))
        }
        try settleKeysElsewhere(built, &batches)
    }

    /// A store that knows a key of the customer and not the customer, since they moved away, or were another's and came apart:
    /// there the key means who else has it, or nobody.
    private func settleKeysElsewhere(_ built: CardBuilder.Built, _ batches: inout [StoreID: StoreBatch]) throws {
        for (hash, cards) in built.keys {
            for store in try holders(.key, hash) where built.stores[store] == nil {
                let isOthers = try cards.contains { try $0 != built.root && holds(store, .card, $0.rawValue) }
                if isOthers {
                    batches[store, default: StoreBatch()].keys.append(Self.keyRow(hash, cards))
                } else {
                    batches[store, default: StoreBatch()].removals.append(FeedRow(kind: .key, id: hash, body: nil))
                }
            }
        }
    }

    private static func keyRow(_ hash: String, _ cards: [CardID]) -> FeedRow {
        FeedRow(kind: .key, id: hash, body: JSONWriter.object { $0.field("cards", strings: cards.map(\.rawValue)) })
    }

    /// A card that was taken out of another customer is no alias any more; nor is one where its customer is not.
    private func removeAliases(_ built: CardBuilder.Built, _ batches: inout [StoreID: StoreBatch]) throws {
        for card in [built.root] + built.aliases {
            for store in try holders(.alias, card.rawValue) where card == built.root || built.stores[store] == nil {
                batches[store, default: StoreBatch()].removals.append(
                    FeedRow(kind: .alias, id: card.rawValue, body: nil))
            }
        }
    }

    private func holds(_ store: StoreID, _ kind: FeedRow.Kind, _ id: String) throws -> Bool {
        try connection.integer(
            "SELECT COUNT(*) FROM feed WHERE id = $1 AND kind = $2 AND store = $3 AND body IS NOT NULL", id,
            kind.rawValue,
            store.rawValue) > 0
    }

    private func holders(_ kind: FeedRow.Kind, _ id: String) throws -> [StoreID] {
        try connection.query(
            "SELECT store FROM feed WHERE id = $1 AND kind = $2 AND body IS NOT NULL", id, kind.rawValue
        ) { StoreID($0.text(0)) }
    }

    /// Writes what differs from what the store's feed has already, under one new mark.
    /// - Returns: whether there was anything
    func write(_ rows: [FeedRow], to store: StoreID) throws -> Bool {
        guard
            let start = try connection.first(
                "SELECT revision FROM store WHERE id = $1", store.rawValue, read: { $0.integer(0) })
        else { return false }
        var revision = start
        for row in rows where try differs(row, store) {
            revision += 1
            let statement = try connection.prepare(
                """
                INSERT INTO feed (id, kind, store, revision, body) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (id, kind, store) DO UPDATE SET revision = excluded.revision, body = excluded.body
                """)
            statement.bind(1, row.id)
            statement.bind(2, row.kind.rawValue)
            statement.bind(3, store.rawValue)
            statement.bind(4, revision)
            row.body.bind(to: statement, at: 5)
            try statement.run()
        }
        guard revision > start else { return false }
        try connection.run("UPDATE store SET revision = $1 WHERE id = $2", revision, store.rawValue)
        try connection.run(
            "INSERT INTO publication (store, revision, mark, at) VALUES ($1, $2, $3, $4)", store.rawValue, revision,
            Hex.encode(aggregator.randomness.bytes(6)), now.milliseconds)
        return true
    }

    private func differs(_ row: FeedRow, _ store: StoreID) throws -> Bool {
        let known = try connection.first(
            "SELECT body FROM feed WHERE id = $1 AND kind = $2 AND store = $3", row.id, row.kind.rawValue,
            store.rawValue
        ) { $0.optionalBlob(0) }
        guard let known else { return row.body != nil }
        return known != row.body
    }
}

extension Aggregator {
    /// Publishes everything that is dirty, in short transactions, and wakes the stores that wait.
    public func publishDirty() throws {
        try settleClaims()
        try beginAnnouncedProgramme()
        var more = true
        while more {
            let now = clock.now()
            let outcome = try database.write { [self] connection in
                try Publisher(aggregator: self, connection: connection, now: now).publishSome()
            }
            more = outcome.more
            for store in outcome.stores { waiters.wake(store) }
        }
    }

    /// Publishes what is dirty now without waiting for it: somebody stands at a till.
    func publishSoon() {
        let now = clock.now()
        database.submit { [self] connection in
            try Publisher(aggregator: self, connection: connection, now: now).publishSome()
        } completion: { [self] result in
            switch result {
            case .success(let outcome): for store in outcome.stores { waiters.wake(store) }
            case .failure(let error): Log.error("publish", ["error": "\(error)"])
            }
        }
    }

    /// Publishes secret and programme to all stores, and wakes them.
    func publishRules() throws {
        let version = programme.version
        defer { rulesVersion.withLock { $0 = version } }
        let stores = try database.write { [self] connection in
            try writeRules(to: connection.query("SELECT id FROM store ORDER BY id") { StoreID($0.text(0)) }, connection)
        }
        for store in stores { waiters.wake(store) }
    }

    /// - Returns: those for whom that is new
    func writeRules(to stores: [StoreID], _ connection: Connection) throws -> [StoreID] {
        let (secret, programmes) = (secret, self.programmes.withLock { $0 }.at(clock.now()))
        let rows = [
            FeedRow(
                kind: .secret, id: "secret",
                body: JSONWriter.object { object in
                    object.field("version", secret.version)
                    object.field("secret", Hex.encode(secret.bytes))
                }),
            FeedRow(
                kind: .programme, id: "programme",
                body: JSONWriter.object { programmes.write(to: &$0) }),
        ]
        let publisher = Publisher(aggregator: self, connection: connection, now: clock.now())
        let written = try stores.filter { try publisher.write(rows, to: $0) }
        if !written.isEmpty { try connection.announce(.feeds(written.map(\.rawValue))) }
        return written
    }
}
