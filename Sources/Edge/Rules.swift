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
    /// What these give way to, and when; nil where nothing is announced that could be understood.
    let next: (rules: Rules, at: Instant)?

    init(
        programme: Programme?, secret: ChainSecret?, isProgrammeTooNew: Bool, next: (rules: Rules, at: Instant)? = nil
    ) {
        self.programme = programme
        self.secret = secret
        self.isProgrammeTooNew = isProgrammeTooNew
        self.next = next
    }

    func hash(_ key: Key) -> String? { secret?.hash(key) }

    /// A key as presented, in its normal form; nil where it is none.
    func key(_ text: String) -> Key? { Key(text, callingCode: programme?.callingCode ?? "") }

    /// - Parameter zone: the store's, in which days begin
    static func load(_ connection: Connection, _ zone: Zone) throws -> Rules {
        let text = try Setting.programme.text(connection)
        let programme = text.flatMap { try? Programme(text: $0) }
        var secret: ChainSecret?
        if let version = try Setting.secretVersion.integer(connection), let hex = try Setting.secret.text(connection),
            let bytes = Hex.decode(hex)
        {
            secret = ChainSecret(version: version, bytes: bytes)
        }
        let nextText = try Setting.nextProgramme.text(connection)
        let nextProgramme = nextText.flatMap { try? Programme(text: $0) }
        let isTooNew =
            try UnreadRows(connection: connection).has(.programme) || (text != nil && programme == nil)
            || (nextText != nil && nextProgramme == nil)
        let next = nextProgramme.flatMap { next in
            next.from.map { day in
                (
                    rules: Rules(programme: next, secret: secret, isProgrammeTooNew: isTooNew),
                    at: zone.start(of: day)
                )
            }
        }
        return Rules(programme: programme, secret: secret, isProgrammeTooNew: isTooNew, next: next)
    }
}
