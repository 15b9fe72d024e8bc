import Database
import Digest
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// What became of events that were tried again, or dismissed.
struct AsideOutcome {
    var done = 0
    /// Those that still cannot be applied, and why.
    var failed: [(place: EventPlace, reason: String, detail: String)] = []
    /// Places at which nothing is set aside, or no longer.
    var unknown: [String] = []

    /// How many failures an answer tells of one by one.
    static let shownMax = 100

    func write(_ name: StaticString, to object: inout JSONWriter) {
        object.field(name, done)
        object.field("failed", failed.count)
        object.array("failures") { list in
            for failure in failed.prefix(Self.shownMax) {
                list.object { item in
                    item.field("event", failure.place.text)
                    item.field("reason", failure.reason)
                    item.field("detail", AsideEvents.Entry.shown(failure.detail, failure.reason))
                }
            }
        }
        object.field("unknown", strings: unknown)
    }
}

extension Aggregator {
    /// Events that one transaction tries again.
    static let retriedMax = 200

    /// Applies what was set aside again, with the code and programme of now; what can be applied counts once.
    func retryAside(_ places: [String], by actor: Actor) throws -> AsideOutcome {
        let now = clock.now()
        var outcome = AsideOutcome()
        for start in stride(from: 0, to: places.count, by: Self.retriedMax) {
            let some = Array(places[start..<min(start + Self.retriedMax, places.count)])
            try add(try retry(some, by: actor, now), to: &outcome)
        }
        try publishDirty()
        return outcome
    }

    /// All that are open, of one store or of all.
    func retryAllAside(of store: StoreID?, by actor: Actor) throws -> AsideOutcome {
        let now = clock.now()
        var outcome = AsideOutcome()
        var after: EventPlace?
        repeat {
            let last = after
            let places = try database.read { connection in
                try AsideEvents(connection: connection).open(store: store, after: last, max: Self.retriedMax).map(
                    \.place)
            }
            after = places.last
            if !places.isEmpty { try add(try retry(places.map(\.text), by: actor, now), to: &outcome) }
        } while after != nil
        try publishDirty()
        return outcome
    }

    private func add(_ part: AsideOutcome, to outcome: inout AsideOutcome) throws {
        outcome.done += part.done
        outcome.failed += part.failed
        outcome.unknown += part.unknown
    }

    private func retry(_ places: [String], by actor: Actor, _ now: Instant) throws -> AsideOutcome {
        try database.write { [self] connection in
            var outcome = AsideOutcome()
            for text in places {
                guard let place = EventPlace(text),
                    let entry = try AsideEvents(connection: connection).entry(at: place), entry.dismissedAt == nil
                else {
                    outcome.unknown.append(text)
                    continue
                }
                if let reason = try retry(entry, connection, now) {
                    outcome.failed.append((place, reason.code, AsideEvents.detail(reason)))
                } else {
                    outcome.done += 1
                }
            }
            try Audit(connection: connection, now: now).record(
                .eventsRetried, places.count == 1 ? places[0] : "events", by: actor
            ) { details in
                details.field("applied", outcome.done)
                details.field("failed", outcome.failed.count)
            }
            return outcome
        }
    }

    /// - Returns: why it still cannot be applied; nil where it was
    private func retry(_ entry: AsideEvents.Entry, _ connection: Connection, _ now: Instant) throws -> BadInput? {
        // Judged as of when it came: central's own clock then is the latest that its sale can be.
        let inbox = Inbox(aggregator: self, connection: connection, now: entry.receivedAt)
        let aside = AsideEvents(connection: connection)
        do {
            try connection.savepoint { try inbox.applyAgain(entry) }
            try aside.remove(entry.place)
            return nil
        } catch let error as BadInput {
            try aside.noteTry(entry.place, error, at: now)
            return error
        } catch let error as DatabaseError where error.isConstraint {
            let reason = BadInput(code: "cannotApply", field: "", message: error.message)
            try aside.noteTry(entry.place, reason, at: now)
            return reason
        }
    }

    /// Nobody is asked to look at these any more; they stay on record.
    func dismissAside(_ places: [String], because reason: String, by actor: Actor) throws -> AsideOutcome {
        let now = clock.now()
        return try database.write { connection in
            var outcome = AsideOutcome()
            for text in places {
                guard let place = EventPlace(text),
                    try AsideEvents(connection: connection).dismiss(place, because: reason, at: now)
                else {
                    outcome.unknown.append(text)
                    continue
                }
                outcome.done += 1
                try Audit(connection: connection, now: now).record(.eventDismissed, text, by: actor) {
                    $0.field("reason", reason)
                }
            }
            return outcome
        }
    }
}

extension Inbox {
    /// Applies what was set aside.
    /// - Throws: `BadInput` where it still cannot be
    func applyAgain(_ entry: AsideEvents.Entry) throws {
        let known = try entry.event.flatMap { id in
            try connection.first(
                """
                SELECT o.event, p.body FROM event_once o LEFT JOIN personal p ON p.event = o.event AND p.store = o.store
                WHERE o.store = $1 AND o.id = $2
                """, entry.place.store.rawValue, id
            ) { (event: $0.integer(0), personal: $0.optionalBlob(1)) }
        }
        let personal = entry.personal ?? known?.personal
        let item = UploadedEvent(entry.body[...], personal: personal.map { $0[...] })
        let event = try item.result.get()
        let facts = Facts(self, entry.place.store, entry.place.epoch)
        // A line that had no id for the code of then. Under its id it may have come again since, and been applied.
        if let number = try known?.event ?? insert([PlacedEvent(event: item, place: entry.place)])[0] {
            try facts.expect([item])
            try facts.apply(event, item, event: number, at: entry.place)
        } else {
            try facts.seenAgain(event, at: entry.place)
        }
        try facts.write()
    }
}
