import Database
import HTTP
import JSON
import Loyalty
import SyncProtocol

/// Rewards of the catalogue: for points that the store holds, or by right.
extension CounterService {
    func reward(_ json: JSONValue, till: String) throws -> [UInt8] {
        let caller = try Caller(json, till: till)
        guard !caller.isAnonymous else { throw BadInput.missing("key") }
        let request = try ServiceRequest(json, "reward", Caller.fields + ["reward"])
        let wanted = try json.requiredText("reward")
        if let told = try told(request) { return told }
        guard let programme = agent.rules.programme else { throw TillService.notReady }
        guard let reward = programme.reward(wanted) else { throw Self.unknownReward }
        guard programme.redemption.rewards != .deny else { throw TillService.redemptionDenied }
        var supervisor = try caller.supervisor.map { _ in try prove(caller, for: "reward") }
        let value = programme.valueMinor(ofPoints: reward.points)
        if supervisor == nil, let most = programme.redemption.pinAboveMinor, value > most {
            supervisor = try prove(caller, for: "reward")
        }
        let (agent, proved) = (agent, supervisor)
        return try once(request) { connection in
            try RewardGiver(agent: agent, programme: programme, connection: connection)
                .give(reward, to: caller, id: request.id, supervisor: proved?.id.rawValue)
        }
    }

    static let unknownReward = Problem(
        404, "unknownReward", "The catalogue has no such reward.", field: "reward",
        next: "The customer's card lists those that they can have.")
}

/// Gives a reward, on the writer's connection.
private struct RewardGiver {
    let agent: Agent
    let programme: Programme
    let connection: Connection

    func give(
        _ reward: Reward, to caller: CounterService.Caller, id: String, supervisor: String?
    ) throws -> (answer: [UInt8], row: Int64) {
        let moment = agent.moment
        let view = try CustomerFinder(agent: agent, rules: agent.rules, programme: programme, connection: connection)
            .view(key: caller.key, card: caller.card, at: moment)
        try view.card.checkServes(cashier: caller.cashier)
        let given = GivenRewards(connection: connection)
        if let hindrance = view.hindrance(of: reward, in: agent.configuration.store, on: moment.day) {
            throw problem(hindrance, reward, view, moment.day)
        }
        let journal = Journal(store: agent.configuration.store, connection: connection)
        let parts: [LotAmount] =
            switch reward.price {
            case .points(let points): view.usablePoints(on: moment.day).taking(points)
            case .entitlement: view.available.filter { $0.lot == reward.entitlement }.taking(1)
            }
        var event = RewardGiven(
            id: id, reward: reward.id, card: view.card.id, till: caller.till, points: reward.points, code: code(),
            counting: Counting(epoch: try journal.epochNow(), redeemed: parts))
        event.cashier = caller.cashier
        event.supervisor = supervisor
        let prize = draw(reward, &event)
        try agent.counters(connection).add(parts, to: .redeemed)
        let (written, row) = try agent.append(.reward(event), connection)
        var movements = Movements()
        movements.points = -reward.points
        if !movements.isEmpty { try agent.cards(connection).record(movements, on: view.number, row: row) }
        try given.note(
            reward.id, card: view.number, points: reward.points, prizeMinor: prize?.valueMinor ?? 0,
            at: moment.now, row: row)
        return (try answer(event, written, reward, prize, view.number), row)
    }

    /// Drawn when it is redeemed; the number is kept with it, for whoever audits the draw.
    private func draw(_ reward: Reward, _ event: inout RewardGiven) -> Mystery.Prize? {
        guard let mystery = reward.mystery else { return nil }
        let drawn = agent.randomness.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let prize = mystery.prize(drawnBy: drawn)
        event.drawn = drawn
        event.prize = prize?.id
        event.prizeMinor = prize?.valueMinor ?? 0
        return prize
    }

    private func code() -> String {
        let signs = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
        return String(agent.randomness.bytes(8).map { signs[Int($0) % signs.count] })
    }

    private func problem(
        _ hindrance: Reward.Hindrance, _ reward: Reward, _ view: CardCache.View, _ day: LocalDay
    ) -> Problem {
        guard hindrance == .notEnoughHere || hindrance == .notEnoughPoints else {
            return Problem(
                409, "rewardNotAvailable", "The reward cannot be had now: \(hindrance.rawValue).", field: "reward")
        }
        return TillService.notEnough(reward.points, view.pointsHere(on: day), view.card)
    }

    private func answer(
        _ event: RewardGiven, _ id: EventID, _ reward: Reward, _ prize: Mystery.Prize?, _ card: CardNumber
    ) throws -> [UInt8] {
        let view = try agent.cards(connection).view(card, programme: programme, at: agent.moment)
        return JSONWriter.object { object in
            object.field("id", event.id)
            object.field("event", id.hex)
            object.field("reward", event.reward)
            object.field("code", event.code)
            object.field("points", event.points)
            reward.names.write(to: &object)
            reward.texts.write(to: &object, as: "texts")
            if reward.mystery != nil {
                object.key("prize")
                if let prize {
                    object.object { inner in
                        inner.field("prize", prize.id)
                        prize.names.write(to: &inner)
                    }
                } else {
                    object.null()
                }
            }
            if let view {
                object.key("card")
                CardAnswer(
                    programme: programme, store: agent.configuration.store, day: agent.moment.day,
                    asOf: agent.pulse.withLock { $0.asOf }
                ).write(view, to: &object)
            }
        }
    }
}

extension CardCache.View {
    /// Nil where the customer can have it in this store now.
    func hindrance(of reward: Reward, in store: StoreID, on day: LocalDay) -> Reward.Hindrance? {
        var used: Int64 = 0
        if case .entitlement(let uses) = reward.price {
            let left = available.reduce(0) { $1.lot == reward.entitlement ? $0 + $1.count : $0 }
            used = max(0, uses - left)
        }
        let given = given[reward.id]
        return reward.hindrance(
            on: day, tier: card.tier, here: pointsHere(on: day), total: card.points, used: used,
            given: given?.count ?? 0, drawnMinor: given?.prizeMinor ?? 0, in: store)
    }
}
