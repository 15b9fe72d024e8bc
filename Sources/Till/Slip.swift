import Loyalty

/// What goes onto a printed receipt.
public struct Slip: Sendable, Equatable {
    public enum Kind: Sendable { case sale, returned, cancelled }

    public struct Line: Sendable, Equatable {
        public var sku: String
        public var quantity: Double
        public var amountMinor: Int64
        public var discountMinor: Int64
    }

    public struct Points: Sendable, Equatable {
        public var before: Int64
        public var earned: Int64
        public var redeemed: Int64
        public var after: Int64
        /// Not part of the balance yet, with what was earned now where that can be used on a later day only.
        public var pending: Int64
        /// The balance is as old as this, where the line is down.
        public var asOf: Instant?
    }

    public var kind: Kind = .sale
    public var reference: ReceiptReference
    public var at: Instant
    public var cashier: String?
    public var lines: [Line]
    public var totalMinor: Int64
    /// What of the lines points took off; part of `totalMinor`.
    public var pointsDiscountMinor: Int64 = 0
    /// What of goods that come back was paid with points, and comes back as points; part of `totalMinor`.
    public var restoredMinor: Int64 = 0
    /// Whether what points paid comes back no more, as points no more than as money.
    public var isTooLateForPoints = false
    public var payments: [Purchase.Part]
    public var changeMinor: Int64 = 0
    public var member: Member?
    public var points: Points?
    /// What the customer is told besides, such as that points come later.
    public var remarks: [String] = []

    public init(
        kind: Kind = .sale, reference: ReceiptReference, at: Instant, lines: [Line], totalMinor: Int64,
        payments: [Purchase.Part] = []
    ) {
        self.kind = kind
        self.reference = reference
        self.at = at
        self.lines = lines
        self.totalMinor = totalMinor
        self.payments = payments
    }
}

/// A receipt as rows of 32, 42 or 48 columns, which is what printers of 58 and 80 mm have.
public struct SlipText: Sendable {
    public static let columnsChoices = [32, 42, 48]

    public let columns: Int
    public let isASCII: Bool
    public let texts: TillTexts
    public let currency: String
    public let zone: Zone
    /// What stands at the top: the chain's name, the store's address.
    public let head: [String]

    public init(
        columns: Int, isASCII: Bool = false, texts: TillTexts, currency: String, zone: Zone, head: [String] = []
    ) {
        precondition(columns >= 20, "a printer has at least 20 columns")
        self.columns = columns
        self.isASCII = isASCII
        self.texts = texts
        self.currency = currency
        self.zone = zone
        self.head = head
    }

    /// No row is wider than `columns`.
    public func rows(_ slip: Slip) -> [String] {
        var rows = head.flatMap { ShownText.wrap($0, columns) }.map { ShownText.centre($0, columns) }
        rows += title(slip) + [rule] + slip.lines.flatMap(line) + [rule] + totals(slip)
        if slip.member != nil || slip.points != nil { rows += [rule] + loyalty(slip) }
        if !slip.remarks.isEmpty { rows += [rule] + slip.remarks.flatMap { ShownText.wrap($0, columns) } }
        rows += [rule, ShownText.centre(slip.reference.description, columns)]
        rows += ShownText.wrap(texts(.slipKeep), columns).map { ShownText.centre($0, columns) }
        // ASCII may be longer ("EUR"), so that it is fitted once more.
        return isASCII ? rows.flatMap { refit(AsciiText.of($0)) } : rows
    }

    private var rule: String { String(repeating: "-", count: columns) }

    /// A row that grew gives back blanks from between its two sides before it is broken.
    private func refit(_ row: String) -> [String] {
        var row = row
        while row.count > columns, let blanks = row.firstRange(of: "  ") { row.remove(at: blanks.lowerBound) }
        return row.count > columns ? ShownText.wrap(row, columns) : [row]
    }

    private func money(_ minor: Int64) -> String { texts.money(minor, currency) }

    private func title(_ slip: Slip) -> [String] {
        let kind: TextKey =
            switch slip.kind {
            case .sale: .slipSale
            case .returned: .slipReturn
            case .cancelled: .slipCancelled
            }
        let today = zone.day(of: slip.at)
        let (year, _, _) = today.civil
        let when = "\(texts.day(today, today: today))/\(year) \(texts.time(slip.at, zone))"
        var rows = ShownText.spread(texts(kind), when, columns)
        if let cashier = slip.cashier { rows += ShownText.wrap("\(texts(.cashier)): \(cashier)", columns) }
        return rows
    }

    private func line(_ line: Slip.Line) -> [String] {
        let quantity = line.quantity == 1 ? "" : "\(texts.quantity(line.quantity)) x "
        var rows = ShownText.spread(
            quantity + line.sku, texts.amount(line.amountMinor + line.discountMinor, currency), columns)
        if line.discountMinor != 0 {
            rows += ShownText.spread("  \(texts(.discount))", texts.amount(-line.discountMinor, currency), columns)
        }
        return rows
    }

    private func totals(_ slip: Slip) -> [String] {
        var rows: [String] = []
        if slip.pointsDiscountMinor > 0 {
            rows += ShownText.spread(texts(.pointsDiscount), money(-slip.pointsDiscountMinor), columns)
        }
        if slip.restoredMinor > 0 {
            rows += ShownText.spread(
                texts(slip.isTooLateForPoints ? .paidPoints : .pointsRestored), money(slip.restoredMinor), columns)
        }
        rows += ShownText.spread(texts(.total), money(slip.totalMinor), columns)
        let cash = slip.payments.lastIndex { $0.kind == "cash" && $0.amountMinor > 0 }
        for (index, part) in slip.payments.enumerated() {
            // What was laid on the counter, so that less the change it is what was paid.
            let given = part.amountMinor + (index == cash ? slip.changeMinor : 0)
            let name = TextKey(rawValue: "paid\(part.kind.prefix(1).uppercased())\(part.kind.dropFirst())")
            rows += ShownText.spread(
                name.map { texts($0) } ?? ShownText.clean(part.kind), money(given), columns)
        }
        if slip.changeMinor > 0 { rows += ShownText.spread(texts(.change), money(slip.changeMinor), columns) }
        return rows
    }

    // MARK: what the customer is told of points and tier

    private func loyalty(_ slip: Slip) -> [String] {
        var rows: [String] = []
        if let member = slip.member {
            rows += ShownText.wrap([member.name, member.tier].filter { !$0.isEmpty }.joined(separator: " · "), columns)
        }
        if let points = slip.points { rows += balance(points, slip) }
        guard let member = slip.member else { return rows }
        let today = zone.day(of: slip.at)
        if let expiring = member.expiring, expiring.points > 0, let on = expiring.on {
            let text = texts(
                .slipExpiring, ["points": texts.number(expiring.points), "day": texts.day(on, today: today)])
            rows += ShownText.wrap(text, columns)
        }
        for (missing, isKept) in [(member.next, false), (member.keep, true)] {
            guard let missing else { continue }
            rows += ShownText.wrap(texts.missing(missing, isKept: isKept, currency, today: today), columns)
        }
        return rows
    }

    private func balance(_ points: Slip.Points, _ slip: Slip) -> [String] {
        func row(_ key: TextKey, _ number: Int64, sign: String = "") -> [String] {
            ShownText.spread(texts(key), sign + texts.number(number), columns)
        }
        var rows = row(.pointsBefore, points.before)
        if slip.kind == .sale {
            rows += row(.pointsEarned, points.earned, sign: points.earned > 0 ? "+" : "")
        } else if points.earned != 0 {
            rows += row(.pointsReturned, points.earned)
        }
        if points.redeemed != 0 { rows += row(.pointsRedeemed, -points.redeemed) }
        rows += row(.pointsAfter, points.after)
        if points.pending > 0 { rows += row(.pointsPending, points.pending) }
        if let asOf = points.asOf {
            rows += ShownText.wrap(texts(.slipAsOf, ["when": texts.stamp(asOf, now: slip.at, zone)]), columns)
        }
        return rows
    }
}

extension TillTexts {
    /// `Para Plata le falta: $450.00 o 3 visitas, hasta el 31/12.`
    func missing(_ missing: Member.Missing, isKept: Bool, _ currency: String, today: LocalDay) -> String {
        let parts = [
            missing.spendMinor.map { money($0, currency) },
            missing.visits.map { self($0 == 1 ? .visit : .visits, ["count": number($0)]) },
        ]
        let what = parts.compactMap { $0 }.joined(separator: " \(self(.or)) ")
        let until = missing.by.map { self(.missingBy, ["day": day($0, today: today)]) } ?? ""
        return self(isKept ? .missingKeep : .missingNext, ["what": what, "tier": missing.tier]) + until + "."
    }
}
