import Foundation
import HTTP
import Loyalty

/// A fleet of real agents and a real central in one process, with seeded faults, and the promises checked.
public enum Simulation {
    public struct Plan: Sendable {
        public var seed: UInt64
        public var stores: Int
        public var days: Int64
        public var faults: Set<Fault>
        /// Bugs that tests plant, to see that they are found.
        public var plants: [Plant] = []
        /// The promises that are checked.
        public var promises: Set<Int> = [1, 2, 3, 4, 5, 8, 10]

        public init(seed: UInt64, stores: Int = 3, days: Int64 = 3, faults: Set<Fault> = Set(Fault.allCases)) {
            self.seed = seed
            self.stores = stores
            self.days = days
            self.faults = faults
        }

        /// The command that does the same again.
        public var replay: String {
            let names =
                faults.count == Fault.allCases.count
                ? "all"
                : faults.isEmpty
                    ? "none"
                    : faults.map(\.rawValue).sorted().joined(separator: ",")
            return "vuelve simulate --seed \(seed) --stores \(stores) --days \(days) --faults \(names) --trace"
        }
    }

    public struct Report: Sendable {
        public let plan: Plan
        public let broken: PromiseBroken?
        /// Sales whose tills were told that they are recorded.
        public let sales: Int
        public let faults: [Fault: Int]
        public let traceDigest: String
        public let trace: [String]

        /// One line, and two more where a promise is broken.
        public var text: String {
            let counted = faults.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) \($0.value)" }
            let line = "seed \(plan.seed): \(sales) sales, trace \(traceDigest)"
            let storm = counted.isEmpty ? "no faults" : counted.joined(separator: ", ")
            guard let broken else { return "\(line), every promise holds (\(storm))" }
            return "\(line), \(broken)\n  after \(storm)\n  replay: \(plan.replay)"
        }
    }

    /// - Parameter keepsTrace: whether the report has every line of the trace
    public static func run(_ plan: Plan, keepsTrace: Bool = false) throws -> Report {
        Log.silence()
        // Files that no other process sees: what reaches the disk is another test's matter.
        let memory = "/dev/shm"
        let isWritable = FileManager.default.isWritableFile(atPath: memory)
        let parent = isWritable ? memory : FileManager.default.temporaryDirectory.path
        let folder = "\(parent)/vuelve-simulation-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try run(plan, in: folder, keepsTrace: keepsTrace)
    }

    /// Everything that is open in the folder is closed when this returns.
    private static func run(_ plan: Plan, in folder: String, keepsTrace: Bool) throws -> Report {
        let world = try World(plan, folder: folder, keepsTrace: keepsTrace)
        // What was still to happen holds the machines, and they their files.
        defer { world.forgetAgenda() }
        var broken: PromiseBroken?
        do {
            let checks = Checks(world, promises: plan.promises)
            try Storm(world, plan, checks).blow()
            try Calm(world, checks).converge()
        } catch let promise as PromiseBroken { broken = promise }
        return Report(
            plan: plan, broken: broken, sales: world.ledger.accepted.count, faults: world.counts,
            traceDigest: world.trace.digest, trace: world.trace.lines)
    }
}
