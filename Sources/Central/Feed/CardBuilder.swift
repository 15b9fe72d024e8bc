import Database
import Loyalty
import SyncProtocol

/// Computes a customer's card as each store should hold it.
struct CardBuilder {
    let connection: Connection
    private let programme: Programme
    private let campaigns: [CampaignID: Campaign]
    /// A store keeps those who bought there after this.
    private let horizon: Int64
    private let now: Int64
    private let placer: Placer
    private let outlooks: Outlooks

    struct Built {
        let root: CardID
        let aliases: [CardID]
        let keys: [(hash: String, cards: [CardID])]
        let stores: [StoreID: PublishedCard]
        /// What each store may let the customer use, by the card that it counts for.
        let counters: [(card: CardID, stores: [StoreID: PublishedCounters])]
    }

    /// 13 months, as days.
    static let heldDays: Int64 = 396

    init(aggregator: Aggregator, connection: Connection) throws {
        self.connection = connection
        programme = aggregator.programme
        campaigns = try aggregator.campaigns(connection).reduce(into: [:]) { $0[$1.id] = $1 }
        let instant = aggregator.clock.now()
        now = instant.milliseconds
        placer = try Placer(
            connection: connection, now: instant, today: (Zone(programme.timeZone) ?? .utc).day(of: instant))
        let judged = try connection.first("SELECT at FROM run WHERE finished_at IS NOT NULL ORDER BY n DESC LIMIT 1") {
            Instant(milliseconds: $0.integer(0))
        }
        outlooks = Outlooks(connection, programme, judgedAt: judged ?? instant)
        horizon = judged?.adding(days: -Self.heldDays).milliseconds ?? 0
    }

    /// Stores leave a claim out by the day; here a day more or less does not matter.
    private var claimsSince: Int64 {
        Instant(milliseconds: now).adding(days: -Int64(RefusedClaim.toldDays) - 1).milliseconds
    }

    private struct Member {
        let number: Int64
        let id: CardID
        let maskedName: String
        let birthMonth: Int?
        let isBlocked: Bool
        let employee: String?
        let refusedClaims: Int64
    }

    func build(_ customer: Int64) throws -> Built? {
        let facts = try connection.first(
            "SELECT root, tier, home, window_spend_minor, window_visits, tier_since FROM customer WHERE n = $1",
            customer
        ) {
            (
                root: $0.integer(0), tier: $0.text(1), home: $0.optionalText(2), spend: $0.integer(3),
                visits: $0.integer(4), since: $0.optionalInteger(5).map { LocalDay(number: Int($0)) }
            )
        }
        guard let facts else { return nil }
        let members = try members(customer)
        guard let root = members.first(where: { $0.number == facts.root }) else {
            preconditionFailure("a customer's root is one of its cards")
        }
        var card = Card(
            id: root.id,
            maskedName: root.maskedName.isEmpty
                ? members.map(\.maskedName).first { !$0.isEmpty } ?? "" : root.maskedName,
            tier: TierID(facts.tier), spendMinor: facts.spend, visits: facts.visits,
            home: facts.home.map(StoreID.init(rawValue:)), isBlocked: members.contains(where: \.isBlocked),
            birthMonth: root.birthMonth ?? members.lazy.compactMap(\.birthMonth).first)
        card.employee = members.compactMap(\.employee).first
        if members.contains(where: { $0.refusedClaims > 0 }) {
            card.refusedClaims = try Claims(connection: connection).refused(
                to: customer, since: claimsSince, Zone(programme.timeZone) ?? .utc)
        }
        var hasNews = false
        for member in members {
            let fact = try connection.first(
                "SELECT spend_since_minor, visits_since FROM card_fact WHERE card = $1", member.number
            ) { (spend: $0.integer(0), visits: $0.integer(1)) }
            card.spendMinor.add(saturating: fact?.spend ?? 0)
            card.visits.add(saturating: fact?.visits ?? 0)
            hasNews = hasNews || (fact?.visits ?? 0) > 0
        }
        // What arrived since the run lifts at once, as it did at the till; only a run takes a tier away.
        let reached = programme.tier(spendMinor: card.spendMinor, visits: card.visits)
        if hasNews, programme.rank(reached.id) > programme.rank(card.tier) { card.tier = reached.id }
        // A run gives a tier that was reached since another period.
        let since = card.tier.rawValue == facts.tier ? facts.since : nil
        card.outlook = try outlooks.outlook(of: customer, card.tier, since: since)
        var lots: [Lot: Int64] = [:]
        var counters: [(card: CardID, stores: [StoreID: PublishedCounters])] = []
        for member in members {
            let placed = try placer.place(card: member.number, home: card.home)
            if !placed.published.isEmpty { counters.append((member.id, placed.published)) }
            for (lot, state) in placed.lots { lots[lot, default: 0].add(saturating: state.account.balance) }
        }
        card.count(lots, on: placer.today)
        card.offers = try offers(customer, lots)
        let stores = try stores(customer, members, home: card.home)
        return Built(
            root: root.id, aliases: members.filter { $0.number != facts.root }.map(\.id), keys: try keys(members),
            stores: stores.mapValues { PublishedCard(card: card, includes: $0) }, counters: counters)
    }

    private func members(_ customer: Int64) throws -> [Member] {
        try connection.query(
            """
            SELECT n, id, given, surname, full_name,
                (SELECT COUNT(*) FROM card_block b WHERE b.card = card.n AND b.ended_at IS NULL),
                (SELECT e.person FROM employee_card e WHERE e.card = card.n), birth_day,
                (SELECT COUNT(*) FROM claim k WHERE k.card = card.n AND k.state = 'refused' AND k.decided_at > $2)
            FROM card WHERE customer = $1 ORDER BY n
            """, customer, claimsSince
        ) {
            Member(
                number: $0.integer(0), id: CardID($0.text(1)),
                maskedName: Card.mask(
                    given: $0.optionalText(2), surname: $0.optionalText(3), fullName: $0.optionalText(4)),
                birthMonth: $0.optionalInteger(7).map { LocalDay(number: Int($0)).civil.month },
                isBlocked: $0.integer(5) > 0, employee: $0.optionalText(6), refusedClaims: $0.integer(8))
        }
    }

    private func offers(_ customer: Int64, _ lots: [Lot: Int64]) throws -> [Offer] {
        guard !campaigns.isEmpty else { return [] }
        let ids = try connection.query(
            "SELECT campaign FROM assignment WHERE customer = $1 AND is_current = 1 AND is_control = 0 ORDER BY campaign",
            customer
        ) { CampaignID($0.text(0)) }
        return ids.compactMap { id in
            guard let campaign = campaigns[id] else { return nil }
            guard campaign.usesPerCustomer != nil else { return campaign.offer(usesLeft: nil) }
            return campaign.offer(usesLeft: max(0, lots[.uses(id.rawValue)] ?? 0))
        }
    }

    /// The stores that hold the card, each with the last event of it that is counted, per epoch.
    private func stores(_ customer: Int64, _ members: [Member], home: StoreID?) throws -> [StoreID: [EpochID: Int64]] {
        var included: [StoreID: [EpochID: Int64]] = [:]
        var held: Set<StoreID> = []
        for member in members {
            let rows = try connection.query(
                "SELECT store, epoch, sequence, last_at FROM presence WHERE card = $1", member.number
            ) {
                (store: StoreID($0.text(0)), epoch: EpochID($0.text(1)), sequence: $0.integer(2), lastAt: $0.integer(3))
            }
            for row in rows {
                included[row.store, default: [:]][row.epoch] = max(included[row.store]?[row.epoch] ?? 0, row.sequence)
                if row.lastAt > horizon { held.insert(row.store) }
            }
        }
        if let home { held.insert(home) }
        let asked = try connection.query("SELECT store FROM asked WHERE customer = $1 AND until > $2", customer, now) {
            StoreID($0.text(0))
        }
        held.formUnion(asked)
        return held.reduce(into: [:]) { $0[$1] = included[$1] ?? [:] }
    }

    /// Every key of the customer with all the cards it may mean: a family may share a phone, a replaced number means none.
    private func keys(_ members: [Member]) throws -> [(hash: String, cards: [CardID])] {
        var hashes: Set<String> = []
        for member in members {
            hashes.formUnion(
                try connection.query(
                    """
                    SELECT hash FROM identity WHERE card = $1 UNION SELECT hash FROM retired_key WHERE card = $1
                    """, member.number
                ) { $0.text(0) })
        }
        return try hashes.sorted().map { hash in
            let cards = try connection.query(
                """
                SELECT DISTINCT r.id FROM identity i JOIN card c ON c.n = i.card JOIN customer u ON u.n = c.customer
                JOIN card r ON r.n = u.root WHERE i.hash = $1 ORDER BY r.id
                """, hash
            ) { CardID($0.text(0)) }
            return (hash, cards)
        }
    }
}
