import CMicroHTTPD

/// One client's connection, from the moment it is accepted until it is closed.
final class ServedConnection {
    // Held as long as GnuTLS may use them.
    private let credentials: TLSCredentials?

    init(_ server: Server, _ connection: OpaquePointer) {
        credentials = server.certificate?.credentials
        if let credentials, let session = vuelve_mhd_tls_session(connection) { credentials.use(for: session) }
    }
}
