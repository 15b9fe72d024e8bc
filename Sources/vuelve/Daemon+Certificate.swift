import Dispatch
import Foundation
import HTTP

/// The certificate that a daemon serves: read at its start, and again when its files change or at SIGHUP.
extension Daemon {
    static let certificateLookSeconds = 5

    /// - Parameter files: nil: plain HTTP
    static func certificate(_ files: CertificateFiles?) throws -> ServedCertificate? {
        guard let files else { return nil }
        do {
            return try ServedCertificate(files)
        } catch let fault as CertificateFault {
            throw Failure(fault.reason, next: fault.next)
        }
    }

    /// Leaves what is served beside the address, so that the tools on this machine believe it and nothing else.
    static func show(_ certificate: ServedCertificate?, in folder: String) throws {
        let path = folder + "/certificate.pem"
        guard let certificate else {
            unlink(path)
            return
        }
        try Folder.replace(path, with: certificate.certificate.pem)
        let report = certificate.report(at: SystemClock().now())
        Log.info(
            "certificate", ["sha256": report.certificate.fingerprint, "validTo": "\(report.certificate.validTo)"])
        if report.state != .ok { Log.warning("certificate", ["state": report.state.rawValue, "next": report.next]) }
    }

    /// Reads it again at SIGHUP, or once its files changed.
    static func keepCertificate(_ certificate: ServedCertificate, in folder: String, _ hangUp: HangUpSignal) {
        thread("certificate") {
            while true {
                let isAsked = hangUp.wait(seconds: certificateLookSeconds)
                let now = SystemClock().now()
                take(isAsked ? certificate.reload(at: now) : certificate.look(at: now), certificate, in: folder)
            }
        }
    }

    private static func take(_ outcome: ServedCertificate.Outcome, _ certificate: ServedCertificate, in folder: String)
    {
        switch outcome {
        case .unchanged: return
        case .changed:
            do { try show(certificate, in: folder) } catch { Log.error("certificate", ["error": "\(error)"]) }
        case .failed(let fault):
            Log.error("certificate", ["error": fault.reason, "next": fault.next, "served": "the one before it"])
        }
    }
}

/// SIGHUP, which ends no daemon: it asks for what lies in files to be read again.
final class HangUpSignal: @unchecked Sendable {
    private let arrived = DispatchSemaphore(value: 0)
    // Kept only, never asked.
    private let source: any DispatchSourceSignal

    init() {
        signal(SIGHUP, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { [arrived] in _ = arrived.signal() }
        source.resume()
    }

    /// - Returns: whether it came within so many seconds
    func wait(seconds: Int) -> Bool { arrived.wait(timeout: .now() + .seconds(seconds)) == .success }
}
