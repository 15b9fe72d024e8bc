import Database
import Digest
import Loyalty
import Synchronization
import SyncProtocol

/// The programme and the secret that this store works by, as central last sent them.
struct Rules: Sendable {
    var programme: Programme?
    var secret: ChainSecret?
    /// Central's programme could not be understood here; the last one stays.
    var isProgrammeTooNew = false

    func hash(_ key: Key) -> String? { secret?.hash(key) }

    /// A key as presented, in its normal form; nil where it is none.
    func key(_ text: String) -> Key? { Key(text, callingCode: programme?.callingCode ?? "") }

    static func load(_ connection: Connection) throws -> Rules {
        var rules = Rules()
        if let text = try Setting.programme.text(connection) {
            do { rules.programme = try Programme(text: text) } catch { rules.isProgrammeTooNew = true }
        }
        if let version = try Setting.secretVersion.integer(connection), let hex = try Setting.secret.text(connection),
            let bytes = Hex.decode(hex)
        {
            rules.secret = ChainSecret(version: version, bytes: bytes)
        }
        return rules
    }
}
