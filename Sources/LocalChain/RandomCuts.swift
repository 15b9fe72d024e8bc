import Digest

/// When a line is cut next, and for how long, drawn from a seed.
struct RandomCuts {
    private let randomness: SeededRandomness
    private let bytesBetweenMax: Int
    private let downMillisecondsMax: Int
    private var bytesLeft = 0

    init(seed: UInt64, bytesBetweenMax: Int, downMillisecondsMax: Int) {
        randomness = SeededRandomness(seed: seed)
        self.bytesBetweenMax = bytesBetweenMax
        self.downMillisecondsMax = downMillisecondsMax
        bytesLeft = drawBytes()
    }

    private func drawBytes() -> Int { 1 + Int(randomness.unit() * Double(bytesBetweenMax)) }

    func drawDownMilliseconds() -> Int { Int(randomness.unit() * Double(downMillisecondsMax + 1)) }

    /// How many of `count` bytes pass before the next cut.
    mutating func pass(_ count: Int) -> Int {
        guard count >= bytesLeft else {
            bytesLeft -= count
            return count
        }
        let passed = bytesLeft - 1
        bytesLeft = drawBytes()
        return passed
    }
}
