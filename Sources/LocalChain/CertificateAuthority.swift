import Foundation
import HTTP
import Loyalty

/// An authority for tests and trials that issues certificates with the `openssl` command.
public final class CertificateAuthority: Sendable {
    /// What its clients believe.
    public var file: String { folder + "/ca.pem" }
    private let folder: String

    /// - Parameter folder: made for the authority's files
    public init(folder: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "".write(toFile: folder + "/issued", atomically: true, encoding: .utf8)
        try "01\n".write(toFile: folder + "/serial", atomically: true, encoding: .utf8)
        let configuration = """
            [ca]
            default_ca = one
            [one]
            new_certs_dir = \(folder)
            database = \(folder)/issued
            serial = \(folder)/serial
            default_md = sha256
            unique_subject = no
            policy = any
            [any]
            commonName = supplied
            """
        try configuration.write(toFile: folder + "/openssl.cnf", atomically: true, encoding: .utf8)
        try Self.openSSL(
            ["req", "-x509", "-days", "3650", "-subj", "/CN=Trial authority"] + Self.newKey
                + ["-keyout", folder + "/ca.key", "-out", file])
    }

    /// - Parameters:
    ///   - name: of the two files in the authority's folder; those that are there already are replaced
    ///   - hosts: such as `localhost` and `127.0.0.1`
    public func issue(
        _ name: String, for hosts: [String] = ["localhost", "127.0.0.1"], from: Instant, to: Instant
    ) throws -> CertificateFiles {
        let files = CertificateFiles(certificate: "\(folder)/\(name).pem", key: "\(folder)/\(name).key")
        let request = "\(folder)/\(name).csr"
        let extensions = "\(folder)/\(name).cnf"
        try "subjectAltName = \(Self.alternativeNames(hosts))\n".write(
            toFile: extensions, atomically: true, encoding: .utf8)
        try Self.openSSL(
            ["req", "-new", "-subj", "/CN=\(name)"] + Self.newKey + ["-keyout", files.key, "-out", request])
        try Self.openSSL([
            "ca", "-batch", "-notext", "-config", folder + "/openssl.cnf", "-cert", file, "-keyfile",
            folder + "/ca.key",
            "-extfile", extensions, "-startdate", Self.date(from), "-enddate", Self.date(to), "-in", request,
            "-out", files.certificate,
        ])
        return files
    }

    /// One that nobody stands for but itself.
    public static func selfSigned(
        folder: String, for hosts: [String] = ["localhost", "127.0.0.1"], days: Int = 90
    ) throws -> CertificateFiles {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let files = CertificateFiles(certificate: folder + "/self.pem", key: folder + "/self.key")
        try openSSL(
            ["req", "-x509", "-days", "\(days)", "-subj", "/CN=self", "-addext"]
                + ["subjectAltName=\(alternativeNames(hosts))"] + newKey
                + ["-keyout", files.key, "-out", files.certificate])
        return files
    }

    private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    private static func alternativeNames(_ hosts: [String]) -> String {
        hosts.map { (NetworkAddress($0) == nil ? "DNS:" : "IP:") + $0 }.joined(separator: ",")
    }

    /// `YYYYMMDDHHMMSSZ`.
    private static func date(_ instant: Instant) -> String {
        String(instant.description.prefix { $0 != "." }.filter(\.isNumber)) + "Z"
    }

    private static func openSSL(_ arguments: [String]) throws {
        guard FileManager.default.isExecutableFile(atPath: openSSLPath) else { throw OpenSSLMissing() }
        let outcome = try Tool.run(arguments, executable: openSSLPath)
        guard outcome.isFine else { throw ToolFailed(command: "openssl " + arguments[0], outcome: outcome) }
    }

    public static let openSSLPath = "/usr/bin/openssl"

    public struct OpenSSLMissing: Error, CustomStringConvertible {
        public var description: String {
            "there is no \(openSSLPath), which makes the certificates of this test\ntry: apt-get install openssl"
        }
    }
}
