import JSON

/// How much of a server anybody may take. Defaults suit an agent's tills; see `central` for a central's stores.
///
/// Who has shown no valid token is limited by address, oldest connections first, so that nobody who has one is kept out
/// by them, also from the same address. Who has is limited by token.
public struct ServerLimits: Sendable, Equatable {
    /// All open connections. Beyond it those without a token are closed first.
    public var connectionsMax = 2048
    /// Open connections from an address that have shown no valid token.
    public var connectionsPerAddressMax = 256
    /// Open connections of a token. Beyond it those that are idle the longest are closed.
    public var connectionsPerTokenMax = 512
    /// Requests of a token that have not been answered yet.
    public var requestsPerTokenMax = 512
    /// Requests without a valid token from an address.
    public var requestsWithoutTokenPerSecondMax = 100
    /// New TLS connections from an address: their handshakes cost the most of all that somebody without a token can ask.
    public var handshakesPerSecondMax = 200
    /// Requests under way that are not those of tills to an agent, or of stores to central: these have the rest.
    public var otherRequestsMax = 16
    /// What a request may take to arrive, and an answer to be read, beside a second for each KiB of its body.
    public var requestSecondsMax = 20
    /// How long a connection with a token may stay open without a request.
    public var idleSecondsMax = 60

    /// Headers of a request, and what is read or written at once.
    static let connectionBytes = 32 * 1024
    /// Threads that read, write and answer what needs no waiting.
    static let threads = 4
    /// Who sends or reads slower than this for long is cut off.
    static let bytesPerSecondMin = 1024

    public init() {}

    /// Of a central: a store has few connections, and there are many stores.
    public static var central: ServerLimits {
        var limits = ServerLimits()
        limits.connectionsPerTokenMax = 64
        limits.requestsPerTokenMax = 32
        limits.otherRequestsMax = 32
        // Some hundred stores behind one address come back together.
        limits.handshakesPerSecondMax = 1_000
        return limits
    }

    private static let keys:
        [(name: String, path: WritableKeyPath<ServerLimits, Int> & Sendable, range: ClosedRange<Int64>)] = [
            ("connectionsMax", \.connectionsMax, 64...100_000),
            ("connectionsPerAddressMax", \.connectionsPerAddressMax, 4...100_000),
            ("connectionsPerTokenMax", \.connectionsPerTokenMax, 4...100_000),
            ("requestsPerTokenMax", \.requestsPerTokenMax, 4...100_000),
            ("requestsWithoutTokenPerSecondMax", \.requestsWithoutTokenPerSecondMax, 1...1_000_000),
            ("handshakesPerSecondMax", \.handshakesPerSecondMax, 4...1_000_000),
            ("otherRequestsMax", \.otherRequestsMax, 2...10_000),
            ("requestSecondsMax", \.requestSecondsMax, 2...600),
            ("idleSecondsMax", \.idleSecondsMax, 5...3600),
        ]

    /// The key `limits` of a configuration; what it does not name stays as in `standard`.
    public static func read(_ object: inout StrictObject, default standard: ServerLimits) throws -> ServerLimits {
        var limits = standard
        guard var given = try object.object("limits") else { return limits }
        for key in keys {
            if let number = try given.integer(key.name, in: key.range) { limits[keyPath: key.path] = Int(number) }
        }
        try given.finish()
        return limits
    }

    /// As a configuration shows it.
    /// - Parameter indentation: of the line that it begins on
    public func text(indentation: String) -> String {
        let lines = Self.keys.map { "\(indentation)  \"\($0.name)\": \(self[keyPath: $0.path])" }
        return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
    }
}
