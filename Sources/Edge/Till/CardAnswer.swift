import JSON
import Loyalty

/// Writes a card as tills see it.
struct CardAnswer {
    let programme: Programme
    let store: StoreID
    let day: LocalDay
    /// When central last said that this is current.
    let asOf: String?
    /// Who is logged in at the till: their own card serves nobody there.
    var cashier: String?

    private func isOwn(_ card: Card) -> Bool { cashier != nil && card.employee == cashier }
    private func serves(_ card: Card) -> Bool { !card.isBlocked && !isOwn(card) }

    func write(_ view: CardCache.View, to writer: inout JSONWriter) {
        let card = view.card
        let tier = programme.tier(card.tier) ?? programme.tiers[0]
        writer.object { object in
            object.field("card", card.id.rawValue)
            object.field("name", card.maskedName)
            object.field("currency", programme.currency)
            object.object("tier") { inner in
                inner.field("id", tier.id.rawValue)
                tier.names.write(to: &inner)
            }
            object.object("benefits") { $0.field("discountPercent", Double(tier.discountBasisPoints) / 100) }
            object.object("points") { inner in
                inner.field("here", view.pointsHere(on: day))
                inner.field("total", card.points)
                inner.field("pending", card.pendingPoints)
                inner.field("valueMinor", programme.valueMinor(ofPoints: max(0, card.points)))
                writeExpiring(card, to: &inner)
            }
            writeRewards(view, to: &object)
            let counted = TierRules.Qualifying(spendMinor: card.spendMinor, visits: card.visits)
            write(programme.next(after: tier), "next", counted, by: nextBy(card), to: &object)
            writeKeeping(tier, card, counted, to: &object)
            object.array("offers") { list in
                for offer in card.offers where offer.isOpen(on: day) { write(offer, card, to: &list) }
            }
            let claims = card.refusedClaims.filter { $0.isTold(on: day) }
            if !claims.isEmpty {
                object.array("claims") { list in for claim in claims { claim.write(to: &list) } }
            }
            if card.isBlocked { object.field("blocked", true) }
            if card.employee != nil { object.field("employee", true) }
            if isOwn(card) { object.field("ownCard", true) }
            object.field(ifPresent: "home", card.home?.rawValue)
            object.field(ifPresent: "asOf", asOf)
            object.field("provisional", strings: view.provisional.names)
        }
    }

    /// A day that is over says nothing any more.
    private func nextBy(_ card: Card) -> LocalDay? {
        let by = programme.tierRules.period == .calendarYear ? day.lastOfYear : card.outlook?.nextBy
        return by.flatMap { $0 < day ? nil : $0 }
    }

    /// Of what counts on the day by which the tier is lost; where central says none, nothing is missing.
    private func writeKeeping(
        _ tier: Programme.Tier, _ card: Card, _ counted: TierRules.Qualifying, to object: inout JSONWriter
    ) {
        guard let outlook = card.outlook else { return write(tier, "keep", counted, by: nil, to: &object) }
        let by = outlook.keepBy.flatMap { $0 < day ? nil : $0 }
        write(by == nil ? nil : tier, "keep", outlook.kept, by: by, to: &object)
    }

    /// What is missing for a tier, or null.
    private func write(
        _ tier: Programme.Tier?, _ name: StaticString, _ counted: TierRules.Qualifying, by: LocalDay?,
        to object: inout JSONWriter
    ) {
        object.key(name)
        guard let tier,
            let missing = programme.missing(for: tier, spendMinor: counted.spendMinor, visits: counted.visits)
        else { return object.null() }
        object.object { inner in
            inner.field("tier", missing.tier.rawValue)
            tier.names.write(to: &inner)
            inner.field(ifPresent: "spendMinor", missing.spendMinor)
            inner.field(ifPresent: "visits", missing.visits)
            inner.field(ifPresent: "by", by?.description)
        }
    }

    /// Points that end soon, by what central said last and what was used here since: never more than there are.
    private func writeExpiring(_ card: Card, to object: inout JSONWriter) {
        let last = day.adding(days: programme.points.soonDays)
        let soon = card.lots.filter { lot, count in
            count > 0 && lot.isUsable(on: day) && (lot.expires.map { $0 <= last } ?? false)
        }
        guard let first = soon.keys.compactMap(\.expires).min(), card.points > 0 else { return }
        object.object("expiring") { inner in
            let points = soon.reduce(Int64(0)) { $1.key.expires == first ? $0 + $1.value : $0 }
            inner.field("points", min(points, card.points))
            inner.field("on", first.description)
        }
    }

    /// What of the catalogue is open to the customer's tier, and why it cannot be had yet.
    private func writeRewards(_ view: CardCache.View, to object: inout JSONWriter) {
        guard !programme.rewards.isEmpty, programme.redemption.rewards != .deny else { return }
        object.array("rewards") { list in
            for reward in programme.rewards {
                let hindrance = view.hindrance(of: reward, in: store, on: day)
                guard hindrance != .notOpen, hindrance != .otherTier else { continue }
                list.object { inner in
                    inner.field("reward", reward.id)
                    reward.names.write(to: &inner)
                    inner.field("points", reward.points)
                    inner.field("usable", hindrance == nil && serves(view.card))
                    inner.field(ifPresent: "reason", hindrance?.rawValue)
                }
            }
        }
    }

    private func write(_ offer: Offer, _ card: Card, to list: inout JSONWriter) {
        list.object { object in
            object.field("offer", offer.id)
            offer.names.write(to: &object)
            object.key("benefit")
            offer.benefit.write(to: &object)
            object.field("to", offer.to.description)
            object.field(ifPresent: "usesLeft", offer.usesLeft)
            object.field("usable", offer.isUsable(on: day) && serves(card))
            if offer.usesLeft == 0 {
                object.field("reason", "usedUp")
            } else if offer.usesLeft != nil, offer.usesHere == 0 {
                object.field("reason", "notEnoughHere")
            }
        }
    }
}
