import Database
import Foundation
import Testing

@testable import Simulation

/// Which of the many moments a run visits: all of them, or in the short form every `stride`th.
enum Moments {
    /// How often each moment is visited in the long form, each time with other torn sectors; nil in the short one.
    /// `scripts/soak` sets it.
    static let seedsOfLongForm = ProcessInfo.processInfo.environment["VUELVE_SWEEP_SEEDS"].flatMap { UInt64($0) }
    /// The short form visits the same moments each time; `VUELVE_SWEEP_OFFSET` has it visit others.
    static let offset = ProcessInfo.processInfo.environment["VUELVE_SWEEP_OFFSET"].flatMap { Int64($0) } ?? 0

    static func of(_ count: Int64, stride: Int64) -> [Int64] {
        seedsOfLongForm == nil ? (1...count).filter { ($0 + offset) % stride == 0 } : Array(1...count)
    }

    static var seeds: ClosedRange<UInt64> { 1...max(1, seedsOfLongForm ?? 1) }
}

@Suite struct PowerCuts {
    @Test func `an hour without faults keeps every promise`() throws {
        let hour = try Hour()
        try hour.run()
        try hour.finish()
        #expect(hour.restarts == 0 && hour.refusals == 0 && hour.oracle.accepted.count > 10)
        for victim in Hour.Victim.allCases {
            #expect(hour.disk(of: victim).count(.sync) > 40 && hour.disk(of: victim).count(.write) > 200)
        }
    }

    @Test(arguments: Hour.Victim.allCases, PowerDisk.Moment.allCases)
    func `the power goes at any moment, and nothing told is lost`(_ victim: Hour.Victim, _ moment: PowerDisk.Moment)
        throws
    {
        let dry = try Hour()
        try dry.run()
        let count = dry.disk(of: victim).count(moment)
        var visited = 0
        for number in Moments.of(count, stride: moment == .sync ? 4 : 16) {
            for seed in Moments.seeds {
                let hour = try Hour()
                hour.disk(of: victim).arm(.cut, at: moment, number: number, seed: seed &* 1_000_003 &+ UInt64(number))
                do {
                    try hour.run()
                    try hour.finish()
                } catch {
                    Issue.record("\(victim) cut at \(moment) \(number) of \(count), seed \(seed): \(error)")
                }
                #expect(hour.restarts == 1, "\(victim) \(moment) \(number)")
                visited += 1
            }
        }
        #expect(visited > 3)
    }

    @Test(arguments: zip(["OFF", "NORMAL"], ["malformed", "told sales are in no journal"]))
    func `a store that answers before its commit is on disk is found out`(_ synchronous: String, _ wanted: String)
        throws
    {
        var found = false
        for number in stride(from: Int64(96), through: 640, by: 4) where !found {
            let hour = try Hour(breaking: { try $0.execute("PRAGMA synchronous = \(synchronous)") })
            hour.disk(of: .store).arm(.cut, at: .write, number: number, seed: UInt64(number))
            do {
                try hour.run()
                try hour.finish()
            } catch { found = "\(error)".contains(wanted) }
        }
        #expect(found)
    }
}
