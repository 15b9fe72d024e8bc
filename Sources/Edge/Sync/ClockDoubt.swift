import HTTP
import Loyalty

/// Whether a clock cannot be right, judged without anybody's help: who has the wrong time believes no certificate, and so
/// can ask nobody.
struct ClockDoubt {
    let now: Instant
    /// What the clock said at the newest things that are on record here.
    let known: Instant?
    /// By how much it was ahead of central's when they last spoke.
    let offsetMilliseconds: Int64

    /// No machine that runs this program lives before it was written.
    static let written = Instant(milliseconds: 1_767_225_600_000)  // 2026-01-01
    /// What status calls a clock that is far off.
    static let offsetMillisecondsMax: Int64 = 300_000
    /// A store that was heard of by nobody for longer has a clock that leapt.
    static let daysAwayMax: Int64 = 366

    var isFounded: Bool {
        if now < Self.written || abs(offsetMilliseconds) > Self.offsetMillisecondsMax { return true }
        guard let known else { return false }
        let isBehind = now.milliseconds < known.milliseconds - Self.offsetMillisecondsMax
        return isBehind || now > known.adding(days: Self.daysAwayMax)
    }
}

extension Agent {
    /// No answer came: what an administrator can do about it.
    func lineFails(_ error: TransportError, in exchange: LineState.Exchange) {
        let problem: LineProblem =
            switch error.kind {
            case .unreachable: .unreachable
            case .noToken: .tokenFile
            case .certificate: .certificate
            case .certificateDates: clockDoubt.isFounded ? .clock : .certificate
            }
        lineFails(problem, in: exchange, detail: error.reason)
    }

    private var clockDoubt: ClockDoubt {
        let success = try? database.read { try Setting.lastSuccessAt.text($0).flatMap(Instant.init) }
        let (lastSaleAt, offset) = pulse.withLock { ($0.lastSaleAt, $0.clockOffset) }
        return ClockDoubt(
            now: clock.now(), known: [success ?? nil, lastSaleAt].compactMap { $0 }.max(), offsetMilliseconds: offset)
    }
}
