import HTTP
import JSON
import Loyalty
import SyncProtocol

/// The line between one store and central: synchronous, and as bad as the faults make it.
final class SimulatedLine: Transport, @unchecked Sendable {
    // A simulation has one thread of control.
    private unowned let world: World
    private let name: String
    private let token: String
    private let dice: Dice
    private let clock: SimulatedClock

    /// Nothing passes for weeks, whatever other cuts come and end.
    var isAway = false
    var cutsRequests = false
    var cutsAnswers = false
    /// The store's clock is so wrong that certificates fail.
    var failsCertificates: () -> Bool = { false }
    var release = AgentRelease.current
    private(set) var lastAttemptFailed = false
    /// Kinds of exchange that central refused the last time it answered one.
    private(set) var refused: Set<Substring> = []
    /// What the store's clock showed when the last exchange failed on central's certificate; nil where it did not.
    private(set) var certificateFailedAt: Instant?
    /// After each answer that reached the store.
    var onDelivery: (ClientRequest, ClientResponse) -> Void = { _, _ in }

    /// - Parameter clock: the store's
    init(_ world: World, name: String, token: String, clock: SimulatedClock) {
        self.world = world
        self.clock = clock
        self.name = name
        self.token = token
        dice = world.dice("line \(name)")
    }

    /// A process that just started has tried nothing yet.
    func forgetAttempts() {
        lastAttemptFailed = false
        refused = []
        certificateFailedAt = nil
    }

    private static func isExchange(_ request: ClientRequest) -> Bool {
        request.path.hasSuffix("/events") || request.path.contains("/changes?")
    }

    var isCut: Bool { isAway || cutsRequests || cutsAnswers }

    func send(_ request: ClientRequest) throws(TransportError) -> ClientResponse {
        // Reports and questions may fail without a word: the next exchange tells.
        if Self.isExchange(request) {
            lastAttemptFailed = true
            certificateFailedAt = failsCertificates() ? clock.now() : nil
        }
        if failsCertificates() {
            world.count(.certificate)
            throw TransportError("the certificate is not valid now", kind: .certificateDates)
        }
        let request = release.rewritten(request)
        if isAway || cutsRequests { throw TransportError("no line") }
        if world.happens(.drop, dice, percent: 2) { throw TransportError("the request was lost") }
        if world.happens(.delay, dice, percent: 1) {
            let (world, token, name) = (world, token, name)
            world.after(seconds: dice.number(in: 60...100_000)) {
                let status = world.central.answer(request, token: token)?.status
                world.trace.add("\(name) late \(request.method) answered \(status ?? 0)")
            }
            throw TransportError("no answer in time")
        }
        var response = world.central.answer(request, token: token)
        if world.happens(.double, dice, percent: 2) { response = world.central.answer(request, token: token) }
        guard let response else { throw TransportError("central is down") }
        if cutsAnswers { throw TransportError("the answer cannot pass") }
        if world.happens(.lostAnswer, dice, percent: 2) { throw TransportError("the answer was lost") }
        if Self.isExchange(request) {
            lastAttemptFailed = false
            let kind = request.path.prefix { $0 != "?" }
            // A batch that is too large is cut smaller, and a position that differs is central's answer.
            if [200, 409, 413].contains(response.status) { refused.remove(kind) } else { refused.insert(kind) }
        }
        onDelivery(request, response)
        return response
    }
}

/// How an agent of another release would say the same.
enum AgentRelease: CaseIterable {
    case current
    /// Knows nothing of what was added since the first release.
    case before
    /// Says more than this central understands.
    case after

    func rewritten(_ request: ClientRequest) -> ClientRequest {
        guard self != .current, request.path.hasSuffix("/events"),
            let text = try? Gzip.unpack(request.body, bytesMax: UploadHeader.unpackedBytesMax),
            let end = text.firstIndex(of: UInt8(ascii: "\n")),
            let header = try? JSONDocument(Array(text[..<end])).root
        else { return request }
        var changed = request
        changed.body = Gzip.pack(rewritten(header) + text[end...])
        return changed
    }

    private func rewritten(_ header: JSONValue) -> [UInt8] {
        JSONWriter.object { object in
            for (key, value) in header.members ?? [] where self == .after || !["central", "report"].contains(key) {
                object.key(dynamic: key)
                object.raw(Array(value.text.utf8))
            }
            if self == .after {
                object.field("weather", "rain")
                object.array("forecast") { $0.value(1) }
            }
        }
    }
}
