import Database
import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// The machines of a store, as far as central can tell them apart: each database file has an epoch of its own.
struct Machines {
    let connection: Connection

    static let migration = Migration(
        "machines of a store come and go",
        """
        -- Where its last upload came from.
        ALTER TABLE position ADD COLUMN address TEXT;
        -- The latest event in it, by the store's own clock.
        ALTER TABLE position ADD COLUMN recorded_at INTEGER;
        -- Nothing is expected of it any more; what comes still counts.
        ALTER TABLE position ADD COLUMN closed_at INTEGER;
        ALTER TABLE store ADD COLUMN replaced_at INTEGER;
        ALTER TABLE store ADD COLUMN lost_at INTEGER;
        -- Of a machine that was replaced: it may only send what it has.
        ALTER TABLE token ADD COLUMN is_former INTEGER NOT NULL DEFAULT 0;
        """)

    struct Epoch: Equatable {
        let id: EpochID
        let sequence: Int64
        let openedAt: Instant
        let lastAt: Instant
        let address: String?
        let closedAt: Instant?

        init(_ row: Row) {
            id = EpochID(row.text(0))
            sequence = row.integer(1)
            openedAt = Instant(milliseconds: row.integer(2))
            lastAt = Instant(milliseconds: row.integer(3))
            address = row.optionalText(4)
            closedAt = row.optionalInteger(5).map(Instant.init(milliseconds:))
        }

        func write(to object: inout JSONWriter) {
            object.field("epoch", id.rawValue)
            object.field("sequence", sequence)
            object.field("openedAt", openedAt.description)
            object.field("lastAt", lastAt.description)
            object.field(ifPresent: "address", address)
            object.field(ifPresent: "closedAt", closedAt?.description)
        }
    }

    static let epochsMax = 200

    /// A store's epochs, the one that began last first.
    func epochs(of store: StoreID) throws -> [Epoch] {
        try connection.query(
            """
            SELECT epoch, sequence, opened_at, last_at, address, closed_at FROM position WHERE store = $1
            ORDER BY opened_at DESC, epoch LIMIT $2
            """, store.rawValue, Self.epochsMax, read: Epoch.init)
    }

    /// Epochs of which one went on after another had begun: two machines with one disk, or one token.
    ///
    /// The old disk of a machine that was replaced may send what it has; only what it sells afterwards makes it a second
    /// machine. A closed epoch counts again once something came after it was closed.
    /// - Parameter since: what ended before is no news
    /// - Returns: empty where one machine sends, or each sends after the other
    func atOnce(_ store: StoreID, since: Instant) throws -> [Epoch] {
        let live = try connection.query(
            """
            SELECT p.epoch, p.sequence, p.opened_at, p.last_at, p.address, p.closed_at
            FROM position p JOIN store s ON s.id = p.store
            WHERE p.store = $1 AND p.last_at > $2 AND (p.closed_at IS NULL OR p.last_at > p.closed_at)
                AND (s.replaced_at IS NULL OR COALESCE(p.recorded_at, p.last_at) > s.replaced_at)
            ORDER BY p.opened_at DESC LIMIT $3
            """, store.rawValue, since.milliseconds, Self.epochsMax, read: Epoch.init)
        func overlap(_ older: Epoch, _ newer: Epoch) -> Bool {
            newer.openedAt > older.openedAt && older.lastAt > newer.openedAt
        }
        return live.filter { one in live.contains { overlap(one, $0) || overlap($0, one) } }
    }
}

extension Aggregator {
    /// How long the old disk of a replaced machine may still send its sales.
    static let formerDays: Int64 = 90

    /// A new machine takes a store over: it gets a token of its own, and the old one's may only send from now on.
    func replaceStore(_ store: StoreID, by actor: Actor) throws -> String {
        let now = clock.now()
        let token = Token.make(randomness)
        try changeTokens { connection in
            try Self.checkStore(store, connection)
            let until = now.adding(days: Self.formerDays)
            let former = try connection.run(
                """
                UPDATE token SET is_former = 1,
                    expires_at = CASE WHEN COALESCE(expires_at, $1) < $1 THEN expires_at ELSE $1
                    END
                WHERE role = 'store' AND subject = $2 AND (expires_at IS NULL OR expires_at > $3)
                """, until.milliseconds, store.rawValue, now.milliseconds)
            _ = try Self.insert(token, .store, store.rawValue, connection, now)
            try connection.run(
                "UPDATE store SET replaced_at = $1, lost_at = NULL WHERE id = $2", now.milliseconds, store.rawValue)
            try Audit(connection: connection, now: now).record(.storeReplaced, store.rawValue, by: actor) { details in
                details.field("formerTokens", former)
                if former > 0 { details.field("until", until.description) }
            }
        }
        return token
    }

    static func checkStore(_ store: StoreID, _ connection: Connection) throws {
        guard try connection.integer("SELECT COUNT(*) FROM store WHERE id = $1", store.rawValue) > 0 else {
            throw Problem(404, "unknownStore", "There is no store \(store).", next: "vuelve status lists the stores.")
        }
    }

    func epochs(of store: StoreID) throws -> [Machines.Epoch] {
        try database.read { connection in
            try Self.checkStore(store, connection)
            return try Machines(connection: connection).epochs(of: store)
        }
    }

    /// Nothing is expected of an epoch any more. What it still sends counts.
    func closeEpoch(_ epoch: EpochID, of store: StoreID, by actor: Actor) throws -> Machines.Epoch {
        let now = clock.now()
        return try database.write { connection in
            try Self.checkStore(store, connection)
            func found() throws -> Machines.Epoch {
                let row = try connection.first(
                    """
                    SELECT epoch, sequence, opened_at, last_at, address, closed_at FROM position
                    WHERE store = $1 AND epoch = $2
                    """, store.rawValue, epoch.rawValue, read: Machines.Epoch.init)
                guard let row else {
                    throw Problem(
                        404, "unknownEpoch", "Store \(store) never sent from an epoch \(epoch).",
                        next: "vuelve central epochs \(store) lists them.")
                }
                return row
            }
            let before = try found()
            guard before.closedAt == nil else { return before }
            try connection.run(
                "UPDATE position SET closed_at = $1 WHERE store = $2 AND epoch = $3", now.milliseconds,
                store.rawValue, epoch.rawValue)
            try EndedEpochs(connection: connection, now: now).markDirty(store, epoch)
            try Audit(connection: connection, now: now).record(.epochClosed, store.rawValue, by: actor) { details in
                details.field("epoch", epoch.rawValue)
                details.field("sequence", before.sequence)
                details.field("lastAt", before.lastAt.description)
            }
            return try found()
        }
    }

    struct Loss {
        let tokens: Int
        let cards: Int64
    }

    /// A store's machine was stolen or thrown away: nothing is taken from it or given to it from now on.
    func storeIsLost(_ store: StoreID, by actor: Actor) throws -> Loss {
        let now = clock.now()
        let loss = try changeTokens { connection in
            try Self.checkStore(store, connection)
            let tokens = try connection.run(
                """
                UPDATE token SET expires_at = $1
                WHERE role = 'store' AND subject = $2 AND (expires_at IS NULL OR expires_at > $1)
                """, now.milliseconds, store.rawValue)
            let cards = try connection.integer(
                "SELECT COUNT(*) FROM feed WHERE store = $1 AND kind = 'card' AND body IS NOT NULL", store.rawValue)
            try connection.run("UPDATE store SET lost_at = $1 WHERE id = $2", now.milliseconds, store.rawValue)
            try Audit(connection: connection, now: now).record(.storeLost, store.rawValue, by: actor) { details in
                details.field("tokens", tokens)
                details.field("cards", cards)
            }
            return Loss(tokens: tokens, cards: cards)
        }
        return loss
    }

    static let heldCardsMax = 1_000

    /// Whose data a store holds: card ids and masked names, page by page.
    func heldCards(of store: StoreID, after: String) throws -> [UInt8] {
        try database.read { connection in
            try Self.checkStore(store, connection)
            let rows = try connection.query(
                """
                SELECT id, body FROM feed WHERE store = $1 AND kind = 'card' AND body IS NOT NULL AND id > $2
                ORDER BY id LIMIT $3
                """, store.rawValue, after, Self.heldCardsMax + 1
            ) { (id: $0.text(0), name: (try? JSONDocument($0.blob(1)).root)?["name"]?.string ?? "") }
            return JSONWriter.object { object in
                object.array("cards") { list in
                    for row in rows.prefix(Self.heldCardsMax) {
                        list.object { item in
                            item.field("card", row.id)
                            item.field("name", row.name)
                        }
                    }
                }
                if rows.count > Self.heldCardsMax { object.field("next", rows[Self.heldCardsMax - 1].id) }
            }
        }
    }
}

extension CentralAPI {
    static func machineRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("POST", "/v1/stores/{store}/replace", roles: [.admin], bodyBytesMax: 4096) { request in
                let store = StoreID(request.parameters[0])
                let token = try aggregator.replaceStore(store, by: Actor(request))
                return .json(
                    JSONWriter.object { object in
                        object.field("store", store.rawValue)
                        object.field("token", token)
                    }, status: 201)
            },
            .working("GET", "/v1/stores/{store}/epochs", roles: [.central, .admin]) { request in
                let epochs = try aggregator.epochs(of: StoreID(request.parameters[0]))
                return .json(
                    JSONWriter.object { object in
                        object.array("epochs") { list in for epoch in epochs { list.object { epoch.write(to: &$0) } } }
                    })
            },
            .working("POST", "/v1/stores/{store}/close-epoch", roles: [.admin], bodyBytesMax: 4096) { request in
                guard let epoch = try JSONDocument(request.body).root["epoch"]?.string else {
                    throw BadInput.missing("epoch")
                }
                let closed = try aggregator.closeEpoch(
                    EpochID(epoch), of: StoreID(request.parameters[0]), by: Actor(request))
                return .json(JSONWriter.object { closed.write(to: &$0) })
            },
            .working("POST", "/v1/stores/{store}/lost", roles: [.admin], bodyBytesMax: 4096) { request in
                let loss = try aggregator.storeIsLost(StoreID(request.parameters[0]), by: Actor(request))
                return .json(
                    JSONWriter.object { object in
                        object.field("store", request.parameters[0])
                        object.field("revoked", loss.tokens)
                        object.field("cards", loss.cards)
                    })
            },
            .working("GET", "/v1/stores/{store}/held", roles: [.admin]) { request in
                .json(
                    try aggregator.heldCards(
                        of: StoreID(request.parameters[0]), after: request.query["after"] ?? ""))
            },
        ]
    }
}
