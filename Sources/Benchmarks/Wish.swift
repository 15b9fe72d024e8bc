/// What the command line asks for.
struct Wish {
    let names: [String]
    let isJSON: Bool
    let wantsHelp: Bool

    /// In the order in which they are measured: each uses what those before it built.
    private static var all: [any Benchmark.Type] {
        [
            QuoteTime.self, FirstLoad.self, CardLookup.self, DurablePurchase.self, AgentMemory.self, AgentStart.self,
            Upload.self,
            PostgreSQLIngest.self, NightRecompute.self, Replay.self,
        ]
    }
    static let standard = [
        "card-lookup", "durable-purchase-1", "durable-purchase-64", "durable-purchase-256", "upload", "first-load",
        "wire-bytes", "agent-memory", "agent-start", "quote", "quote-wide",
    ]
    /// Only when they are named.
    static let others = PostgreSQLIngest.names + [NightRecompute.name, Replay.name]

    static let usage = """
        scripts/bench [NAME…] [--json]

        Measures figures beside their limits in the same run; without a name the first eleven.
        Names: \(standard.joined(separator: ", ")),
        \(PostgreSQLIngest.names.joined(separator: ", ")) (with a server that is made for them),
        \(NightRecompute.name) (tiers and expiry of a night, 1 % of a million customers touched, beside recomputing all),
        replay (all purchases of ../shared/data/complete-journey through agents whose line is cut at random).
        --json prints a list of {"name","value","unit","limit","ratio","target","holds"} and nothing else.
        Exits with 1 when something could not be measured, or the replay's totals differ.
        """

    /// Nil where a word is none of these.
    init?(_ words: [String]) {
        wantsHelp = words.contains("--help")
        isJSON = words.contains("--json")
        let named = words.filter { !$0.hasPrefix("--") }
        let known = Set(Self.standard + Self.others)
        guard named.allSatisfy(known.contains),
            words.allSatisfy({ !$0.hasPrefix("--") || ["--json", "--help"].contains($0) })
        else { return nil }
        names = named.isEmpty ? Self.standard : named
    }

    var benchmarks: [any Benchmark.Type] { Self.all.filter { !Set($0.names).isDisjoint(with: names) } }
}
