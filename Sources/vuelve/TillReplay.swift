import Dispatch
import Foundation
import HTTP
import JSON
import Synchronization

enum TillReplay: Command {
    static let name = "till replay"
    static let summary = "sends recorded purchases to the agent; safe to interrupt and run again"
    static let usage = "FILE… [--connections N] [--json] --config DIR/edge.json    (NDJSON, or NDJSON.gz)"
    static let example = "vuelve till replay ventas.ndjson.gz --connections 4 --config /srv/tienda/edge.json"
    static let options = ["config", "url", "token-file", "connections"]
    static let flags = ["json"]

    static func run(_ arguments: Arguments) throws -> Int32 {
        guard !arguments.positional.isEmpty else {
            throw Failure.usage("till replay wants a file", "vuelve till replay --help")
        }
        let connections = try arguments.integer("connections", default: 1, in: 1...256)
        let lines = try arguments.positional.flatMap(read)
        let replay = Replay(lines)
        let progress = Progress(total: lines.count)
        let group = DispatchGroup()
        for _ in 0..<min(connections, max(1, lines.count)) {
            let connection = try Connection(arguments)
            let thread = Thread {
                replay.work(connection.client)
                group.leave()
            }
            group.enter()
            thread.start()
        }
        while group.wait(timeout: .now() + .milliseconds(100)) == .timedOut { progress.show(replay.outcome.done) }
        let outcome = replay.outcome
        progress.end(outcome.done)
        report(outcome, progress.seconds, json: arguments.has("json"))
        if outcome.isUnreachable {
            let trouble =
                outcome.lastTrouble.map { "the agent could not record: \($0)" } ?? "the agent could not be reached."
            throw Failure(
                "\(trouble) Tried for \(Int(Replay.retrySeconds)) s; \(outcome.done) of \(lines.count) were sent",
                next: "mend that, then run the same command again: what was sent counts once")
        }
        return outcome.refused > 0 ? 1 : 0
    }

    private static func read(_ file: String) throws -> [[UInt8]] {
        var bytes = try Folder.bytes(file)
        if bytes.starts(with: [0x1f, 0x8b]) {
            do {
                bytes = try Gzip.unpack(bytes, bytesMax: 4 << 30)
            } catch {
                throw Failure("\(file) is no complete gzip", next: "fetch it again")
            }
        }
        return bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }

    private static func report(_ outcome: Replay.Outcome, _ seconds: Double, json: Bool) {
        let rate = seconds > 0 ? Double(outcome.done) / seconds : 0
        if json {
            let text = JSONWriter.object { object in
                object.field("sent", outcome.done)
                object.field("recorded", outcome.done - outcome.duplicates - outcome.refused)
                object.field("duplicates", outcome.duplicates)
                object.field("flagged", outcome.flagged)
                object.field("refused", outcome.refused)
                object.field("seconds", seconds)
                object.field("perSecond", rate)
            }
            return print(String(decoding: text, as: UTF8.self))
        }
        print(
            """
            \(outcome.done) purchases in \(String(format: "%.1f", seconds)) s (\(Int(rate))/s): \
            \(outcome.done - outcome.duplicates - outcome.refused) recorded, \(outcome.duplicates) known already, \
            \(outcome.flagged) flagged, \(outcome.refused) refused
            """)
        for refusal in outcome.refusals { print("refused: \(refusal)") }
    }
}

/// Hands recorded purchases to several connections; a purchase that was not answered is sent again.
private final class Replay: Sendable {
    struct Outcome {
        var done = 0
        var duplicates = 0
        var flagged = 0
        var refused = 0
        var refusals: [String] = []
        var isUnreachable = false
        /// What an agent said that answered but could not record; nil for one that never answered.
        var lastTrouble: String?
    }

    static let retrySeconds = 10.0

    private let lines: [[UInt8]]
    private let next = Atomic<Int>(0)
    private let state = Mutex(Outcome())

    init(_ lines: [[UInt8]]) { self.lines = lines }

    var outcome: Outcome { state.withLock { $0 } }

    func work(_ client: Client) {
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < lines.count, !outcome.isUnreachable else { return }
            guard let response = send(lines[index], client) else {
                state.withLock { $0.isUnreachable = true }
                return
            }
            note(response, index)
        }
    }

    /// Tries again for a while where nobody answers, or the agent cannot take it now.
    private func send(_ line: [UInt8], _ client: Client) -> ClientResponse? {
        let request = KeptReceipts.request(line)
        let started = Date()
        while true {
            if let response = try? client.send(request) {
                if response.status < 500, response.status != 429 { return response }
                let detail = (try? JSONDocument(response.body).root)?["detail"]?.string
                state.withLock { $0.lastTrouble = detail ?? "status \(response.status)" }
            }
            guard Date().timeIntervalSince(started) < Self.retrySeconds else { return nil }
            usleep(100_000)
        }
    }

    private func note(_ response: ClientResponse, _ index: Int) {
        let json = try? JSONDocument(response.body).root
        state.withLock { outcome in
            outcome.done += 1
            guard response.status == 200 else {
                outcome.refused += 1
                let detail = json?["detail"]?.string ?? "status \(response.status)"
                if outcome.refusals.count < 5 { outcome.refusals.append("line \(index + 1): \(detail)") }
                return
            }
            if json?["duplicate"]?.boolean == true { outcome.duplicates += 1 }
            if (json?["flags"]?.count ?? 0) > 0 { outcome.flagged += 1 }
        }
    }
}
