/// Integer arithmetic on minor units; every division names its rounding.
public enum Money {
    /// What a single amount may be, either way: far beyond any receipt, and nine million of them still fit 64 bits.
    public static let amountMinorMax: Int64 = 1_000_000_000_000

    /// `amount × basisPoints / 10,000`, half away from zero.
    public static func share(_ amountMinor: Int64, basisPoints: Int64) -> Int64 {
        let (product, overflow) = amountMinor.multipliedReportingOverflow(by: basisPoints)
        precondition(!overflow, "an amount is bounded by amountMinorMax, a share by 10,000 basis points")
        return product >= 0 ? (product + 5000) / 10_000 : (product - 5000) / 10_000
    }

    /// `amount × part / whole`, rounded down; none of them negative, the whole above zero. What does not fit is the greatest
    /// amount that does.
    public static func part(_ amount: Int64, _ part: Int64, of whole: Int64) -> Int64 {
        precondition(amount >= 0 && part >= 0 && whole > 0, "parts are of what is there")
        let (small, isLarge) = amount.multipliedReportingOverflow(by: part)
        if !isLarge { return small / whole }
        let product = amount.multipliedFullWidth(by: part)
        guard product.high < whole else { return .max }
        return whole.dividingFullWidth(product).quotient
    }

    /// Shares `amount` out over some places by their weights, so that the shares' sum is the amount: each is what the sum of the
    /// weights up to it comes to, rounded down, less what was given before. Weights below one get nothing.
    static func distribute(
        _ amount: Int64, over places: some Collection<Int>, by weights: [Int64], _ give: (Int, Int64) -> Void
    ) {
        let whole = places.reduce(Int64(0)) { $0 + max(0, weights[$1]) }
        guard whole > 0 else { return }
        var weight: Int64 = 0
        var given: Int64 = 0
        for place in places {
            weight += max(0, weights[place])
            let share = part(amount, weight, of: whole) - given
            given += share
            give(place, share)
        }
    }

    /// The same over all of the weights.
    public static func distribute(_ amount: Int64, by weights: [Int64], _ give: (Int, Int64) -> Void) {
        distribute(amount, over: weights.indices, by: weights, give)
    }

    /// `1234.56`: two decimals, for people.
    public static func text(_ amountMinor: Int64, currency: String) -> String {
        let digits = decimals(of: currency)
        guard digits > 0 else { return "\(amountMinor) \(currency)" }
        let scale: Int64 = 100
        let magnitude = Int64(clamping: amountMinor.magnitude)
        return "\(amountMinor < 0 ? "-" : "")\(magnitude / scale).\((magnitude % scale).padded(2)) \(currency)"
    }

    /// Source: ISO 4217, the currencies of the countries served.
    public static func decimals(of currency: String) -> Int { ["CLP", "PYG"].contains(currency) ? 0 : 2 }
}

extension Int64 {
    /// A sum that stays at the bound instead of ending the process. Thousands of receipts of the greatest amounts, or a
    /// card with a number beyond sense, must not stop a store.
    public mutating func add(saturating other: Int64) {
        let (sum, overflow) = addingReportingOverflow(other)
        self = overflow ? (other < 0 ? .min : .max) : sum
    }

    /// A sum that a database made of billions and of what is left of each amount, so that no engine's own sum overflows.
    public init(saturatingBillions billions: Int64, rest: Int64) {
        let (product, overflow) = billions.multipliedReportingOverflow(by: 1_000_000_000)
        self = overflow ? (billions < 0 ? .min : .max) : product
        add(saturating: rest)
    }

    /// Rounded, and the nearest that fits.
    public init(saturating value: Double) {
        self = value >= 9.2e18 ? .max : value <= -9.2e18 ? .min : value.isNaN ? 0 : Int64(value.rounded())
    }

    fileprivate func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
