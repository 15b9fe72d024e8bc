import JSON
import Loyalty

enum CentralRun: Command {
    static let name = "central run"
    static let summary = "matches, measures, segments, tiers, expires, assigns and publishes, judged at an instant"
    static let usage = "[--at INSTANT] [--all] [--json] --config DIR/central.json"
    static let example = "vuelve central run --config /srv/vuelve/central.json"
    static let options = ["config", "url", "token-file", "at"]
    static let flags = ["all", "json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        try arguments.noWords()
        if let at = arguments.option("at"), Instant(at) == nil {
            throw Failure.usage("--at wants an instant such as 2026-03-14T00:00:00Z", "vuelve central run --help")
        }
        let body = JSONWriter.object { object in
            object.field(ifPresent: "at", arguments.option("at"))
            if arguments.has("all") { object.field("all", true) }
        }
        let answer = try Connection(arguments).send("POST", "/v1/run", body: body, timeoutSeconds: 3600)
        if arguments.has("json") {
            print(answer.text)
            return 0
        }
        print("run at \(answer["at"]?.string ?? "")")
        print(
            "customers \(answer["customers"]?.integer ?? 0), measured \(answer["measured"]?.integer ?? 0), merged \(answer["merged"]?.integer ?? 0), "
                + "changed \(answer["changed"]?.integer ?? 0), expired points \(answer["expired"]?.integer ?? 0)")
        for (tier, count) in answer["tiers"]?.members ?? [] { print("tier \(tier): \(count.integer ?? 0)") }
        for (campaign, counts) in answer["campaigns"]?.members ?? [] {
            print(
                "campaign \(campaign): \(counts["assigned"]?.integer ?? 0), control \(counts["control"]?.integer ?? 0)")
        }
        return 0
    }
}
