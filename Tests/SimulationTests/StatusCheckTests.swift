import Foundation
import Loyalty
import Testing

@testable import Simulation

/// One store and central, without faults but those that a test makes.
private final class Chain {
    let world: World
    let checks: Checks

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vuelve-\(UUID().uuidString)").path
        world = try World(.init(seed: 1, stores: 1, days: 1, faults: []), folder: folder, keepsTrace: false)
        checks = Checks(world, promises: [10])
    }

    deinit { try? FileManager.default.removeItem(atPath: world.folder) }

    var store: StoreMachine { world.machines[0] }

    func sell(_ count: Int) throws {
        for _ in 0..<count { try store.sell(key: nil, totalMinor: 100, at: world.time.now) }
    }

    func putCentralBack() throws {
        try world.putCentralBack(world.central.copies[0], .machine)
        try world.central.start()
    }

    func putStoreBack(copy number: Int) throws {
        try store.restore(store.copies[number], losingWitness: false)
        try store.start()
    }

    /// What is wrong with the store's status; nil where nothing is.
    func blame() throws -> String? {
        do {
            try checks.duringTheStorm()
            return nil
        } catch let broken as PromiseBroken { return broken.detail }
    }
}

@Suite struct `What a store's status must count` {
    /// The store's first copy is empty; the second holds three sales that central had and lost, which no other disk holds.
    private func afterALoss() throws -> Chain {
        let chain = try Chain()
        try chain.store.upload(verifying: true)
        try chain.store.copy(number: 0)
        // With its witness in the copy, central does not know either that it was put back.
        try chain.world.central.noteWitness()
        try chain.world.central.copy(number: 0)
        try chain.sell(3)
        try chain.store.upload(verifying: true)
        try chain.store.copy(number: 1)
        try chain.putCentralBack()
        return chain
    }

    @Test func `what central lost is unknown to a disk that was copied before, until central says where it stands`()
        throws
    {
        let chain = try afterALoss()
        try chain.putStoreBack(copy: 0)
        try chain.store.upload(verifying: true)
        #expect(chain.store.disk.lossesHeard == 1)
        try chain.putStoreBack(copy: 1)
        #expect(chain.store.disk.lossesHeard == 0)
        #expect(try chain.world.central.running { _ in try CentralRows(chain.world.central.path).receipts() } == [])
        #expect(try chain.blame() == nil)
        try chain.store.upload(verifying: true)
        #expect(chain.store.disk.lossesHeard == 1)
        #expect(try CentralRows(chain.world.central.path).receipts().count == 3)
        #expect(try chain.blame() == nil)
    }

    @Test func `what central never had must be counted, whatever else it lost`() throws {
        let chain = try afterALoss()
        try chain.sell(2)
        #expect(try chain.blame() == nil)
        let hideAllButTheLast = """
            CREATE TRIGGER planted AFTER INSERT ON journal BEGIN
                UPDATE setting SET value = NEW.row - 1 WHERE name = 'acknowledgedRow';
            END
            """
        try Plant.apply([Plant(.store, hideAllButTheLast)], to: .store, path: chain.store.path)
        try chain.sell(1)
        #expect(try chain.blame() == "status says 1 wait, central lacks 3, such as 001/001/4")
    }

    @Test func `a status that is well while central refuses sales, or after it showed that it was put back, is blamed`()
        throws
    {
        let chain = try Chain()
        try chain.store.upload(verifying: true)
        try chain.store.download(fresh: true)
        let disk = chain.store.disk
        #expect(disk.incarnationMet != nil && disk.incarnationMet == disk.incarnationHeard && !disk.knowsOfLoss)
        chain.world.central.faults.isDiskFull = true
        try chain.sell(1)
        try chain.store.upload(verifying: true)
        #expect(chain.store.line.refused == ["/v1/stores/001/events"])
        try chain.store.download(fresh: false)
        #expect(chain.store.line.refused == ["/v1/stores/001/events"])
        #expect(try chain.blame() == nil)
        // Another process knows nothing of what was refused.
        chain.store.stop()
        try chain.store.start()
        #expect(chain.store.line.refused.isEmpty)
        try chain.world.central.copy(number: 0)
        try chain.world.putCentralBack(chain.world.central.copies[0], .byTool)
        try chain.world.central.start()
        try chain.store.download(fresh: true)
        #expect(chain.store.disk.knowsOfLoss)
        #expect(try chain.blame() == nil)
        let forget = Plant(.store, "DELETE FROM setting WHERE name = 'mayLackMore'")
        chain.store.stop()
        try Plant.apply([forget], to: .store, path: chain.store.path)
        try chain.store.start()
        #expect(try chain.blame()?.contains("after central showed that it was put back") == true)
        try chain.store.upload(verifying: true)
        #expect(!chain.store.disk.knowsOfLoss)
        #expect(try chain.blame() == nil)
    }

    @Test
    func `an answer that a full disk could not take in is asked for again, though the clock fell back to the last one`()
        throws
    {
        let chain = try afterALoss()
        let store = chain.store
        let incarnation = store.disk.incarnationMet
        store.faults.isDiskFull = true
        try chain.world.run(until: chain.world.time.now.adding(seconds: 2_000))
        try store.upload(verifying: true)
        store.clock.set(offsetSeconds: -2_000)
        try store.upload(verifying: false)
        #expect(store.disk.lossesHeard == 0 && store.line.refused.isEmpty)
        #expect(try chain.blame() == nil)
        store.faults.isDiskFull = false
        try store.upload(verifying: false)
        #expect(store.disk.lossesHeard == 1 && store.disk.incarnationMet == incarnation)
        #expect(try CentralRows(chain.world.central.path).receipts().count == 3)
        #expect(try chain.blame() == nil)
    }

    @Test func `a store is held to what it would hear if it asked in time`() throws {
        let chain = try afterALoss()
        try chain.world.run(until: chain.world.time.now.adding(seconds: 300))
        try chain.store.upload(verifying: false)
        #expect(chain.store.disk.lossesHeard == 0, "central's last word may be relied on for so long")
        try chain.world.run(until: chain.world.time.now.adding(seconds: 1))
        try chain.store.upload(verifying: false)
        #expect(chain.store.disk.lossesHeard == 1)
        #expect(try chain.blame() == nil)
    }
}
