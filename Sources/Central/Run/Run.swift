import Database
import HTTP
import JSON
import Loyalty

/// One pass of central's pipeline: match, measure and tier, segment, expire, assign, publish. Writes in short transactions, so that
/// ingestion never waits for it; a second run over the same facts changes nothing.
struct Run {
    let aggregator: Aggregator
    /// Purchases up to here count; windows and tiers are judged here.
    let at: Instant
    /// Measures all customers, not only those for whom something changed.
    let wantsAll: Bool
    let actor: Actor
    let fence: RunFence

    /// A short transaction, as long as no other process has taken over.
    func write<T>(_ work: @escaping (Connection) throws -> T) throws -> T {
        let fence = fence
        return try aggregator.database.write { connection in
            try fence.check(connection)
            return try work(connection)
        }
    }

    struct Summary: Sendable {
        var at: Instant
        var customers = 0
        /// Of them, those who were looked at because something changed for them; or everyone.
        var measured = 0
        var isEveryone = false
        var merged = 0
        var segments: [SegmentID: Int] = [:]
        var tiers: [TierID: Int] = [:]
        var changed = 0
        /// Points that were taken because their last day is over.
        var expired: Int64 = 0
        var campaigns: [(CampaignID, AssignmentCounts)] = []
        /// What each step took, in the order in which they were done.
        var steps: [(name: String, milliseconds: Int64)] = []

        func write(to object: inout JSONWriter) {
            object.field("at", at.description)
            object.field("customers", customers)
            object.field("measured", measured)
            object.field("all", isEveryone)
            object.field("merged", merged)
            object.field("changed", changed)
            object.field("expired", expired)
            object.object("segments") { list in
                for (segment, count) in segments.sorted(by: { $0.key < $1.key }) {
                    list.key(dynamic: segment.rawValue)
                    list.value(count)
                }
            }
            object.object("tiers") { list in
                for (tier, count) in tiers.sorted(by: { $0.key < $1.key }) {
                    list.key(dynamic: tier.rawValue)
                    list.value(count)
                }
            }
            object.object("campaigns") { list in
                for (campaign, counts) in campaigns {
                    list.key(dynamic: campaign.rawValue)
                    list.object {
                        $0.field("assigned", counts.assigned)
                        $0.field("control", counts.control)
                    }
                }
            }
            object.object("milliseconds") { list in
                for step in steps {
                    list.key(dynamic: step.name)
                    list.value(step.milliseconds)
                }
            }
        }
    }

    func perform() throws -> Summary {
        let started = aggregator.clock.now()
        try aggregator.reloadProgramme(by: actor)
        let segmentation = try aggregator.folder.segmentation()
        var summary = Summary(at: at)
        try step("match", &summary) { summary in
            summary.merged = try match()
            try giveBonuses()
        }
        try step("tiers", &summary) { try measure(&$0) }
        try step("segments", &summary) { $0.changed += try segment(segmentation, &$0) }
        try step("expiry", &summary) { $0.expired = try expire() }
        try step("campaigns", &summary) { summary in
            try entitle()
            try assign(&summary)
        }
        try finish(summary, started)
        try step("publish", &summary) { _ in try aggregator.publishDirty() }
        return summary
    }

    private func step(_ name: String, _ summary: inout Summary, _ work: (inout Summary) throws -> Void) throws {
        let started = aggregator.clock.now()
        try work(&summary)
        summary.steps.append((name, aggregator.clock.now().milliseconds - started.milliseconds))
    }

    private func assign(_ summary: inout Summary) throws {
        let campaigns = try aggregator.database.read { try aggregator.campaigns($0) }
        let today = (Zone(aggregator.programme.timeZone) ?? .utc).day(of: at)
        for campaign in campaigns {
            if campaign.to < today {
                try aggregator.end(campaign.id, fence)
            } else {
                summary.campaigns.append((campaign.id, try aggregator.assign(campaign, fence: fence)))
            }
        }
    }

    /// Notes the run and marks the cards that enter or leave a store because the horizon moved. Passes over all presences.
    private func finish(_ summary: Summary, _ started: Instant) throws {
        let finished = aggregator.clock.now()
        let at = at
        try write { connection in
            let last = try connection.first("SELECT at FROM run WHERE finished_at IS NOT NULL ORDER BY n DESC LIMIT 1")
            {
                Instant(milliseconds: $0.integer(0))
            }
            let before = last?.adding(days: -CardBuilder.heldDays).milliseconds ?? 0
            let after = at.adding(days: -CardBuilder.heldDays).milliseconds
            try connection.run(
                """
                INSERT INTO dirty (card) SELECT DISTINCT card FROM presence WHERE last_at > $1 AND last_at <= $2
                ON CONFLICT DO NOTHING
                """, min(before, after), max(before, after))
            try connection.run(
                "INSERT INTO run (at, started_at, finished_at, summary) VALUES ($1, $2, $3, $4)", at.milliseconds,
                started.milliseconds, finished.milliseconds,
                String(decoding: JSONWriter.object { summary.write(to: &$0) }, as: UTF8.self))
            try connection.run(
                """
                DELETE FROM publication WHERE at < $1
                AND revision < (SELECT revision FROM store WHERE store.id = publication.store)
                """, finished.adding(days: -Self.marksKeptDays).milliseconds)
            // A store that asks for an older one is told that it is not here, and sends again what it keeps.
            try connection.run(
                """
                DELETE FROM passed WHERE at < $1 AND sequence < (
                    SELECT sequence FROM position p WHERE p.store = passed.store AND p.epoch = passed.epoch)
                """, finished.adding(days: -Self.marksKeptDays).milliseconds)
        }
    }

    /// A cursor with an older mark fetches everything anew.
    static let marksKeptDays: Int64 = 90
}

extension Aggregator {
    /// Runs the pipeline; one at a time.
    /// - Parameters:
    ///   - at: nil for now
    ///   - all: measures all customers, also where that can come to nothing new
    func run(at: Instant?, all: Bool = false, by actor: Actor) throws -> Run.Summary {
        guard beginRun() else { throw Problem.runUnderWay }
        defer { endRun() }
        let now = clock.now()
        let run = Run(
            aggregator: self, at: at ?? now, wantsAll: all, actor: actor, fence: try RunFence(database))
        // A run by the schedule is no act of anyone's; it is among the runs.
        if actor != .central {
            try database.write { connection in
                try Audit(connection: connection, now: now).record(.runStarted, "run", by: actor) {
                    $0.field("at", run.at.description)
                }
            }
        }
        return try run.perform()
    }

    /// A run by the schedule of `runAt`, judged by today.
    public func scheduledRun() throws { _ = try run(at: nil, by: .central) }
}

extension Aggregator {
    /// How late a scheduled run may still start, after a restart or a run by hand.
    static let scheduleHoursMax: Int64 = 6

    /// Whether the schedule's minute has come today, in the programme's zone, and no run has started since.
    public func isRunDue(atMinute minute: Int) throws -> Bool {
        let now = clock.now()
        let late = Int64((Zone(programme.timeZone) ?? .utc).minuteOfDay(of: now) - minute)
        guard (0..<Self.scheduleHoursMax * 60).contains(late) else { return false }
        let since = now.adding(seconds: -late * 60 - 59)
        return try database.read {
            try $0.integer("SELECT COUNT(*) FROM run WHERE started_at >= $1", since.milliseconds) == 0
        }
    }
}
