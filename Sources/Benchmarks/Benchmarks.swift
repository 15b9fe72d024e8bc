import Foundation
import LocalChain

/// `scripts/bench`: figures beside the limit that is measured in the same run.
@main
enum Benchmarks {
    static func main() {
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
