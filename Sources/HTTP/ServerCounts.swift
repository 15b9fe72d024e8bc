import Synchronization

/// What a server counts for its metrics.
public final class ServerCounts: Sendable {
    /// Which limit refused a request; the raw value is the label.
    enum Refusal: String, CaseIterable { case requestsPerToken, otherRequests, requestsWithoutToken }

    /// Why a connection was closed from here.
    enum Cut: String, CaseIterable {
        case connectionsPerAddress, connectionsPerToken, connections, handshakes, slow, idle
    }

    private let answers = Mutex<[Int: Int]>([:])
    private let refusals = Mutex<[Refusal: Int]>([:])
    private let cuts = Mutex<[Cut: Int]>([:])
    let connections = Atomic<Int>(0)
    /// Requests whose answers have not left yet.
    let requests = Atomic<Int>(0)
    /// Of them, those that have no reserved share.
    let otherRequests = Atomic<Int>(0)

    public init() {}

    /// How many answers of each status were sent.
    public var answersByStatus: [Int: Int] { answers.withLock { $0 } }
    public var openConnections: Int { connections.load(ordering: .relaxed) }

    func count(_ status: Int) { answers.withLock { $0[status, default: 0] += 1 } }
    func count(_ refusal: Refusal) { refusals.withLock { $0[refusal, default: 0] += 1 } }
    func count(_ cut: Cut) { cuts.withLock { $0[cut, default: 0] += 1 } }

    func number(_ refusal: Refusal) -> Int { refusals.withLock { $0[refusal] ?? 0 } }
    func number(_ cut: Cut) -> Int { cuts.withLock { $0[cut] ?? 0 } }

    /// Prometheus text.
    public var metrics: [String] {
        var lines = [
            "# TYPE vuelve_connections_open gauge", "vuelve_connections_open \(openConnections)",
            "# TYPE vuelve_requests_under_way gauge",
            "vuelve_requests_under_way \(requests.load(ordering: .relaxed))",
            "# TYPE vuelve_other_requests_under_way gauge",
            "vuelve_other_requests_under_way \(otherRequests.load(ordering: .relaxed))",
            "# TYPE vuelve_requests_refused_total counter",
        ]
        lines += Refusal.allCases.map { "vuelve_requests_refused_total{limit=\"\($0.rawValue)\"} \(number($0))" }
        lines.append("# TYPE vuelve_connections_cut_total counter")
        lines += Cut.allCases.map { "vuelve_connections_cut_total{limit=\"\($0.rawValue)\"} \(number($0))" }
        lines.append("# TYPE vuelve_answers_total counter")
        for (status, count) in answersByStatus.sorted(by: { $0.key < $1.key }) {
            lines.append("vuelve_answers_total{status=\"\(status)\"} \(count)")
        }
        return lines
    }
}
