/// A purchase and what has come back of it: what another return may still take, and what it takes with it.
///
/// Always: returning in parts takes back exactly what returning all at once takes, in any order, and a return of what is no
/// more there gives and takes nothing. Each sum is the whole's share of all that came back so far, rounded down, less what
/// was taken before; the last piece takes the rest.
public struct ReturnedPurchase: Sendable, Equatable {
    public struct Item: Sendable, Equatable {
        public var sku: String
        /// Negative is as good as positive.
        public var quantity: Double

        public init(sku: String, quantity: Double) {
            self.sku = sku
            self.quantity = quantity
        }
    }

    /// What is taken back of one line of the purchase.
    public struct Accepted: Sendable, Equatable {
        /// Its place in the purchase.
        public var line: Int
        public var sku: String
        public var quantity: Double
        /// What was paid for it.
        public var amountMinor: Int64
        /// What it had earned.
        public var points: Int64
    }

    public struct Outcome: Sendable, Equatable {
        public var accepted: [Accepted] = []
        /// What the purchase does not have, or has no more.
        public var refused: [Item] = []
        /// To be given back of the points that the purchase was paid with, and their value then.
        public var redeemedPoints: Int64 = 0
        public var redeemedMinor: Int64 = 0

        public init() {}

        /// What was paid for all of it.
        public var amountMinor: Int64 { accepted.reduce(0) { $0 + $1.amountMinor } }
        /// What it had earned.
        public var points: Int64 { accepted.reduce(0) { $0 + $1.points } }
    }

    private struct Line: Equatable {
        let sku: String
        /// Weighed goods have fractions, so that quantities are counted in thousandths.
        var thousandths: Int64
        var amountMinor: Int64
        let points: Int64
        var returned: Int64 = 0

        /// The part of `whole` that what came back so far stands for.
        func share(_ whole: Int64) -> Int64 { thousandths > 0 ? Money.part(whole, returned, of: thousandths) : 0 }
    }

    private var lines: [Line]
    private let redeemedPoints: Int64
    private let redeemedMinor: Int64

    /// - Parameters:
    ///   - linePoints: as `Earned.linePoints`; none for a purchase of which only the sum is known
    ///   - redeemedPoints: what of it was paid with points
    public init(
        lines: [Purchase.Line], linePoints: [Int64], redeemedPoints: Int64 = 0, redeemedMinor: Int64 = 0
    ) {
        self.lines = lines.enumerated().map { place, line in
            Line(
                sku: line.sku, thousandths: line.quantity > 0 ? Self.thousandths(line.quantity) : 0,
                amountMinor: max(0, line.amountMinor),
                points: place < linePoints.count ? max(0, linePoints[place]) : 0)
        }
        self.redeemedPoints = max(0, redeemedPoints)
        self.redeemedMinor = max(0, redeemedMinor)
        for line in lines where line.quantity < 0 && line.receipt == nil { strike(line) }
    }

    /// A line that was voided on the same receipt was never sold. The last of its article goes first, as it does for points.
    private mutating func strike(_ voided: Purchase.Line) {
        var thousandths = Self.thousandths(voided.quantity)
        var amount = max(0, -voided.amountMinor)
        for place in lines.indices.reversed() where lines[place].sku == voided.sku && lines[place].thousandths > 0 {
            let taken = min(thousandths, lines[place].thousandths)
            let takenAmount = min(amount, lines[place].amountMinor)
            lines[place].thousandths -= taken
            lines[place].amountMinor -= takenAmount
            thousandths -= taken
            amount -= takenAmount
            if thousandths == 0 { return }
        }
    }

    /// Whether nothing is left to return.
    public var isReturned: Bool { lines.allSatisfy { $0.returned == $0.thousandths } }

    /// How much of each line is left.
    public var left: [Double] { lines.map { Double($0.thousandths - $0.returned) / 1000 } }

    /// Takes back items, as far as they are there: the first line of an article first.
    public mutating func take(_ items: [Item]) -> Outcome {
        let before = (weight: weight, whole: wholeWeight)
        var outcome = Outcome()
        for item in items {
            var rest = Self.thousandths(item.quantity)
            for place in lines.indices where rest > 0 && lines[place].sku == item.sku {
                let taken = min(rest, lines[place].thousandths - lines[place].returned)
                guard taken > 0 else { continue }
                outcome.accepted.append(accept(taken, of: place))
                rest -= taken
            }
            if rest > 0 { outcome.refused.append(Item(sku: item.sku, quantity: Double(rest) / 1000)) }
        }
        guard before.whole > 0 else { return outcome }
        let given = Money.part(redeemedPoints, before.weight, of: before.whole)
        outcome.redeemedPoints = Money.part(redeemedPoints, weight, of: before.whole) - given
        let givenMinor = Money.part(redeemedMinor, before.weight, of: before.whole)
        outcome.redeemedMinor = Money.part(redeemedMinor, weight, of: before.whole) - givenMinor
        return outcome
    }

    /// Takes back all that is left: a void, or a return of the whole receipt.
    public mutating func takeAll() -> Outcome {
        take(zip(lines, left).filter { $1 > 0 }.map { Item(sku: $0.sku, quantity: $1) })
    }

    private mutating func accept(_ taken: Int64, of place: Int) -> Accepted {
        let before = lines[place]
        lines[place].returned += taken
        let line = lines[place]
        return Accepted(
            line: place, sku: line.sku, quantity: Double(taken) / 1000,
            amountMinor: line.share(line.amountMinor) - before.share(line.amountMinor),
            points: line.share(line.points) - before.share(line.points))
    }

    /// By what redeemed points are shared out: what was paid, or quantities where points paid for everything.
    private var isFree: Bool { lines.allSatisfy { $0.amountMinor == 0 } }
    private var weight: Int64 {
        isFree ? lines.reduce(0) { $0 + $1.returned } : lines.reduce(0) { $0 + $1.share($1.amountMinor) }
    }
    private var wholeWeight: Int64 {
        isFree ? lines.reduce(0) { $0 + $1.thousandths } : lines.reduce(0) { $0 + $1.amountMinor }
    }

    private static func thousandths(_ quantity: Double) -> Int64 {
        min(Int64(saturating: quantity.magnitude * 1000), Money.amountMinorMax * 1000)
    }
}
