import Central
import JSON
import Loyalty
import SyncProtocol

/// Promises 3 and 4, from plain sums over the bodies in the inbox: no counter, lot or account has a say.
struct PointsChecks {
    private let world: World
    private let central: CentralRows
    private let purchases: [CentralRows.PurchaseRow]
    private let owners: Owners

    init(_ world: World, _ central: CentralRows, _ purchases: [CentralRows.PurchaseRow], _ owners: Owners) {
        self.world = world
        self.central = central
        self.purchases = purchases
        self.owners = owners
    }

    // MARK: promise 3: no point is used twice

    /// What each customer used of what stores held, for purchases and rewards, is at most what all their purchases earned
    /// and returns gave back, less what ended.
    ///
    /// A copy of a whole machine, witness and all, may use what the machine held until somebody sees it: the design says so.
    /// Where there were such, what was used beyond that must stand in central's status as owed.
    func nothingIsUsedTwice() throws {
        var earned: [Int64: Int64] = [:]
        let byNumber = owners.byPurchase(purchases)
        for row in purchases {
            // Who had it wrongly may have used it before somebody saw that.
            for owner in Set(owners.holders(of: row.id)) { earned[owner, default: 0] += row.points }
        }
        for entry in try central.reversals() where entry.kind == "restore" {
            guard let owner = entry.purchase.flatMap({ byNumber[$0] }) else { continue }
            earned[owner, default: 0] += entry.points
        }
        // What ended can be used no more.
        for owner in earned.keys { earned[owner, default: 0] -= owners.ended[owner] ?? 0 }
        var beyond: Int64 = 0
        for (owner, used) in try usedFromHolding().sorted(by: { $0.key < $1.key }) where used > earned[owner] ?? 0 {
            beyond += used - (earned[owner] ?? 0)
            guard !world.hasTwins else { continue }
            throw PromiseBroken(
                promise: 3, place: "the chain",
                detail:
                    "customer number \(owner) used \(used) points that stores held, and earned \(earned[owner] ?? 0)"
            )
        }
        guard beyond > 0 else { return }
        world.trace.add("twins used \(beyond) points twice")
        let owed = try owed()
        guard owed >= beyond else {
            throw PromiseBroken(
                promise: 3, place: "central",
                detail: "twins used \(beyond) points twice, and status says that \(owed) are owed")
        }
    }

    private func owed() throws -> Int64 {
        guard let answer = world.central.asAdmin("GET", "/v1/status") else { return -1 }
        return try JSONDocument(answer.body).root["points"]?["owed"]?.integer ?? -1
    }

    /// By owner. One receipt that was recorded twice, since a store lost it, was paid once.
    private func usedFromHolding() throws -> [Int64: Int64] {
        var byReceipt: [Ledger.ReceiptID: Int64] = [:]
        for event in try central.inbox() {
            let json = try JSONDocument(event.body).root
            guard let purchase = json["purchase"], let till = purchase["till"]?.string,
                let receipt = purchase["receipt"]?.string
            else { continue }
            let used = (json["counting"]?["redeemed"]?.array ?? []).reduce(Int64(0)) { sum, part in
                part["lot"]?.string?.hasPrefix("p") == true ? sum + (part["count"]?.integer ?? 0) : sum
            }
            let id = Ledger.ReceiptID(store: event.store, till: till, receipt: receipt)
            byReceipt[id] = max(byReceipt[id] ?? 0, used)
        }
        var sums: [Int64: Int64] = byReceipt.reduce(into: [:]) { sums, receipt in
            guard receipt.value > 0, let owner = owners.owner(of: receipt.key) else { return }
            sums[owner, default: 0] += receipt.value
        }
        for reward in try central.rewards() {
            guard let key = world.ledger.rewards[reward.id] else { continue }
            sums[owners.owner(ofKey: key), default: 0] += reward.used.reduce(0) { $0 + $1.points }
        }
        return sums
    }

    // MARK: promise 4: a return takes back what its purchase gave

    /// Every sale here has one line, so that the first return takes all, and any other nothing.
    func returnsTakeBackWhatWasGiven() throws {
        var reversed: [Int64: (taken: Int64, restored: Int64)] = [:]
        for entry in try central.reversals() {
            guard let purchase = entry.purchase else { continue }
            switch entry.kind {
            // What came back of a receipt before it was moved is taken anew, and given back to whom it counted for.
            case "takeBack", "adjust": reversed[purchase, default: (0, 0)].taken -= entry.points
            case "expire": break
            default: reversed[purchase, default: (0, 0)].restored += entry.points
            }
        }
        try whatEndedIsNotTakenAgain()
        let returned = try returnedReceipts()
        for row in purchases {
            let known = owners.owner(of: row.id) != nil
            let hasOwner = row.card != nil || row.voidCard != nil
            let isReturned = returned.contains(row.id) && known && hasOwner
            let wanted: (taken: Int64, restored: Int64) = isReturned ? (row.points, row.redeemed) : (0, 0)
            let found = reversed[row.number] ?? (taken: 0, restored: 0)
            guard found == wanted else {
                throw PromiseBroken(
                    promise: 4, place: "store \(row.id.store)",
                    detail: "sale \(row.id) earned \(row.points) and used \(row.redeemed); returns took \(found.taken) "
                        + "and gave back \(found.restored), and had to take \(wanted.taken) and give \(wanted.restored)"
                )
            }
        }
    }

    /// A return takes what ended of its purchase's lot before it takes anything of another one, and no more than ended.
    private func whatEndedIsNotTakenAgain() throws {
        var ended: [String: Int64] = [:]
        for entry in try central.endedAndTaken() {
            var fault: String?
            if entry.kind == "expire" {
                ended[entry.place, default: 0] -= entry.points
                if ended[entry.place, default: 0] < 0 { fault = "returns took more of \(entry.place) than had ended" }
            } else if let purchase = entry.purchaseCard, let place = entry.purchasePlace, place != entry.place,
                ended[place, default: 0] > 0,
                // Else it counted for another customer then.
                owners.owner(ofCardNumber: purchase) == owners.owner(ofCardNumber: entry.card)
            {
                fault =
                    "a return took \(-entry.points) of \(entry.place) while \(ended[place] ?? 0) had ended of its own"
            }
            guard let fault else { continue }
            throw PromiseBroken(promise: 4, place: "central", detail: fault)
        }
    }

    /// Of which central has a return.
    private func returnedReceipts() throws -> Set<Ledger.ReceiptID> {
        var receipts: Set<Ledger.ReceiptID> = []
        for event in try central.inbox() {
            let json = try JSONDocument(event.body).root
            guard json["kind"]?.string == "return", let of = json["of"], let till = of["till"]?.string,
                let receipt = of["receipt"]?.string
            else { continue }
            let store = of["store"]?.string.map(StoreID.init(rawValue:)) ?? event.store
            receipts.insert(.init(store: store, till: till, receipt: receipt))
        }
        return receipts
    }
}
