import LocalChain
import Database
import Digest
import Dispatch
import Foundation
import Loyalty
import Synchronization
import Testing

@testable import Backup

private let schema = [Migration("notes", "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")]

@Suite struct `A backup` {
    private let folder: TemporaryFolder
    private let database: SQLiteDatabase
    private let key = BackupKey(bytes: Array(repeating: 7, count: 32))

    init() throws {
        folder = try TemporaryFolder()
        database = try SQLiteDatabase(path: folder.path + "/live.db", migrations: schema)
        try add(1...100)
    }

    private func add(_ numbers: ClosedRange<Int>) throws {
        let text = String(repeating: "x", count: 2000)
        for number in numbers {
            try database.write { try $0.run("INSERT INTO note (id, text) VALUES ($1, $2)", number, text) }
        }
    }

    private func file(key: BackupKey? = nil, check: @escaping (Connection) throws -> Void = { _ in }) -> BackupFile {
        BackupFile(database: database, key: key, randomness: SystemRandomness(), check: check)
    }

    private func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter {
            !$0.hasPrefix("live.db-") && $0 != "live.db.open"
        }.sorted()
    }

    @Test func `is a whole database with everything that was answered before, for its owner only`() throws {
        let receipt = try file().write(to: folder.path + "/a.backup")
        #expect(!receipt.isSealed && receipt.bytes == OpenFile.bytes(of: receipt.file))
        let copy = try SQLiteConnection(path: receipt.file, purpose: .still)
        #expect(try copy.integer("SELECT COUNT(*) FROM note") == 100)
        let mode = try FileManager.default.attributesOfItem(atPath: receipt.file)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(try names(in: folder.path) == ["a.backup", "live.db"])
    }

    @Test func `sealed leaves nothing readable behind`() throws {
        let receipt = try file(key: key).write(to: folder.path + "/a.backup")
        #expect(receipt.isSealed)
        #expect(try SealedFile.isSealed(receipt.file))
        #expect(Data(bytes(of: receipt.file)).range(of: Data("CREATE TABLE".utf8)) == nil)
        #expect(try names(in: folder.path) == ["a.backup", "live.db"])
    }

    @Test func `a key that others may read is refused`() throws {
        let path = try folder.write("key", Array(String(repeating: "0f", count: 32).utf8))
        chmod(path, 0o644)
        #expect(throws: BackupError.self) { try BackupKey.guarded(file: path) }
        chmod(path, 0o600)
        #expect(throws: Never.self) { try BackupKey.guarded(file: path) }
    }

    @Test func `never takes the place of a file, and says so`() throws {
        let path = try folder.write("a.backup", [1, 2, 3])
        let error = #expect(throws: BackupError.self) { try file().write(to: path) }
        #expect(error?.kind == .exists && bytes(of: path) == [1, 2, 3])
    }

    @Test func `that is not what it should be is not kept`() throws {
        struct Wrong: Error {}
        #expect(throws: Wrong.self) { try file { _ in throw Wrong() }.write(to: folder.path + "/a.backup") }
        #expect(try names(in: folder.path) == ["live.db"])
    }

    @Test func `that would leave too little room for tills is refused before it begins`() throws {
        var careful = file()
        careful.reserveBytes = Int64.max / 4
        let error = #expect(throws: BackupError.self) { try careful.write(to: folder.path + "/a.backup") }
        #expect(error?.kind == .noSpace)
        #expect(try names(in: folder.path) == ["live.db"])
    }

    @Test(.enabled(if: SmallDisk.canBeMade, "wants the right to mount a small disk"), arguments: [false, true])
    func `on a disk that fills up is refused cleanly, and selling goes on`(
        isSealed: Bool
    ) throws {
        let disk = try SmallDisk(at: folder.path + "/disk")
        try add(101...1000)
        var careless = file(key: isSealed ? key : nil)
        careless.reserveBytes = -1 << 40
        let error = #expect(throws: BackupError.self) { try careless.write(to: disk.path + "/a.backup") }
        #expect(error?.kind == .noSpace)
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).isEmpty)
        try add(1001...1002)
        #expect(try file().write(to: folder.path + "/b.backup").bytes > 1_000_000)
    }

    @Test func `made while others write is one moment, and writers are not stopped by it`() throws {
        try add(101...3000)
        let isOver = Atomic<Bool>(false)
        let written = Mutex(3000)
        let writers = DispatchGroup()
        for _ in 0..<4 {
            DispatchQueue.global().async(group: writers) { [database] in
                while !isOver.load(ordering: .relaxed) {
                    let next = written.withLock { number in
                        number += 1
                        return number
                    }
                    // The number before it is there already, or is on its way.
                    _ = try? database.write { try $0.run("INSERT INTO note (id, text) VALUES ($1, 'y')", next) }
                }
            }
        }
        defer {
            isOver.store(true, ordering: .relaxed)
            writers.wait()
        }
        for round in 1...5 {
            let before = try database.read { try $0.integer("SELECT COUNT(*) FROM note") }
            let receipt = try file().write(to: folder.path + "/\(round).backup")
            let after = try database.read { try $0.integer("SELECT COUNT(*) FROM note") }
            let copy = try SQLiteConnection(path: receipt.file, purpose: .still)
            let count = try copy.integer("SELECT COUNT(*) FROM note")
            #expect(before <= count && count <= after)
        }
    }

    @Test func `by schedule is made when due, kept in number, and tried again after a failure`() throws {
        let clock = TestClock()
        let place = folder.path + "/backups"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        var settings = BackupSettings()
        settings.folder = place
        settings.schedule = .every(hours: 6)
        settings.keep = 3
        func backups() -> Backups {
            Backups(
                of: database, owner: "store-042", settings, zone: .utc, clock: clock, randomness: SystemRandomness(),
                check: { _ in })
        }
        _ = try folder.write("backups/store-04-20200101T000000Z.backup", [1])
        _ = try folder.write("backups/notes.txt", [1])
        _ = try folder.write("backups/store-042-20260101T000000Z.backup.partial", [1])
        let first = backups()
        #expect(try first.makeIfDue()?.file == place + "/store-042-20260314T100000Z.backup")
        #expect(try first.makeIfDue() == nil)
        // A restart knows the newest by its name.
        let second = backups()
        #expect(try second.makeIfDue() == nil)
        for _ in 1...4 {
            clock.advance(seconds: 6 * 3600)
            #expect(try second.makeIfDue() != nil)
        }
        let kept = ["20260314T220000Z", "20260315T040000Z", "20260315T100000Z"].map { "store-042-\($0).backup" }
        #expect(try names(in: place) == ["notes.txt", "store-04-20200101T000000Z.backup"] + kept)
        try FileManager.default.moveItem(atPath: place, toPath: place + ".away")
        clock.advance(seconds: 6 * 3600)
        #expect(throws: BackupError.self) { try second.makeIfDue() }
        #expect(second.current.problem != nil)
        #expect(try second.makeIfDue() == nil, "not again at once")
        try FileManager.default.moveItem(atPath: place + ".away", toPath: place)
        clock.advance(seconds: 1 * 3600)
        #expect(try second.makeIfDue() != nil)
        #expect(second.current.problem == nil)
    }
}

/// A disk of 1 MiB; making one needs the rights of root.
private final class SmallDisk {
    let path: String

    struct CannotMount: Error {}

    static let canBeMade: Bool = {
        let place = NSTemporaryDirectory() + "vuelve-disk-\(UUID().uuidString)"
        defer { rmdir(place) }
        return (try? SmallDisk(at: place)) != nil
    }()

    init(at path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=1m") == 0 else { throw CannotMount() }
    }

    deinit { umount(path) }
}

@Suite struct `The schedule of backups` {
    @Test(arguments: ["25:00", "2:60", "0h", "169h", "h", "noon", "2", "", "-1h", "02:00:00"])
    func `what is none is refused`(text: String) { #expect(BackupSchedule(text) == nil) }

    @Test func `each day at a minute of the zone, and what was missed as soon as it can be`() throws {
        let zone = try #require(Zone("America/Mexico_City"))  // UTC-6
        let schedule = try #require(BackupSchedule("02:00"))
        func isDue(_ now: String, _ last: String?) throws -> Bool {
            schedule.isDue(now: try #require(Instant(now)), last: last.flatMap(Instant.init), zone: zone)
        }
        #expect(try isDue("2026-03-14T10:00:00Z", nil))
        #expect(try !isDue("2026-03-14T07:59:59Z", "2026-03-13T08:00:30Z"))
        #expect(try isDue("2026-03-14T08:00:00Z", "2026-03-13T08:00:30Z"))
        #expect(try !isDue("2026-03-14T08:00:40Z", "2026-03-14T08:00:05Z"))
        #expect(try isDue("2026-03-14T20:00:00Z", "2026-03-13T20:00:00Z"), "the machine was off at night")
        #expect(try !isDue("2026-03-15T07:00:00Z", "2026-03-14T20:00:00Z"))
        #expect(try isDue("2026-03-14T20:00:00Z", "2038-01-01T00:00:00Z"), "the clock was in the future")
    }
}
