import HTTP
import JSON
import Loyalty
import Synchronization

/// Where stores' tokens are used from: a copied token shows as two places at once. Kept in memory only.
final class StoreAddresses: Sendable {
    struct Place: Sendable, Equatable {
        let address: NetworkAddress
        /// Since when it has been used from there without a pause of an hour.
        var since: Instant
        var lastSeenAt: Instant
    }

    /// An address that was not used for longer is forgotten.
    static let pauseSecondsMax: Int64 = 3600
    /// Those used last are kept.
    static let placesMax = 8

    private let places = Mutex<[StoreID: [Place]]>([:])

    func note(_ address: NetworkAddress?, of store: StoreID, at now: Instant) {
        guard let address else { return }
        places.withLock { places in
            var known = (places[store] ?? []).filter { now.seconds(since: $0.lastSeenAt) <= Self.pauseSecondsMax }
            if let index = known.firstIndex(where: { $0.address == address }) {
                known[index].lastSeenAt = now
            } else {
                known.append(Place(address: address, since: now, lastSeenAt: now))
            }
            if known.count > Self.placesMax,
                let oldest = known.indices.min(by: { known[$0].lastSeenAt < known[$1].lastSeenAt })
            {
                known.remove(at: oldest)
            }
            places[store] = known
        }
    }

    /// The one used last first.
    func places(of store: StoreID, at now: Instant) -> [Place] {
        places.withLock { $0[store] ?? [] }.filter { now.seconds(since: $0.lastSeenAt) <= Self.pauseSecondsMax }
            .sorted { $0.lastSeenAt > $1.lastSeenAt }
    }

    /// Whether two of them were in use at once: a line that changed its address leaves the first one for good.
    static func areAtOnce(_ places: [Place]) -> Bool {
        places.indices.contains { one in
            places[..<one].contains { other in
                other.lastSeenAt >= places[one].since && places[one].lastSeenAt >= other.since
            }
        }
    }
}
