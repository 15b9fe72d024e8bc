import HTTP
import JSON
import Loyalty

/// What the till of a store asks and tells, and what it remembers of it.
extension StoreMachine {
    /// Sells, and remembers the sale until an answer comes.
    /// - Parameters:
    ///   - receipt: for which points are set aside; nil: the next
    ///   - points: used without being set aside
    func sell(
        key: String?, totalMinor: Int64, at: Instant, receipt: String? = nil, redeeming points: Int64? = nil
    ) throws {
        let id = Ledger.ReceiptID(store: store, till: name, receipt: receipt ?? newReceipt())
        var purchase = Purchase(
            receipt: id.receipt, till: id.till, at: at, key: key,
            lines: [.init(sku: "7501", category: "LECHE", amountMinor: totalMinor)])
        purchase.redeemedPoints = points
        let sale = Ledger.Sale(id: id, key: key, totalMinor: totalMinor, body: purchase.json)
        world.ledger.attempt(sale)
        unanswered.append(sale)
        try retryUnanswered()
    }

    private func newReceipt() -> String {
        defer { nextReceipt += 1 }
        return "\(nextReceipt)"
    }

    /// What a cashier is told that the customer may use.
    func pointsHere(of key: String) throws -> Int64 {
        let answer = try ask("POST", "/v1/cards/lookup", JSONWriter.object { $0.field("key", key) })
        return answer?.json["cards"]?.array?.first?["points"]?["here"]?.integer ?? 0
    }

    /// Sets points aside for a new receipt.
    /// - Returns: the receipt; nil where they were not set aside
    func hold(key: String, points: Int64) throws -> String? {
        let receipt = newReceipt()
        let answer = try ask(
            "POST", "/v1/holds",
            JSONWriter.object { object in
                object.field("till", name)
                object.field("receipt", receipt)
                object.field("key", key)
                object.field("points", points)
            })
        guard let answer else { return nil }
        world.trace.add("store \(name) held \(points) of \(key): \(answer.status) \(answer.json["code"]?.string ?? "")")
        return answer.status == 200 ? receipt : nil
    }

    func void(_ receipt: String) throws {
        try tell(
            "/v1/voids", "voided \(receipt)",
            JSONWriter.object { object in
                object.field("id", "void \(name) \(receipt)")
                object.field("till", name)
                object.field("receipt", receipt)
            })
    }

    /// The goods of a receipt, its one line; each till has its own id for it.
    func giveBack(_ id: Ledger.ReceiptID) throws {
        guard let sale = world.ledger.attempted[id], let day = sale.day else { return }
        try tell(
            "/v1/returns", "took back \(id)",
            JSONWriter.object { object in
                object.field("id", "\(name) \(id)")
                object.field("till", name)
                object.field(ifPresent: "key", sale.key)
                object.object("of") { write(id, day, to: &$0) }
                object.array("lines") { list in
                    list.object {
                        $0.field("sku", "7501")
                        $0.field("quantity", 1)
                        $0.field("amountMinor", sale.totalMinor)
                    }
                }
            })
    }

    /// A customer brings a receipt that no card was shown for, or one that counts for somebody else.
    /// - Parameter wrong: the key of that other
    func claim(_ id: Ledger.ReceiptID, key: String, from wrong: String? = nil) throws {
        guard let day = world.ledger.attempted[id]?.day else { return }
        try tell(
            "/v1/claims", "claimed \(id) for \(key) from \(wrong ?? "nobody")",
            JSONWriter.object { object in
                object.field("id", "claim \(name) \(newReceipt())")
                object.field("till", name)
                object.field("key", key)
                object.object("of") { write(id, day, to: &$0) }
                guard let wrong else { return }
                object.field("from", wrong)
                object.field("reason", "the other one's card")
                object.field("supervisor", CentralMachine.supervisor)
                object.field("pin", CentralMachine.pin)
            }, mayRefuse: [400])
    }

    /// A customer lost the card.
    func block(key: String) throws {
        try tell(
            "/v1/cards/block", "blocked \(key)",
            JSONWriter.object { object in
                object.field("id", "block \(name) \(newReceipt())")
                object.field("till", name)
                object.field("key", key)
                object.field("reason", "lost")
            })
    }

    /// - Returns: whether the customer was told that the new number counts
    func replace(_ old: String, by new: String) throws -> Bool {
        try tell(
            "/v1/cards/replace", "replaced \(old) by \(new)",
            JSONWriter.object { object in
                object.field("id", "replace \(name) \(newReceipt())")
                object.field("till", name)
                object.field("key", old)
                object.field("number", new)
            }) == 200
    }

    private func write(_ id: Ledger.ReceiptID, _ day: String, to object: inout JSONWriter) {
        object.field("store", id.store.rawValue)
        object.field("till", id.till)
        object.field("receipt", id.receipt)
        object.field("day", day)
    }

    func giveReward(key: String) throws {
        let id = "reward \(name) \(newReceipt())"
        world.ledger.noteReward(id, key: key)
        try tell(
            "/v1/rewards", "gave a reward to \(key)",
            JSONWriter.object { object in
                object.field("id", id)
                object.field("till", name)
                object.field("key", key)
                object.field("reward", CentralMachine.reward)
            })
    }

    /// A customer wants to use more than is here.
    func wish(key: String, points: Int64) throws {
        let answer = try ask(
            "POST", "/v1/grants",
            JSONWriter.object { object in
                object.field("key", key)
                object.field("points", points)
            })
        if let answer { world.trace.add("store \(name) wished \(points) of \(key): \(answer.status)") }
    }

    /// A till that got no answer asks again, with the same receipt.
    func retryUnanswered() throws {
        while let sale = unanswered.first, try record(sale) { unanswered.removeFirst() }
    }

    /// - Returns: whether the till was told that it is recorded
    @discardableResult
    func record(_ sale: Ledger.Sale) throws -> Bool {
        guard let answer = try ask("POST", "/v1/purchases", sale.body) else { return false }
        guard answer.status == 200 else {
            world.trace.add("store \(name) \(sale.id) answered \(answer.status)")
            return false
        }
        disk.held.insert(sale.id)
        world.ledger.accept(sale.id)
        world.ledger.note(answer.json["day"]?.string, of: sale.id)
        world.trace.add("store \(name) sold \(sale.id) \(sale.totalMinor) \(answer.json["points"]?.integer ?? -1)")
        noteWitnessSoon()
        return true
    }

    func enrol(key: String) throws {
        try tell(
            "/v1/customers", "enrolled \(key)",
            JSONWriter.object { object in
                object.field("key", key)
                object.field("name", "Ana Ruiz")
            })
    }

    /// Tells the agent what happened at the till.
    /// - Parameter what: for the trace
    /// - Returns: nil where there was no answer
    @discardableResult
    private func tell(_ path: String, _ what: String, _ body: [UInt8], mayRefuse: [Int] = []) throws -> Int? {
        let answer = try ask("POST", path, body, mayRefuse: mayRefuse)
        if let answer {
            world.trace.add("store \(name) \(what): \(answer.status) \(answer.json["code"]?.string ?? "")")
        }
        noteWitnessSoon()
        return answer?.status
    }

    /// - Parameter mayRefuse: what a wrong clock makes of a right request
    /// - Returns: nil where there was no answer
    func ask(
        _ method: String, _ path: String, _ body: [UInt8] = [], mayRefuse: [Int] = []
    ) throws -> (status: Int, json: JSONValue)? {
        let answer = try running { () -> (status: Int, json: JSONValue)? in
            guard let response = try till?.send(ClientRequest(method, path, body: body)) else { return nil }
            return (response.status, try JSONDocument(response.body).root)
        }
        guard let answer = answer ?? nil else { return nil }
        // A refusal that a cashier understands is an answer.
        let isRefusal = ([403, 404, 409] + mayRefuse).contains(answer.status) && answer.json["code"]?.string != nil
        guard [200, 201, 503, 507].contains(answer.status) || isRefusal else {
            throw PromiseBroken(
                promise: 8, place: "store \(name)",
                detail: "\(method) \(path) was answered \(answer.status) \(answer.json.text)")
        }
        return answer
    }

    /// The real agent notes it at most a second after each commit.
    private func noteWitnessSoon() {
        world.after(seconds: world.weather.number(in: 0...1)) { [self] in
            _ = try running { try agent?.noteWitness() }
        }
    }
}
