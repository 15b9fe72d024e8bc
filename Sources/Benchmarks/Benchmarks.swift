import Foundation
import LocalChain

/// `scripts/bench`: figures beside the limit that is measured in the same run.
@main
enum Benchmarks {
    static func main() {
        setvbuf(stdout, nil, _IOLBF, 0)
        signal(SIGPIPE, SIG_IGN)
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            if words.first == LimitServer.command { try LimitServer.serve(Array(words.dropFirst())) }
            exit(try run(words))
        } catch {
            Progress.say("bench: \(error)")
            exit(1)
        }
    }

    private static func run(_ words: [String]) throws -> Int32 {
        guard let wish = Wish(words) else {
            Progress.say(Wish.usage)
            return 2
        }
        if wish.wantsHelp {
            print(Wish.usage)
            return 0
        }
        EndOnSignals.install()
        let workshop = try Workshop()
        defer { workshop.clear() }
        let figures = try wish.benchmarks.flatMap { benchmark in
            Progress.say("measuring \(benchmark.names.filter(wish.names.contains).joined(separator: ", ")) …")
            return try benchmark.measure(workshop, wish.names)
        }
        print(wish.isJSON ? FigureTable(figures).json : FigureTable(figures).text)
        return figures.contains { $0.name == Replay.name && !$0.holds } ? 1 : 0
    }
}

/// What the command line asks for.
struct Wish {
    let names: [String]
    let isJSON: Bool
    let wantsHelp: Bool

    /// In the order in which they are measured: each uses what those before it built.
    static let all: [any Benchmark.Type] = [
        FirstLoad.self, CardLookup.self, DurablePurchase.self, AgentMemory.self, AgentStart.self, Upload.self,
        Replay.self,
    ]
    static let standard = [
        "card-lookup", "durable-purchase-1", "durable-purchase-64", "durable-purchase-256", "upload", "first-load",
        "wire-bytes", "agent-memory", "agent-start",
    ]

    static let usage = """
        scripts/bench [NAME…] [--json]

        Measures figures beside their limits in the same run; without a name all but replay.
        Names: \(standard.joined(separator: ", ")),
        replay (all purchases of ../shared/data/complete-journey through agents whose line is cut at random).
        --json prints a list of {"name","value","unit","limit","ratio","target","holds"} and nothing else.
        Exits with 1 when something could not be measured, or the replay's totals differ.
        """

    /// Nil where a word is none of these.
    init?(_ words: [String]) {
        wantsHelp = words.contains("--help")
        isJSON = words.contains("--json")
        let named = words.filter { !$0.hasPrefix("--") }
        let known = Set(Self.standard + [Replay.name])
        guard named.allSatisfy(known.contains),
            words.allSatisfy({ !$0.hasPrefix("--") || ["--json", "--help"].contains($0) })
        else { return nil }
        names = named.isEmpty ? Self.standard : named
    }

    var benchmarks: [any Benchmark.Type] { Self.all.filter { !Set($0.names).isDisjoint(with: names) } }
}

/// Measures some figures.
protocol Benchmark {
    static var names: [String] { get }
    /// - Parameter names: those that were asked for, of all benchmarks
    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure]
}

/// Tells the person at the terminal what happens; standard output is for the result.
enum Progress {
    static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

struct BenchmarkFailed: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
