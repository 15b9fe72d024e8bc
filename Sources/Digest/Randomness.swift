import Glibc
import Synchronization

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

    /// Each byte is given once. A few are taken from what was fetched before: asking the system costs more than a
    /// microsecond, at each sale.
    public func bytes(_ count: Int) -> [UInt8] {
        guard count <= Self.fewBytes else { return Self.fetch(count) }
        return Self.fetched.withLock { fetched in
            if fetched.count < count { fetched = Self.fetch(Self.pieceBytesMax) }
            defer { fetched.removeLast(count) }
            return Array(fetched.suffix(count))
        }
    }

    private static let fetched = Mutex<[UInt8]>([])
    private static let fewBytes = 16

    private static func fetch(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                let piece = min(pieceBytesMax, count - initialized)
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
