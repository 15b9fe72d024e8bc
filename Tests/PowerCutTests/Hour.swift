import Database
import Digest
import Foundation
import HTTP
import JSON
import Loyalty
import SyncProtocol

@testable import Simulation

/// An hour of a store and of central, written down step by step, on disks that may fail at any write and any sync.
///
/// Every step can be done again: a till that got no answer asks again, an administrator too, and what ended is started.
final class Hour {
    enum Victim: CaseIterable, Sendable { case store, central }

    /// Small, so that an hour sees some of them.
    static let walPagesMax: Int32 = 40

    let clock = HourClock()
    let oracle = Ledger()
    let central: CentralPart
    let store: StorePart
    private let folder: String
    private var storeToken: String?
    private(set) var restarts = 0
    private(set) var refusals = 0

    /// - Parameter breaking: changes the writers' connections, to see a promise broken
    init(breaking prepareWriter: (@Sendable (Connection) throws -> Void)? = nil) throws {
        Log.silence()
        let memory = "/dev/shm"
        let parent =
            FileManager.default.isWritableFile(atPath: memory) ? memory : FileManager.default.temporaryDirectory.path
        folder = "\(parent)/vuelve-power-\(UUID().uuidString)"
        central = try CentralPart(folder: "\(folder)/central", clock: clock, prepareWriter: prepareWriter)
        store = try StorePart(folder: "\(folder)/store", clock: clock, oracle: oracle, prepareWriter: prepareWriter)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func disk(of victim: Victim) -> PowerDisk { victim == .store ? store.disk : central.disk }

    // MARK: the script

    private static let campaign = """
        {"id": "summer", "names": {"es": "Verano", "en": "Summer"}, "audience": {"segments": [], "tiers": []},
         "benefit": {"percent": 10, "categories": [], "skus": []}, "from": "2026-01-01", "to": "2026-12-31",
         "usesPerCustomer": 1, "controlPercent": 0}
        """

    private var script: [() throws -> Void] {
        let (store, central) = (store, central)
        let known = "card:91001"
        return [
            { try self.synchronise() },
            { try store.enrol(known) },
            { _ = try store.lookup(known) },
            { try store.sell("1", 5_000, key: known) },
            { try store.sell("1", 5_000, key: known) },
            { try store.sell("2", 700) },
            { try store.sell("3", 90_000, key: "card:91002") },
            { try store.agent?.noteWitness() },
            { try self.synchronise() },
            { try store.sellReused("3", 12) },
            { try self.pushCampaign() },
            { try self.addToken() },
            { for number in 10..<16 { try store.sell("\(number)", Int64(number) * 100, key: known) } },
            { try self.synchronise() },
            { _ = try self.ask("POST", "/v1/run") },
            { try store.age() },
            { try store.agent?.prune() },
            { for number in 20..<26 { try store.sell("\(number)", Int64(number) * 100, key: "card:91002") } },
            { try store.upload() },
            { try central.aggregator?.noteWitness() },
            { try self.beginNewEpoch() },
            { try store.sell("30", 4_200, key: known) },
            { _ = try store.lookup("card:91003") },
            { try self.synchronise() },
        ]
    }

    private var startedNewEpoch = false

    /// The till's machine is replaced on its own disk, and the witness is not there.
    private func beginNewEpoch() throws {
        guard !startedNewEpoch else { return }
        store.stop()
        store.loseWitness()
        startedNewEpoch = true
        try startWhatIsDown()
    }

    private func synchronise() throws {
        try store.upload(verifying: true)
        try central.aggregator?.publishDirty()
        try store.download()
    }

    private func ask(_ method: String, _ path: String, _ body: [UInt8] = []) throws -> JSONValue {
        let answer = try central.asAdmin(method, path, body)
        switch answer.status {
        case 200, 201: return answer.json
        case 503, 507: throw Refused(status: answer.status)
        default: throw Broken("\(method) \(path) was answered \(answer.status) \(answer.json.text)")
        }
    }

    private func pushCampaign() throws {
        _ = try ask("POST", "/v1/campaigns", Array(Self.campaign.utf8))
        central.toldCampaigns = ["summer"]
    }

    private func addToken() throws {
        let body = JSONWriter.object { $0.field("role", "central") }
        if let token = try ask("POST", "/v1/tokens", body)["token"]?.string { central.toldTokens.append(token) }
    }

    // MARK: life

    /// An orderly end; the next step starts it again.
    func stop(_ victim: Victim) { victim == .store ? store.stop() : central.stop() }

    /// As systemd does; the first time, an administrator adds the store.
    private func startWhatIsDown() throws {
        if central.aggregator == nil { try central.start() }
        if storeToken == nil {
            let answer = try central.asAdmin(
                "POST", "/v1/stores", JSONWriter.object { $0.field("id", store.store.rawValue) })
            // Central had committed it when its power went: nobody saw the token.
            let json = answer.status == 409 ? try ask("POST", "/v1/tokens/\(store.store)/rotate") : answer.json
            guard let token = json["token"]?.string else { throw Refused(status: answer.status) }
            storeToken = token
            central.toldTokens.append(token)
        }
        if store.agent == nil, let storeToken { try store.start(CentralLine(central: central, token: storeToken)) }
    }

    /// Tries of one step: a fault strikes once, and what it left is repaired in a few.
    private static let triesMax = 8

    /// Goes through the script; each step is done again until it succeeds.
    /// - Parameter onTrouble: after each try that did not succeed, with what struck
    func run(onTrouble: (Hour) throws -> Void = { _ in }) throws {
        for (number, step) in script.enumerated() {
            clock.advance(seconds: 60)
            try untilDone("step \(number)", step, onTrouble)
        }
    }

    private func untilDone(_ name: String, _ step: () throws -> Void, _ onTrouble: (Hour) throws -> Void) throws {
        var last: (any Error)?
        for _ in 0..<Self.triesMax {
            do {
                try startWhatIsDown()
                try step()
                if !store.disk.isCut, !central.disk.isCut { return }
            } catch let broken as Broken { throw broken } catch {
                refusals += 1
                last = error
            }
            clock.advance(seconds: 5)
            try restartAfterCut()
            try onTrouble(self)
        }
        let disks = [store.agent?.database, central.aggregator?.database].compactMap { $0?.storageHealth.problem }
        throw Broken("\(name) is not done after \(Self.triesMax) tries: \(last.map { "\($0)" } ?? "") \(disks)")
    }

    /// Where the power went, it comes back, and what is durable must be right.
    private func restartAfterCut() throws {
        let victims = Victim.allCases.filter { disk(of: $0).isCut }
        guard !victims.isEmpty else { return }
        restarts += 1
        if victims.contains(.store) { store.stop() }
        if victims.contains(.central) { central.stop() }
        for victim in victims { disk(of: victim).restart() }
        try startWhatIsDown()
        try checkFiles()
    }

    // MARK: what must hold

    private func checkFiles() throws {
        try Self.checkIntegrity(try central.reader())
        try Self.checkIntegrity(try store.reader())
        try central.check()
        let atCentral = try receiptsAtCentral()
        try store.check(atCentral: atCentral)
        let lost = try store.acknowledged().subtracting(atCentral)
        guard lost.isEmpty else { throw Broken("central acknowledged and has no more: \(lost.sorted())") }
    }

    private static func checkIntegrity(_ connection: Connection) throws {
        let found = try connection.query("PRAGMA integrity_check") { $0.text(0) }
        guard found == ["ok"] else { throw Broken("a damaged file: \(found)") }
    }

    private func receiptsAtCentral() throws -> Set<Ledger.ReceiptID> {
        guard try central.reader().integer("SELECT COUNT(*) FROM sqlite_master WHERE name = 'purchase'") > 0 else {
            return []
        }
        return try CentralRows(central.path, vfs: central.disk.vfs).receipts()
    }

    /// Everything is synchronised once more; then the power goes, so that what only seemed to be on disk is gone.
    func finish() throws {
        for victim in Victim.allCases { disk(of: victim).heal() }
        try untilDone("the last exchange", synchronise) { _ in }
        // Before anything is closed: an orderly end would write it all once more.
        for victim in Victim.allCases { disk(of: victim).cutNow(seed: 1) }
        store.stop()
        central.stop()
        for victim in Victim.allCases { disk(of: victim).restart() }
        try startWhatIsDown()
        try checkFiles()
        try untilDone("the exchange after the last cut", synchronise) { _ in }
        try everySaleCountsOnce()
        try cardsAreAsPublished()
    }

    private func everySaleCountsOnce() throws {
        let purchases = try CentralRows(central.path, vfs: central.disk.vfs).purchases()
        let counted = purchases.map { "\($0.id) \($0.totalMinor)" }.sorted()
        let told = oracle.attempted.values.map { "\($0.id) \($0.totalMinor)" }.sorted()
        guard oracle.accepted.count == oracle.attempted.count else { throw Broken("a till still waits") }
        guard counted == told else { throw Broken("central counts \(counted), tills were told \(told)") }
        let totals = try ask("GET", "/v1/totals")
        let sum = oracle.attempted.values.reduce(0) { $0 + $1.totalMinor }
        guard totals["amountMinor"]?.integer == sum, totals["purchases"]?.integer == Int64(told.count) else {
            throw Broken("totals are \(totals.text), tills were told \(sum)")
        }
    }

    private func cardsAreAsPublished() throws {
        let published = try CentralRows(central.path, vfs: central.disk.vfs).published(for: store.store)
        let secret = ChainSecret(version: 1, bytes: CentralPart.secret)
        for text in Set(oracle.attempted.values.compactMap(\.key)) {
            guard let key = Key(text, callingCode: "") else { throw Broken("\(text) is no key") }
            let wanted = (published.keys[secret.hash(key)] ?? []).compactMap { published.cards[$0] }
            let shown = try store.lookup(text)
            let isSame =
                shown.compactMap { $0["card"]?.string }.sorted() == wanted.map(\.card.id.rawValue).sorted()
                && shown.compactMap { $0["points"]?["total"]?.integer }.sorted() == wanted.map(\.card.points).sorted()
            guard isSame, shown.count == 1 else {
                throw Broken("\(text) shows \(shown.map(\.text)), central publishes \(wanted.map(\.card.points))")
            }
        }
    }
}
