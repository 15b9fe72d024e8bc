import Loyalty

extension TillSession {
    /// The screen of so many columns and rows.
    public func screen(columns: Int, rows: Int) -> Screen {
        let columns = min(max(columns, Screen.columnsMin), Screen.sizeMax)
        let rows = min(max(rows, Screen.rowsMin), Screen.sizeMax)
        let keys = keyRows(columns, most: rows >= 20 ? 2 : rows >= 12 ? 1 : 0)
        let said =
            (notice.map { note in ShownText.wrap(note.text, columns).prefix(3).map { Screen.Row($0, note.role) } })
            ?? []
        var top = [header(columns)] + banner(columns)
        if !isListing { top += member(columns, most: rows >= 20 ? 6 : 2) }
        let total = total(columns, isBig: rows - top.count - said.count - keys.count >= 12)
        let (prompt, cursorColumn) = promptRow(columns)
        let bottom = total + said + [prompt] + keys
        if rows >= 16 { top.append(Screen.Row(String(repeating: "─", count: columns), .dim)) }
        return Screen(
            top: top, middle: middle(columns, room: rows - top.count - bottom.count), bottom: bottom,
            prompt: total.count + said.count, cursorColumn: cursorColumn, columns: columns, rows: rows)
    }

    // MARK: who and where

    private func header(_ columns: Int) -> Screen.Row {
        let place = "\(texts(.store)) \(facts.store) · \(texts(.till)) \(till)"
        let who = cashier.map { " · \($0)" } ?? ""
        let kept = keptReceipts > 0 ? "\(texts(.kept, ["count": "\(keptReceipts)"]))  " : ""
        let clock = "\(kept)\(texts.time(now, facts.zone))"
        for left in [place + who, "\(facts.store) · \(till)\(who)", facts.store] {
            let gap = columns - ShownText.width(left) - ShownText.width(clock)
            if gap >= 1 { return Screen.Row(left + String(repeating: " ", count: gap) + clock, .header) }
        }
        return Screen.Row(clock, .header)
    }

    /// What works and what does not, in words.
    private func banner(_ columns: Int) -> [Screen.Row] {
        var rows: [Screen.Row] = []
        if let since = link.agentDownSince {
            let text = texts(.agentDown, ["since": texts.moment(since, now: now, facts.zone)])
            rows = ShownText.wrap(text, columns).map { Screen.Row($0, .bad) }
        } else if let since = link.lineDownSince {
            var text = texts(.lineDown, ["since": texts.moment(since, now: now, facts.zone)])
            if let member = basket.member, member.total > 0 { text += " " + pointsHere(member) }
            rows = ShownText.wrap(text, columns).map { Screen.Row($0, .warning) }
        }
        if let returning {
            let of = returning.of.map { texts(.returningOf, ["number": "\($0)"]) } ?? texts(.returning)
            rows += ShownText.wrap(of, columns).map { Screen.Row($0, .bad) }
        }
        return rows
    }

    /// With what is set aside for this very sale, which the agent counts no more.
    private func here(_ member: Member) -> Int64 { min(member.total, member.here + (basket.hold?.points ?? 0)) }

    private func pointsHere(_ member: Member) -> String {
        texts(.pointsHere, ["here": texts.number(here(member)), "total": texts.number(member.total)])
    }

    private func member(_ columns: Int, most: Int) -> [Screen.Row] {
        guard let member = basket.member else {
            return basket.key.map { [Screen.Row(texts(.unknownCustomer, ["key": $0.value]), .plain)] } ?? []
        }
        var rows = [Screen.Row("★ \(member.tier.uppercased())  \(member.name)", .strong)]
        if member.isBlocked { rows.append(Screen.Row(texts(.blocked), .bad)) }
        if member.isOwnCard {
            rows += ShownText.wrap(texts(.problemOwnCard), columns).map { Screen.Row($0, .bad) }
        }
        var balance = texts(.points, ["count": texts.number(member.total)])
        if let value = member.valueMinor, value > 0 { balance += " (\(money(value)))" }
        if here(member) != member.total, link.lineDownSince == nil, member.total > 0 {
            balance += " · " + pointsHere(member)
        }
        if member.pending > 0 { balance += " · " + texts(.pendingPoints, ["count": texts.number(member.pending)]) }
        rows += ShownText.wrap(balance, columns).map { Screen.Row($0) }
        if let expiring = member.expiring, let on = expiring.on, expiring.points > 0 {
            let text = texts(
                .slipExpiring, ["points": texts.number(expiring.points), "day": texts.day(on, today: today)])
            rows += ShownText.wrap(text, columns).map { Screen.Row($0, .warning) }
        }
        rows += basket.notes.flatMap { ShownText.wrap("▸ \($0)", columns) }.map { Screen.Row($0, .good) }
        if let next = member.next {
            rows += ShownText.wrap(texts.missing(next, isKept: false, facts.currency, today: today), columns)
                .map { Screen.Row($0, .dim) }
        }
        for offer in member.offers where offer.isUsable {
            rows.append(Screen.Row("▸ \(texts(.offer)): \(offer.name)", .good))
        }
        return Array(rows.prefix(most))
    }

    // MARK: the middle

    private func middle(_ columns: Int, room: Int) -> [Screen.Row] {
        switch step {
        case .choice(let choice):
            return listed(choice, columns, room: room)
        case .show(let title, let rows):
            return [Screen.Row(title, .strong)] + rows.flatMap { ShownText.wrap($0, columns) }.map { Screen.Row($0) }
        case .done(let slip): return done(slip, columns)
        default: return basket.lines.indices.flatMap { line($0, columns) }
        }
    }

    private func listed(_ choice: Choice, _ columns: Int, room: Int) -> [Screen.Row] {
        let isWide = choice.numbers.contains { $0 > 9 }
        let options = zip(choice.numbers, choice.options).map { number, option in
            Screen.Row("\(number < 10 && isWide ? " " : "")\(number)  \(option.text)")
        }
        guard options.count >= room, columns >= 60 else { return [Screen.Row(choice.title, .strong)] + options }
        // Two columns, where there is no room for one.
        let half = (options.count + 1) / 2
        let width = columns / 2
        return [Screen.Row(choice.title, .strong)]
            + (0..<half).map { index in
                let left = ShownText.fit(options[index].text, width - 1)
                guard options.indices.contains(index + half) else { return Screen.Row(left) }
                let gap = String(repeating: " ", count: width - ShownText.width(left))
                return Screen.Row(left + gap + options[index + half].text)
            }
    }

    private func line(_ index: Int, _ columns: Int) -> [Screen.Row] {
        let line = basket.lines[index]
        let quantity = line.quantity == 1 ? "" : "\(texts.quantity(line.quantity)) x "
        let discount = basket.discountMinor(index)
        let saved = discount == 0 ? "" : "  (\(texts.amount(-discount, facts.currency)))"
        return ShownText.spread(
            quantity + ShownText.clean(line.sku) + saved, texts.amount(basket.amountMinor(index), facts.currency),
            columns
        ).map { Screen.Row($0, line.quantity < 0 ? .warning : .plain) }
    }

    private func done(_ slip: Slip, _ columns: Int) -> [Screen.Row] {
        let kind: TextKey = slip.kind == .returned ? .slipReturn : .saleDone
        var rows = ShownText.spread("\(texts(kind)) #\(slip.reference.receipt)", money(slip.totalMinor), columns)
            .map { Screen.Row($0, .good) }
        if let points = slip.points {
            rows += ShownText.spread(texts(.pointsBefore), texts.number(points.before), columns).map { Screen.Row($0) }
            let gave = slip.kind == .sale ? TextKey.pointsEarned : .pointsReturned
            rows += ShownText.spread(texts(gave), texts.number(points.earned), columns).map { Screen.Row($0) }
            if points.redeemed != 0 {
                rows += ShownText.spread(texts(.pointsRedeemed), texts.number(-points.redeemed), columns)
                    .map { Screen.Row($0) }
            }
            rows += ShownText.spread(texts(.pointsAfter), texts.number(points.after), columns)
                .map { Screen.Row($0, .strong) }
            if points.pending > 0 {
                rows += ShownText.spread(texts(.pointsPending), texts.number(points.pending), columns)
                    .map { Screen.Row($0) }
            }
        }
        return rows + slip.remarks.flatMap { ShownText.wrap($0, columns) }.map { Screen.Row($0) }
    }

    // MARK: the amount

    private func total(_ columns: Int, isBig: Bool) -> [Screen.Row] {
        let label: TextKey, minor: Int64
        switch step {
        case .choice, .show: return []
        case .done(let slip) where slip.totalMinor < 0: (label, minor) = (.refund, -slip.totalMinor)
        case .done(let slip):
            (label, minor) = slip.changeMinor > 0 ? (.change, slip.changeMinor) : (.paid, slip.totalMinor)
        case _ where basket.lines.isEmpty: return []
        case _ where basket.totalMinor < 0: (label, minor) = (.refund, -basket.totalMinor)
        default: (label, minor) = (basket.paidMinor != basket.pointsDiscountMinor ? .due : .total, basket.dueMinor)
        }
        var rows = earning(columns)
        guard isBig, let digits = BigDigits.rows(money(minor), columns: columns) else {
            return rows + ShownText.spread(texts(label), money(minor), columns).map { Screen.Row($0, .strong) }
        }
        let width = digits.map(\.count).max() ?? 0
        rows.append(Screen.Row(texts(label), .strong))
        return rows + digits.map { Screen.Row(String(repeating: " ", count: columns - width) + $0, .strong) }
    }

    /// What the basket saves and earns, and what is paid of it.
    private func earning(_ columns: Int) -> [Screen.Row] {
        if case .done = step { return [] }
        var parts: [String] = []
        if basket.savedMinor > 0 { parts.append(texts(.saves, ["amount": money(basket.savedMinor)])) }
        if let points = basket.points, basket.member != nil, basket.totalMinor >= 0 {
            parts.append(texts(.earns, ["points": texts.number(points)]))
            parts += basket.bonuses.map { bonus in
                let later = texts(.bonusLater, ["points": texts.number(bonus.points)])
                return bonus.name.isEmpty ? later : "\(bonus.name): \(later)"
            }
        } else if basket.member == nil, let points = basket.memberPoints, points > 0 {
            parts.append(texts(.wouldEarn, ["points": texts.number(points)]))
        }
        if let hold = basket.hold, hold.points > 0 {
            let points = hold.points(paying: basket.pointsPayMinor)
            parts.append(texts(.held, ["points": texts.number(points), "value": money(basket.pointsPayMinor)]))
        }
        for part in basket.payments where part.amountMinor > 0 {
            parts.append("\(texts(.paid)) \(money(part.amountMinor))")
        }
        return parts.isEmpty
            ? [] : ShownText.wrap(parts.joined(separator: " · "), columns).map { Screen.Row($0, .good) }
    }

    // MARK: the field

    private func promptRow(_ columns: Int) -> (Screen.Row, Int) {
        let label = ShownText.fit(promptText, max(4, columns - 14))
        var shown = field
        if case .form(let form) = step, form.isSecret { shown = String(repeating: "•", count: field.count) }
        let room = columns - ShownText.width(label) - 3
        while ShownText.width(shown) > room, !shown.isEmpty { shown.removeFirst() }
        let text = "\(label) > \(shown)"
        return (Screen.Row(text, .prompt), ShownText.width(text))
    }

    private var promptText: String {
        switch step {
        case .sale, .done, .show: texts(.askAny)
        case .price(let item): texts(.askPrice, ["article": ShownText.clean(item.sku)])
        case .pay: texts(basket.dueMinor < 0 ? .askRefund : .askPayment)
        case .choice: texts(.askChoice)
        case .form(let form): texts(ask(form))
        }
    }

    private func ask(_ form: Form) -> TextKey {
        switch form.questions.first {
        case .key: .askCustomer
        case .wrongKey: .askWrongCustomer
        case .name: .askName
        case .consent: .askConsent
        case .points: .askPoints
        case .reason: .askReason
        case .number: .askNumber
        case .words: .askWords
        case .receipt: .askReceipt
        case .supervisor: .askSupervisor
        case .pin: .askPin
        case .cashier: .askCashier
        case nil: .askAny
        }
    }

    /// A list needs the room.
    private var isListing: Bool {
        switch step {
        case .choice, .show: true
        default: false
        }
    }

    private var isAtStart: Bool {
        switch step {
        case .sale, .done: true
        default: false
        }
    }

    private func keyRows(_ columns: Int, most: Int) -> [Screen.Row] {
        let commands: [Command] =
            switch step {
            case .pay: [.redeem, .payByCard, .cancelSale]
            case .sale, .done, .show: [.help] + Command.allCases.filter { ![.help, .cashier, .payByCard].contains($0) }
            default: []
            }
        var rows = [""]
        let words = commands.map { command in
            "F\(command.functionKey ?? 0) \(texts(command.name))"
        }
        for word in words + (isAtStart ? [] : [texts(.keyBack)]) {
            let last = rows[rows.count - 1]
            if last.isEmpty {
                rows[rows.count - 1] = word
            } else if ShownText.width(last) + 2 + ShownText.width(word) <= columns {
                rows[rows.count - 1] = "\(last)  \(word)"
            } else {
                rows.append(word)
            }
        }
        return rows.prefix(most).map { Screen.Row($0, .keys) }
    }
}
