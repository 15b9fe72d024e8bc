import Digest

/// One seeded stream of chance. Each part of the world has its own, so that a change in one leaves the others as they are.
final class Dice {
    private let randomness: SeededRandomness

    init(seed: UInt64, _ name: String) {
        let digest = Digest.sha256("\(seed)/\(name)").bytes
        randomness = SeededRandomness(seed: digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    func number(in range: ClosedRange<Int64>) -> Int64 {
        let width = UInt64(range.upperBound - range.lowerBound) + 1
        let drawn = randomness.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // The ranges here are tiny beside 2^64, so the remainder's slant does not matter.
        return range.lowerBound + Int64(drawn % width)
    }

    func chance(_ percent: Double) -> Bool { randomness.unit() * 100 < percent }

    func pick<T>(_ list: [T]) -> T { list[Int(number(in: 0...Int64(list.count - 1)))] }
}
