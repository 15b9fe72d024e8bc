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
        let request = try returnRequest(json)
        if let told = try told(request) { return told }
        var goods = try goods(json, caller, request.id)
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

    /// What a return would come to, for a till that is about to pay. Records nothing.
    func checkReturn(_ json: JSONValue, till: String) throws -> [UInt8] {
        let caller = try Caller(json, till: till)
        let request = try returnRequest(json)
        // What was recorded stands.
        if let told = try told(request) { return told }
        guard let programme = agent.rules.programme else { throw TillService.notReady }
        let goods = try goods(json, caller, request.id)
        let atCentral = goods.of.flatMap { agent.receiptAtCentral($0, on: goods.day) }
        return try agent.database.read { connection in
            let judge = ReturnJudge(agent: agent, programme: programme, atCentral: atCentral, connection: connection)
            var judgement = try judge.judge(goods, card: caller.card, key: caller.key, isWhole: false)
            judgement.view?.add(judgement.movements, programme: programme, on: agent.correctedDay)
            return judge.answer(judgement, event: nil)
        }
    }

    /// A receipt that is not recorded has only its hold to give back.
    func void(_ json: JSONValue, till: String) throws -> [UInt8] {
        let caller = try Caller(json, till: till)
        let receipt = try json.requiredText("receipt")
        let request = try ServiceRequest(json, "void", Caller.fields + ["at", "receipt", "day", "reason"])
        if let told = try told(request) { return told }
        var goods = try head(json, caller, request.id)
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
                object.field("restoredMinor", 0)
                object.field("found", isRecorded)
                object.field("pending", false)
                object.field("flags", strings: [])
            }
        }
        return try record(goods, caller, request, isWhole: true)
    }

    // MARK: reading

    private func returnRequest(_ json: JSONValue) throws -> ServiceRequest {
        try ServiceRequest(json, "return", Caller.fields + ["at", "of", "lines", "reason"])
    }

    private func goods(_ json: JSONValue, _ caller: Caller, _ id: String) throws -> GoodsReturn {
        var goods = try head(json, caller, id)
        goods.of = try json["of"].map(GoodsReturn.Origin.init(json:))
        goods.items = try items(json["lines"])
        return goods
    }

    private func head(_ json: JSONValue, _ caller: Caller, _ id: String) throws -> GoodsReturn {
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
        // Before the writer's turn: it may take a while.
        let atCentral = goods.of.flatMap { agent.receiptAtCentral($0, on: goods.day) }
        return try once(request) { connection in
            let judge = ReturnJudge(agent: agent, programme: programme, atCentral: atCentral, connection: connection)
            return try ReturnRecorder(judge: judge)
                .record(goods, card: caller.card, key: caller.key, isWhole: isWhole)
        }
    }
}
