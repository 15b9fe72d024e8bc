import JSON
import Synchronization

/// Something besides a daemon's state that somebody must look at; with any of them it is unhealthy.
public struct Attention: Sendable, Equatable {
    /// The raw value is what status shows.
    public enum Kind: String, Sendable { case witness, backup }

    public let kind: Kind
    /// What was wrong, in English.
    public let detail: String

    /// - Parameter detail: nil where nothing is wrong
    public init?(_ kind: Kind, _ detail: String?) {
        guard let detail else { return nil }
        self.kind = kind
        self.detail = detail
    }

    public var next: String {
        switch kind {
        case .witness: "let the daemon's user write there, or name another file as witness: its next start counts anew"
        case .backup: "mend what is said, or correct backup in the configuration: no backup is made by itself"
        }
    }

    public static func write(_ all: [Attention], to object: inout JSONWriter) {
        object.array("attention") { list in
            for one in all {
                list.object { object in
                    object.field("about", one.kind.rawValue)
                    object.field("detail", one.detail)
                    object.field("next", one.next)
                }
            }
        }
    }
}

/// What became of something that is done again and again: it is logged when that changes, not each time.
public final class RepeatedWork: Sendable {
    private let event: String
    private let found = Mutex<String?>(nil)

    /// - Parameter event: of the log's lines
    public init(_ event: String) { self.event = event }

    /// Why it failed the last time; nil where it did not.
    public var problem: String? { found.withLock { $0 } }

    /// - Returns: nil where it failed
    @discardableResult
    public func run<T>(_ body: () throws -> T) -> T? {
        let result: T?
        let now: String?
        do {
            (result, now) = (try body(), nil)
        } catch { (result, now) = (nil, "\(error)") }
        let before = found.withLock { found in
            defer { found = now }
            return found
        }
        if before != now {
            if let now { Log.error(event, ["error": now]) } else { Log.info(event, ["now": "works again"]) }
        }
        return result
    }
}
