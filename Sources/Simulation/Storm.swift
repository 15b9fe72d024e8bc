import JSON
import Loyalty

/// Days of work with faults: what every till, agent and central does.
struct Storm {
    let world: World
    let plan: Simulation.Plan
    private let checks: Checks

    init(_ world: World, _ plan: Simulation.Plan, _ checks: Checks) {
        self.world = world
        self.plan = plan
        self.checks = checks
    }

    static let minute: Int64 = 60
    static let hour: Int64 = 3_600
    static let day: Int64 = 86_400

    func blow() throws {
        importSomeShoppers()
        for machine in world.machines { work(machine) }
        for machine in world.machines { plague(machine) }
        workCentral()
        plagueCentral()
        let dice = world.dice("checks")
        world.repeatedly(every: Self.hour...(6 * Self.hour), dice) { try checks.duringTheStorm() }
        let half = plan.days * Self.day / 2
        try world.run(until: world.time.now.adding(seconds: half))
        try world.passWeeks()
        try world.run(until: world.time.now.adding(seconds: half))
        try checks.duringTheStorm()
    }

    private func importSomeShoppers() {
        let rows = Shoppers.imported.enumerated().map { index, key in
            JSONWriter.object { object in
                object.field("reference", "\(index)")
                object.field("card", Shoppers.number(key))
                object.field("given", "Ana")
                object.field("surname", "Ruiz")
            }
        }
        _ = world.central.asAdmin("POST", "/v1/customers?source=base", Array(rows.joined(separator: [10])))
    }

    // MARK: work

    func work(_ machine: StoreMachine) {
        let till = world.dice("till \(machine.name)")
        world.repeatedly(every: (5 * Self.minute)...(40 * Self.minute), till) { try serveCustomer(machine, till) }
        let line = world.dice("times \(machine.name)")
        world.repeatedly(every: Self.minute...(40 * Self.minute), line) {
            try machine.upload(verifying: line.chance(20))
        }
        world.repeatedly(every: Self.minute...(40 * Self.minute), line) {
            try machine.download(fresh: line.chance(10))
        }
        world.repeatedly(every: (6 * Self.hour)...(12 * Self.hour), line) { try machine.keepHouse() }
    }

    private func serveCustomer(_ machine: StoreMachine, _ dice: Dice) throws {
        try machine.retryUnanswered()
        switch dice.number(in: 0...29) {
        case 0...13:
            let key: String? = dice.chance(80) ? (dice.chance(90) ? shopper(dice) : stranger(dice)) : nil
            // Most tills have a right clock of their own; some take the agent's.
            let at = dice.chance(70) ? world.time.now : machine.clock.now()
            try machine.sell(key: key, totalMinor: dice.number(in: 1...90_000), at: at)
        case 14:
            // A till that doubts sends an old receipt again.
            let mine = machine.disk.held.filter { $0.till == machine.name }.sorted()
            guard !mine.isEmpty, let sale = world.ledger.attempted[dice.pick(mine)] else { return }
            try machine.record(sale)
        case 20...24: try redeem(machine, dice)
        case 25...26: try giveBack(machine, dice)
        case 27: try machine.wish(key: shopper(dice), points: dice.number(in: 1...200))
        case 28: try claim(machine, dice)
        case 29 where dice.chance(10): try machine.block(key: dice.pick(Shoppers.losable))
        case 29 where dice.chance(10): try replace(machine, dice)
        case 29: try move(machine, dice)
        case 19: try machine.giveReward(key: shopper(dice))
        case 15: try machine.enrol(key: dice.chance(50) ? dice.pick(Shoppers.steady) : stranger(dice))
        default:
            let key = shopper(dice)
            let answer = try machine.ask("POST", "/v1/cards/lookup", JSONWriter.object { $0.field("key", key) })
            world.trace.add("store \(machine.name) looked up \(answer?.json["cards"]?.array?.count ?? -1)")
        }
    }

    /// Sets points aside and sells; some customers think better of it, and some tills forget the hold.
    private func redeem(_ machine: StoreMachine, _ dice: Dice) throws {
        let key = shopper(dice)
        // Most want to use all that is there: one point too many would be used twice at once.
        let here = try machine.pointsHere(of: key)
        let points = here > 0 && dice.chance(70) ? here : dice.number(in: 1...120)
        let total = dice.number(in: 1...90_000)
        switch dice.number(in: 0...9) {
        case 0: _ = try machine.hold(key: key, points: points)
        case 1:
            try machine.sell(key: key, totalMinor: total, at: world.time.now, redeeming: points)
        default:
            guard let receipt = try machine.hold(key: key, points: points) else { return }
            guard !dice.chance(10) else { return try machine.void(receipt) }
            try machine.sell(key: key, totalMinor: total, at: world.time.now, receipt: receipt)
        }
    }

    /// Goods of any store come back to any store; a clone and its model take the same back.
    private func giveBack(_ machine: StoreMachine, _ dice: Dice) throws {
        let sold = world.ledger.accepted
        guard !sold.isEmpty else { return }
        let id = dice.pick(sold)
        let times = dice.chance(30) ? 2 : 1
        for _ in 0..<times { try machine.giveBack(id) }
    }

    /// A customer who showed no card brings the receipt to any store; some bring what somebody else brought already.
    private func claim(_ machine: StoreMachine, _ dice: Dice) throws {
        let anonymous = claimable { $0.key == nil }
        guard !anonymous.isEmpty else { return }
        try machine.claim(dice.pick(anonymous), key: dice.pick(Shoppers.steady))
    }

    /// A cashier had taken one customer's card for another's; any store puts it right, and some put it wrong.
    private func move(_ machine: StoreMachine, _ dice: Dice) throws {
        let theirs = claimable { $0.key.map(Shoppers.mixedUp.contains) ?? false }
        guard !theirs.isEmpty else { return }
        let id = dice.pick(theirs)
        let right = dice.pick(Shoppers.mixedUp)
        // Whom it counts for now, or did before.
        try machine.claim(id, key: right, from: dice.pick(world.ledger.holders(of: id)))
        world.ledger.noteMove(of: id, to: right)
    }

    /// A customer lost the plastic, and gets another number.
    private func replace(_ machine: StoreMachine, _ dice: Dice) throws {
        let key = dice.pick(Shoppers.replaceable)
        let new = "card:8\(dice.number(in: 100_000...999_999))"
        world.ledger.noteReplacement(of: key, by: new)
        guard try machine.replace(world.ledger.shown(of: key), by: new) else { return }
        world.ledger.show(new, of: key)
    }

    /// What was bought lately. What a clock in 1970 dated is too old, unless the line was up, so that central knows of that
    /// clock.
    private func claimable(_ isWanted: (Ledger.Sale) -> Bool) -> [Ledger.ReceiptID] {
        let oldest = max(World.start.adding(days: -1), world.time.now.adding(days: -Self.claimDays)).description.prefix(
            10)
        return world.ledger.accepted.filter { id in
            guard let sale = world.ledger.attempted[id], let day = sale.day else { return false }
            return isWanted(sale) && day >= oldest
        }
    }

    /// Seldom more than the programme allows.
    private static let claimDays: Int64 = 31

    /// What one of those shows who still come; sometimes somebody else found it.
    func shopper(_ dice: Dice) -> String {
        let key = dice.pick(Shoppers.keys.filter { !world.hasLeft.contains($0) })
        guard let plastic = world.ledger.plastic[key] else { return key }
        return dice.chance(90) ? world.ledger.shown(of: key) : dice.pick([key] + plastic)
    }

    private func stranger(_ dice: Dice) -> String { "card:7\(dice.number(in: 100_000...999_999))" }

    private func workCentral() {
        let dice = world.dice("central")
        let central = world.central
        world.repeatedly(every: 20...(10 * Self.minute), dice) {
            try central.running { try $0.publishDirty() }
            try central.noteWitness()
            restartCentralIfDown(dice)
        }
        world.repeatedly(every: (8 * Self.hour)...(20 * Self.hour), dice) {
            let answer = central.asAdmin("POST", "/v1/run")
            world.trace.add("central ran \(answer?.status ?? 0)")
        }
        let people = world.dice("central's people")
        world.repeatedly(every: (4 * Self.hour)...(30 * Self.hour), people) { try joinOrPart(people) }
    }

    /// A person at central takes two customers for one, or thinks better of it.
    private func joinOrPart(_ dice: Dice) throws {
        let ledger = world.ledger
        let (path, body): (String, [UInt8])
        if !ledger.joined.isEmpty, dice.chance(40) {
            let pair = dice.pick(ledger.joined)
            let card = dice.chance(50) ? pair.0 : pair.1
            (path, body) = ("/v1/cards/\(card)/unmerge", JSONWriter.object { $0.field("reason", "two people") })
        } else {
            let rows = try CentralRows(world.central.path)
            guard let one = try rows.card(ofNumber: Shoppers.number(dice.pick(Shoppers.mistakable))),
                let other = try rows.card(ofNumber: Shoppers.number(dice.pick(Shoppers.mistakable)))
            else { return }
            ledger.noteJoined(one, other)
            (path, body) = (
                "/v1/cards/\(one)/merge",
                JSONWriter.object { object in
                    object.field("with", other.rawValue)
                    object.field("reason", "one person")
                }
            )
        }
        let answer = world.central.asAdmin("POST", path, body)
        world.trace.add("central was asked \(path): \(answer?.status ?? 0)")
    }

    private func restartCentralIfDown(_ dice: Dice) {
        guard !world.central.isUp else { return }
        world.trace.add("central is down")
        world.after(seconds: dice.number(in: 1...1_800)) {
            guard !world.central.isUp, world.isStormy else { return }
            world.trace.add("central starts")
            try world.central.start()
        }
    }
}
