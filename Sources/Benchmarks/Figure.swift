/// A measured value beside the limit that was measured in the same run.
struct Figure {
    enum Target {
        /// Value to limit.
        case ratioAtLeast(Double)
        case ratioAtMost(Double)
        case valueAtMost(Double)
        /// Holds or not by what was checked.
        case checked(Bool)
    }

    let name: String
    let value: Double
    let unit: String
    /// Nil where the target is a value.
    let limit: Double?
    let target: Target
    /// Microseconds of the server's processors per request: of the figure and of the limit.
    var processorMicroseconds: (figure: Double, limit: Double)?

    var ratio: Double? { limit.map { value / $0 } }

    var holds: Bool {
        switch target {
        case .ratioAtLeast(let least): (ratio ?? 0) >= least
        case .ratioAtMost(let most): (ratio ?? .infinity) <= most
        case .valueAtMost(let most): value <= most
        case .checked(let holds): holds
        }
    }

    var targetNumber: Double? {
        switch target {
        case .ratioAtLeast(let number), .ratioAtMost(let number), .valueAtMost(let number): number
        case .checked: nil
        }
    }
}

/// One measurement of both, close together in time: what disturbs the machine disturbs both.
struct Round {
    let value: Double
    let limit: Double
    var processorMicroseconds: (figure: Double, limit: Double)?

    var ratio: Double { value / limit }

    /// The round whose ratio is in the middle.
    static func median(_ rounds: [Round]) -> Round {
        precondition(!rounds.isEmpty, "there is a round")
        return rounds.sorted { $0.ratio < $1.ratio }[rounds.count / 2]
    }
}

extension Figure {
    init(_ name: String, unit: String, _ rounds: [Round], _ target: Target) {
        let round = Round.median(rounds)
        self.init(
            name: name, value: round.value, unit: unit, limit: round.limit, target: target,
            processorMicroseconds: round.processorMicroseconds)
    }
}
