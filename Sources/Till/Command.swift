import JSON
import Loyalty

/// What a function key does, or a number of the list that F1 shows.
enum Command: String, Sendable, CaseIterable {
    case help, enrol, member, redeem, rewards, putAside, resume, returnGoods, receipt, cancelSale, cashier, leave
    case payByCard

    /// - Parameter isPaying: keys that mean something else at the end of a sale
    init?(functionKey: Int, isPaying: Bool) {
        switch (functionKey, isPaying) {
        case (4, _): self = .redeem
        case (5, true): self = .payByCard
        case (10, _): self = .cancelSale
        case (1, _): self = .help
        case (_, true): return nil
        default:
            let keys: [Int: Command] = [
                2: .enrol, 3: .member, 5: .rewards, 6: .putAside, 7: .resume, 8: .returnGoods, 9: .receipt, 12: .leave,
            ]
            guard let command = keys[functionKey] else { return nil }
            self = command
        }
    }

    var functionKey: Int? {
        let keys: [Command: Int] = [
            .help: 1, .enrol: 2, .member: 3, .redeem: 4, .rewards: 5, .putAside: 6, .resume: 7, .returnGoods: 8,
            .receipt: 9, .cancelSale: 10, .leave: 12, .payByCard: 5,
        ]
        return keys[self]
    }

    var name: TextKey {
        switch self {
        case .help: .keyHelp
        case .enrol: .keyEnrol
        case .member: .keyMember
        case .redeem: .keyRedeem
        case .rewards: .keyRewards
        case .putAside: .keyPutAside
        case .resume: .keyResume
        case .returnGoods: .keyReturn
        case .receipt: .keyReceipt
        case .cancelSale: .keyCancel
        case .cashier: .keyCashier
        case .leave: .keyLeave
        case .payByCard: .keyBankCard
        }
    }
}

/// Numbered lines, of which one is chosen.
struct Choice: Sendable, Equatable {
    struct Option: Sendable, Equatable {
        /// Chosen by another number than its place in the list.
        var number: Int?
        var text: String
        var pick: Pick

        init(number: Int? = nil, text: String, pick: Pick) {
            self.number = number
            self.text = text
            self.pick = pick
        }
    }

    var numbers: [Int] { options.enumerated().map { $1.number ?? $0 + 1 } }

    enum Pick: Sendable, Equatable {
        case command(Command), entry(Entry), member(Member), reward(Member.Reward), basket(id: String)
        case form(Form.Kind), returnFrom(ReceiptReference), history, release, reprint(Slip)
    }

    var title: String
    var options: [Option]
}

extension TillSession {
    mutating func run(_ command: Command) -> [Act] {
        field = ""
        switch command {
        case .help:
            // By the numbers of the function keys, for keyboards that have none.
            let all = Command.allCases.filter { $0 != .help && $0 != .payByCard }
            let options = all.map { command in
                Choice.Option(number: command.functionKey ?? 11, text: texts(command.name), pick: .command(command))
            }
            step = .choice(Choice(title: texts(.keyHelp), options: options))
        case .enrol: step = .form(Form(.findCustomer, [.key], id: makeID(), at: now))
        case .member: openMember()
        case .redeem: return redeem()
        case .rewards: openRewards()
        case .putAside: return putAside()
        case .resume: return resume()
        case .returnGoods:
            returning = returning == nil ? Returning() : nil
            step = .sale
        case .receipt: step = .form(Form(.findReceipt, [.receipt], id: makeID(), at: now))
        case .cancelSale: return cancelSale()
        case .cashier: step = .form(Form(.cashier, [.cashier], id: makeID(), at: now))
        case .leave: return leave()
        case .payByCard: return step == .pay ? pay("card", basket.dueMinor) : []
        }
        return []
    }

    mutating func enter(_ text: String, _ choice: Choice) -> [Act] {
        let numbers = choice.numbers
        guard let number = Int(text), let index = numbers.firstIndex(of: number) else {
            say(.refusedChoice, .bad, ["first": "\(numbers.min() ?? 1)", "last": "\(numbers.max() ?? 1)"])
            return []
        }
        step = .sale
        switch choice.options[index].pick {
        case .command(let command): return run(command)
        case .entry(let entry): return take(entry)
        case .member(let member): return serve(member, nil)
        case .reward(let reward):
            return submit(Form(.reward(id: reward.id, name: reward.name), [], id: makeID(), at: now))
        case .basket(let id): return takeBasket(id)
        case .form(let kind): return open(kind)
        // Returning is a mode of the sale: the goods are scanned.
        case .returnFrom(let reference): returning = Returning(of: reference)
        case .history: return history()
        case .release:
            let acts = giveBack()
            basket.member = nil
            basket.key = nil
            return acts + quote()
        case .reprint(let slip): return [print(slip)]
        }
        return []
    }

    // MARK: the customer

    private mutating func openMember() {
        guard let member = basket.member else {
            say(.memberFirst, .plain)
            return
        }
        let forms: [(TextKey, Form.Kind)] = [
            (.actComplaint, .complaint), (.actReplace, .replace), (.actBlock, .block),
        ]
        let options =
            [Choice.Option(text: texts(.actHistory), pick: .history)]
            + forms.map { Choice.Option(text: texts($0.0), pick: .form($0.1)) }
            + [Choice.Option(text: texts(.actRelease), pick: .release)]
        step = .choice(Choice(title: "\(member.name)  \(member.tier)", options: options))
    }

    private mutating func open(_ kind: Form.Kind) -> [Act] {
        let hasMember = basket.member != nil
        let questions: [Form.Question]
        switch kind {
        case .complaint: questions = [.words]
        case .replace: questions = [.number]
        case .block: questions = [.reason]
        case .cancel: questions = [.reason]
        case .claim: questions = hasMember ? [] : [.key]
        case .move: questions = (hasMember ? [] : [.key]) + [.wrongKey, .reason, .supervisor, .pin]
        default: questions = []
        }
        let form = Form(kind, questions, id: makeID(), at: now)
        guard questions.isEmpty else {
            step = .form(form)
            return []
        }
        return submit(form)
    }

    private mutating func redeem() -> [Act] {
        guard let member = basket.member else {
            say(.memberFirst, .plain)
            return []
        }
        guard !member.isOwnCard else {
            say(.problemOwnCard, .bad)
            return []
        }
        guard !isAgentDown else {
            say(.needsAgent, .bad)
            return []
        }
        guard member.total > 0, !basket.lines.isEmpty else {
            say(member.total > 0 ? .nothingToPay : .noPoints, .plain)
            return []
        }
        sayHowManyPoints()
        if let limit = basket.redeemable?.limit, ["denied", "blocked"].contains(limit) { return [] }
        var form = Form(.redeem, [.points], id: makeID(), at: now)
        form.isPaying = step == .pay
        step = .form(form)
        return basket.hasAskedPoints ? quote() : []
    }

    /// How many points the basket takes, and why no more.
    mutating func sayHowManyPoints() {
        guard let redeemable = basket.redeemable else { return }
        let key: TextKey =
            switch redeemable.limit {
            case "denied": .problemRedemptionDenied
            case "blocked": .problemBlocked
            case "share": .limitShare
            case "notEnoughHere": .limitNotEnoughHere
            case "notEnoughPoints": redeemable.points > 0 ? .limitNotEnoughPoints : .limitTooFew
            default: .limitBasket
            }
        let percent = texts.quantity(Double(redeemable.shareMaxBasisPoints) / 100)
        say(
            key, redeemable.points > 0 ? .plain : .warning,
            ["points": texts.number(redeemable.points), "value": money(redeemable.valueMinor), "percent": percent])
    }

    private mutating func openRewards() {
        guard let member = basket.member else {
            say(.memberFirst, .plain)
            return
        }
        guard !member.isOwnCard else {
            say(.problemOwnCard, .bad)
            return
        }
        let usable = member.rewards.filter(\.isUsable)
        guard !usable.isEmpty else {
            say(.noRewards, .plain)
            return
        }
        let options = usable.map { reward in
            let price = reward.points > 0 ? "  \(texts(.points, ["count": texts.number(reward.points)]))" : ""
            return Choice.Option(text: reward.name + price, pick: .reward(reward))
        }
        step = .choice(Choice(title: texts(.keyRewards), options: options))
    }

    private mutating func history() -> [Act] {
        let body = JSONWriter.object { basket.writeWho(to: &$0) }
        return [.call(Call(.history, "POST", "/v1/cards/history", body))]
    }

    // MARK: receipts

    mutating func openReceipt(_ reference: ReceiptReference) {
        let known = slips.last { $0.reference == reference }
        let isOfHere = reference.store == facts.store
        var options: [Choice.Option] = [
            .init(text: texts(.actReturn), pick: .returnFrom(reference)),
            .init(text: texts(.actClaim), pick: .form(.claim(reference))),
            .init(text: texts(.actMove), pick: .form(.move(reference))),
        ]
        if isOfHere { options.append(.init(text: texts(.actCancel), pick: .form(.cancel(reference)))) }
        if let known { options.append(.init(text: texts(.actReprint), pick: .reprint(known))) }
        step = .choice(Choice(title: "\(texts(.receiptTitle)) \(reference)", options: options))
    }
}
