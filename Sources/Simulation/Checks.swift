import Central
import Digest
import JSON
import Loyalty
import SyncProtocol

/// What must hold, by promise of the design. Compares with the ledger, and with plain rows of central's file.
struct Checks {
    private let world: World

    private let promises: Set<Int>
    private let secret: ChainSecret

    init(_ world: World, promises: Set<Int>) {
        self.world = world
        self.promises = promises
        secret = ChainSecret(version: 1, bytes: world.central.secret)
    }

    func duringTheStorm() throws {
        let central = try CentralRows(world.central.path)
        try look(central, central.purchases(), nil)
    }

    /// - Parameter owners: nil in the storm. A central that was put back from a copy may not know of a merge that stores know
    ///   of: until its next run, one customer's receipt uses points of what is another customer there
    private func look(_ central: CentralRows, _ purchases: [CentralRows.PurchaseRow], _ owners: Owners?) throws {
        if promises.contains(8), let mistake = world.central.mistake {
            throw PromiseBroken(promise: 8, place: "central", detail: mistake)
        }
        if promises.contains(1) { try nothingIsInvented(purchases) }
        if promises.contains(2) { try factsFollowFromInbox(central, purchases, owners) }
        guard promises.contains(10) else { return }
        let receipts = Set(purchases.map(\.id))
        for machine in world.machines where machine.isUp { try statusIsTrue(machine, receipts) }
    }

    func afterTheStorm() throws {
        let central = try CentralRows(world.central.path)
        let purchases = try central.purchases()
        let owners = try Owners(central, purchases, world.ledger, secret)
        try look(central, purchases, owners)
        if promises.contains(1) { try everythingArrived(purchases) }
        if promises.contains(2) { try balancesAreRight(central, purchases, owners) }
        let points = PointsChecks(world, central, purchases, owners)
        if promises.contains(3) { try points.nothingIsUsedTwice() }
        if promises.contains(4) { try points.returnsTakeBackWhatWasGiven() }
        for machine in world.machines {
            if promises.contains(5) { try cardsAreAsPublished(machine, central) }
            if promises.contains(10) { try statusIsCalm(machine) }
        }
    }

    // MARK: promise 1: exactly once

    private func everythingArrived(_ purchases: [CentralRows.PurchaseRow]) throws {
        let here = Set(purchases.map(\.id))
        let must = world.ledger.mustArrive(from: world.machines.map(\.disk.held))
        if let lost = must.subtracting(here).min() {
            throw PromiseBroken(
                promise: 1, place: "store \(lost.store)",
                detail: "sale \(lost) is not at central, nor \(must.subtracting(here).count - 1) others")
        }
    }

    private func nothingIsInvented(_ purchases: [CentralRows.PurchaseRow]) throws {
        var seen: Set<Ledger.ReceiptID> = []
        for row in purchases {
            let sale = world.ledger.attempted[row.id]
            guard sale?.totalMinor == row.totalMinor, row.linesMinor + row.returnedMinor == row.totalMinor else {
                throw PromiseBroken(
                    promise: 1, place: "store \(row.id.store)",
                    detail: "central has sale \(row.id) of \(row.totalMinor), the till sold \(sale?.totalMinor ?? 0)")
            }
            guard seen.insert(row.id).inserted else {
                throw PromiseBroken(
                    promise: 1, place: "store \(row.id.store)", detail: "central has sale \(row.id) twice")
            }
        }
    }

    // MARK: promise 2: facts follow from the inbox

    private func factsFollowFromInbox(
        _ central: CentralRows, _ purchases: [CentralRows.PurchaseRow], _ owners: Owners?
    ) throws {
        var totals: [Ledger.ReceiptID: Int64] = [:]
        for event in try central.inbox() {
            let json = try JSONDocument(event.body).root
            guard let purchase = json["purchase"], let till = purchase["till"]?.string,
                let receipt = purchase["receipt"]?.string, let total = purchase["totalMinor"]?.integer
            else { continue }
            totals[.init(store: event.store, till: till, receipt: receipt)] = total
        }
        let counted = Dictionary(uniqueKeysWithValues: purchases.map { ($0.id, $0.totalMinor) })
        if counted != totals {
            let wrong = Set(counted.keys).union(totals.keys).filter { counted[$0] != totals[$0] }.min()
            throw PromiseBroken(
                promise: 2, place: "central",
                detail: "sale \(wrong.map(\.description) ?? "") counts \(wrong.flatMap { counted[$0] } ?? 0), "
                    + "its event says \(wrong.flatMap { totals[$0] } ?? 0)")
        }
        var facts: [Int64: CentralRows.CardFact] = [:]
        for row in purchases {
            guard let card = row.card else {
                // A cancelled receipt keeps its points until they are taken back by an entry.
                if let card = row.voidCard { facts[card, default: .init()].points += row.points - row.redeemed }
                continue
            }
            facts[card, default: .init()].purchases += 1
            facts[card, default: .init()].moneyMinor += row.linesMinor
            facts[card, default: .init()].points += row.points - row.redeemed
        }
        for entry in try central.entries() { facts[entry.card, default: .init()].points += entry.points }
        let numbers = try central.cardNumbers()
        for reward in try central.rewards() {
            for part in reward.used { facts[numbers[part.card] ?? 0, default: .init()].points -= part.points }
        }
        let kept = try central.cardFacts()
        try pointsAreThoseOfCustomers(facts, kept, owners)
        // A purchase may use points of whichever of a customer's cards.
        facts = facts.mapValues { CentralRows.CardFact(purchases: $0.purchases, moneyMinor: $0.moneyMinor) }
        let sold = kept.mapValues { CentralRows.CardFact(purchases: $0.purchases, moneyMinor: $0.moneyMinor) }
        if let wrong = Set(facts.keys).union(sold.keys).filter({ facts[$0] ?? .init() != sold[$0] ?? .init() }).min() {
            throw PromiseBroken(
                promise: 2, place: "central",
                detail:
                    "card number \(wrong) has \(kept[wrong] ?? .init()), its purchases give \(facts[wrong] ?? .init())")
        }
    }

    private func pointsAreThoseOfCustomers(
        _ facts: [Int64: CentralRows.CardFact], _ kept: [Int64: CentralRows.CardFact], _ owners: Owners?
    ) throws {
        func sums(_ cards: [Int64: CentralRows.CardFact]) -> [Int64: Int64] {
            let byOwner: [Int64: Int64] = cards.reduce(into: [:]) { sums, card in
                sums[owners?.owner(ofCardNumber: card.key) ?? 0, default: 0] += card.value.points
            }
            return byOwner.filter { $0.value != 0 }
        }
        let (due, has) = (sums(facts), sums(kept))
        if let wrong = Set(due.keys).union(has.keys).filter({ due[$0] != has[$0] }).min() {
            throw PromiseBroken(
                promise: 2, place: "central",
                detail: "customer number \(wrong) has \(has[wrong] ?? 0) points, the inbox gives \(due[wrong] ?? 0)")
        }
    }

    /// A customer's points are those of all their purchases, whichever store, card or machine they came by.
    private func balancesAreRight(
        _ central: CentralRows, _ purchases: [CentralRows.PurchaseRow], _ owners: Owners
    ) throws {
        let points = try Programme(text: CentralMachine.programme).points
        var due: [Int64: Int64] = [:]
        let byNumber = owners.byPurchase(purchases)
        for row in purchases {
            guard let owner = byNumber[row.number] else { continue }
            // A card that is blocked earns nothing where that is known.
            let isLosable = world.ledger.attempted[row.id]?.key.map(world.ledger.losable.contains) ?? false
            let earned = isLosable ? row.points : row.totalMinor / points.perAmountMinor * points.points
            due[owner, default: 0] += earned - row.redeemed
        }
        for entry in try central.reversals() { due[owners.owner(ofCardNumber: entry.card), default: 0] += entry.points }
        for reward in try central.rewards() {
            guard let key = world.ledger.rewards[reward.id] else { continue }
            due[owners.owner(ofKey: key), default: 0] -= reward.used.reduce(0) { $0 + $1.points }
        }
        for (owner, earned) in due.sorted(by: { $0.key < $1.key }) {
            let points = earned - (owners.ended[owner] ?? 0)
            let balance = owners.balances[owner] ?? 0
            guard balance == points else {
                throw PromiseBroken(
                    promise: 2, place: "central",
                    detail: "customer number \(owner) has \(balance) points, the purchases left \(points)")
            }
        }
    }

    // MARK: promise 5: stores have what central publishes

    private func cardsAreAsPublished(_ machine: StoreMachine, _ central: CentralRows) throws {
        let published = try central.published(for: machine.store)
        func fail(_ detail: String) -> PromiseBroken {
            PromiseBroken(promise: 5, place: "store \(machine.name)", detail: detail)
        }
        let status = try machine.ask("GET", "/v1/status")
        let today = (Zone("America/Mexico_City") ?? .utc).day(of: world.time.now)
        let count = status?.json["report"]?["cards"]?.integer
        guard count == Int64(published.cards.count) else {
            throw fail("it has \(count ?? -1) cards, central publishes \(published.cards.count)")
        }
        for text in Set(world.ledger.attempted.values.compactMap(\.key)).sorted() {
            guard let key = Key(text, callingCode: "") else { preconditionFailure("the simulation's keys are keys") }
            let wanted = (published.keys[secret.hash(key)] ?? []).filter { published.cards[$0] != nil }.sorted()
            let answer = try machine.ask("POST", "/v1/cards/lookup", JSONWriter.object { $0.field("key", text) })
            let shown = answer?.json["cards"]?.array ?? []
            guard shown.compactMap({ $0["card"]?.string }) == wanted else {
                throw fail("\(text) shows \(shown.compactMap { $0["card"]?.string }), central publishes \(wanted)")
            }
            for (card, id) in zip(shown, wanted) {
                guard var mine = published.cards[id]?.card else { continue }
                // Lots may have ended since the card was published.
                if !mine.lots.isEmpty { mine.count(mine.lots, on: today) }
                let hasPoints = card["points"]?["total"]?.integer == mine.points
                let hasTier = card["tier"]?["id"]?.string == mine.tier.rawValue
                guard hasPoints, hasTier, card["provisional"]?.count == 0 else {
                    throw fail("\(text) shows \(card.text), central publishes \(mine.points) points, \(mine.tier)")
                }
            }
        }
    }

    // MARK: promise 10: status is true

    private func statusIsTrue(_ machine: StoreMachine, _ atCentral: Set<Ledger.ReceiptID>) throws {
        guard let status = try machine.ask("GET", "/v1/status"), status.status == 200 else { return }
        let report = status.json["report"]
        let waiting = report?["waiting"]?.integer ?? -1
        let state = status.json["state"]?.string ?? ""
        func fail(_ detail: String) -> PromiseBroken {
            PromiseBroken(promise: 10, place: "store \(machine.name)", detail: detail)
        }
        // What central had and lost with its own disk the store cannot know before central says again where it stands in
        // this disk's journal: until then it has central's word that they are there. That goes by disk, not by machine: one
        // put back from a copy has never heard what came after the copy. What central never had it must count always.
        let unheard = world.ledger.lost(after: machine.disk.lossesHeard)
        let lacking = machine.disk.held.subtracting(atCentral).subtracting(unheard)
        guard waiting >= lacking.count else {
            let first = lacking.min().map(\.description) ?? ""
            throw fail("status says \(waiting) wait, central lacks \(lacking.count), such as \(first)")
        }
        guard (waiting > 0) == (report?["oldestWaitingAt"] != nil) else {
            throw fail("status says \(waiting) wait, and the oldest \(report?["oldestWaitingAt"]?.string ?? "none")")
        }
        if state == "ok", waiting > 0 { throw fail("status says ok while \(waiting) wait") }
        let isWell = ["ok", "waiting", "centralRestored"].contains(state)
        if machine.line.lastAttemptFailed, isWell { throw fail("status says \(state) after an exchange failed") }
        if isWell, let kind = machine.line.refused.min() {
            throw fail("status says \(state) while central refuses \(kind)")
        }
        if machine.disk.knowsOfLoss, ["ok", "waiting"].contains(state) {
            throw fail("status says \(state) after central showed that it was put back, and did not say what it lacks")
        }
        if state == "storage", !machine.faults.hasRefused {
            throw fail("status says \(state), and no write was refused")
        }
        // No machine lives before this program was written, so a certificate that is not valid yet is the clock's matter. A
        // disk that refuses sales is said before it.
        if let failedAt = machine.line.certificateFailedAt, failedAt < World.start.adding(days: -365),
            !["clock", "storage"].contains(state)
        {
            throw fail("status says \(state) after a certificate failed in \(failedAt)")
        }
        if let success = status.json["lastSuccessAt"]?.string.flatMap(Instant.init),
            !machine.answeredAt.contains(success)
        {
            throw fail("status says the last success was \(success); no answer came then")
        }
    }

    private func statusIsCalm(_ machine: StoreMachine) throws {
        let status = try machine.ask("GET", "/v1/status")
        let state = status?.json["state"]?.string
        guard state == "ok", status?.json["healthy"]?.boolean == true else {
            throw PromiseBroken(
                promise: 10, place: "store \(machine.name)",
                detail: "all is well, and status says \(status?.json.text ?? "nothing")")
        }
    }
}
