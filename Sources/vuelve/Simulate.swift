import Foundation
import JSON
import Simulation

enum Simulate: Command {
    static let name = "simulate"
    static let summary = "runs a fleet with seeded faults in one process and checks the promises"
    static let usage = """
        --seed N [--seeds COUNT] [--stores N] [--days N] [--faults all|none|LIST] [--trace]

        Faults:   \(Fault.allCases.map(\.rawValue).joined(separator: " "))
        """
    static let example = "vuelve simulate --seed 1 --stores 3 --days 3 --faults cut,store-crash"
    static let options = ["seed", "seeds", "stores", "days", "faults"]
    static let flags = ["trace"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        let first = try arguments.integer("seed", default: 1, in: 0...Int.max / 2)
        let count = try arguments.integer("seeds", default: 1, in: 1...10_000_000)
        let stores = try arguments.integer("stores", default: 3, in: 1...100)
        let days = try arguments.integer("days", default: 3, in: 1...400)
        let names = arguments.option("faults") ?? "all"
        guard let faults = Fault.list(names) else {
            let known = Fault.allCases.map(\.rawValue)
            let unknown = names.split(separator: ",").map(String.init).first { !known.contains($0) } ?? names
            throw Failure.usage(
                "there is no fault \"\(unknown)\"\(Nearest.hint(unknown, known))", "vuelve simulate --help")
        }
        var broken = 0
        for seed in first..<first + count {
            let plan = Simulation.Plan(seed: UInt64(seed), stores: stores, days: Int64(days), faults: faults)
            let report = try Simulation.run(plan, keepsTrace: arguments.has("trace"))
            for line in report.trace { write(line) }
            write(report.text)
            if report.broken != nil { broken += 1 }
        }
        if count > 1 { write("\(count) seeds, \(broken) with a broken promise") }
        return broken == 0 ? 0 : 1
    }

    // Not `print`, which keeps lines back from a file.
    private static func write(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
