import Digest
import Loyalty

/// The running hash of a journal: equal at equal positions only where everything before is equal.
///
/// chain(n) = SHA-256(chain(n-1) ‖ n as 8 bytes, big-endian ‖ SHA-256(body)); chain(0) = SHA-256(store ‖ epoch).
public enum Chain {
    public static func start(store: StoreID, epoch: EpochID) -> Digest {
        Digest.sha256(store.rawValue + epoch.rawValue)
    }

    public static func next(after previous: Digest, sequence: Int64, body: [UInt8]) -> Digest {
        body.withUnsafeBytes { next(after: previous, sequence: sequence, body: $0) }
    }

    public static func next(after previous: Digest, sequence: Int64, body: UnsafeRawBufferPointer) -> Digest {
        next(after: previous, sequence: sequence, bodyDigest: Digest.sha256(body))
    }

    public static func next(after previous: Digest, sequence: Int64, bodyDigest: Digest) -> Digest {
        withUnsafeTemporaryAllocation(byteCount: 32 + 8 + 32, alignment: 8) { input in
            previous.withUnsafeBytes { input[..<32].copyBytes(from: $0) }
            withUnsafeBytes(of: sequence.bigEndian) { input[32..<40].copyBytes(from: $0) }
            bodyDigest.withUnsafeBytes { input[40...].copyBytes(from: $0) }
            return Digest.sha256(UnsafeRawBufferPointer(input))
        }
    }
}

/// The life of one database file of a store.
public struct EpochID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static func make(_ randomness: some Randomness) -> EpochID { EpochID(Hex.encode(randomness.bytes(8))) }
}

/// How far a journal reaches: the sequence of its last event and the chain there.
public struct Position: Sendable, Equatable {
    public let sequence: Int64
    public let chain: Digest

    /// What another machine may claim; more than any journal has, and adding rows to it stays within 64 bits.
    public static let sequences: ClosedRange<Int64> = 0...(1 << 53)

    public init(sequence: Int64, chain: Digest) {
        self.sequence = sequence
        self.chain = chain
    }
}
