import Backup
import HTTP
import JSON
import Loyalty

/// `edge.json`: what a store's administrator decides. Every key is shown at its default.
public struct EdgeConfiguration: Sendable {
    public var store: StoreID
    /// Such as `https://central.example:8443`; the only address the agent calls.
    public var central: String
    public var tokenFile: String
    public var listen: ListenAddress
    public var mode: SyncMode
    public var timeZone: Zone
    /// A file outside the data folder that notes how far the journal was: see `Witness`.
    public var witness: String
    /// Networks from and to which plain HTTP is allowed, besides loopback.
    public var plainHTTPFrom: [Network]
    /// How long a long poll waits for news.
    public var pollSeconds: Int
    public var backup: BackupSettings

    public static let pollSecondsDefault: Int64 = 25

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
        tokenFile = try object.requireString("tokenFile")
        listen = try ListenAddress.read(&object, default: "127.0.0.1:8470")
        mode = try SyncMode.read(&object)
        let zone = try object.string("timeZone") ?? "UTC"
        guard let timeZone = Zone(zone) else {
            throw BadInput(
                code: "badValue", field: "timeZone", message: "\"\(zone)\" is no zone such as America/Mexico_City")
        }
        self.timeZone = timeZone
        witness = try object.requireString("witness")
        plainHTTPFrom = try Network.readList(&object)
        pollSeconds = Int(try object.integer("pollSeconds", in: 0...60) ?? Self.pollSecondsDefault)
        backup = try BackupSettings.read(&object)
        try object.finish()
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
              "tokenFile": \(quoted(tokenFile)),
              "listen": "127.0.0.1:8470",
              "mode": "continuous",
              "window": "01:00-05:00",
              "timeZone": \(quoted(timeZone)),
              "witness": \(quoted(witness)),
              "plainHTTPFrom": [],
              "pollSeconds": \(pollSecondsDefault),
              "backup": \(BackupSettings.text)
            }

            """
    }
}
