import CCurl

/// No answer came.
public struct TransportError: Error, Sendable, CustomStringConvertible {
    /// What can be done about it.
    public enum Kind: Sendable, Equatable {
        /// Nobody answers, or the line broke.
        case unreachable
        /// There is nothing to show who asks: its file cannot be read.
        case noToken
        /// Who answers is not believed: a certificate, or how TLS is spoken.
        case certificate
        /// The certificate has expired or is not valid yet, by this machine's clock.
        case certificateDates
    }

    public let kind: Kind
    public let reason: String
    /// The line works, but too slowly for what was asked.
    public let isTimedOut: Bool

    public init(_ reason: String, kind: Kind = .unreachable, isTimedOut: Bool = false) {
        self.kind = kind
        self.isTimedOut = isTimedOut
        self.reason = reason
    }

    public var description: String { reason }
}

extension TransportError {
    /// - Parameter explanation: what libcurl wrote into its error buffer
    init(_ code: CURLcode, _ explanation: [CChar], _ curl: UnsafeMutableRawPointer) {
        let text = String(decoding: explanation.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let reason = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
        self.init(
            reason, kind: Self.kind(code, verifyResult: vuelve_curl_verify_result(curl), reason: reason),
            isTimedOut: code == CURLE_OPERATION_TIMEDOUT && vuelve_curl_connect_seconds(curl) > 0)
    }

    private static func kind(_ code: CURLcode, verifyResult: Int, reason: String) -> Kind {
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION:
            return [certificateNotYetValid, certificateHasExpired].contains(verifyResult)
                ? .certificateDates : .certificate
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER: return .certificate
        // A line that breaks during the handshake is no matter of TLS.
        case CURLE_SSL_CONNECT_ERROR:
            return reason.contains("error:0A") && !reason.contains("eof") ? .certificate : .unreachable
        default: return .unreachable
        }
    }

    // X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED of OpenSSL, which libcurl passes on.
    private static let certificateNotYetValid = 9
    private static let certificateHasExpired = 10
}
