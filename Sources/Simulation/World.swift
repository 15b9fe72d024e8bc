import Digest
import Foundation
import HTTP
import JSON
import Loyalty

/// A simulated chain: one time, one source of chance, one thread of control, real agents and a real central.
final class World {
    let time: WorldTime
    /// A whole machine went on beside its model, or before it in time: nobody can tell it from the other at once.
    var hasTwins = false
    let trace: Trace
    let ledger: Ledger
    let folder: String
    let plants: [Plant]
    private(set) var central: CentralMachine
    private(set) var machines: [StoreMachine] = []
    private(set) var tokens: [StoreID: String] = [:]
    /// Whether work and faults go on; afterwards everything must converge.
    private(set) var isStormy = true
    private(set) var counts: [Fault: Int] = [:]
    private(set) var hasLeft: Set<String> = []
    private let seed: UInt64
    private let faults: Set<Fault>
    private let agenda = Agenda()
    /// When which fault comes.
    private(set) lazy var weather = dice("weather")

    /// 2026-03-02T06:00:00Z: midnight in Mexico City.
    static let start = Instant(milliseconds: 1_772_431_200_000)

    init(_ plan: Simulation.Plan, folder: String, keepsTrace: Bool) throws {
        seed = plan.seed
        faults = plan.faults
        plants = plan.plants
        ledger = Ledger(losable: Set(Shoppers.losable))
        self.folder = folder
        time = WorldTime(Self.start)
        trace = Trace(time, isKept: keepsTrace)
        central = try CentralMachine(folder: "\(folder)/central", time: time, seed: plan.seed, plants: plan.plants)
        try central.start()
        _ = central.asAdmin(
            "POST", "/v1/pins",
            JSONWriter.object { object in
                object.field("person", CentralMachine.supervisor)
                object.field("role", "supervisor")
                object.field("pin", CentralMachine.pin)
                object.field("all", true)
            })
        for number in 1...plan.stores {
            let store = StoreID(String(format: "%03d", number))
            let answer = central.asAdmin("POST", "/v1/stores", JSONWriter.object { $0.field("id", store.rawValue) })
            guard let answer, let token = try JSONDocument(answer.body).root["token"]?.string else {
                preconditionFailure("a fresh central adds stores")
            }
            tokens[store] = token
            machines.append(try StoreMachine(self, store: store, name: store.rawValue, token: token))
        }
        for machine in machines { try machine.start() }
    }

    // MARK: chance

    func dice(_ name: String) -> Dice { Dice(seed: seed, name) }

    func randomness(_ name: String) -> SeededRandomness {
        SeededRandomness(seed: Digest.sha256("\(seed)/\(name)").bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// Whether a fault strikes now.
    func happens(_ fault: Fault, _ dice: Dice, percent: Double) -> Bool {
        guard isStormy, faults.contains(fault), dice.chance(percent) else { return false }
        count(fault)
        return true
    }

    func has(_ fault: Fault) -> Bool { isStormy && faults.contains(fault) }

    func count(_ fault: Fault) { counts[fault, default: 0] += 1 }

    // MARK: time

    /// How much rarer everything is in quiet weeks.
    private static let quietPace: Int64 = 40
    private var quietUntil: Instant?

    /// Some stores are out of reach, all work is rare, and weeks go by.
    func passWeeks() throws {
        guard has(.weeks), weather.chance(60) else { return }
        count(.weeks)
        let end = time.now.adding(days: weather.number(in: 10...45))
        quietUntil = end
        let away = machines.filter { _ in weather.chance(40) }
        trace.add("weeks pass, away are \(away.map(\.name))")
        for machine in away { machine.line.isAway = true }
        try run(until: end)
        // They come back one by one.
        for machine in away { after(seconds: weather.number(in: 60...50_000)) { machine.line.isAway = false } }
    }

    private func pause(_ seconds: Int64) -> Int64 {
        guard let quietUntil, time.now < quietUntil else { return seconds }
        return min(seconds * Self.quietPace, quietUntil.seconds(since: time.now) + seconds)
    }

    func after(seconds: Int64, _ act: @escaping () throws -> Void) {
        agenda.add(at: time.now.adding(seconds: seconds), act)
    }

    /// Does something again and again, as long as there is work.
    func repeatedly(every seconds: ClosedRange<Int64>, _ dice: Dice, _ act: @escaping () throws -> Void) {
        after(seconds: pause(dice.number(in: seconds))) { [unowned self] in
            guard isStormy else { return }
            try act()
            repeatedly(every: seconds, dice, act)
        }
    }

    func run(until end: Instant) throws {
        while let next = agenda.nextAt, next <= end {
            time.now = max(time.now, next)
            try agenda.takeNext()?()
        }
        time.now = max(time.now, end)
    }

    /// The storm is over: what was under way is forgotten, every machine is repaired and started.
    func calm() throws {
        isStormy = false
        agenda.removeAll()
        trace.add("calm")
        central.faults.disarm()
        central.faults.isDiskFull = false
        central.clock.setRight()
        if !central.isUp { try central.start() }
        for machine in machines {
            machine.faults.disarm()
            machine.faults.isDiskFull = false
            machine.clock.setRight()
            machine.line.isAway = false
            machine.line.cutsRequests = false
            machine.line.cutsAnswers = false
            machine.line.release = .current
            if !machine.isUp { try machine.start() }
        }
    }

    /// A customer who comes no more. However many machines there are, most stay.
    func leave(_ key: String) {
        if hasLeft.count < Shoppers.keys.count / 3 { hasLeft.insert(key) }
    }

    func forgetAgenda() { agenda.removeAll() }

    // MARK: machines

    func add(_ machine: StoreMachine) { machines.append(machine) }

    /// Central is down afterwards.
    func putCentralBack(_ copy: CentralMachine.Copy, _ way: CentralMachine.Restore) throws {
        if way == .machine { hasTwins = true }
        let had = try CentralRows(central.path).receipts()
        try central.restore(copy, way)
        ledger.centralIsBack(from: had, at: copy.receipts)
    }

    /// A process that died is started again after a while, as systemd does.
    func crashed(_ machine: StoreMachine) {
        trace.add("store \(machine.name) died")
        guard isStormy else { return }
        after(seconds: weather.number(in: 1...1_800)) { [unowned self] in
            guard isStormy, !machine.isUp else { return }
            trace.add("store \(machine.name) starts")
            try machine.start()
        }
    }
}
