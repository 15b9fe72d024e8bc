import JSON
import Loyalty

/// What lies on the belt.
public struct Basket: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        public var sku: String
        /// Negative for goods that come back.
        public var quantity: Double
        /// Of one, before discounts.
        public var priceMinor: Int64
        /// The receipt that goods which come back were bought on, as it is printed.
        public var receipt: String?

        /// Rounded half away from zero.
        var grossMinor: Int64 { Int64((Double(priceMinor) * quantity).rounded()) }
    }

    /// What the agent made of a line.
    struct Priced: Sendable, Equatable {
        var amountMinor: Int64
        var discountMinor: Int64
    }

    /// Points set aside for this receipt.
    struct Hold: Sendable, Equatable {
        var points: Int64
        var valueMinor: Int64
        var offers: [String] = []
        /// They lower the total instead of paying it: the fiscal receipt differs.
        var isDiscount = false

        /// The fewest points that pay so much.
        func points(paying amountMinor: Int64) -> Int64 {
            guard valueMinor > 0, amountMinor < valueMinor else { return points }
            return min(
                points, Int64(saturating: (Double(amountMinor) * Double(points) / Double(valueMinor)).rounded(.up)))
        }
    }

    /// Given once in a customer's life, or once a year, so by central.
    struct Bonus: Sendable, Equatable {
        /// Empty where the chain gave it none.
        var name: String
        var points: Int64
    }

    /// How many points the quoted basket takes, and why no more.
    struct Redeemable: Sendable, Equatable {
        var points: Int64
        var valueMinor: Int64
        var limit: String
        /// Of what is to be paid, in hundredths of a percent.
        var shareMaxBasisPoints: Int64

        init(_ json: JSONValue) {
            points = json["points"]?.integer ?? 0
            valueMinor = json["valueMinor"]?.integer ?? 0
            limit = json["limit"]?.string ?? ""
            let percent = min(max(json["sharePercentMax"]?.number ?? 100, 0), 100)
            shareMaxBasisPoints = Int64((percent * 100).rounded())
        }
    }

    public var lines: [Line] = []
    public var member: Member?
    /// As presented; of a customer whom the store does not know it goes with the receipt.
    var key: Key?
    /// The first lines, as the agent priced them last.
    var priced: [Priced] = []
    /// Points that the basket earns; nil where the agent could not say.
    var points: Int64?
    /// What central may give besides.
    var bonuses: [Bonus] = []
    /// Without a card: what a member would have earned.
    var memberPoints: Int64?
    var offers: [String] = []
    /// What the cashier is told of the customer's tier: a welcome, a gift, a contact.
    var notes: [String] = []
    var hold: Hold?
    /// As the agent said with its last quote; nil where it said nothing.
    var redeemable: Redeemable?
    /// Other stores were asked for points, which may have come since the last quote.
    var hasAskedPoints = false
    var payments: [Purchase.Part] = []
    /// Its number, once something at the agent is under it.
    var receipt: String?
    var changeMinor: Int64 = 0
    /// What is told of the goods that come back: the same for every attempt.
    var returnForm: Form?
    /// What goods that come back were paid for with points, which come back as points and not as money.
    var restoredMinor: Int64 = 0
    /// The goods that come back are recorded, or kept.
    var isReturnRecorded = false
    /// The total when it was put aside, to say what changed.
    var totalBefore: Int64?

    public static let linesMax = 500

    public var isEmpty: Bool { lines.isEmpty && member == nil && key == nil }

    func amountMinor(_ index: Int) -> Int64 {
        index < priced.count ? priced[index].amountMinor : lines[index].grossMinor
    }

    func discountMinor(_ index: Int) -> Int64 { index < priced.count ? priced[index].discountMinor : 0 }

    public var totalMinor: Int64 { lines.indices.reduce(restoredMinor) { $0 + amountMinor($1) } }
    var savedMinor: Int64 { lines.indices.reduce(0) { $0 + discountMinor($1) } }
    /// Points pay no more than the basket costs, and no more than their share of it.
    var pointsPayMinor: Int64 {
        let share = redeemable?.shareMaxBasisPoints ?? 10_000
        return min(hold?.valueMinor ?? 0, Money.part(max(0, totalMinor), share, of: 10_000))
    }
    /// What of that lowers the total.
    var pointsDiscountMinor: Int64 { hold?.isDiscount == true ? pointsPayMinor : 0 }
    var paidMinor: Int64 { payments.reduce(pointsPayMinor) { $0 + $1.amountMinor } }
    /// Those of the quote that have so many uses and no more.
    var limitedOffers: [String] {
        offers.filter { offer in member?.offers.contains { $0.id == offer && $0.isLimited } == true }
    }
    var dueMinor: Int64 { totalMinor - paidMinor }
    var isReturnOnly: Bool { !lines.isEmpty && lines.allSatisfy { $0.quantity < 0 } }

    var hasReturned: Bool { lines.contains { $0.quantity < 0 } }
    /// What is paid with goods that come back.
    var refundMinor: Int64 {
        -lines.indices.filter { lines[$0].quantity < 0 }.reduce(restoredMinor) { $0 + amountMinor($1) }
    }
    /// The receipt of all goods that come back; nil where one has none, or they are of several.
    var returnedOf: String? {
        let all = Set(lines.filter { $0.quantity < 0 }.map(\.receipt))
        return all.count == 1 ? all.first ?? nil : nil
    }

    mutating func add(_ line: Line) {
        lines.append(line)
        forgetReturn()
    }

    mutating func removeLast() {
        guard !lines.isEmpty else { return }
        lines.removeLast()
        priced = Array(priced.prefix(lines.count))
        points = nil
        bonuses = []
        forgetReturn()
    }

    /// Other goods come back than were told of.
    private mutating func forgetReturn() {
        returnForm = nil
        if !isReturnRecorded { restoredMinor = 0 }
    }

    // MARK: what the agent is asked and told

    func writeWho(to object: inout JSONWriter) {
        if let member { object.field("card", member.card) } else { object.field(ifPresent: "key", key?.text) }
    }

    func quoteBody(till: String, at: Instant, cashier: String?) -> [UInt8] {
        JSONWriter.object { object in
            object.field("till", till)
            object.field("at", at.description)
            object.field(ifPresent: "cashier", cashier)
            if hold != nil { object.field(ifPresent: "receipt", receipt) }
            writeWho(to: &object)
            object.array("lines") { list in
                for line in lines where line.quantity > 0 {
                    list.object { inner in
                        inner.field("sku", line.sku)
                        inner.field("quantity", line.quantity)
                        inner.field("amountMinor", line.grossMinor)
                    }
                }
            }
        }
    }

    mutating func take(quote json: JSONValue, _ language: String) {
        var quoted = (json["lines"]?.array ?? [])[...]
        guard quoted.count == lines.count(where: { $0.quantity > 0 }) else { return }
        priced = lines.map { line in
            guard line.quantity > 0, let value = quoted.popFirst() else {
                return Priced(amountMinor: line.grossMinor, discountMinor: 0)
            }
            return Priced(
                amountMinor: value["amountMinor"]?.integer ?? line.grossMinor,
                discountMinor: value["discountMinor"]?.integer ?? 0)
        }
        redeemable = json["redeemable"].map(Redeemable.init)
        points = json["points"]?.integer
        bonuses = (json["pending"]?.array ?? []).compactMap { part in
            part["points"]?.integer.map {
                Bonus(name: ShownText.clean(part["names"]?[language]?.string ?? ""), points: $0)
            }
        }
        memberPoints = json["memberPoints"]?.integer
        offers = (json["offers"]?.array ?? []).compactMap(\.string)
        notes = (json["benefits"]?.array ?? []).compactMap { benefit in
            (benefit["names"]?[language]?.string ?? benefit["benefit"]?.string).map(ShownText.clean)
        }
        if member != nil || key != nil, let card = json["card"].flatMap({ Member($0, language) }) { member = card }
    }

    func purchase(receipt: String, till: String, at: Instant, cashier: String?) -> Purchase {
        var purchase = Purchase(
            receipt: receipt, till: till, at: at, key: member == nil ? key?.text : nil,
            card: member.map { CardID($0.card) },
            lines: lines.indices.filter { lines[$0].quantity > 0 }.map { index in
                Purchase.Line(
                    sku: lines[index].sku, quantity: lines[index].quantity, amountMinor: amountMinor(index),
                    discountMinor: discountMinor(index))
            })
        purchase.offers = offers
        purchase.payments = (hasReturned ? [.init(kind: "returned", amountMinor: refundMinor)] : []) + payments
        if let hold, hold.points > 0 {
            if hold.isDiscount {
                purchase.adjustments = [Purchase.Part(kind: "points", amountMinor: -pointsPayMinor)]
                purchase.totalMinor -= pointsPayMinor
            } else {
                purchase.payments.insert(Purchase.Part(kind: "points", amountMinor: pointsPayMinor), at: 0)
            }
            purchase.redeemedPoints = hold.points(paying: pointsPayMinor)
        }
        purchase.cashier = cashier
        return purchase
    }

    var slipLines: [Slip.Line] {
        lines.indices.map { index in
            Slip.Line(
                sku: lines[index].sku, quantity: lines[index].quantity, amountMinor: amountMinor(index),
                discountMinor: discountMinor(index))
        }
    }

    // MARK: put aside and resumed

    var json: [UInt8] {
        JSONWriter.object { object in
            writeWho(to: &object)
            object.field("totalMinor", totalMinor)
            object.array("lines") { list in
                for line in lines {
                    list.object { inner in
                        inner.field("sku", line.sku)
                        inner.field("quantity", line.quantity)
                        inner.field("amountMinor", line.grossMinor)
                        inner.field("priceMinor", line.priceMinor)
                        inner.field(ifPresent: "receipt", line.receipt)
                    }
                }
            }
        }
    }

    /// - Returns: nil where the text is no basket; of lines by another program the amount is divided by the quantity
    init?(resumed json: JSONValue) {
        guard let list = json["lines"]?.array, list.count <= Self.linesMax else { return nil }
        for value in list {
            guard let sku = value["sku"]?.string, let quantity = value["quantity"]?.number, quantity != 0,
                quantity.magnitude <= EntryReader.quantityMax,
                let amount = value["amountMinor"]?.integer, amount.magnitude <= UInt64(Money.amountMinorMax)
            else { return nil }
            let price = value["priceMinor"]?.integer ?? Int64((Double(amount) / quantity).rounded())
            guard price >= 0, price <= Money.amountMinorMax else { return nil }
            lines.append(
                Line(
                    sku: ShownText.clean(sku), quantity: quantity, priceMinor: price, receipt: value["receipt"]?.string)
            )
        }
        totalBefore = json["totalMinor"]?.integer
    }

    init() {}
}
