/// After the storm: no fault, no new work, and everything must converge within a bound.
struct Calm {
    private let world: World
    private let checks: Checks

    init(_ world: World, _ checks: Checks) {
        self.world = world
        self.checks = checks
    }

    /// Rounds of synchronising that must be enough, whatever happened before.
    private static let roundsMax = 12
    /// Long enough that every store asks where central stands.
    private static let roundSeconds: Int64 = 400

    func converge() throws {
        try world.calm()
        try untilQuiet()
        waiveTheDead()
        let answer = world.central.asAdmin("POST", "/v1/run")
        world.trace.add("central ran \(answer?.status ?? 0)")
        try untilQuiet()
        try checks.afterTheStorm()
    }

    /// Every disk that is left has spoken by now: what a central that was put back still waits for is gone, and an
    /// administrator says so.
    private func waiveTheDead() {
        for store in Set(world.machines.map(\.store)).sorted(by: { $0.rawValue < $1.rawValue }) {
            _ = world.central.asAdmin("POST", "/v1/stores/\(store)/waive")
        }
    }

    private func untilQuiet() throws {
        for round in 0..<Self.roundsMax {
            world.trace.add("round \(round)")
            var isQuiet = true
            for machine in world.machines {
                try machine.keepHouse()
                try machine.retryUnanswered()
                if try !machine.upload(verifying: true) { isQuiet = false }
                try world.central.running { try $0.publishDirty() }
                if try !machine.download(fresh: true) { isQuiet = false }
                if !machine.unanswered.isEmpty { isQuiet = false }
            }
            try world.run(until: world.time.now.adding(seconds: Self.roundSeconds))
            if isQuiet { return }
        }
        throw PromiseBroken(promise: 5, place: "the chain", detail: "not quiet after \(Self.roundsMax) rounds")
    }
}
