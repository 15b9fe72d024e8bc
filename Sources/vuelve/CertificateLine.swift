import JSON
import Loyalty

/// What an administrator reads of the certificate that a daemon serves, where there is something to do.
struct CertificateLine {
    let language: Language

    /// - Parameter certificate: of a status
    /// - Returns: nil while all is well
    func text(_ certificate: JSONValue) -> String? {
        let days = certificate["daysLeft"]?.integer ?? 0
        let problem = certificate["problem"]?.string ?? ""
        let isSpanish = language.code == "es"
        return switch certificate["state"]?.string ?? "" {
        case "expired":
            isSpanish
                ? "! El certificado venció: ponga uno nuevo en su lugar"
                : "! The certificate has expired: put a new one in its place"
        case "notYetValid":
            isSpanish
                ? "! El certificado aún no es válido: ¿está bien el reloj de este equipo?"
                : "! The certificate is not valid yet: is this machine's clock right?"
        case "notReloaded":
            isSpanish
                ? "! El certificado nuevo no sirve, se usa el anterior (vence en \(days) días): \(problem)"
                : "! The new certificate cannot be used, the one before it is (\(days) days left): \(problem)"
        case "expiring":
            isSpanish
                ? "! El certificado vence en \(days) días: ponga uno nuevo en su lugar"
                : "! The certificate expires in \(days) days: put a new one in its place"
        default: nil
        }
    }
}
