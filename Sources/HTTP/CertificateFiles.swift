import Foundation
import JSON

/// Where a daemon's certificate and key lie.
public struct CertificateFiles: Sendable, Equatable {
    /// PEM: the server's own certificate first, then those of its issuers.
    public let certificate: String
    public let key: String

    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// The keys `certificateFile` and `keyFile` of a configuration; nil where both are empty: plain HTTP.
    public static func read(_ object: inout StrictObject) throws -> CertificateFiles? {
        let certificate = try object.string("certificateFile") ?? ""
        let key = try object.string("keyFile") ?? ""
        guard certificate.isEmpty == key.isEmpty else {
            let missing = key.isEmpty ? "keyFile" : "certificateFile"
            throw BadInput(
                code: "badValue", field: object.place(missing),
                message: "is empty; TLS wants both certificateFile and keyFile")
        }
        return certificate.isEmpty ? nil : CertificateFiles(certificate: certificate, key: key)
    }

    /// The same, where relative paths begin at a folder.
    public func inside(_ folder: String) -> CertificateFiles {
        func path(_ name: String) -> String { name.hasPrefix("/") ? name : "\(folder)/\(name)" }
        return CertificateFiles(certificate: path(certificate), key: path(key))
    }

    /// Changes when either file is replaced, written or given another mode.
    var stamp: [Int] {
        [certificate, key].flatMap { file in
            var facts = stat()
            guard stat(file, &facts) == 0 else { return [0] }
            return [
                Int(facts.st_ino), Int(facts.st_size), facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec,
                facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec,
            ]
        }
    }
}
