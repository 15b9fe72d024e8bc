import CGnuTLS
import Foundation
import Loyalty

/// What a person must know of an X.509 certificate.
public struct Certificate: Sendable, Equatable {
    /// SHA-256 of the whole certificate, as `openssl x509 -noout -fingerprint -sha256` writes it.
    public let fingerprint: String
    /// The host names and addresses that it is for.
    public let names: [String]
    public let validFrom: Instant
    public let validTo: Instant
    /// The certificate alone, without those of its issuers.
    public let pem: String

    /// Reads the first certificate of a PEM text, which is the server's own.
    public init(pem bytes: [UInt8], file: String) throws {
        var list: UnsafeMutablePointer<gnutls_x509_crt_t?>?
        var count: UInt32 = 0
        let code = bytes.withDatum { gnutls_x509_crt_list_import2(&list, &count, &$0, GNUTLS_X509_FMT_PEM, 0) }
        guard code >= 0, let list, count > 0, let own = list[0] else {
            throw CertificateFault(
                "\(file) holds no certificate: \(gnuTLSText(code))", next: "it wants PEM: BEGIN CERTIFICATE")
        }
        defer {
            for index in 0..<Int(count) { gnutls_x509_crt_deinit(list[index]) }
            vuelve_gnutls_free(list)
        }
        fingerprint = Self.fingerprint(own)
        names = Self.names(own)
        validFrom = Instant(milliseconds: Int64(gnutls_x509_crt_get_activation_time(own)) * 1000)
        validTo = Instant(milliseconds: Int64(gnutls_x509_crt_get_expiration_time(own)) * 1000)
        pem = Self.pem(own)
    }

    public init(file: String) throws { try self.init(pem: try CertificateFault.read(file), file: file) }

    private static func fingerprint(_ certificate: gnutls_x509_crt_t) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        var size = bytes.count
        gnutls_x509_crt_get_fingerprint(certificate, GNUTLS_DIG_SHA256, &bytes, &size)
        return bytes.prefix(size).map { String(format: "%02X", $0) }.joined(separator: ":")
    }

    private static func names(_ certificate: gnutls_x509_crt_t) -> [String] {
        var names: [String] = []
        for index in 0..<Self.namesMax {
            var bytes = [UInt8](repeating: 0, count: 256)
            var size = bytes.count
            let kind = gnutls_x509_crt_get_subject_alt_name(certificate, UInt32(index), &bytes, &size, nil)
            if kind == GNUTLS_E_SHORT_MEMORY_BUFFER { continue }
            guard kind >= 0 else { break }
            if kind == GNUTLS_SAN_DNSNAME.rawValue { names.append(String(decoding: bytes.prefix(size), as: UTF8.self)) }
            if kind == GNUTLS_SAN_IPADDRESS.rawValue, let address = NetworkAddress(raw: bytes.prefix(size)) {
                names.append(address.description)
            }
        }
        return names.isEmpty ? commonName(certificate) : names
    }

    /// What certificates of old have instead.
    private static func commonName(_ certificate: gnutls_x509_crt_t) -> [String] {
        var bytes = [UInt8](repeating: 0, count: 256)
        var size = bytes.count
        let code = gnutls_x509_crt_get_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, &bytes, &size)
        return code >= 0 ? [String(decoding: bytes.prefix(size), as: UTF8.self)] : []
    }

    /// More names than any certificate of one server has.
    private static let namesMax = 200

    private static func pem(_ certificate: gnutls_x509_crt_t) -> String {
        var text = gnutls_datum_t()
        guard gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &text) >= 0 else { return "" }
        defer { vuelve_gnutls_free(text.data) }
        return String(decoding: UnsafeBufferPointer(start: text.data, count: Int(text.size)), as: UTF8.self)
    }
}

/// A certificate or key that cannot be used, and what to do.
public struct CertificateFault: Error, Equatable, CustomStringConvertible {
    public let reason: String
    public let next: String

    init(_ reason: String, next: String) {
        self.reason = reason
        self.next = next
    }

    public var description: String { reason }

    static func read(_ file: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CertificateFault("cannot read \(file)", next: "check that the file is there and may be read")
        }
        return Array(data)
    }
}

/// GnuTLS's word, without its full stop.
func gnuTLSText(_ code: Int32) -> String {
    let text = String(cString: gnutls_strerror(code))
    return text.hasSuffix(".") ? String(text.dropLast()) : text
}

extension [UInt8] {
    /// Lends the bytes to GnuTLS, which only reads them.
    func withDatum<T>(_ body: (inout gnutls_datum_t) -> T) -> T {
        var copy = self
        return copy.withUnsafeMutableBufferPointer { buffer in
            var datum = gnutls_datum_t(data: buffer.baseAddress, size: UInt32(buffer.count))
            return body(&datum)
        }
    }
}
