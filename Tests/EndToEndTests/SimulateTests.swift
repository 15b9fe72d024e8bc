import Foundation
import LocalChain
import Testing

/// The fleet simulator as a command, on the binary that is installed.
@Suite struct `The fleet simulator` {
    @Test func `the same seed gives the same trace, byte for byte, in another process`() throws {
        let arguments = ["simulate", "--seed", "7", "--stores", "2", "--days", "1", "--trace"]
        let first = try Tool.run(arguments, timeoutSeconds: 120)
        let second = try Tool.run(arguments, timeoutSeconds: 120)
        #expect(first.isFine && first.output.split(separator: "\n").count > 500, "\(first.errors)")
        #expect(first.output == second.output)
        #expect(
            !first.output.contains("/dev/") && !first.output.contains("/tmp/") && !first.output.contains("127.0.0.1"))
        let other = try Tool.run(["simulate", "--seed", "8"] + arguments.dropFirst(3), timeoutSeconds: 120)
        #expect(other.output != first.output)
    }

    /// Two hundred seeds, a hundred for each of two processors.
    @Test(arguments: [1, 101]) func `a hundred seeds with all faults keep every promise`(first: Int) throws {
        let outcome = try Tool.run(
            ["simulate", "--seed", "\(first)", "--seeds", "100", "--faults", "all"], timeoutSeconds: 600)
        let broken = outcome.output.split(separator: "\n").filter { $0.contains("broken at") }
        #expect(outcome.isFine && broken.isEmpty, "\(broken.prefix(3).joined(separator: "\n"))")
        // A fault that no longer strikes proves nothing.
        for fault in Self.faults {
            #expect(outcome.output.contains(" \(fault) ") || outcome.output.contains("(\(fault) "), "\(fault)")
        }
    }

    @Test func `many stores, of which most are cloned, keep every promise`() throws {
        let outcome = try Tool.run(["simulate", "--seed", "77", "--stores", "12"], timeoutSeconds: 300)
        #expect(outcome.isFine && outcome.output.contains("every promise holds"), "\(outcome.output)\(outcome.errors)")
    }

    private static let faults = [
        "central-crash", "central-restore", "certificate", "clock", "clone", "cut", "delay", "disk-full", "double",
        "drop", "lost-answer", "release", "store-crash", "store-restore", "unknown-event", "weeks",
    ]

    @Test func `a fault that is none is named with the nearest`() throws {
        let outcome = try Tool.run(["simulate", "--faults", "store-crush"])
        #expect(outcome.exitCode == 2 && outcome.errors.contains("store-crash"), "\(outcome.errors)")
    }
}
