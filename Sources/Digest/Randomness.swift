import Glibc

/// A source of random bytes that is passed in, so that a simulation can own it.
public protocol Randomness: Sendable {
    func bytes(_ count: Int) -> [UInt8]
}

extension Randomness {
    /// A double in 0..<1.
    public func unit() -> Double {
        Double(bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 11) / Double(UInt64(1) << 53)
    }
}

/// The operating system's randomness.
public struct SystemRandomness: Randomness {
    public init() {}

    /// Asks anew each time: what was fetched before would be the same on both sides of a machine that is copied while it
    /// runs, and two stores' lives would get one name.
    public func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                let piece = min(Self.pieceBytesMax, count - initialized)
                let isDone = getentropy(buffer.baseAddress! + initialized, piece) == 0  // count > 0, so there is a base
                precondition(isDone, "the system's random generator failed")
                initialized += piece
            }
        }
    }

    /// What the system gives at once.
    private static let pieceBytesMax = 256
}

/// Repeatable bytes from a seed: SHA-256 in counter mode.
public final class SeededRandomness: Randomness, @unchecked Sendable {
    // A simulation and a test have one thread of control; nothing else uses this.
    private let seed: UInt64
    private var counter: UInt64 = 0
    private var pool: ArraySlice<UInt8> = []

    public init(seed: UInt64) { self.seed = seed }

    public func bytes(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        while result.count < count {
            if pool.isEmpty {
                pool = Digest.sha256("\(seed)/\(counter)").bytes[...]
                counter += 1
            }
            let taken = pool.prefix(count - result.count)
            result += taken
            pool = pool.dropFirst(taken.count)
        }
        return result
    }
}
