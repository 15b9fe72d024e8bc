import HTTP
import JSON
import Loyalty
import Synchronization

/// What is known of the line since the start; not kept.
///
/// Always: what central refuses in one exchange is forgotten when it takes the same kind of exchange, not before. A
/// central whose disk is full still answers whoever asks for cards, and a store whose sales it refuses is not well.
struct LineState {
    enum Exchange: CaseIterable { case upload, download }

    struct Trouble {
        let problem: Agent.LineProblem
        /// What the line itself said of it.
        let detail: String?
    }

    /// Of the line as such: the last attempt failed, whichever it was.
    private var broken: Trouble?
    private var refused: [Exchange: Trouble] = [:]
    private(set) var problemSince: Instant?
    private(set) var hasAnswered = false
    /// When central last said where it stands in this journal; nil where that must be asked anew.
    var verifiedAt: Instant?

    /// What an administrator is to look at first.
    var trouble: Trouble? { broken ?? Exchange.allCases.compactMap { refused[$0] }.first }
    var problem: Agent.LineProblem? { trouble?.problem }

    mutating func works(for exchange: Exchange) {
        broken = nil
        refused[exchange] = nil
        hasAnswered = true
        if trouble == nil { problemSince = nil }
    }

    mutating func fails(_ trouble: Trouble, in exchange: Exchange, at now: Instant) {
        // Whoever was away may come back as it was before.
        verifiedAt = nil
        if [.refused, .replaced].contains(trouble.problem) {
            // Whoever refuses was reached.
            broken = nil
            refused[exchange] = trouble
        } else {
            broken = trouble
        }
        problemSince = problemSince ?? now
    }
}

extension Agent {
    /// Why the line does not work; the raw value is what status shows.
    enum LineProblem: String { case unreachable, tokenFile, auth, replaced, wrongCentral, refused, clock, certificate }

    /// Even a store that sells nothing asks central where it stands now and then: it may have been put back.
    static let verifySeconds: Int64 = 300

    var mustVerify: Bool {
        let now = clock.now()
        return line.withLock { $0.verifiedAt.map { abs(now.seconds(since: $0)) > Self.verifySeconds } ?? true }
    }

    func verified() {
        let now = clock.now()
        line.withLock { $0.verifiedAt = now }
    }

    func mustVerifySoon() { line.withLock { $0.verifiedAt = nil } }

    func lineWorks(for exchange: LineState.Exchange) {
        line.withLock { state in
            let before = state.problem
            state.works(for: exchange)
            if before != nil, state.problem == nil { Log.info("lineUp") }
        }
    }

    /// - Parameter detail: what the line itself said of it
    func lineFails(_ problem: LineProblem, in exchange: LineState.Exchange, detail: String? = nil) {
        let now = clock.now()
        line.withLock { state in
            let before = state.problem
            state.fails(.init(problem: problem, detail: detail), in: exchange, at: now)
            guard state.problem != before else { return }
            Log.warning("lineDown", ["problem": problem.rawValue, "detail": detail ?? ""])
        }
    }

    /// Central took this machine's sales, and another has its place: there is nothing to fetch for it.
    public var isReplaced: Bool { line.withLock { $0.problem == .replaced } }

    /// Central answers, but not what was wanted.
    func lineFails(_ response: ClientResponse, in exchange: LineState.Exchange) {
        let problem = try? JSONDocument(response.body).root
        let code = problem?["code"]?.string
        let cause: LineProblem =
            switch response.status {
            case 403 where code == "replaced": .replaced
            case 401, 403: .auth
            default: .refused
            }
        let said = [code, problem?["detail"]?.string].compactMap { $0 }.joined(separator: ": ")
        let detail = "central answered \(response.status)\(said.isEmpty ? "" : " \(said)")"
        lineFails(cause, in: exchange, detail: String(detail.prefix(Self.detailSignsMax)))
    }

    /// What is shown of somebody else's words.
    private static let detailSignsMax = 300

    /// Why the line does not work, as status names it; nil while it does.
    public var lineProblem: String? { line.withLock { $0.problem?.rawValue } }
}
