import Digest
import JSON
import Loyalty

/// Days of work with faults: what every till, agent and central does, and what is done to them.
struct Storm {
    private let world: World
    private let plan: Simulation.Plan
    private let checks: Checks
    private let keys: [String]

    init(_ world: World, _ plan: Simulation.Plan, _ checks: Checks) {
        self.world = world
        self.plan = plan
        self.checks = checks
        keys = (0..<Self.shoppers).map { "card:9\(1000 + $0)" }
    }

    private static let shoppers = 24
    private static let minute: Int64 = 60
    private static let hour: Int64 = 3_600
    private static let day: Int64 = 86_400
    private static let copyDaysMax: Int64 = 34

    func blow() throws {
        importSomeShoppers()
        for machine in world.machines { work(machine) }
        for machine in world.machines { plague(machine) }
        workCentral()
        plagueCentral()
        let dice = world.dice("checks")
        world.repeatedly(every: Self.hour...(3 * Self.hour), dice) { try checks.duringTheStorm() }
        let half = plan.days * Self.day / 2
        try world.run(until: world.time.now.adding(seconds: half))
        try world.passWeeks()
        try world.run(until: world.time.now.adding(seconds: half))
        try checks.duringTheStorm()
    }

    private func importSomeShoppers() {
        let rows = keys.prefix(Self.shoppers / 3).enumerated().map { index, key in
            JSONWriter.object { object in
                object.field("reference", "\(index)")
                object.field("card", String(key.dropFirst(5)))
                object.field("given", "Ana")
                object.field("surname", "Ruiz")
            }
        }
        _ = world.central.asAdmin("POST", "/v1/customers?source=base", Array(rows.joined(separator: [10])))
    }

    // MARK: work

    private func work(_ machine: StoreMachine) {
        let till = world.dice("till \(machine.name)")
        world.repeatedly(every: (5 * Self.minute)...(40 * Self.minute), till) { try serveCustomer(machine, till) }
        let line = world.dice("times \(machine.name)")
        world.repeatedly(every: Self.minute...(20 * Self.minute), line) {
            try machine.upload(verifying: line.chance(20))
        }
        world.repeatedly(every: Self.minute...(20 * Self.minute), line) {
            try machine.download(fresh: line.chance(10))
        }
        world.repeatedly(every: (6 * Self.hour)...(12 * Self.hour), line) { try machine.keepHouse() }
    }

    private func serveCustomer(_ machine: StoreMachine, _ dice: Dice) throws {
        try machine.retryUnanswered()
        switch dice.number(in: 0...27) {
        case 0...13:
            let key: String? = dice.chance(80) ? (dice.chance(90) ? dice.pick(keys) : stranger(dice)) : nil
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
        case 27: try machine.wish(key: dice.pick(keys), points: dice.number(in: 1...200))
        case 19: try machine.giveReward(key: dice.pick(keys))
        case 15: try machine.enrol(key: dice.chance(50) ? dice.pick(keys) : stranger(dice))
        default:
            let key = dice.pick(keys)
            let answer = try machine.ask("POST", "/v1/cards/lookup", JSONWriter.object { $0.field("key", key) })
            world.trace.add("store \(machine.name) looked up \(answer?.json["cards"]?.array?.count ?? -1)")
        }
    }

    /// Sets points aside and sells; some customers think better of it, and some tills forget the hold.
    private func redeem(_ machine: StoreMachine, _ dice: Dice) throws {
        let key = dice.pick(keys)
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
        let sold = world.ledger.accepted.sorted()
        guard !sold.isEmpty else { return }
        let id = dice.pick(sold)
        let times = dice.chance(30) ? 2 : 1
        for _ in 0..<times { try machine.giveBack(id) }
    }

    private func stranger(_ dice: Dice) -> String { "card:7\(dice.number(in: 100_000...999_999))" }

    private func workCentral() {
        let dice = world.dice("central")
        let central = world.central
        world.repeatedly(every: 20...(5 * Self.minute), dice) {
            try central.running { try $0.publishDirty() }
            try central.noteWitness()
            restartCentralIfDown(dice)
        }
        world.repeatedly(every: (8 * Self.hour)...(20 * Self.hour), dice) {
            let answer = central.asAdmin("POST", "/v1/run")
            world.trace.add("central ran \(answer?.status ?? 0)")
        }
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

    // MARK: faults at a store

    private func plague(_ machine: StoreMachine) {
        let dice = world.dice("plague \(machine.name)")
        strike(.cut, every: 2 * Self.hour...(30 * Self.hour), dice) { cut(machine, dice) }
        strike(.storeCrash, every: Self.hour...(12 * Self.hour), dice) {
            guard machine.isUp else { return }
            machine.faults.crash(inCommits: dice.number(in: 1...8), afterCommit: dice.chance(50))
        }
        strike(.storeRestore, every: 6 * Self.hour...(30 * Self.hour), dice) { try copyOrRestore(machine, dice) }
        strike(.clock, every: 4 * Self.hour...(30 * Self.hour), dice) { turnClock(machine, dice) }
        strike(.diskFull, every: 6 * Self.hour...(30 * Self.hour), dice) { fillDisk(machine, dice) }
        strike(.unknownEvent, every: 10 * Self.hour...(30 * Self.hour), dice) {
            machine.stop()
            try machine.appendUnknownEvent(number: world.counts[.unknownEvent, default: 0])
            world.crashed(machine)
        }
        strike(.release, every: 4 * Self.hour...(20 * Self.hour), dice) {
            machine.line.release = dice.pick(AgentRelease.allCases)
        }
        strike(.clone, every: 20 * Self.hour...(60 * Self.hour), dice) { try clone(machine) }
    }

    private func strike(
        _ fault: Fault, every seconds: ClosedRange<Int64>, _ dice: Dice, _ act: @escaping () throws -> Void
    ) {
        guard plan.faults.contains(fault) else { return }
        world.repeatedly(every: seconds, dice) {
            world.count(fault)
            world.trace.add("fault \(fault.rawValue)")
            try act()
        }
    }

    private func cut(_ machine: StoreMachine, _ dice: Dice) {
        switch dice.number(in: 0...3) {
        case 0: machine.line.cutsAnswers = true
        default: machine.line.cutsRequests = true
        }
        world.after(seconds: dice.number(in: Self.minute...(30 * Self.hour))) {
            machine.line.cutsRequests = false
            machine.line.cutsAnswers = false
        }
    }

    private func copyOrRestore(_ machine: StoreMachine, _ dice: Dice) throws {
        guard let copy = machine.copies.isEmpty || dice.chance(40) ? nil : dice.pick(machine.copies) else {
            return try machine.copy(number: machine.copies.count)
        }
        world.trace.add("store \(machine.name) is put back")
        try machine.restore(copy, losingWitness: dice.chance(30))
        world.crashed(machine)
    }

    private func turnClock(_ machine: StoreMachine, _ dice: Dice) {
        switch dice.number(in: 0...5) {
        case 0: machine.clock.set(offsetSeconds: -Self.hour)
        case 1: machine.clock.set(offsetSeconds: Self.hour)
        case 2: machine.clock.set(to: Instant(milliseconds: Self.day * 1000))
        case 3: machine.clock.set(to: Instant(milliseconds: 2_147_483_648_000))
        case 4: machine.clock.set(offsetSeconds: machine.clock.offsetSeconds - dice.number(in: 1...7_200))
        default: machine.clock.setRight()
        }
    }

    private func fillDisk(_ machine: StoreMachine, _ dice: Dice) {
        machine.faults.isDiskFull = true
        let faults = machine.faults
        world.after(seconds: dice.number(in: Self.minute...(4 * Self.hour))) { faults.isDiskFull = false }
    }

    /// One clone is enough to be seen; several would only be more of the same.
    private func clone(_ machine: StoreMachine) throws {
        let name = machine.name + "b"
        guard !machine.name.hasSuffix("b"), !world.machines.contains(where: { $0.name == name }),
            let token = world.tokens[machine.store]
        else { return }
        world.hasTwins = true
        let clone = try StoreMachine(world, store: machine.store, name: name, token: token)
        try clone.becomeCopy(of: machine)
        world.add(clone)
        try clone.start()
        // Before anybody can tell the two apart the same customers use at both what they have.
        let dice = world.dice("twins \(name)")
        for _ in 0..<Self.twinCustomers {
            let key = dice.pick(keys)
            for twin in [machine, clone] { try useAll(key, twin, dice) }
        }
        work(clone)
        plague(clone)
    }

    private static let twinCustomers = 4

    private func useAll(_ key: String, _ machine: StoreMachine, _ dice: Dice) throws {
        let here = try machine.pointsHere(of: key)
        guard here > 0, let receipt = try machine.hold(key: key, points: here) else { return }
        try machine.sell(key: key, totalMinor: dice.number(in: 1...90_000), at: world.time.now, receipt: receipt)
    }

    // MARK: faults at central

    private func plagueCentral() {
        let dice = world.dice("plague central")
        let central = world.central
        strike(.centralCrash, every: Self.hour...(12 * Self.hour), dice) {
            guard central.isUp else { return }
            central.faults.crash(inCommits: dice.number(in: 1...12), afterCommit: dice.chance(50))
        }
        strike(.centralRestore, every: 6 * Self.hour...(30 * Self.hour), dice) {
            // Stores keep what central has for 35 days.
            let oldest = world.time.now.adding(days: -Self.copyDaysMax)
            let copies = central.copies.filter { $0.madeAt > oldest }
            guard let copy = copies.isEmpty || dice.chance(50) ? nil : dice.pick(copies) else {
                return try central.copy(number: central.copies.count)
            }
            let way = dice.pick(CentralMachine.Restore.allCases)
            world.trace.add("central is put back by \(way)")
            try world.putCentralBack(copy, way)
        }
        strike(.diskFull, every: 12 * Self.hour...(40 * Self.hour), dice) {
            central.faults.isDiskFull = true
            let faults = central.faults
            world.after(seconds: dice.number(in: Self.minute...(4 * Self.hour))) { faults.isDiskFull = false }
        }
    }
}
