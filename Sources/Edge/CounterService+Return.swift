import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Goods that come back, and receipts that are cancelled. The store takes back what it can work out itself; central, which
/// has every purchase and every return, comes to the sum that stands.
extension CounterService {
    func giveBack(_ json: JSONValue, till: String) throws -> [UInt8] {
        let caller = try Caller(json, till: till)
        let request = try ServiceRequest(json, "return", Caller.fields + ["at", "of", "lines", "reason"])
        if let told = try told(request) { return told }
        var goods = try goods(json, caller, request.id)
        goods.of = try json["of"].map(GoodsReturn.Origin.init(json:))
        goods.items = try items(json["lines"])
        let rules = agent.rules.programme?.returns ?? ReturnRules()
        if goods.of == nil {
            goods.flags.append(.withoutReceipt)
            // By card and article, or else by PIN.
            if caller.isAnonymous || rules.needsPINWithoutReceipt || caller.supervisor != nil {
                goods.supervisor = try prove(caller, for: "return").id.rawValue
            }
        }
        return try record(goods, caller, request)
    }

    /// A receipt that is not recorded has only its hold to give back.
    func void(_ json: JSONValue, till: String) throws -> [UInt8] {
        let caller = try Caller(json, till: till)
        let receipt = try json.requiredText("receipt")
        let request = try ServiceRequest(json, "void", Caller.fields + ["at", "receipt", "day", "reason"])
        if let told = try told(request) { return told }
        var goods = try goods(json, caller, request.id)
        var day: LocalDay? = goods.day
        if let text = try json.optionalText("day") {
            day = LocalDay(text)
            guard day != nil else {
                throw BadInput(code: "badValue", field: "day", message: "is no day such as 2026-03-14")
            }
        }
        goods.of = GoodsReturn.Origin(till: caller.till, receipt: receipt, day: day)
        let isSameDay = day == goods.day && agent.rules.programme?.returns.isSameDayVoid ?? true
        goods.isVoid = isSameDay
        if !isSameDay { goods.flags.append(.notSameDay) }
        if caller.supervisor != nil { goods.supervisor = try prove(caller, for: "void").id.rawValue }
        let released = try agent.database.write { connection in
            try Holds(connection: connection).remove(till: caller.till, receipt: receipt)
        }
        let isRecorded = try agent.database.read {
            try SoldReceipt.find(goods.of, agent.configuration.store, goods.day, $0) != nil
        }
        // A receipt of this day and store is known here, unless this file lost it.
        let isKnown = isRecorded || !isSameDay || agent.pulse.withLock { $0.putBackAt } != nil
        if !isKnown || (released && !isRecorded) {
            return JSONWriter.object { object in
                object.field("id", request.id)
                object.field("receipt", receipt)
                object.key("event")
                object.null()
                object.field("points", 0)
                object.field("restored", 0)
                object.field("pending", false)
                object.field("flags", strings: [])
            }
        }
        return try record(goods, caller, request, isWhole: true)
    }

    // MARK: reading

    private func goods(_ json: JSONValue, _ caller: Caller, _ id: String) throws -> GoodsReturn {
        let at = try Purchase.optionalInstant(json, "at") ?? agent.clock.now()
        var goods = GoodsReturn(
            id: id, till: caller.till, at: at, day: agent.configuration.timeZone.day(of: at), isVoid: false, of: nil,
            items: [])
        goods.cashier = caller.cashier
        goods.reason = try json.optionalText("reason", bytesMax: 400)
        return goods
    }

    private func items(_ json: JSONValue?) throws -> [ReturnedPurchase.Item] {
        guard let json else { throw BadInput.missing("lines") }
        let lines = try Purchase.lines(json)
        guard !lines.isEmpty else { throw BadInput(code: "missingField", field: "lines", message: "is empty") }
        return lines.map { ReturnedPurchase.Item(sku: $0.sku, quantity: $0.quantity) }
    }

    // MARK: recording

    private func record(
        _ goods: GoodsReturn, _ caller: Caller, _ request: ServiceRequest, isWhole: Bool = false
    ) throws -> [UInt8] {
        guard let programme = agent.rules.programme else { throw TillService.notReady }
        let agent = agent
        return try once(request) { connection in
            try ReturnRecorder(agent: agent, programme: programme, connection: connection)
                .record(goods, card: caller.card, key: caller.key, isWhole: isWhole)
        }
    }
}

/// A receipt that this store recorded and still keeps.
struct SoldReceipt {
    let day: LocalDay
    let till: String
    let receipt: String
    let recorded: RecordedPurchase

    /// How far back a receipt without a day is looked for: as long as events are kept.
    private static let daysMax = Int(Journal.keptDays)

    /// - Returns: nil where it is another store's, or not known here
    static func find(
        _ origin: GoodsReturn.Origin?, _ store: StoreID, _ today: LocalDay, _ connection: Connection
    ) throws -> SoldReceipt? {
        guard let origin, origin.store == nil || origin.store == store else { return nil }
        let days = origin.day.map { [$0] } ?? (0...daysMax).map { today.adding(days: -$0) }
        for day in days {
            let found = try connection.first(
                "SELECT row, event FROM receipt WHERE day = $1 AND till = $2 AND receipt = $3", day.number, origin.till,
                origin.receipt
            ) { (row: $0.integer(0), event: $0.blob(1)) }
            guard let found else { continue }
            let body = try connection.first(
                "SELECT body FROM journal WHERE row = $1 AND id = $2", found.row, found.event
            ) { $0.blob(0) }
            guard let body, let event = try? Event(json: JSONDocument(body).root),
                case .purchase(let recorded) = event.content
            else { return nil }
            return SoldReceipt(day: day, till: origin.till, receipt: origin.receipt, recorded: recorded)
        }
        return nil
    }
}

/// Turns a return into an event, on the writer's connection.
private struct ReturnRecorder {
    let agent: Agent
    let programme: Programme
    let connection: Connection

    func record(
        _ asked: GoodsReturn, card: CardID?, key: String?, isWhole: Bool
    ) throws -> (answer: [UInt8], row: Int64) {
        var goods = asked
        let sold = try SoldReceipt.find(goods.of, agent.configuration.store, goods.day, connection)
        if let day = sold?.day { goods.of?.day = day }
        let view = try view(card: sold?.recorded.card ?? card, key: key)
        goods.card = sold.map { $0.recorded.card } ?? view?.card.id
        if view == nil, card != nil || key != nil { goods.flags.append(.unknownCard) }
        if view?.card.isBlocked == true { goods.flags.append(.blocked) }
        let (tally, item) = (agent.tally, DayTally.Item(goods))
        goods.flags += tally.returnFlags(
            item, card: view?.number, cashier: goods.cashier, on: goods.day, programme.limits)
        tally.noteReturn(item, card: view?.number, cashier: goods.cashier, on: goods.day)
        var movements = Movements()
        var restored: Int64 = 0
        if let sold {
            let outcome = try takeBack(sold, &goods, isWhole: isWhole)
            restored = outcome.redeemedPoints
            if let view, goods.card != nil {
                movements = try settle(outcome, sold, view, &goods)
            }
        } else if goods.of != nil {
            goods.flags.append(.decidedByCentral)
        }
        let journal = Journal(store: agent.configuration.store, connection: connection)
        let now = agent.clock.now()
        let event = Event(id: .make(at: now, agent.randomness), recordedAt: now, content: .goodsReturn(goods))
        let row = try journal.append(event.id, recordedAt: now, body: event.body(personal: nil), personal: nil)
        if let view, !movements.isEmpty { try agent.cards(connection).record(movements, on: view.number, row: row) }
        if let sold {
            try ReturnedHere(connection: connection).note(
                goods.items, of: sold, card: view?.number, points: goods.points, row: row)
        }
        return (try answer(goods, event.id, restored, view.map(\.number)), row)
    }

    private func view(card: CardID?, key: String?) throws -> CardCache.View? {
        let cache = agent.cards(connection)
        let found = try CardFinder(cache: cache, rules: agent.rules, programme: programme).find(card: card, key: key)
        return try found.card.map { try cache.view($0, programme, at: agent.moment) }
    }

    /// What is left of the receipt, as far as this store knows, is what can come back.
    private func takeBack(
        _ sold: SoldReceipt, _ goods: inout GoodsReturn, isWhole: Bool
    ) throws -> ReturnedPurchase.Outcome {
        let recorded = sold.recorded
        var purchase = ReturnedPurchase(
            lines: recorded.purchase.lines, linePoints: recorded.linePoints,
            redeemedPoints: recorded.counting?.redeemedPoints ?? 0)
        for items in try ReturnedHere(connection: connection).items(of: sold) { _ = purchase.take(items) }
        let outcome = isWhole ? purchase.takeAll() : purchase.take(goods.items)
        if isWhole { goods.items = outcome.accepted.map { .init(sku: $0.sku, quantity: $0.quantity) } }
        if outcome.accepted.isEmpty {
            goods.flags.append(.nothingLeft)
        } else if !outcome.refused.isEmpty {
            goods.flags.append(.capped)
        }
        return outcome
    }

    /// Takes the points off the balance at once, and gives up what this store holds of them.
    private func settle(
        _ outcome: ReturnedPurchase.Outcome, _ sold: SoldReceipt, _ view: CardCache.View, _ goods: inout GoodsReturn
    ) throws -> Movements {
        let lot = sold.recorded.lot
        let pending = lot.isPending(on: agent.correctedDay) ? view.card.pendingPoints : 0
        goods.points = programme.returns.taken(outcome.points, balance: view.card.points, pending: pending)
        let parts = view.available.filter { $0.lot == lot }.taking(goods.points)
        if !parts.isEmpty {
            let epoch = try Journal(store: agent.configuration.store, connection: connection).epochNow()
            goods.counting = Counting(epoch: epoch, released: parts)
            try agent.counters(connection).add(parts, to: .released)
        }
        var movements = Movements()
        movements.points = -goods.points
        movements.spendMinor = -outcome.amountMinor
        if goods.isVoid, !outcome.accepted.isEmpty { movements.visits = -1 }
        return movements
    }

    private func answer(
        _ goods: GoodsReturn, _ event: EventID, _ restored: Int64, _ card: CardNumber?
    ) throws -> [UInt8] {
        let view = try card.flatMap { try agent.cards(connection).view($0, programme: programme, at: agent.moment) }
        return JSONWriter.object { object in
            object.field("id", goods.id)
            object.field(ifPresent: "receipt", goods.of?.receipt)
            object.field("event", event.hex)
            object.field("points", -goods.points)
            // Only central gives redeemed points back.
            object.field("restored", restored)
            object.field("pending", restored > 0 || goods.flags.contains(.decidedByCentral))
            object.field("flags", strings: goods.flags.map(\.rawValue))
            object.key("card")
            guard let view else { return object.null() }
            CardAnswer(
                programme: programme, store: agent.configuration.store, day: goods.day,
                asOf: agent.pulse.withLock { $0.asOf }
            ).write(view, to: &object)
        }
    }
}

/// What this store took back of its own receipts.
struct ReturnedHere {
    let connection: Connection

    static let migration = Migration(
        "goods come back",
        """
        CREATE TABLE returned (
            row INTEGER PRIMARY KEY,
            day INTEGER NOT NULL,
            till TEXT NOT NULL,
            receipt TEXT NOT NULL,
            items BLOB NOT NULL,
            card INTEGER,
            points INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX returned_by_receipt ON returned (day, till, receipt);
        CREATE INDEX returned_by_card ON returned (card);

        -- Where a receipt's event is in the journal; 0 where it was copied into a later epoch.
        ALTER TABLE receipt ADD COLUMN row INTEGER NOT NULL DEFAULT 0;
        """)

    /// By return, in their order.
    func items(of sold: SoldReceipt) throws -> [[ReturnedPurchase.Item]] {
        try connection.query(
            "SELECT items FROM returned WHERE day = $1 AND till = $2 AND receipt = $3 ORDER BY row", sold.day.number,
            sold.till, sold.receipt
        ) { row in
            (try JSONDocument(row.blob(0)).root.array ?? []).compactMap { item in
                guard let sku = item["sku"]?.string, let quantity = item["quantity"]?.number else { return nil }
                return ReturnedPurchase.Item(sku: sku, quantity: quantity)
            }
        }
    }

    func note(
        _ items: [ReturnedPurchase.Item], of sold: SoldReceipt, card: CardNumber?, points: Int64, row: Int64
    ) throws {
        var writer = JSONWriter()
        writer.array { list in
            for item in items {
                list.object {
                    $0.field("sku", item.sku)
                    $0.field("quantity", item.quantity)
                }
            }
        }
        try connection.run(
            """
            INSERT INTO returned (row, day, till, receipt, items, card, points) VALUES ($1, $2, $3, $4, $5, $6, $7)
            """, row, sold.day.number, sold.till, sold.receipt, writer.bytes, card, points)
    }

    static func forget(upTo row: Int64, _ connection: Connection) throws {
        try connection.run("DELETE FROM returned WHERE row <= $1", row)
    }

    static func move(from row: Int64, to other: Int64, _ connection: Connection) throws {
        try connection.run("UPDATE returned SET row = $1 WHERE row = $2", other, row)
    }
}
