import Database
import Digest
import Foundation
import JSON
import LocalChain
import Loyalty

/// Tiers and expiry of a night on which the hundredth part of a million customers bought, beside recomputing all on a copy of
/// the same data; both must leave the same.
enum NightRecompute: Benchmark {
    static let name = "night-recompute"
    static let names = [name]
    private static let rounds = 3
    private static let ratioMax = 0.03

    static func measure(_ workshop: Workshop, _ names: [String]) throws -> [Figure] {
        let night = WallClock().now()
        let base = try NightBase(folder: workshop.path("central"), night: night)
        Progress.say("writing \(NightBase.customers) customers and what they bought …")
        try base.fill()
        Progress.say("measuring all of them once …")
        try base.measureAll()
        try base.liveADay(to: night)
        let found = try (0..<rounds).map { try round($0, base, night, workshop) }
        let figure = Figure(name, unit: "s", found.map(\.round), .ratioAtMost(ratioMax))
        guard found.allSatisfy(\.isSame) else {
            throw BenchmarkFailed("the night left another state than recomputing all did")
        }
        return [figure]
    }

    private static func round(
        _ number: Int, _ base: NightBase, _ night: Instant, _ workshop: Workshop
    ) throws -> (round: Round, isSame: Bool) {
        let folders = (few: workshop.path("few"), all: workshop.path("all"))
        defer { for folder in [folders.few, folders.all] { workshop.remove(folder) } }
        let few = try run(base, in: folders.few, at: night, all: false)
        let all = try run(base, in: folders.all, at: night, all: true)
        Progress.say(
            "round \(number + 1): \(few.run.measured) customers measured in \(few.run.tiersSeconds) s, "
                + "\(few.run.expired) points ended in \(few.run.expirySeconds) s; all \(all.run.measured) in "
                + "\(all.run.tiersSeconds) s and \(all.run.expirySeconds) s; besides, the night's steps in ms: \(few.run.steps)"
        )
        guard !few.run.isEveryone, all.run.isEveryone, few.run.expired > 0, few.run.expired == all.run.expired else {
            throw BenchmarkFailed("the night did not look at some only, or ended no points")
        }
        return (Round(value: few.run.seconds, limit: all.run.seconds), few.state == all.state)
    }

    private static func run(
        _ base: NightBase, in folder: String, at night: Instant, all: Bool
    ) throws -> (run: NightRun, state: Digest) {
        let central = try base.copy(in: folder)
        defer { central.kill() }
        let run = try NightRun(of: central, at: night, all: all)
        central.terminate()
        return (run, try state(of: folder))
    }

    /// Of all that a night leaves behind of customers, points, and cards as stores are told of them.
    private static func state(of folder: String) throws -> Digest {
        let connection = try SQLiteConnection(path: folder + "/data/central.db", cacheKibibytes: 100_000)
        var running = Digest.sha256("")
        func add(_ sql: SQL, columns: Int32) throws {
            var text = ""
            _ = try connection.query(sql) { row in
                for column in 0..<columns { text += (row.optionalText(column) ?? "-") + "\t" }
                guard text.utf8.count > 1 << 20 else { return }
                running = Digest.sha256(running.hex + text)
                text = ""
            }
            running = Digest.sha256(running.hex + text)
        }
        try add(
            """
            SELECT n, tier, tier_since, window_from, due_at, segment, home, frequency, money_minor, last_at,
                window_spend_minor, window_visits FROM customer ORDER BY n
            """, columns: 12)
        try add(
            "SELECT card, points, spend_since_minor, visits_since, touched FROM card_fact ORDER BY card", columns: 5)
        try add("SELECT card, kind, lot, points FROM points_entry ORDER BY card, kind, lot", columns: 4)
        try add("SELECT expires, card, lot FROM ending ORDER BY expires, card, lot", columns: 3)
        try add("SELECT store, id, CAST(body AS TEXT) FROM feed WHERE kind = 'card' ORDER BY store, id", columns: 3)
        return running
    }
}

/// What a run told of itself.
struct NightRun {
    let measured: Int64
    let expired: Int64
    let isEveryone: Bool
    let tiersSeconds: Double
    let expirySeconds: Double
    /// Each step's milliseconds, as told.
    let steps: String

    var seconds: Double { tiersSeconds + expirySeconds }

    init(of central: CentralProcess, at instant: Instant, all: Bool) throws {
        let words = ["central", "run", "--at", instant.description, "--json", "--config", central.configuration]
        let told = try JSONDocument(Tool.expect(words + (all ? ["--all"] : []), timeoutSeconds: 1200)).root
        func seconds(_ step: String) throws -> Double {
            guard let milliseconds = told["milliseconds"]?[step]?.integer else {
                throw BenchmarkFailed("the run does not say what \(step) took")
            }
            return Double(milliseconds) / 1000
        }
        measured = told["measured"]?.integer ?? 0
        expired = told["expired"]?.integer ?? 0
        isEveryone = told["all"]?.boolean ?? false
        tiersSeconds = try seconds("tiers")
        expirySeconds = try seconds("expiry")
        steps = told["milliseconds"]?.text ?? ""
    }
}
