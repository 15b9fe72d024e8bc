import JSON

/// What a store holds of one customer: no raw contact data.
public struct Card: Sendable, Equatable {
    public var id: CardID
    /// Enough to confirm, no more: `María G.`
    public var maskedName: String
    public var tier: TierID
    public var points: Int64
    public var pendingPoints: Int64
    /// Points by lot, where some have a first or a last day; empty where all are plain.
    public var lots: [Lot: Int64] = [:]
    /// In the programme's window.
    public var spendMinor: Int64
    public var visits: Int64
    public var home: StoreID?
    public var isBlocked: Bool
    public var offers: [Offer]
    /// Who of those who work at tills it belongs to; nil: nobody.
    public var employee: String?
    /// 1 to 12; nil where it is not known.
    public var birthMonth: Int?
    /// By when what was bought counts for tiers; nil where central did not say.
    public var outlook: TierOutlook?
    /// Of the last days, the newest first.
    public var refusedClaims: [RefusedClaim] = []
    /// When central last said that this is current; nil for a card that only this store knows yet.
    public var asOf: Instant?

    public init(
        id: CardID, maskedName: String, tier: TierID, points: Int64 = 0, pendingPoints: Int64 = 0,
        spendMinor: Int64 = 0,
        visits: Int64 = 0, home: StoreID? = nil, isBlocked: Bool = false, offers: [Offer] = [],
        birthMonth: Int? = nil, asOf: Instant? = nil
    ) {
        self.id = id
        self.maskedName = maskedName
        self.tier = tier
        self.points = points
        self.pendingPoints = pendingPoints
        self.spendMinor = spendMinor
        self.visits = visits
        self.home = home
        self.isBlocked = isBlocked
        self.offers = offers
        self.birthMonth = birthMonth
        self.asOf = asOf
    }
}

/// What happened to a card in this store since central last computed it.
public struct Movements: Sendable, Equatable {
    public var points: Int64 = 0
    public var spendMinor: Int64 = 0
    public var visits: Int64 = 0
    /// How often each offer was used.
    public var uses: [String: Int64] = [:]
    /// What this store earned for the customer and does not count otherwise yet.
    public var earned: [Lot: Int64] = [:]

    public init() {}

    public var isEmpty: Bool { points == 0 && spendMinor == 0 && visits == 0 && uses.isEmpty }
}

extension Card {
    /// Takes points by lot, and says how many of them can be used on a day and how many later.
    public mutating func count(_ lots: [Lot: Int64], on day: LocalDay) {
        let points = lots.filter { $0.key.isPoints && $0.value != 0 }
        self.lots = points.keys.allSatisfy { $0 == .plain } ? [:] : points
        self.points = 0
        pendingPoints = 0
        for (lot, count) in points {
            if lot.isPending(on: day) {
                pendingPoints.add(saturating: count)
            } else if !lot.isExpired(on: day) {
                self.points.add(saturating: count)
            }
        }
    }

    /// The card with the store's own later events: points at once, a better tier at once and provisionally.
    public func adding(_ movements: Movements, programme: Programme) -> Card {
        guard !movements.isEmpty else { return self }
        var card = self
        card.points.add(saturating: movements.points)
        card.spendMinor.add(saturating: movements.spendMinor)
        card.visits.add(saturating: movements.visits)
        let reached = programme.tier(spendMinor: card.spendMinor, visits: card.visits)
        card.outlook?.kept.spendMinor.add(saturating: movements.spendMinor)
        card.outlook?.kept.visits.add(saturating: movements.visits)
        if programme.rank(reached.id) > programme.rank(card.tier) {
            card.tier = reached.id
            card.outlook?.forgetKeeping()
        }
        card.offers = offers.map { offer in
            guard let left = offer.usesLeft, let used = movements.uses[offer.id] else { return offer }
            var changed = Offer(
                id: offer.id, names: offer.names, benefit: offer.benefit, from: offer.from, to: offer.to,
                usesLeft: max(0, left - used))
            changed.usesHere = offer.usesHere
            return changed
        }
        return card
    }

    /// Points by lot after what happened in the store since central's word: of what can be used on a day, what ends first goes
    /// first. Where all were plain, only what ends is counted.
    public mutating func countLots(_ movements: Movements, on day: LocalDay) {
        guard !lots.isEmpty || movements.earned.keys.contains(where: { $0.expires != nil }) else { return }
        var used = -movements.points
        for (lot, count) in movements.earned {
            lots[lot, default: 0].add(saturating: count)
            used.add(saturating: count)
        }
        for lot in lots.keys.sorted() where used > 0 && lot.isUsable(on: day) {
            let taken = min(used, max(0, lots[lot] ?? 0))
            lots[lot]? -= taken
            used -= taken
        }
    }

    /// `María G.` from `María del Carmen González`: the first given name and an initial.
    public static func mask(given: String?, surname: String?) -> String {
        let first = given?.split(whereSeparator: \.isWhitespace).first.map { String($0.prefix(20)) } ?? ""
        guard let initial = surname?.first(where: \.isLetter) else { return first }
        return (first.isEmpty ? "" : "\(first) ") + "\(initial.uppercased())."
    }

    /// From the parts of a name where there are any, else from the whole.
    public static func mask(given: String?, surname: String?, fullName: String?) -> String {
        given == nil && surname == nil ? mask(fullName: fullName ?? "") : mask(given: given, surname: surname)
    }

    /// The same from one text; the initial is that of the second word.
    public static func mask(fullName: String) -> String {
        let words = fullName.split(whereSeparator: \.isWhitespace)
        return mask(given: words.first.map(String.init), surname: words.dropFirst().first.map(String.init))
    }
}
