/// Where a database is; what is shown of it has no password.
public struct PostgreSQLAddress: Sendable, CustomStringConvertible {
    let connectionString: String
    public let description: String
    private let password: String?

    public static func isOne(_ text: String) -> Bool {
        text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
    }

    /// - Parameter text: `postgresql://USER@HOST:PORT/DATABASE?…`, as libpq reads it; what it does not say comes from libpq's
    ///   environment and password file
    public init(_ text: String) {
        // What is not said there already: who it is, and that a server that is gone is noticed within a minute.
        let more = [
            "fallback_application_name=vuelve", "connect_timeout=10", "keepalives_idle=20", "keepalives_interval=10",
            "keepalives_count=3", "tcp_user_timeout=60000", "client_encoding=UTF8",
        ].filter { !text.contains($0.prefix { $0 != "=" } + "=") }
        connectionString = text + (text.contains("?") ? "&" : "?") + more.joined(separator: "&")
        let address = String(text.prefix { $0 != "?" })
        let parameters = text.dropFirst(address.count + 1).split(separator: "&")
        let secret = parameters.first { $0.hasPrefix(Self.passwordParameter) }
        let others = parameters.filter { !$0.hasPrefix(Self.passwordParameter) }.joined(separator: "&")
        let query = others.isEmpty ? "" : "?" + others
        guard let scheme = address.range(of: "://"), let at = address[scheme.upperBound...].lastIndex(of: "@"),
            let colon = address[scheme.upperBound..<at].firstIndex(of: ":")
        else {
            description = address + query
            password = secret.map { String($0.dropFirst(Self.passwordParameter.count)) }
            return
        }
        description = String(address[..<colon] + address[at...]) + query
        password = String(address[address.index(after: colon)..<at])
    }

    private static let passwordParameter = "password="

    /// libpq quotes what it cannot read.
    func redacted(_ message: String) -> String {
        var shown = message.replacing(connectionString, with: description)
        if let password, !password.isEmpty { shown = shown.replacing(password, with: "…") }
        return shown
    }
}
