import Digest
import Foundation
import HTTP
import JSON
import LocalChain
import Loyalty
import Testing

/// Real processes that die, fill their disk, or are put back from copies while tills sell: in the end central has what
/// tills were told, once and to the cent.
@Suite(.serialized) struct `When machines fail` {
    private static let store = StoreID("001")
    /// SIGKILLs: `VUELVE_KILLS`, which `scripts/soak` sets to 1,000.
    private static let kills = ProcessInfo.processInfo.environment["VUELVE_KILLS"].flatMap(Int.init) ?? 30

    private func settle(_ work: Workplace, _ tills: SellingTills) throws {
        let told = tills.stop()
        #expect(tills.mistakes.isEmpty, "\(tills.mistakes.prefix(3))")
        for store in work.stores where store.daemon != nil { #expect(try store.sync()) }
        #expect(try work.central.counted() == told)
        #expect(told.values.allSatisfy { $0.purchases > 0 } && !told.isEmpty)
    }

    /// Waits until so many more sales were told.
    private func waitForSales(_ count: Int64, _ tills: SellingTills) throws {
        let wanted = tills.soldCount + count
        let deadline = Date().addingTimeInterval(60)
        while tills.soldCount < wanted {
            try #require(Date() < deadline, "tills sell")
            usleep(5_000)
        }
    }

    @Test func `killed at random while tills sell, nothing is lost and nothing counts twice`() throws {
        let work = try Workplace()
        try work.central.start()
        for id in ["001", "002"] { try work.addStore(id) }
        let tills = SellingTills()
        for store in work.stores { try tills.sell(at: store) }
        let dice = SeededRandomness(seed: 11)
        for _ in 0..<Self.kills {
            usleep(UInt32(dice.unit() * 150_000))
            let victim = Int(dice.unit() * 3)
            if victim == 2 {
                work.central.kill()
                try work.central.start()
            } else {
                work.stores[victim].kill()
                try work.stores[victim].start()
            }
        }
        try waitForSales(20, tills)
        try settle(work, tills)
    }

    @Test func `a store put back from yesterday's copy sends what central lacks, once`() throws {
        let work = try Workplace()
        try work.central.start()
        let store = try work.addStore(Self.store.rawValue)
        let tills = SellingTills()
        try tills.sell(at: store)
        try waitForSales(50, tills)
        #expect(try store.sync())
        store.kill()
        let yesterday = try DataCopy(of: store.folder)
        try store.start()
        try waitForSales(50, tills)
        // What only the lost disk knew would be lost with it; these sales are at central before that.
        let told = try #require(tills.stop()[Self.store])
        #expect(try store.sync())
        store.kill()
        try yesterday.putBack()
        try store.start()
        let later = SellingTills()
        try later.sell(at: store, named: "later")
        try waitForSales(50, later)
        let toldLater = try #require(later.stop()[Self.store])
        #expect(try store.sync())
        let counted = try work.central.counted()[Self.store]
        #expect(counted?.purchases == told.purchases + toldLater.purchases)
        #expect(counted?.amountMinor == told.amountMinor + toldLater.amountMinor)
    }

    @Test func `two clones of a store sell at once, and every sale of both counts once`() throws {
        let work = try Workplace()
        try work.central.start()
        let store = try work.addStore(Self.store.rawValue)
        let tills = SellingTills()
        try tills.sell(at: store)
        try waitForSales(40, tills)
        store.terminate()
        let clone = try store.copied(to: work.folder + "/clone")
        try store.start()
        try clone.start()
        defer { clone.kill() }
        try tills.sell(at: clone, named: "clone")
        try waitForSales(80, tills)
        let told = tills.stop()
        for machine in [store, clone, store, clone] { #expect(try machine.sync()) }
        #expect(try work.central.counted() == told)
        let status = try Tool.run(["status", "--json", "--config", work.central.configuration])
        let shown = try JSONDocument(status.output).root["stores"]?.array?.first
        #expect(shown?["state"]?.string == "cloned", "\(status.output)")
    }

    @Test func `central put back from yesterday's copy is sent again what it lacks, once`() throws {
        let work = try Workplace()
        try work.central.start()
        for id in ["001", "002"] { try work.addStore(id) }
        let tills = SellingTills()
        for store in work.stores { try tills.sell(at: store) }
        try waitForSales(60, tills)
        for store in work.stores { #expect(try store.sync()) }
        work.central.kill()
        let yesterday = try DataCopy(of: work.central.folder)
        try work.central.start()
        try waitForSales(60, tills)
        for store in work.stores { #expect(try store.sync()) }
        work.central.kill()
        try yesterday.putBack()
        try work.central.start()
        try waitForSales(20, tills)
        try settle(work, tills)
    }

    @Test func `a full disk refuses clearly or keeps the sale, and work goes on when space returns`() throws {
        let disk = try SmallDisk(mebibytes: 16)
        guard disk.isMounted else { return print("ABSENT: mounting a tmpfs needs root: the full disk is not tried") }
        let work = try Workplace()
        try work.central.start()
        let token = try work.central.addStore(Self.store)
        let store = try StoreProcess(
            Self.store, folder: disk.path + "/store", central: work.central.address, token: token)
        try store.start()
        defer { store.kill() }
        #expect(try store.sync())
        let tills = SellingTills()
        try tills.sell(at: store)
        try waitForSales(20, tills)
        try disk.fill()
        // Whatever was left in the log's file takes some sales more.
        let client = try store.tillClient()
        let deadline = Date().addingTimeInterval(60)
        var filler = SellingTills.Told()
        while true {
            let sale = SmallDisk.sale(number: filler.purchases)
            let status = try client.send(ClientRequest("POST", "/v1/purchases", body: sale.json)).status
            if status == 507 { break }
            #expect(status == 200)
            filler.purchases += 1
            filler.amountMinor += sale.totalMinor
            try #require(Date() < deadline, "a full disk refuses in the end")
        }
        #expect(try store.lookup("card:1").status == 200, "a lookup needs no space")
        disk.free()
        try waitForSales(20, tills)
        let told = try #require(tills.stop()[Self.store])
        #expect(try store.sync())
        let counted = try work.central.counted()[Self.store]
        #expect(counted?.purchases == told.purchases + filler.purchases)
        #expect(counted?.amountMinor == told.amountMinor + filler.amountMinor)
    }

    @Test func `a damaged file is not served: the daemon says so, and goes on with a backup`() throws {
        let work = try Workplace()
        try work.central.start()
        let store = try work.addStore(Self.store.rawValue)
        let tills = SellingTills()
        try tills.sell(at: store)
        try waitForSales(300, tills)
        let told = try #require(tills.stop()[Self.store])
        #expect(try store.sync())
        let backup = work.folder + "/store.backup"
        try Tool.expect(["edge", "backup", backup, "--config", store.configuration])
        #expect(store.terminate() == 0)
        let file = store.folder + "/data/store.db"
        #expect(!FileManager.default.fileExists(atPath: file + ".open"), "it ended in order")
        let handle = try #require(FileHandle(forUpdatingAtPath: file))
        try handle.seek(toOffset: 8 * 4096)
        try handle.write(contentsOf: Data(repeating: 0xA5, count: 16 * 4096))
        try handle.close()
        for _ in 0..<2 {
            let outcome = try Tool.run(["edge", "serve", "--config", store.configuration, "--listen", "127.0.0.1:0"])
            #expect(outcome.exitCode == 1 && !outcome.isTimedOut)
            #expect(outcome.errors.contains("damaged") && outcome.errors.contains("restore"), "\(outcome.errors)")
        }
        try Tool.expect(["edge", "restore", backup, "--config", store.configuration])
        try store.start()
        #expect(try store.buy(SmallDisk.sale(number: 1)).status == 200)
        #expect(try store.sync())
        #expect(try work.central.counted()[Self.store]?.purchases == told.purchases + 1)
    }
}
