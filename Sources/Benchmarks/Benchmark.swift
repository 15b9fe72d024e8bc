/// Measures some figures.
protocol Benchmark {
    static var names: [String] { get }
    /// - Parameter names: those that were asked for, of all benchmarks
    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure]
}

struct BenchmarkFailed: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
