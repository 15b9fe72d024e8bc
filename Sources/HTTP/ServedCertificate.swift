import JSON
import Loyalty
import Synchronization

/// The certificate that a server shows, read again when its files change.
///
/// Always: there is one that works. A pair that cannot be used is reported, and the one before it stays.
public final class ServedCertificate: Sendable {
    public let files: CertificateFiles
    private let state: Mutex<State>

    private struct State {
        var credentials: TLSCredentials
        var problem: CertificateFault?
        /// Of the files that were read last, whether they could be used or not.
        var readStamp: [Int]
        /// At the last look, for files that are still being replaced.
        var seenStamp: [Int]
    }

    public enum Outcome: Equatable, Sendable {
        case unchanged
        case changed
        /// The pair cannot be used; the one before it is served.
        case failed(CertificateFault)
    }

    public init(_ files: CertificateFiles) throws {
        self.files = files
        let stamp = files.stamp
        state = Mutex(
            State(credentials: try TLSCredentials(files), problem: nil, readStamp: stamp, seenStamp: stamp))
    }

    /// To be called now and then: reads files that changed, once they no longer do.
    public func look(at now: Instant) -> Outcome {
        let stamp = files.stamp
        let mustRead = state.withLock { state in
            defer { state.seenStamp = stamp }
            // A pair that was not valid yet may be so by now.
            return stamp == state.seenStamp && (stamp != state.readStamp || state.problem != nil)
        }
        return mustRead ? reload(at: now) : .unchanged
    }

    /// Reads the files now. Handshakes that begin from now on are served by them.
    public func reload(at now: Instant) -> Outcome {
        let stamp = files.stamp
        let found = Result { try TLSCredentials(files) }
        return state.withLock { state in
            state.readStamp = stamp
            state.seenStamp = stamp
            do {
                let new = try found.get()
                try Self.check(new.certificate, replacing: state.credentials.certificate, at: now)
                let isOther = new.certificate != state.credentials.certificate || state.problem != nil
                state.credentials = new
                state.problem = nil
                return isOther ? .changed : .unchanged
            } catch {
                let fault = error as? CertificateFault ?? CertificateFault("\(error)", next: "")
                defer { state.problem = fault }
                return state.problem == fault ? .unchanged : .failed(fault)
            }
        }
    }

    /// One outside its dates is no replacement for one within them.
    private static func check(_ new: Certificate, replacing old: Certificate, at now: Instant) throws {
        guard (old.validFrom...old.validTo).contains(now), !(new.validFrom...new.validTo).contains(now) else { return }
        throw CertificateFault(
            "the new certificate is valid from \(new.validFrom) to \(new.validTo), not now",
            next: "put one there that is valid now, or correct this machine's clock")
    }

    var credentials: TLSCredentials { state.withLock { $0.credentials } }

    public var certificate: Certificate { credentials.certificate }

    public func report(at now: Instant) -> CertificateReport {
        state.withLock { CertificateReport(certificate: $0.credentials.certificate, problem: $0.problem, now: now) }
    }
}
