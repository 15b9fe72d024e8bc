import Digest
import Loyalty

/// What happened, in order: no wall time, no path, no address. The same seed gives the same trace.
final class Trace {
    private let time: WorldTime
    private let isKept: Bool
    private(set) var lines: [String] = []
    private var running = Digest.sha256("")
    private(set) var count = 0

    init(_ time: WorldTime, isKept: Bool) {
        self.time = time
        self.isKept = isKept
    }

    func add(_ text: String) {
        let line = "\(time.now) \(text)"
        if isKept { lines.append(line) }
        running = Digest.sha256(running.bytes + Array(line.utf8))
        count += 1
    }

    /// Of all lines: equal traces have equal digests.
    var digest: String { String(running.hex.prefix(16)) }
}
