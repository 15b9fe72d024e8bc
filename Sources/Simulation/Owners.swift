import JSON
import Loyalty
import SyncProtocol

/// Whose points are whose, by plain lists: customers of central, of which those that a person joined at any time are taken as
/// one. What was bought while they were one stays with the card that lived on, so that only their sum is known beforehand.
/// Those whose card numbers were replaced are taken as one with whoever is known by any of the numbers: a store that was put
/// back may have forgotten which is whose.
struct Owners {
    private let byNumber: [String: Int64]
    private let byCard: [CardID: Int64]
    /// By the keys of those whose plastic was replaced.
    private let byPlastic: [String: Int64]
    /// Of receipts that were claimed or moved: all whom they counted for, the last of them now.
    private let claimed: [Ledger.ReceiptID: [Int64]]
    /// Bought with plastic that had been replaced, at a store that did not know whose it was.
    private let nobodys: Set<Ledger.ReceiptID>
    private let byCardNumber: [Int64: Int64]
    private let ledger: Ledger
    private let secret: ChainSecret
    /// Points at central, by owner.
    let balances: [Int64: Int64]
    /// Points that ended, by owner.
    let ended: [Int64: Int64]

    init(
        _ central: CentralRows, _ purchases: [CentralRows.PurchaseRow], _ ledger: Ledger, _ secret: ChainSecret
    ) throws {
        self.ledger = ledger
        self.secret = secret
        let (holders, customers) = try (central.holders(), central.customersByCard())
        var one = Joined()
        var byPlastic: [String: Int64] = [:]
        // A card that a store opened before it heard of the customer whom central knows by that number.
        for (number, customer) in holders {
            guard let key = Key(kind: .card, number, callingCode: "") else { continue }
            if let other = customers[secret.cardID(for: key)] { one.join(customer, other) }
        }
        for (key, plastic) in ledger.plastic {
            let known = ([key] + plastic).compactMap { Key($0, callingCode: "") }.flatMap { key in
                [holders[key.value], customers[secret.cardID(for: key)]].compactMap(\.self)
            }
            guard let first = known.first else { continue }
            for other in known.dropFirst() { one.join(first, other) }
            for key in [key] + plastic { byPlastic[key] = first }
        }
        for (card, other) in ledger.joined {
            if let first = customers[card], let second = customers[other] { one.join(first, second) }
        }
        byCardNumber = try central.customers().mapValues(one.root)
        self.byPlastic = byPlastic.mapValues(one.root)
        byNumber = holders.mapValues(one.root)
        byCard = customers.mapValues(one.root)
        func sums(_ points: [Int64: Int64]) -> [Int64: Int64] {
            points.reduce(into: [:]) { $0[one.root($1.key), default: 0] += $1.value }
        }
        balances = try sums(central.balances())
        ended = try sums(central.ended())
        nobodys = Set(
            purchases.filter { row in
                row.card == nil && row.voidCard == nil
                    && ledger.attempted[row.id]?.key.flatMap { byPlastic[$0] } != nil
            }.map(\.id))
        let (numbers, cards) = (byNumber, byCard)
        func owner(_ key: Key) -> Int64? { numbers[key.value] ?? cards[secret.cardID(for: key)] }
        let paidWithPoints = Set(purchases.filter { $0.redeemed > 0 }.map(\.id))
        claimed = try Self.claims(central).reduce(into: [:]) { claimed, receipt in
            let shown = ledger.attempted[receipt.key]?.key.flatMap { Key($0, callingCode: "") }.flatMap(owner)
            var holders = [shown].compactMap(\.self)
            for claim in receipt.value {
                guard let right = claim.card.flatMap({ cards[$0] }) ?? claim.key.flatMap(owner) else { continue }
                let isTheirs = claim.from.flatMap { cards[$0] } == holders.last && !paidWithPoints.contains(receipt.key)
                if holders.isEmpty || isTheirs && right != holders.last { holders.append(right) }
            }
            claimed[receipt.key] = holders
        }
    }

    private struct Claim {
        let card: CardID?
        let key: Key?
        /// Whose it is wrongly.
        let from: CardID?
    }

    /// Who asked for each receipt, in the order of the inbox.
    private static func claims(_ central: CentralRows) throws -> [Ledger.ReceiptID: [Claim]] {
        var claims: [Ledger.ReceiptID: [Claim]] = [:]
        for event in try central.inbox() {
            let json = try JSONDocument(event.body).root
            guard json["kind"]?.string == "receiptClaimed", let of = json["of"], let store = of["store"]?.string,
                let till = of["till"]?.string, let receipt = of["receipt"]?.string
            else { continue }
            let id = Ledger.ReceiptID(store: StoreID(store), till: till, receipt: receipt)
            let beside = try event.personal.map { try JSONDocument($0).root["key"]?.string } ?? nil
            claims[id, default: []].append(
                Claim(
                    card: json["card"]?.string.map(CardID.init(rawValue:)),
                    key: beside.flatMap { Key($0, callingCode: "") },
                    from: json["from"]?.string.map(CardID.init(rawValue:))))
        }
        return claims
    }

    /// Whose each purchase is, by its number; nobody's are absent.
    func byPurchase(_ purchases: [CentralRows.PurchaseRow]) -> [Int64: Int64] {
        purchases.reduce(into: [:]) { $0[$1.number] = owner(of: $1.id) }
    }

    /// By central's number of the card.
    func owner(ofCardNumber number: Int64) -> Int64 { byCardNumber[number] ?? 0 }

    /// 0, whom nobody is, where central knows neither the number nor the card.
    func owner(ofKey text: String) -> Int64 {
        guard let key = Key(text, callingCode: "") else { preconditionFailure("the simulation's keys are keys") }
        return byPlastic[text] ?? byNumber[key.value] ?? byCard[secret.cardID(for: key)] ?? 0
    }

    /// Nil where nobody showed a card, and nobody asked for the receipt afterwards.
    func owner(of id: Ledger.ReceiptID) -> Int64? { holders(of: id).last }

    /// All whom a receipt counted for, one after the other.
    func holders(of id: Ledger.ReceiptID) -> [Int64] {
        guard !nobodys.contains(id) else { return [] }
        return claimed[id] ?? [ledger.attempted[id]?.key.map(owner(ofKey:))].compactMap(\.self)
    }
}

/// Numbers that are taken as one.
private struct Joined {
    private var parents: [Int64: Int64] = [:]

    func root(_ number: Int64) -> Int64 {
        var root = number
        while let parent = parents[root] { root = parent }
        return root
    }

    /// The least of them stands for all.
    mutating func join(_ one: Int64, _ other: Int64) {
        let roots = [root(one), root(other)].sorted()
        if roots[0] != roots[1] { parents[roots[1]] = roots[0] }
    }
}
