import Database
import Digest
import HTTP
import JSON
import Loyalty

extension Aggregator {
    func campaigns(_ connection: Connection) throws -> [Campaign] {
        let sources = try connection.query("SELECT source FROM campaign ORDER BY id") { $0.text(0) }
        // Checked when pushed; one that this version cannot read any more gives nothing.
        return sources.compactMap { try? campaign(source: $0) }
    }

    func campaign(source: String) throws -> Campaign {
        try Campaign(text: source, segments: Segmentation.allSegments, tiers: programme.tiers.map(\.id))
    }

    /// Takes a campaign in, gives it to those who qualify by the last run, and publishes it at once.
    func push(_ source: String, by actor: Actor) throws -> (campaign: Campaign, counts: AssignmentCounts) {
        let campaign = try campaign(source: source)
        let now = clock.now()
        try database.write { connection in
            try connection.run(
                """
                INSERT INTO campaign (id, source, pushed_at) VALUES ($1, $2, $3)
                ON CONFLICT (id) DO UPDATE SET source = excluded.source, pushed_at = excluded.pushed_at
                """, campaign.id.rawValue, source, now.milliseconds)
            try Audit(connection: connection, now: now).record(.campaignPushed, campaign.id.rawValue, by: actor) {
                $0.field("sha256", Digest.sha256(source).hex)
            }
        }
        let counts = try assign(campaign, touchAll: true)
        try publishDirty()
        return (campaign, counts)
    }

    /// Gives a campaign to everyone who qualifies, in short transactions.
    /// - Parameters:
    ///   - touchAll: publish everyone who has the offer, because its text changed
    ///   - fence: of the run that does it
    func assign(_ campaign: Campaign, touchAll: Bool = false, fence: RunFence? = nil) throws -> AssignmentCounts {
        let now = clock.now()
        var counts = AssignmentCounts()
        var last: Int64? = 0
        while let after = last {
            let step = try database.write { connection in
                try fence?.check(connection)
                return try Assigner(connection: connection, now: now).assign(campaign, after: after, touchAll: touchAll)
            }
            counts.assigned += step.counts.assigned
            counts.control += step.counts.control
            last = step.last
        }
        return counts
    }

    /// Takes a campaign's offer from everyone; what was used stays recorded.
    func end(_ campaign: CampaignID, _ fence: RunFence) throws {
        try database.write { connection in
            try fence.check(connection)
            try connection.run(
                """
                INSERT INTO dirty (card) SELECT u.root FROM assignment a JOIN customer u ON u.n = a.customer
                WHERE a.campaign = $1 AND a.is_current = 1 ON CONFLICT DO NOTHING
                """, campaign.rawValue)
            try connection.run("UPDATE assignment SET is_current = 0 WHERE campaign = $1", campaign.rawValue)
        }
    }
}

struct AssignmentCounts: Sendable {
    var assigned = 0
    var control = 0
}

/// Decides who gets a campaign's offer.
struct Assigner {
    let connection: Connection
    let now: Instant

    static let customersMax = 2_000

    /// Gives the campaign to those of the next customers who qualify by segment and tier; who no longer does keeps only
    /// the record.
    /// - Returns: the last customer looked at, nil at the end
    func assign(
        _ campaign: Campaign, after: Int64, touchAll: Bool
    ) throws -> (counts: AssignmentCounts, last: Int64?) {
        var counts = AssignmentCounts()
        let customers = try connection.query(
            """
            SELECT u.n, u.segment, u.tier, r.id, a.is_control, a.is_current, r.n FROM customer u JOIN card r ON r.n = u.root
            LEFT JOIN assignment a ON a.customer = u.n AND a.campaign = $1 WHERE u.n > $2 ORDER BY u.n LIMIT $3
            """, campaign.id.rawValue, after, Self.customersMax
        ) { row in
            Candidate(
                customer: row.integer(0), segment: row.optionalText(1).map(SegmentID.init(rawValue:)),
                tier: TierID(row.text(2)), root: row.text(3), wasControl: row.optionalInteger(4).map { $0 != 0 },
                wasCurrent: row.integer(5) != 0, card: row.integer(6))
        }
        for candidate in customers {
            let qualifies = campaign.audience.includes(segment: candidate.segment, tier: candidate.tier)
            let isControl = Self.isControl(campaign, root: candidate.root)
            if qualifies { if isControl { counts.control += 1 } else { counts.assigned += 1 } }
            let changes =
                qualifies ? (candidate.wasControl != isControl || !candidate.wasCurrent) : candidate.wasCurrent
            if changes { try write(candidate, campaign.id, qualifies: qualifies, isControl: isControl) }
            if qualifies, !isControl { try issueUses(of: campaign, to: candidate) }
            if changes || (touchAll && qualifies) {
                try connection.markDirty(candidate.card)
            }
        }
        return (counts, customers.last?.customer)
    }

    private struct Candidate {
        let customer: Int64
        let segment: SegmentID?
        let tier: TierID
        let root: String
        let wasControl: Bool?
        let wasCurrent: Bool
        let card: Int64
    }

    private func write(_ candidate: Candidate, _ campaign: CampaignID, qualifies: Bool, isControl: Bool) throws {
        try connection.run(
            """
            INSERT INTO assignment (customer, campaign, is_control, is_current, assigned_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (customer, campaign) DO UPDATE SET is_control = excluded.is_control, is_current = excluded.is_current
            """, candidate.customer, campaign.rawValue, isControl, qualifies, now.milliseconds)
    }

    /// A limited offer has as many uses as its campaign says, whichever of the customer's cards they were issued to.
    private func issueUses(of campaign: Campaign, to candidate: Candidate) throws {
        guard let limit = campaign.usesPerCustomer else { return }
        let lot = Lot.uses(campaign.id.rawValue)
        let issued = try connection.integer(
            """
            SELECT COALESCE(SUM(a.issued), 0) FROM card c JOIN account a ON a.card = c.n
            WHERE c.customer = $1 AND a.lot = $2
            """, candidate.customer, lot.description)
        guard issued < limit else { return }
        try PointsLedger(connection: connection).count(issued: limit - issued, of: lot, card: candidate.card)
    }

    /// The same customer falls on the same side of the same campaign for ever.
    static func isControl(_ campaign: Campaign, root: String) -> Bool {
        let bytes = Digest.sha256("\(campaign.id)|\(root)").bytes
        let number = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int64(number % 10_000) < campaign.controlBasisPoints
    }
}
