import CGnuTLS
import Foundation

/// A certificate with its issuers' and its key, ready for handshakes. Connections hold the one that they began with.
final class TLSCredentials: @unchecked Sendable {
    let certificate: Certificate
    // GnuTLS only reads it once it is made.
    private let credentials: gnutls_certificate_credentials_t

    /// TLS 1.2 and later, in GnuTLS's words.
    static let priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"

    init(_ files: CertificateFiles) throws {
        try Self.checkMode(files.key)
        let chain = try CertificateFault.read(files.certificate)
        let key = try CertificateFault.read(files.key)
        certificate = try Certificate(pem: chain, file: files.certificate)
        var made: gnutls_certificate_credentials_t?
        guard gnutls_certificate_allocate_credentials(&made) >= 0, let made else {
            preconditionFailure("GnuTLS starts unless memory is out")
        }
        credentials = made
        let code = chain.withDatum { chain in
            key.withDatum { key in
                gnutls_certificate_set_x509_key_mem2(made, &chain, &key, GNUTLS_X509_FMT_PEM, nil, 0)
            }
        }
        // From here on deinit frees what was made.
        switch code {
        case 0...: break
        case GNUTLS_E_CERTIFICATE_KEY_MISMATCH:
            throw CertificateFault(
                "\(files.key) is not the key of \(files.certificate)", next: "put the key there that belongs to it")
        default:
            throw CertificateFault(
                "\(files.key) holds no usable key: \(gnuTLSText(code))",
                next: "it wants PEM, not encrypted: BEGIN PRIVATE KEY")
        }
    }

    deinit { gnutls_certificate_free_credentials(credentials) }

    /// Whoever reads the key can pass for this server.
    private static func checkMode(_ file: String) throws {
        var facts = stat()
        guard stat(file, &facts) == 0 else { return }
        guard facts.st_mode & 0o007 == 0 else {
            throw CertificateFault("everybody on this machine may use the key \(file)", next: "chmod 600 \(file)")
        }
    }

    /// Serves a connection that has not begun its handshake.
    func use(for session: UnsafeMutableRawPointer) {
        gnutls_credentials_set(
            OpaquePointer(session), GNUTLS_CRD_CERTIFICATE, UnsafeMutableRawPointer(credentials))
    }
}
