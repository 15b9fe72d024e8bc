import HTTP
import Loyalty
import Synchronization

/// The line on which central is asked while a till waits for the answer: one question at a time, and none for a while after
/// one that nobody answered.
final class AskingLine: Sendable {
    private struct State {
        let line: any Transport
        var unansweredAt: Instant?
    }

    private let state: Mutex<State>

    static let secondsMax = 2
    static let restMilliseconds: Int64 = 30_000

    init(_ line: any Transport) { state = Mutex(State(line: line)) }

    /// - Returns: nil where nobody answered, or nobody was asked
    func ask(_ path: String, _ body: [UInt8], at now: Instant) -> ClientResponse? {
        state.withLock { state in
            if let unanswered = state.unansweredAt,
                (now.milliseconds - unanswered.milliseconds).magnitude < UInt64(Self.restMilliseconds)
            {
                return nil
            }
            let request = ClientRequest(
                "POST", path, body: body, headers: [("Content-Type", "application/json")],
                timeoutSeconds: Self.secondsMax)
            let response = try? state.line.send(request)
            state.unansweredAt = response == nil ? now : nil
            return response
        }
    }
}
