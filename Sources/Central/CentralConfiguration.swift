import Backup
import Database
import HTTP
import JSON
import Loyalty

/// `central.json`: what the central team decides. Every key is shown at its default.
public struct CentralConfiguration: Sendable {
    public var listen: ListenAddress
    /// A SQLite file, relative to the configuration's folder, or the address of a PostgreSQL database.
    public var storage: String
    /// Connections that one process opens to PostgreSQL at most.
    public var storageConnectionsMax: Int
    /// What central serves TLS with; nil: plain HTTP. Paths are relative to the configuration's folder.
    public var certificate: CertificateFiles?
    public var plainHTTPFrom: [Network]
    /// Proxies whose word on who asks is believed.
    public var trustedProxies: [Network]
    public var limits: ServerLimits
    /// Changed cards are gathered for this long before they are published.
    public var publishSeconds: Int64
    /// A continuous store that was not heard of for so long is `silent`.
    public var silentMinutes: Int64
    /// When the run starts each day, in the programme's zone; nil: never by itself.
    public var runAtMinute: Int?
    /// A file outside the data folder that notes how far central was: see `CentralWitness`. Empty: beside the folder.
    public var witness: String
    public var backup: BackupSettings
    public var webhook: WebhookSettings

    public init(text: String) throws {
        let document: JSONDocument
        do { document = try JSONDocument(text) } catch { throw BadInput(error) }
        var object = try StrictObject(document.root)
        listen = try ListenAddress.read(&object, default: "127.0.0.1:8460")
        storage = try object.string("storage") ?? "data/central.db"
        guard !storage.contains("://") || PostgreSQLAddress.isOne(storage) else {
            throw BadInput(code: "badValue", field: "storage", message: "wants a file, or postgresql://…")
        }
        storageConnectionsMax = Int(try object.integer("storageConnectionsMax", in: 2...500) ?? 8)
        certificate = try CertificateFiles.read(&object)
        plainHTTPFrom = try Network.readList(&object)
        trustedProxies = try Network.readList(&object, "trustedProxies")
        limits = try ServerLimits.read(&object, default: .central)
        publishSeconds = try object.integer("publishSeconds", in: 1...600) ?? 20
        silentMinutes = try object.integer("silentMinutes", in: 1...10_080) ?? 15
        runAtMinute = try Self.minute(object.string("runAt") ?? "", object.place("runAt"))
        witness = try object.string("witness") ?? ""
        backup = try BackupSettings.read(&object)
        webhook = try WebhookSettings.read(&object)
        try object.finish()
    }

    /// - Parameter root: the configuration's folder
    func witnessPath(in root: String) -> String {
        if witness.isEmpty { return root + ".witness" }
        return witness.hasPrefix("/") ? witness : "\(root)/\(witness)"
    }

    private static func minute(_ text: String, _ field: String) throws -> Int? {
        if text.isEmpty { return nil }
        let parts = text.split(separator: ":")
        guard parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]), (0..<24).contains(hour),
            (0..<60).contains(minute)
        else {
            throw BadInput(code: "badValue", field: field, message: "\"\(text)\" is no time such as 03:30, nor empty")
        }
        return hour * 60 + minute
    }
}
