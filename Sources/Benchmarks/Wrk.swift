import Foundation
import LocalChain

/// Runs wrk with one thread and a script.
struct Wrk {
    let connections: Int
    let seconds: Int

    struct Result {
        let requests: Int
        let seconds: Double
        /// Of the server, per request.
        let processorMicroseconds: Double
        var perSecond: Double { Double(requests) / seconds }
    }

    /// - Parameter script: Lua that sets `request`
    func run(_ script: String, against daemon: Daemon, folder: String) throws -> Result {
        let file = "\(folder)/wrk-\(UUID().uuidString).lua"
        try (script + Self.report).write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let before = daemon.processorSeconds
        let outcome = try Tool.run(
            ["wrk", "-t1", "-c\(connections)", "-d\(seconds)s", "--timeout", "10s", "-s", file, daemon.address],
            executable: "/usr/bin/env", timeoutSeconds: Double(seconds) + 30)
        let used = daemon.processorSeconds - before
        let line = outcome.output.split(separator: "\n").first { $0.hasPrefix("RESULT ") } ?? ""
        let numbers = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard outcome.isFine, numbers.count == 4, numbers[0] > 0 else {
            throw BenchmarkFailed("wrk against \(daemon.address): \(outcome.output)\(outcome.errors)")
        }
        guard numbers[2] == 0, numbers[3] == 0 else {
            throw BenchmarkFailed("wrk met \(Int(numbers[2])) refusals and \(Int(numbers[3])) broken connections")
        }
        return Result(
            requests: Int(numbers[0]), seconds: numbers[1] / 1_000_000,
            processorMicroseconds: used * 1_000_000 / numbers[0])
    }

    private static let report = """

        done = function(summary)
           local errors = summary.errors
           io.write(string.format("RESULT %d %d %d %d\\n", summary.requests, summary.duration, errors.status,
              errors.connect + errors.read + errors.write + errors.timeout))
        end
        """
}
