import Foundation
import HTTP
import JSON

/// A tool's connection to the daemon whose configuration it is given.
struct Connection {
    let client: Client
    let base: String
    let isCentral: Bool
    private let token: String
    /// Of a daemon of this machine, whose certificate lies in it; nil where another is believed.
    private let ownFolder: String?
    /// As the daemon left it in its folder.
    private let address: String?

    /// - Parameter admin: use the folder's `admin.token` even where a till's would do
    init(_ arguments: Arguments, admin: Bool = false) throws {
        let url = arguments.option("url")
        let tokenFile = arguments.option("token-file")
        var base = url
        var token = try tokenFile.map(Folder.token)
        var isCentral = false
        var way = Client.Way()
        way.caFile = arguments.option("ca-file")
        var ownFolder: String?
        var address: String?
        if let configuration = arguments.option("config") {
            let folder = Folder.of(configuration)
            isCentral = try Self.isCentral(configuration)
            if base == nil {
                base = try Self.runningAddress(folder, configuration)
                address = base
                if let own = try Self.ownCertificate(folder, base) {
                    (base, way) = own
                    ownFolder = folder
                }
            }
            if token == nil {
                token = try Folder.token(folder + (isCentral || admin ? "/admin.token" : "/till.token"))
            }
        }
        guard let base else {
            throw Failure.usage("\(arguments.command) wants --config or --url", "vuelve \(arguments.command) --help")
        }
        guard let token else {
            throw Failure.usage(
                "\(arguments.command) wants --config or --token-file", "vuelve \(arguments.command) --help")
        }
        try Self.checkPlainHTTP(base, arguments.option("config"))
        self.base = base
        self.isCentral = isCentral
        client = Client(base: base, token: token, way: way)
        self.token = token
        self.ownFolder = ownFolder
        self.address = address
    }

    private static func isCentral(_ configuration: String) throws -> Bool {
        do {
            return try JSONDocument(Folder.bytes(configuration)).root["central"] == nil
        } catch let error as JSONSyntaxError {
            throw Failure("\(configuration) is no JSON: \(error)")
        }
    }

    private static func runningAddress(_ folder: String, _ configuration: String) throws -> String {
        guard let text = try? String(contentsOfFile: folder + "/address", encoding: .utf8) else {
            // A daemon that was started without --listen is where its configuration says.
            guard let listen = try JSONDocument(Folder.bytes(configuration)).root["listen"]?.string,
                !listen.hasSuffix(":0")
            else { throw Self.notRunning(configuration) }
            let files = try JSONDocument(Folder.bytes(configuration)).root["certificateFile"]?.string ?? ""
            return (files.isEmpty ? "http" : "https") + "://\(listen)"
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A daemon of this machine leaves its certificate in its folder: it is believed and no other, whatever address it
    /// listens on.
    /// - Returns: nil where it serves plain HTTP
    private static func ownCertificate(_ folder: String, _ base: String?) throws -> (String, Client.Way)? {
        guard let base, base.hasPrefix("https://") else { return nil }
        let listen = String(base.dropFirst("https://".count))
        var way = Client.Way()
        way.caFile = folder + "/certificate.pem"
        way.connectTo = listen
        let certificate = try Certificate(file: folder + "/certificate.pem")
        // Any of its names will do; the certificate itself was compared.
        let name = certificate.names.first.map { $0.replacing("*.", with: "any.") } ?? "localhost"
        let port = listen.split(separator: ":").last ?? ""
        return ("https://\(name.contains(":") ? "[\(name)]" : name):\(port)", way)
    }

    /// A token is not sent in the clear beyond loopback, unless the configuration names the network.
    private static func checkPlainHTTP(_ base: String, _ configuration: String?) throws {
        guard base.hasPrefix("http://") else { return }
        let named =
            try configuration.map { try JSONDocument(Folder.bytes($0)).root["plainHTTPFrom"]?.array ?? [] } ?? []
        let networks = named.compactMap { $0.string.flatMap(Network.init) }
        guard let host = URL(string: base)?.host, PlainHTTP(networks).allows(host: host) else {
            throw Failure(
                "plain HTTP to \(base) is refused", next: "use https://, or name the network in plainHTTPFrom")
        }
    }

    private static func notRunning(_ configuration: String) -> Failure {
        let daemon = configuration.hasSuffix("edge.json") ? "edge" : "central"
        return Failure(
            "no daemon answers for \(configuration)", next: "vuelve \(daemon) serve --config \(configuration)")
    }

    /// - Throws: `Failure` where nobody answers, or the answer is a problem
    func send(
        _ method: String, _ path: String, body: [UInt8] = [], type: String = "application/json",
        timeoutSeconds: Int = 30
    ) throws -> JSONValue {
        let request = ClientRequest(
            method, path, body: body, headers: [("Content-Type", type)], timeoutSeconds: timeoutSeconds)
        return try Self.answer(response(to: request), base)
    }

    /// Looks for another certificate so often, this far apart.
    private static let renewals = 10
    private static let renewalMicroseconds: UInt32 = 100_000

    /// A daemon serves a new certificate a moment before its folder has it: nothing was asked of it yet.
    private func response(to request: ClientRequest) throws -> ClientResponse {
        var client = client
        var attempt = 0
        while true {
            do { return try client.send(request) } catch {
                guard error.kind == .certificate, attempt < Self.renewals, let ownFolder else {
                    throw Self.noAnswer(error, base)
                }
                attempt += 1
                usleep(Self.renewalMicroseconds)
                guard let (base, way) = try Self.ownCertificate(ownFolder, address) else { continue }
                client = Client(base: base, token: token, way: way)
            }
        }
    }

    private static func noAnswer(_ error: TransportError, _ base: String) -> Failure {
        guard error.kind == .unreachable else {
            return Failure(
                "the certificate of \(base) is not believed: \(error)",
                next: "put a valid one into its certificateFile, or name its authority's file with --ca-file")
        }
        return Failure("no daemon answers at \(base): \(error)", next: "start it, or check --config and --url")
    }

    /// An answer that need not be JSON.
    func text(_ path: String, timeoutSeconds: Int = 300) throws -> String {
        let response = try response(to: ClientRequest("GET", path, timeoutSeconds: timeoutSeconds))
        guard response.status == 200 else { return try Self.answer(response, base).text }
        return String(decoding: response.body, as: UTF8.self)
    }

    static func answer(_ response: ClientResponse, _ base: String) throws -> JSONValue {
        let json = try? JSONDocument(response.body).root
        guard (200..<300).contains(response.status) else {
            let detail = json?["detail"]?.string ?? "status \(response.status)"
            let code = json?["code"]?.string.map { " (\($0))" } ?? ""
            throw Failure("\(detail)\(code)", next: json?["next"]?.string ?? "")
        }
        guard let json else { throw Failure("\(base) did not answer with JSON", next: "check --url") }
        return json
    }
}

extension String {
    /// For a path or query.
    var urlEncoded: String {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-_.~")
        return addingPercentEncoding(withAllowedCharacters: allowed) ?? self
    }
}
