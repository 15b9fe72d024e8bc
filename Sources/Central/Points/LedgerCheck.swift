import Database
import JSON
import Loyalty
import SyncProtocol

/// Computes counters, accounts, balances, purchases and money anew, from the inbox and from central's own acts, and compares
/// them with what is kept. Passes over all events; holds all accounts in memory.
final class LedgerCheck {
    private struct Place: Hashable {
        let card: Int64
        let lot: String
    }

    private struct HeldPlace: Hashable {
        let place: Place
        let store: String
        let epoch: String
    }

    private struct Sum: Equatable {
        var issued: Int64 = 0
        var taken: Int64 = 0
    }

    struct Difference {
        let what: String
        let card: Int64
        let place: String
        let kept: String
        let computed: String
    }

    static let eventsMax = 1_000

    let connection: Connection
    var facts: [Int64: Fact] = [:]
    private(set) var returned: [Int64: [Int64]] = [:]
    private var claimants: [Int64: Int64] = [:]
    private var counters: [HeldPlace: Counters] = [:]
    private var accounts: [Place: Sum] = [:]
    private var numbers: [CardID: Int64] = [:]
    private(set) var events = 0
    /// Of the events, those that are receipts of their own and count.
    private(set) var purchases = 0

    init(_ connection: Connection) { self.connection = connection }

    func differences() throws -> [Difference] {
        claimants = try lastClaimants()
        returned = try returnEvents()
        try readEvents()
        try readClaims()
        try readEntries()
        return try compareCounters() + compareAccounts() + compareBalances() + compareFacts()
    }

    /// Of what differs, so many are shown.
    static let shownMax = 100

    /// One JSON object: how many events were read, how many figures differ, and the first of them.
    func json() throws -> [UInt8] {
        let differences = try differences().sorted { ($0.card, $0.what, $0.place) < ($1.card, $1.what, $1.place) }
        return JSONWriter.object { object in
            object.field("events", events)
            object.field("purchases", purchases)
            object.field("differences", differences.count)
            object.array("first") { list in
                for difference in differences.prefix(Self.shownMax) {
                    list.object { item in
                        item.field("what", difference.what)
                        item.field("card", difference.card)
                        item.field("place", difference.place)
                        item.field("kept", difference.kept)
                        item.field("computed", difference.computed)
                    }
                }
            }
        }
    }

    // MARK: computing

    private func readEvents() throws {
        var last: Int64 = 0
        while true {
            let page = try connection.query(
                "SELECT n, store, body FROM event WHERE n > $1 ORDER BY n LIMIT $2", last, Self.eventsMax
            ) { (number: $0.integer(0), store: StoreID($0.text(1)), body: $0.blob(2)) }
            guard let end = page.last?.number else { return }
            last = end
            events += page.count
            for row in page {
                // What cannot be read is set aside, and counted nowhere.
                guard let event = try? Event(json: JSONDocument(row.body).root) else { continue }
                try add(event, row.number, row.store)
            }
        }
    }

    private func add(_ event: Event, _ number: Int64, _ store: StoreID) throws {
        switch event.content {
        case .purchase(let recorded):
            guard !recorded.purchase.training else { return }
            try add(recorded, number, store)
        case .goodsReturn(let goods): if let counting = goods.counting { try add(counting, store) }
        case .reward(let given): try add(given.counting, store)
        case .release(let release): try add(release.counting, store)
        case .enrolment, .holdings, .service: break
        }
    }

    private func add(_ recorded: RecordedPurchase, _ event: Int64, _ store: StoreID) throws {
        if let counting = recorded.counting { try add(counting, store) }
        let kept = try connection.first(
            """
            SELECT p.event, COALESCE(p.card, p.void_card), p.points, p.lot, p.n FROM purchase_once o
            JOIN purchase p ON p.n = o.purchase AND p.store = o.store
            WHERE o.store = $1 AND o.day = $2 AND o.till = $3 AND o.receipt = $4
            """, store.rawValue, recorded.day.number, recorded.purchase.till, recorded.purchase.receipt
        ) { row in
            (
                event: row.integer(0), card: row.optionalInteger(1), points: row.integer(2), lot: row.text(3),
                number: row.integer(4)
            )
        }
        if kept?.event == event { purchases += 1 }
        if let kept, kept.event == event,
            let card = try claimants[kept.number] ?? recorded.card.flatMap(number) ?? kept.card
        {
            try addFact(recorded, number: kept.number, of: card)
        }
        guard let id = recorded.card else {
            // A key that the store did not know: central gave its points.
            guard let kept, kept.event == event,
                let card = try beforeClaims(recorded, store, kept: kept.card)
            else { return }
            accounts[Place(card: card, lot: kept.lot), default: Sum()].issued.add(saturating: kept.points)
            return
        }
        guard recorded.points > 0, let card = try number(of: id) else { return }
        let place = Place(card: card, lot: recorded.lot.description)
        if let counting = recorded.counting, counting.isEarnedHeld {
            counters[
                HeldPlace(place: place, store: store.rawValue, epoch: counting.epoch.rawValue), default: Counters()
            ].earned.add(saturating: recorded.points)
        } else if kept?.event == event {
            accounts[place, default: Sum()].issued.add(saturating: recorded.points)
        }
    }

    private func add(_ counting: Counting, _ store: StoreID) throws {
        func place(_ amount: LotAmount) throws -> HeldPlace? {
            try number(of: amount.card).map {
                HeldPlace(
                    place: Place(card: $0, lot: amount.lot.description), store: store.rawValue,
                    epoch: counting.epoch.rawValue)
            }
        }
        for used in counting.redeemed {
            if let place = try place(used) { counters[place, default: Counters()].redeemed.add(saturating: used.count) }
        }
        for released in counting.released {
            if let place = try place(released) {
                counters[place, default: Counters()].released.add(saturating: released.count)
            }
        }
    }

    private func number(of id: CardID) throws -> Int64? {
        if let known = numbers[id] { return known }
        let found = try connection.first("SELECT n FROM card WHERE id = $1", id.rawValue) { $0.integer(0) }
        numbers[id] = found
        return found
    }

    /// Whose a receipt was before it was claimed, which was nobody's, or moved.
    private func beforeClaims(_ recorded: RecordedPurchase, _ store: StoreID, kept: Int64?) throws -> Int64? {
        let first = try connection.first(
            """
            SELECT state, from_card FROM claim WHERE of_store = $1 AND of_till = $2 AND of_receipt = $3 AND of_day = $4
            AND state IN ('given', 'moved') ORDER BY decided_at, event LIMIT 1
            """, store.rawValue, recorded.purchase.till, recorded.purchase.receipt, recorded.day.number
        ) { (isMove: $0.text(0) == "moved", from: $0.optionalInteger(1)) }
        guard let first else { return kept }
        return first.isMove ? first.from : nil
    }

    /// A receipt that was claimed, or moved from one card to another.
    private func readClaims() throws {
        let claims = try connection.query(
            """
            SELECT p.n, c.card, c.from_card, c.state, p.points, p.lot FROM claim c
            JOIN purchase_once o ON o.store = c.of_store AND o.day = c.of_day AND o.till = c.of_till
                AND o.receipt = c.of_receipt
            JOIN purchase p ON p.n = o.purchase AND p.store = o.store
            WHERE c.state IN ('given', 'moved') ORDER BY c.decided_at, c.event
            """
        ) { row in
            (
                purchase: row.integer(0), card: row.integer(1), from: row.optionalInteger(2),
                isMove: row.text(3) == "moved", points: row.integer(4), lot: row.text(5)
            )
        }
        var holders: [Int64: Int64] = [:]
        for claim in claims {
            accounts[Place(card: claim.card, lot: claim.lot), default: Sum()].issued.add(saturating: claim.points)
            if claim.isMove, let from = try holders[claim.purchase] ?? firstHolder(of: claim.purchase) ?? claim.from {
                accounts[Place(card: from, lot: claim.lot), default: Sum()].taken.add(saturating: claim.points)
            }
            holders[claim.purchase] = claim.card
        }
    }

    private func firstHolder(of purchase: Int64) throws -> Int64? {
        let body = try connection.first(
            "SELECT e.body FROM purchase p JOIN event e ON e.n = p.event WHERE p.n = $1", purchase
        ) { $0.blob(0) }
        guard let body, case .purchase(let recorded) = try Event(json: JSONDocument(body).root).content else {
            return nil
        }
        return try recorded.card.flatMap(number)
    }

    private func readEntries() throws {
        let entries = try connection.query("SELECT card, lot, points FROM points_entry") {
            (place: Place(card: $0.integer(0), lot: $0.text(1)), points: $0.integer(2))
        }
        for entry in entries {
            accounts[entry.place, default: Sum()].issued.add(saturating: max(0, entry.points))
            accounts[entry.place, default: Sum()].taken.add(saturating: max(0, -entry.points))
        }
    }

    // MARK: comparing

    private func compareCounters() throws -> [Difference] {
        let rows = try connection.query(
            "SELECT card, lot, store, epoch, earned, redeemed, released FROM counter"
        ) { row in
            (
                place: HeldPlace(
                    place: Place(card: row.integer(0), lot: row.text(1)), store: row.text(2), epoch: row.text(3)),
                counters: Counters(earned: row.integer(4), redeemed: row.integer(5), released: row.integer(6))
            )
        }
        let kept = Dictionary(uniqueKeysWithValues: rows.map { ($0.place, $0.counters) })
        return Set(kept.keys).union(counters.keys).compactMap { place in
            let (one, other) = (kept[place] ?? Counters(), counters[place] ?? Counters())
            guard one != other else { return nil }
            return Difference(
                what: "counter", card: place.place.card, place: "\(place.place.lot) \(place.store) \(place.epoch)",
                kept: Self.text(one), computed: Self.text(other))
        }
    }

    private static func text(_ counters: Counters) -> String {
        "earned \(counters.earned), redeemed \(counters.redeemed), released \(counters.released)"
    }

    /// Uses of offers are issued by their campaign, which may have changed since: points alone are compared.
    private func compareAccounts() throws -> [Difference] {
        let rows = try connection.query("SELECT card, lot, issued, taken FROM account") { row in
            (
                place: Place(card: row.integer(0), lot: row.text(1)),
                sum: Sum(issued: row.integer(2), taken: row.integer(3))
            )
        }
        let kept = Dictionary(uniqueKeysWithValues: rows.map { ($0.place, $0.sum) })
        return Set(kept.keys).union(accounts.keys).compactMap { place in
            let (one, other) = (kept[place] ?? Sum(), accounts[place] ?? Sum())
            guard one != other, Lot(place.lot)?.isPoints == true else { return nil }
            return Difference(
                what: "account", card: place.card, place: place.lot,
                kept: "issued \(one.issued), taken \(one.taken)",
                computed: "issued \(other.issued), taken \(other.taken)")
        }
    }

    private func compareBalances() throws -> [Difference] {
        var computed: [Int64: Int64] = [:]
        for (place, sum) in accounts where Lot(place.lot)?.isPoints == true {
            computed[place.card, default: 0].add(saturating: sum.issued)
            computed[place.card, default: 0].add(saturating: -sum.taken)
        }
        for (place, held) in counters where Lot(place.place.lot)?.isPoints == true {
            computed[place.place.card, default: 0].add(saturating: held.earned)
            computed[place.place.card, default: 0].add(saturating: -held.redeemed)
        }
        let rows = try connection.query("SELECT card, points FROM card_fact") {
            (card: $0.integer(0), points: $0.integer(1))
        }
        let kept = Dictionary(uniqueKeysWithValues: rows.map { ($0.card, $0.points) })
        return Set(kept.keys).union(computed.keys).compactMap { card in
            let (one, other) = (kept[card] ?? 0, computed[card] ?? 0)
            guard one != other else { return nil }
            return Difference(what: "balance", card: card, place: "", kept: "\(one)", computed: "\(other)")
        }
    }
}
