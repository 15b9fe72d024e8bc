import JSON
import Loyalty

/// What status says of the certificate that a daemon serves.
public struct CertificateReport: Sendable, Equatable {
    public let certificate: Certificate
    public let problem: CertificateFault?
    public let now: Instant

    /// Warned of so many days ahead.
    public static let warningDays: Int64 = 30

    /// Worst first; the raw value is the code that status shows.
    public enum State: String, Sendable, CaseIterable { case expired, notYetValid, notReloaded, expiring, ok }

    public var state: State {
        if now > certificate.validTo { return .expired }
        if now < certificate.validFrom { return .notYetValid }
        if problem != nil { return .notReloaded }
        return daysLeft < Self.warningDays ? .expiring : .ok
    }

    /// Nobody who verifies can be served outside the dates.
    public var isHealthy: Bool { ![.expired, .notYetValid].contains(state) }

    /// Whole days until it expires; below zero after that.
    public var daysLeft: Int64 {
        let milliseconds = certificate.validTo.milliseconds - now.milliseconds
        return Int64((Double(milliseconds) / 86_400_000).rounded(.down))
    }

    public var next: String {
        switch state {
        case .ok: ""
        case .expiring: "it expires in \(daysLeft) days: put a new one in its place"
        case .expired: "it has expired: put a new one in its place"
        case .notYetValid: "it is not valid yet: is this machine's clock right?"
        case .notReloaded: problem.map { "\($0.reason): \($0.next)" } ?? ""
        }
    }

    /// Prometheus text.
    public var metrics: [String] {
        [
            "# TYPE vuelve_certificate_days_left gauge", "vuelve_certificate_days_left \(daysLeft)",
            "# TYPE vuelve_certificate_is_reloaded gauge", "vuelve_certificate_is_reloaded \(problem == nil ? 1 : 0)",
        ]
    }

    public func write(to writer: inout JSONWriter) {
        writer.object { object in
            object.field("state", state.rawValue)
            if !next.isEmpty { object.field("next", next) }
            object.field("daysLeft", daysLeft)
            object.field("validFrom", certificate.validFrom.description)
            object.field("validTo", certificate.validTo.description)
            object.field("fingerprint", certificate.fingerprint)
            object.field("names", strings: certificate.names)
            object.field(ifPresent: "problem", problem?.reason)
        }
    }

    /// The schema of what `write` writes, for both daemons' OpenAPI documents.
    public static let openAPI = #"""
        {
          "type": "object",
          "description": "The certificate that this daemon serves; absent where it serves plain HTTP.",
          "required": ["state", "daysLeft", "validFrom", "validTo", "fingerprint", "names"],
          "properties": {
            "state": {
              "type": "string",
              "description": "Worst first. `expired` and `notYetValid` are unhealthy: nobody who verifies it can be served. `notReloaded`: the files changed, but cannot be used; the certificate before them is served, and `problem` says why. `expiring`: within 30 days.",
              "enum": ["expired", "notYetValid", "notReloaded", "expiring", "ok"]
            },
            "next": { "type": "string", "description": "What to do; absent for `ok`." },
            "daysLeft": { "type": "integer", "format": "int64", "description": "Whole days until it expires; below 0 after that." },
            "validFrom": { "type": "string", "format": "date-time" },
            "validTo": { "type": "string", "format": "date-time" },
            "fingerprint": { "type": "string", "description": "SHA-256 of the certificate, as openssl writes it." },
            "names": { "type": "array", "items": { "type": "string" }, "description": "Hosts and addresses that it is for." },
            "problem": { "type": "string", "description": "Why the files cannot be used." }
          }
        }
        """#
}
