import Digest
import JSON
import Loyalty

/// A store's place in its feed: a revision, and the random mark of the publication that wrote it.
public struct Cursor: Sendable, Equatable, CustomStringConvertible {
    public let revision: Int64
    public let mark: String

    public init(revision: Int64, mark: String) {
        self.revision = revision
        self.mark = mark
    }

    /// `1234.9f3c…`. What is no digit does not stand in it: a store puts it into an address as it is.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.allSatisfy(Self.isDigit), let revision = Int64(parts[0]),
            parts[1].utf8.count <= Self.markBytesMax, parts[1].utf8.allSatisfy(Self.isHexDigit)
        else { return nil }
        self.init(revision: revision, mark: String(parts[1]))
    }

    private static let markBytesMax = 64

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    public var description: String { "\(revision).\(mark)" }
}

/// The latest state of one thing that a store holds, or its removal.
public struct FeedRow: Sendable {
    /// In the order in which a publication writes them, so that every prefix of a feed is safe.
    public enum Kind: String, Sendable, CaseIterable { case secret, programme, pin, card, alias, key, counters }

    public let kind: Kind
    public let id: String
    /// Nil: removed (a tombstone).
    public let body: [UInt8]?

    public init(kind: Kind, id: String, body: [UInt8]?) {
        self.kind = kind
        self.id = id
        self.body = body
    }

    public var line: [UInt8] {
        JSONWriter.object { object in
            object.field("kind", kind.rawValue)
            object.field("id", id)
            if let body { object.field("body", raw: body) } else { object.field("removed", true) }
        }
    }
}

/// The first line of a page of changes; its rows follow, a line each.
public struct PageHeader: Sendable {
    public var central: CentralIdentity
    public var clock: Instant
    /// Where to go on.
    public var cursor: Cursor
    /// Whether there is another page already.
    public var more: Bool
    /// The cursor that was sent is unknown here: everything is sent anew from this page on.
    public var reset: Bool

    public init(central: CentralIdentity, clock: Instant, cursor: Cursor, more: Bool, reset: Bool) {
        self.central = central
        self.clock = clock
        self.cursor = cursor
        self.more = more
        self.reset = reset
    }

    public var line: [UInt8] {
        JSONWriter.object { object in
            object.field("central", central.id)
            object.field("incarnation", central.incarnation)
            object.field("clock", clock.description)
            object.field("cursor", cursor.description)
            object.field("more", more)
            object.field("reset", reset)
        }
    }

    public init(json: JSONValue) throws {
        guard let id = json["central"]?.string, let incarnation = json["incarnation"]?.string,
            let cursor = json["cursor"]?.string.flatMap(Cursor.init)
        else { throw BadInput.missing("cursor") }
        self.init(
            central: CentralIdentity(id: id, incarnation: incarnation), clock: try Purchase.instant(json, "clock"),
            cursor: cursor, more: json["more"]?.boolean ?? false, reset: json["reset"]?.boolean ?? false)
    }

    public static let rowsMax = 5_000
}

/// A card as central publishes it to one store.
public struct PublishedCard: Sendable, Equatable {
    public var card: Card
    /// Per epoch of that store, the sequence of the last event of this card that is counted in it.
    public var includes: [EpochID: Int64]

    public init(card: Card, includes: [EpochID: Int64]) {
        self.card = card
        self.includes = includes
    }

    /// What a card's numbers are cut to: sales here are added to them, and the sum must fit 64 bits.
    private static let magnitudeMax: Int64 = 1 << 60

    private static func cut(_ value: JSONValue?) -> Int64 {
        min(max(value?.integer ?? 0, -magnitudeMax), magnitudeMax)
    }

    /// Without an instant, so that a card that did not change gives the same bytes.
    public var body: [UInt8] {
        JSONWriter.object { object in
            object.field("name", card.maskedName)
            object.field("tier", card.tier.rawValue)
            object.field("points", card.points)
            if card.pendingPoints != 0 { object.field("pending", card.pendingPoints) }
            if !card.lots.isEmpty {
                object.object("lots") { list in
                    for (lot, points) in card.lots.sorted(by: { $0.key < $1.key }) {
                        list.key(dynamic: lot.description)
                        list.value(points)
                    }
                }
            }
            object.field("spendMinor", card.spendMinor)
            object.field("visits", card.visits)
            object.field(ifPresent: "nextBy", card.outlook?.nextBy?.description)
            if let outlook = card.outlook, let by = outlook.keepBy {
                object.object("keep") { keep in
                    keep.field("by", by.description)
                    keep.field("spendMinor", outlook.kept.spendMinor)
                    keep.field("visits", outlook.kept.visits)
                }
            }
            object.field(ifPresent: "home", card.home?.rawValue)
            object.field(ifPresent: "birthMonth", card.birthMonth.map(Int64.init))
            if card.isBlocked { object.field("blocked", true) }
            object.field(ifPresent: "employee", card.employee)
            if !card.offers.isEmpty {
                object.array("offers") { list in
                    for offer in card.offers { offer.write(to: &list) }
                }
            }
            if !card.refusedClaims.isEmpty {
                object.array("claims") { list in
                    for claim in card.refusedClaims { claim.write(to: &list) }
                }
            }
            object.object("includes") { list in
                for (epoch, sequence) in includes.sorted(by: { $0.key < $1.key }) {
                    list.key(dynamic: epoch.rawValue)
                    list.value(sequence)
                }
            }
        }
    }

    public init(id: CardID, json: JSONValue) throws {
        guard let tier = json["tier"]?.string else { throw BadInput.missing("tier") }
        func number(_ field: String) -> Int64 { Self.cut(json[field]) }
        card = Card(
            id: id, maskedName: json["name"]?.string ?? "", tier: TierID(tier), points: number("points"),
            pendingPoints: number("pending"), spendMinor: number("spendMinor"), visits: number("visits"),
            home: json["home"]?.string.map(StoreID.init(rawValue:)),
            isBlocked: json["blocked"]?.boolean ?? false,
            // An offer of a newer central that cannot be understood here is not given; the card is.
            offers: (json["offers"]?.array ?? []).compactMap { try? Offer(json: $0) })
        card.employee = json["employee"]?.string
        card.refusedClaims = RefusedClaim.list(json["claims"])
        let keep = json["keep"]
        let outlook = TierOutlook(
            nextBy: json["nextBy"]?.string.flatMap(LocalDay.init), keepBy: keep?["by"]?.string.flatMap(LocalDay.init),
            kept: TierRules.Qualifying(spendMinor: Self.cut(keep?["spendMinor"]), visits: Self.cut(keep?["visits"])))
        if !outlook.isEmpty { card.outlook = outlook }
        for (text, points) in json["lots"]?.members ?? [] {
            guard let lot = Lot(text), let points = points.integer else { continue }
            card.lots[lot] = min(max(points, -Self.magnitudeMax), Self.magnitudeMax)
        }
        card.birthMonth = json["birthMonth"]?.integer.flatMap { (1...12).contains($0) ? Int($0) : nil }
        includes = [:]
        for (epoch, sequence) in json["includes"]?.members ?? [] {
            if let sequence = sequence.integer { includes[EpochID(epoch)] = sequence }
        }
    }
}

/// What central lets one store use of one card, by lot and by the store's epochs. Outlives the card's own row.
public struct PublishedCounters: Sendable, Equatable {
    public struct Amounts: Sendable, Equatable {
        /// The total, which only grows.
        public var granted: Int64
        /// The total that the store is to release; it may fall again.
        public var wanted: Int64

        public init(granted: Int64, wanted: Int64) {
            self.granted = granted
            self.wanted = wanted
        }
    }

    public var lots: [Lot: [EpochID: Amounts]]

    public init(lots: [Lot: [EpochID: Amounts]]) { self.lots = lots }

    public var body: [UInt8] {
        JSONWriter.object { object in
            object.object("lots") { list in
                for (lot, epochs) in lots.sorted(by: { $0.key < $1.key }) {
                    list.key(dynamic: lot.description)
                    list.object { inner in
                        for (epoch, amounts) in epochs.sorted(by: { $0.key < $1.key }) {
                            inner.key(dynamic: epoch.rawValue)
                            inner.object {
                                $0.field("granted", amounts.granted)
                                if amounts.wanted > 0 { $0.field("wanted", amounts.wanted) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// Lots of a newer central that are not known here are left out: they are not used, and not lost.
    public init(json: JSONValue) throws {
        guard let lots = json["lots"]?.members else { throw BadInput.missing("lots") }
        self.lots = [:]
        for (text, epochs) in lots {
            guard let lot = Lot(text) else { continue }
            for (epoch, amounts) in epochs.members ?? [] {
                self.lots[lot, default: [:]][EpochID(epoch)] = Amounts(
                    granted: Self.count(amounts["granted"]), wanted: Self.count(amounts["wanted"]))
            }
        }
    }

    private static func count(_ value: JSONValue?) -> Int64 { min(max(value?.integer ?? 0, 0), LotAmount.totalMax) }
}
