import Database
import Loyalty

/// Judges the tier of one customer after the other by the programme's rules and what they bought. Pure.
final class TierJudge {
    static let migration = Migration(
        "a customer's tier holds from a day on",
        """
        ALTER TABLE customer ADD COLUMN tier_since INTEGER;
        ALTER TABLE customer ADD COLUMN window_from INTEGER;
        """)

    private let programme: Programme
    private let rules: TierRules
    private let zone: Zone
    private let at: Instant
    private let day: LocalDay
    /// Purchases later than this count in the window that everyone's card shows.
    private let windowStart: Instant
    /// Days begin for many customers alike.
    private var starts: [LocalDay: Instant] = [:]

    init(_ programme: Programme, at: Instant) {
        self.programme = programme
        self.at = at
        rules = programme.tierRules
        zone = Zone(programme.timeZone) ?? .utc
        day = zone.day(of: at)
        windowStart =
            rules.period == .calendarYear
            ? zone.start(of: day.firstOfYear).adding(milliseconds: -1) : at.adding(days: -programme.windowDays)
    }

    struct Judged {
        let tier: TierID
        /// The day since which the tier holds; nil where no rule needs to know it.
        let since: LocalDay?
        /// From when on purchases count towards a better tier, where that is another instant for each customer; else nil.
        let windowFrom: Instant?
        let window: TierRules.Qualifying
        /// Before this instant nothing of it changes but by what arrives.
        let due: Instant
    }

    /// Purchases later than this must be known to judge a customer.
    func historyStart(since: LocalDay?) -> Instant {
        guard !isPlain else { return windowStart }
        let first = rules.firstDay(since: known(since), on: day)
        return min(windowStart, start(of: first).adding(milliseconds: -1))
    }

    /// - Parameters:
    ///   - since: nil for one that no rule needed to know yet
    ///   - history: has all purchases since `historyStart`
    func judge(tier: TierID, since: LocalDay?, _ history: PurchaseHistory) -> Judged {
        guard !isPlain else {
            let window = history.counted(after: windowStart, to: at)
            let reached = programme.tier(spendMinor: window.spendMinor, visits: window.visits).id
            return Judged(
                tier: reached, since: nil, windowFrom: nil, window: window,
                due: min(history.next(after: at), windowMoves(history, from: windowStart)))
        }
        let standing = rules.judge(TierRules.Standing(tier: tier, since: known(since)), on: day, programme: programme) {
            history.counted(
                after: start(of: $0.lowerBound).adding(milliseconds: -1),
                to: min(at, start(of: $0.upperBound.adding(days: 1)).adding(milliseconds: -1)))
        }
        let windowFrom = rules.period == .sinceChange ? start(of: standing.since) : nil
        let counted = max(windowStart, windowFrom?.adding(milliseconds: -1) ?? windowStart)
        return Judged(
            tier: standing.tier, since: standing.since, windowFrom: windowFrom,
            window: history.counted(after: counted, to: at), due: due(standing, history, from: counted))
    }

    /// Whether what counts in the window says all.
    private var isPlain: Bool {
        rules.period == .rolling && rules.downgrade == .byMerit && rules.downgradeAt == .once && rules.graceDays == 0
    }

    private func known(_ since: LocalDay?) -> LocalDay { since ?? day.adding(days: 1 - Int(rules.windowDays)) }

    private func start(of day: LocalDay) -> Instant {
        if let known = starts[day] { return known }
        let start = zone.start(of: day)
        starts[day] = start
        return start
    }

    // MARK: when to look again

    private func due(_ standing: TierRules.Standing, _ history: PurchaseHistory, from counted: Instant) -> Instant {
        var due = min(history.next(after: at), windowMoves(history, from: counted))
        if let judgement = rules.dayOfJudgement(since: standing.since) { due = min(due, start(of: judgement)) }
        for days in rules.countedDays {
            let lower = start(of: day.adding(days: 1 - days)).adding(milliseconds: -1)
            guard let first = history.first(after: lower, to: at) else { continue }
            due = min(due, start(of: zone.day(of: first).adding(days: days)))
        }
        return due
    }

    /// When the oldest purchase leaves the window that the card shows.
    private func windowMoves(_ history: PurchaseHistory, from counted: Instant) -> Instant {
        guard let first = history.first(after: counted, to: at) else { return .never }
        return rules.period == .calendarYear
            ? start(of: day.lastOfYear.adding(days: 1)) : first.adding(days: programme.windowDays)
    }
}

extension Instant {
    /// Later than any that is judged.
    static let never = Instant(milliseconds: .max)
}
