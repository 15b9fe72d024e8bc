import LocalChain
import Backup
import Database
import Digest
import Dispatch
import Foundation
import HTTP
import JSON
import Loyalty
import Synchronization
import Testing

@testable import Central
@testable import Edge

/// A chain of one store that goes on after parts of it were put back from backups.
private final class BackedUpChain {
    let clock = TestClock()
    private var running: (central: TestCentral, store: TestStore)?
    let token: String
    private let centralFolder: TemporaryFolder
    private let storeFolder: TemporaryFolder
    private var seed: UInt64 = 1000

    init() throws {
        centralFolder = try TemporaryFolder()
        storeFolder = try TemporaryFolder()
        let central = try TestCentral(clock: clock, folder: centralFolder)
        token = try central.addStore("042")
        let store = try TestStore("042", central, token: token, folder: storeFolder)
        running = (central, store)
        try store.sync()
        try note()
    }

    private var daemons: (central: TestCentral, store: TestStore) {
        guard let running else { preconditionFailure("they stand still only within a restart") }
        return running
    }
    var central: TestCentral { daemons.central }
    var store: TestStore { daemons.store }

    func note() throws {
        try central.aggregator.noteWitness()
        try store.agent.noteWitness()
    }

    func sell(_ receipts: ClosedRange<Int>) throws {
        for receipt in receipts { _ = try store.sell("\(receipt)", 1_000, key: "card:1") }
    }

    func backups() throws -> (store: String, central: String) {
        let place = try backupFolder.path
        let files = (store: place + "/store-\(seed).backup", central: place + "/central-\(seed).backup")
        _ = try store.agent.backups.make(to: files.store)
        _ = try central.aggregator.backups.make(to: files.central)
        return files
    }

    private lazy var folder = Result { try TemporaryFolder() }
    var backupFolder: TemporaryFolder { get throws { try folder.get() } }

    /// What an administrator does: stops both, restores some, starts both.
    func restart(store storeBackup: String? = nil, central centralBackup: String? = nil) throws {
        seed += 1
        running = nil
        if let storeBackup {
            let replaced = try StoreFile.restore(
                storeBackup, inPlaceOf: storeFolder.path + "/store.db", of: StoreID("042"), key: nil, at: clock.now())
            #expect(FileManager.default.fileExists(atPath: replaced ?? ""))
        }
        if let centralBackup {
            let replaced = try CentralFile.restore(
                centralBackup, inPlaceOf: centralFolder.path + "/central.db", key: nil, at: clock.now())
            #expect(FileManager.default.fileExists(atPath: replaced ?? ""))
        }
        let central = try TestCentral(clock: clock, folder: centralFolder, seed: seed)
        running = (
            central, try TestStore("042", central, token: token, folder: storeFolder, seed: seed + 5000)
        )
        try note()
    }

    func purchases() throws -> Int64? { try central.totals()["purchases"]?.integer }

    func epochReasons() throws -> [String] {
        try store.agent.database.read { try $0.query("SELECT reason FROM epoch ORDER BY ordinal") { $0.text(0) } }
    }

    var incarnation: String { central.aggregator.identity.incarnation }
}

@Suite(.centralInAFile) struct Restoring {
    @Test func `a store put back from yesterday's backup begins a new epoch, loses nothing and doubles nothing`() throws
    {
        let chain = try BackedUpChain()
        try chain.sell(1...5)
        let backup = try chain.backups().store
        try chain.sell(6...9)
        #expect(try chain.store.sync())
        try chain.restart(store: backup)
        #expect(try chain.epochReasons() == ["created", "restored"])
        try chain.sell(10...12)
        #expect(try chain.store.sync())
        #expect(try chain.purchases() == 12)
        #expect(try chain.store.lookup("card:1").first?.points == 12)
        try chain.restart()
        #expect(try chain.epochReasons() == ["created", "restored"], "the mark is gone after one start")
    }

    @Test func `what a store sold between its backup and its end is in the replaced file, and can still be sent`()
        throws
    {
        let chain = try BackedUpChain()
        let backup = try chain.backups().store
        chain.store.line.set(.down)
        try chain.sell(1...3)
        try chain.restart(store: backup)
        try chain.sell(4...4)
        #expect(try chain.store.sync())
        #expect(try chain.purchases() == 1)
        // The replaced file in a folder of its own, without a witness, is a machine that comes back to the line.
        let spare = try TemporaryFolder()
        let names = try FileManager.default.contentsOfDirectory(atPath: chain.store.folder.path)
        let replaced = try #require(names.first { $0.hasPrefix("store.db.replaced-") })
        try FileManager.default.copyItem(
            atPath: chain.store.folder.path + "/" + replaced, toPath: spare.path + "/store.db")
        let machine = try TestStore("042", chain.central, token: chain.token, folder: spare, seed: 9)
        #expect(try machine.sync())
        #expect(try chain.purchases() == 4)
    }

    @Test func `a central put back from yesterday's backup begins a new incarnation and is sent again what it lost`()
        throws
    {
        let chain = try BackedUpChain()
        try chain.sell(1...3)
        try chain.store.sync()
        let backup = try chain.backups().central
        try chain.sell(4...6)
        try chain.store.sync()
        let before = chain.incarnation
        try chain.restart(central: backup)
        #expect(chain.incarnation != before)
        #expect(try chain.purchases() == 3)
        try chain.sell(7...7)
        #expect(try chain.store.sync())
        #expect(try chain.purchases() == 7)
        #expect(try chain.store.lookup("card:1").first?.points == 7)
        let after = chain.incarnation
        let names = try FileManager.default.contentsOfDirectory(atPath: chain.central.folder.path)
        #expect(names.count { $0.contains("replaced") } == 1, "nothing is left of its log: \(names)")
        try chain.restart()
        #expect(chain.incarnation == after, "the mark is gone after one start")
        #expect(try chain.store.sync())
        #expect(try chain.purchases() == 7)
    }

    @Test func `a store that meets a central put back says that more may wait, until central says what it lacks`()
        throws
    {
        let chain = try BackedUpChain()
        let backup = try chain.backups().central
        try chain.sell(1...3)
        try chain.store.sync()
        try chain.restart(central: backup)
        func state() throws -> String? { try chain.store.status()["state"]?.string }
        #expect(try state() == "ok", "nobody can know it yet")
        try chain.store.download()
        #expect(try state() == "centralRestored")
        #expect(try chain.store.status()["healthy"]?.boolean == true)
        try chain.restart()
        #expect(try state() == "centralRestored", "a restart does not forget it")
        #expect(try chain.purchases() == 0)
        try chain.store.upload()
        #expect(try state() == "ok")
        #expect(try chain.purchases() == 3)
    }

    @Test func `a line that failed and works again is asked at once where central stands`() throws {
        let chain = try BackedUpChain()
        for exchange in [chain.store.upload, chain.store.download] {
            try chain.store.sync()
            try chain.sell(1...1)
            try chain.store.sync()
            #expect(!chain.store.agent.mustVerify)
            chain.store.line.set(.down)
            _ = try chain.store.sell(UUID().uuidString, 1_000)
            #expect(try !exchange())
            chain.store.line.set(.up)
            #expect(chain.store.agent.mustVerify)
        }
    }

    @Test func `both put back from yesterday's backups agree again`() throws {
        let chain = try BackedUpChain()
        try chain.sell(1...3)
        try chain.store.sync()
        try chain.sell(4...5)
        let backups = try chain.backups()
        try chain.store.sync()
        try chain.restart(store: backups.store, central: backups.central)
        try chain.sell(6...8)
        #expect(try chain.store.sync())
        // Every sale is there that a disk in use still holds.
        #expect(try chain.purchases() == 8)
        #expect(try chain.store.lookup("card:1").first?.points == 8)
    }

    @Test func `a central whose file was put back by hand knows it by its witness`() throws {
        let chain = try BackedUpChain()
        try chain.sell(1...3)
        try chain.store.sync()
        try chain.note()
        let before = chain.incarnation
        let folder = chain.central.folder.path
        let copy = try chain.backupFolder.path + "/central.db"
        try chain.central.aggregator.database.copyOfFile(to: copy)
        // Nothing but a token is made after the copy: no event tells of it.
        _ = try chain.central.admin.call("POST", "/v1/tokens", #"{"role":"central","subject":"ana"}"#)
        try chain.note()
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: folder + "/central.db" + suffix)
        }
        try FileManager.default.copyItem(atPath: copy, toPath: folder + "/central.db")
        try chain.restart()
        #expect(chain.incarnation != before)
        #expect(try chain.store.sync())
        #expect(try chain.purchases() == 3)
    }

    @Test func `a central without its witness begins a new incarnation, one with it does not`() throws {
        let chain = try BackedUpChain()
        let before = chain.incarnation
        try chain.restart()
        #expect(chain.incarnation == before)
        try FileManager.default.removeItem(atPath: chain.central.folder.path + "/witness")
        try chain.restart()
        #expect(chain.incarnation != before)
    }

    @Test func `the witness is written only where something was committed`() throws {
        let chain = try BackedUpChain()
        let path = chain.central.folder.path + "/witness"
        func noted() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
        let first = try noted()
        try chain.note()
        #expect(try noted() == first)
        try chain.sell(1...1)
        try chain.store.sync()
        try chain.note()
        #expect(try noted() != first)
    }

    @Test func `another store's backup, and one that is cut or altered, is refused and changes nothing`() throws {
        let chain = try BackedUpChain()
        try chain.sell(1...50)
        let backups = try chain.backups()
        let database = chain.store.folder.path + "/store.db"
        func restore(_ file: String, of store: String = "042") throws -> BackupError? {
            #expect(throws: BackupError.self) {
                _ = try StoreFile.restore(
                    file, inPlaceOf: database, of: StoreID(store), key: nil, at: chain.clock.now())
            }
        }
        #expect(try restore(backups.store, of: "043")?.kind == .otherOwner)
        #expect(try restore(backups.central)?.kind == .otherOwner)
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: backups.store)))
        let place = try chain.backupFolder.path + "/bad"
        try Data(bytes.prefix(bytes.count / 2)).write(to: URL(fileURLWithPath: place))
        #expect(try restore(place)?.kind == .damaged)
        // A sale's amount, changed in place: SQLite finds nothing wrong with it, the chain does.
        let needle = Data(#""receipt":"17""#.utf8)
        var altered = Data(bytes)
        let found = try #require(altered.range(of: needle))
        altered.replaceSubrange(found, with: Data(#""receipt":"99""#.utf8))
        try altered.write(to: URL(fileURLWithPath: place))
        #expect(try restore(place)?.kind == .damaged)
        try Data("rubbish".utf8).write(to: URL(fileURLWithPath: place))
        #expect(try restore(place)?.kind == .damaged)
        #expect(try restore(chain.backupFolder.path + "/nothing")?.kind == .cannotRead)
        let names = try FileManager.default.contentsOfDirectory(atPath: chain.store.folder.path)
        #expect(!names.contains { $0.contains("restoring") || $0.contains("replaced") })
        try chain.restart()
        #expect(try chain.store.sync())
        #expect(try chain.purchases() == 50)
    }

    @Test func `backups made while tills sell are each one moment of the journal, with all that was answered`() throws {
        let chain = try BackedUpChain()
        let sold = Mutex(0)
        let isOver = Atomic<Bool>(false)
        let tills = DispatchGroup()
        for till in 1...3 {
            DispatchQueue.global().async(group: tills) { [transport = chain.store.till] in
                var number = 0
                while !isOver.load(ordering: .relaxed) {
                    number += 1
                    let purchase = Purchase(
                        receipt: "\(number)", till: "\(till)", at: Instant(milliseconds: 1_773_482_400_000),
                        key: "card:1",
                        lines: [.init(sku: "7501", category: "LECHE", amountMinor: 1_000)])
                    let answer = try? transport.call("POST", "/v1/purchases", purchase.json)
                    if answer?.status == 200 { sold.withLock { $0 += 1 } }
                }
            }
        }
        defer {
            isOver.store(true, ordering: .relaxed)
            tills.wait()
        }
        for round in 1...4 {
            while sold.withLock({ $0 }) < round * 20 { usleep(1_000) }
            let before = sold.withLock { $0 }
            let file = try chain.backupFolder.path + "/\(round).backup"
            // Its check walks the chain from the first event to the last.
            _ = try chain.store.agent.backups.make(to: file)
            let copy = try SQLiteConnection(path: file, purpose: .still)
            #expect(try copy.integer("SELECT COUNT(*) FROM journal") >= Int64(before))
            #expect(
                try copy.integer("SELECT COUNT(*) FROM journal") == copy.integer("SELECT COUNT(*) FROM receipt"))
        }
    }

    @Test func `another central's backup is refused, and a database under another secret does not start`() throws {
        let chain = try BackedUpChain()
        let other = try TestCentral(clock: chain.clock, seed: 77)
        let file = try chain.backupFolder.path + "/other.backup"
        _ = try other.aggregator.backups.make(to: file)
        let folder = chain.central.folder
        let error = #expect(throws: BackupError.self) {
            _ = try CentralFile.restore(
                file, inPlaceOf: folder.path + "/central.db", key: nil, at: chain.clock.now())
        }
        #expect(error?.kind == .otherOwner)
        try String(repeating: "cd", count: 32).write(
            toFile: folder.path + "/chain.secret", atomically: true, encoding: .utf8)
        #expect(throws: BadInput.self) { _ = try TestCentral(clock: chain.clock, folder: folder) }
    }

    @Test func `a store does not start with another store's file`() throws {
        let chain = try BackedUpChain()
        _ = try chain.central.addStore("043")
        #expect(throws: BackupError.self) {
            _ = try TestStore("043", chain.central, token: chain.token, folder: chain.store.folder)
        }
    }

    @Test func `a backup asked of the daemon is refused to tills and to paths that cannot be`() throws {
        let chain = try BackedUpChain()
        let file = try chain.backupFolder.path + "/asked.backup"
        let body = JSONWriter.object { $0.field("file", file) }
        #expect(try chain.store.till.call("POST", "/v1/backups", body).code == "wrongRole")
        #expect(try chain.central.line(token: chain.token).call("POST", "/v1/backups", body).code == "wrongRole")
        let made = try chain.central.admin.call("POST", "/v1/backups", body)
        #expect(made.status == 201 && made.json["sealed"]?.boolean == false)
        #expect(try chain.central.admin.call("POST", "/v1/backups", body).code == "backupExists")
        for bad in ["relative", "/nowhere/at/all", "/tmp/"] {
            let answer = try chain.central.admin.call(
                "POST", "/v1/backups", JSONWriter.object { $0.field("file", bad) })
            #expect(answer.status == 400, "\(bad)")
        }
    }
}
