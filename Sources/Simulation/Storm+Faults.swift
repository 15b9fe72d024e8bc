import Loyalty

/// What is done to machines.
extension Storm {
    func plague(_ machine: StoreMachine) {
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
        // Before anybody can tell the two apart the same customers use at both, and everywhere, what they have, and are
        // seen no more: nothing that they buy later hides it.
        let dice = world.dice("twins \(name)")
        for _ in 0..<Self.twinCustomers {
            let key = shopper(dice)
            for other in world.machines { try useAll(key, other, dice) }
            world.leave(key)
        }
        work(clone)
        plague(clone)
    }

    private static let twinCustomers = 2

    private func useAll(_ key: String, _ machine: StoreMachine, _ dice: Dice) throws {
        let here = try machine.pointsHere(of: key)
        guard here > 0, let receipt = try machine.hold(key: key, points: here) else { return }
        // Too little to earn a point.
        try machine.sell(key: key, totalMinor: dice.number(in: 1...900), at: world.time.now, receipt: receipt)
    }

    // MARK: faults at central

    /// Stores keep what central has for 35 days.
    private static let copyDaysMax: Int64 = 34

    func plagueCentral() {
        let dice = world.dice("plague central")
        let central = world.central
        strike(.centralCrash, every: Self.hour...(12 * Self.hour), dice) {
            guard central.isUp else { return }
            central.faults.crash(inCommits: dice.number(in: 1...12), afterCommit: dice.chance(50))
        }
        strike(.centralRestore, every: 6 * Self.hour...(30 * Self.hour), dice) {
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
