import Foundation
import Synchronization

/// All open connections of a server: whose they are, and which must go.
///
/// Always: who has shown no valid token is limited by address, its oldest connections going first; who has, by token.
final class ConnectionTable: Sendable {
    private let limits: ServerLimits
    private let counts: ServerCounts
    private let second: @Sendable () -> Int64
    private let state = Mutex(State())

    private struct State {
        /// Each knows its place here.
        var all: [ServedConnection] = []
        /// Those that were told to close, and have not yet.
        var cutCount = 0
        /// Without a token, by address, oldest first.
        var strangers: [NetworkAddress?: [ServedConnection]] = [:]
        /// With a token, none from proxies.
        var known: [Principal: [ServedConnection]] = [:]
        var shares: [Principal: TokenShare] = [:]
        /// Requests without a token in the second that is passing, by address.
        var unknownRequests = PerSecond()
        /// New TLS connections.
        var handshakes = PerSecond()
    }

    /// Counts by address in the second that is passing.
    private struct PerSecond {
        private var second: Int64 = 0
        private var counts: [NetworkAddress?: Int] = [:]

        /// - Returns: the count with this one; nil for too many addresses
        mutating func add(_ address: NetworkAddress?, in now: Int64) -> Int? {
            if second != now {
                second = now
                counts = [:]
            }
            guard counts.count < addressesPerSecondMax else { return nil }
            counts[address?.ofOneUser, default: 0] += 1
            return counts[address?.ofOneUser]
        }
    }

    /// Addresses that are counted in a second; more are refused.
    private static let addressesPerSecondMax = 10_000

    /// - Parameter second: which one is passing
    init(_ limits: ServerLimits, _ counts: ServerCounts, second: @escaping @Sendable () -> Int64) {
        self.limits = limits
        self.counts = counts
        self.second = second
    }

    // MARK: they come and go

    func add(_ connection: ServedConnection) {
        state.withLock { state in
            connection.place = state.all.count
            state.all.append(connection)
            counts.connections.store(state.all.count, ordering: .relaxed)
            if !connection.isProxied {
                let address = connection.peer?.ofOneUser
                state.strangers[address, default: []].append(connection)
                // It is closed before it is answered anything.
                if connection.isSecured,
                    state.handshakes.add(address, in: second()) ?? .max > limits.handshakesPerSecondMax
                {
                    return cut(connection, .handshakes, &state)
                }
                if state.strangers[address, default: []].count > limits.connectionsPerAddressMax {
                    cutOldestStranger(of: address, .connectionsPerAddress, &state)
                }
            }
            if state.all.count - state.cutCount > limits.connectionsMax { makeRoom(&state) }
        }
    }

    func remove(_ connection: ServedConnection) {
        state.withLock { state in
            let last = state.all.removeLast()
            if last !== connection {
                state.all[connection.place] = last
                last.place = connection.place
            }
            counts.connections.store(state.all.count, ordering: .relaxed)
            if connection.isCut { state.cutCount -= 1 } else { forget(connection, &state) }
        }
    }

    /// It has shown a valid token.
    func share(of connection: ServedConnection, for principal: Principal) -> TokenShare {
        if let share = connection.share, share.principal == principal { return share }
        return state.withLock { state in
            let share = state.shares[principal] ?? TokenShare(principal)
            state.shares[principal] = share
            if !connection.isCut, !connection.isProxied {
                forget(connection, &state)
                state.known[principal, default: []].append(connection)
                if state.known[principal, default: []].count > limits.connectionsPerTokenMax {
                    cutIdlest(of: principal, but: connection, .connectionsPerToken, &state)
                }
            }
            connection.share = share
            return share
        }
    }

    /// Takes it from its group.
    private func forget(_ connection: ServedConnection, _ state: inout State) {
        if let principal = connection.share?.principal {
            state.known[principal]?.removeAll { $0 === connection }
        } else if !connection.isProxied {
            let address = connection.peer?.ofOneUser
            state.strangers[address]?.removeAll { $0 === connection }
            if state.strangers[address]?.isEmpty == true { state.strangers[address] = nil }
        }
    }

    // MARK: requests without a token

    /// - Returns: false where the address has asked too often in this second
    func mayAskWithoutToken(_ address: NetworkAddress?) -> Bool {
        let count = state.withLock { $0.unknownRequests.add(address, in: second()) }
        return count.map { $0 <= limits.requestsWithoutTokenPerSecondMax } ?? false
    }

    // MARK: who must go

    /// Cuts off who is too slow or idle too long, and what a token has too much because all were busy when the last one came.
    /// To be called about once a second.
    func sweep(at now: Int64 = Milliseconds.now) {
        state.withLock { state in
            for connection in state.all where !connection.isCut && connection.deadline.load(ordering: .relaxed) < now {
                let isIdle = connection.share != nil && !connection.isBusy.load(ordering: .relaxed)
                cut(connection, isIdle ? .idle : .slow, &state)
            }
            for (principal, connections) in state.known where connections.count > limits.connectionsPerTokenMax {
                for _ in limits.connectionsPerTokenMax..<connections.count {
                    cutIdlest(of: principal, but: nil, .connectionsPerToken, &state)
                }
            }
        }
    }

    /// Its thread finds the connection at its end and closes it. The descriptor is open for as long as it is in the table.
    private func cut(_ connection: ServedConnection, _ reason: ServerCounts.Cut, _ state: inout State) {
        forget(connection, &state)
        connection.isCut = true
        state.cutCount += 1
        shutdown(connection.descriptor, Int32(SHUT_RDWR))
        counts.count(reason)
    }

    private func cutOldestStranger(of address: NetworkAddress?, _ reason: ServerCounts.Cut, _ state: inout State) {
        if let oldest = state.strangers[address]?.first { cut(oldest, reason, &state) }
    }

    /// One that has a request under way stays.
    private func cutIdlest(
        of principal: Principal, but kept: ServedConnection?, _ reason: ServerCounts.Cut, _ state: inout State
    ) {
        let idle = (state.known[principal] ?? []).filter { $0 !== kept && !$0.isBusy.load(ordering: .relaxed) }
        let idlest = idle.min { $0.lastActive.load(ordering: .relaxed) < $1.lastActive.load(ordering: .relaxed) }
        if let idlest { cut(idlest, reason, &state) }
    }

    /// Some at once, so that a flood does not look through all for each. Those without a token go first, of the address
    /// that has the most; then idle ones of the token that has the most.
    private func makeRoom(_ state: inout State) {
        for _ in 0..<max(1, limits.connectionsMax / 64) {
            if let most = state.strangers.max(by: { $0.value.count < $1.value.count }) {
                cutOldestStranger(of: most.key, .connections, &state)
            } else if let most = state.known.max(by: { $0.value.count < $1.value.count }) {
                cutIdlest(of: most.key, but: nil, .connections, &state)
            }
        }
    }
}

extension NetworkAddress {
    /// In IPv6 one user has a /64 of addresses.
    var ofOneUser: NetworkAddress {
        guard bytes.count == 16 else { return self }
        return NetworkAddress(raw: bytes.prefix(8) + [UInt8](repeating: 0, count: 8)) ?? self
    }
}
