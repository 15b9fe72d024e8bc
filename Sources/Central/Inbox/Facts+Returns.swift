import Loyalty
import SyncProtocol

extension Facts {
    func apply(_ goods: GoodsReturn, event: Int64, at place: EventPlace, _ at: Instant) throws {
        if let counting = goods.counting { try count(counting) }
        if let card = goods.card { note(try number(of: card), at: place, at) }
        try Suspicions(connection: connection).note(
            goods.flags.filter(\.isSuspicious).map(\.rawValue), event: event, store: store, day: goods.day,
            till: goods.till, receipt: goods.of?.receipt ?? "", card: try goods.card.flatMap(cards.number(of:)),
            cashier: goods.cashier)
        returns.append(ArrivedReturn(goods: goods, store: store, event: event, at: at))
    }

    func writeReturns() throws {
        let work = Returns(connection: connection, programme: aggregator.programme, now: now)
        for arrived in returns { try work.take(arrived) }
        returns = []
        if hasSales { try work.settleWaiting(of: store) }
    }
}
