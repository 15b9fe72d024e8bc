import Foundation
import Synchronization

/// The line between a store and central: a relay on loopback that can be cut and healed.
///
/// Always: while it is cut no byte passes, open connections are reset and new ones are reset at once.
public final class CutLine: Sendable {
    /// What the agent calls instead of central.
    public let address: String
    private let target: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    private struct State {
        var isCut = false
        var isClosed = false
        var links: [ObjectIdentifier: RelayedLink] = [:]
        var cuts: RandomCuts?
        var cutCount = 0
    }

    /// - Parameter target: such as `http://127.0.0.1:8460`
    public init(to target: String) throws {
        guard let port = target.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw CannotStart(executable: "line", reason: "\(target) has no port")
        }
        self.target = port
        (listener, address) = try LoopbackSocket.listen()
        Thread { [listener, weak self] in
            LoopbackSocket.eachConnection(of: listener) { self?.admit($0) }
        }.start()
    }

    deinit { close() }

    /// Ends the relay and its connections.
    public func close() {
        let links = state.withLock { state in
            guard !state.isClosed else { return [RelayedLink]() }
            state.isClosed = true
            shutdown(listener, Int32(SHUT_RDWR))
            return Array(state.links.values)
        }
        for link in links { link.reset() }
    }

    // MARK: cutting

    public var isCut: Bool { state.withLock { $0.isCut } }

    /// How often it was cut.
    public var cutCount: Int { state.withLock { $0.cutCount } }

    /// Resets every connection, and each new one until `heal`.
    public func cut() {
        let links = state.withLock { state in
            state.isCut = true
            state.cutCount += 1
            return Array(state.links.values)
        }
        for link in links { link.reset() }
    }

    public func heal() { state.withLock { $0.isCut = false } }

    /// From now on the line is cut in the middle of what passes, and heals by itself.
    /// - Parameters:
    ///   - bytesBetweenMax: what passes, both ways together, before the next cut: 1 to this, drawn
    ///   - downMillisecondsMax: how long a cut lasts: 0 to this, drawn
    public func cutAtRandom(seed: UInt64, bytesBetweenMax: Int, downMillisecondsMax: Int) {
        state.withLock { state in
            state.cuts = RandomCuts(
                seed: seed, bytesBetweenMax: bytesBetweenMax, downMillisecondsMax: downMillisecondsMax)
        }
    }

    /// No more random cuts; the line heals.
    public func stopCutting() {
        state.withLock { state in
            state.cuts = nil
            state.isCut = false
        }
    }

    /// How many of the next bytes may pass; fewer than asked for: the line is cut after them.
    private func allowance(_ count: Int) -> Int {
        var downMilliseconds: Int?
        let allowed = state.withLock { state in
            guard !state.isCut else { return 0 }
            guard var cuts = state.cuts else { return count }
            let allowed = cuts.pass(count)
            if allowed < count { downMilliseconds = cuts.drawDownMilliseconds() }
            state.cuts = cuts
            return allowed
        }
        if let downMilliseconds {
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(downMilliseconds)) { [weak self] in
                self?.heal()
            }
        }
        return allowed
    }

    // MARK: relaying

    private func admit(_ client: Int32) {
        guard !isCut, let server = LoopbackSocket.connect(port: target) else { return LoopbackSocket.reset(client) }
        let link = RelayedLink(client: client, server: server)
        let isOpen = state.withLock { state in
            guard !state.isClosed, !state.isCut else { return false }
            state.links[ObjectIdentifier(link)] = link
            return true
        }
        guard isOpen else { return link.reset() }
        for isUpward in [true, false] {
            Thread { [weak self] in
                self?.relay(link, isUpward: isUpward)
                link.reset()
                self?.forget(link)
            }.start()
        }
    }

    private func relay(_ link: RelayedLink, isUpward: Bool) {
        var buffer = [UInt8](repeating: 0, count: 32 * 1024)
        while case let count = link.receive(&buffer, isUpward: isUpward), count > 0 {
            let allowed = allowance(count)
            guard link.send(buffer.prefix(allowed), isUpward: isUpward) else { return }
            if allowed < count { return cut() }
        }
    }

    private func forget(_ link: RelayedLink) {
        state.withLock { state in _ = state.links.removeValue(forKey: ObjectIdentifier(link)) }
    }
}
