import Digest
import Foundation

/// One seeded source of every choice. The same seed gives the same requests.
struct Dice: RandomNumberGenerator {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func next() -> UInt64 { generator.next() }

    /// 0..<bound
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
    /// True once in so many.
    mutating func once(in count: Int) -> Bool { below(count) == 0 }
    mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}

/// How much is tried, and from which seed: the environment may say, and a failure says how to replay it.
enum Effort {
    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
    }

    static let seed = number("VUELVE_FUZZ_SEED") ?? 1
    /// To each daemon without sockets; other tests take a share of it.
    static let requests = Int(number("VUELVE_FUZZ_REQUESTS") ?? 2_000)

    static func replay(_ test: String, seed: UInt64, count: Int) -> String {
        "replay: VUELVE_FUZZ_SEED=\(seed) VUELVE_FUZZ_REQUESTS=\(requests) swift test --filter '\(test)' (request \(count))"
    }
}
