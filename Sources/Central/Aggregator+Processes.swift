import Database
import HTTP
import Loyalty
import SyncProtocol

// Several processes may be one central: what each keeps in memory follows from what the others announce.
extension Aggregator {
    func hear(_ announcement: Announcement) {
        switch announcement {
        case .feeds(let stores): for store in stores { waiters.wake(StoreID(store)) }
        case .settings: reload()
        case .missed:
            reload()
            waiters.wakeAll()
        }
    }

    private func reload() {
        do {
            try reloadTokens()
            try takePublishedProgrammes()
        } catch { Log.error("reload", ["error": "\(error)"]) }
    }

    /// Makes room for the months to come, where months have tables of their own.
    public func keepPartitions() throws { try CentralSchema.makePartitions(database) }

    /// Whether this process does what is done by the clock: the run of the day, backups, the webhook. Of all that are one
    /// central one does; another takes over within a minute of its end.
    public func isInCharge() -> Bool {
        charge.withLock { held in
            if held?.isHeld != true { held = (try? database.tryHold(.schedule)) ?? nil }
            return held != nil
        }
    }
}

/// Sees to it that a run which lost its lock writes nothing more: every transaction of a run begins with a look at the
/// number that the newest run took.
struct RunFence {
    private let number: Int64
    private let lock: HeldLock

    static let setting = "run"

    /// - Throws: `Problem` where a run is under way in another process
    init(_ database: any Database) throws {
        guard let lock = try database.tryHold(.run) else { throw Problem.runUnderWay }
        self.lock = lock
        number = try database.write { connection in
            let next = try Self.newest(connection) + 1
            try CentralSetting.set(Self.setting, String(next), connection)
            return next
        }
    }

    private static func newest(_ connection: Connection) throws -> Int64 {
        try CentralSetting.text(setting, connection).flatMap(Int64.init) ?? 0
    }

    func check(_ connection: Connection) throws {
        guard try Self.newest(connection) == number else {
            throw Problem(409, "runTakenOver", "Another process began a run; this one writes nothing more.")
        }
    }
}

extension Problem {
    static let runUnderWay = Problem(
        409, "runUnderWay", "A run is under way.", next: "Wait for its end.", retryAfterSeconds: 10)
}
