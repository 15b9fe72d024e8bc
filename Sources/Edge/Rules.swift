import Database
import Digest
import Loyalty
import Synchronization
import SyncProtocol

/// The programme and the secret that this store works by, as central last sent them.
///
/// A class, since every request reads them.
final class Rules: Sendable {
    let programme: Programme?
    let secret: ChainSecret?
    /// Central's programme could not be understood here; the last one stays.
    let isProgrammeTooNew: Bool

    init(programme: Programme?, secret: ChainSecret?, isProgrammeTooNew: Bool) {
        self.programme = programme
        self.secret = secret
        self.isProgrammeTooNew = isProgrammeTooNew
    }

    func hash(_ key: Key) -> String? { secret?.hash(key) }

    /// A key as presented, in its normal form; nil where it is none.
    func key(_ text: String) -> Key? { Key(text, callingCode: programme?.callingCode ?? "") }

    static func load(_ connection: Connection) throws -> Rules {
        let text = try Setting.programme.text(connection)
        let programme = text.flatMap { try? Programme(text: $0) }
        var secret: ChainSecret?
        if let version = try Setting.secretVersion.integer(connection), let hex = try Setting.secret.text(connection),
            let bytes = Hex.decode(hex)
        {
            secret = ChainSecret(version: version, bytes: bytes)
        }
        return Rules(
            programme: programme, secret: secret,
            isProgrammeTooNew: try UnreadRows(connection: connection).has(.programme)
                || (text != nil && programme == nil))
    }
}
