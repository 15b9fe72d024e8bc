import HTTP
import JSON
import Loyalty

/// What the central team sees and decides of points.
extension CentralAPI {
    static func pointsRoutes(_ aggregator: Aggregator) -> [Route] {
        [
            .working("GET", "/v1/customers/{customer}/ledger", roles: [.central, .admin]) { request in
                let after = try request.integer("after", in: 0...Int64(Int32.max)) ?? 0
                return .json(
                    try aggregator.database.read {
                        try CustomerLedger(connection: $0).page(request.parameters[0], after: Int(after))
                    })
            },
            .working("POST", "/v1/customers/{customer}/adjust", roles: [.admin], bodyBytesMax: 4096) { request in
                let adjustment = try Adjustment(json: JSONDocument(request.body).root)
                let outcome = try aggregator.adjust(request.parameters[0], adjustment, by: Actor(request))
                return .json(
                    JSONWriter.object { object in
                        object.field("card", outcome.card.rawValue)
                        object.field("points", adjustment.points)
                        object.field("balance", outcome.balance)
                    })
            },
            .working("GET", "/v1/points/liability", roles: [.central, .admin]) { _ in
                .json(try aggregator.database.read { try PointsLiability(aggregator, $0).json })
            },
            .working("GET", "/v1/points/check", roles: [.admin]) { _ in
                .json(try aggregator.database.read { try LedgerCheck($0).json() })
            },
            .working("POST", "/v1/stores/{store}/waive", roles: [.admin], bodyBytesMax: 4096) { request in
                let store = StoreID(request.parameters[0])
                let waived = try aggregator.waive(store, by: Actor(request))
                return .json(
                    JSONWriter.object { object in
                        object.field("store", store.rawValue)
                        object.field("waived", waived.isNew)
                        object.field("awaitedStores", strings: waived.left.map(\.rawValue))
                    })
            },
        ]
    }
}

extension Aggregator {
    /// A central that was put back from a copy no longer waits for what a store was granted before. What that store still
    /// holds of those grants may be granted a second time.
    func waive(_ store: StoreID, by actor: Actor) throws -> (isNew: Bool, left: [StoreID]) {
        let now = clock.now()
        let outcome = try database.write { connection in
            let ledger = PointsLedger(connection: connection)
            try Self.checkStore(store, connection)
            guard try ledger.awaitedStores().contains(store) else {
                return (isNew: false, left: try ledger.awaitedStores())
            }
            try ledger.waive(store)
            try Audit(connection: connection, now: now).record(.storeWaived, store.rawValue, by: actor)
            return (isNew: true, left: try ledger.awaitedStores())
        }
        try publishDirty()
        return outcome
    }
}
