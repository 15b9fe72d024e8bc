import Database
import JSON
import Loyalty
import SyncProtocol

/// Turns a return into an event, on the writer's connection.
struct ReturnRecorder {
    let judge: ReturnJudge

    private var agent: Agent { judge.agent }
    private var connection: Connection { judge.connection }

    func record(
        _ asked: GoodsReturn, card: CardID?, key: String?, isWhole: Bool
    ) throws -> (answer: [UInt8], row: Int64) {
        var judgement = try judge.judge(asked, card: card, key: key, isWhole: isWhole)
        let goods = judgement.goods
        let number = judgement.view?.number
        agent.tally.noteReturn(DayTally.Item(goods), card: number, cashier: goods.cashier, on: goods.day)
        if let released = goods.counting?.released { try agent.counters(connection).add(released, to: .released) }
        let (event, row) = try agent.append(.goodsReturn(goods), connection)
        if let number, !judgement.movements.isEmpty {
            try agent.cards(connection).record(judgement.movements, on: number, row: row)
        }
        if let receipt = judgement.receipt {
            try ReturnedHere(connection: connection).note(
                goods.items, of: receipt, card: number, points: goods.points, row: row)
        }
        if let number {
            judgement.view = try agent.cards(connection).view(number, programme: judge.programme, at: agent.moment)
        }
        return (judge.answer(judgement, event: event), row)
    }
}
