import CPowerCut
import Database
import Foundation
import HTTP
import Testing

@testable import Edge
@testable import Simulation

/// A full disk, a device that fails, an fsync that fails: at any write and any sync.
@Suite struct FailingDevices {
    struct Case: CustomTestStringConvertible, Sendable {
        let victim: Hour.Victim
        let fault: PowerDisk.Fault
        let moment: PowerDisk.Moment
        var testDescription: String { "\(victim): \(fault) at \(moment)" }

        static let all = Hour.Victim.allCases.flatMap { victim in
            [
                Case(victim: victim, fault: .noSpace, moment: .write),
                Case(victim: victim, fault: .writeFails, moment: .write),
                Case(victim: victim, fault: .syncFails, moment: .sync),
            ]
        }
    }

    @Test(arguments: Case.all)
    func `a till is refused or its sale is safe, and work goes on without a restart`(_ kind: Case) throws {
        let dry = try Hour()
        try dry.run()
        let count = dry.disk(of: kind.victim).count(kind.moment)
        var visited = 0
        for number in Moments.of(count, stride: kind.moment == .sync ? 8 : 48) {
            for seed in Moments.seeds {
                let seed = seed &* 1_000_003 &+ UInt64(number)
                do { try visit(kind, number, seed: seed) } catch {
                    Issue.record("\(kind.testDescription) \(number) of \(count), seed \(seed): \(error)")
                }
                visited += 1
            }
        }
        #expect(visited > 3)
    }

    /// The fault strikes once or some times more; then the device works, and a little later the power goes: what only
    /// seemed to be on disk is then gone.
    private func visit(_ kind: Case, _ number: Int64, seed: UInt64) throws {
        let hour = try Hour()
        let disk = hour.disk(of: kind.victim)
        var isCutArmed = false
        disk.arm(kind.fault, at: kind.moment, number: number, times: Int64(1 + seed % 3), seed: seed)
        try hour.run { hour in
            guard !isCutArmed, disk.hasStruck else { return }
            isCutArmed = true
            // Now and then the daemon is stopped while it could not yet open its file anew.
            if seed % 4 == 0 { hour.stop(kind.victim) }
            disk.arm(.cut, at: .sync, number: Int64(1 + seed / 3 % 9), seed: seed)
        }
        try hour.finish()
    }

    /// A reader's old snapshot once cut this checkpoint short: its pages counted as moved, the failed fsync lost them, and
    /// the next try wrote what it read in their place.
    @Test func `a checkpoint whose fsync fails again and again loses nothing`() throws {
        try visit(Case(victim: .store, fault: .syncFails, moment: .sync), 19, seed: 1_000_022)
    }

    @Test func `after a failed fsync the file is opened anew, once, and the till's next try is recorded`() throws {
        let hour = try Hour()
        try hour.run()
        let database = try #require(hour.store.agent?.database)
        hour.store.disk.arm(.syncFails, at: .sync, number: 1, seed: 1)
        let refused = try #require(throws: Refused.self) { try hour.store.sell("90", 100) }
        #expect(refused.status == 507)
        #expect(database.storageHealth == .well && database.reopeningCount == 1)
        try hour.store.sell("90", 100)
        #expect(database.reopeningCount == 1)
        try hour.finish()
    }

    @Test func `a full disk asks for no reopening, and sells again when there is space`() throws {
        let hour = try Hour()
        try hour.run()
        let database = try #require(hour.store.agent?.database)
        hour.store.disk.arm(.noSpace, at: .write, number: 1, times: 1_000, seed: 1)
        for _ in 0..<3 {
            let refused = try #require(throws: Refused.self) { try hour.store.sell("90", 100) }
            #expect(refused.status == 507)
        }
        #expect(try hour.store.lookup("card:91001").count == 1)
        hour.store.disk.heal()
        try hour.store.sell("90", 100)
        #expect(database.reopeningCount == 0)
        try hour.finish()
    }

    @Test func `while the device fails tills are refused, cards are shown, and status says storage`() throws {
        let hour = try Hour()
        try hour.run()
        hour.store.disk.arm(.syncFails, at: .sync, number: 1, times: 1_000, seed: 1)
        for _ in 0..<2 { #expect(throws: Refused.self) { try hour.store.sell("90", 100) } }
        let status = try hour.store.ask("GET", "/v1/status")
        #expect(status["state"]?.string == "storage" && status["healthy"]?.boolean == false)
        #expect(status["detail"]?.string?.isEmpty == false)
        #expect(try hour.store.lookup("card:91001").count == 1)
        hour.store.disk.heal()
        try hour.store.sell("90", 100)
        #expect(try hour.store.ask("GET", "/v1/status")["state"]?.string != "storage")
        try hour.finish()
    }

    @Test func `a damaged file is neither read nor written, and status says so`() throws {
        let hour = try Hour()
        try hour.run()
        let database = try #require(hour.store.agent?.database)
        // All of it is in the file, so that nothing repairs what is damaged there.
        hour.store.disk.arm(.syncFails, at: .sync, number: 1, seed: 1)
        #expect(throws: Refused.self) { try hour.store.sell("90", 100) }
        #expect(database.storageHealth == .well)
        #expect(hour.store.disk.damage(hour.store.path, at: 4096, bytes: 60_000))
        hour.store.disk.arm(.syncFails, at: .sync, number: 1, seed: 1)
        for _ in 0..<3 {
            let refused = try #require(throws: Refused.self) { try hour.store.sell("91", 100) }
            #expect(refused.status == 507)
        }
        #expect(throws: Refused.self) { try hour.store.lookup("card:91001") }
        let status = try hour.store.ask("GET", "/v1/status")
        #expect(status["state"]?.string == "storage" && status["healthy"]?.boolean == false)
        #expect(status["detail"]?.string?.contains("damaged") == true)
    }
}
