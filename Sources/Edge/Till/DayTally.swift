import Database
import JSON
import Loyalty
import Synchronization
import SyncProtocol

/// What each card and each cashier did on the last days, in memory, so that a sale writes nothing more for it. Says what
/// is beyond the programme's limits: flags, never refusals.
///
/// Always: a receipt, a return or a late addition counts once, however often it is noted. After a start it is read from the
/// journal's end.
final class DayTally: Sendable {
    /// Something that is counted once.
    struct Item: Hashable, Sendable {
        private let number: Int

        init(_ till: String, _ receipt: String) { number = "\(till)\u{1f}\(receipt)".hashValue }
        init(_ event: EventID) { number = event.hashValue }
        init(_ goods: GoodsReturn) { self.init(goods.till, "return \(goods.id)") }
    }

    /// What is to be noted of a receipt.
    struct Sale: Sendable {
        var item: Item
        var day: LocalDay
        var card: CardNumber
        var cashier: String?
        var points: Int64
        var redeemedMinor: Int64
        /// It has goods that came back.
        var isReturn: Bool
    }

    /// Amounts by item. Nearly every card has one receipt a day, which takes no memory of its own.
    private enum Amounts {
        case none
        case one(Item, Int64)
        case several([Item: Int64])

        mutating func note(_ amount: Int64, of item: Item) {
            switch self {
            case .none, .one(item, _): self = .one(item, amount)
            case .one(let other, let before): self = .several([other: before, item: amount])
            case .several(var amounts):
                self = .none
                amounts[item] = amount
                self = .several(amounts)
            }
        }

        var all: [Item: Int64] {
            switch self {
            case .none: [:]
            case .one(let item, let amount): [item: amount]
            case .several(let amounts): amounts
            }
        }
    }

    private struct CardDay {
        var points = Amounts.none
        var redeemedMinor: [Item: Int64] = [:]
        var returns: Set<Item> = []
    }

    private struct CashierDay {
        var cards: [CardNumber: Set<Item>] = [:]
        var lateAdditions: Set<Item> = []
        var returns: Set<Item> = []
    }

    private struct Day {
        var cards: [CardNumber: CardDay] = [:]
        var cashiers: [String: CashierDay] = [:]
    }

    private let days = Mutex<[LocalDay: Day]>([:])
    /// Receipts of older days may come late; no more days than these are counted.
    private static let daysMax = 3
    /// Events that are read at a start.
    private static let loadedMax = 20_000

    // MARK: sales

    func note(_ sale: Sale) {
        change(sale.day) { day in
            day.cards[sale.card, default: CardDay()].points.note(sale.points, of: sale.item)
            if sale.redeemedMinor > 0 { day.cards[sale.card]?.redeemedMinor[sale.item] = sale.redeemedMinor }
            if sale.isReturn { day.cards[sale.card]?.returns.insert(sale.item) }
            guard let cashier = sale.cashier else { return }
            day.cashiers[cashier, default: CashierDay()].cards[sale.card, default: []].insert(sale.item)
            if sale.isReturn { day.cashiers[cashier]?.returns.insert(sale.item) }
        }
    }

    /// What is to be said of a sale that is not noted yet.
    func flags(_ sale: Sale, _ limits: Limits) -> [PurchaseFlag] {
        guard limits != Limits.none(claimDays: limits.claimDays) else { return [] }
        let (card, cashier) = days.withLock { days in
            (
                days[sale.day]?.cards[sale.card] ?? CardDay(),
                sale.cashier.flatMap { days[sale.day]?.cashiers[$0] } ?? CashierDay()
            )
        }
        func count(_ items: Set<Item>) -> Int64 { Int64(items.union([sale.item]).count) }
        func sum(_ amounts: [Item: Int64], _ amount: Int64) -> Int64 {
            amounts.reduce(amount) { $0 + ($1.key == sale.item ? 0 : $1.value) }
        }
        var flags: [PurchaseFlag] = []
        let points = card.points.all
        if Self.isBeyond(count(Set(points.keys)), limits.receiptsPerCardDay) { flags.append(.manyReceipts) }
        if Self.isBeyond(sum(points, sale.points), limits.pointsPerCardDay) { flags.append(.manyPoints) }
        if Self.isBeyond(sum(card.redeemedMinor, sale.redeemedMinor), limits.redeemedPerCardDayMinor) {
            flags.append(.muchRedeemed)
        }
        if sale.isReturn, Self.isBeyond(count(card.returns), limits.returnsPerCardDay) { flags.append(.manyReturns) }
        guard sale.cashier != nil else { return flags }
        if Self.isBeyond(count(cashier.cards[sale.card] ?? []), limits.sameCardPerCashierDay) {
            flags.append(.sameCashier)
        }
        if sale.isReturn, Self.isBeyond(count(cashier.returns), limits.returnsPerCashierDay) {
            flags.append(.cashierReturns)
        }
        return flags
    }

    // MARK: returns and late additions

    func noteReturn(_ item: Item, card: CardNumber?, cashier: String?, on day: LocalDay) {
        change(day) { day in
            if let card { day.cards[card, default: CardDay()].returns.insert(item) }
            if let cashier { day.cashiers[cashier, default: CashierDay()].returns.insert(item) }
        }
    }

    /// What is to be said of a return that is not noted yet.
    func returnFlags(
        _ item: Item, card: CardNumber?, cashier: String?, on day: LocalDay, _ limits: Limits
    ) -> [ReturnFlag] {
        let (ofCard, ofCashier) = days.withLock { days in
            (
                card.flatMap { days[day]?.cards[$0]?.returns } ?? [],
                cashier.flatMap { days[day]?.cashiers[$0]?.returns } ?? []
            )
        }
        var flags: [ReturnFlag] = []
        if card != nil, Self.isBeyond(Int64(ofCard.union([item]).count), limits.returnsPerCardDay) {
            flags.append(.manyReturns)
        }
        if cashier != nil, Self.isBeyond(Int64(ofCashier.union([item]).count), limits.returnsPerCashierDay) {
            flags.append(.cashierReturns)
        }
        return flags
    }

    func noteLateAddition(_ item: Item, cashier: String?, on day: LocalDay) {
        guard let cashier else { return }
        change(day) { $0.cashiers[cashier, default: CashierDay()].lateAdditions.insert(item) }
    }

    /// What is to be said of one more late addition.
    func lateFlags(cashier: String?, on day: LocalDay, _ limits: Limits) -> [PurchaseFlag] {
        guard let cashier else { return [] }
        let count = days.withLock { $0[day]?.cashiers[cashier]?.lateAdditions.count ?? 0 }
        return Self.isBeyond(Int64(count) + 1, limits.lateAdditionsPerCashierDay) ? [.lateAdditions] : []
    }

    private static func isBeyond(_ count: Int64, _ limit: Int64?) -> Bool { limit.map { count > $0 } ?? false }

    private func change(_ day: LocalDay, _ body: (inout Day) -> Void) {
        days.withLock { days in
            if days[day] == nil, days.count >= Self.daysMax {
                guard let oldest = days.keys.min(), oldest < day else { return }
                days[oldest] = nil
            }
            body(&days[day, default: Day()])
        }
    }

    // MARK: after a start

    /// Reads what the journal's end says of the last day.
    func load(_ connection: Connection, zone: Zone, since: Instant) throws {
        let statement = try connection.prepare(
            "SELECT recorded_at, body FROM journal ORDER BY row DESC LIMIT $1")
        statement.bind(1, Int64(Self.loadedMax))
        defer { statement.reset() }
        while try statement.step() {
            guard statement.row.integer(0) >= since.milliseconds else { return }
            guard let event = try? Event(json: JSONDocument(statement.row.blob(1)).root) else { continue }
            note(event, zone)
        }
    }

    private func note(_ event: Event, _ zone: Zone) {
        switch event.content {
        case .purchase(let recorded):
            guard let card = recorded.card, !recorded.purchase.training else { return }
            note(Sale(recorded.purchase, day: recorded.day, card: CardNumber(card), points: recorded.points))
        case .service(.receiptClaimed(let claim)):
            noteLateAddition(Item(event.id), cashier: claim.cashier, on: zone.day(of: event.recordedAt))
        case .goodsReturn(let goods):
            noteReturn(
                Item(goods), card: goods.card.map { CardNumber($0) }, cashier: goods.cashier, on: goods.day)
        default: break
        }
    }
}

extension DayTally.Sale {
    init(_ purchase: Purchase, day: LocalDay, card: CardNumber, points: Int64) {
        item = DayTally.Item(purchase.till, purchase.receipt)
        self.day = day
        self.card = card
        cashier = purchase.cashier
        self.points = points
        redeemedMinor = purchase.paidWithPointsMinor
        isReturn = purchase.lines.contains { $0.quantity < 0 || $0.amountMinor < 0 }
    }
}

extension Limits {
    fileprivate static func none(claimDays: Int64) -> Limits {
        var limits = Limits()
        limits.claimDays = claimDays
        return limits
    }
}
