import Database
import HTTP
import JSON
import SyncProtocol

/// Events: kept once, applied once, or set aside with the reason.
extension Inbox {
    /// An event of an upload, where it stands in its journal.
    struct PlacedEvent {
        let event: UploadedEvent
        let place: EventPlace
    }

    /// - Returns: how many were set aside
    func applyEach(_ items: [PlacedEvent], _ facts: Facts) throws -> Int64 {
        try items.reduce(0) { aside, item in
            do {
                return try aside + connection.savepoint { try apply([item], facts) }
            } catch let error as DatabaseError where error.isConstraint {
                facts.forget()
                let reason = BadInput(code: "cannotApply", field: "", message: error.message)
                return try aside + apply([item], facts, settingAside: reason)
            }
        }
    }

    /// Keeps all of them, and writes the facts that follow from those that were not here yet.
    /// - Parameter reason: why no fact follows from them; nil where facts do
    /// - Returns: how many were set aside
    func apply(
        _ items: [PlacedEvent], _ facts: Facts, settingAside reason: BadInput? = nil
    ) throws -> Int64 {
        let numbers = try insert(items)
        if reason == nil {
            try facts.expect(zip(items, numbers).filter { $1 != nil }.map(\.0.event))
        }
        var aside: Int64 = 0
        for (item, number) in zip(items, numbers) {
            do {
                if let reason, number != nil { throw reason }
                try apply(item, number, facts)
            } catch let error as BadInput {
                // Facts complain of an event before they write anything of it but its counters.
                if try setAside(item.event, at: item.place, error) { aside += 1 }
            }
        }
        try facts.write()
        return aside
    }

    /// - Parameter number: nil where the event is here already, or has no id
    private func apply(_ item: PlacedEvent, _ number: Int64?, _ facts: Facts) throws {
        guard item.event.id != nil else { throw self.reason(item.event) }
        guard let number else {
            if case .success(let event) = item.event.result { try facts.seenAgain(event, at: item.place) }
            return
        }
        try facts.apply(try item.event.result.get(), item.event, event: number, at: item.place)
    }

    /// Writes the bodies of those that are not here yet.
    /// - Returns: their numbers; nil for one that is here already, or has no id
    func insert(_ items: [PlacedEvent]) throws -> [Int64?] {
        let known = items.filter { $0.event.id != nil }
        let numbers = try connection.newNumbers(known.count, of: .event)
        var fresh: Set<Int64> = []
        try connection.runEach(
            "INSERT INTO event_once (store, id, event) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING event",
            zip(known, numbers).map { (item: $0, number: $1) }
        ) { one, statement in
            statement.bind(1, one.item.place.store.rawValue)
            statement.bind(2, one.item.event.id?.bytes ?? [])
            statement.bind(3, one.number)
        } read: {
            fresh.insert($0.integer(0))
        }
        let new = zip(known, numbers).filter { fresh.contains($1) }.map { (item: $0, number: $1) }
        try connection.runEach("INSERT INTO event (n, store, received_at, body) VALUES ($1, $2, $3, $4)", new) {
            one, statement in
            statement.bind(1, one.number)
            statement.bind(2, one.item.place.store.rawValue)
            statement.bind(3, now.milliseconds)
            statement.bind(4, one.item.event.body)
        }
        try connection.runEach(
            "INSERT INTO personal (event, store, body) VALUES ($1, $2, $3)",
            new.filter { $0.item.event.personalLine != nil }
        ) { one, statement in
            statement.bind(1, one.number)
            statement.bind(2, one.item.place.store.rawValue)
            statement.bind(3, one.item.event.personalLine ?? [])
        }
        var next = numbers.makeIterator()
        return items.map { item in
            guard item.event.id != nil, let number = next.next() else { return nil }
            return fresh.contains(number) ? number : nil
        }
    }

    private func reason(_ item: UploadedEvent) -> BadInput {
        if case .failure(let error) = item.result { return error }
        return BadInput.missing("id")
    }

    /// - Returns: false where it is here already
    private func setAside(_ item: UploadedEvent, at place: EventPlace, _ reason: BadInput) throws -> Bool {
        // Without an id only its bytes tell that it came before, in another epoch.
        if item.id == nil, try AsideEvents(connection: connection).hasLine(item.body, of: place.store) { return false }
        Log.warning(
            "setAside",
            [
                "store": place.store.rawValue, "epoch": place.epoch.rawValue, "sequence": "\(place.sequence)",
                "reason": reason.code,
            ])
        try connection.run(
            """
            INSERT INTO aside (store, epoch, sequence, event, reason, detail, body, received_at, personal)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
            """,
            place.store.rawValue, place.epoch.rawValue, place.sequence, item.id?.bytes, reason.code,
            AsideEvents.detail(reason), item.body, now.milliseconds, item.id == nil ? item.personalLine : nil)
        return true
    }
}
