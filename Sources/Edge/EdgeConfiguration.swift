import Backup
import HTTP
import JSON
import Loyalty

/// `edge.json`: what a store's administrator decides. Every key is shown at its default.
public struct EdgeConfiguration: Sendable {
    public var store: StoreID
    /// Such as `https://central.example:8443`; the only address the agent calls.
    public var central: String
    /// A PEM file whose authorities are believed for central instead of the system's; nil: the system's.
    public var caFile: String?
    /// Such as `http://10.20.0.1:3128`; nil: none.
    public var proxy: String?
    public var tokenFile: String
    public var listen: ListenAddress
    /// What tills are served TLS with; nil: plain HTTP.
    public var certificate: CertificateFiles?
    public var mode: SyncMode
    public var timeZone: Zone
    /// A file outside the data folder that notes how far the journal was: see `Witness`.
    public var witness: String
    /// Networks from and to which plain HTTP is allowed, besides loopback.
    public var plainHTTPFrom: [Network]
    /// Proxies whose word on who asks is believed.
    public var trustedProxies: [Network]
    public var limits: ServerLimits
    /// How long a long poll waits for news.
    public var pollSeconds: Int
    /// With less left on its disk the agent says so.
    public var freeDiskMebibytesMin: Int64
    public var backup: BackupSettings

    /// The longest pause between two tries while the line is down.
    public var retrySecondsMax: Int
    /// What sending may take of the line; 0: all of it.
    public var uploadBytesPerSecondMax: Int

    public static let pollSecondsDefault: Int64 = 25
    public static let freeDiskMebibytesMinDefault: Int64 = 256
    public static let retrySecondsMaxDefault: Int64 = 60
    /// Slower than this, central cuts a sender off.
    public static let uploadBytesPerSecondMin: Int64 = 4096

    /// Reads the file's text; an unknown key is named with the nearest right one.
    public init(text: String) throws {
        let document: JSONDocument
        do { document = try JSONDocument(text) } catch { throw BadInput(error) }
        var object = try StrictObject(document.root)
        store = StoreID(try object.requireString("store"))
        guard store.isValid else {
            throw BadInput(code: "badValue", field: "store", message: "wants letters, digits, -, _ and ., at most 40")
        }
        central = try object.requireString("central")
        guard central.hasPrefix("http://") || central.hasPrefix("https://") else {
            throw BadInput(code: "badValue", field: "central", message: "is no http:// or https:// address")
        }
        caFile = try object.string("caFile").flatMap { $0.isEmpty ? nil : $0 }
        proxy = try Self.proxy(&object)
        tokenFile = try object.requireString("tokenFile")
        listen = try ListenAddress.read(&object, default: "127.0.0.1:8470")
        certificate = try CertificateFiles.read(&object)
        mode = try SyncMode.read(&object)
        let zone = try object.string("timeZone") ?? "UTC"
        guard let timeZone = Zone(zone) else {
            throw BadInput(
                code: "badValue", field: "timeZone", message: "\"\(zone)\" is no zone such as America/Mexico_City")
        }
        self.timeZone = timeZone
        witness = try object.requireString("witness")
        guard !witness.isEmpty else {
            throw BadInput(
                code: "badValue", field: "witness", message: "wants a file outside the data folder, such as DIR.witness"
            )
        }
        plainHTTPFrom = try Network.readList(&object)
        trustedProxies = try Network.readList(&object, "trustedProxies")
        limits = try ServerLimits.read(&object, default: ServerLimits())
        pollSeconds = Int(try object.integer("pollSeconds", in: 0...60) ?? Self.pollSecondsDefault)
        retrySecondsMax = Int(try object.integer("retrySecondsMax", in: 1...3600) ?? Self.retrySecondsMaxDefault)
        uploadBytesPerSecondMax = Int(
            try object.integer("uploadBytesPerSecondMax", in: 0...Self.bytesPerSecondMax) ?? 0)
        guard uploadBytesPerSecondMax == 0 || uploadBytesPerSecondMax >= Self.uploadBytesPerSecondMin else {
            throw BadInput(
                code: "badValue", field: "uploadBytesPerSecondMax",
                message: "wants 0 for no limit, or at least \(Self.uploadBytesPerSecondMin)")
        }
        freeDiskMebibytesMin =
            try object.integer("freeDiskMebibytesMin", in: 1...1_048_576) ?? Self.freeDiskMebibytesMinDefault
        backup = try BackupSettings.read(&object)
        try object.finish()
    }

    private static let bytesPerSecondMax: Int64 = 1 << 40

    private static func proxy(_ object: inout StrictObject) throws -> String? {
        guard let text = try object.string("proxy"), !text.isEmpty else { return nil }
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw BadInput(
                code: "badValue", field: object.place("proxy"),
                message: "is no address of a proxy such as http://10.20.0.1:3128, nor empty")
        }
        return text
    }

    /// The same, where relative paths begin at the configuration's folder.
    public func inside(_ folder: String) -> EdgeConfiguration {
        var result = self
        result.certificate = certificate?.inside(folder)
        result.backup = backup.relative(to: folder)
        if let caFile, !caFile.hasPrefix("/") { result.caFile = "\(folder)/\(caFile)" }
        if !witness.hasPrefix("/") { result.witness = "\(folder)/\(witness)" }
        if !tokenFile.hasPrefix("/") { result.tokenFile = "\(folder)/\(tokenFile)" }
        return result
    }

    /// The file that `edge init` writes.
    public static func text(
        store: StoreID, central: String, tokenFile: String, timeZone: String, witness: String
    ) -> String {
        func quoted(_ text: String) -> String {
            var writer = JSONWriter()
            writer.value(text)
            return writer.text
        }
        return """
            {
              "store": \(quoted(store.rawValue)),
              "central": \(quoted(central)),
              "caFile": "",
              "proxy": "",
              "tokenFile": \(quoted(tokenFile)),
              "listen": "127.0.0.1:8470",
              "certificateFile": "",
              "keyFile": "",
              "mode": "continuous",
              "window": "01:00-05:00",
              "timeZone": \(quoted(timeZone)),
              "witness": \(quoted(witness)),
              "plainHTTPFrom": [],
              "trustedProxies": [],
              "limits": \(ServerLimits().text(indentation: "  ")),
              "pollSeconds": \(pollSecondsDefault),
              "retrySecondsMax": \(retrySecondsMaxDefault),
              "uploadBytesPerSecondMax": 0,
              "freeDiskMebibytesMin": \(freeDiskMebibytesMinDefault),
              "backup": \(BackupSettings.text)
            }

            """
    }
}
